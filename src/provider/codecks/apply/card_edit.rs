//! Other values or another place of a card: one call with just what changes.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::card::Lookup;
use super::{Course, named};
use crate::board::{Card, CardChanges, CardField, Change, EditCard, LabelKey, Person};
use crate::provider::ApplyError;
use crate::provider::codecks::decode::{self, Context, Placed};
use crate::provider::codecks::encode;
use crate::provider::codecks::structure::PRIVATE;
use crate::provider::codecks::wire;
use crate::provider::compare::{Differs, to_send};

/// Edits a card: reads it, compares what changes, and sends that in one call.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditCard) -> Result<(), ApplyError> {
    let what = named("card", &edit.title);
    let number = course.number(course.id(&edit.key)?)?;
    let collected = course.cards(&[number]).await?;
    let users = collected.names_of_users();
    let context = Context {
        structure: &collected.structure,
        users: &users,
        numbers: &collected.numbers,
    };
    let Some(wire) = collected.cards.get(&number) else {
        return Err(course.stale(what));
    };
    let Some(present) = decode::card(wire, context) else {
        return Err(course.stale(what));
    };
    let params = params(course, edit, wire, &present, &what).await?;
    if params.is_empty() {
        return Ok(());
    }
    let mut all = Map::from_iter([("id".to_owned(), json!(wire.card_id))]);
    all.extend(params);
    course.dispatch("cards/update", all).await.map(drop)
}

/// Returns what to send, after comparing every value that changes with what is there.
async fn params(
    course: &Course<'_>,
    edit: &EditCard,
    wire: &wire::Card,
    present: &Placed,
    what: &str,
) -> Result<Map<String, Value>, ApplyError> {
    let CardChanges {
        title,
        body,
        labels,
        assignees,
        due,
        done: _,
        archived,
        color: _,
        start: _,
        card_type: _,
        depends_on,
        fields,
        tags: _,
        place,
    } = &edit.changes;
    let card = &present.card;
    let differs = |field: &str| {
        let what = format!("the {field} of {what}");
        move |_: Differs| course.stale(what.clone())
    };
    let mut params = Map::new();
    let new_title = to_send(title.as_ref(), &card.title).map_err(differs("title"))?;
    let new_body = to_send(body.as_ref(), &card.body).map_err(differs("text"))?;
    if new_title.is_some() || new_body.is_some() {
        let title = new_title.unwrap_or(&card.title);
        let body = new_body.unwrap_or(&card.body);
        let content = encode::content(title, body.as_deref());
        params.insert("content".into(), json!(content));
    }
    let due = to_send(due.as_ref(), &card.due).map_err(differs("due date"))?;
    params.extend(due.map(|due| ("dueDate".to_owned(), encode::day(*due))));
    let archived = to_send(archived.as_ref(), &card.archived).map_err(differs("archive state"))?;
    params.extend(archived.map(|archived| {
        (
            "visibility".to_owned(),
            json!(encode::visibility(*archived)),
        )
    }));
    let people = to_send(assignees.as_ref(), &card.assignees).map_err(differs("assignees"))?;
    if let Some(people) = people {
        params.insert("assigneeId".into(), assignee(course, people).await?);
    }
    let lookup = Lookup::of(
        course,
        &wanted_references(card, depends_on.as_ref(), fields.get(&CardField::Parent)),
    )
    .await?;
    for (field, change) in fields {
        let value = card.fields.get(field).cloned();
        let new = to_send(Some(change), &value).map_err(differs(field.word()))?;
        if let Some(new) = new {
            put_field(course, &lookup, &mut params, (*field, new.as_deref()), what).await?;
        }
    }
    let needed = to_send(depends_on.as_ref(), &card.depends_on).map_err(differs("dependencies"))?;
    if let Some(needed) = needed {
        let mut ids = Vec::new();
        for key in needed {
            ids.push(lookup.card_id(course, course.id(key)?)?);
        }
        params.insert("inDeps".into(), json!(ids));
    }
    let moves_to = match place {
        Some(place) => moved(course, present, place, what)?,
        None => None,
    };
    params.extend(moves_to.map(|deck| ("deckId".to_owned(), json!(deck))));
    let new_labels = to_send(labels.as_ref(), &card.labels).map_err(differs("labels"))?;
    if let Some(labels) = new_labels {
        let kept = unknown_tags(course, wire).await?;
        params.insert(
            "masterTags".into(),
            json!(tags(course, labels, &kept, what).await?),
        );
    }
    Ok(params)
}

/// Returns a card that names what is to be looked up, and nothing else.
fn wanted_references(
    card: &Card,
    depends_on: Option<&Change<BTreeSet<crate::board::CardKey>>>,
    parent: Option<&Change<Option<String>>>,
) -> Card {
    let mut wanted = Card::new(card.key.clone(), "");
    if let Some(change) = depends_on {
        wanted.depends_on.clone_from(&change.new);
    }
    if let Some(parent) = parent.and_then(|change| change.new.clone()) {
        wanted.fields.insert(CardField::Parent, parent);
    }
    wanted
}

/// Returns the deck that a card is to move to; `None` if it is there already.
fn moved<'p>(
    course: &Course<'_>,
    present: &Placed,
    place: &'p Change<crate::board::Place>,
    what: &str,
) -> Result<Option<&'p str>, ApplyError> {
    let (old, new) = (&place.old, &place.new);
    if present.stack == new.stack {
        return Ok(None);
    }
    if present.stack != old.stack {
        return Err(course.stale(format!("the place of {what}")));
    }
    let deck = course.id(&new.stack)?;
    if deck == PRIVATE {
        return Err(course.refused(format!(
            "{what} cannot become private again: Codecks takes no card out of its deck"
        )));
    }
    Ok(Some(deck))
}

/// Puts a value that only some services have into parameters.
///
/// # Errors
/// `Failed` if it names what is not there.
pub(super) async fn put_field(
    course: &Course<'_>,
    lookup: &Lookup,
    params: &mut Map<String, Value>,
    (field, value): (CardField, Option<&str>),
    what: &str,
) -> Result<(), ApplyError> {
    encode::field(params, field, value)
        .map_err(|message| course.refused(format!("{what}: {message}")))?;
    let named = match field {
        CardField::Parent => {
            let id = match value {
                Some(code) => Some(lookup.card_id(course, code)?),
                None => None,
            };
            params.insert("parentCardId".into(), json!(id));
            return Ok(());
        }
        CardField::Milestone => "milestoneId",
        CardField::Run => "sprintId",
        CardField::Status
        | CardField::Priority
        | CardField::Effort
        | CardField::Doc
        | CardField::Project
        | CardField::ClassOfService => {
            return Ok(());
        }
    };
    let Some(name) = value else {
        params.insert(named.into(), Value::Null);
        return Ok(());
    };
    let mut shelf = course.shelf().await?;
    for is_fresh in [false, true] {
        let names = match field {
            CardField::Milestone => &shelf.structure.planning.milestones,
            _ => &shelf.structure.planning.runs,
        };
        if let Some(id) = names.id(name) {
            params.insert(named.into(), json!(id));
            return Ok(());
        }
        if is_fresh {
            return Err(course.refused(format!(
                "{what}: there is no {} `{name}`; there are: {}",
                field.word(),
                names.listed()
            )));
        }
        shelf = course.read(course.api.codecks.read_shelf().await)?;
    }
    Ok(())
}

/// Returns the user that a card is assigned to, or null.
pub(super) async fn assignee(
    course: &Course<'_>,
    people: &BTreeSet<Person>,
) -> Result<Value, ApplyError> {
    let Some(person) = people.first() else {
        return Ok(Value::Null);
    };
    if people.len() > 1 {
        return Err(course.refused("a card of Codecks has one owner at most"));
    }
    let shelf = course.shelf().await?;
    if let Some(id) = shelf.users.id(&person.id) {
        return Ok(json!(id));
    }
    let shelf = course.read(course.api.codecks.read_shelf().await)?;
    match shelf.users.id(&person.id) {
        Some(id) => Ok(json!(id)),
        None => Err(course.refused(format!(
            "there is no user `{}`; there are: {}",
            person.id,
            shelf.users.listed()
        ))),
    }
}

/// Returns the tags of a card that its project does not list any more; they stay on it.
async fn unknown_tags(course: &Course<'_>, wire: &wire::Card) -> Result<Vec<String>, ApplyError> {
    let shelf = course.shelf().await?;
    let project = wire
        .deck_id
        .as_deref()
        .and_then(|deck| shelf.structure.project_of_deck(deck));
    let known = |tag: &String| {
        project.is_some_and(|project| project.tags.iter().any(|one| one.tag == *tag))
    };
    Ok(wire
        .master_tags
        .iter()
        .filter(|tag| !known(tag))
        .cloned()
        .collect())
}

/// Returns the names of labels, before those that stay anyway.
pub(super) async fn tags(
    course: &Course<'_>,
    labels: &BTreeSet<LabelKey>,
    kept: &[String],
    what: &str,
) -> Result<Vec<String>, ApplyError> {
    let mut shelf = course.shelf().await?;
    let mut names = Vec::new();
    for label in labels {
        let id = course.id(label)?;
        let name = |shelf: &super::Shelf| {
            let mut projects = shelf.structure.projects.values();
            projects.find_map(|project| {
                let tag = project.tags.iter().find(|tag| tag.id == id)?;
                Some(tag.tag.clone())
            })
        };
        let mut found = name(&shelf);
        if found.is_none() {
            shelf = course.read(course.api.codecks.read_shelf().await)?;
            found = name(&shelf);
        }
        let found = found
            .ok_or_else(|| course.refused(format!("{what}: there is no tag of the id `{id}`")))?;
        names.push(found);
    }
    names.extend(kept.iter().cloned());
    Ok(names)
}
