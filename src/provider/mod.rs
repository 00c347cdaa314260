//! Account and operations to HTTP and back; one folder a service.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::Timestamp;
use thiserror::Error;

use crate::board::{Account, BoardId, Operation, Rights, Support};
use crate::monitor::Monitor;

/// Who the credentials belong to, and what the server can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The user's id on the service.
    pub user: String,
    /// What the server can express.
    pub support: Support,
}

/// Which boards to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Every board that the account sees.
    All,
    /// Those with these ids, or with these titles (compared without regard to case).
    Named(Vec<String>),
}

/// What was read last.
#[derive(Clone, Debug)]
pub struct Previous {
    /// The account as it was; boards that did not change are taken over from here.
    pub account: Account,
    /// The provider's own note of what it saw.
    pub stamp: Stamp,
}

/// A provider's own note of what it saw, for the next conditional read; opaque to all others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp(pub String);

/// A whole, consistent reading of an account.
#[derive(Clone, Debug)]
pub struct Read {
    /// The boards; those that did not change are the very ones of [`Previous`].
    pub account: Account,
    /// True if the service said that nothing changed.
    pub unchanged: bool,
    /// Boards of [`Previous`] that the service says are deleted. One that is neither here nor in
    /// `account` is out of sight.
    pub gone: BTreeSet<BoardId>,
    /// What the account may do with each board of `account`.
    pub rights: BTreeMap<BoardId, Rights>,
    /// For the next reading.
    pub stamp: Stamp,
    /// The server's time when the reading began, in whole seconds.
    pub server_time: Timestamp,
}

/// What came of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The id that the service gave, where the operation created something.
    pub created: Option<String>,
}

/// Takes note of what [`Provider::apply`] does, while it does it.
pub trait Record: Send + Sync {
    /// A call that creates is about to be sent.
    ///
    /// # Errors
    /// The note could not be kept; the call is not sent.
    fn creating(&self) -> std::io::Result<()>;

    /// The service named what was created.
    ///
    /// # Errors
    /// The note could not be kept.
    fn created(&self, id: &str) -> std::io::Result<()>;
}

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
    #[error("{method} {url}: cannot understand the answer: {message}; it begins `{beginning}`")]
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
        error: ProviderError,
        /// The id of what the operation created before it failed.
        created: Option<String>,
        /// True if a part of the operation took effect.
        partly: bool,
    },
    /// Nobody knows whether the last call took effect.
    #[error("{error}")]
    Unknown {
        /// What happened instead of an answer.
        error: ProviderError,
        /// The id of what the operation created before.
        created: Option<String>,
    },
}

/// A service that boards come from.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Returns whose account this is and what the server can do.
    ///
    /// # Errors
    /// `NotLoggedIn` after one try; the others as met.
    async fn who_am_i(&self) -> Result<Me, ProviderError>;

    /// Reads the boards that are wanted, conditionally where `previous` is given.
    ///
    /// A reading is whole or an error: it ends with the conditional request that it began with,
    /// and begins anew if a board moved meanwhile.
    ///
    /// # Errors
    /// `Restless` after three tries; the others as met. Nothing was changed.
    async fn read(
        &self,
        wanted: &Wanted,
        previous: Option<&Previous>,
        monitor: &dyn Monitor,
    ) -> Result<Read, ProviderError>;

    /// Applies one operation, whose keys are all known but the one that it creates.
    ///
    /// Only its first mutating call may create, and creates one thing at most. What it edits is
    /// read just before and compared with what the operation says.
    ///
    /// # Errors
    /// See [`ApplyError`].
    async fn apply(
        &self,
        operation: &Operation,
        record: &dyn Record,
    ) -> Result<Applied, ApplyError>;
}
