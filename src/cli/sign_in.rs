//! Logging in a person: by the browser, by a token or by name and password; what they gave is tried
//! once, and kept by git's credential helpers.

use std::io::{self, IsTerminal};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::board::Service;
use crate::monitor::{Event, Monitor};
use crate::provider::{Credentials, HttpOptions, LoginFlow, ProviderError, revoke_app_password};
use crate::repo::{Credential, UserConfig};
use crate::sync::error::SyncError;

use super::credentials::{Address, credentials_of, named, open};
use super::error::Failure;
use super::exit_code::Exit;
use super::interrupt;
use super::printer::{Printer, STRONG};
use super::progress::Progress;
use super::prompt;
use super::running::block_on;
use super::service_failure::{NOTHING_DONE, of_provider};

/// How long Nextcloud keeps a login open (its source, as of version 34).
pub const LONGEST_WAIT: Duration = Duration::from_secs(20 * 60);
/// How long to wait between two questions whether the person agreed.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a server may be out of reach meanwhile.
const LONGEST_ABSENCE: Duration = Duration::from_secs(60);
/// How long to wait for the answer to such a question.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// A person who logs in somewhere.
pub struct SignIn<'a> {
    user_config: &'a UserConfig,
    address: Address<'a>,
    options: HttpOptions,
    printer: Printer,
    /// How long the person has for the browser.
    pub wait: Duration,
    /// Whether the browser is opened.
    pub opens_browser: bool,
}

impl<'a> SignIn<'a> {
    /// Returns a person who has as long as the server allows, and whose browser is opened if
    /// there is a terminal.
    pub fn new(
        user_config: &'a UserConfig,
        address: Address<'a>,
        options: HttpOptions,
        printer: Printer,
    ) -> Self {
        Self {
            user_config,
            address,
            options,
            printer,
            wait: LONGEST_WAIT,
            opens_browser: true,
        }
    }

    fn tell(&self, who: &str) {
        let url = self.address.url;
        self.printer.note(format!("Logged in to {url} as {who}."));
    }

    /// Returns the failure of a login in words.
    fn failure(&self, error: &ProviderError) -> Failure {
        let mut failure = of_provider(error);
        if !matches!(error, ProviderError::NotLoggedIn { .. }) {
            failure.headline = match failure.headline.as_str() {
                "failed to read the boards" => {
                    format!("failed to log in to {}", self.address.url)
                }
                words => words.to_owned(),
            };
        }
        failure.lines.retain(|line| line != NOTHING_DONE);
        failure.line("nothing was stored")
    }
}

/// Asks a person at a terminal, as the service wants it.
///
/// # Errors
/// The server did not take it, or cannot be asked; or the person gave nothing.
pub fn ask(sign_in: &SignIn<'_>) -> Result<Credential, Failure> {
    let is_kept = has_helper(sign_in)?;
    if !is_kept {
        // Before anything is typed, so that a person may set one up first.
        sign_in.printer.warning(
            "git has no credential helper, so that nothing keeps what you type and every command \
             asks again; `git config --global credential.helper cache` sets one up",
        );
    }
    let credential = match sign_in.address.service {
        Service::Deck if is_kept => {
            let (credential, who) = by_browser(sign_in)?;
            sign_in.tell(&who);
            return Ok(credential);
        }
        Service::Deck => {
            let page = security_page(sign_in.address);
            let made = format!("App passwords are made at {STRONG}{page}{STRONG:#}");
            sign_in.printer.instruct(made);
            ask_for_password(sign_in, "app password")?
        }
        Service::Kanbanik => ask_for_password(sign_in, "password")?,
        Service::Codecks => ask_for_token(sign_in)?,
    };
    if is_kept {
        let who = try_and_keep(sign_in, &credential)?;
        sign_in.tell(&who);
    }
    Ok(credential)
}

/// Returns true if git has a helper that keeps what the person gives.
///
/// # Errors
/// git cannot be asked.
pub fn has_helper(sign_in: &SignIn<'_>) -> Result<bool, Failure> {
    let has = sign_in
        .user_config
        .has_credential_helper(sign_in.address.url);
    Ok(has.map_err(SyncError::from)?)
}

/// Asks for the token of a service that has them.
///
/// # Errors
/// Nothing was typed.
pub fn ask_for_token(sign_in: &SignIn<'_>) -> Result<Credential, Failure> {
    let url = sign_in.address.url;
    sign_in.printer.instruct(format!(
        "Codecks is used with an API token. Make one at {STRONG}{url}{STRONG:#}: your profile → API Tokens"
    ));
    sign_in.printer.instruct(
        "(or, for what is not yours alone: Organization Settings → Integrations → API Tokens).",
    );
    let token = prompt::ask_secret("Paste the token (it is not shown): ").map_err(not_typed)?;
    Ok(sign_in.address.token(token.trim()))
}

/// Asks for name and password; `what` says which password is meant.
///
/// # Errors
/// Nothing was typed.
pub fn ask_for_password(sign_in: &SignIn<'_>, what: &str) -> Result<Credential, Failure> {
    let Address { url, account, .. } = sign_in.address;
    sign_in.printer.instruct(format!("Log in to {url}"));
    let user = match account {
        "" => prompt::ask("User: ").map_err(not_typed)?,
        known => known.to_owned(),
    };
    if user.is_empty() {
        return Err(not_typed(io::Error::other("no user was named")));
    }
    let question = format!("The {what} of {user} (it is not shown): ");
    let secret = prompt::ask_secret(&question).map_err(not_typed)?;
    Ok(sign_in.address.credential(user, secret))
}

fn not_typed(error: io::Error) -> Failure {
    Failure::new(Exit::NotAllowed, format!("not logged in: {error}")).line("nothing was sent")
}

/// Tries credentials once, and lets git's helpers keep them; returns who it is for the server.
///
/// # Errors
/// The server did not take them, or nothing kept them. Nothing is stored then.
pub fn try_and_keep(sign_in: &SignIn<'_>, credential: &Credential) -> Result<String, Failure> {
    let address = sign_in.address;
    let provider = open(address, credential, sign_in.options.clone())?;
    let progress = Progress::new(sign_in.printer, sign_in.printer.is_quiet());
    let me = block_on(provider.who_am_i(&progress))?;
    progress.pause();
    let me = me.map_err(|error| sign_in.failure(&error))?;
    keep(sign_in.user_config, credential)?;
    Ok(me.user)
}

/// Lets git's helpers keep a credential, and makes sure that they do.
fn keep(user_config: &UserConfig, credential: &Credential) -> Result<(), Failure> {
    let Credential { url, username, .. } = credential;
    let kept = user_config
        .approve_credential(credential)
        .and_then(|()| user_config.find_credential(url, Some(username)));
    match kept.map_err(SyncError::from)? {
        Some(kept) if kept.secret == credential.secret => Ok(()),
        _ => Err(Failure::new(
            Exit::Failed,
            "git's credential helper did not keep what it was given",
        )
        .line("nothing was stored")
        .hint("`git config --get-all credential.helper` names it; does it run?")),
    }
}

/// Lets the person agree in the browser, and keeps the app password that the server then makes;
/// returns it with who it is for the server.
///
/// # Errors
/// Nobody agreed in time, or as met. Nothing is stored then, and an app password that was made is
/// taken back.
pub fn by_browser(sign_in: &SignIn<'_>) -> Result<(Credential, String), Failure> {
    let mut options = sign_in.options.clone();
    options.timeouts.read = options.timeouts.read.min(ANSWER_TIMEOUT);
    let progress = Progress::new(sign_in.printer, sign_in.printer.is_quiet());
    let granted = block_on(agreed(sign_in, options, &progress))?;
    progress.pause();
    let Some(granted) = granted.map_err(|error| sign_in.failure(&error))? else {
        return Err(nobody_agreed(sign_in));
    };
    let credential = sign_in
        .address
        .credential(granted.user.as_str(), granted.secret.as_str());
    match try_and_keep(sign_in, &credential) {
        Ok(who) => Ok((credential, who)),
        Err(failure) => Err(match revoke(sign_in, &credential, &progress)? {
            Ok(_) => failure,
            Err(_) => failure.line(format!(
                "an app password was made, which you may take back: {}",
                security_page(sign_in.address)
            )),
        }),
    }
}

async fn agreed(
    sign_in: &SignIn<'_>,
    options: HttpOptions,
    progress: &Progress,
) -> Result<Option<Credentials>, ProviderError> {
    let url = sign_in.address.url;
    let flow = LoginFlow::begin(url, options, progress).await?;
    let page = flow.page();
    let is_opened = sign_in.opens_browser && io::stderr().is_terminal() && open_browser(page);
    sign_in.printer.instruct(if is_opened {
        format!("Log in to {url} and agree, in the browser. If it does not open:")
    } else {
        format!("Log in to {url} and agree, in a browser, at this address:")
    });
    sign_in
        .printer
        .instruct(format!("  {STRONG}{page}{STRONG:#}"));
    progress.report(Event::Phase {
        name: "waiting for you in the browser",
        total: None,
    });
    tokio::select! {
        granted = poll(&flow, sign_in.wait, progress) => granted,
        () = interrupt::asked() => Err(ProviderError::Stopped),
    }
}

/// Asks until the person agreed, or the time is over.
async fn poll(
    flow: &LoginFlow,
    wait: Duration,
    progress: &Progress,
) -> Result<Option<Credentials>, ProviderError> {
    let end = Instant::now() + wait;
    let mut absent_since = None;
    loop {
        let trouble = match flow.poll(progress).await {
            Ok(Some(granted)) => return Ok(Some(granted)),
            Ok(None) => {
                absent_since = None;
                None
            }
            // Machines sleep and networks change while people look for their password.
            Err(error @ ProviderError::Unreachable { .. }) => {
                let since = *absent_since.get_or_insert_with(Instant::now);
                if since.elapsed() >= LONGEST_ABSENCE {
                    return Err(error);
                }
                Some(error)
            }
            Err(error) => return Err(error),
        };
        if Instant::now() + PAUSE > end {
            return trouble.map_or(Ok(None), Err);
        }
        sleep(PAUSE).await;
    }
}

fn nobody_agreed(sign_in: &SignIn<'_>) -> Failure {
    let address = sign_in.address;
    let host = address.host();
    let waited = match sign_in.wait.as_secs() {
        60.. => format!("{} minutes", sign_in.wait.as_secs() / 60),
        1 => "1 second".to_owned(),
        seconds => format!("{seconds} seconds"),
    };
    Failure::new(
        Exit::NotAllowed,
        format!("not logged in to {host}: nobody agreed in the browser within {waited}"),
    )
    .line("nothing was stored; the page is not valid any more")
    .line(format!(
        "if the page said that this program may not log in, make an app password yourself: {}",
        security_page(address)
    ))
    .hint(format!(
        "run this again, or, with an app password: git board login --with-token --user NAME {}",
        named(address)
    ))
}

/// Returns the page of a Nextcloud on which app passwords are made and taken back.
pub fn security_page(address: Address<'_>) -> String {
    format!("{}/index.php/settings/user/security", address.url)
}

/// Takes an app password back at the server, once.
///
/// # Errors
/// The system gives no threads.
pub fn revoke(
    sign_in: &SignIn<'_>,
    credential: &Credential,
    progress: &Progress,
) -> Result<Result<bool, ProviderError>, Failure> {
    block_on(revoke_app_password(
        sign_in.address.url,
        credentials_of(credential),
        sign_in.options.clone(),
        progress,
    ))
}

/// Opens the person's browser; returns whether there seems to be one.
fn open_browser(page: &str) -> bool {
    // A browser without a screen would take the terminal.
    let has_screen = !cfg!(all(unix, not(target_os = "macos")))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    has_screen && open::that_detached(page).is_ok()
}
