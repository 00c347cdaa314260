//! Account to files: which files change so that a tree says what is wanted.

mod attachments;
mod cards;
mod comments;
mod folders;
mod names;
mod organization;
mod single;

pub use single::{CardOver, CardPlace, card_text, stack_text};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::layout::{Known, Layout};
use super::names::{Taken, join};
use super::problem::Problem;
use super::{BOARD_FILE, STACK_FILE};
use crate::board::{Account, CardKey, Located, Service, Stack, StackKey};
use crate::files::{ContentId, Files, ReadContent};

/// What a file is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewContent {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// The bytes that stood at this path before any change.
    From(String),
    /// Bytes that are kept elsewhere, by their id: an attachment's.
    Stored(ContentId),
}

/// Files to write and to remove; no path is in both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files to write, new ones included.
    pub put: BTreeMap<String, NewContent>,
    /// Files to remove.
    pub remove: BTreeSet<String>,
}

impl Changes {
    /// Returns true if nothing changes.
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.remove.is_empty()
    }
}

/// What stands there now.
#[derive(Clone, Copy)]
pub struct Over<'a> {
    /// The files.
    pub files: &'a Files,
    /// Brings the bytes of those that are not in memory.
    pub contents: &'a dyn ReadContent,
    /// What `read` made of these files, with the ids that new things have got since.
    pub known: &'a Known,
}

/// What writing comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The changes to make.
    pub changes: Changes,
    /// Where everything stands after them.
    pub layout: Layout,
}

/// Whether the files of cards that were new keep the names that people gave them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NamePolicy {
    /// A new card's file gets the name that a pull would give it, once the card has an id.
    #[default]
    AsPulled,
    /// It keeps its name (`board.keepNames`).
    Keep,
    /// Everything that has an id gets the name that a first pull would give it today, with whatever
    /// else stands in its folder.
    OfTitles,
}

/// Returns the changes after which the files say `wanted`.
///
/// Whatever says it already stays byte for byte; of a file that does not, only the values change
/// that differ by meaning. Things of `over.known` that are not wanted lose their files. Files of no
/// board stay.
///
/// # Errors
/// A file cannot be read any more, or cannot be changed without touching more than it should.
pub fn write(
    service: Service,
    wanted: &Account,
    over: &Over<'_>,
    names: NamePolicy,
) -> Result<Written, Problem> {
    let mut writer = Writer {
        service,
        over,
        policy: names,
        cards_before: over.known.account.cards(),
        stacks_before: stacks_by_key(&over.known.account),
        changes: Changes::default(),
        layout: Layout::default(),
        taken: HashMap::default(),
    };
    writer.remove_unwanted(wanted);
    writer.write_boards(wanted)?;
    writer.write_organization(wanted)?;
    let Writer {
        mut changes,
        layout,
        ..
    } = writer;
    let Changes { put, remove } = &mut changes;
    remove.retain(|path| !put.contains_key(path));
    Ok(Written { changes, layout })
}

fn stacks_by_key(account: &Account) -> HashMap<&StackKey, &Stack> {
    account
        .boards
        .iter()
        .flat_map(|board| board.all_stacks())
        .map(|stack| (&stack.key, stack.as_ref()))
        .collect()
}

struct Writer<'a> {
    service: Service,
    over: &'a Over<'a>,
    policy: NamePolicy,
    cards_before: HashMap<&'a CardKey, Located<'a>>,
    stacks_before: HashMap<&'a StackKey, &'a Stack>,
    changes: Changes,
    layout: Layout,
    taken: HashMap<String, Taken>,
}

impl Writer<'_> {
    /// Removes the files of boards, stacks and cards that are not wanted.
    fn remove_unwanted(&mut self, wanted: &Account) {
        let mut cards = HashSet::default();
        let mut stacks = HashSet::default();
        for board in &wanted.boards {
            for stack in board.all_stacks() {
                stacks.insert(&stack.key);
                cards.extend(stack.cards.iter().map(|card| &card.key));
            }
        }
        let layout = &self.over.known.layout;
        for (key, file) in &layout.cards {
            if cards.contains(key) {
                continue;
            }
            self.changes.remove.insert(file.path.clone());
            self.changes.remove.extend(file.replaces.clone());
            if let Some(folder) = &file.folder {
                let below = self.over.files.below(folder);
                self.changes
                    .remove
                    .extend(below.map(|(path, _)| path.to_owned()));
            }
        }
        let gone_stacks = layout
            .stacks
            .iter()
            .filter(|(key, _)| !stacks.contains(key));
        let gone_boards = layout
            .boards
            .iter()
            .filter(|(key, _)| wanted.board(key).is_none());
        let files = gone_stacks
            .map(|(_, folder)| join(&folder.path, STACK_FILE))
            .chain(gone_boards.map(|(_, folder)| join(&folder.path, BOARD_FILE)));
        let present = files.filter(|path| self.over.files.get(path).is_some());
        self.changes.remove.extend(present);
    }

    /// Returns the text that stands at a path.
    fn text_at(&self, path: &str) -> Result<String, Problem> {
        let Some(file) = self.over.files.get(path) else {
            return Ok(String::new());
        };
        let bytes = match &file.content {
            crate::files::Content::Bytes(bytes) => Arc::clone(bytes),
            _ => self.over.contents.read(path, file).map_err(|error| {
                Problem::error(path, format!("cannot be read: {}", error.reason))
            })?,
        };
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(Problem::error(path, "is not valid UTF-8")),
        }
    }

    /// Puts a text at a path; returns its content id.
    fn put_text(&mut self, path: &str, text: &str) -> ContentId {
        let id = ContentId::of(text.as_bytes());
        let is_there = self.over.files.get(path).is_some_and(|file| file.id == id);
        if !is_there {
            let content = NewContent::Bytes(Arc::from(text.as_bytes()));
            self.changes.put.insert(path.to_owned(), content);
        }
        id
    }

    /// Moves a file as it is.
    fn move_file(&mut self, from: &str, to: &str) {
        self.changes.remove.insert(from.to_owned());
        self.changes
            .put
            .insert(to.to_owned(), NewContent::From(from.to_owned()));
    }
}
