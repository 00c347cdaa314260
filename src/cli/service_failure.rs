//! Each error of a service in words for a person whose boards were read or written.

use crate::board::printable::printable;
use crate::provider::{ApplyError, NO_ANSWER_IN_TIME, ProviderError};
use crate::text::suggestion;

use super::error::Failure;
use super::exit_code::Exit;

/// What is done where a reading failed.
pub const NOTHING_DONE: &str = "nothing was changed here and nothing sent";

/// What is said after Ctrl-C.
const STOPPED: &str = "stopped, as you asked";

/// How many characters of a service's words are shown.
const WORDS: usize = 300;

/// Returns what a provider's error says to a person whose boards were to be read.
pub fn of_provider(error: &ProviderError) -> Failure {
    let words = words_of(error);
    let failed = |exit| {
        Failure::new(exit, "failed to read the boards")
            .line(words.clone())
            .line(NOTHING_DONE)
    };
    let failure = match error {
        ProviderError::NotLoggedIn { url, message } => Failure::new(
            Exit::NotAllowed,
            format!("not logged in to {}", server_of(url)),
        )
        .line(match message.as_str() {
            "" => "the server does not accept this user name and app password".to_owned(),
            said => format!("the server says: {}", printable(said, WORDS)),
        })
        .line("it was tried once and is not tried again, since failures lock you out"),
        ProviderError::NotAllowed { status: 404, .. } => failed(Exit::Failed),
        ProviderError::NotAllowed { .. } => failed(Exit::NotAllowed),
        ProviderError::Refused { .. }
        | ProviderError::Unreachable { .. }
        | ProviderError::Nonsense { .. } => failed(Exit::Failed),
        ProviderError::Redirected { .. } => failed(Exit::Failed)
            .line("the redirect was not followed: a password never goes to another address"),
        ProviderError::Untrusted { .. } => {
            failed(Exit::Failed).line("no password was sent: somebody may have come in between")
        }
        ProviderError::Address(_) => Failure::new(Exit::Usage, words),
        ProviderError::NoToken(_) => Failure::new(Exit::NotAllowed, words).line("nothing was sent"),
        ProviderError::Restless { .. }
        | ProviderError::NoSuchBoard { .. }
        | ProviderError::Local(_) => Failure::new(Exit::Failed, words),
        ProviderError::Stopped => Failure::new(Exit::PartlyDone, STOPPED).line(NOTHING_DONE),
    };
    Failure {
        hint: hint_of(error).or_else(|| match error {
            ProviderError::Refused { .. } => {
                Some("is the address right? the server's log may tell more".to_owned())
            }
            _ => None,
        }),
        ..failure
    }
}

/// Returns the words of a provider's error, on one line.
fn words_of(error: &ProviderError) -> String {
    printable(&error.to_string(), WORDS)
}

/// Returns the server's address from the address of a request.
fn server_of(url: &str) -> String {
    let end = ["/index.php/", "/ocs/", "/remote.php/"]
        .iter()
        .filter_map(|mark| url.find(mark))
        .min();
    printable(&url[..end.unwrap_or(url.len())], WORDS)
}

/// Returns what to do about a provider's error.
fn hint_of(error: &ProviderError) -> Option<String> {
    let hint = match error {
        ProviderError::NotLoggedIn { .. } => {
            "`git board login` logs in anew; GIT_BOARD_USER and GIT_BOARD_TOKEN, where they are \
             set, come before what it stores"
        }
        ProviderError::NotAllowed { status: 404, .. } => {
            "is the address right, and is Deck installed there? if it is another service, say so: \
             kanbanik+URL or codecks+URL"
        }
        ProviderError::NoToken(_) => {
            "make one in your profile → API Tokens, and run `git board login`; a server of your \
             own before version 2.96 needs `git config board.codecksLegacyToken true`"
        }
        ProviderError::NoSuchBoard { name, present } => {
            let titles = present.split('`').skip(1).step_by(2);
            return Some(match suggestion(name, titles) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "name one of these, by its title or its id".to_owned(),
            });
        }
        ProviderError::Nonsense { .. } => {
            "is the address right? open it in a browser: a login page or a proxy may stand before \
             the server"
        }
        ProviderError::NotAllowed { .. } => {
            "the thing is gone, or this account may not do that; ask the board's owner"
        }
        ProviderError::Redirected {
            service: Some(service),
            ..
        } => {
            let service = printable(service, WORDS);
            return Some(format!(
                "if you trust it: git config board.url {service} (or clone from there)"
            ));
        }
        ProviderError::Redirected { service: None, .. } => {
            "is the address right? open it in a browser: a login page or a proxy may stand before \
             the server"
        }
        ProviderError::Untrusted { .. } => {
            "ask who runs the server; the variable SSL_CERT_FILE names an authority of your own"
        }
        ProviderError::Address(problem) if !problem.contains("plain http") => {
            "write the server's address, for example https://cloud.example.com"
        }
        ProviderError::Address(_) => {
            "use https; where nobody else can listen: git -c board.allowHttp=true board …"
        }
        ProviderError::Unreachable { message, .. } if message == NO_ANSWER_IN_TIME => {
            "run this again; `git config board.timeout SECONDS` lets it wait longer; nothing is lost"
        }
        ProviderError::Unreachable { .. } => {
            "run this again when the server can be reached; nothing is lost"
        }
        ProviderError::Restless { .. } => "run this again in a moment",
        ProviderError::Stopped => "run this again",
        ProviderError::Refused { .. } | ProviderError::Local(_) => return None,
    };
    Some(hint.to_owned())
}

/// Returns why an operation stopped a push, to a person; `None` for a person's own Ctrl-C.
pub fn of_apply(what: &str, error: Option<&ApplyError>) -> Failure {
    let headline = format!("failed to {what}");
    let Some(error) = error else {
        return Failure::new(Exit::PartlyDone, STOPPED)
            .hint("run `git board push` again; it goes on from here");
    };
    let failure = Failure::new(Exit::PartlyDone, headline);
    match error {
        ApplyError::Failed { error, partly, .. } if matches!(**error, ProviderError::Stopped) => {
            let failure = Failure::new(Exit::PartlyDone, STOPPED);
            let failure = if *partly {
                failure.line(format!("a part of this took effect: {what}"))
            } else {
                failure
            };
            failure.hint("run `git board push` again; it goes on from here")
        }
        ApplyError::Stale { .. } => failure
            .line(printable(&error.to_string(), WORDS))
            .hint("run `git board pull`, look at the change, and push again"),
        ApplyError::Failed { error, partly, .. } => {
            let failure = failure.line(words_of(error));
            let failure = if *partly {
                failure.line("a part of it took effect")
            } else {
                failure
            };
            failure.hint(hint_for_write(error))
        }
        ApplyError::Unknown { error, .. } => failure
            .line(words_of(error))
            .line("nobody knows whether it took effect; the next push finds out before it sends anything")
            .hint("run `git board push` again; it goes on from here"),
    }
}

/// Returns what to do about a write that took no effect.
fn hint_for_write(error: &ProviderError) -> &'static str {
    match error {
        ProviderError::NotAllowed { .. } => {
            "the thing is gone, or this account may not do that: ask the board's owner, or undo \
             this edit; then push again, it goes on from here"
        }
        ProviderError::NotLoggedIn { .. } => {
            "log in anew with `git board login`; then push again, it goes on from here"
        }
        ProviderError::Unreachable { .. }
        | ProviderError::Nonsense { .. }
        | ProviderError::Redirected { .. }
        | ProviderError::Untrusted { .. }
        | ProviderError::Restless { .. }
        | ProviderError::Stopped => {
            "push again when the server can be reached; it goes on from here"
        }
        ProviderError::Refused { .. }
        | ProviderError::NoSuchBoard { .. }
        | ProviderError::Address(_)
        | ProviderError::NoToken(_)
        | ProviderError::Local(_) => {
            "undo this edit or change it; then push again, it goes on from here"
        }
    }
}
