//! One operation as the calls that it takes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use tokio::time::Instant;

use super::Codecks;
use super::api::Api;
use super::query::{Query, cards_key, of_numbers};
use super::read::{Collected, Shelf};
use super::short_code;
use super::threads;
use super::wire::Dispatched;
use crate::board::{AttachmentId, Card, ListedAttachments, Operation, RemoteAttachment};
use crate::monitor::Monitor;
use crate::provider::course::{self, named};
use crate::provider::{Applied, ApplyError, Contents, ProviderError, Record};

mod attachment;
mod card;
mod card_edit;
mod comment;
mod deck;
mod milestone;
mod project;

/// Applies an operation; see [`crate::provider::Provider::apply`].
pub(super) async fn apply(
    codecks: &Codecks,
    operation: &Operation,
    contents: &dyn Contents,
    record: &dyn Record,
    monitor: &dyn Monitor,
) -> Result<Applied, ApplyError> {
    let client = Client { codecks, monitor };
    let mut course = Course::new(client, contents, record);
    let applied = apply_on(&mut course, operation).await;
    codecks.ahead().done(operation);
    applied?;
    Ok(course.applied())
}

async fn apply_on(taken: &mut Course<'_>, operation: &Operation) -> Result<(), ApplyError> {
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
        Operation::CreateBoard(_) | Operation::DeleteBoard(_) | Operation::RestoreBoard(_) => {
            return Err(taken.refused("projects are made and deleted in the app of Codecks alone"));
        }
        Operation::DeleteLabel(_) => {
            return Err(taken.refused("tags are deleted in the app of Codecks alone"));
        }
        Operation::EditComment(edit) => comment::edit(taken, edit).await?,
        Operation::EditAttachment(edit) => attachment::edit(taken, edit).await?,
        Operation::EditMilestone(edit) => milestone::edit(taken, edit).await?,
        Operation::EditMember(_) => {
            return Err(taken.refused("members are changed in the app of Codecks alone"));
        }
    }
    Ok(())
}

/// Whom the calls go to, and who is told of them.
struct Client<'a> {
    codecks: &'a Codecks,
    monitor: &'a dyn Monitor,
}

/// How far an operation has come.
type Course<'a> = course::Course<'a, Client<'a>>;

impl<'a> Course<'a> {
    fn api(&self) -> Api<'a> {
        self.api.codecks.api(self.api.monitor)
    }

    /// Returns what cards refer to.
    async fn shelf(&self) -> Result<Shelf, ApplyError> {
        self.read(self.api.codecks.shelf_or_read().await)
    }

    /// Returns cards by number as they were a moment ago, read together with those that operations
    /// to come change; those that are not there are left out.
    async fn cards(&self, numbers: &[i64]) -> Result<Collected, ApplyError> {
        let codecks = self.api.codecks;
        let now = Instant::now();
        if let Some(known) = codecks.ahead().known(numbers, now) {
            return Ok(known);
        }
        let all = codecks.ahead().to_read(numbers);
        let collected = self.read(self.cards_or_error(&all).await)?;
        let part = collected.part(numbers);
        codecks.ahead().keep(now, &all, collected);
        Ok(part)
    }

    /// Reads cards by number as they are now; those that are not there are left out.
    async fn cards_now(&self, numbers: &[i64]) -> Result<Collected, ApplyError> {
        self.read(self.cards_or_error(numbers).await)
    }

    /// Reads the cards that pass a filter as they are now, at most so many.
    async fn cards_where(
        &self,
        filter: &Map<String, Value>,
        limit: usize,
    ) -> Result<Collected, ApplyError> {
        self.read(self.read_cards(filter, limit).await)
    }

    /// Reads cards by number, and says what the server says where it does not answer.
    async fn cards_or_error(&self, numbers: &[i64]) -> Result<Collected, ProviderError> {
        self.read_cards(&of_numbers(numbers), numbers.len().max(1))
            .await
    }

    async fn read_cards(
        &self,
        filter: &Map<String, Value>,
        limit: usize,
    ) -> Result<Collected, ProviderError> {
        let shelf = self.api.codecks.shelf_or_read().await?;
        let key = cards_key(filter, limit, 0);
        let query = Query::default().with_cards(&key, None);
        let answered = self.api().query(&query).await?;
        let mut collected = Collected::new(shelf.user_names.clone());
        collected.take_cards(&answered, &key, "")?;
        collected.structure = shelf.structure.as_ref().clone();
        Ok(collected)
    }

    /// Sends an action and takes note of how it ended.
    async fn dispatch(
        &mut self,
        action: &str,
        params: Map<String, Value>,
    ) -> Result<Dispatched, ApplyError> {
        let answer = self.api().dispatch(action, params).await;
        self.wrote(answer)
    }

    /// Forgets what cards refer to, since it changes.
    fn forget_shelf(&self) {
        *self.api.codecks.shelf() = None;
    }

    /// Returns the number of a card's code.
    fn number(&self, code: &str) -> Result<i64, ApplyError> {
        short_code::decode(code)
            .ok_or_else(|| self.refused(format!("`{code}` is no card's code, like `1as`")))
    }
}

/// Returns true if a card with its threads is as an operation tells, and the files that hang on it
/// are those that were listed when the plan was made.
fn is_as_told(
    collected: &Collected,
    number: i64,
    there: &Card,
    told: &Card,
    listed: &ListedAttachments,
) -> bool {
    let threads = collected.threads.get(&number);
    let threads = threads.map_or(&[][..], Vec::as_slice);
    let there = Card {
        comments: threads::comments(threads, &collected.names_of_users()),
        ..there.clone()
    };
    // Bytes are nobody's to compare here: they change with the id.
    let told_bare = Card {
        attachments: BTreeMap::new(),
        ..told.clone()
    };
    let ids = |hung: Option<&Vec<RemoteAttachment>>| -> BTreeSet<AttachmentId> {
        let hung = hung.into_iter().flatten();
        hung.map(|one| one.id.clone()).collect()
    };
    there == told_bare && ids(collected.hung.get(&number)) == ids(listed.get(&told.key))
}
