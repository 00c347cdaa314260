//! One operation as the calls that it takes.

use super::api::Api;
use crate::board::Operation;
use crate::provider::course::{self, named};
use crate::provider::{Applied, ApplyError, Contents, ProviderError, Record};

mod attachment;
mod board;
mod card_create;
mod card_delete;
mod card_edit;
mod card_steps;
mod comment;
mod contents;
mod label;
mod member;
mod place;
mod said;
mod stack;

/// Applies an operation; see [`crate::provider::Provider::apply`].
pub(super) async fn apply(
    api: Api<'_>,
    operation: &Operation,
    contents: &dyn Contents,
    record: &dyn Record,
) -> Result<Applied, ApplyError> {
    let mut course = Course::new(api, contents, record);
    let course_taken = &mut course;
    match operation {
        Operation::CreateBoard(create) => board::create(course_taken, create).await?,
        Operation::EditBoard(edit) => board::edit(course_taken, edit).await?,
        Operation::DeleteBoard(delete) => board::delete(course_taken, delete).await?,
        Operation::RestoreBoard(restore) => board::restore(course_taken, restore).await?,
        Operation::CreateLabel(create) => label::create(course_taken, create).await?,
        Operation::EditLabel(edit) => label::edit(course_taken, edit).await?,
        Operation::DeleteLabel(delete) => label::delete(course_taken, delete).await?,
        Operation::EditMember(edit) => member::edit(course_taken, edit).await?,
        Operation::CreateStack(create) => stack::create(course_taken, create).await?,
        Operation::EditStack(edit) => stack::edit(course_taken, edit).await?,
        Operation::DeleteStack(delete) => stack::delete(course_taken, delete).await?,
        Operation::CreateCard(create) => card_create::create(course_taken, create).await?,
        Operation::EditCard(edit) => card_edit::edit(course_taken, edit).await?,
        Operation::DeleteCard(delete) => card_delete::delete(course_taken, delete).await?,
        Operation::EditAttachment(edit) => attachment::edit(course_taken, edit).await?,
        Operation::EditComment(edit) => comment::edit(course_taken, edit).await?,
        Operation::EditMilestone(_) => {
            return Err(course.refused("boards of Nextcloud Deck have no milestones"));
        }
    }
    Ok(course.applied())
}

/// How far an operation has come.
type Course<'a> = course::Course<'a, Api<'a>>;

impl Course<'_> {
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
}

/// Returns the tag of a thing as a header spells it.
fn quoted(etag: Option<&String>) -> Option<String> {
    etag.map(|etag| format!("\"{etag}\""))
}
