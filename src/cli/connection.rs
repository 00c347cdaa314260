//! The repository, the account that it belongs to, and the way to its server: where trust and
//! credentials are decided.

use std::path::Path;
use std::time::Duration;

use url::Url;

use crate::board::Service;
use crate::provider::{self, Credentials, HttpOptions, Provider, ProviderError, Wanted};
use crate::repo::{Credential, Environment, Prompting, Repo, Scope, Secret};
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
/// How long to wait for an answer, and between two pieces of one.
const TIMEOUT_SETTING: NumberSetting = NumberSetting {
    key: "board.timeout",
    unit: "seconds",
    usual: 120,
};
/// The longest answer that is read, unpacked.
const ANSWER_SETTING: NumberSetting = NumberSetting {
    key: "board.maxanswersize",
    unit: "megabytes",
    usual: 512,
};
/// How many times as long a whole answer may take.
const PIECES: u64 = 10;

/// A setting that is a number above 0.
struct NumberSetting {
    key: &'static str,
    unit: &'static str,
    /// What it is where nobody sets it.
    usual: u64,
}

/// The name under which git's credential helpers keep the token of a service without names.
const TOKEN_USER: &str = "token";
/// Whether a token of the kind before Codecks 2.96 may be used, for servers of one's own.
const LEGACY_SETTING: &str = "board.codeckslegacytoken";

/// Which files of a repository are boards'.
pub const SCOPE: Scope = Scope {
    marker: text::BOARD_FILE,
    top_files: &[],
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
    Ok(Repo::discover(folder, SCOPE, Environment::of_process()).map_err(SyncError::from)?)
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
        None => said.unwrap_or(target::parse(url)?.service),
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

/// A way to a server, with credentials.
pub struct Connection {
    /// The server's provider.
    pub provider: Box<dyn Provider>,
    /// The user that the credentials name.
    pub user: String,
    /// Credentials that came from git's helpers or the person, to be kept or forgotten.
    credential: Option<Credential>,
}

impl Connection {
    /// Tells git's credential helpers whether the server took the credentials.
    pub fn settle(&self, repo: &Repo, error: Option<&SyncError>) {
        let Some(credential) = &self.credential else {
            return;
        };
        // A helper that fails loses a comfort, not the work.
        let _ = match error {
            Some(SyncError::Provider(ProviderError::NotLoggedIn { .. })) => {
                repo.reject_credential(credential)
            }
            Some(_) => Ok(()),
            None => repo.approve_credential(credential),
        };
    }
}

/// Finds credentials for a trusted server and opens the way to it; sends nothing.
///
/// # Errors
/// No credentials are known and there is nobody to ask; or the address cannot be used.
pub fn connect(
    repo: &Repo,
    service: Service,
    url: &str,
    account: &str,
) -> Result<Connection, Failure> {
    let environment = repo.environment();
    let token = environment.get("GIT_BOARD_TOKEN");
    let user = match service {
        Service::Deck | Service::Kanbanik => environment.get("GIT_BOARD_USER"),
        // A token is of one user, so that there is no name to ask for.
        Service::Codecks => Some(TOKEN_USER.to_owned()),
    };
    let (credential, is_from_environment) = match (user, token) {
        (Some(username), Some(token)) => {
            let credential = Credential {
                url: url.to_owned(),
                username,
                secret: Secret::new(token),
            };
            (credential, true)
        }
        (user, _) => {
            let user = user.or_else(|| (!account.is_empty()).then(|| account.to_owned()));
            (ask_git(repo, service, url, user.as_deref())?, false)
        }
    };
    let allow_http = repo.flag("board.allowhttp").map_err(SyncError::from)?;
    let mut options = HttpOptions {
        allow_http: allow_http.unwrap_or(false),
        legacy_token: repo
            .flag(LEGACY_SETTING)
            .map_err(SyncError::from)?
            .unwrap_or(false),
        ..HttpOptions::default()
    };
    if let Some(mega) = number_setting(repo, &ANSWER_SETTING)? {
        options.longest_answer_bytes =
            usize::try_from(mega.saturating_mul(1 << 20)).unwrap_or(usize::MAX);
    }
    if let Some(seconds) = number_setting(repo, &TIMEOUT_SETTING)? {
        options.timeouts.read = Duration::from_secs(seconds);
        options.timeouts.whole = Duration::from_secs(seconds.saturating_mul(PIECES));
    }
    let credentials = Credentials {
        user: credential.username.clone(),
        secret: credential.secret.expose().to_owned(),
    };
    let provider = provider::open(service, url, credentials, options).map_err(SyncError::from)?;
    Ok(Connection {
        provider,
        user: credential.username.clone(),
        credential: (!is_from_environment).then_some(credential),
    })
}

/// Returns what the user's configuration says, where it does.
fn number_setting(repo: &Repo, setting: &NumberSetting) -> Result<Option<u64>, Failure> {
    let NumberSetting { key, unit, usual } = setting;
    let Some(found) = repo.setting(key).map_err(SyncError::from)? else {
        return Ok(None);
    };
    match found.value.parse() {
        Ok(number) if number > 0 => Ok(Some(number)),
        _ => Err(Failure::new(
            Exit::Usage,
            format!("`{key}` is `{}`, and not a number of {unit}", found.value),
        )
        .hint(format!("git config {key} {usual}"))),
    }
}

fn ask_git(
    repo: &Repo,
    service: Service,
    url: &str,
    user: Option<&str>,
) -> Result<Credential, Failure> {
    let prompting = if prompt::is_interactive() {
        Prompting::Allowed
    } else {
        Prompting::Forbidden
    };
    let found = repo
        .find_credential(url, user, prompting)
        .map_err(SyncError::from)?;
    found.ok_or_else(|| {
        let host = Url::parse(url).map_or_else(|_| url.to_owned(), |url| target::origin(&url));
        Failure::new(Exit::NotAllowed, format!("no credentials for {host}"))
            .line("neither the environment nor git's credential helpers know any")
            .hint(format!(
                "set {} ({}), or run this in a terminal",
                target::login_variables(service),
                match service {
                    Service::Deck => "an app password",
                    Service::Kanbanik => "the password",
                    Service::Codecks => "an API token",
                }
            ))
    })
}
