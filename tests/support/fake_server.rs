//! A server in memory: an account, and operations applied to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use git_board::board::apply::{ApplyError as Unfit, apply};
use git_board::board::{
    Account, Board, BoardId, BoardKey, Card, CardId, LabelId, Names, Operation, StackId,
};
use jiff::Timestamp;

/// The server's address.
pub const URL: &str = "https://deck.example";

/// What a server does to an operation instead of doing it well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It refuses.
    Refuses,
    /// The call never arrives, and nobody knows that.
    LostBefore,
    /// The call takes effect, and the answer is lost.
    LostAfter,
}

/// An operation that took effect, with the account before and after it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// False if it was somebody else's, done while a push ran.
    pub is_ours: bool,
    /// The operation.
    pub operation: Operation,
    /// The account before.
    pub before: Account,
    /// The account after.
    pub after: Account,
}

/// What the server holds.
pub struct Shelf {
    /// The account.
    pub account: Account,
    /// The server's clock, in seconds since 1970.
    pub clock: i64,
    /// What took effect while pushes ran; taken out by the test.
    pub sent: Vec<Sent>,
    /// Which of the operations to come meets which fault.
    pub fault: Option<(usize, Fault)>,
    /// What somebody else does right before one of the operations to come.
    pub between: Option<(usize, Operation)>,
    /// Boards that are no longer shared with us.
    pub hidden: BTreeSet<BoardId>,
    /// A number for each board that grows with each change.
    pub versions: BTreeMap<BoardId, u64>,
    /// Boards that were deleted.
    pub deleted: BTreeSet<BoardId>,
    next_id: u64,
    next_version: u64,
}

impl Shelf {
    /// Returns what is shared with us.
    pub fn seen(&self) -> Account {
        let boards = self.account.boards.iter();
        let is_seen =
            |board: &&Arc<Board>| board.key.id().is_some_and(|id| !self.hidden.contains(id));
        Account::of(boards.filter(is_seen).cloned().collect())
    }

    /// Returns true if an operation is about a board that is not shared with us.
    pub fn is_out_of_sight(&self, operation: &Operation) -> bool {
        let boards = operation.boards().into_iter().filter_map(BoardKey::id);
        boards.into_iter().any(|id| self.hidden.contains(id))
    }

    /// Does what somebody asks for; returns the id of what it created.
    ///
    /// # Errors
    /// The operation does not fit what the account holds.
    pub fn apply(&mut self, operation: &Operation) -> Result<Option<String>, Unfit> {
        if let Some(present) = self.label_of_that_name(operation) {
            return Ok(Some(present));
        }
        let id = operation.is_create().then(|| self.next_id.to_string());
        let resolved = with_id(operation, id.as_deref(), self.clock);
        self.account = apply(&self.account, &resolved)?;
        self.next_id += u64::from(id.is_some());
        self.next_version += 1;
        for board in resolved.boards().into_iter().filter_map(BoardKey::id) {
            self.versions.insert(board.clone(), self.next_version);
        }
        if let Operation::DeleteBoard(delete) = &resolved {
            self.deleted.extend(delete.board.key.id().cloned());
        }
        Ok(id)
    }

    /// Does what somebody asks for while a push runs, and keeps account of it.
    ///
    /// # Errors
    /// The operation does not fit what the account holds.
    pub fn take(&mut self, operation: &Operation, is_ours: bool) -> Result<Option<String>, Unfit> {
        let before = self.account.clone();
        let created = self.apply(operation)?;
        self.sent.push(Sent {
            is_ours,
            operation: operation.clone(),
            before,
            after: self.account.clone(),
        });
        Ok(created)
    }

    /// A label of a name that the board has already is taken, as Deck's own labels are.
    fn label_of_that_name(&self, operation: &Operation) -> Option<String> {
        let Operation::CreateLabel(create) = operation else {
            return None;
        };
        let board = self.account.board(&create.board)?;
        let same = board
            .labels
            .iter()
            .find(|label| label.name == create.name)?;
        same.key.id().map(ToString::to_string)
    }

    /// Returns true if the thing that an operation deletes is gone already.
    pub fn is_done_already(&self, operation: &Operation) -> bool {
        match operation {
            Operation::DeleteBoard(delete) => self.account.board(&delete.board.key).is_none(),
            Operation::DeleteStack(delete) => {
                !self.account.stacks().contains_key(&delete.stack.key)
            }
            Operation::DeleteCard(delete) => !self.account.cards().contains_key(&delete.card.key),
            Operation::DeleteLabel(delete) => {
                let board = self.account.board(&delete.board);
                board.is_none_or(|board| board.label(&delete.label.key).is_none())
            }
            _ => false,
        }
    }

    /// Returns the server's time.
    pub fn time(&self) -> Timestamp {
        Timestamp::from_second(self.clock).expect("a time of this age")
    }
}

/// Returns the operation with the id of what it creates, and what the service adds by itself.
pub fn with_id(operation: &Operation, id: Option<&str>, clock: i64) -> Operation {
    let Some(id) = id else {
        return operation.clone();
    };
    let mut names = Names::default();
    let mut keep = |number: u32| match operation {
        Operation::CreateBoard(_) => drop(names.boards.insert(number, BoardId::new(id))),
        Operation::CreateStack(_) => drop(names.stacks.insert(number, StackId::new(id))),
        Operation::CreateLabel(_) => drop(names.labels.insert(number, LabelId::new(id))),
        _ => drop(names.cards.insert(number, CardId::new(id))),
    };
    match operation {
        Operation::CreateBoard(create) => number(&create.key).map(&mut keep),
        Operation::CreateStack(create) => number(&create.key).map(&mut keep),
        Operation::CreateLabel(create) => number(&create.key).map(&mut keep),
        Operation::CreateCard(create) => number(&create.card.key).map(&mut keep),
        _ => None,
    };
    let mut resolved = operation.resolved(&names);
    if let Operation::CreateCard(create) = &mut resolved {
        let mut card = Card::clone(&create.card);
        card.created = Timestamp::from_second(clock).ok();
        card.author = Some("alice".to_owned());
        card.body = card.body.filter(|body| !body.is_empty());
        create.card = Arc::new(card);
    }
    resolved
}

fn number<Kind>(key: &git_board::board::Key<Kind>) -> Option<u32> {
    match key {
        git_board::board::Key::New(number) => Some(*number),
        git_board::board::Key::Known(_) => None,
    }
}

/// A server that several clones and other people share.
pub struct FakeServer {
    shelf: Mutex<Shelf>,
}

impl FakeServer {
    /// Returns a server that holds an account whose ids are all smaller than `next_id`.
    pub fn new(account: Account, next_id: u64, clock: i64) -> Self {
        let boards = account.boards.iter().filter_map(|board| board.key.id());
        let versions = boards.map(|id| (id.clone(), 0)).collect();
        Self {
            shelf: Mutex::new(Shelf {
                account,
                clock,
                sent: Vec::new(),
                fault: None,
                between: None,
                hidden: BTreeSet::new(),
                versions,
                deleted: BTreeSet::new(),
                next_id,
                next_version: 1,
            }),
        }
    }

    /// Returns what it holds.
    pub fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().expect("no test ended within")
    }
}
