//! What every command that talks to a server needs: a runtime, a session.

use jiff::Timestamp;

use crate::repo::{Lock, Repo};
use crate::sync::error::SyncError;
use crate::sync::session::{Server, Session};

use super::args::CommonOptions;
use super::connection::{account_of, open_repo, trust};
use super::credentials::{Address, Connection, connect};
use super::error::Failure;
use super::exit_code::Exit;
use super::interrupt;
use super::printer::Printer;
use super::progress::Progress;

/// Returns the present time, in whole seconds as services keep it.
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Runs asynchronous work to its end.
///
/// # Errors
/// The system gives no threads or sockets.
pub fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    // Not one that runs on this thread: while it works on files for a while, nobody would see that
    // the server ends a connection that rests, and the next write would go out on it.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Failed, format!("cannot start: {error}")))?;
    let result = runtime.block_on(work);
    runtime.shutdown_background();
    Ok(result)
}

/// An opened repository with the way to its server, locked against other syncs.
pub struct Opened {
    /// The repository.
    pub repo: Repo,
    /// Its account.
    pub server: Server,
    /// The way to the server.
    pub connection: Connection,
    /// Who watches.
    pub progress: Progress,
    _lock: Lock,
}

impl Opened {
    /// Opens the repository around the person's folder for a sync.
    ///
    /// # Errors
    /// There is none, its server is not trusted, another sync runs, or credentials lack.
    pub fn new(options: &CommonOptions, printer: Printer) -> Result<Self, Failure> {
        interrupt::listen()?;
        let mut repo = open_repo(options)?;
        repo.foresee_index();
        let known = account_of(&repo)?;
        trust(&mut repo, &known)?;
        let server = known.server;
        let address = Address {
            service: server.service,
            url: &server.url,
            account: &server.account,
        };
        // Who looks for a password keeps nobody else from syncing.
        let user_config = repo.user_config().map_err(SyncError::from)?;
        let connection = connect(&user_config, address, printer)?;
        let lock = repo.lock().map_err(SyncError::from)?;
        Ok(Self {
            progress: Progress::new(printer, options.quiet),
            repo,
            server,
            connection,
            _lock: lock,
        })
    }

    /// Returns what a sync works with.
    pub fn session(&self) -> Session<'_> {
        Session {
            repo: &self.repo,
            provider: self.connection.provider.as_ref(),
            server: &self.server,
            monitor: &self.progress,
            aside: None,
        }
    }

    /// Runs a sync to its end and tells git's credential helpers how the credentials did.
    ///
    /// # Errors
    /// The sync's, in words.
    pub fn run<T>(&self, work: impl Future<Output = Result<T, SyncError>>) -> Result<T, Failure> {
        let result = block_on(work)?;
        self.progress.pause();
        self.connection.settle(result.as_ref().err());
        Ok(result?)
    }
}
