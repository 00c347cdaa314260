//! One operation as the calls that it takes.

use super::api::Api;
use super::wire;
use crate::board::{Key, Operation};
use crate::provider::http::on_one_line;
use crate::provider::{Applied, ApplyError, Contents, ProviderError, Record};

mod attachment;
mod board;
mod card_create;
mod card_delete;
mod card_edit;
mod card_steps;
mod comment;
mod compare;
mod contents;
mod label;
mod place;
mod stack;

/// Applies an operation; see [`crate::provider::Provider::apply`].
pub(super) async fn apply(
    api: Api<'_>,
    operation: &Operation,
    contents: &dyn Contents,
    record: &dyn Record,
) -> Result<Applied, ApplyError> {
    let mut course = Course {
        api,
        contents,
        record,
        created: None,
        has_written: false,
    };
    let course_taken = &mut course;
    match operation {
        Operation::CreateBoard(create) => board::create(course_taken, create).await?,
        Operation::EditBoard(edit) => board::edit(course_taken, edit).await?,
        Operation::DeleteBoard(delete) => board::delete(course_taken, delete).await?,
        Operation::CreateLabel(create) => label::create(course_taken, create).await?,
        Operation::EditLabel(edit) => label::edit(course_taken, edit).await?,
        Operation::DeleteLabel(delete) => label::delete(course_taken, delete).await?,
        Operation::EditMember(_) => {
            return Err(course.refused("changing members is not supported yet"));
        }
        Operation::CreateStack(create) => stack::create(course_taken, create).await?,
        Operation::EditStack(edit) => stack::edit(course_taken, edit).await?,
        Operation::DeleteStack(delete) => stack::delete(course_taken, delete).await?,
        Operation::CreateCard(create) => card_create::create(course_taken, create).await?,
        Operation::EditCard(edit) => card_edit::edit(course_taken, edit).await?,
        Operation::DeleteCard(delete) => card_delete::delete(course_taken, delete).await?,
        Operation::EditAttachment(edit) => attachment::edit(course_taken, edit).await?,
        Operation::EditComment(edit) => comment::edit(course_taken, edit).await?,
    }
    Ok(Applied {
        created: course.created,
    })
}

/// How far an operation has come.
struct Course<'a> {
    api: Api<'a>,
    contents: &'a dyn Contents,
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

    /// Takes note of what the reading of a thing brought that is to be changed; one that is not
    /// there, or is out of reach by now, is not as the plan saw it.
    fn read_to_change<T>(
        &self,
        answer: Result<T, ProviderError>,
        what: &str,
    ) -> Result<T, ApplyError> {
        match answer {
            Err(ProviderError::NotAllowed { status: 403, .. }) => Err(self.stale(what)),
            answer => self.read(answer),
        }
    }

    /// Takes note of how a writing call ended.
    fn wrote<T>(&mut self, answer: Result<T, ProviderError>) -> Result<T, ApplyError> {
        match answer {
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

    /// Takes note of how a call ended that was bound to the state that we had read.
    fn wrote_if<T>(
        &mut self,
        answer: Result<T, ProviderError>,
        what: &str,
    ) -> Result<T, ApplyError> {
        match answer {
            Err(ProviderError::Refused { status: 412, .. }) => Err(self.stale(what)),
            answer => self.wrote(answer),
        }
    }

    /// Notes that the call which creates comes next.
    fn creating(&self) -> Result<(), ApplyError> {
        self.record
            .creating()
            .map_err(|error| self.failed(cannot_note(&error)))
    }

    /// Notes what was created.
    fn has_created(&mut self, id: &wire::WireId) -> Result<(), ApplyError> {
        self.created = Some(id.0.clone());
        self.record
            .created(&id.0)
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
}

fn cannot_note(error: &std::io::Error) -> ProviderError {
    ProviderError::Local(format!("cannot keep the journal: {error}"))
}

/// Returns the words for a thing with a title: ``card `Fix login` ``.
fn named(kind: &str, title: &str) -> String {
    format!("{kind} `{}`", on_one_line(title))
}

/// Returns the tag of a thing as a header spells it.
fn quoted(etag: Option<&String>) -> Option<String> {
    etag.map(|etag| format!("\"{etag}\""))
}
