//! One operation as the calls that it takes.

use super::api::Api;
use super::call::{is_gone, is_mid_air};
use super::wire::{Board, BoardWithProjects};
use crate::board::{Change, Key, Operation};
use crate::provider::http::on_one_line;
use crate::provider::{Applied, ApplyError, ProviderError, Record};

mod board;
mod card_create;
mod card_delete;
mod card_edit;
mod place;
mod stack;
mod values;

/// Applies an operation; see [`crate::provider::Provider::apply`].
pub(super) async fn apply(
    api: Api<'_>,
    operation: &Operation,
    record: &dyn Record,
) -> Result<Applied, ApplyError> {
    let mut course = Course {
        api,
        record,
        created: None,
        has_written: false,
    };
    let taken = &mut course;
    match operation {
        Operation::CreateBoard(create) => board::create(taken, create).await?,
        Operation::EditBoard(edit) => board::edit(taken, edit).await?,
        Operation::DeleteBoard(delete) => board::delete(taken, delete).await?,
        Operation::CreateStack(create) => stack::create(taken, create).await?,
        Operation::EditStack(edit) => stack::edit(taken, edit).await?,
        Operation::DeleteStack(delete) => stack::delete(taken, delete).await?,
        Operation::CreateCard(create) => card_create::create(taken, create).await?,
        Operation::EditCard(edit) => card_edit::edit(taken, edit).await?,
        Operation::DeleteCard(delete) => card_delete::delete(taken, delete).await?,
        Operation::CreateLabel(_) | Operation::EditLabel(_) | Operation::DeleteLabel(_) => {
            return Err(course.refused(
                "boards of Kanbanik have no labels of their own; write tags in the cards",
            ));
        }
        Operation::EditMember(_) => {
            return Err(course.refused("boards of Kanbanik have no members"));
        }
        Operation::EditComment(_) => {
            return Err(course.refused("cards of Kanbanik have no comments"));
        }
        Operation::EditAttachment(_) => {
            return Err(course.refused("cards of Kanbanik have no attachments"));
        }
    }
    Ok(Applied {
        created: course.created,
    })
}

/// How far an operation has come.
struct Course<'a> {
    api: Api<'a>,
    record: &'a dyn Record,
    /// The id of what was created.
    created: Option<String>,
    /// True if a call took effect.
    has_written: bool,
}

impl Course<'_> {
    /// Takes note of what a reading brought.
    fn read<T>(&self, answer: Result<T, ProviderError>) -> Result<T, ApplyError> {
        answer.map_err(|error| self.failed(error))
    }

    /// Takes note of the reading of a thing that is to be changed; one that is gone is not as the
    /// plan saw it.
    fn read_to_change<T>(
        &self,
        answer: Result<T, ProviderError>,
        what: &str,
    ) -> Result<T, ApplyError> {
        match answer {
            Err(error) if is_gone(&error) => Err(self.stale(what)),
            answer => self.read(answer),
        }
    }

    /// Takes note of how a writing call ended; `what` was changed meanwhile if the server says so.
    fn wrote<T>(&mut self, answer: Result<T, ProviderError>, what: &str) -> Result<T, ApplyError> {
        match answer {
            Ok(answer) => {
                self.has_written = true;
                Ok(answer)
            }
            Err(error) if error.may_have_taken_effect() => Err(ApplyError::Unknown {
                error: Box::new(error),
                created: self.created.clone(),
            }),
            Err(error) if is_mid_air(&error) || is_gone(&error) => Err(self.stale(what)),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Takes note of how a call ended that creates. That somebody else was faster is said of things
    /// that were stored all the same.
    fn made<T>(&mut self, answer: Result<T, ProviderError>, what: &str) -> Result<T, ApplyError> {
        match answer {
            Err(error) if is_mid_air(&error) => Err(ApplyError::Unknown {
                error: Box::new(error),
                created: None,
            }),
            answer => self.wrote(answer, what),
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

    /// Reads a board with its tasks and projects, without descriptions.
    async fn whole_board(&self, id: &str, what: &str) -> Result<BoardWithProjects, ApplyError> {
        let all = self.read(self.api.boards(false).await)?;
        let found = all.boards.into_iter().find(|whole| whole.board.id() == id);
        found.ok_or_else(|| self.stale(what))
    }

    /// Reads a board with its columns alone.
    async fn board(&self, id: &str, what: &str) -> Result<Board, ApplyError> {
        let found = self.read(self.api.board(id).await)?;
        found.ok_or_else(|| self.stale(what))
    }
}

/// Returns the value to send: `None` if nothing changes, or if it is there already.
///
/// # Errors
/// `Stale` if the server has a third value.
fn to_send<'c, T: PartialEq>(
    course: &Course<'_>,
    change: Option<&'c Change<T>>,
    present: &T,
    what: impl Fn() -> String,
) -> Result<Option<&'c T>, ApplyError> {
    match change {
        None => Ok(None),
        Some(change) if *present == change.new => Ok(None),
        Some(change) if *present == change.old => Ok(Some(&change.new)),
        Some(_) => Err(course.stale(what())),
    }
}

fn cannot_note(error: &std::io::Error) -> ProviderError {
    ProviderError::Local(format!("cannot keep the journal: {error}"))
}

/// Returns the words for a thing with a title: ``card `Fix login` ``.
fn named(kind: &str, title: &str) -> String {
    format!("{kind} `{}`", on_one_line(title))
}
