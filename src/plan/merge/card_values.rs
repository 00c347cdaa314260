//! The values of one card that both sides have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Versions;
use super::attachment::{BothSides, merge_attachments};
use super::comment::{CommentConflict, merge_comments};
use crate::board::{Card, CardField, CardKey, Comment, CommentKey, ContentId, LabelKey, Person};
use crate::plan::body::{MergeBody, merge_body};
use crate::plan::conflict::{Field, ThreeValues};
use crate::plan::set::merge_set;
use crate::plan::value::{Settled, merge_value};
use crate::plan::words::{done_words, short_time};

/// One card on three sides.
pub struct CardMerge<'a> {
    /// In the states that count as base, the newest first.
    pub bases: &'a [&'a Card],
    /// Here.
    pub ours: &'a Arc<Card>,
    /// There.
    pub theirs: &'a Arc<Card>,
    /// The labels as they are called on the board where the card comes to be.
    pub base_labels: &'a [BTreeSet<LabelKey>],
    /// The same of the card here.
    pub our_labels: &'a BTreeSet<LabelKey>,
    /// The same of the card there.
    pub their_labels: &'a BTreeSet<LabelKey>,
    /// Returns the card as each state that was ever agreed had it.
    pub earlier: &'a dyn Fn() -> Vec<Arc<Card>>,
}

/// What came of a card's values.
#[derive(Debug)]
pub struct Outcome {
    /// The card; values in conflict are ours.
    pub card: Arc<Card>,
    /// The values that differ on all sides.
    pub conflicts: Vec<(Field, ThreeValues)>,
    /// The versions, if there are conflicts.
    pub versions: Option<Versions>,
    /// What both sides did to attachments.
    pub attachments: Vec<BothSides>,
    /// The comments in conflict; their texts are ours.
    pub comments: Vec<CommentConflict>,
}

/// Merges a card's values; what is equal to a side's card is that very one.
pub fn merge_values(sides: &CardMerge<'_>, by_lines: MergeBody<'_>) -> Outcome {
    let (ours, theirs) = (sides.ours, sides.theirs);
    let labels_stay = *sides.their_labels == theirs.labels && *sides.our_labels == ours.labels;
    let is_ours_untouched = sides
        .bases
        .first()
        .is_some_and(|base| std::ptr::eq(*base, ours.as_ref()));
    if labels_stay && (Arc::ptr_eq(ours, theirs) || is_ours_untouched) {
        return Outcome {
            card: Arc::clone(theirs),
            conflicts: Vec::new(),
            versions: None,
            attachments: Vec::new(),
            comments: Vec::new(),
        };
    }
    let mut fields = Fields {
        sides,
        base: sides
            .bases
            .first()
            .map_or_else(|| Card::clone(theirs), |base| Card::clone(base)),
        theirs: Card::clone(theirs),
        conflicts: Vec::new(),
        attachments: Vec::new(),
        comments: Vec::new(),
    };
    let merged = fields.all(by_lines);
    let Fields {
        base: base_version,
        theirs: their_version,
        conflicts,
        attachments,
        comments,
        ..
    } = fields;
    let card = shared(merged, theirs, ours);
    let versions = (!conflicts.is_empty()).then(|| {
        let with_conflicts_of = |from: &Card| {
            let mut version = Card::clone(&card);
            for (field, _) in &conflicts {
                take_field(&mut version, from, *field);
            }
            Arc::new(version)
        };
        Versions {
            base: (!sides.bases.is_empty()).then(|| with_conflicts_of(&base_version)),
            ours: Arc::clone(&card),
            theirs: with_conflicts_of(&their_version),
        }
    });
    Outcome {
        card,
        conflicts,
        versions,
        attachments,
        comments,
    }
}

/// Returns the card itself of the side that has an equal one, the server's first.
fn shared(merged: Card, theirs: &Arc<Card>, ours: &Arc<Card>) -> Arc<Card> {
    [theirs, ours]
        .into_iter()
        .find(|side| ***side == merged)
        .map_or_else(|| Arc::new(merged), Arc::clone)
}

struct Fields<'m, 'a> {
    sides: &'m CardMerge<'a>,
    base: Card,
    theirs: Card,
    conflicts: Vec<(Field, ThreeValues)>,
    attachments: Vec<BothSides>,
    comments: Vec<CommentConflict>,
}

impl Fields<'_, '_> {
    fn all(&mut self, by_lines: MergeBody<'_>) -> Card {
        // Destructured, so that a field that comes to cards has to be merged too.
        let Card {
            key,
            title: _,
            body: _,
            labels: _,
            assignees: _,
            due: _,
            done: _,
            archived: _,
            color: _,
            start: _,
            card_type: _,
            depends_on: _,
            fields: _,
            attachments: _,
            comments: _,
            tags: _,
            ticket,
            created,
            author,
        } = self.sides.theirs.as_ref();
        let text = |value: &Option<String>| value.clone();
        let flag = |value: &bool| Some(value.to_string());
        Card {
            key: key.clone(),
            title: self.value(
                Field::Title,
                |card| &card.title,
                |title| Some(title.clone()),
            ),
            body: self.body(by_lines),
            labels: self.labels(),
            assignees: self.people(),
            due: self.value(Field::Due, |card| &card.due, |due| due.map(short_time)),
            done: self.value(Field::Done, |card| &card.done, |done| done_words(*done)),
            archived: self.value(Field::Archived, |card| &card.archived, flag),
            color: self.value(Field::Color, |card| &card.color, text),
            start: self.value(
                Field::Start,
                |card| &card.start,
                |start| start.map(short_time),
            ),
            card_type: self.value(Field::Type, |card| &card.card_type, text),
            depends_on: self.dependencies(),
            fields: self.own_fields(),
            attachments: self.attachments(),
            comments: self.comments(by_lines),
            tags: self.set(|card| &card.tags),
            ticket: ticket.clone(),
            created: *created,
            author: author.clone(),
        }
    }

    fn value<T: PartialEq + Clone>(
        &mut self,
        field: Field,
        of: impl for<'c> Fn(&'c Card) -> &'c T,
        words: impl Fn(&T) -> Option<String>,
    ) -> T {
        let bases: Vec<&T> = self.sides.bases.iter().map(|base| of(base)).collect();
        let (ours, theirs) = (of(self.sides.ours), of(self.sides.theirs));
        match merge_value(&bases, ours, theirs) {
            Settled::Value(value) => value,
            Settled::Conflict => {
                let values = ThreeValues {
                    base: bases.first().and_then(|base| words(base)),
                    ours: words(ours),
                    theirs: words(theirs),
                };
                self.conflicts.push((field, values));
                ours.clone()
            }
        }
    }

    fn body(&mut self, by_lines: MergeBody<'_>) -> Option<Arc<str>> {
        let bases: Vec<&Option<Arc<str>>> =
            self.sides.bases.iter().map(|base| &base.body).collect();
        let (ours, theirs) = (&self.sides.ours.body, &self.sides.theirs.body);
        match merge_body(&bases, ours, theirs, by_lines) {
            Settled::Value(body) => body,
            Settled::Conflict => {
                let words = |body: &Option<Arc<str>>| body.as_deref().map(str::to_owned);
                let values = ThreeValues {
                    base: bases.first().and_then(|base| words(base)),
                    ours: words(ours),
                    theirs: words(theirs),
                };
                self.conflicts.push((Field::Text, values));
                ours.clone()
            }
        }
    }

    fn attachments(&mut self) -> BTreeMap<String, ContentId> {
        let bases: Vec<_> = self
            .sides
            .bases
            .iter()
            .map(|base| &base.attachments)
            .collect();
        let (ours, theirs) = (&self.sides.ours.attachments, &self.sides.theirs.attachments);
        let (merged, both) = merge_attachments(&bases, ours, theirs);
        self.attachments = both;
        merged
    }

    fn comments(&mut self, by_lines: MergeBody<'_>) -> BTreeMap<CommentKey, Comment> {
        let bases: Vec<_> = self.sides.bases.iter().map(|base| &base.comments).collect();
        let (ours, theirs) = (&self.sides.ours.comments, &self.sides.theirs.comments);
        let earlier = self.sides.earlier;
        let (merged, conflicts) = merge_comments(&bases, ours, theirs, earlier, by_lines);
        self.comments = conflicts;
        merged
    }

    fn labels(&mut self) -> BTreeSet<LabelKey> {
        let CardMerge {
            base_labels,
            our_labels,
            their_labels,
            ..
        } = self.sides;
        merge_set(
            &base_labels.iter().collect::<Vec<_>>(),
            our_labels,
            their_labels,
        )
    }

    fn people(&mut self) -> BTreeSet<Person> {
        self.set(|card| &card.assignees)
    }

    fn dependencies(&mut self) -> BTreeSet<CardKey> {
        self.set(|card| &card.depends_on)
    }

    fn own_fields(&mut self) -> BTreeMap<CardField, String> {
        let sides = [self.sides.ours.as_ref(), self.sides.theirs.as_ref()];
        let present: BTreeSet<CardField> = sides
            .into_iter()
            .flat_map(|card| card.fields.keys().copied())
            .collect();
        let mut merged = BTreeMap::new();
        for field in present {
            let bases: Vec<Option<String>> = self
                .sides
                .bases
                .iter()
                .map(|base| base.fields.get(&field).cloned())
                .collect();
            let of = |card: &Card| card.fields.get(&field).cloned();
            let (ours, theirs) = (of(self.sides.ours), of(self.sides.theirs));
            let value = match merge_value(&bases.iter().collect::<Vec<_>>(), &ours, &theirs) {
                Settled::Value(value) => value,
                Settled::Conflict => {
                    let values = ThreeValues {
                        base: bases.first().cloned().flatten(),
                        ours: ours.clone(),
                        theirs,
                    };
                    self.conflicts.push((Field::Own(field), values));
                    ours
                }
            };
            merged.extend(value.map(|value| (field, value)));
        }
        merged
    }

    fn set<T: Ord + Clone>(&self, of: impl for<'c> Fn(&'c Card) -> &'c BTreeSet<T>) -> BTreeSet<T> {
        let bases: Vec<&BTreeSet<T>> = self.sides.bases.iter().map(|base| of(base)).collect();
        merge_set(&bases, of(self.sides.ours), of(self.sides.theirs))
    }
}

/// Takes one value over from another version of the card.
fn take_field(card: &mut Card, from: &Card, field: Field) {
    match field {
        Field::Title => card.title.clone_from(&from.title),
        Field::Text => card.body.clone_from(&from.body),
        Field::Labels => card.labels.clone_from(&from.labels),
        Field::Assignees => card.assignees.clone_from(&from.assignees),
        Field::Due => card.due = from.due,
        Field::Done => card.done = from.done,
        Field::Archived => card.archived = from.archived,
        Field::Color => card.color.clone_from(&from.color),
        Field::Start => card.start = from.start,
        Field::Type => card.card_type.clone_from(&from.card_type),
        Field::DependsOn => card.depends_on.clone_from(&from.depends_on),
        Field::Attachments => card.attachments.clone_from(&from.attachments),
        Field::Tags => card.tags.clone_from(&from.tags),
        Field::Own(field) => card.set_field(field, from.fields.get(&field).cloned()),
        // These are no values of a card.
        Field::Name
        | Field::Closed
        | Field::DoneColumn
        | Field::Lane
        | Field::Projects
        | Field::Classes
        | Field::Date
        | Field::Global
        | Field::Permissions
        | Field::Place
        | Field::Order
        | Field::Presence => {}
    }
}
