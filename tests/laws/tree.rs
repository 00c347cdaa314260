//! Ways about in accounts: stacks within stacks, cards, labels by name, numbers of keys.

use std::collections::BTreeSet;
use std::sync::Arc;

use git_board::board::{Board, Card, Key, LabelKey, Stack, StackKey};

/// Stacks of a board, or within a stack.
pub type Stacks = Vec<Arc<Stack>>;

/// Puts an element into a set, or takes it out.
pub fn toggle<T: Ord>(set: &mut BTreeSet<T>, element: T) {
    if !set.remove(&element) {
        set.insert(element);
    }
}

/// Gives a card the labels of another board by their names.
pub fn translate(card: &mut Arc<Card>, from: &Board, to: &Board) {
    if card.labels.is_empty() {
        return;
    }
    let names = |key: &LabelKey| from.label(key).map(|label| label.name.clone());
    let labels = card.labels.iter().filter_map(names).filter_map(|name| {
        let found = to.labels.iter().find(|label| label.name == name);
        found.map(|label| label.key.clone())
    });
    let labels = labels.collect();
    Arc::make_mut(card).labels = labels;
}

/// Changes every card in the stacks and in those within.
pub fn every_card(stacks: &mut Stacks, change: &mut dyn FnMut(&mut Arc<Card>)) {
    for stack in stacks {
        let stack = Arc::make_mut(stack);
        stack.cards.iter_mut().for_each(&mut *change);
        every_card(&mut stack.stacks, change);
    }
}

/// Returns the stack of that key, made our own.
pub fn stack_in<'a>(stacks: &'a mut Stacks, key: &StackKey) -> Option<&'a mut Stack> {
    for stack in stacks {
        if stack.key == *key {
            return Some(Arc::make_mut(stack));
        }
        if holds(stack, key) {
            return stack_in(&mut Arc::make_mut(stack).stacks, key);
        }
    }
    None
}

fn holds(stack: &Stack, key: &StackKey) -> bool {
    stack
        .stacks
        .iter()
        .any(|inner| inner.key == *key || holds(inner, key))
}

/// Takes a stack out of where it stands.
pub fn take_stack(stacks: &mut Stacks, key: &StackKey) -> Option<Arc<Stack>> {
    if let Some(at) = stacks.iter().position(|stack| stack.key == *key) {
        return Some(stacks.remove(at));
    }
    let around = stacks.iter_mut().find(|stack| holds(stack, key))?;
    take_stack(&mut Arc::make_mut(around).stacks, key)
}

/// Returns the number that a key consists of.
pub fn number<Of>(key: &Key<Of>) -> u32 {
    match key {
        Key::Known(id) => id.as_str().parse().expect("ids here are numbers"),
        Key::New(number) => *number,
    }
}
