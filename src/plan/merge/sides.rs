//! The sides of a merge, with what is on them by key.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::{Note, Scope};
use crate::board::account::{index_cards, index_stacks};
use crate::board::{
    Account, Board, BoardKey, CardIndex, CardKey, Label, LabelKey, Located, LocatedStack, Names,
    StackIndex, StackKey,
};
use crate::plan::conflict::{Thing, ThingKey};

/// One side.
pub(super) struct Side<'a> {
    pub boards: HashMap<&'a BoardKey, &'a Arc<Board>>,
    pub stacks: StackIndex<'a>,
    pub cards: CardIndex<'a>,
    pub labels: HashMap<&'a LabelKey, (&'a Arc<Board>, &'a Label)>,
}

impl<'a> Side<'a> {
    fn new(account: &'a Account, skipped: &HashSet<*const Board>) -> Self {
        let mut side = Self {
            boards: HashMap::default(),
            stacks: StackIndex::default(),
            cards: CardIndex::default(),
            labels: HashMap::default(),
        };
        for board in &account.boards {
            if skipped.contains(&Arc::as_ptr(board)) {
                continue;
            }
            side.boards.insert(&board.key, board);
            index_stacks(board, &mut side.stacks);
            index_cards(board, &mut side.cards);
            for label in &board.labels {
                side.labels.insert(&label.key, (board, label));
            }
        }
        side
    }
}

/// All sides, without the boards that are the same in memory on each.
pub(super) struct Sides<'a> {
    /// The newest first; perhaps none.
    pub bases: Vec<Side<'a>>,
    pub local: Side<'a>,
    pub remote: Side<'a>,
    pub scope: &'a Scope<'a>,
    /// The ids of new things here that are things there.
    pub names: &'a Names,
    /// Boards that are the same on each side; they are so in the result.
    pub same: Vec<&'a Arc<Board>>,
    /// Boards that the server has not shown, and that are not said to be deleted.
    pub out_of_sight: HashSet<&'a BoardKey>,
    /// The order of things in the working tree, and on the server.
    pub local_account: &'a Account,
    pub remote_account: &'a Account,
}

impl<'a> Sides<'a> {
    pub fn new(
        bases: &[&'a Account],
        local: &'a Account,
        remote: &'a Account,
        names: &'a Names,
        scope: &'a Scope<'a>,
    ) -> Self {
        let pointers = |account: &Account| -> HashSet<*const Board> {
            account.boards.iter().map(Arc::as_ptr).collect()
        };
        let base_boards = bases.first().map(|base| pointers(base)).unwrap_or_default();
        let local_boards = pointers(local);
        let same: Vec<&Arc<Board>> = remote
            .boards
            .iter()
            .filter(|board| {
                let board = Arc::as_ptr(board);
                base_boards.contains(&board) && local_boards.contains(&board)
            })
            .collect();
        let skipped: HashSet<*const Board> = same.iter().map(|board| Arc::as_ptr(board)).collect();
        let bases: Vec<Side<'a>> = bases.iter().map(|base| Side::new(base, &skipped)).collect();
        let shown: HashSet<&BoardKey> = remote.boards.iter().map(|board| &board.key).collect();
        let known = bases
            .iter()
            .flat_map(|base| base.boards.keys().copied())
            .chain(local.boards.iter().map(|board| &board.key));
        let out_of_sight = known
            .filter(|key| !shown.contains(key))
            .filter(|key| {
                let id = key.id();
                id.is_some_and(|id| !scope.gone_boards.contains(id))
            })
            .collect();
        Self {
            bases,
            local: Side::new(local, &skipped),
            remote: Side::new(remote, &skipped),
            scope,
            names,
            same,
            out_of_sight,
            local_account: local,
            remote_account: remote,
        }
    }

    pub fn base_card(&self, key: &CardKey) -> Option<&Located<'a>> {
        self.bases.iter().find_map(|base| base.cards.get(key))
    }

    pub fn base_stack(&self, key: &StackKey) -> Option<&LocatedStack<'a>> {
        self.bases.iter().find_map(|base| base.stacks.get(key))
    }

    /// Returns true if the server cannot show the card: what is known of it is on a board out of
    /// sight, or it was not looked for.
    pub fn is_card_out_of_sight(&self, key: &CardKey) -> bool {
        if self.remote.cards.contains_key(key) {
            return false;
        }
        let known = self.base_card(key).or_else(|| self.local.cards.get(key));
        let on_hidden_board = known.is_some_and(|at| self.out_of_sight.contains(&at.board.key));
        on_hidden_board || key.id().is_some_and(|id| !(self.scope.is_gone)(id))
    }

    /// Returns true if the server cannot show the stack.
    pub fn is_stack_out_of_sight(&self, key: &StackKey) -> bool {
        if self.remote.stacks.contains_key(key) {
            return false;
        }
        let known = self.base_stack(key).or_else(|| self.local.stacks.get(key));
        known.is_some_and(|at| self.out_of_sight.contains(&at.board.key))
    }

    /// Returns true if the board was new here, and turned out to be the server's.
    pub fn is_board_adopted(&self, key: &BoardKey) -> bool {
        key.id()
            .is_some_and(|id| self.names.boards.values().any(|adopted| adopted == id))
    }

    /// Returns true if the label was new here, and turned out to be the server's.
    pub fn is_label_adopted(&self, key: &LabelKey) -> bool {
        key.id()
            .is_some_and(|id| self.names.labels.values().any(|adopted| adopted == id))
    }

    /// Returns true if the stack was new here, and turned out to be the server's.
    pub fn is_stack_adopted(&self, key: &StackKey) -> bool {
        key.id()
            .is_some_and(|id| self.names.stacks.values().any(|adopted| adopted == id))
    }

    /// Returns the card with the titles of its place here, else there, else in base.
    pub fn card_thing(&self, key: &CardKey) -> Thing {
        let at = self
            .local
            .cards
            .get(key)
            .or_else(|| self.remote.cards.get(key))
            .or_else(|| self.base_card(key));
        Thing {
            key: ThingKey::Card(key.clone()),
            board: at.map(|at| at.board.title.clone()),
            stack: at.map(|at| at.stack.title.clone()),
            title: at.map(|at| at.card.title.clone()).unwrap_or_default(),
        }
    }

    /// Returns the stack with the titles of its place here, else there, else in base.
    pub fn stack_thing(&self, key: &StackKey) -> Thing {
        let at = self
            .local
            .stacks
            .get(key)
            .or_else(|| self.remote.stacks.get(key))
            .or_else(|| self.base_stack(key));
        Thing {
            key: ThingKey::Stack(key.clone()),
            board: at.map(|at| at.board.title.clone()),
            stack: at.and_then(|at| at.parent.map(|parent| parent.title.clone())),
            title: at.map(|at| at.stack.title.clone()).unwrap_or_default(),
        }
    }

    /// Returns the board with its title here, else there, else in base.
    pub fn board_thing(&self, key: &BoardKey) -> Thing {
        Thing {
            key: ThingKey::Board(key.clone()),
            board: None,
            stack: None,
            title: self.board_title(key),
        }
    }

    pub fn board_title(&self, key: &BoardKey) -> String {
        let mut boards = [&self.local, &self.remote]
            .into_iter()
            .chain(&self.bases)
            .filter_map(|side| side.boards.get(key));
        boards
            .next()
            .map(|board| board.title.clone())
            .unwrap_or_default()
    }

    /// Returns a note for each board out of sight that has a folder.
    pub fn out_of_sight_notes(&self) -> Vec<Note> {
        let boards = self.local_account.boards.iter();
        boards
            .filter(|board| self.out_of_sight.contains(&board.key))
            .map(|board| Note::OutOfSight {
                board: board.key.clone(),
                title: board.title.clone(),
            })
            .collect()
    }
}
