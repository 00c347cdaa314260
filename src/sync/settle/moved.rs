//! Cards that were made anew on another board by a push that was cut off, and that the files do not
//! name yet, or whose old place is not cleared yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::board::{
    Account, BoardId, BoardKey, Card, CardField, CardId, CardKey, CreateCard, Located, MovedCard,
    Operation, Place, Stack, StackKey,
};
use crate::text::Known;

use super::Settled;
use crate::sync::intent::{CreateIntent, MovedFrom};

impl Settled {
    /// Takes note of a card that was made anew on another board: what stands here under its old id is
    /// it, and what the server has under that is what is left of it.
    pub(super) fn take_moved(
        &mut self,
        local: &Known,
        remote: &Account,
        intent: &CreateIntent,
        from: &MovedFrom,
        id: &str,
    ) -> Option<()> {
        let key = CardKey::known(id);
        let there = remote.cards();
        let made = there.get(&key)?;
        let left = there.get(&CardKey::Known(from.id()));
        let is_named = local.account.cards().contains_key(&key);
        let is_over = is_named && left.is_none();
        if is_over || !(is_named || self.is_moved_here(local, from)) {
            return None;
        }
        let moved = MovedCard {
            id: CardId::new(id),
            from: BoardId::new(from.board.as_str()),
        };
        if !is_named {
            self.names.moved.insert(from.id(), moved.clone());
        }
        self.answer_moved(intent, from, made);
        let Some(left) = left else { return Some(()) };
        self.rests.insert(from.id(), moved);
        if is_copy(left.card, made.card) {
            // All of it is in the new one: nothing that somebody did to it meanwhile is lost with it.
            for board in &mut self.base.boards {
                replace(&mut Arc::make_mut(board).stacks, left.card);
            }
        }
        Some(())
    }

    /// Returns true if the files have the card, and on another board than before.
    pub(super) fn is_moved_here(&self, local: &Known, from: &MovedFrom) -> bool {
        let cards = local.account.cards();
        cards
            .get(&CardKey::Known(from.id()))
            .is_some_and(|at| at.board.key != BoardKey::known(from.board.as_str()))
    }

    /// Puts the new card into base with the values that base has of the old one: what differs from
    /// them is an edit of the side where it does.
    fn answer_moved(&mut self, intent: &CreateIntent, from: &MovedFrom, made: &Located<'_>) {
        let in_base = self.base.cards();
        let was = in_base.get(&CardKey::Known(from.id()));
        let mut card = was.map_or_else(
            || Card::new(made.card.key.clone(), intent.title.clone()),
            |was| Card::clone(was.card),
        );
        drop(in_base);
        card.key = made.card.key.clone();
        if self.drops_texts && made.card.body.is_none() {
            card.body = None;
        }
        // Projects are the board's: it was sent with one of this one.
        let project = made.card.field(CardField::Project).map(str::to_owned);
        card.set_field(CardField::Project, project);
        card.ticket.clone_from(&made.card.ticket);
        card.created = made.card.created;
        card.author.clone_from(&made.card.author);
        let stacks = self.base.stacks();
        let sent_to = intent.stack.as_deref().map(StackKey::known);
        let stack = sent_to
            .and_then(|key| stacks.get(&key))
            .or_else(|| stacks.get(&made.stack.key));
        let place = stack.map(|stack| Place {
            board: stack.board.key.clone(),
            stack: stack.stack.key.clone(),
            after: stack.stack.shown().last().map(|card| card.key.clone()),
        });
        drop(stacks);
        if let Some(place) = place {
            self.answered(&Operation::CreateCard(CreateCard {
                place,
                card: Arc::new(card),
            }));
        }
    }
}

/// Returns true if a card that moved still stands on its old board too.
pub(in crate::sync) fn has_rest(moved: &BTreeMap<CardId, MovedCard>, remote: &Account) -> bool {
    moved.iter().any(|(id, moved)| {
        let key = CardKey::Known(id.clone());
        let board = remote.board(&BoardKey::Known(moved.from.clone()));
        let mut stacks = board.iter().flat_map(|board| board.all_stacks());
        stacks.any(|stack| stack.cards.iter().any(|card| card.key == key))
    })
}

/// Returns true if a card says all that another one said on another board.
fn is_copy(old: &Card, new: &Card) -> bool {
    let mut same = old.clone();
    same.key = new.key.clone();
    let project = new.field(CardField::Project).map(str::to_owned);
    same.set_field(CardField::Project, project);
    same.ticket.clone_from(&new.ticket);
    same.created = new.created;
    same.author.clone_from(&new.author);
    same == *new
}

/// Puts a card in the place of the one of its key.
fn replace(stacks: &mut [Arc<Stack>], card: &Arc<Card>) {
    for stack in stacks {
        let is_here = stack.cards.iter().any(|other| other.key == card.key);
        if !is_here && stack.stacks.is_empty() {
            continue;
        }
        let stack = Arc::make_mut(stack);
        for other in &mut stack.cards {
            if other.key == card.key {
                *other = Arc::clone(card);
            }
        }
        replace(&mut stack.stacks, card);
    }
}
