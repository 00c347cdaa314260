//! One card.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Card, CardKey, Done, LabelKey, Person, PersonKind};
use crate::provider::deck::wire;

/// The type that cards have unless something else was asked for.
pub(in crate::provider::deck) const PLAIN: &str = "plain";

/// Returns the card.
///
/// Labels for which `is_label_of_board` is false are left out: a stack that moved to another
/// board leaves its cards with labels of the old one. The rows of a label assigned twice are one.
pub(in crate::provider::deck) fn card(
    card: &wire::Card,
    is_label_of_board: impl Fn(&wire::Label) -> bool,
) -> Card {
    Card {
        key: CardKey::known(card.id.0.as_str()),
        title: card.title.clone(),
        body: card
            .description
            .as_deref()
            .filter(|text| !text.is_empty())
            .map(Arc::from),
        labels: card
            .labels
            .iter()
            .filter(|label| is_label_of_board(label))
            .map(|label| LabelKey::known(label.id.0.as_str()))
            .collect(),
        assignees: assignees(card),
        due: card.duedate,
        done: card.done.map(Done::At),
        archived: card.archived,
        color: card
            .color
            .clone()
            .flatten()
            .filter(|color| !color.is_empty()),
        start: card.startdate.flatten(),
        card_type: card.kind.clone().filter(|kind| kind != PLAIN),
        depends_on: card
            .dependent_cards
            .iter()
            .map(|id| CardKey::known(id.0.as_str()))
            .collect(),
        // Content is known once it was read.
        attachments: BTreeMap::new(),
        // No answer about a card has them.
        comments: BTreeMap::new(),
        fields: BTreeMap::new(),
        tags: BTreeSet::new(),
        ticket: None,
        created: moment(card.created_at),
        author: card
            .owner
            .as_ref()
            .and_then(wire::Participant::id)
            .map(str::to_owned),
    }
}

/// Returns who a participant is; `None` for kinds that we do not know, which are left alone.
pub(super) fn person(participant: &wire::Participant, kind: i64) -> Option<Person> {
    let kind = match kind {
        0 => PersonKind::User,
        1 => PersonKind::Group,
        6 => PersonKind::Remote,
        7 => PersonKind::Team,
        _ => return None,
    };
    let id = participant.id()?.to_owned();
    Some(Person { kind, id })
}

fn assignees(card: &wire::Card) -> BTreeSet<Person> {
    card.assigned_users
        .iter()
        .filter_map(|assignment| person(&assignment.participant, assignment.kind))
        .collect()
}

/// Returns the moment of unix seconds; 0 means unknown.
fn moment(seconds: i64) -> Option<Timestamp> {
    (seconds != 0)
        .then(|| Timestamp::from_second(seconds).ok())
        .flatten()
}
