//! Boards that a push leaves aside: known by id and folder, and read only when somebody asks for
//! more.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::board::{Board, BoardKey, Stack, StackKey};
use crate::monitor::Silent;
use crate::repo::{Repo, TreeId};

use super::error::SyncError;
use super::kept::Outline;
use super::remote::Remote;
use super::session::Session;
use super::sides::{Whose, stored_side};

/// Boards that are left aside: the newest state has them, nobody has touched them here, and the
/// sync works on the others alone.
#[derive(Debug)]
pub struct Aside {
    /// The repository as it is without them.
    repo: Repo,
    /// Stand-ins for them, each of which differs from any board that a service may have.
    boards: Vec<Arc<Board>>,
    /// True if something hangs on one of their cards.
    has_attachments: bool,
    /// True if boards that are not left aside are there in part: only some of their cards.
    is_part: bool,
    /// The tree of the state that has them.
    tree: TreeId,
    whole: OnceCell<Vec<Arc<Board>>>,
}

impl Aside {
    /// Leaves boards of the state with `tree` aside.
    ///
    /// # Errors
    /// The repository cannot be opened once more.
    pub(super) fn of(repo: &Repo, tree: TreeId, outlines: Vec<Outline>) -> Result<Self, SyncError> {
        let has_attachments = outlines.iter().any(|outline| outline.has_attachments);
        let folders = outlines.iter().map(|outline| outline.folder.clone());
        let repo = repo.leaving_aside(folders.collect())?;
        let boards = outlines.into_iter().enumerate().map(stand_in);
        Ok(Self {
            repo,
            boards: boards.collect(),
            has_attachments,
            is_part: false,
            tree,
            whole: OnceCell::new(),
        })
    }

    /// Leaves all of the state with `tree` aside but these files; no board is left aside as a whole.
    ///
    /// # Errors
    /// The repository cannot be opened once more.
    pub(super) fn of_all_but_files(
        repo: &Repo,
        tree: TreeId,
        files: BTreeSet<String>,
    ) -> Result<Self, SyncError> {
        Ok(Self {
            repo: repo.seeing_only(files)?,
            boards: Vec::new(),
            has_attachments: false,
            is_part: true,
            tree,
            whole: OnceCell::new(),
        })
    }

    /// Returns true if boards that are not left aside are there in part.
    pub(super) fn is_part(&self) -> bool {
        self.is_part
    }

    /// Returns the session of the boards that are not left aside.
    pub(super) fn session<'a>(aside: Option<&'a Self>, session: Session<'a>) -> Session<'a> {
        match aside {
            Some(aside) => Session {
                repo: &aside.repo,
                aside: Some(aside),
                ..session
            },
            None => session,
        }
    }

    /// Returns stand-ins for the boards, which have their keys and nothing else of them.
    pub(super) fn stand_ins(&self) -> &[Arc<Board>] {
        &self.boards
    }

    /// Returns true if a board is one of them.
    pub(super) fn holds(&self, key: &BoardKey) -> bool {
        self.boards.iter().any(|board| board.key == *key)
    }

    /// Returns true if something hangs on one of their cards.
    pub(super) fn has_attachments(&self) -> bool {
        self.has_attachments
    }

    /// Returns the boards as the state has them; they are read when this is first asked for.
    ///
    /// # Errors
    /// As for [`stored_side`].
    pub(super) fn whole(&self, session: Session<'_>) -> Result<&[Arc<Board>], SyncError> {
        if let Some(whole) = self.whole.get() {
            return Ok(whole);
        }
        let repo = self.repo.leaving_aside(BTreeSet::new())?;
        let tree = (self.tree, Whose::Ours);
        let side = stored_side(&repo, session.server, tree, None, &Silent)?;
        let boards = side.known.account.boards.iter();
        let whole = boards.filter(|board| self.is_part || self.holds(&board.key));
        let whole = whole.cloned();
        Ok(self.whole.get_or_init(|| whole.collect()))
    }

    /// Returns what the server holds with these boards.
    ///
    /// # Errors
    /// As for [`Aside::whole`].
    pub(super) fn with_all(
        &self,
        session: Session<'_>,
        remote: &Remote,
    ) -> Result<Remote, SyncError> {
        let mut all = remote.clone();
        let boards = &mut all.account.boards;
        // What is there in part is as the state has it.
        boards.retain(|_| !self.is_part);
        boards.extend(self.whole(session)?.iter().cloned());
        boards.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(all)
    }
}

fn stand_in((number, outline): (usize, Outline)) -> Arc<Board> {
    let mut board = Board::new(outline.board, outline.folder.as_str());
    // No service has a stack without an id, so that nothing read equals this.
    let key = StackKey::New(number as u32);
    board.stacks.push(Arc::new(Stack::new(key, outline.folder)));
    Arc::new(board)
}
