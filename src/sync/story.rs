//! The story of boards and cards, told from the commits.

mod past;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Account, BoardKey, CardKey, Operation, StackKey};
use crate::monitor::Monitor;
use crate::plan;
use crate::plan::words::{ChangeLine, Described, new_board, past_line};
use crate::repo::{CommitId, Logged, Repo};
use crate::text::{Known, Problem};

use super::error::SyncError;
use super::session::Server;
use past::{Past, Reader, Step};

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
    /// What cannot be read since this commit; it is told as it was before.
    pub unread: Vec<Problem>,
}

/// Tells the story that `head` reaches, newest first, until `tell` has heard enough. Commits that
/// changed nothing of what is asked for are passed over.
///
/// A merge tells only what is on none of its sides. What cannot be read in a commit counts as it was
/// before, and the commit that broke it says so.
///
/// # Errors
/// The history cannot be read.
pub fn story(
    (repo, server, monitor): (&Repo, &Server, &dyn Monitor),
    head: CommitId,
    about: &About,
    tell: &mut dyn FnMut(Chapter) -> ControlFlow<()>,
) -> Result<(), SyncError> {
    let mut reader = Reader::new(repo, server, monitor);
    for commit in repo.history(head)? {
        let commit = commit?;
        let after = reader.past(&Step::of(&commit))?;
        let mut sides = Vec::new();
        for parent in &commit.parents {
            sides.push(reader.at(*parent)?);
        }
        if sides.is_empty() {
            sides.push(Past::default());
        }
        let (described, lines) = changes(&sides, &after.known, about);
        let unread = unread(&sides, &after, about);
        if described.is_empty() && lines.is_empty() && unread.is_empty() {
            continue;
        }
        let chapter = Chapter {
            commit,
            described,
            lines,
            unread,
        };
        if tell(chapter).is_break() {
            break;
        }
    }
    Ok(())
}

/// Returns what the files of a commit say; of what cannot be read there, what it said before.
///
/// # Errors
/// The history cannot be read.
pub fn known_at(
    (repo, server, monitor): (&Repo, &Server, &dyn Monitor),
    commit: CommitId,
) -> Result<Arc<Known>, SyncError> {
    Ok(Reader::new(repo, server, monitor).at(commit)?.known)
}

/// Returns what could be read on every side, and cannot be any more.
fn unread(sides: &[Past], after: &Past, about: &About) -> Vec<Problem> {
    let layout = &after.known.layout;
    let place = match about {
        About::All => Some(""),
        About::Board(key) => layout.board_folder(key),
        About::Stack(key) => layout.stack_folder(key),
        About::Card(key) => layout.card_path(key),
    };
    let Some(place) = place else {
        return Vec::new();
    };
    let folder = place.strip_suffix(".md").unwrap_or(place);
    let is_about = |path: &str| {
        let within = path.strip_prefix(folder);
        place.is_empty() || path == place || within.is_some_and(|rest| rest.starts_with('/'))
    };
    let is_new = |problem: &&Problem| !sides.iter().any(|side| side.unread.contains(problem));
    let unread = after.unread.iter().filter(is_new);
    unread.filter(|one| is_about(&one.path)).cloned().collect()
}

/// Returns what is in `after` and in none of `sides`.
fn changes(sides: &[Past], after: &Known, about: &About) -> (Vec<Described>, Vec<String>) {
    let Some((first, others)) = sides.split_first() else {
        return (Vec::new(), Vec::new());
    };
    let mut told = told(&first.known.account, &after.account, about);
    if !others.is_empty() {
        for other in others {
            told.keep_common(&self::told(&other.known.account, &after.account, about));
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
