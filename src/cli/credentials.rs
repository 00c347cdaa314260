//! Credentials: from the environment, else from git's helpers, else from the person; and the way to
//! a server with them.

use std::time::Duration;

use url::Url;

use crate::board::Service;
use crate::provider::{self, Credentials, HttpOptions, Provider, ProviderError};
use crate::repo::{Credential, Environment, Secret, UserConfig};
use crate::sync::error::SyncError;

use super::error::Failure;
use super::exit_code::Exit;
use super::printer::Printer;
use super::prompt;
use super::sign_in::{self, SignIn};
use super::target;

/// The name under which git's credential helpers keep the token of a service without names.
const TOKEN_USER: &str = "token";
/// Whether a token of the kind before Codecks 2.96 may be used, for servers of one's own.
const LEGACY_SETTING: &str = "board.codeckslegacytoken";
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

/// A server that the person named, or agreed to: secrets may go there.
#[derive(Clone, Copy, Debug)]
pub struct Address<'a> {
    /// The service.
    pub service: Service,
    /// The server's address.
    pub url: &'a str,
    /// Whose account it is; empty where nobody knows yet.
    pub account: &'a str,
}

impl Address<'_> {
    /// Returns the server's address without what stands in it.
    pub fn host(&self) -> String {
        Url::parse(self.url).map_or_else(|_| self.url.to_owned(), |url| target::origin(&url))
    }

    /// Returns the credential of a name and a secret.
    pub fn credential(&self, user: impl Into<String>, secret: impl Into<String>) -> Credential {
        Credential {
            url: self.url.to_owned(),
            username: user.into(),
            secret: Secret::new(secret),
        }
    }

    /// Returns the credential of a token that tells by itself whose it is.
    pub fn token(&self, token: impl Into<String>) -> Credential {
        self.credential(TOKEN_USER, token)
    }
}

/// A way to a server, with credentials.
pub struct Connection {
    /// The server's provider.
    pub provider: Box<dyn Provider>,
    /// The user that the credentials name.
    pub user: String,
    user_config: UserConfig,
    /// Credentials that came from git's helpers or the person, to be kept or forgotten.
    credential: Option<Credential>,
}

impl Connection {
    /// Tells git's credential helpers whether the server took the credentials.
    pub fn settle(&self, error: Option<&SyncError>) {
        match error {
            Some(SyncError::Provider(ProviderError::NotLoggedIn { .. })) => self.forget(),
            Some(_) => {}
            None => {
                if let Some(credential) = &self.credential {
                    // A helper that fails loses a comfort, not the work.
                    let _ = self.user_config.approve_credential(credential);
                }
            }
        }
    }

    /// Tells git's credential helpers that the server refused the credentials.
    pub fn forget(&self) {
        if let Some(credential) = &self.credential {
            // As above.
            let _ = self.user_config.reject_credential(credential);
        }
    }
}

/// Finds credentials for a trusted server and opens the way to it. A person who is asked for them
/// is told at once if they are wrong; otherwise nothing is sent.
///
/// # Errors
/// No credentials are known and there is nobody to ask; or the address cannot be used.
pub fn connect(
    user_config: &UserConfig,
    address: Address<'_>,
    printer: Printer,
) -> Result<Connection, Failure> {
    let environment = user_config.environment();
    let options = http_options(user_config)?;
    let (credential, is_to_be_kept) = match of_environment(environment, address) {
        Some(credential) => (credential, false),
        None => match stored(user_config, address)? {
            Some(credential) => (credential, true),
            None if prompt::may_ask_to_log_in(environment) => {
                check_address(address, &options)?;
                let sign_in = SignIn::new(user_config, address, options.clone(), printer);
                (sign_in::ask(&sign_in)?, true)
            }
            None => return Err(nobody_knows(address)),
        },
    };
    Ok(Connection {
        provider: open(address, &credential, options)?,
        user: credential.username.clone(),
        user_config: user_config.clone(),
        credential: is_to_be_kept.then_some(credential),
    })
}

/// Opens the way to a server with these credentials; sends nothing.
///
/// # Errors
/// The address cannot be used, or a token has no form of one.
pub fn open(
    address: Address<'_>,
    credential: &Credential,
    options: HttpOptions,
) -> Result<Box<dyn Provider>, Failure> {
    let credentials = credentials_of(credential);
    let opened = provider::open(address.service, address.url, credentials, options);
    Ok(opened.map_err(SyncError::from)?)
}

/// Returns a credential as providers take it.
pub fn credentials_of(credential: &Credential) -> Credentials {
    Credentials {
        user: credential.username.clone(),
        secret: credential.secret.expose().to_owned(),
    }
}

/// Refuses an address that no credentials may go to, before anybody is asked for them.
///
/// # Errors
/// It is plain http to another machine without leave, or none.
pub fn check_address(address: Address<'_>, options: &HttpOptions) -> Result<(), Failure> {
    let nobody = Credentials {
        user: String::new(),
        secret: String::new(),
    };
    // What is wrong with an address does not depend on the service.
    provider::open(Service::Deck, address.url, nobody, options.clone())
        .map(drop)
        .map_err(SyncError::from)?;
    Ok(())
}

/// Returns the credentials that the environment holds, which come first.
pub fn of_environment(environment: &Environment, address: Address<'_>) -> Option<Credential> {
    let token = environment.get("GIT_BOARD_TOKEN")?;
    match address.service {
        Service::Deck | Service::Kanbanik => {
            let user = environment.get("GIT_BOARD_USER")?;
            Some(address.credential(user, token))
        }
        // A token is of one user, so that there is no name to ask for.
        Service::Codecks => Some(address.token(token)),
    }
}

/// Returns the credentials that git's helpers keep.
///
/// # Errors
/// git cannot be asked.
pub fn stored(
    user_config: &UserConfig,
    address: Address<'_>,
) -> Result<Option<Credential>, Failure> {
    let find = |name: Option<&str>| {
        let found = user_config.find_credential(address.url, name);
        found.map_err(SyncError::from)
    };
    let Address {
        service, account, ..
    } = address;
    let named = match service {
        Service::Codecks => return Ok(find(Some(TOKEN_USER))?),
        Service::Deck | Service::Kanbanik => user_config.environment().get("GIT_BOARD_USER"),
    };
    if let Some(named) = named {
        return Ok(find(Some(&named))?);
    }
    if !account.is_empty()
        && let Some(credential) = find(Some(account))?
    {
        return Ok(Some(credential));
    }
    // Who logs in with an e-mail address is kept under it, and has another name on the server;
    // whether it is the right account is asked there before anything is sent.
    Ok(find(None)?)
}

/// Returns the failure that there are no credentials and nobody to ask.
fn nobody_knows(address: Address<'_>) -> Failure {
    let host = address.host();
    let variables = match address.service {
        Service::Deck => "set GIT_BOARD_USER and GIT_BOARD_TOKEN (an app password)",
        Service::Kanbanik => "set GIT_BOARD_USER and GIT_BOARD_TOKEN (the password)",
        Service::Codecks => "set GIT_BOARD_TOKEN",
    };
    Failure::new(Exit::NotAllowed, format!("no credentials for {host}"))
        .line("neither the environment nor git's credential helpers know any")
        .hint(format!(
            "run `git board login {}` in a terminal, or {variables}",
            named(address)
        ))
}

/// Returns the address as a person would write it, so that its service is told from it.
pub fn named(address: Address<'_>) -> String {
    let told = target::parse(address.url).map(|target| target.service);
    match told {
        Ok(service) if service == address.service => address.url.to_owned(),
        _ => format!("{}+{}", address.service.word(), address.url),
    }
}

/// Returns how requests are sent, as the user's own configuration says.
///
/// # Errors
/// A setting is no number.
pub fn http_options(user_config: &UserConfig) -> Result<HttpOptions, Failure> {
    let mut options = HttpOptions {
        allow_http: user_config.flag("board.allowhttp").unwrap_or(false),
        legacy_token: user_config.flag(LEGACY_SETTING).unwrap_or(false),
        ..HttpOptions::default()
    };
    if let Some(mega) = number_setting(user_config, &ANSWER_SETTING)? {
        options.longest_answer_bytes =
            usize::try_from(mega.saturating_mul(1 << 20)).unwrap_or(usize::MAX);
    }
    if let Some(seconds) = number_setting(user_config, &TIMEOUT_SETTING)? {
        options.timeouts.read = Duration::from_secs(seconds);
        options.timeouts.whole = Duration::from_secs(seconds.saturating_mul(PIECES));
    }
    Ok(options)
}

/// Returns what the user's configuration says, where it does.
fn number_setting(
    user_config: &UserConfig,
    setting: &NumberSetting,
) -> Result<Option<u64>, Failure> {
    let NumberSetting { key, unit, usual } = setting;
    let Some(found) = user_config.setting(key) else {
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
