//! Decks: new, changed, gone.

use std::collections::BTreeMap;

use serde_json::{Map, json};

use super::{Course, is_as_told, named};
use crate::board::{Card, CardKey, CreateStack, DeleteStack, EditStack};
use crate::provider::ApplyError;
use crate::provider::codecks::decode::{self, Context};
use crate::provider::codecks::query::Query;
use crate::provider::codecks::structure::PRIVATE;
use crate::provider::codecks::wire::{Deck, Project};
use crate::provider::compare::to_send;

/// How many cards the service lists at once at most; a deck of more is not deleted from here.
const MOST_CARDS: usize = 3000;

/// Makes a deck at the end of its project.
pub(super) async fn create(
    course: &mut Course<'_>,
    create: &CreateStack,
) -> Result<(), ApplyError> {
    let CreateStack {
        key: _,
        place,
        title,
        done_column: _,
        lane: _,
    } = create;
    let what = named("deck", title);
    let project = course.id(&place.board)?;
    if project == PRIVATE {
        return Err(course.refused("private cards have no decks"));
    }
    let params = Map::from_iter([
        ("title".to_owned(), json!(title)),
        ("projectId".to_owned(), json!(project)),
        ("deckType".to_owned(), json!("task")),
    ]);
    course.creating()?;
    let made = course.dispatch("decks/create", params).await?;
    let Some(id) = made.id().map(str::to_owned) else {
        return Err(course.refused(format!(
            "the server made {what} and did not say which it is"
        )));
    };
    course.forget_shelf();
    course.has_created(&id)
}

/// Changes the title of a deck, and the project that it is in.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditStack) -> Result<(), ApplyError> {
    let EditStack {
        key,
        board,
        title: old_title,
        changes,
    } = edit;
    let what = named("deck", old_title);
    let id = course.id(key)?;
    if id == PRIVATE {
        return Err(course.refused("the place of private cards cannot be changed"));
    }
    let Some(deck) = present(course, id).await? else {
        return Err(course.stale(what));
    };
    let title = deck.title.unwrap_or_default();
    let title = to_send(changes.title.as_ref(), &title).map_err(|_| course.stale(what.clone()))?;
    if let Some(title) = title {
        let params = Map::from_iter([
            ("id".to_owned(), json!(id)),
            ("title".to_owned(), json!(title)),
        ]);
        course.dispatch("decks/update", params).await?;
    }
    let Some(place) = &changes.place else {
        return Ok(());
    };
    let target = course.id(&place.new.board)?;
    if deck.project_id.as_deref() == Some(target) || place.new.board == *board {
        return Ok(());
    }
    if target == PRIVATE {
        return Err(course.refused("private cards have no decks"));
    }
    let space = space_of(course, target, &what).await?;
    let params = Map::from_iter([
        ("deckIds".to_owned(), json!([id])),
        ("targetId".to_owned(), json!(null)),
        ("targetProjectId".to_owned(), json!(target)),
        ("targetSpaceId".to_owned(), json!(space)),
    ]);
    course.dispatch("decks/addToSpaceAfter", params).await?;
    course.forget_shelf();
    Ok(())
}

/// Returns a deck as it is now; `None` if it is deleted or out of sight.
async fn present(course: &Course<'_>, id: &str) -> Result<Option<Deck>, ApplyError> {
    let selection = json!(["id", "title", "projectId", "isDeleted"]);
    let query = Query::default().with_record("deck", id, selection);
    let answered = course.read(course.api().query(&query).await)?;
    let deck = course.read(answered.get::<Deck>("deck", id))?;
    Ok(deck.filter(|deck| deck.is_deleted != Some(true)))
}

/// Returns the first part of a project, where decks are put.
async fn space_of(course: &Course<'_>, project: &str, what: &str) -> Result<i64, ApplyError> {
    let query = Query::default().with_record("project", project, json!(["id", "spaces"]));
    let answered = course.read(course.api().query(&query).await)?;
    let project = course.read(answered.get::<Project>("project", project))?;
    let space = project.and_then(|project| project.spaces.first().map(|space| space.id));
    space.ok_or_else(|| course.stale(format!("the project that {what} is to move to")))
}

/// Deletes a deck that is still as the operation says, its cards too: they are archived by that.
/// One that is gone already is fine.
pub(super) async fn delete(
    course: &mut Course<'_>,
    delete: &DeleteStack,
) -> Result<(), ApplyError> {
    let DeleteStack { stack, listed, .. } = delete;
    let what = named("deck", &stack.title);
    let id = course.id(&stack.key)?;
    if id == PRIVATE {
        return Err(course.refused("the place of private cards cannot be deleted"));
    }
    let Some(deck) = present(course, id).await? else {
        return Ok(());
    };
    if deck.title.as_deref() != Some(stack.title.as_str()) {
        return Err(course.stale(what));
    }
    let filter = Map::from_iter([
        ("deckId".to_owned(), json!(id)),
        ("visibility".to_owned(), json!(["default", "archived"])),
    ]);
    let collected = course.cards_where(&filter, MOST_CARDS).await?;
    let users = collected.names_of_users();
    let context = Context {
        structure: &collected.structure,
        users: &users,
        numbers: &collected.numbers,
    };
    let present: BTreeMap<CardKey, (i64, Card)> = collected
        .cards
        .values()
        .filter_map(|card| Some((card.account_seq, decode::card(card, context)?.card)))
        .map(|(number, card)| (card.key.clone(), (number, card)))
        .collect();
    let is_there = |card: &Card| {
        present
            .get(&card.key)
            .is_some_and(|(number, there)| is_as_told(&collected, *number, there, card, listed))
    };
    let is_same =
        present.len() == stack.cards.len() && stack.cards.iter().all(|card| is_there(card));
    if !is_same {
        return Err(course.stale(what));
    }
    let params = Map::from_iter([("id".to_owned(), json!(id))]);
    course.dispatch("decks/delete", params).await?;
    course.forget_shelf();
    Ok(())
}
