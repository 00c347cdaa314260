//! The story of boards and cards, told from the commits.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Account, BoardKey, CardKey, Operation, StackKey};
use crate::monitor::Monitor;
use crate::plan;
use crate::plan::words::{ChangeLine, Described, new_board, past_line};
use crate::repo::{CommitId, Logged, Repo, TreeId};
use crate::text::Known;

use super::error::SyncError;
use super::session::Server;
use super::sides::{Whose, stored_side};

/// How many trees are kept that were read.
const KEPT: usize = 8;

/// Whose story is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// That of all boards.
    All,
    /// That of a board, with everything on it.
    Board(BoardKey),
    /// That of a stack, and of the cards in it.
    Stack(StackKey),
    /// That of a card, and of what hangs on it.
    Card(CardKey),
}

/// What a commit tells.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The commit.
    pub commit: Logged,
    /// What changed with it; of a new board only that it is there.
    pub described: Vec<Described>,
    /// The same in words, a line each.
    pub lines: Vec<String>,
}

/// Tells the story that `head` reaches, newest first, until `tell` has heard enough. Commits that
/// changed nothing of what is asked for are passed over, and so are those whose files are no boards.
///
/// A merge tells only what is on none of its sides.
///
/// # Errors
/// The history cannot be read.
pub fn story(
    (repo, server, monitor): (&Repo, &Server, &dyn Monitor),
    head: CommitId,
    about: &About,
    tell: &mut dyn FnMut(Chapter) -> ControlFlow<()>,
) -> Result<(), SyncError> {
    let mut reader = Reader {
        repo,
        server,
        monitor,
        read: HashMap::new(),
        order: VecDeque::new(),
    };
    for commit in repo.history(head)? {
        let commit = commit?;
        let Some(after) = reader.account(commit.tree)? else {
            continue;
        };
        let mut sides = Vec::new();
        for parent in &commit.parents {
            let tree = repo.tree_of(*parent)?;
            sides.extend(reader.account(tree)?);
        }
        if sides.len() < commit.parents.len() {
            continue;
        }
        if sides.is_empty() {
            sides.push(Arc::default());
        }
        let (described, lines) = changes(&sides, &after, about);
        if described.is_empty() && lines.is_empty() {
            continue;
        }
        let chapter = Chapter {
            commit,
            described,
            lines,
        };
        if tell(chapter).is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads trees; those that were read last are kept, since parents follow their children.
struct Reader<'a> {
    repo: &'a Repo,
    server: &'a Server,
    monitor: &'a dyn Monitor,
    read: HashMap<TreeId, Option<Arc<Known>>>,
    order: VecDeque<TreeId>,
}

impl Reader<'_> {
    /// Returns what a commit's files say; none if they cannot be read as boards.
    fn account(&mut self, tree: TreeId) -> Result<Option<Arc<Known>>, SyncError> {
        if let Some(known) = self.read.get(&tree) {
            return Ok(known.clone());
        }
        let mut latest = self.order.iter().rev();
        let like = latest.find_map(|tree| self.read.get(tree)?.clone());
        let like = like.unwrap_or_default();
        let side = stored_side(
            self.repo,
            self.server,
            (tree, Whose::Ours),
            Some(&like),
            self.monitor,
        );
        let known = match side {
            Ok(side) => Some(side.known),
            Err(SyncError::BrokenState(_)) => None,
            Err(error) => return Err(error),
        };
        if self.order.len() == KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.read.remove(&oldest);
        }
        self.order.push_back(tree);
        self.read.insert(tree, known.clone());
        Ok(known)
    }
}

/// Returns what is in `after` and in none of `sides`.
fn changes(sides: &[Arc<Known>], after: &Known, about: &About) -> (Vec<Described>, Vec<String>) {
    let Some((first, others)) = sides.split_first() else {
        return (Vec::new(), Vec::new());
    };
    let mut told = told(&first.account, &after.account, about);
    if !others.is_empty() {
        for other in others {
            told.keep_common(&self::told(&other.account, &after.account, about));
        }
    }
    let lines = told.boards.iter().map(|(_, line)| line.clone());
    let lines = lines.chain(told.described.iter().map(past_line)).collect();
    let boards = told.boards.into_iter().map(|(described, _)| described);
    (boards.chain(told.described).collect(), lines)
}

/// What changed between two trees.
struct Told {
    /// New boards, with the words for them.
    boards: Vec<(Described, String)>,
    described: Vec<Described>,
}

fn told(before: &Account, after: &Account, about: &About) -> Told {
    let mut boards = Vec::new();
    let mut kept = Vec::new();
    let mut new_boards = HashSet::new();
    // Nothing is sent, and no time of being done is shown that was not there before.
    for operation in plan::operations(before, after, Timestamp::UNIX_EPOCH) {
        if !is_about(&operation, about) || is_of_a_draft(&operation) {
            continue;
        }
        match &operation {
            Operation::CreateBoard(create) => {
                new_boards.insert(create.key.clone());
                boards.push(operation);
            }
            _ => kept.push(operation),
        }
    }
    let is_told = |operation: &Operation| {
        let mut on = operation.boards().into_iter();
        matches!(about, About::Card(_) | About::Stack(_)) || !on.any(|key| new_boards.contains(key))
    };
    kept.retain(is_told);
    let words = boards.iter().filter_map(|operation| match operation {
        Operation::CreateBoard(create) => Some(new_board(after, &create.key)),
        _ => None,
    });
    let described = plan::describe(&boards, before, after);
    Told {
        boards: described.into_iter().zip(words).collect(),
        described: plan::describe(&kept, before, after),
    }
}

impl Told {
    /// Keeps what another side has not either.
    fn keep_common(&mut self, other: &Self) {
        let thing = |one: &Described| {
            let title = one.id.is_none().then(|| one.title.clone());
            (one.kind, one.card.clone(), one.id.clone(), title)
        };
        let field = |line: &ChangeLine| line.field;
        self.boards.retain(|(board, _)| {
            let mut boards = other.boards.iter();
            boards.any(|(twin, _)| thing(twin) == thing(board))
        });
        self.described.retain_mut(|one| {
            let mut twins = other.described.iter();
            let Some(twin) = twins.find(|twin| thing(twin) == thing(one)) else {
                return false;
            };
            let had_lines = !one.lines.is_empty();
            one.lines
                .retain(|line| twin.lines.iter().any(|other| field(other) == field(line)));
            one.verb == twin.verb && (!had_lines || !one.lines.is_empty())
        });
    }
}

/// Returns true for what only says that something got its id.
fn is_of_a_draft(operation: &Operation) -> bool {
    match operation {
        Operation::DeleteBoard(delete) => delete.board.key.is_new(),
        Operation::DeleteStack(delete) => delete.stack.key.is_new(),
        Operation::DeleteLabel(delete) => delete.label.key.is_new(),
        Operation::DeleteCard(delete) => delete.card.key.is_new(),
        Operation::EditComment(edit) => edit.key.is_new() && edit.comment.new.is_none(),
        _ => false,
    }
}

fn is_about(operation: &Operation, about: &About) -> bool {
    match about {
        About::All => true,
        About::Board(key) => operation.boards().contains(&key),
        About::Stack(key) => stacks_of(operation).contains(&key),
        About::Card(key) => card_of(operation) == Some(key),
    }
}

fn stacks_of(operation: &Operation) -> Vec<&StackKey> {
    match operation {
        Operation::CreateStack(create) => vec![&create.key],
        Operation::EditStack(edit) => vec![&edit.key],
        Operation::DeleteStack(delete) => vec![&delete.stack.key],
        Operation::CreateCard(create) => vec![&create.place.stack],
        Operation::EditCard(edit) => {
            let new = edit.changes.place.as_ref().map(|place| &place.new.stack);
            [Some(&edit.stack), new].into_iter().flatten().collect()
        }
        Operation::DeleteCard(delete) => vec![&delete.stack],
        Operation::EditAttachment(edit) => vec![&edit.stack],
        Operation::EditComment(edit) => vec![&edit.stack],
        _ => Vec::new(),
    }
}

fn card_of(operation: &Operation) -> Option<&CardKey> {
    match operation {
        Operation::CreateCard(create) => Some(&create.card.key),
        Operation::EditCard(edit) => Some(&edit.key),
        Operation::DeleteCard(delete) => Some(&delete.card.key),
        Operation::EditAttachment(edit) => Some(&edit.card),
        Operation::EditComment(edit) => Some(&edit.card),
        _ => None,
    }
}
