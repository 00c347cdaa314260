//! The calls that make and change cards.

use super::card::{Card, CardEdit, NewCard};
use super::moment::Moment;
use super::permission::Right;
use super::refusal::{BOARD_ARCHIVED, CARD_ARCHIVED, Refusal};
use super::stack::renumbered;
use super::{Deck, Release};

fn seconds(moment: Option<Moment>) -> Option<i64> {
    moment.map(|moment| moment.wall_seconds)
}

impl Deck {
    /// Returns a card that the user may see.
    ///
    /// # Errors
    /// `Denied` if there is none; `CardDeleted` if it lies in the trash.
    pub fn read_card(&self, who: &str, id: i64) -> Result<&Card, Refusal> {
        self.allow_card(who, id, Right::Read).map(|(card, _)| card)
    }

    /// Makes a card, also in a stack that lies in the trash.
    ///
    /// # Errors
    /// `Denied` without the right to edit; refused on an archived board.
    pub fn create_card(&mut self, who: &str, stack: i64, new: &NewCard) -> Result<Card, Refusal> {
        let (_, board) = self.allow_stack(who, stack, Right::Edit)?;
        if board.archived {
            return Err(BOARD_ARCHIVED);
        }
        let now = self.clock.now();
        let is_new = self.release >= Release::V1_18;
        let id = self.insert_card(Card {
            title: new.title.clone(),
            description: new.description.clone(),
            stack,
            kind: new.kind.clone(),
            color: new.color.clone().filter(|_| is_new),
            last_modified: now,
            created_at: now,
            owner: who.to_owned(),
            order: new.order,
            due: seconds(new.due),
            start: seconds(new.start).filter(|_| is_new),
            ..Card::default()
        });
        self.touch_around(id);
        self.cards.get(&id).cloned().ok_or(Refusal::Denied)
    }

    /// Replaces all of a card that can be replaced, moves it if `edit.stack` is another stack, and
    /// restores it if `edit.deleted_at` is 0.
    ///
    /// A move to another board maps the labels by title and makes missing ones if the user may
    /// manage that board. Returns the card as the answer shows it: with the last editor from
    /// before.
    ///
    /// # Errors
    /// `Denied` without the right to edit both boards; refused on an archived board, and if the
    /// card is archived and to be archived again. An archived card with labels is refused after
    /// it was moved to another board.
    pub fn update_card(&mut self, who: &str, id: i64, edit: &CardEdit) -> Result<Card, Refusal> {
        let (card, board) = self.allow_card_or_trash(who, id, Right::Edit)?;
        let (from_board, is_archived) = (board.id, board.archived);
        let (_, to_board) = self.allow_stack(who, edit.stack, Right::Edit)?;
        let to_board = to_board.id;
        if is_archived {
            return Err(BOARD_ARCHIVED);
        }
        if card.archived && edit.archived == Some(true) {
            return Err(CARD_ARCHIVED);
        }
        if card.deleted_at > 0 && edit.deleted_at != Some(0) {
            return Err(Refusal::Denied);
        }
        let now = self.clock.now();
        let is_new = self.release >= Release::V1_18;
        let card = self.cards.get_mut(&id).ok_or(Refusal::Denied)?;
        if card
            .last_editor
            .as_deref()
            .is_some_and(|editor| editor != who)
        {
            card.description_before = Some(card.description.clone());
            card.last_editor = Some(who.to_owned());
        }
        if card.description_before.is_none() {
            card.description_before = Some(card.description.clone());
        }
        card.title.clone_from(&edit.title);
        card.kind.clone_from(&edit.kind);
        card.stack = edit.stack;
        card.order = edit.order;
        card.description.clone_from(&edit.description);
        card.due = seconds(edit.due);
        card.done = seconds(edit.done);
        if is_new {
            card.start = seconds(edit.start);
            card.color.clone_from(&edit.color);
        }
        if let Some(archived) = edit.archived {
            card.archived = archived;
        }
        if let Some(deleted_at) = edit.deleted_at {
            card.deleted_at = deleted_at;
        }
        card.last_modified = now;
        let editor_before = card.last_editor.clone();
        if from_board != to_board {
            self.map_labels(who, id, to_board)?;
        }
        self.touch_card(who, id);
        let mut shown = self.cards.get(&id).cloned().ok_or(Refusal::Denied)?;
        shown.last_editor = editor_before;
        Ok(shown)
    }

    /// Puts a card into a stack at a place and renumbers the stack's other cards around it.
    ///
    /// All cards of that stack change by it. Labels stay those of the old board. Returns the cards
    /// in their former order.
    ///
    /// # Errors
    /// `Denied` without the right to edit both boards; refused if the card or its board is
    /// archived.
    pub fn reorder_card(
        &mut self,
        who: &str,
        id: i64,
        stack: i64,
        order: i64,
    ) -> Result<Vec<Card>, Refusal> {
        let (card, board) = self.allow_card(who, id, Right::Edit)?;
        self.allow_stack(who, stack, Right::Edit)?;
        if board.archived {
            return Err(BOARD_ARCHIVED);
        }
        if card.archived {
            return Err(CARD_ARCHIVED);
        }
        let from_stack = card.stack;
        let now = self.clock.now();
        if let Some(card) = self.cards.get_mut(&id) {
            card.stack = stack;
        }
        if from_stack != stack {
            self.carry_into_done_column(id, from_stack, stack, now);
        }
        let former = self.shown_cards(stack).into_iter().map(|card| card.id);
        let orders = renumbered(former.collect::<Vec<_>>().into_iter(), id, order);
        let mut shown: Vec<Card> = Vec::with_capacity(orders.len());
        for (one, order) in orders {
            if let Some(card) = self.cards.get_mut(&one) {
                card.order = order;
                card.last_modified = now;
                shown.push(card.clone());
            }
        }
        self.touch_around(id);
        Ok(shown)
    }

    /// Puts a card into the trash.
    ///
    /// # Errors
    /// `Denied` without the right to edit; `CardDeleted` if it is there already; refused on an
    /// archived board.
    pub fn delete_card(&mut self, who: &str, id: i64) -> Result<Card, Refusal> {
        let now = self.clock.now();
        self.change_card(who, id, |card| card.deleted_at = now)
    }

    /// Archives a card or brings it back; both may be done twice.
    ///
    /// # Errors
    /// `Denied` without the right to edit; refused on an archived board.
    pub fn archive_card(&mut self, who: &str, id: i64, archived: bool) -> Result<Card, Refusal> {
        self.change_card(who, id, |card| card.archived = archived)
    }

    /// Marks a card as done now, or as not done; the card may move to the board's done column.
    ///
    /// # Errors
    /// `Denied` without the right to edit; refused on an archived board.
    pub fn finish_card(&mut self, who: &str, id: i64, is_done: bool) -> Result<Card, Refusal> {
        let (card, board) = self.allow_card(who, id, Right::Edit)?;
        let (stack, board) = (card.stack, board.id);
        let column = self
            .stacks_of(board)
            .into_iter()
            .find(|one| one.is_done_column && one.id != stack)
            .map(|one| one.id);
        let now = self.clock.now();
        self.change_card(who, id, |card| {
            card.done = is_done.then_some(now);
            if let (true, Some(column)) = (is_done, column) {
                card.stack = column;
            }
        })
    }

    /// Changes a card's title and nothing else.
    ///
    /// # Errors
    /// `Denied` without the right to edit; refused if the card or its board is archived.
    pub fn rename_card(&mut self, who: &str, id: i64, title: &str) -> Result<Card, Refusal> {
        let (card, board) = self.allow_card(who, id, Right::Edit)?;
        if card.archived && !board.archived {
            return Err(CARD_ARCHIVED);
        }
        self.change_card(who, id, |card| card.title = title.to_owned())
    }

    /// Changes a card that must not lie in the trash, nor its board be archived, and marks it.
    pub(super) fn change_card(
        &mut self,
        who: &str,
        id: i64,
        change: impl FnOnce(&mut Card),
    ) -> Result<Card, Refusal> {
        let (_, board) = self.allow_card(who, id, Right::Edit)?;
        if board.archived {
            return Err(BOARD_ARCHIVED);
        }
        let now = self.clock.now();
        let card = self.cards.get_mut(&id).ok_or(Refusal::Denied)?;
        change(card);
        card.last_modified = now;
        let shown = card.clone();
        self.touch_around(id);
        Ok(shown)
    }

    fn carry_into_done_column(&mut self, id: i64, from: i64, to: i64, now: i64) {
        let is_column = |stack| {
            self.stacks
                .get(&stack)
                .is_some_and(|one| one.is_done_column)
        };
        let (left, entered) = (is_column(from), is_column(to));
        if let Some(card) = self.cards.get_mut(&id) {
            if entered {
                card.done = card.done.or(Some(now));
            } else if left {
                card.done = None;
            }
        }
    }
}
