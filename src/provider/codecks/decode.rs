//! From the service's records to ours.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::short_code;
use super::structure::{Names, PRIVATE, PRIVATE_STACK, PRIVATE_TITLE, Project, Structure};
use super::wire;
use crate::board::{
    Board, BoardKey, Card, CardField, CardKey, Label, LabelKey, Person, Stack, StackKey,
};

/// What cards refer to, for decoding and encoding them.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) structure: &'a Structure,
    /// Users by id.
    pub(super) users: &'a Names,
    /// Numbers of cards by id.
    pub(super) numbers: &'a BTreeMap<String, i64>,
}

/// A card and where it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) board: BoardKey,
    pub(super) stack: StackKey,
    pub(super) card: Card,
}

/// Returns the key of the card of a number.
pub(super) fn card_key(number: i64) -> CardKey {
    CardKey::known(short_code::encode(number))
}

/// Returns title and text of a content: its first line without its end, and what follows it.
pub(super) fn title_and_body(content: &str) -> (&str, Option<&str>) {
    match content.split_once('\n') {
        Some((title, body)) => (title, Some(body)),
        None => (content, None),
    }
}

/// Returns a card with its place; `None` if it is deleted, or its deck is out of sight.
pub(super) fn card(card: &wire::Card, context: Context<'_>) -> Option<Placed> {
    if card.is_deleted() {
        return None;
    }
    let structure = context.structure;
    let (board, stack) = structure.place(card.deck_id.as_deref())?;
    let project = card
        .deck_id
        .as_deref()
        .and_then(|deck| structure.project_of_deck(deck));
    let (title, body) = title_and_body(&card.content);
    let number_of = |id: &String| context.numbers.get(id).copied();
    let decoded = Card {
        body: body.map(Arc::from),
        labels: labels(card, project),
        assignees: card
            .assignee_id
            .iter()
            .map(|id| Person::user(context.users.name(id)))
            .collect(),
        due: card.due_date.as_deref().and_then(day),
        archived: card.is_archived(),
        depends_on: card
            .in_deps
            .iter()
            .filter_map(number_of)
            .map(card_key)
            .collect(),
        fields: fields(card, context),
        created: card.created_at.as_deref().and_then(moment),
        author: card.creator_id.as_ref().map(|id| context.users.name(id)),
        ..Card::new(card_key(card.account_seq), title)
    };
    Some(Placed {
        board,
        stack,
        card: decoded,
    })
}

fn labels(card: &wire::Card, project: Option<&Project>) -> BTreeSet<LabelKey> {
    let tags = project.map_or(&[][..], |project| &project.tags);
    tags.iter()
        .filter(|tag| card.master_tags.contains(&tag.tag))
        .map(|tag| LabelKey::known(tag.id.as_str()))
        .collect()
}

fn fields(card: &wire::Card, context: Context<'_>) -> BTreeMap<CardField, String> {
    let Context {
        structure, numbers, ..
    } = context;
    let parent = card.parent_card_id.as_ref();
    let values = [
        (
            CardField::Parent,
            parent
                .and_then(|id| numbers.get(id))
                .map(|number| short_code::encode(*number)),
        ),
        (
            CardField::Status,
            card.status.clone().filter(|status| status != "not_started"),
        ),
        (
            CardField::Priority,
            card.priority
                .as_deref()
                .map(|letter| priority_word(letter).to_owned()),
        ),
        (
            CardField::Effort,
            card.effort.as_ref().map(ToString::to_string),
        ),
        (
            CardField::Milestone,
            card.milestone_id
                .as_ref()
                .map(|id| structure.planning.milestones.name(id)),
        ),
        (
            CardField::Run,
            card.sprint_id
                .as_ref()
                .map(|id| structure.planning.runs.name(id)),
        ),
        (
            CardField::Doc,
            (card.is_doc == Some(true)).then(|| "true".to_owned()),
        ),
    ];
    values
        .into_iter()
        .filter_map(|(field, value)| value.map(|value| (field, value)))
        .collect()
}

/// Returns the word for a priority; one that is not known is as it is.
fn priority_word(letter: &str) -> &str {
    match letter {
        "a" => "high",
        "b" => "medium",
        "c" => "low",
        other => other,
    }
}

/// Returns the first second of a day in UTC.
fn day(text: &str) -> Option<Timestamp> {
    let date: Date = text.get(..10)?.parse().ok()?;
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// Returns a time in whole seconds.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let time: Timestamp = text.parse().ok()?;
    Timestamp::from_second(time.as_second()).ok()
}

/// Returns a project as a board, its stacks without cards.
pub(super) fn board(project: &Project) -> Board {
    Board {
        archived: project.archived,
        labels: project
            .tags
            .iter()
            .map(|tag| Label {
                key: LabelKey::known(tag.id.as_str()),
                name: tag.tag.clone(),
                color: tag.color.clone().unwrap_or_default(),
            })
            .collect(),
        stacks: project
            .decks
            .iter()
            .map(|deck| {
                let title = deck.title.clone().filter(|title| !title.is_empty());
                let title = title.unwrap_or_else(|| deck.id.clone());
                Arc::new(Stack::new(StackKey::known(deck.id.as_str()), title))
            })
            .collect(),
        ..Board::new(BoardKey::known(project.id.as_str()), project.title.clone())
    }
}

/// Returns the board of the cards without a deck, without them.
pub(super) fn private_board() -> Board {
    let mut board = Board::new(BoardKey::known(PRIVATE), PRIVATE_TITLE);
    let stack = Stack::new(StackKey::known(PRIVATE), PRIVATE_STACK);
    board.stacks.push(Arc::new(stack));
    board
}

#[cfg(test)]
mod tests {
    use super::{day, title_and_body};

    #[test]
    fn the_first_line_is_the_title_byte_for_byte() {
        assert_eq!(title_and_body("a"), ("a", None));
        assert_eq!(title_and_body("a\n"), ("a", Some("")));
        assert_eq!(title_and_body("a\r\n\nb"), ("a\r", Some("\nb")));
        assert_eq!(title_and_body(""), ("", None));
    }

    #[test]
    fn a_day_is_its_first_second() {
        let day = day("2026-12-01").map(|day| day.to_string());
        assert_eq!(day.as_deref(), Some("2026-12-01T00:00:00Z"));
    }
}
