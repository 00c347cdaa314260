//! Labels of boards.

use super::permission::Right;
use super::refusal::{BOARD_ARCHIVED, Refusal};
use super::{Deck, Release};

/// A label of a board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The id; 0 lets [`Deck::insert_label`] choose.
    pub id: i64,
    /// 1 to 100 characters, unique on the board.
    pub title: String,
    /// Six hexadecimal digits without `#`, as they were sent.
    pub color: String,
    /// The board's id.
    pub board: i64,
    /// Unix seconds of its own last change; in 1.16 0 until the first change after its making.
    pub last_modified: i64,
}

impl Deck {
    /// Returns a board's labels by id.
    pub fn labels_of(&self, board: i64) -> impl Iterator<Item = &Label> {
        self.labels
            .values()
            .filter(move |label| label.board == board)
    }

    /// Returns a label that the user may see.
    ///
    /// # Errors
    /// `Denied` if there is none.
    pub fn read_label(&self, who: &str, id: i64) -> Result<&Label, Refusal> {
        self.allow_label(who, id, Right::Read)
            .map(|(label, _)| label)
    }

    /// Makes a label.
    ///
    /// # Errors
    /// `Denied` without the right to manage; `Invalid` if the board has one of that title;
    /// refused on an archived board.
    pub fn create_label(
        &mut self,
        who: &str,
        board: i64,
        title: &str,
        color: &str,
    ) -> Result<Label, Refusal> {
        let is_archived = self.allow_board(who, board, Right::Manage)?.archived;
        self.require_unique_title(board, title, None)?;
        if is_archived {
            return Err(BOARD_ARCHIVED);
        }
        let id = self.insert_label(Label {
            id: 0,
            title: title.to_owned(),
            color: color.to_owned(),
            board,
            last_modified: self.time_of_new_label(),
        });
        self.touch_board(board);
        self.labels.get(&id).cloned().ok_or(Refusal::Denied)
    }

    /// Changes title and color of a label; cards that have it do not change.
    ///
    /// # Errors
    /// As for [`Deck::create_label`].
    pub fn update_label(
        &mut self,
        who: &str,
        id: i64,
        title: &str,
        color: &str,
    ) -> Result<Label, Refusal> {
        let (label, board) = self.allow_label(who, id, Right::Manage)?;
        let (board, is_archived) = (label.board, board.archived);
        self.require_unique_title(board, title, Some(id))?;
        if is_archived {
            return Err(BOARD_ARCHIVED);
        }
        let now = self.clock.now();
        let label = self.labels.get_mut(&id).ok_or(Refusal::Denied)?;
        label.title = title.to_owned();
        label.color = color.to_owned();
        label.last_modified = now;
        let shown = label.clone();
        self.touch_board(board);
        Ok(shown)
    }

    /// Removes a label for good, also from all cards, which do not change by it.
    ///
    /// # Errors
    /// `Denied` without the right to manage; refused on an archived board.
    pub fn delete_label(&mut self, who: &str, id: i64) -> Result<Label, Refusal> {
        let (label, board) = self.allow_label(who, id, Right::Manage)?;
        if board.archived {
            return Err(BOARD_ARCHIVED);
        }
        let shown = label.clone();
        self.labels.remove(&id);
        for card in self.cards.values_mut() {
            card.labels.retain(|one| *one != id);
        }
        self.touch_board(shown.board);
        Ok(shown)
    }

    /// Returns the time of change that a label gets when it is made.
    pub(super) fn time_of_new_label(&self) -> i64 {
        match self.release {
            Release::V1_16 => 0,
            Release::V1_18 => self.clock.now(),
        }
    }

    fn require_unique_title(
        &self,
        board: i64,
        title: &str,
        except: Option<i64>,
    ) -> Result<(), Refusal> {
        let is_taken = self
            .labels_of(board)
            .any(|label| Some(label.id) != except && label.title == title);
        if is_taken {
            return Err(Refusal::Invalid("title must be unique".to_owned()));
        }
        Ok(())
    }
}
