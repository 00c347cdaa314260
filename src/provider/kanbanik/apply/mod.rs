//! One operation as the calls that it takes.

use super::api::Api;
use super::call::{is_gone, is_mid_air};
use super::wire::{Board, BoardWithProjects};
use crate::board::{Change, Operation};
use crate::provider::compare;
use crate::provider::course::{self, named};
use crate::provider::{Applied, ApplyError, Contents, ProviderError, Record};

mod board;
mod card_create;
mod card_delete;
mod card_edit;
mod card_move;
mod class;
mod place;
mod stack;
mod values;

/// Applies an operation; see [`crate::provider::Provider::apply`].
pub(super) async fn apply(
    api: Api<'_>,
    operation: &Operation,
    contents: &dyn Contents,
    record: &dyn Record,
) -> Result<Applied, ApplyError> {
    let mut course = Course::new(api, contents, record);
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
        Operation::RestoreBoard(_) => {
            return Err(course.refused("Kanbanik keeps nothing of a board that was deleted"));
        }
        Operation::EditMember(_) => {
            return Err(course.refused("boards of Kanbanik have no members"));
        }
        Operation::EditMilestone(_) => {
            return Err(course.refused("boards of Kanbanik have no milestones"));
        }
        Operation::EditComment(_) => {
            return Err(course.refused("cards of Kanbanik have no comments"));
        }
        Operation::EditAttachment(_) => {
            return Err(course.refused("cards of Kanbanik have no attachments"));
        }
    }
    Ok(course.applied())
}

/// How far an operation has come.
type Course<'a> = course::Course<'a, Api<'a>>;

impl Course<'_> {
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
    fn wrote_to<T>(
        &mut self,
        answer: Result<T, ProviderError>,
        what: &str,
    ) -> Result<T, ApplyError> {
        match answer {
            Err(error) if is_mid_air(&error) || is_gone(&error) => Err(self.stale(what)),
            answer => self.wrote(answer),
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
            answer => self.wrote_to(answer, what),
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
    compare::to_send(change, present).map_err(|_| course.stale(what()))
}
