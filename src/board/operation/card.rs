//! Operations on cards.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::Change;
use crate::board::ListedAttachments;
use crate::board::account::resolved_card;
use crate::board::{
    BoardKey, Card, CardField, CardKey, Done, LabelKey, Names, Person, Place, StackKey, Tag,
};

/// A new card with all its values.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateCard {
    /// Where it comes to stand.
    pub place: Place,
    /// The card; its key is the new one.
    pub card: Arc<Card>,
}

/// What changes about a card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardChanges {
    /// The title.
    pub title: Option<Change<String>>,
    /// The text.
    pub body: Option<Change<Option<Arc<str>>>>,
    /// The labels, whole sets; on another board after a move: that board's labels.
    pub labels: Option<Change<BTreeSet<LabelKey>>>,
    /// The assignees, whole sets.
    pub assignees: Option<Change<BTreeSet<Person>>>,
    /// The due date.
    pub due: Option<Change<Option<Timestamp>>>,
    /// Whether and when it was done.
    pub done: Option<Change<Option<Done>>>,
    /// Whether it is archived.
    pub archived: Option<Change<bool>>,
    /// The color.
    pub color: Option<Change<Option<String>>>,
    /// The start date.
    pub start: Option<Change<Option<Timestamp>>>,
    /// Deck's card type.
    pub card_type: Option<Change<Option<String>>>,
    /// The cards that it depends on, whole sets.
    pub depends_on: Option<Change<BTreeSet<CardKey>>>,
    /// What only some services have, each for itself.
    pub fields: BTreeMap<CardField, Change<Option<String>>>,
    /// The tags, whole sets.
    pub tags: Option<Change<BTreeSet<Tag>>>,
    /// Board, stack and neighbor.
    pub place: Option<Change<Place>>,
}

/// Other values or another place of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct EditCard {
    /// The card.
    pub key: CardKey,
    /// Its title before.
    pub title: String,
    /// The board that it is on before.
    pub board: BoardKey,
    /// The stack that it is in before.
    pub stack: StackKey,
    /// What changes.
    pub changes: CardChanges,
}

/// A card goes.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteCard {
    /// The card as it was; the deletion is stale if it is another by now.
    pub card: Arc<Card>,
    /// Its board.
    pub board: BoardKey,
    /// Its stack.
    pub stack: StackKey,
    /// What the service listed on the card when the plan was made; the deletion is stale if it lists
    /// others by then.
    pub listed: ListedAttachments,
    /// The card that it became on another board, where all of it is by now: nothing is lost, and
    /// only the end of a move comes that was cut off.
    pub moved_to: Option<CardKey>,
}

impl CreateCard {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        Self {
            place: self.place.resolved(names),
            card: resolved_card(&self.card, names),
        }
    }
}

impl CardChanges {
    /// Returns true if nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns true if nothing changes but perhaps the place.
    pub fn are_of_place_only(&self) -> bool {
        let values = Self {
            place: None,
            ..self.clone()
        };
        values.is_empty()
    }

    /// Returns true if values change that have to do with nothing but the card itself.
    pub fn are_of_card_only(&self) -> bool {
        self.place.is_none() && self.archived.is_none() && self.depends_on.is_none()
    }
}

impl EditCard {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        let mut resolved = self.clone();
        resolved.key = names.card(&self.key);
        resolved.board = names.board(&self.board);
        resolved.stack = names.stack(&self.stack);
        let changes = &self.changes;
        resolved.changes.labels = changes
            .labels
            .as_ref()
            .map(|change| change.map(|labels| labels.iter().map(|key| names.label(key)).collect()));
        resolved.changes.depends_on = changes
            .depends_on
            .as_ref()
            .map(|change| change.map(|cards| cards.iter().map(|key| names.card(key)).collect()));
        resolved.changes.place = changes
            .place
            .as_ref()
            .map(|change| change.map(|place| place.resolved(names)));
        resolved
    }
}

impl DeleteCard {
    /// Returns the operation with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        // What is left of a card that moved goes under the id that it had.
        let card = match self.card.key.is_new() {
            true => resolved_card(&self.card, names),
            false => Arc::clone(&self.card),
        };
        Self {
            card,
            board: names.board(&self.board),
            stack: names.stack(&self.stack),
            listed: self.listed.clone(),
            moved_to: self.moved_to.as_ref().map(|key| names.card(key)),
        }
    }
}
