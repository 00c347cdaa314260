//! Labels on cards: giving and taking them, and what becomes of them on another board.

use super::Deck;
use super::card::Card;
use super::permission::Right;
use super::refusal::{BOARD_ARCHIVED, CARD_ARCHIVED, LABEL_ELSEWHERE, Refusal};

impl Deck {
    /// Gives a card a label; one that it has already it then has twice. Returns the card from
    /// before.
    ///
    /// # Errors
    /// `Denied` without the right to edit or if there is no such label; refused if the card or its
    /// board is archived, or the label is another board's.
    pub fn assign_label(&mut self, who: &str, id: i64, label: i64) -> Result<Card, Refusal> {
        self.change_labels(who, id, label, |labels| labels.push(label))
    }

    /// Takes a label off a card, however often it has it. Returns the card from before.
    ///
    /// # Errors
    /// As for [`Deck::assign_label`]; a label that the card does not have is no error.
    pub fn remove_label(&mut self, who: &str, id: i64, label: i64) -> Result<Card, Refusal> {
        self.change_labels(who, id, label, |labels| labels.retain(|one| *one != label))
    }

    fn change_labels(
        &mut self,
        who: &str,
        id: i64,
        label: i64,
        change: impl FnOnce(&mut Vec<i64>),
    ) -> Result<Card, Refusal> {
        let (card, board) = self.allow_card(who, id, Right::Edit)?;
        if board.archived {
            return Err(BOARD_ARCHIVED);
        }
        if card.archived {
            return Err(CARD_ARCHIVED);
        }
        let known = self.labels.get(&label).ok_or(Refusal::Denied)?;
        if known.board != board.id && !card.labels.contains(&label) {
            return Err(LABEL_ELSEWHERE);
        }
        let before = card.clone();
        if let Some(card) = self.cards.get_mut(&id) {
            change(&mut card.labels);
        }
        self.touch_card(who, id);
        Ok(before)
    }

    /// Replaces a card's labels by those of the same titles on another board.
    pub(super) fn map_labels(&mut self, who: &str, id: i64, board: i64) -> Result<(), Refusal> {
        let card = self.cards.get(&id).ok_or(Refusal::Denied)?;
        let (old, is_archived) = (card.labels.clone(), card.archived);
        if old.is_empty() {
            self.touch_board(board);
            return Ok(());
        }
        if is_archived {
            return Err(CARD_ARCHIVED);
        }
        let may_manage = self
            .boards
            .get(&board)
            .is_some_and(|board| self.permissions(who, board).manage);
        let mut mapped = Vec::new();
        for label in old {
            let Some(label) = self.labels.get(&label).cloned() else {
                continue;
            };
            let same = self.labels_of(board).find(|one| one.title == label.title);
            match same.map(|one| one.id) {
                Some(same) => mapped.push(same),
                None if may_manage => {
                    mapped.push(
                        self.create_label(who, board, &label.title, &label.color)?
                            .id,
                    );
                }
                None => {}
            }
        }
        if let Some(card) = self.cards.get_mut(&id) {
            card.labels = mapped;
        }
        self.touch_board(board);
        Ok(())
    }
}
