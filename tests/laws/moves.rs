//! Random moves of cards and stacks.

use std::sync::Arc;

use git_board::board::{Account, Board, Card, Stack, StackKey};

use super::accounts::Maker;
use super::tree::{Stacks, every_card, stack_in, take_stack, translate};

impl Maker {
    pub(super) fn some_stack(&mut self, board: &Board) -> Option<StackKey> {
        let stacks = board.all_stacks();
        if stacks.is_empty() {
            return None;
        }
        let index = self.often_first(stacks.len());
        Some(stacks[index].key.clone())
    }

    pub(super) fn take_card(&mut self, account: &mut Account, at: usize) -> Option<Arc<Card>> {
        let key = self.some_stack(&account.boards[at].clone())?;
        let stack = stack_in(&mut Arc::make_mut(&mut account.boards[at]).stacks, &key)?;
        if stack.cards.is_empty() {
            return None;
        }
        let index = self.chance.below(stack.cards.len());
        Some(stack.cards.remove(index))
    }

    pub(super) fn move_card(&mut self, account: &mut Account, at: usize) {
        let target = self.chance.below(account.boards.len());
        if self.some_stack(&account.boards[target].clone()).is_none() {
            return;
        }
        let target = if self.chance.once_in(3) { target } else { at };
        if let Some(mut card) = self.take_card(account, at) {
            if target != at {
                let (from, to) = (&account.boards[at], &account.boards[target]);
                translate(&mut card, from, to);
            }
            self.insert_card(account, target, card);
        }
    }

    pub(super) fn insert_card(&mut self, account: &mut Account, at: usize, card: Arc<Card>) {
        let Some(key) = self.some_stack(&account.boards[at].clone()) else {
            return;
        };
        if let Some(stack) = stack_in(&mut Arc::make_mut(&mut account.boards[at]).stacks, &key) {
            let index = self.chance.below(stack.cards.len() + 1);
            stack.cards.insert(index, card);
            stack.settle_archived();
        }
    }

    pub(super) fn insert_stack(&mut self, account: &mut Account, at: usize, stack: Stack) {
        let parent = if self.chance.once_in(3) {
            self.some_stack(&account.boards[at].clone())
        } else {
            None
        };
        let board = Arc::make_mut(&mut account.boards[at]);
        let siblings = match parent.and_then(|parent| stack_in(&mut board.stacks, &parent)) {
            Some(parent) => &mut parent.stacks,
            None => &mut board.stacks,
        };
        let index = self.chance.below(siblings.len() + 1);
        siblings.insert(index, Arc::new(stack));
    }

    pub(super) fn split_off_stack(&mut self, account: &mut Account, at: usize) -> (Stacks, usize) {
        let keep = self.chance.below(account.boards.len());
        let Some(key) = self.some_stack(&account.boards[at].clone()) else {
            return (Vec::new(), keep);
        };
        let board = Arc::make_mut(&mut account.boards[at]);
        (
            take_stack(&mut board.stacks, &key).into_iter().collect(),
            keep,
        )
    }

    pub(super) fn back(
        &mut self,
        account: &mut Account,
        from: usize,
        stacks: &mut Stacks,
        at: usize,
    ) {
        while let Some(stack) = stacks.pop() {
            let mut stack = Stack::clone(&stack);
            if from != at {
                let (from, to) = (
                    Arc::clone(&account.boards[from]),
                    Arc::clone(&account.boards[at]),
                );
                let mut one = vec![Arc::new(stack)];
                every_card(&mut one, &mut |card| translate(card, &from, &to));
                stack = Stack::clone(&one[0]);
            }
            self.insert_stack(account, at, stack);
        }
    }

    pub(super) fn move_stack(&mut self, account: &mut Account, at: usize) {
        let (mut stacks, target) = self.split_off_stack(account, at);
        self.back(account, at, &mut stacks, target);
    }
}
