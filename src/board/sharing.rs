//! Parts of a board that are as they were before, shared in memory with what was before, and
//! compared as such.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Board, Card, CardKey, Done, Stack, StackKey};

/// Returns the board with every card and stack that `before` has just so taken from there; `before`
/// itself where nothing is different.
pub fn shared(mut board: Board, before: &Arc<Board>) -> Arc<Board> {
    let mut old = Old::default();
    for stack in before.all_stacks() {
        old.stacks.insert(&stack.key, stack);
        old.cards
            .extend(stack.cards.iter().map(|card| (&card.key, card)));
    }
    board.stacks.iter_mut().for_each(|stack| old.share(stack));
    if are_same(&board.stacks, &before.stacks) && board == **before {
        Arc::clone(before)
    } else {
        Arc::new(board)
    }
}

/// Returns true if two lists hold equal things; what is the same in memory is not looked into.
pub fn are_equal<T: PartialEq>(one: &[Arc<T>], other: &[Arc<T>]) -> bool {
    let mut pairs = one.iter().zip(other);
    one.len() == other.len() && pairs.all(|(one, other)| Arc::ptr_eq(one, other) || one == other)
}

fn are_same<T>(one: &[Arc<T>], other: &[Arc<T>]) -> bool {
    let mut pairs = one.iter().zip(other);
    one.len() == other.len() && pairs.all(|(one, other)| Arc::ptr_eq(one, other))
}

#[derive(Default)]
struct Old<'a> {
    stacks: HashMap<&'a StackKey, &'a Arc<Stack>>,
    cards: HashMap<&'a CardKey, &'a Arc<Card>>,
}

impl Old<'_> {
    fn share(&self, stack: &mut Arc<Stack>) {
        let new = Arc::make_mut(stack);
        for card in &mut new.cards {
            let same = self.cards.get(&card.key).filter(|old| {
                // "Done at any time" equals every time, and would take its place.
                !matches!(old.done, Some(Done::AnyTime)) && ***old == *card
            });
            if let Some(same) = same {
                *card = Arc::clone(same);
            }
        }
        new.stacks.iter_mut().for_each(|inner| self.share(inner));
        let same = self.stacks.get(&new.key).filter(|old| {
            are_same(&old.cards, &new.cards)
                && are_same(&old.stacks, &new.stacks)
                && old.title == new.title
                && old.done_column == new.done_column
        });
        if let Some(same) = same {
            *stack = Arc::clone(same);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::shared;
    use crate::board::{Board, BoardKey, Card, CardKey, Stack, StackKey};

    fn board() -> Board {
        let mut board = Board::new(BoardKey::known("1"), "Board");
        for (stack, cards) in [("1", ["1", "2"]), ("2", ["3", "4"])] {
            let mut new = Stack::new(StackKey::known(stack), "Stack");
            let cards = cards.map(|card| Arc::new(Card::new(CardKey::known(card), "Card")));
            new.cards = cards.to_vec();
            board.stacks.push(Arc::new(new));
        }
        board
    }

    #[test]
    fn a_board_that_is_as_before_is_the_one_before() {
        let before = Arc::new(board());
        assert!(Arc::ptr_eq(&shared(board(), &before), &before));
    }

    #[test]
    fn only_what_changed_is_another_in_memory() {
        let before = Arc::new(board());
        let mut changed = board();
        let stack = Arc::make_mut(&mut changed.stacks[0]);
        Arc::make_mut(&mut stack.cards[0]).title = "Other".to_owned();
        let now = shared(changed.clone(), &before);
        assert_eq!(*now, changed);
        let (stacks, old) = (&now.stacks, &before.stacks);
        assert!(!Arc::ptr_eq(&stacks[0].cards[0], &old[0].cards[0]));
        assert!(Arc::ptr_eq(&stacks[0].cards[1], &old[0].cards[1]));
        assert!(!Arc::ptr_eq(&stacks[0], &old[0]));
        assert!(Arc::ptr_eq(&stacks[1], &old[1]));
    }
}
