//! Edits by another client, in short: each does the same as the calls, with the same marks.

use super::Deck;
use super::card::{Card, CardEdit};
use super::moment::Moment;
use super::refusal::Refusal;

impl CardEdit {
    /// Returns the edit that leaves a card as it is (but a deleted one is restored by it).
    pub fn of(card: &Card) -> CardEdit {
        let moment = |wall_seconds| Moment {
            wall_seconds,
            offset_minutes: 0,
        };
        CardEdit {
            title: card.title.clone(),
            kind: card.kind.clone(),
            stack: card.stack,
            order: card.order,
            description: card.description.clone(),
            due: card.due.map(moment),
            start: card.start.map(moment),
            color: card.color.clone(),
            done: card.done.map(moment),
            archived: None,
            deleted_at: Some(0),
        }
    }
}

impl Deck {
    /// Reads a card, lets `change` edit it, and puts it back whole, as a careful client does.
    ///
    /// # Errors
    /// As for [`Deck::update_card`].
    pub fn edit_card(
        &mut self,
        who: &str,
        id: i64,
        change: impl FnOnce(&mut CardEdit),
    ) -> Result<Card, Refusal> {
        let mut edit = CardEdit::of(self.cards.get(&id).ok_or(Refusal::Denied)?);
        change(&mut edit);
        self.update_card(who, id, &edit)
    }

    /// Moves a card to another stack by putting it back with that stack; its order stays.
    ///
    /// # Errors
    /// As for [`Deck::update_card`].
    pub fn move_card(&mut self, who: &str, id: i64, stack: i64) -> Result<Card, Refusal> {
        self.edit_card(who, id, |edit| edit.stack = stack)
    }

    /// Takes a card out of the trash.
    ///
    /// # Errors
    /// As for [`Deck::update_card`].
    pub fn restore_card(&mut self, who: &str, id: i64) -> Result<Card, Refusal> {
        self.edit_card(who, id, |_| {})
    }

    /// Changes a stack's title and nothing else.
    ///
    /// # Errors
    /// As for [`Deck::update_stack`].
    pub fn rename_stack(&mut self, who: &str, id: i64, title: &str) -> Result<(), Refusal> {
        let stack = self.stacks.get(&id).ok_or(Refusal::Denied)?;
        let (board, order) = (stack.board, stack.order);
        self.update_stack(who, id, board, title, order).map(|_| ())
    }
}
