//! What every command needs that works on the files here and asks no server.

use std::fs;
use std::path::Path;

use crate::monitor::Monitor;
use crate::repo::{Lock, Repo};
use crate::sync::error::SyncError;
use crate::sync::here::{self, Here};
use crate::sync::session::Server;

use super::args::CommonOptions;
use super::connection::{account_of, open_repo};
use super::error::Failure;
use super::printer::Printer;
use super::progress::Progress;

/// A repository with what its files say.
pub struct Desk {
    /// The repository.
    pub repo: Repo,
    /// Its account.
    pub server: Server,
    /// What the files say.
    pub here: Here,
    /// The folder that the person works in, from the top of the repository; empty at the top.
    pub start: String,
    /// Who watches.
    pub progress: Progress,
    _lock: Option<Lock>,
}

impl Desk {
    /// Reads the repository around the person's folder.
    ///
    /// # Errors
    /// There is none, or what is wrong with its files.
    pub fn to_read(options: &CommonOptions, printer: Printer) -> Result<Self, Failure> {
        let repo = open_repo(options)?;
        Self::of(repo, None, options, printer, here::here)
    }

    /// Reads the repository in order to change its files, locked against other runs.
    ///
    /// # Errors
    /// There is none, another run has it, or what is wrong with its files.
    pub fn to_change(options: &CommonOptions, printer: Printer) -> Result<Self, Failure> {
        let repo = open_repo(options)?;
        let lock = repo.lock().map_err(SyncError::from)?;
        Self::of(repo, Some(lock), options, printer, here::here_to_change)
    }

    fn of(
        repo: Repo,
        lock: Option<Lock>,
        options: &CommonOptions,
        printer: Printer,
        read: fn(&Repo, &Server, &dyn Monitor) -> Result<Here, SyncError>,
    ) -> Result<Self, Failure> {
        let server = account_of(&repo)?.server;
        let progress = Progress::new(printer, true);
        let here = read(&repo, &server, &progress)?;
        Ok(Self {
            start: start_of(options, repo.workdir()),
            repo,
            server,
            here,
            progress,
            _lock: lock,
        })
    }

    /// Returns a path of the repository as it is from the person's folder.
    pub fn shown(&self, path: &str) -> String {
        if self.start.is_empty() {
            return path.to_owned();
        }
        let mut rest = path;
        let mut up = String::new();
        let mut start = self.start.split('/').peekable();
        while let Some(part) = start.peek() {
            match rest
                .strip_prefix(part)
                .and_then(|rest| rest.strip_prefix('/'))
            {
                Some(within) => rest = within,
                None => break,
            }
            start.next();
        }
        for _ in start {
            up.push_str("../");
        }
        format!("{up}{rest}")
    }
}

/// Returns the person's folder from the top of the repository.
pub fn start_of(options: &CommonOptions, workdir: &Path) -> String {
    let folder = options
        .directory
        .as_deref()
        .map_or(Path::new("."), |folder| folder.as_std_path());
    let within = fs::canonicalize(folder).ok().and_then(|folder| {
        let within = folder.strip_prefix(workdir).ok()?;
        within.to_str().map(|within| within.replace('\\', "/"))
    });
    within.unwrap_or_default()
}
