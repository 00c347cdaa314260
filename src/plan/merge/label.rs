//! The labels of boards on three sides, by id.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::Report;
use super::changed::Which;
use super::sides::Sides;
use super::stack::differing;
use super::structure::{Structure, in_bases};
use crate::board::{Board, BoardKey, CardKey, Label, LabelKey};
use crate::plan::conflict::{Conflict, Field, Thing, ThingKey, ThreeValues};
use crate::plan::presence::{Fate, Here, There, fate};
use crate::plan::value::{Settled, merge_value};

/// The merged labels of each board: the server's in its order, then ours.
#[derive(Debug, Default)]
pub(super) struct MergedLabels {
    pub of_boards: BTreeMap<BoardKey, Vec<Label>>,
    board_of: HashMap<LabelKey, BoardKey>,
    by_name: HashMap<(BoardKey, String), LabelKey>,
}

impl MergedLabels {
    /// Returns true if the board has the label.
    pub fn has(&self, board: &BoardKey, label: &LabelKey) -> bool {
        self.board_of.get(label) == Some(board)
    }

    /// Returns the label of the board that has, or on one side had, that name.
    pub fn named(&self, board: &BoardKey, name: &str) -> Option<&LabelKey> {
        self.by_name.get(&(board.clone(), name.to_owned()))
    }

    fn add(&mut self, board: &BoardKey, labels: Vec<Label>) {
        for label in &labels {
            self.board_of.insert(label.key.clone(), board.clone());
            let name = (board.clone(), label.name.clone());
            self.by_name.insert(name, label.key.clone());
        }
        self.of_boards.insert(board.clone(), labels);
    }

    /// Lets labels be found by the names that a side has for them, where no other has it.
    fn add_names(&mut self, board: &Board) {
        for label in &board.labels {
            if self.has(&board.key, &label.key) {
                self.by_name
                    .entry((board.key.clone(), label.name.clone()))
                    .or_insert_with(|| label.key.clone());
            }
        }
    }
}

/// Merges the labels of all boards.
pub(super) fn merge(sides: &Sides<'_>, structure: &Structure, report: &mut Report) -> MergedLabels {
    let mut merged = MergedLabels::default();
    for key in structure.boards.keys() {
        let (here, there) = (sides.local.boards.get(key), sides.remote.boards.get(key));
        let labels = match (here, there) {
            (Some(here), Some(there)) => of_board(sides, here, there, report),
            (Some(only), None) | (None, Some(only)) => only.labels.clone(),
            (None, None) => continue,
        };
        merged.add(key, labels);
        for side in [here, there].into_iter().flatten() {
            merged.add_names(side);
        }
    }
    merged
}

fn of_board(
    sides: &Sides<'_>,
    here: &Arc<Board>,
    there: &Arc<Board>,
    report: &mut Report,
) -> Vec<Label> {
    let only_here = here
        .labels
        .iter()
        .filter(|label| there.label(&label.key).is_none());
    let mut merged = Vec::new();
    for label in there.labels.iter().chain(only_here) {
        let key = &label.key;
        let mut conflict = |make: &dyn Fn(Thing) -> Conflict| {
            report.conflicts.push(make(thing(here, label)));
        };
        match fate_of(sides, key) {
            Fate::Create | Fate::Add => merged.push(label.clone()),
            Fate::Merge | Fate::MergeWithoutBase => {
                let (Some(ours), Some(theirs)) = (here.label(key), there.label(key)) else {
                    continue;
                };
                let has_base = sides.bases.iter().any(|base| base.labels.contains_key(key));
                merged.push(if sides.is_label_adopted(key) && !has_base {
                    theirs.clone()
                } else {
                    values(sides, here, ours, theirs, report)
                });
            }
            Fate::RemoveHere => {
                let cards = newly_on(sides, Which::Here, here, key);
                if !cards.is_empty() {
                    conflict(&|thing| Conflict::LabelDeletedThereUsedHere {
                        thing,
                        cards: cards.clone(),
                    });
                    merged.push(label.clone());
                }
            }
            Fate::DeleteThere => {
                let cards = newly_on(sides, Which::There, there, key);
                if !cards.is_empty() {
                    conflict(&|thing| Conflict::LabelDeletedHereUsedThere {
                        thing,
                        cards: cards.clone(),
                    });
                    merged.push(label.clone());
                }
            }
            Fate::DeletedThereChangedHere => {
                conflict(&|thing| Conflict::DeletedThereChangedHere { thing });
                merged.push(label.clone());
            }
            Fate::DeletedHereChangedThere => {
                conflict(&|thing| Conflict::DeletedHereChangedThere { thing });
                merged.push(label.clone());
            }
            Fate::UnknownThere => {
                conflict(&|thing| Conflict::GoneThere { thing });
                merged.push(label.clone());
            }
            Fate::Gone | Fate::LeftAlone => {}
        }
    }
    merged
}

fn thing(board: &Board, label: &Label) -> Thing {
    Thing {
        key: ThingKey::Label(label.key.clone()),
        board: Some(board.title.clone()),
        stack: None,
        title: label.name.clone(),
    }
}

/// Returns what the table of presence says of a label of a board that both sides have.
fn fate_of(sides: &Sides<'_>, key: &LabelKey) -> Fate {
    let was = sides.bases.iter().any(|base| base.labels.contains_key(key));
    let here = match sides.local.labels.get(key) {
        None => Here::Absent,
        Some(_) if key.is_new() => Here::WithoutId,
        Some(_) if was && sides.is_label_changed(Which::Here, key) => Here::Changed,
        Some(_) => Here::Same,
    };
    let there = match sides.remote.labels.get(key) {
        None => There::Absent,
        Some(_) if was && sides.is_label_changed(Which::There, key) => There::Changed,
        Some(_) => There::Same,
    };
    let all_had_it = sides.bases.iter().all(|base| base.labels.contains_key(key));
    fate(was && (all_had_it || here != Here::Absent), here, there)
}

fn values(
    sides: &Sides<'_>,
    board: &Board,
    ours: &Label,
    theirs: &Label,
    report: &mut Report,
) -> Label {
    let bases: Vec<&Label> = in_bases(sides, |base| {
        base.labels.get(&ours.key).map(|(_, label)| *label)
    });
    let mut merged = |field: Field, of: &dyn for<'l> Fn(&'l Label) -> &'l String| -> String {
        let was: Vec<&String> = bases.iter().map(|label| of(label)).collect();
        match merge_value(&was, of(ours), of(theirs)) {
            Settled::Value(value) => value,
            Settled::Conflict => {
                let values = ThreeValues {
                    base: was.first().map(|value| (*value).clone()),
                    ours: Some(of(ours).clone()),
                    theirs: Some(of(theirs).clone()),
                };
                let conflict = differing(thing(board, ours), field, values, !bases.is_empty());
                report.conflicts.push(conflict);
                of(ours).clone()
            }
        }
    };
    Label {
        key: ours.key.clone(),
        name: merged(Field::Name, &|label| &label.name),
        color: merged(Field::Color, &|label| &label.color),
    }
}

/// Returns the titles of the cards of a side's board that carry the label, and did not in base.
fn newly_on(sides: &Sides<'_>, which: Which, board: &Board, label: &LabelKey) -> Vec<String> {
    let had = |key: &CardKey| match which {
        Which::Here => sides.bases.iter().any(|base| {
            base.cards
                .get(key)
                .is_some_and(|at| at.card.labels.contains(label))
        }),
        Which::There => sides
            .base_card(key)
            .is_some_and(|at| at.card.labels.contains(label)),
    };
    board
        .all_stacks()
        .iter()
        .flat_map(|stack| &stack.cards)
        .filter(|card| card.labels.contains(label) && !had(&card.key))
        .map(|card| card.title.clone())
        .collect()
}
