//! Account and operations to HTTP and back; one folder a service.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::Timestamp;

use crate::board::{Account, BoardId, CardId, Me, Operation, RemoteAttachment, Rights, Service};
use crate::monitor::{Monitor, Silent};

mod codecks;
mod compare;
mod contents;
mod course;
mod deck;
mod discreet;
mod error;
mod gate;
mod http;
mod kanbanik;
mod listed;
mod retry;
mod web;

use discreet::Discreet;

pub use contents::{Contents, OpenContent, Sink};
pub use deck::login_flow::{LoginFlow, revoke_app_password};
pub use deck::offline::{deck_board, judge_deck_answer};
pub use error::{ApplyError, NO_ANSWER_IN_TIME, ProviderError};
pub use http::{Credentials, HttpOptions, Timeouts};
pub use web::{web_address, web_page};

/// Returns the provider for a service at `base_url`; sends nothing.
///
/// `base_url` is where the service lives, without the part that names its interface:
/// `https://cloud.example.com` or `https://example.com/nextcloud`.
///
/// # Errors
/// `Local` if the address is none, holds a password, is plain http to another machine without
/// leave, or if no encrypted connection can be set up on this machine.
pub fn open(
    service: Service,
    base_url: &str,
    credentials: Credentials,
    options: HttpOptions,
) -> Result<Box<dyn Provider>, ProviderError> {
    let kept = credentials.clone();
    let provider: Box<dyn Provider> = match service {
        Service::Deck => {
            let http = http::Http::new(base_url, http::Login::Basic(credentials), options)?;
            Box::new(deck::Deck::new(http))
        }
        Service::Kanbanik => {
            let http = http::Http::new(base_url, http::Login::InRequests, options)?;
            Box::new(kanbanik::Kanbanik::new(http, credentials))
        }
        Service::Codecks => {
            let codecks = codecks::Codecks::open(base_url, &credentials, options)?;
            Box::new(codecks)
        }
    };
    Ok(Box::new(Discreet::new(provider, &kept)))
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
    /// Boards that are about to be written to, or were since the account was as it says.
    pub written: BTreeMap<BoardId, Written>,
    /// True if a board that shows no change is taken over even where a change in the very second of
    /// the last one would not show: that is left to a reading that does not wait.
    pub can_wait: bool,
}

impl Previous {
    /// Returns what a reading leaves where nothing is written, and nothing can wait.
    pub fn of(read: &Read) -> Self {
        Self {
            account: read.account.clone(),
            stamp: read.stamp.clone(),
            written: BTreeMap::new(),
            can_wait: false,
        }
    }
}

/// What is written to a board; how much of it is read, whatever the note says, follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Anything: the board is read.
    Anything,
    /// Values of cards, each of which [`Provider::apply`] reads and compares right before: the note
    /// counts as for a board that nobody writes to.
    ValuesSoon,
    /// Values of these cards, and nothing else, since it was as it says: a service that can reads the
    /// cards alone. What others did to the board meanwhile is for the next reading, which the stamp
    /// lets find it.
    Values(BTreeSet<CardId>),
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
    /// Boards of which only the cards were read that were written to; all else is as [`Previous`] has
    /// it.
    pub alone: BTreeSet<BoardId>,
    /// Boards of [`Previous`] that the service says are deleted. One that is neither here nor in
    /// `account` is out of sight.
    pub gone: BTreeSet<BoardId>,
    /// Boards that the account deleted, or that others did, and that the service still holds.
    pub in_trash: BTreeSet<BoardId>,
    /// The attachments of every card of `account` that has any. Those of the cards themselves are
    /// what [`Previous`] has, or none.
    pub attachments: BTreeMap<CardId, Vec<RemoteAttachment>>,
    /// What the account may do with each board of `account`, and with those in the trash.
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
    /// A call that creates is about to be sent, and nothing of the operation was sent before.
    ///
    /// # Errors
    /// The note could not be kept; the call is not sent.
    fn creating(&self) -> std::io::Result<()>;

    /// Something is done that another call undoes if the next one fails: what, in words.
    ///
    /// # Errors
    /// The note could not be kept; the call is not sent.
    fn step(&self, words: &str) -> std::io::Result<()> {
        let _ = words;
        Ok(())
    }

    /// The service named what was created.
    ///
    /// # Errors
    /// The note could not be kept.
    fn created(&self, id: &str) -> std::io::Result<()>;

    /// Returns who is told of the calls. An operation that was begun is not stopped by it.
    fn monitor(&self) -> &dyn Monitor {
        &Silent
    }
}

/// A service that boards come from.
///
/// A method that is added here has to be passed on by `Discreet`, too.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Returns whose account this is and what the server can do.
    ///
    /// # Errors
    /// `NotLoggedIn` after one try; the others as met.
    async fn who_am_i(&self, monitor: &dyn Monitor) -> Result<Me, ProviderError>;

    /// Returns true if the service says that nothing changed since the reading that left `stamp`.
    ///
    /// One request at most, which the next [`Provider::read`] need not send again. False says only
    /// that nobody can tell without reading.
    ///
    /// # Errors
    /// As met. Nothing was changed.
    async fn is_unchanged(
        &self,
        _wanted: &Wanted,
        _stamp: &Stamp,
        _monitor: &dyn Monitor,
    ) -> Result<bool, ProviderError> {
        Ok(false)
    }

    /// Returns the boards that a reading after the one that left `stamp` takes over without a look
    /// at them, as long as the service does not list them as changed, and of which nothing has to do
    /// with another board. Nothing is asked.
    fn at_rest(&self, _stamp: &Stamp) -> BTreeSet<BoardId> {
        BTreeSet::new()
    }

    /// Returns the same for a reading that [can wait](Previous::can_wait).
    fn at_rest_for_now(&self, stamp: &Stamp) -> BTreeSet<BoardId> {
        self.at_rest(stamp)
    }

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

    /// Returns those of `cards` that no reading showed and that are there all the same when they
    /// are asked for by id: on a board that is not wanted.
    ///
    /// # Errors
    /// As met; a card that is deleted, or not shown to this account, is no error.
    async fn still_there(
        &self,
        cards: &[CardId],
        monitor: &dyn Monitor,
    ) -> Result<BTreeSet<CardId>, ProviderError>;

    /// Reads the bytes of an attachment of a card; returns how many there are.
    ///
    /// # Errors
    /// As met; `Nonsense` if there are more or fewer than were listed.
    async fn read_attachment(
        &self,
        card: &CardId,
        which: &RemoteAttachment,
        into: &mut dyn Sink,
        monitor: &dyn Monitor,
    ) -> Result<u64, ProviderError>;

    /// Is told of the operations that are about to be applied, in order; sends nothing.
    ///
    /// What they change may then be read together. Some of them may never come.
    fn announce(&self, operations: &[Operation]);

    /// Applies one operation, whose keys are all known but the one that it creates.
    ///
    /// Only its first mutating call may create, and creates one thing at most. What it edits is
    /// read just before and compared with what the operation says. `contents` opens the files
    /// that it uploads.
    ///
    /// # Errors
    /// See [`ApplyError`].
    async fn apply(
        &self,
        operation: &Operation,
        contents: &dyn Contents,
        record: &dyn Record,
    ) -> Result<Applied, ApplyError>;
}
