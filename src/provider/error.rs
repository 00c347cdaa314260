//! Why a provider could not do what it was asked.

use thiserror::Error;

/// The message of [`ProviderError::Unreachable`] after a wait as long as was allowed.
pub const NO_ANSWER_IN_TIME: &str = "no answer in time";

/// Why a provider could not do what it was asked.
#[derive(Debug, Error)]
pub enum ProviderError {
    /// The credentials are wrong, or there are none; it was tried once only.
    #[error("not logged in to {url}: {message}")]
    NotLoggedIn {
        /// The request's address.
        url: String,
        /// The service's words.
        message: String,
    },
    /// The account may not do this, or the thing is not there for it.
    #[error("{method} {url}: {status}: {message}")]
    NotAllowed {
        /// The HTTP method.
        method: String,
        /// The request's address.
        url: String,
        /// The HTTP status.
        status: u16,
        /// The service's words.
        message: String,
    },
    /// The service refused, with a reason.
    #[error("{method} {url}: {status}: {message}")]
    Refused {
        /// The HTTP method.
        method: String,
        /// The request's address.
        url: String,
        /// The HTTP status.
        status: u16,
        /// The service's words.
        message: String,
    },
    /// The server sends us elsewhere; nothing was sent there.
    #[error("{method} {url}: the server redirects to `{to}`")]
    Redirected {
        /// The HTTP method.
        method: String,
        /// The request's address.
        url: String,
        /// Where to; without secrets and query.
        to: String,
        /// The service's address there, where it can be told and is another.
        service: Option<String>,
    },
    /// Nobody vouches for the server: its certificate does not fit; nothing was sent to it.
    #[error("{method} {url}: {message}")]
    Untrusted {
        /// The HTTP method.
        method: String,
        /// The request's address.
        url: String,
        /// What is wrong with the certificate.
        message: String,
    },
    /// The address is none that can be used; nothing was sent.
    #[error("{0}")]
    Address(String),
    /// What was given as a token has no form of one; nothing was sent.
    #[error("{0}")]
    NoToken(String),
    /// No answer, or one that says that the server cannot answer now.
    #[error("{method} {url}: {message}")]
    Unreachable {
        /// The HTTP method.
        method: String,
        /// The request's address.
        url: String,
        /// What went wrong.
        message: String,
        /// True if the request may have taken effect.
        may_have_taken_effect: bool,
    },
    /// An answer that is not what the service documents.
    #[error(
        "{method} {url}: cannot understand the answer: {message}{}",
        begins(beginning)
    )]
    Nonsense {
        /// The HTTP method.
        method: String,
        /// The request's address.
        url: String,
        /// What was wrong with it.
        message: String,
        /// The first 300 characters of the body.
        beginning: String,
        /// True if the request may have taken effect.
        may_have_taken_effect: bool,
    },
    /// The board kept changing while it was read.
    #[error("{url} changed three times while it was read")]
    Restless {
        /// The server's address.
        url: String,
    },
    /// A board that was asked for is not there; with those that are.
    #[error("there is no board `{name}`; there are: {present}")]
    NoSuchBoard {
        /// The name asked for.
        name: String,
        /// The boards there are, for a person.
        present: String,
    },
    /// The person asked to stop.
    #[error("stopped")]
    Stopped,
    /// What had to be known or kept on this machine failed.
    #[error("{0}")]
    Local(String),
}

impl ProviderError {
    /// Returns true if the request that failed may have taken effect all the same.
    pub fn may_have_taken_effect(&self) -> bool {
        match self {
            Self::Unreachable {
                may_have_taken_effect,
                ..
            }
            | Self::Nonsense {
                may_have_taken_effect,
                ..
            } => *may_have_taken_effect,
            Self::NotLoggedIn { .. }
            | Self::NotAllowed { .. }
            | Self::Refused { .. }
            | Self::Redirected { .. }
            | Self::Untrusted { .. }
            | Self::Address(_)
            | Self::NoToken(_)
            | Self::Restless { .. }
            | Self::NoSuchBoard { .. }
            | Self::Stopped
            | Self::Local(_) => false,
        }
    }

    /// Returns the error with what others said in it, and what is told of their answers, as `map`
    /// makes it; addresses stay.
    pub(super) fn map_words(self, map: impl Fn(String) -> String) -> Self {
        match self {
            Self::NotLoggedIn { url, message } => Self::NotLoggedIn {
                url,
                message: map(message),
            },
            Self::NotAllowed {
                method,
                url,
                status,
                message,
            } => Self::NotAllowed {
                method,
                url,
                status,
                message: map(message),
            },
            Self::Refused {
                method,
                url,
                status,
                message,
            } => Self::Refused {
                method,
                url,
                status,
                message: map(message),
            },
            Self::Redirected {
                method,
                url,
                to,
                service,
            } => Self::Redirected {
                method,
                url,
                to: map(to),
                service: service.map(map),
            },
            Self::Untrusted {
                method,
                url,
                message,
            } => Self::Untrusted {
                method,
                url,
                message: map(message),
            },
            Self::Unreachable {
                method,
                url,
                message,
                may_have_taken_effect,
            } => Self::Unreachable {
                method,
                url,
                message: map(message),
                may_have_taken_effect,
            },
            Self::Nonsense {
                method,
                url,
                message,
                beginning,
                may_have_taken_effect,
            } => Self::Nonsense {
                method,
                url,
                message: map(message),
                beginning: map(beginning),
                may_have_taken_effect,
            },
            Self::Address(words) => Self::Address(map(words)),
            Self::NoToken(words) => Self::NoToken(map(words)),
            Self::Local(words) => Self::Local(map(words)),
            error @ (Self::Restless { .. } | Self::NoSuchBoard { .. } | Self::Stopped) => error,
        }
    }
}

/// Why an operation was not, or not wholly, applied.
#[derive(Debug, Error)]
pub enum ApplyError {
    /// The thing, or a neighbor it is to stand behind, is not as the operation says; nothing
    /// was sent.
    #[error("{what} changed on the server since the plan was made")]
    Stale {
        /// What changed, for a person.
        what: String,
    },
    /// The service refused, or the request was never sent; what was created before is named.
    #[error("{error}")]
    Failed {
        /// What the service said.
        #[source]
        error: Box<ProviderError>,
        /// The id of what the operation created before it failed.
        created: Option<String>,
        /// True if a part of the operation took effect.
        partly: bool,
    },
    /// Nobody knows whether the last call took effect.
    #[error("{error}")]
    Unknown {
        /// What happened instead of an answer.
        #[source]
        error: Box<ProviderError>,
        /// The id of what the operation created before.
        created: Option<String>,
    },
}

fn begins(beginning: &str) -> String {
    match beginning {
        "" => String::new(),
        some => format!("; it begins `{some}`"),
    }
}
