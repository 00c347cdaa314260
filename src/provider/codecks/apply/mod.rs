//! One operation as the calls that it takes.

use serde_json::{Map, Value};

use super::Codecks;
use super::api::Api;
use super::query::{Query, cards_key, of_numbers};
use super::read::{Collected, Shelf};
use super::short_code;
use super::wire::Dispatched;
use crate::board::{Change, Key, Operation};
use crate::monitor::Monitor;
use crate::provider::http::on_one_line;
use crate::provider::{Applied, ApplyError, ProviderError, Record};

mod card;
mod card_edit;
mod deck;
mod project;

/// Applies an operation; see [`crate::provider::Provider::apply`].
pub(super) async fn apply(
    codecks: &Codecks,
    operation: &Operation,
    record: &dyn Record,
    monitor: &dyn Monitor,
) -> Result<Applied, ApplyError> {
    let mut course = Course {
        codecks,
        record,
        monitor,
        created: None,
        has_written: false,
    };
    let taken = &mut course;
    match operation {
        Operation::EditBoard(edit) => project::edit(taken, edit).await?,
        Operation::CreateLabel(create) => project::create_tag(taken, create).await?,
        Operation::EditLabel(edit) => project::edit_tag(taken, edit).await?,
        Operation::CreateStack(create) => deck::create(taken, create).await?,
        Operation::EditStack(edit) => deck::edit(taken, edit).await?,
        Operation::DeleteStack(delete) => deck::delete(taken, delete).await?,
        Operation::CreateCard(create) => card::create(taken, create).await?,
        Operation::EditCard(edit) => card_edit::edit(taken, edit).await?,
        Operation::DeleteCard(delete) => card::delete(taken, delete).await?,
        Operation::CreateBoard(_) | Operation::DeleteBoard(_) => {
            return Err(taken.refused("projects are made and deleted in the app of Codecks alone"));
        }
        Operation::DeleteLabel(_) => {
            return Err(taken.refused("tags are deleted in the app of Codecks alone"));
        }
        Operation::EditComment(_) => {
            return Err(taken.refused("comments of Codecks are not supported yet"));
        }
        Operation::EditAttachment(_) => {
            return Err(taken.refused("files are hung on cards in the app of Codecks alone"));
        }
        Operation::EditMember(_) => {
            return Err(taken.refused("members are changed in the app of Codecks alone"));
        }
    }
    Ok(Applied {
        created: course.created,
    })
}

/// How far an operation has come.
struct Course<'a> {
    codecks: &'a Codecks,
    record: &'a dyn Record,
    monitor: &'a dyn Monitor,
    /// The id of what was created.
    created: Option<String>,
    /// True if a call took effect.
    has_written: bool,
}

impl<'a> Course<'a> {
    fn api(&self) -> Api<'a> {
        self.codecks.api(self.monitor)
    }

    /// Returns what cards refer to.
    async fn shelf(&self) -> Result<Shelf, ApplyError> {
        self.read(self.codecks.shelf_or_read().await)
    }

    /// Reads cards by number as they are now; those that are not there are left out.
    async fn cards(&self, numbers: &[i64]) -> Result<Collected, ApplyError> {
        self.cards_where(&of_numbers(numbers), numbers.len().max(1))
            .await
    }

    /// Reads the cards that pass a filter as they are now, at most so many.
    async fn cards_where(
        &self,
        filter: &Map<String, Value>,
        limit: usize,
    ) -> Result<Collected, ApplyError> {
        let shelf = self.shelf().await?;
        let key = cards_key(filter, limit, 0);
        let query = Query::default().with_cards(&key, None);
        let answered = self.read(self.api().query(&query).await)?;
        let mut collected = Collected::new(shelf.users.by_id().clone());
        self.read(collected.take_cards(&answered, &key, ""))?;
        collected.structure = shelf.structure.as_ref().clone();
        Ok(collected)
    }

    /// Takes note of what a reading brought.
    fn read<T>(&self, answer: Result<T, ProviderError>) -> Result<T, ApplyError> {
        answer.map_err(|error| self.failed(error))
    }

    /// Sends an action and takes note of how it ended.
    async fn dispatch(
        &mut self,
        action: &str,
        params: Map<String, Value>,
    ) -> Result<Dispatched, ApplyError> {
        match self.api().dispatch(action, params).await {
            Ok(answer) => {
                self.has_written = true;
                Ok(answer)
            }
            Err(error) if error.may_have_taken_effect() => Err(ApplyError::Unknown {
                error: Box::new(error),
                created: self.created.clone(),
            }),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Notes that the call which creates comes next.
    fn creating(&self) -> Result<(), ApplyError> {
        self.record
            .creating()
            .map_err(|error| self.failed(cannot_note(&error)))
    }

    /// Notes what was created.
    fn has_created(&mut self, id: &str) -> Result<(), ApplyError> {
        self.created = Some(id.to_owned());
        self.record
            .created(id)
            .map_err(|error| self.failed(cannot_note(&error)))
    }

    /// Forgets what cards refer to, since it changes.
    fn forget_shelf(&self) {
        *self.codecks.shelf() = None;
    }

    /// Returns the error that something is not as the operation says.
    fn stale(&self, what: impl Into<String>) -> ApplyError {
        let what = what.into();
        if self.has_written {
            // Only an operation of which nothing was sent may be called stale.
            return self.failed(ProviderError::Local(format!(
                "{what} changed on the server while this was carried out"
            )));
        }
        ApplyError::Stale { what }
    }

    /// Returns the error that this cannot be done; nothing was asked of the server for it.
    fn refused(&self, message: impl Into<String>) -> ApplyError {
        self.failed(ProviderError::Local(message.into()))
    }

    fn failed(&self, error: ProviderError) -> ApplyError {
        ApplyError::Failed {
            error: Box::new(error),
            created: self.created.clone(),
            partly: self.has_written,
        }
    }

    /// Returns the id of a thing that the plan says the service knows.
    fn id<'k, Kind>(&self, key: &'k Key<Kind>) -> Result<&'k str, ApplyError> {
        match key {
            Key::Known(id) => Ok(id.as_str()),
            Key::New(number) => {
                Err(self.refused(format!("the plan names thing {number} before it was made")))
            }
        }
    }

    /// Returns the number of a card's code.
    fn number(&self, code: &str) -> Result<i64, ApplyError> {
        short_code::decode(code)
            .ok_or_else(|| self.refused(format!("`{code}` is no card's code, like `1as`")))
    }
}

fn cannot_note(error: &std::io::Error) -> ProviderError {
    ProviderError::Local(format!("cannot keep the journal: {error}"))
}

/// Returns the words for a thing with a title: ``card `Fix login` ``.
fn named(kind: &str, title: &str) -> String {
    format!("{kind} `{}`", on_one_line(title))
}

/// A value that is neither the old nor the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Differs;

/// Returns the value to send: `None` if nothing changes, or if it is there already.
fn to_send<'c, T: PartialEq>(
    change: Option<&'c Change<T>>,
    present: &T,
) -> Result<Option<&'c T>, Differs> {
    match change {
        None => Ok(None),
        Some(change) if *present == change.new => Ok(None),
        Some(change) if *present == change.old => Ok(Some(&change.new)),
        Some(_) => Err(Differs),
    }
}
