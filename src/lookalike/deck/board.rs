//! Boards: creating, changing, deleting and restoring them, and who sees which.

use super::label::Label;
use super::permission::Right;
use super::refusal::Refusal;
use super::rule::RuleKind;
use super::{Deck, Release};

/// The labels that every new board gets, in the account's language (English here).
const DEFAULT_LABELS: [(&str, &str); 4] = [
    ("Finished", "31CC7C"),
    ("To review", "317CCC"),
    ("Action needed", "FF7A66"),
    ("Later", "F1DB50"),
];

/// A board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// The id; 0 lets [`Deck::insert_board`] choose.
    pub id: i64,
    /// 1 to 100 characters.
    pub title: String,
    /// The owner's uid.
    pub owner: String,
    /// Up to 6 characters, normally hexadecimal digits without `#`.
    pub color: String,
    /// Whether it is archived; then cards and stacks cannot be changed.
    pub archived: bool,
    /// Unix seconds; 0 if not deleted.
    pub deleted_at: i64,
    /// Unix seconds; the ETag is made of it.
    pub last_modified: i64,
}

/// How a user came to see a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// The user owns it, 0.
    Own,
    /// By a rule for the user, 1.
    WithUser,
    /// By a rule for a group or a team, 2.
    WithGroup,
}

impl Share {
    /// Returns the number in the board's field `shared`.
    pub fn number(self) -> i64 {
        match self {
            Share::Own => 0,
            Share::WithUser => 1,
            Share::WithGroup => 2,
        }
    }
}

impl Deck {
    /// Returns the boards that a user sees, deleted ones included: own ones, those shared with the
    /// user, then those shared with a group; each once, each kind by id.
    pub fn boards_of(&self, who: &str) -> Vec<(&Board, Share)> {
        let mut seen: Vec<(&Board, Share)> = Vec::new();
        for share in [Share::Own, Share::WithUser, Share::WithGroup] {
            for board in self.boards.values() {
                let is_known = seen.iter().any(|(known, _)| known.id == board.id);
                if !is_known && self.is_shared(board, who, share) {
                    seen.push((board, share));
                }
            }
        }
        seen
    }

    fn is_shared(&self, board: &Board, who: &str, share: Share) -> bool {
        let mut rules = self.rules.values().filter(|rule| rule.board == board.id);
        match share {
            Share::Own => board.owner == who,
            Share::WithUser => {
                rules.any(|rule| rule.kind == RuleKind::User && rule.participant == who)
            }
            Share::WithGroup => rules.any(|rule| self.is_in(who, rule.kind, &rule.participant)),
        }
    }

    /// Makes a board with the four labels that every new board has.
    ///
    /// The answer shows `last_modified` 0, though the board has the present time.
    pub fn create_board(&mut self, who: &str, title: &str, color: &str) -> Board {
        let now = self.clock.now();
        let id = self.insert_board(Board {
            title: title.to_owned(),
            owner: who.to_owned(),
            color: color.to_owned(),
            last_modified: now,
            ..Board::default()
        });
        for (title, color) in DEFAULT_LABELS {
            self.insert_label(Label {
                title: title.to_owned(),
                color: color.to_owned(),
                board: id,
                last_modified: self.time_of_new_label(),
                id: 0,
            });
        }
        let mut shown = self.boards[&id].clone();
        shown.last_modified = 0;
        shown
    }

    /// Changes title, color and archived flag of a board, all at once.
    ///
    /// The answer shows the time of the change before this one.
    ///
    /// # Errors
    /// `Denied` without the right to manage.
    pub fn update_board(
        &mut self,
        who: &str,
        id: i64,
        title: &str,
        color: &str,
        archived: bool,
    ) -> Result<Board, Refusal> {
        self.allow_board(who, id, Right::Manage)?;
        let board = self.boards.get_mut(&id).ok_or(Refusal::Denied)?;
        board.title = title.to_owned();
        board.color = color.to_owned();
        board.archived = archived;
        let shown = board.clone();
        self.touch_board(id);
        Ok(shown)
    }

    /// Puts a board into the trash.
    ///
    /// # Errors
    /// `Denied` without the right to manage, or if it is there already.
    pub fn delete_board(&mut self, who: &str, id: i64) -> Result<Board, Refusal> {
        self.allow_board(who, id, Right::Manage)?;
        let now = self.clock.now();
        let board = self.boards.get_mut(&id).ok_or(Refusal::Denied)?;
        board.deleted_at = now;
        let shown = board.clone();
        self.touch_board(id);
        Ok(shown)
    }

    /// Takes a board out of the trash; one that is not there stays as it is.
    ///
    /// # Errors
    /// `Denied` without the right to manage, and always in release 1.16.
    pub fn restore_board(&mut self, who: &str, id: i64) -> Result<Board, Refusal> {
        let board = self.boards.get(&id).ok_or(Refusal::Denied)?;
        if self.release == Release::V1_16 || !self.permissions(who, board).manage {
            return Err(Refusal::Denied);
        }
        let board = self.boards.get_mut(&id).ok_or(Refusal::Denied)?;
        board.deleted_at = 0;
        let shown = board.clone();
        self.touch_board(id);
        Ok(shown)
    }
}
