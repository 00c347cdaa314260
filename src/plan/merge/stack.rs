//! One stack on three sides.

use super::Report;
use super::changed::Which;
use super::sides::Sides;
use super::structure::{Container, MergedStack, container_of, in_bases};
use crate::board::{LocatedStack, StackKey};
use crate::plan::conflict::{Conflict, Field, Thing, ThreeValues};
use crate::plan::presence::{Fate, Here, There, fate};
use crate::plan::value::{Settled, merge_value};

/// Merges the values of a stack that here or there has.
pub(super) fn merge(sides: &Sides<'_>, key: &StackKey, report: &mut Report) -> Option<MergedStack> {
    let (here, there) = (sides.local.stacks.get(key), sides.remote.stacks.get(key));
    let is_alone = sides.is_stack_out_of_sight(key);
    let (here, there) = match (here, there) {
        (Some(here), Some(there)) => (here, there),
        (Some(only), None) | (None, Some(only)) => {
            return Some(MergedStack {
                title: only.stack.title.clone(),
                done_column: only.stack.done_column,
                lane: only.stack.lane.clone(),
                container: container_of(only),
                is_alone,
                is_kept: false,
            });
        }
        (None, None) => return None,
    };
    let bases = in_bases(sides, |base| base.stacks.get(key));
    let mut merge = Merge {
        sides,
        key,
        report,
        bases,
    };
    Some(MergedStack {
        title: merge.value(
            Field::Title,
            here,
            there,
            &|at| at.stack.title.clone(),
            &|title| title.clone(),
        ),
        // A new stack that is the server's had no say in this but by being one.
        done_column: if sides.is_stack_adopted(key) {
            here.stack.done_column || there.stack.done_column
        } else {
            let of = |at: &LocatedStack<'_>| at.stack.done_column;
            merge.value(Field::DoneColumn, here, there, &of, &ToString::to_string)
        },
        lane: merge.value(
            Field::Lane,
            here,
            there,
            &|at| at.stack.lane.clone(),
            &|lane| lane.words().unwrap_or_else(|| "none".to_owned()),
        ),
        container: merge.container(here, there),
        is_alone,
        is_kept: false,
    })
}

struct Merge<'m, 'a> {
    sides: &'m Sides<'a>,
    key: &'m StackKey,
    report: &'m mut Report,
    bases: Vec<&'m LocatedStack<'a>>,
}

impl<'a> Merge<'_, 'a> {
    fn value<T: PartialEq + Clone>(
        &mut self,
        field: Field,
        here: &LocatedStack<'a>,
        there: &LocatedStack<'a>,
        of: &dyn Fn(&LocatedStack<'a>) -> T,
        words: &dyn Fn(&T) -> String,
    ) -> T {
        let (ours, theirs) = (of(here), of(there));
        let bases: Vec<T> = self.bases.iter().map(|base| of(base)).collect();
        match merge_value(&bases.iter().collect::<Vec<_>>(), &ours, &theirs) {
            Settled::Value(value) => value,
            Settled::Conflict => {
                let values = ThreeValues {
                    base: bases.first().map(words),
                    ours: Some(words(&ours)),
                    theirs: Some(words(&theirs)),
                };
                let thing = self.sides.stack_thing(self.key);
                let conflict = differing(thing, field, values, !bases.is_empty());
                self.report.conflicts.push(conflict);
                ours
            }
        }
    }

    fn container(&mut self, here: &LocatedStack<'a>, there: &LocatedStack<'a>) -> Container {
        let (ours, theirs) = (container_of(here), container_of(there));
        let bases: Vec<Container> = self.bases.iter().map(|base| container_of(base)).collect();
        match merge_value(&bases.iter().collect::<Vec<_>>(), &ours, &theirs) {
            Settled::Value(container) => container,
            Settled::Conflict => {
                self.report.conflicts.push(Conflict::BothMoved {
                    thing: self.sides.stack_thing(self.key),
                    values: ThreeValues {
                        base: self.bases.first().map(|at| container_title(at)),
                        ours: Some(container_title(here)),
                        theirs: Some(container_title(there)),
                    },
                });
                ours
            }
        }
    }
}

/// Returns the titles of what a stack is in.
pub(super) fn container_title(at: &LocatedStack<'_>) -> String {
    match at.parent {
        Some(parent) => format!("{} / {}", at.board.title, parent.title),
        None => at.board.title.clone(),
    }
}

/// Returns the conflict of a value that differs; without a base nobody knows who changed it.
pub(super) fn differing(
    thing: Thing,
    field: Field,
    values: ThreeValues,
    has_base: bool,
) -> Conflict {
    if has_base {
        Conflict::BothChanged {
            thing,
            field,
            values,
        }
    } else {
        Conflict::DifferentWithoutBase {
            thing,
            field,
            values,
        }
    }
}

/// Returns what the table of presence says of a stack.
pub(super) fn fate_of(sides: &Sides<'_>, key: &StackKey) -> Fate {
    let was = sides.base_stack(key).is_some();
    let here = match sides.local.stacks.get(key) {
        None => Here::Absent,
        Some(_) if key.is_new() => Here::WithoutId,
        Some(_) if was && sides.is_stack_changed(Which::Here, key) => Here::Changed,
        Some(_) => Here::Same,
    };
    let there = match sides.remote.stacks.get(key) {
        None if sides.is_stack_out_of_sight(key) => There::OutOfSight,
        None => There::Absent,
        Some(_) if here == Here::Absent && was && sides.is_stack_changed(Which::There, key) => {
            There::Changed
        }
        Some(_) => There::Same,
    };
    // What one of the states that count as base has not, was not deleted here.
    let all_had_it = sides.bases.iter().all(|base| base.stacks.contains_key(key));
    fate(was && (all_had_it || here != Here::Absent), here, there)
}
