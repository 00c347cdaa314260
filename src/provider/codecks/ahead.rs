//! The cards that operations to come change, read together before the first of them is written.
//!
//! A push of hundreds of edits then takes one request an edit, and one every few seconds: no card is
//! written to that was looked at longer ago than that.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::read::Collected;
use super::short_code;
use crate::board::{CardField, CardKey, Operation};

/// How long what was read is believed.
const FRESH: Duration = Duration::from_secs(5);
/// How many cards are read together at most.
const MOST: usize = 500;

/// What is known of the cards that operations to come change.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// The numbers of the cards, in order of the operations; one twice that two of them change.
    targets: VecDeque<i64>,
    read: Option<Reading>,
}

#[derive(Debug)]
struct Reading {
    at: Instant,
    /// What was asked for and nobody changed since.
    numbers: BTreeSet<i64>,
    collected: Collected,
}

impl Ahead {
    /// Takes note of the operations that come next.
    pub(super) fn announce(&mut self, operations: &[Operation]) {
        self.targets = operations.iter().filter_map(target).collect();
        self.read = None;
    }

    /// Returns what is known of cards, if all of it was read a moment ago.
    pub(super) fn known(&self, numbers: &[i64], now: Instant) -> Option<Collected> {
        let read = self.read.as_ref()?;
        let is_fresh = now.duration_since(read.at) < FRESH;
        let has_all = numbers.iter().all(|number| read.numbers.contains(number));
        (is_fresh && has_all).then(|| read.collected.part(numbers))
    }

    /// Returns the numbers of cards to read together: these, and those of operations to come.
    pub(super) fn to_read(&self, numbers: &[i64]) -> Vec<i64> {
        let mut all: BTreeSet<i64> = numbers.iter().copied().collect();
        for number in &self.targets {
            if all.len() >= MOST {
                break;
            }
            all.insert(*number);
        }
        all.into_iter().collect()
    }

    /// Keeps what was read, from a time at which nothing of it was asked yet.
    pub(super) fn keep(&mut self, at: Instant, numbers: &[i64], collected: Collected) {
        self.read = Some(Reading {
            at,
            numbers: numbers.iter().copied().collect(),
            collected,
        });
    }

    /// Forgets what an operation may have changed, however it ended.
    pub(super) fn done(&mut self, operation: &Operation) {
        let target = target(operation);
        if let Some(at) =
            target.and_then(|target| self.targets.iter().position(|one| *one == target))
        {
            self.targets.remove(at);
        }
        match (target, &mut self.read) {
            (Some(target), Some(read)) if !reaches_others(operation) => {
                read.numbers.remove(&target);
            }
            (_, read) => *read = None,
        }
    }
}

/// Returns the number of the card that an operation changes and does not make or delete.
fn target(operation: &Operation) -> Option<i64> {
    let key: &CardKey = match operation {
        Operation::EditCard(edit) => &edit.key,
        Operation::EditAttachment(edit) => &edit.card,
        Operation::EditComment(edit) => &edit.card,
        _ => return None,
    };
    key.id().and_then(|id| short_code::decode(id.as_str()))
}

/// Returns true if a change of a card may change other cards, too.
fn reaches_others(operation: &Operation) -> bool {
    match operation {
        Operation::EditCard(edit) => {
            let changes = &edit.changes;
            changes.archived.is_some()
                || changes.depends_on.is_some()
                || changes.fields.contains_key(&CardField::Parent)
        }
        Operation::EditAttachment(_) | Operation::EditComment(_) => false,
        _ => true,
    }
}
