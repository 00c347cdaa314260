//! The repository and the account that it belongs to: where trust is decided.

use std::path::Path;

use crate::board::Service;
use crate::provider::Wanted;
use crate::repo::{Environment, Repo, Scope};
use crate::sync::error::SyncError;
use crate::sync::session::{LARGEST_ATTACHMENT_SETTING, Server, USUAL_LARGEST_ATTACHMENT_BYTES};
use crate::text::{self, NamePolicy};

use super::args::CommonOptions;
use super::error::Failure;
use super::exit_code::Exit;
use super::prompt;
use super::target;

const URL_SETTING: &str = "board.url";
const ACCOUNT_SETTING: &str = "board.account";
/// The word of the service; Deck where there is none.
const SERVICE_SETTING: &str = "board.service";
/// Which files of a repository are boards'.
pub const SCOPE: Scope = Scope {
    marker: text::BOARD_FILE,
    top_files: &[text::CODECKS_FILE],
    is_ignored: text::is_ignored,
};

/// Returns the repository around the folder that the person works in.
///
/// # Errors
/// There is none, or it cannot serve.
pub fn open_repo(options: &CommonOptions) -> Result<Repo, Failure> {
    let folder = options
        .directory
        .as_deref()
        .map_or(Path::new("."), |folder| folder.as_std_path());
    if !folder.is_dir() {
        return Err(no_folder(folder));
    }
    Ok(Repo::discover(folder, SCOPE, Environment::of_process()).map_err(SyncError::from)?)
}

/// Returns the failure that a folder which was named is not there.
pub fn no_folder(folder: &Path) -> Failure {
    Failure::new(
        Exit::Usage,
        format!("there is no folder `{}`", folder.display()),
    )
    .hint("name one that is there; it counts from the folder that you are in")
}

/// The account of a repository, and whether the user's own configuration names it.
#[derive(Clone, Debug)]
pub struct Known {
    /// The account.
    pub server: Server,
    /// True if the user's own configuration or environment names the server; the committed
    /// `.boardconfig` alone is not obeyed.
    pub is_trusted: bool,
}

/// Returns the account that a repository belongs to.
///
/// # Errors
/// Neither the configuration nor `.boardconfig` names one.
pub fn account_of(repo: &Repo) -> Result<Known, Failure> {
    let committed = repo.board_config().map_err(SyncError::from)?;
    let setting = |key: &str| -> Result<Option<String>, Failure> {
        let setting = repo.setting(key).map_err(SyncError::from)?;
        Ok(setting.map(|setting| setting.value))
    };
    let mut own_service = setting(SERVICE_SETTING)?;
    let own_url = match repo.environment().get("GIT_BOARD_URL") {
        Some(url) => {
            let target = target::parse(&url)?;
            if target.service != Service::Deck {
                own_service = Some(target.service.word().to_owned());
            }
            Some(target.url)
        }
        None => setting(URL_SETTING)?,
    };
    let is_trusted = own_url.is_some();
    let Some(url) = own_url.or(committed.url) else {
        return Err(
            Failure::new(Exit::Failed, "this repository belongs to no boards")
                .line(format!(
                    "neither git's configuration nor `.boardconfig` in `{}` names a server",
                    repo.workdir().display()
                ))
                .hint("make one with `git board clone URL`"),
        );
    };
    let (said, url) = target::split_service(&url);
    let service = match own_service.or(committed.service) {
        Some(word) => service_of(&word)?,
        None => {
            let target = target::parse(url).map_err(|failure| {
                failure.line(format!("that is what `{URL_SETTING}` is set to"))
            })?;
            said.unwrap_or(target.service)
        }
    };
    let url = url.to_owned();
    let account = setting(ACCOUNT_SETTING)?
        .or(committed.account)
        .unwrap_or_default();
    let own_keep = repo.flag("board.keepnames").map_err(SyncError::from)?;
    let keep_names = own_keep.or(committed.keep_names).unwrap_or(false);
    let largest_attachment_bytes = largest_attachment(repo, committed.max_attachment_bytes)?;
    let wanted = if committed.include.is_empty() {
        Wanted::All
    } else {
        Wanted::Named(committed.include)
    };
    Ok(Known {
        server: Server {
            url,
            account,
            service,
            wanted,
            largest_attachment_bytes,
            names: if keep_names {
                NamePolicy::Keep
            } else {
                NamePolicy::AsPulled
            },
        },
        is_trusted,
    })
}

/// Returns the size of the largest attachment that is downloaded: as the user's own configuration
/// says, else the committed one.
///
/// # Errors
/// git's configuration cannot be read.
pub fn largest_attachment(repo: &Repo, committed: Option<u64>) -> Result<u64, Failure> {
    let own = repo
        .byte_size(LARGEST_ATTACHMENT_SETTING)
        .map_err(SyncError::from)?;
    Ok(own.or(committed).unwrap_or(USUAL_LARGEST_ATTACHMENT_BYTES))
}

fn service_of(word: &str) -> Result<Service, Failure> {
    Service::of_word(word).ok_or_else(|| {
        Failure::new(
            Exit::Usage,
            format!("`{SERVICE_SETTING}` is `{word}`, and no service of that name is known"),
        )
        .hint(format!("git config {SERVICE_SETTING} deck"))
    })
}

/// Asks the person whether a server that only the committed `.boardconfig` names may be used;
/// the answer is kept in git's configuration of this repository.
///
/// # Errors
/// `Guarded` if there is nobody to ask, or the answer is no; nothing was sent.
pub fn trust(repo: &mut Repo, known: &Known) -> Result<(), Failure> {
    if known.is_trusted {
        return Ok(());
    }
    let server = &known.server;
    let refusal = Failure::new(
        Exit::Guarded,
        format!(
            "the server `{}` is named by `.boardconfig` alone",
            server.url
        ),
    )
    .line("a committed file does not decide where your password goes; nothing was sent")
    .hint(format!(
        "if you trust it: git config {URL_SETTING} {} && git config {ACCOUNT_SETTING} {}",
        server.url, server.account
    ));
    if !prompt::is_interactive() {
        return Err(refusal);
    }
    let boards = match &server.wanted {
        Wanted::All => "all boards".to_owned(),
        Wanted::Named(names) => format!("boards {}", names.join(", ")),
    };
    let question = format!(
        "Use {} as {} ({boards})? It is named by the committed .boardconfig.",
        server.url, server.account
    );
    if !prompt::confirm(&question).unwrap_or(false) {
        return Err(refusal);
    }
    Ok(remember(repo, server)?)
}

/// Writes server and account into git's configuration of this repository.
///
/// # Errors
/// The configuration cannot be written.
pub fn remember(repo: &mut Repo, server: &Server) -> Result<(), SyncError> {
    repo.set_setting(URL_SETTING, &server.url)?;
    if server.service != Service::Deck {
        repo.set_setting(SERVICE_SETTING, server.service.word())?;
    }
    repo.set_setting(ACCOUNT_SETTING, &server.account)?;
    Ok(())
}
