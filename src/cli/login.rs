//! `git board login` and `git board logout`.

use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use crate::board::Service;
use crate::provider::ProviderError;
use crate::repo::{Credential, Environment, UserConfig};
use crate::sync::error::SyncError;

use super::args::{CommonOptions, LoginOptions, LogoutOptions};
use super::connection::{account_of, open_repo, trust};
use super::credentials::{self, Address, check_address, http_options, stored};
use super::error::Failure;
use super::exit_code::Exit;
use super::interrupt;
use super::printer::Printer;
use super::progress::Progress;
use super::prompt;
use super::sign_in::{self, SignIn, security_page};
use super::target;

/// The longest token that is read from standard input.
const LONGEST_TOKEN_BYTES: u64 = 64 << 10;

/// Logs in, so that every command finds the credentials.
///
/// # Errors
/// In words for a person; nothing is stored then.
pub fn login(
    common: &CommonOptions,
    options: &LoginOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    interrupt::listen()?;
    let place = Place::of(common, options.url.as_deref())?;
    let address = place.address_for(options.user.as_deref());
    let http = http_options(&place.user_config)?;
    check_address(address, &http)?;
    let mut sign_in = SignIn::new(&place.user_config, address, http, printer);
    sign_in.opens_browser = !options.no_browser;
    if let Some(seconds) = options.timeout {
        sign_in.wait = Duration::from_secs(seconds).min(sign_in::LONGEST_WAIT);
    }
    if !sign_in::has_helper(&sign_in)? {
        return Err(nothing_keeps());
    }
    let who = if options.with_token {
        let credential = given_token(address, options)?;
        sign_in::try_and_keep(&sign_in, &credential)?
    } else {
        if let Some(who) = who_is_logged_in(&sign_in, &place.user_config, address, printer)? {
            printer.out(format!("Already logged in to {} as {who}.", address.url));
            warn_of_environment(&place, printer);
            return Ok(Exit::Done);
        }
        match address.service {
            Service::Deck => sign_in::by_browser(&sign_in)?.1,
            _ if !prompt::is_interactive() => return Err(no_terminal(address)),
            Service::Codecks => {
                let credential = sign_in::ask_for_token(&sign_in)?;
                sign_in::try_and_keep(&sign_in, &credential)?
            }
            Service::Kanbanik => {
                let credential = sign_in::ask_for_password(&sign_in, "password")?;
                sign_in::try_and_keep(&sign_in, &credential)?
            }
        }
    };
    printer.out(format!("Logged in to {} as {who}.", address.url));
    warn_of_environment(&place, printer);
    Ok(Exit::Done)
}

/// Takes an app password back at the server, and lets git's helpers forget what they keep.
///
/// # Errors
/// In words for a person; they say what is left.
pub fn logout(
    common: &CommonOptions,
    options: &LogoutOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    interrupt::listen()?;
    let place = Place::of(common, options.url.as_deref())?;
    let address = place.address_for(options.user.as_deref());
    let Some(credential) = stored(&place.user_config, address)? else {
        printer.out(format!(
            "Not logged in to {}: nothing is stored.",
            address.url
        ));
        warn_of_environment(&place, printer);
        return Ok(Exit::Done);
    };
    let http = http_options(&place.user_config)?;
    let sign_in = SignIn::new(&place.user_config, address, http, printer);
    // First there: if this is cut off in between, what is kept is worth nothing any more.
    let revoked = match address.service {
        Service::Deck => {
            let progress = Progress::new(printer, printer.is_quiet());
            let revoked = sign_in::revoke(&sign_in, &credential, &progress)?;
            progress.pause();
            Some(revoked)
        }
        Service::Kanbanik | Service::Codecks => None,
    };
    forget(&place.user_config, address, &credential)?;
    report(address, &credential, revoked, printer)?;
    warn_of_environment(&place, printer);
    Ok(Exit::Done)
}

/// Lets git's helpers forget a credential, and makes sure that they do.
fn forget(
    user_config: &UserConfig,
    address: Address<'_>,
    credential: &Credential,
) -> Result<(), Failure> {
    let rejected = user_config.reject_credential(credential);
    rejected.map_err(SyncError::from)?;
    match stored(user_config, address)? {
        Some(left) if left == *credential => Err(Failure::new(
            Exit::Failed,
            "git's credential helper still has what it was told to forget",
        )
        .line("at the server it was taken back, where the server knows that")
        .hint("`git config --get-all credential.helper` names it")),
        _ => Ok(()),
    }
}

fn report(
    address: Address<'_>,
    credential: &Credential,
    revoked: Option<Result<bool, ProviderError>>,
    printer: Printer,
) -> Result<(), Failure> {
    let Address { url, service, .. } = address;
    match (service, revoked) {
        (_, Some(Ok(true))) => printer.out(format!(
            "Logged out of {url}: the app password of {} was revoked and forgotten.",
            credential.username
        )),
        (_, Some(Ok(false))) => printer.out(format!(
            "Logged out of {url}: the password of {} was forgotten. The server says that it is no \
             app password, or was revoked before.",
            credential.username
        )),
        (_, Some(Err(error))) => {
            let failure = Failure::new(
                Exit::PartlyDone,
                format!(
                    "failed to revoke the app password of {}",
                    credential.username
                ),
            );
            return Err(failure
                .line(error.to_string())
                .line("it is forgotten here, and still valid at the server")
                .hint(format!(
                    "take it back in a browser: {}",
                    security_page(address)
                )));
        }
        (Service::Codecks, None) => printer.out(format!(
            "Logged out of {url}: the token was forgotten. It stays valid until you delete it at \
             {url}: your profile → API Tokens."
        )),
        (Service::Deck | Service::Kanbanik, None) => printer.out(format!(
            "Logged out of {url}: the password of {} was forgotten.",
            credential.username
        )),
    }
    Ok(())
}

/// Where the person logs in, with the configuration that counts there.
struct Place {
    user_config: UserConfig,
    service: Service,
    url: String,
    account: String,
}

impl Place {
    /// Returns the server that is named, or that of the repository that the person works in.
    fn of(common: &CommonOptions, url: Option<&str>) -> Result<Self, Failure> {
        if let Some(url) = url {
            let target = target::parse(url)?;
            let folder = common
                .directory
                .as_deref()
                .map_or(Path::new("."), |folder| folder.as_std_path());
            let user_config = UserConfig::of_folder(folder, Environment::of_process());
            return Ok(Self {
                user_config: user_config.map_err(SyncError::from)?,
                service: target.service,
                url: target.url,
                account: String::new(),
            });
        }
        let mut repo = open_repo(common).map_err(|failure| {
            failure.hint("name the server: git board login https://cloud.example.com")
        })?;
        let known = account_of(&repo)?;
        trust(&mut repo, &known)?;
        Ok(Self {
            user_config: repo.user_config().map_err(SyncError::from)?,
            service: known.server.service,
            url: known.server.url,
            account: known.server.account,
        })
    }

    /// Returns where `user` logs in, by default the account of the repository.
    fn address_for<'a>(&'a self, user: Option<&'a str>) -> Address<'a> {
        Address {
            service: self.service,
            url: &self.url,
            account: user.unwrap_or(&self.account),
        }
    }
}

/// Returns who is logged in already; what is stored and refused is forgotten.
fn who_is_logged_in(
    sign_in: &SignIn<'_>,
    user_config: &UserConfig,
    address: Address<'_>,
    printer: Printer,
) -> Result<Option<String>, Failure> {
    let Some(credential) = stored(user_config, address)? else {
        return Ok(None);
    };
    match sign_in::try_and_keep(sign_in, &credential) {
        Ok(who) => Ok(Some(who)),
        Err(failure) if failure.exit == Exit::NotAllowed => {
            let rejected = user_config.reject_credential(&credential);
            rejected.map_err(SyncError::from)?;
            printer.note(format!(
                "What was stored for {} is not valid any more, and was forgotten.",
                credential.username
            ));
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// Reads the token or password that is handed over by a pipe.
fn given_token(address: Address<'_>, options: &LoginOptions) -> Result<Credential, Failure> {
    let mut token = String::new();
    let read = interrupt::waiting(|| {
        let input = io::stdin().lock();
        input.take(LONGEST_TOKEN_BYTES).read_to_string(&mut token)
    });
    read.map_err(|error| {
        Failure::new(
            Exit::Failed,
            format!("failed to read the token from standard input: {error}"),
        )
    })?;
    let token = token.trim_end_matches(['\r', '\n']);
    if token.is_empty() {
        return Err(
            Failure::new(Exit::Usage, "standard input holds no token").hint(format!(
                "hand it over by a pipe: git board login --with-token {} < FILE",
                credentials::named(address)
            )),
        );
    }
    match (address.service, &options.user) {
        (Service::Codecks, _) => Ok(address.token(token.trim())),
        (Service::Deck | Service::Kanbanik, Some(user)) => Ok(address.credential(user, token)),
        (Service::Deck | Service::Kanbanik, None) => Err(Failure::new(
            Exit::Usage,
            format!(
                "{} wants a user's name with the password",
                address.service.title()
            ),
        )
        .line("nothing was sent")
        .hint("git board login --with-token --user NAME …")),
    }
}

fn nothing_keeps() -> Failure {
    Failure::new(
        Exit::Failed,
        "git has no credential helper, so that nothing would keep what you log in with",
    )
    .line("nothing was sent")
    .hint(
        "set one up, such as `git config --global credential.helper cache` (in memory, for a \
         while) or your system's keychain (`git help credentials`), and run this again",
    )
}

fn no_terminal(address: Address<'_>) -> Failure {
    Failure::new(
        Exit::NotAllowed,
        format!(
            "no terminal to ask for what {} wants",
            address.service.title()
        ),
    )
    .line("nothing was sent")
    .hint(match address.service {
        Service::Codecks => "run this in a terminal, or hand the token over: --with-token < FILE",
        Service::Deck | Service::Kanbanik => {
            "run this in a terminal, or hand the password over: --with-token --user NAME < FILE"
        }
    })
}

/// Says where the environment makes what is stored of no use.
fn warn_of_environment(place: &Place, printer: Printer) {
    let environment = place.user_config.environment();
    if credentials::of_environment(environment, place.address_for(None)).is_some() {
        printer.warning("GIT_BOARD_TOKEN is set, and comes before what is stored");
    }
}
