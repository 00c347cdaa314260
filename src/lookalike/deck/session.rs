//! Sessions: who has a board open just now. They change nothing else.

use super::Deck;
use super::permission::Right;
use super::refusal::Refusal;

/// An open board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    token: String,
    user: String,
    board: i64,
}

impl Deck {
    /// Opens a board; returns the session's token.
    ///
    /// # Errors
    /// `Denied` without the right to read.
    pub fn open_session(&mut self, who: &str, board: i64) -> Result<String, Refusal> {
        self.allow_board(who, board, Right::Read)?;
        let token = self.fresh_token(32);
        self.sessions.push(Session {
            token: token.clone(),
            user: who.to_owned(),
            board,
        });
        Ok(token)
    }

    /// Returns whether a session is open.
    pub fn has_session(&self, who: &str, board: i64, token: &str) -> bool {
        self.sessions
            .iter()
            .any(|one| one.token == token && one.user == who && one.board == board)
    }

    /// Closes a session; one that is not open is no error.
    pub fn close_session(&mut self, who: &str, board: i64, token: &str) {
        self.sessions
            .retain(|one| !(one.token == token && one.user == who && one.board == board));
    }

    /// Returns who has a board open, each once.
    pub(super) fn active_sessions(&self, board: i64) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for session in self.sessions.iter().filter(|one| one.board == board) {
            if !names.contains(&session.user.as_str()) {
                names.push(&session.user);
            }
        }
        names
    }
}
