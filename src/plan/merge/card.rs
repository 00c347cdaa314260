//! Cards on three sides: which are in the result, with which values, in which stack.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashSet;
use jiff::Timestamp;

use super::card_values::{CardMerge, merge_values};
use super::changed::Which;
use super::comment::{CommentConflict, Contradiction};
use super::label::MergedLabels;
use super::sides::{Side, Sides};
use super::structure::Structure;
use super::{CommentVersions, Note, Report};
use crate::board::{Account, BoardKey, Card, CardKey, LabelKey, Located, StackKey};
use crate::plan::conflict::{Conflict, Field, Thing, ThingKey, ThreeValues};
use crate::plan::diff::card_changes;
use crate::plan::presence::{Fate, Here, There, fate};
use crate::plan::value::{Settled, merge_value};

/// A card of the result.
#[derive(Clone, Debug)]
pub(super) struct MergedCard {
    pub card: Arc<Card>,
    pub stack: StackKey,
    /// It is out of sight, and not sent.
    pub is_alone: bool,
}

/// What came of all cards that here or there has.
#[derive(Debug, Default)]
pub(super) struct MergedCards {
    pub kept: BTreeMap<CardKey, MergedCard>,
    pub dropped: BTreeSet<CardKey>,
}

/// Merges all cards.
pub(super) fn merge(
    sides: &Sides<'_>,
    structure: &Structure,
    labels: &MergedLabels,
    report: &mut Report,
) -> MergedCards {
    let mut merge = Merge {
        sides,
        structure,
        labels,
        report,
        cards: MergedCards::default(),
    };
    let here = keys_in_order(sides.local_account, sides);
    let there = keys_in_order(sides.remote_account, sides);
    let mut seen: HashSet<&CardKey> =
        HashSet::with_capacity_and_hasher(here.len(), Default::default());
    for key in here.into_iter().chain(there) {
        if seen.insert(key) {
            merge.card(key);
        }
    }
    merge.cards
}

fn keys_in_order<'a>(account: &'a Account, sides: &Sides<'_>) -> Vec<&'a CardKey> {
    let same: HashSet<&BoardKey> = sides.same.iter().map(|board| &board.key).collect();
    account
        .boards
        .iter()
        .filter(|board| !same.contains(&board.key))
        .flat_map(|board| board.all_stacks())
        .flat_map(|stack| &stack.cards)
        .map(|card| &card.key)
        .collect()
}

struct Merge<'m, 'a> {
    sides: &'m Sides<'a>,
    structure: &'m Structure,
    labels: &'m MergedLabels,
    report: &'m mut Report,
    cards: MergedCards,
}

impl<'a> Merge<'_, 'a> {
    fn card(&mut self, key: &CardKey) {
        let (here, there) = (
            self.sides.local.cards.get(key),
            self.sides.remote.cards.get(key),
        );
        match (fate_of(self.sides, key), here, there) {
            (Fate::Merge | Fate::MergeWithoutBase, Some(here), Some(there)) => {
                self.both(key, here, there);
            }
            (Fate::Create, Some(only), _) | (Fate::Add, _, Some(only)) => {
                self.keep_one(key, only, false);
            }
            (Fate::LeftAlone, Some(here), _) => {
                if !self.sides.out_of_sight.contains(&here.board.key) {
                    self.report.notes.push(Note::NotLookedFor {
                        thing: self.sides.card_thing(key),
                    });
                }
                self.keep_one(key, here, true);
            }
            (Fate::DeletedThereChangedHere, Some(here), _) => {
                self.conflict(key, |thing| Conflict::DeletedThereChangedHere { thing });
                self.keep_one(key, here, false);
            }
            (Fate::DeletedHereChangedThere, _, Some(there)) => {
                self.conflict(key, |thing| Conflict::DeletedHereChangedThere { thing });
                self.keep_one(key, there, false);
            }
            (Fate::UnknownThere, Some(here), _) if !self.is_as_earlier(here) => {
                self.conflict(key, |thing| Conflict::GoneThere { thing });
                self.keep_one(key, here, false);
            }
            _ => {
                self.cards.dropped.insert(key.clone());
            }
        }
    }

    fn conflict(&mut self, key: &CardKey, make: impl Fn(Thing) -> Conflict) {
        let thing = self.sides.card_thing(key);
        self.report.conflicts.push(make(thing));
    }

    /// Returns true if some state commit that HEAD reaches had the card as it is here.
    fn is_as_earlier(&self, here: &Located<'_>) -> bool {
        let earlier = (self.sides.scope.earlier)(&here.card.key);
        earlier.iter().any(|was| {
            let any_time = Timestamp::UNIX_EPOCH;
            was.attachments == here.card.attachments
                && was.has_same_comments(here.card)
                && card_changes(was, here.card, any_time).is_empty()
        })
    }

    /// Keeps a card that is on one side only, without labels that its board has not any more.
    fn keep_one(&mut self, key: &CardKey, only: &Located<'a>, is_alone: bool) {
        let stack = only.stack.key.clone();
        let mut card = Arc::clone(only.card);
        if !is_alone {
            let labels = self.translated(only, &card.labels, &stack);
            if labels != card.labels {
                Arc::make_mut(&mut card).labels = labels;
            }
        }
        let merged = MergedCard {
            card,
            stack,
            is_alone,
        };
        self.cards.kept.insert(key.clone(), merged);
    }

    fn both(&mut self, key: &CardKey, here: &Located<'a>, there: &Located<'a>) {
        let bases: Vec<&Located<'a>> = self
            .sides
            .bases
            .iter()
            .filter_map(|base| base.cards.get(key))
            .collect();
        let stack = self.stack(key, &bases, here, there);
        if self.is_same_everywhere(&bases, here, there, &stack) {
            return self.keep(there.card, stack);
        }
        let of_bases: Vec<BTreeSet<LabelKey>> = bases
            .iter()
            .map(|at| self.translated(at, &at.card.labels, &stack))
            .collect();
        // New here and the same as there: what it has is an edit, what it lacks is none.
        let mut empty = Card::new(key.clone(), there.card.title.clone());
        empty.body.clone_from(&there.card.body);
        let mut base_cards: Vec<&Card> = bases.iter().map(|at| at.card.as_ref()).collect();
        let is_adopted = key
            .id()
            .is_some_and(|id| self.sides.names.cards.values().any(|adopted| adopted == id));
        if is_adopted {
            base_cards.push(&empty);
        }
        let (our_labels, their_labels) = self.labels_of_sides(here, there, &stack);
        let outcome = merge_values(
            &CardMerge {
                bases: &base_cards,
                ours: here.card,
                theirs: there.card,
                base_labels: &of_bases,
                our_labels: &our_labels,
                their_labels: &their_labels,
                earlier: &|| (self.sides.scope.earlier)(key),
            },
            self.sides.scope.merge_body,
        );
        for (field, values) in outcome.conflicts {
            let thing = self.sides.card_thing(key);
            let has_base = !base_cards.is_empty();
            let conflict = super::stack::differing(thing, field, values, has_base);
            self.report.conflicts.push(conflict);
        }
        for both in outcome.attachments {
            let thing = self.sides.card_thing(key);
            self.report.notes.push(Note::Attachment { thing, both });
        }
        for conflict in outcome.comments {
            self.comment_conflict(key, conflict);
        }
        if let Some(versions) = outcome.versions {
            self.report.versions.insert(key.clone(), versions);
        }
        self.keep(&outcome.card, stack);
    }

    fn comment_conflict(&mut self, card: &CardKey, conflict: CommentConflict) {
        let of_card = self.sides.card_thing(card);
        let values = conflict.values();
        let thing = Thing {
            key: ThingKey::Comment(card.clone(), conflict.key.clone()),
            board: of_card.board,
            stack: of_card
                .stack
                .map(|stack| format!("{stack} / {}", of_card.title)),
            title: conflict.title(),
        };
        let field = Field::Text;
        self.report.conflicts.push(match conflict.what {
            Contradiction::BothChanged => Conflict::BothChanged {
                thing,
                field,
                values,
            },
            Contradiction::DifferentWithoutBase => Conflict::DifferentWithoutBase {
                thing,
                field,
                values,
            },
            Contradiction::DeletedThereChangedHere => Conflict::DeletedThereChangedHere { thing },
            Contradiction::DeletedHereChangedThere => Conflict::DeletedHereChangedThere { thing },
            Contradiction::GoneThere => Conflict::GoneThere { thing },
        });
        if let (Some(ours), Some(theirs)) = (conflict.ours, conflict.theirs) {
            let versions = CommentVersions {
                base: conflict.base,
                ours,
                theirs,
            };
            let key = (card.clone(), conflict.key);
            self.report.comments.insert(key, versions);
        }
    }

    fn keep(&mut self, card: &Arc<Card>, stack: StackKey) {
        let merged = MergedCard {
            card: Arc::clone(card),
            stack,
            is_alone: false,
        };
        self.cards.kept.insert(card.key.clone(), merged);
    }

    /// Returns true if the card is the same in memory on all sides, and all its labels stay.
    fn is_same_everywhere(
        &self,
        bases: &[&Located<'a>],
        here: &Located<'a>,
        there: &Located<'a>,
        stack: &StackKey,
    ) -> bool {
        let [base] = bases else { return false };
        if !Arc::ptr_eq(base.card, here.card) || !Arc::ptr_eq(here.card, there.card) {
            return false;
        }
        let board = self.structure.board_of(stack);
        let mut labels = here.card.labels.iter();
        board.is_some_and(|board| labels.all(|key| self.labels.has(board, key)))
    }

    /// Returns the stack that the card comes to be in.
    fn stack(
        &mut self,
        key: &CardKey,
        bases: &[&Located<'a>],
        here: &Located<'a>,
        there: &Located<'a>,
    ) -> StackKey {
        let was: Vec<&StackKey> = bases.iter().map(|at| &at.stack.key).collect();
        let stack = match merge_value(&was, &here.stack.key, &there.stack.key) {
            Settled::Value(stack) => stack,
            Settled::Conflict => {
                self.report.conflicts.push(Conflict::BothMoved {
                    thing: self.sides.card_thing(key),
                    values: ThreeValues {
                        base: bases.first().map(|at| place_title(at)),
                        ours: Some(place_title(here)),
                        theirs: Some(place_title(there)),
                    },
                });
                here.stack.key.clone()
            }
        };
        if !self.structure.is_hidden(self.sides, &stack) {
            return stack;
        }
        self.report.conflicts.push(Conflict::MovedOutOfSight {
            thing: self.sides.card_thing(key),
            place: place_title(here),
        });
        there.stack.key.clone()
    }

    /// Returns the labels that the card has on either side, on the board of `stack`.
    ///
    /// What a side took off by deleting the label, and comes back with it, is on the card again.
    fn labels_of_sides(
        &self,
        here: &Located<'_>,
        there: &Located<'_>,
        stack: &StackKey,
    ) -> (BTreeSet<LabelKey>, BTreeSet<LabelKey>) {
        let ours = self.translated(here, &here.card.labels, stack);
        let theirs = self.translated(there, &there.card.labels, stack);
        let is_gone = |side: &Side<'_>, key: &&LabelKey| !side.labels.contains_key(*key);
        let back_here = theirs.iter().filter(|key| is_gone(&self.sides.local, key));
        let back_there = ours.iter().filter(|key| is_gone(&self.sides.remote, key));
        (
            ours.iter().chain(back_here).cloned().collect(),
            theirs.iter().chain(back_there).cloned().collect(),
        )
    }

    /// Returns the labels that the card has on the board of `stack`: its own where the board has
    /// them, else those of the same names.
    fn translated(
        &self,
        at: &Located<'_>,
        labels: &BTreeSet<LabelKey>,
        stack: &StackKey,
    ) -> BTreeSet<LabelKey> {
        let Some(board) = self.structure.board_of(stack) else {
            return labels.clone();
        };
        labels
            .iter()
            .filter_map(|key| {
                if self.labels.has(board, key) {
                    Some(key.clone())
                } else if at.board.key == *board {
                    None
                } else {
                    let name = &at.board.label(key)?.name;
                    self.labels.named(board, name).cloned()
                }
            })
            .collect()
    }
}

fn place_title(at: &Located<'_>) -> String {
    format!("{} / {}", at.board.title, at.stack.title)
}

/// Returns what the table of presence says of a card.
fn fate_of(sides: &Sides<'_>, key: &CardKey) -> Fate {
    let here = match sides.local.cards.get(key) {
        None => Here::Absent,
        Some(at) if key.is_new() => {
            if sides.out_of_sight.contains(&at.board.key) {
                return Fate::LeftAlone;
            }
            return Fate::Create;
        }
        Some(_) => Here::Same,
    };
    let was = sides.base_card(key).is_some();
    let there = match sides.remote.cards.get(key) {
        Some(_) => There::Same,
        None if sides.is_card_out_of_sight(key) => There::OutOfSight,
        None => There::Absent,
    };
    // Whether it changed matters only where it is on one side.
    let (here, there) = match (here, there) {
        (Here::Same, There::Absent) if was && sides.is_card_changed(Which::Here, key) => {
            (Here::Changed, There::Absent)
        }
        (Here::Absent, There::Same) if was && sides.is_card_changed(Which::There, key) => {
            (Here::Absent, There::Changed)
        }
        same => same,
    };
    // What one of the states that count as base has not, was not deleted here.
    let all_had_it = sides.bases.iter().all(|base| base.cards.contains_key(key));
    fate(was && (all_had_it || here != Here::Absent), here, there)
}
