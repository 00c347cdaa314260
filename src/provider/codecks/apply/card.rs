//! Cards: new, gone.

use serde_json::{Map, Value, json};

use super::{Course, is_as_told, named};
use crate::board::{Card, CreateCard, DeleteCard};
use crate::provider::ApplyError;
use crate::provider::codecks::decode::{self, Context};
use crate::provider::codecks::encode;
use crate::provider::codecks::query::Query;
use crate::provider::codecks::read::Collected;
use crate::provider::codecks::short_code;
use crate::provider::codecks::structure::PRIVATE;
use crate::provider::codecks::wire;

/// Makes a card; what no new card can have follows in one more call.
pub(super) async fn create(course: &mut Course<'_>, create: &CreateCard) -> Result<(), ApplyError> {
    let CreateCard { place, card } = create;
    let what = named("card", &card.title);
    let deck = course.id(&place.stack)?;
    let lookup = Lookup::of(course, card).await?;
    let mut params = Map::new();
    params.insert(
        "content".into(),
        json!(encode::content(&card.title, card.body.as_deref())),
    );
    let is_private = deck == PRIVATE;
    params.insert("deckId".into(), json!((!is_private).then_some(deck)));
    lookup.put_values(course, card, &mut params, &what).await?;
    // Every new card is `not_started`, and the documented action takes none of these.
    let mut later = Map::new();
    for name in ["status", "inDeps"] {
        let value = params.remove(name);
        let is_plain = |value: &Value| {
            *value == json!("not_started") || value.as_array().is_some_and(Vec::is_empty)
        };
        later.extend(
            value
                .filter(|value| !is_plain(value))
                .map(|value| (name.to_owned(), value)),
        );
    }
    if card.archived {
        later.insert("visibility".into(), json!("archived"));
    }
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    params.retain(|name, value| name == "deckId" || !is_empty(value));

    course.creating()?;
    let made = course.dispatch("cards/create", params).await?;
    let Some(id) = made.id().map(str::to_owned) else {
        return Err(course.refused(format!(
            "the server made {what} and did not say which it is"
        )));
    };
    let number = match made.account_seq() {
        Some(number) => number,
        None => number_of(course, &id, &what).await?,
    };
    course.has_created(&short_code::encode(number))?;
    if !later.is_empty() {
        later.insert("id".into(), json!(id));
        course.dispatch("cards/update", later).await?;
    }
    Ok(())
}

/// Asks for the number of a card that was just made: older servers answer its id alone.
async fn number_of(course: &Course<'_>, id: &str, what: &str) -> Result<i64, ApplyError> {
    let query = Query::default().with_record("card", id, json!(["accountSeq"]));
    let answered = course.read(course.api().query(&query).await)?;
    let card = course.read(answered.get::<wire::Card>("card", id))?;
    card.map(|card| card.account_seq)
        .ok_or_else(|| course.refused(format!("the server made {what} and does not show it")))
}

/// Deletes a card that is still as the operation says; one that is gone already is fine.
pub(super) async fn delete(course: &mut Course<'_>, delete: &DeleteCard) -> Result<(), ApplyError> {
    let DeleteCard {
        card,
        board,
        stack,
        listed,
        // A card that moves between projects stays the same one here.
        moved_to: _,
    } = delete;
    let what = named("card", &card.title);
    let number = course.number(course.id(&card.key)?)?;
    let collected = course.cards_now(&[number]).await?;
    let Some(present) = collected
        .cards
        .get(&number)
        .filter(|card| !card.is_deleted())
    else {
        return Ok(());
    };
    let users = collected.names_of_users();
    let context = Context {
        structure: &collected.structure,
        users: &users,
        numbers: &collected.numbers,
    };
    let is_same = decode::card(present, context).is_some_and(|placed| {
        let is_there = placed.board == *board && placed.stack == *stack;
        is_there && is_as_told(&collected, number, &placed.card, card, listed)
    });
    if !is_same {
        return Err(course.stale(what));
    }
    let params = Map::from_iter([
        ("id".to_owned(), json!(present.card_id)),
        ("visibility".to_owned(), json!("deleted")),
    ]);
    course.dispatch("cards/update", params).await.map(drop)
}

/// The ids of cards that a card names.
pub(super) struct Lookup {
    cards: Collected,
}

impl Lookup {
    /// Looks up the cards that a card names, if it names any.
    pub(super) async fn of(course: &Course<'_>, card: &Card) -> Result<Self, ApplyError> {
        let mut numbers = Vec::new();
        for key in &card.depends_on {
            numbers.push(course.number(course.id(key)?)?);
        }
        if let Some(parent) = card.fields.get(&crate::board::CardField::Parent) {
            numbers.push(course.number(parent)?);
        }
        let cards = if numbers.is_empty() {
            Collected::default()
        } else {
            course.cards_now(&numbers).await?
        };
        Ok(Self { cards })
    }

    /// Returns the id of the card of a code.
    pub(super) fn card_id(&self, course: &Course<'_>, code: &str) -> Result<String, ApplyError> {
        let number = course.number(code)?;
        let card = self
            .cards
            .cards
            .get(&number)
            .filter(|card| !card.is_deleted());
        card.map(|card| card.card_id.clone())
            .ok_or_else(|| course.refused(format!("there is no card `{code}`")))
    }

    /// Puts every value of a new card but its text and place into parameters.
    async fn put_values(
        &self,
        course: &Course<'_>,
        card: &Card,
        params: &mut Map<String, Value>,
        what: &str,
    ) -> Result<(), ApplyError> {
        params.insert(
            "masterTags".into(),
            json!(super::card_edit::tags(course, &card.labels, &[], what).await?),
        );
        params.insert("dueDate".into(), encode::day(card.due));
        params.insert(
            "assigneeId".into(),
            super::card_edit::assignee(course, &card.assignees).await?,
        );
        for (field, value) in &card.fields {
            let value = Some(value.as_str());
            super::card_edit::put_field(course, self, params, (*field, value), what).await?;
        }
        let mut needed = Vec::new();
        for key in &card.depends_on {
            needed.push(self.card_id(course, course.id(key)?)?);
        }
        params.insert("inDeps".into(), json!(needed));
        Ok(())
    }
}
