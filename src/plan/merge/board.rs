//! One board on three sides: its own values and its members.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Report;
use super::changed::Which;
use super::sides::Sides;
use super::stack::differing;
use super::structure::{MergedBoard, in_bases};
use crate::board::listed::by_name;
use crate::board::{Board, BoardKey, Listed, Member, Permissions, Person};
use crate::plan::conflict::{Field, Thing, ThingKey, ThreeValues};
use crate::plan::presence::{Fate, Here, There, fate};
use crate::plan::value::{Settled, merge_value};
use crate::plan::words::permission_words;

/// Merges the values of a board that here or there has.
pub(super) fn merge(sides: &Sides<'_>, key: &BoardKey, report: &mut Report) -> Option<MergedBoard> {
    let (here, there) = (sides.local.boards.get(key), sides.remote.boards.get(key));
    let is_alone = sides.out_of_sight.contains(key);
    let (here, there) = match (here, there) {
        (Some(here), Some(there)) => (*here, *there),
        (Some(only), None) | (None, Some(only)) => {
            return Some(MergedBoard {
                title: only.title.clone(),
                color: only.color.clone(),
                archived: only.archived,
                members: only.members.clone(),
                projects: only.projects.clone(),
                classes: only.classes.clone(),
                is_alone,
                is_kept: false,
            });
        }
        (None, None) => return None,
    };
    let mut bases: Vec<&Arc<Board>> = in_bases(sides, |base| base.boards.get(key).copied());
    // A new board that is the server's: what it has is an edit, what it lacks is none.
    let empty = Arc::new(Board::new(key.clone(), there.title.clone()));
    if sides.is_board_adopted(key) {
        bases.push(&empty);
    }
    let thing = sides.board_thing(key);
    let text = |value: &String| Some(value.clone());
    let mut values = Values { report, thing };
    Some(MergedBoard {
        title: values.merged(
            Field::Title,
            &bases,
            here,
            there,
            &|board| &board.title,
            &text,
        ),
        color: values.merged(
            Field::Color,
            &bases,
            here,
            there,
            &|board| &board.color,
            &text,
        ),
        archived: values.merged(
            Field::Archived,
            &bases,
            here,
            there,
            &|board| &board.archived,
            &|value| Some(value.to_string()),
        ),
        projects: listed(
            &mut values,
            Field::Projects,
            &bases,
            (here, there),
            &|board| &board.projects,
        ),
        classes: listed(
            &mut values,
            Field::Classes,
            &bases,
            (here, there),
            &|board| &board.classes,
        ),
        members: members(&mut values, key, &bases, here, there),
        is_alone,
        is_kept: false,
    })
}

struct Values<'m> {
    report: &'m mut Report,
    thing: Thing,
}

impl Values<'_> {
    fn merged<T: PartialEq + Clone>(
        &mut self,
        field: Field,
        bases: &[&Arc<Board>],
        here: &Board,
        there: &Board,
        of: &dyn for<'b> Fn(&'b Board) -> &'b T,
        words: &dyn Fn(&T) -> Option<String>,
    ) -> T {
        let bases: Vec<&T> = bases.iter().map(|base| of(base)).collect();
        self.value(field, &bases, of(here), of(there), words)
    }

    fn value<T: PartialEq + Clone>(
        &mut self,
        field: Field,
        bases: &[&T],
        ours: &T,
        theirs: &T,
        words: &dyn Fn(&T) -> Option<String>,
    ) -> T {
        match merge_value(bases, ours, theirs) {
            Settled::Value(value) => value,
            Settled::Conflict => {
                let values = ThreeValues {
                    base: bases.first().and_then(|base| words(base)),
                    ours: words(ours),
                    theirs: words(theirs),
                };
                let conflict = differing(self.thing.clone(), field, values, !bases.is_empty());
                self.report.conflicts.push(conflict);
                ours.clone()
            }
        }
    }
}

/// Returns a list of a board, merged one by one; those that got an id there have it.
fn listed<T: Listed>(
    values: &mut Values<'_>,
    field: Field,
    bases: &[&Arc<Board>],
    (here, there): (&Board, &Board),
    of: &dyn for<'b> Fn(&'b Board) -> &'b Vec<T>,
) -> Vec<T> {
    let is_edited = bases.iter().all(|base| of(base) != of(here));
    let newest = bases.first().map(|base| of(base));
    if let Some(base) = newest.filter(|base| is_edited && *base != of(there))
        && let Some(merged) = one_by_one(base, of(here), of(there))
    {
        return merged;
    }
    let mut merged = values.merged(field, bases, here, there, of, &|list| {
        let names: Vec<&str> = list.iter().map(T::name).collect();
        Some(names.join(", "))
    });
    for one in merged.iter_mut().filter(|one| one.id().is_none()) {
        let known = of(there).iter().find(|known| known.name() == one.name());
        one.set_id(known.and_then(T::id).map(str::to_owned));
    }
    merged
}

/// Merges lists that both sides changed, by id, and what is new by name; `None` if one thing was
/// changed in two ways.
fn one_by_one<T: Listed>(base: &[T], here: &[T], there: &[T]) -> Option<Vec<T>> {
    let mut merged = Vec::new();
    for ours in here {
        let theirs = ours.find_in(there);
        let mut one = match (ours.find_in(base), theirs) {
            (None, None) => ours.clone(),
            (None, Some(theirs)) if ours == theirs => ours.clone(),
            (Some(was), Some(theirs)) => match merge_value(&[was], ours, theirs) {
                Settled::Value(value) => value,
                Settled::Conflict => return None,
            },
            (Some(was), None) if ours == was => continue,
            (Some(_), None) | (None, Some(_)) => return None,
        };
        let id = theirs.map_or_else(|| ours.id(), T::id).map(str::to_owned);
        one.set_id(id);
        merged.push(one);
    }
    for theirs in there.iter().filter(|theirs| theirs.find_in(here).is_none()) {
        match theirs.find_in(base) {
            None => merged.push(theirs.clone()),
            Some(was) if was == theirs => {}
            Some(_) => return None,
        }
    }
    Some(by_name(merged))
}

fn members(
    values: &mut Values<'_>,
    key: &BoardKey,
    bases: &[&Arc<Board>],
    here: &Board,
    there: &Board,
) -> Vec<Member> {
    let by_person = |board: &Board| -> BTreeMap<Person, Permissions> {
        let members = board.members.iter();
        members
            .map(|member| (member.person.clone(), member.permissions))
            .collect()
    };
    let bases: Vec<BTreeMap<Person, Permissions>> =
        bases.iter().map(|base| by_person(base)).collect();
    let (ours, theirs) = (by_person(here), by_person(there));
    let people: BTreeSet<&Person> = ours.keys().chain(theirs.keys()).collect();
    let mut members = Vec::new();
    for person in people {
        let was: Vec<Option<Permissions>> =
            bases.iter().map(|base| base.get(person).copied()).collect();
        values.thing = Thing {
            key: ThingKey::Member(key.clone(), person.clone()),
            board: Some(here.title.clone()),
            stack: None,
            title: person.to_string(),
        };
        let merged = values.value(
            Field::Permissions,
            &was.iter().collect::<Vec<_>>(),
            &ours.get(person).copied(),
            &theirs.get(person).copied(),
            &|permissions| permissions.map(permission_words),
        );
        members.extend(merged.map(|permissions| Member {
            person: person.clone(),
            permissions,
        }));
    }
    members
}

/// Returns what the table of presence says of a board.
pub(super) fn fate_of(sides: &Sides<'_>, key: &BoardKey) -> Fate {
    let was = sides.bases.iter().any(|base| base.boards.contains_key(key));
    let here = match sides.local.boards.get(key) {
        None => Here::Absent,
        Some(_) if key.is_new() => Here::WithoutId,
        Some(_) if was && sides.is_board_changed(Which::Here, key) => Here::Changed,
        Some(_) => Here::Same,
    };
    let there = match sides.remote.boards.get(key) {
        None if sides.out_of_sight.contains(key) => There::OutOfSight,
        None => There::Absent,
        Some(_) if here == Here::Absent && was && sides.is_board_changed(Which::There, key) => {
            There::Changed
        }
        Some(_) => There::Same,
    };
    let all_had_it = sides.bases.iter().all(|base| base.boards.contains_key(key));
    fate(was && (all_had_it || here != Here::Absent), here, there)
}
