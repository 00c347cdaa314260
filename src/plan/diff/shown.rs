//! The order of shown cards as the operations so far leave it, in the stacks where some move.

use foldhash::{HashMap, HashSet};

use super::card::Job;
use crate::board::{CardIndex, CardKey, EditCard, Operation, StackKey};

/// The shown cards of stacks, in order.
pub(super) struct Orders(HashMap<StackKey, Vec<CardKey>>);

impl Orders {
    /// Returns the orders before the first operation, of the stacks in which a card moves.
    pub(super) fn of(jobs: &[Job<'_>], present: &CardIndex<'_>) -> Self {
        let moving: HashSet<&StackKey> = jobs
            .iter()
            .filter(|job| !job.stays())
            .filter_map(|job| present.get(&job.card().key))
            .map(|located| &located.stack.key)
            .collect();
        let mut orders = HashMap::default();
        for located in present.values() {
            let stack = located.stack;
            if moving.contains(&stack.key) && !orders.contains_key(&stack.key) {
                let shown = stack.shown().iter().map(|card| card.key.clone());
                orders.insert(stack.key.clone(), shown.collect());
            }
        }
        Self(orders)
    }

    /// Returns the card that stands right before another in its stack by now.
    pub(super) fn before(&self, stack: &StackKey, card: &CardKey) -> Option<CardKey> {
        let order = self.0.get(stack)?;
        let at = order.iter().position(|other| other == card)?;
        at.checked_sub(1).map(|before| order[before].clone())
    }

    /// Takes note of an operation; `is_archived` is what it leaves the card as.
    pub(super) fn follow(&mut self, operation: &Operation, is_archived: bool) {
        match operation {
            Operation::CreateCard(create) if !is_archived => {
                let place = &create.place;
                self.insert(&place.stack, place.after.as_ref(), &create.card.key);
            }
            Operation::EditCard(edit) => {
                let EditCard {
                    key,
                    stack,
                    changes,
                    ..
                } = edit.as_ref();
                let goes = changes.place.is_some() || is_archived;
                if goes && let Some(order) = self.0.get_mut(stack) {
                    order.retain(|other| other != key);
                }
                if let Some(place) = changes.place.as_ref().filter(|_| !is_archived) {
                    self.insert(&place.new.stack, place.new.after.as_ref(), key);
                }
            }
            _ => {}
        }
    }

    fn insert(&mut self, stack: &StackKey, after: Option<&CardKey>, card: &CardKey) {
        let Some(order) = self.0.get_mut(stack) else {
            return;
        };
        let before = after.and_then(|after| order.iter().position(|other| other == after));
        order.insert(before.map_or(0, |before| before + 1), card.clone());
    }
}
