//! Whether boards that are left aside may stay so, now that the server has told what it holds.

use std::collections::HashSet;
use std::sync::Arc;

use crate::board::{Board, BoardKey, CardId, CardKey, Names, Stack, StackId};
use crate::provider::Read;

use super::aside::Aside;
use super::attached;
use super::contents;
use super::error::SyncError;
use super::remote::Asked;
use super::session::Session;
use super::sides::StateSide;

impl Asked {
    /// Returns true if the server holds what is left aside just as the newest state, with which it
    /// was asked, has it, and no board that the state has not.
    ///
    /// `created` is what was made meanwhile, and came from no other board.
    ///
    /// # Errors
    /// What is left aside cannot be read.
    pub(super) fn leaves_aside(
        &self,
        session: Session<'_>,
        state: &StateSide,
        created: &Names,
    ) -> Result<bool, SyncError> {
        let Some(aside) = session.aside else {
            return Ok(true);
        };
        let Some(before) = &self.before else {
            return Ok(false);
        };
        let now = &self.read.account.boards;
        let is_there = |board| now.iter().any(|other| Arc::ptr_eq(board, other));
        if !aside.stand_ins().iter().all(is_there) {
            return Ok(false);
        }
        let mut things = Things::default();
        let mut came = Things::default();
        for board in now.iter().filter(|board| !aside.holds(&board.key)) {
            let Some(was) = before.board(&board.key) else {
                return Ok(false);
            };
            let on_it = Things::on(board);
            came.add(on_it.without(&Things::on(was)));
            things.add(on_it);
        }
        let came = came.without(&Things::of(created));
        let is_listed = |card: &CardId| !things.cards.contains(card);
        let has_files = aside.has_attachments() || self.read.attachments.keys().any(is_listed);
        if came.is_empty() && (!has_files || self.are_attached_as_noted()) {
            return Ok(true);
        }
        let whole = aside.whole(session)?;
        let stacks = whole.iter().flat_map(|board| board.all_stacks());
        let cards = stacks.flat_map(|stack| &stack.cards);
        Ok(!whole.iter().any(|board| Things::on(board).has_any(&came))
            && contents::are_as_agreed(session, state, cards, &self.read.attachments))
    }

    /// Returns true if the service lists the attachments that were agreed last, and no others.
    fn are_attached_as_noted(&self) -> bool {
        let noted = self.noted.as_ref().and_then(|noted| noted.attached);
        noted.is_some_and(|noted| noted == attached::sum(&self.read.attachments))
    }

    /// Takes out what other boards hold and what moved there from one that is left aside: as long as
    /// that is left as it was, a thing would stand at two places.
    ///
    /// # Errors
    /// What is left aside cannot be read.
    pub(super) fn without_what_came_from_aside(
        &mut self,
        session: Session<'_>,
    ) -> Result<(), SyncError> {
        let Some(aside) = session.aside else {
            return Ok(());
        };
        let mut there = Things::default();
        for board in aside.whole(session)? {
            there.add(Things::on(board));
        }
        for board in &mut self.read.account.boards {
            if !aside.holds(&board.key) && Things::on(board).has_any(&there) {
                let stacks = &mut Arc::make_mut(board).stacks;
                there.take_out_of(stacks);
            }
        }
        Ok(())
    }

    /// Takes out what is left aside, and boards that came since it was.
    pub(super) fn leave(&mut self, aside: Option<&Aside>) {
        let (Some(before), Some(aside)) = (self.before.as_mut(), aside) else {
            return;
        };
        before.boards.retain(|board| !aside.holds(&board.key));
        let is_known = |key: &BoardKey| before.board(key).is_some();
        let Read {
            account,
            attachments,
            ..
        } = &mut self.read;
        account.boards.retain(|board| is_known(&board.key));
        let shown = account.cards();
        attachments.retain(|card, _| shown.contains_key(&CardKey::Known(card.clone())));
    }
}

/// Stacks and cards.
#[derive(Debug, Default)]
struct Things {
    stacks: HashSet<StackId>,
    cards: HashSet<CardId>,
}

impl Things {
    /// Returns those that stand on a board.
    fn on(board: &Board) -> Self {
        let stacks = board.all_stacks();
        let cards = stacks.iter().flat_map(|stack| &stack.cards);
        Self {
            cards: cards.filter_map(|card| card.key.id().cloned()).collect(),
            stacks: stacks
                .iter()
                .filter_map(|stack| stack.key.id().cloned())
                .collect(),
        }
    }

    /// Returns those that were made.
    fn of(created: &Names) -> Self {
        Self {
            stacks: created.stacks.values().cloned().collect(),
            cards: created.cards.values().cloned().collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.stacks.is_empty() && self.cards.is_empty()
    }

    fn add(&mut self, others: Self) {
        self.stacks.extend(others.stacks);
        self.cards.extend(others.cards);
    }

    fn without(&self, others: &Self) -> Self {
        Self {
            stacks: self.stacks.difference(&others.stacks).cloned().collect(),
            cards: self.cards.difference(&others.cards).cloned().collect(),
        }
    }

    fn has_any(&self, others: &Self) -> bool {
        !self.stacks.is_disjoint(&others.stacks) || !self.cards.is_disjoint(&others.cards)
    }

    fn take_out_of(&self, stacks: &mut Vec<Arc<Stack>>) {
        stacks.retain(|stack| !stack.key.id().is_some_and(|id| self.stacks.contains(id)));
        for stack in stacks {
            let stack = Arc::make_mut(stack);
            stack
                .cards
                .retain(|card| !card.key.id().is_some_and(|id| self.cards.contains(id)));
            self.take_out_of(&mut stack.stacks);
        }
    }
}
