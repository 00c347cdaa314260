//! Files to account: what a tree says, and everything that is wrong with it.

mod as_before;
mod assemble;
mod attachment;
mod card;
mod comment;
mod container;
mod new_numbers;
mod organization;
mod outline;
mod single;

pub use single::{SingleCard, read_single};

use std::sync::Arc;

use foldhash::HashMap;

use super::layout::{CardFile, Known, Layout};
use super::problem::Problem;
use crate::board::{Account, Card, CardIndex, CardKey, Service};
use crate::files::{Content, ContentId, File, Files, ReadContent};
use new_numbers::NewNumbers;

/// What was read from a tree of files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextRead {
    /// The boards and where they stand. Without the things that an error is about.
    pub known: Known,
    /// What is wrong, in order of path and line.
    pub problems: Vec<Problem>,
    /// How many files were read and parsed; those that are as in base were not.
    pub parsed: usize,
}

impl TextRead {
    /// Returns true if nothing may be done with what was read.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}

/// Reads the boards of a tree of files.
///
/// Whatever stands in a file whose content `base` has too is shared with `base`: an `Arc` of a card,
/// stack or board in which nothing changed is the very one of `base`. All problems are reported.
/// Without `base` nothing is known of what an editor or a merge has left: see `read_state`.
pub fn read(
    service: Service,
    files: &Files,
    contents: &dyn ReadContent,
    base: Option<&Known>,
) -> TextRead {
    read_tree(service, files, contents, base, Written::ByPeople)
}

/// Reads a tree whose boards nobody but this program has written: that of a state commit.
///
/// Its bytes mean what they say: line ends are no editor's, and what looks like the markers of a
/// merge is the server's text. Whatever stands in a file whose content `shared` has too is shared
/// with it, as with `read`.
pub fn read_state(
    service: Service,
    files: &Files,
    contents: &dyn ReadContent,
    shared: Option<&Known>,
) -> TextRead {
    read_tree(service, files, contents, shared, Written::ByUs)
}

/// Who has written a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// People, with editors: every rule about them holds.
    ByPeople,
    /// This program alone.
    ByUs,
}

fn read_tree(
    service: Service,
    files: &Files,
    contents: &dyn ReadContent,
    base: Option<&Known>,
    written: Written,
) -> TextRead {
    let base = base.map(Base::of);
    let tree = Tree {
        service,
        written,
        files,
        contents,
        base: base.as_ref(),
    };
    match tree.read(How::WholeBoards) {
        Some(read) => {
            debug_assert_eq!(
                tree.read(How::CardByCard).as_ref(),
                Some(&read),
                "a board whose files are as before says what it said"
            );
            read
        }
        None => tree.read(How::CardByCard).unwrap_or_default(),
    }
}

/// A tree to be read.
struct Tree<'a> {
    service: Service,
    written: Written,
    files: &'a Files,
    contents: &'a dyn ReadContent,
    base: Option<&'a Base<'a>>,
}

/// How boards are read whose files are as base has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// They are taken over, unless something else in the tree tells of them.
    WholeBoards,
    /// As all others.
    CardByCard,
}

impl Tree<'_> {
    /// Returns what the tree says; none if boards cannot be taken over as a whole.
    fn read(&self, how: How) -> Option<TextRead> {
        let base = self.base;
        let mut reader = Reader {
            service: self.service,
            written: self.written,
            files: self.files,
            contents: self.contents,
            base,
            layout: Layout::default(),
            seen_cards: HashMap::default(),
            seen_boards: HashMap::default(),
            seen_stacks: HashMap::default(),
            new_numbers: NewNumbers::after(base.map(|base| base.known)),
            problems: Vec::new(),
            parsed: 0,
        };
        let layout = reader.base_of_people().map(|base| &base.known.layout);
        let outlines = outline::outline(self.files, layout);
        let drafts = reader.drafts(&outlines);
        let as_before = match how {
            How::WholeBoards => reader.boards_as_before(&drafts),
            How::CardByCard => vec![None; drafts.len()],
        };
        let places = assemble::Places::of(&drafts, base);
        let gathered = reader.gather(&drafts, &places, &as_before)?;
        drop(places);
        let mut account = Account {
            boards: reader.assemble(drafts, gathered, as_before),
            organization: reader.organization(),
        };
        reader.settle_milestones(&mut account);
        if self.written == Written::ByPeople {
            reader.check_lost_ids();
            reader.check_orphans();
        }
        let Reader {
            layout,
            mut problems,
            parsed,
            ..
        } = reader;
        problems.sort();
        Some(TextRead {
            known: Known { account, layout },
            problems,
            parsed,
        })
    }
}

/// What base knows, in the ways in which reading asks for it.
struct Base<'a> {
    known: &'a Known,
    cards: CardIndex<'a>,
    /// Cards by the content of their files; without those whose file does not say who they are.
    by_content: HashMap<ContentId, &'a CardKey>,
    by_path: HashMap<&'a str, &'a CardKey>,
}

impl<'a> Base<'a> {
    fn of(known: &'a Known) -> Self {
        let files = &known.layout.cards;
        Self {
            known,
            cards: known.account.cards(),
            by_content: files
                .iter()
                .filter(|(_, file)| !file.lacks_id)
                .map(|(key, file)| (file.content, key))
                .collect(),
            by_path: files
                .iter()
                .map(|(key, file)| (file.path.as_str(), key))
                .collect(),
        }
    }
}

struct Reader<'a> {
    service: Service,
    written: Written,
    files: &'a Files,
    contents: &'a dyn ReadContent,
    base: Option<&'a Base<'a>>,
    layout: Layout,
    /// The paths of what was read, by id.
    seen_cards: HashMap<CardKey, String>,
    seen_boards: HashMap<String, String>,
    seen_stacks: HashMap<String, String>,
    new_numbers: NewNumbers,
    problems: Vec<Problem>,
    parsed: usize,
}

/// A card that was read, before its stack is put in order.
struct ReadCard {
    card: Arc<Card>,
    file: CardFile,
}

impl Reader<'_> {
    /// Returns what people may have changed; none where this program alone has written, so that a
    /// state says the same whatever it is compared with.
    fn base_of_people(&self) -> Option<&Base<'_>> {
        self.base.filter(|_| self.written == Written::ByPeople)
    }

    fn new_number(&mut self, place: &str) -> u32 {
        self.new_numbers.at(place)
    }

    /// Returns the text of a file that is part of a board, or reports why there is none.
    fn text_of(&mut self, path: &str, file: &File) -> Option<Arc<[u8]>> {
        let message = match &file.content {
            Content::Bytes(_) | Content::Elsewhere => {
                let read = match &file.content {
                    Content::Bytes(bytes) => Ok(Arc::clone(bytes)),
                    _ => self.contents.read(path, file),
                };
                match read {
                    Ok(bytes) => return self.checked(path, bytes),
                    Err(unreadable) => format!("cannot be read: {}", unreadable.reason),
                }
            }
            Content::Link => "is a symbolic link; links are never followed".to_owned(),
            Content::Special => "is not a regular file".to_owned(),
            Content::Unreadable(reason) => format!("cannot be read: {reason}"),
        };
        self.problems.push(Problem::error(path, message));
        None
    }

    /// Returns bytes that are text at all.
    fn checked(&mut self, path: &str, bytes: Arc<[u8]>) -> Option<Arc<[u8]>> {
        self.parsed += 1;
        if bytes.is_empty() {
            let message = self.empty_message(path);
            self.problems.push(Problem::error(path, message));
            return None;
        }
        if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
            let message = "is a git-lfs pointer, not the text itself; take `*.md` and `*.yaml` \
                           of boards out of git-lfs";
            self.problems.push(Problem::error(path, message));
            return None;
        }
        if let Err(error) = std::str::from_utf8(&bytes) {
            let before = &bytes[..error.valid_up_to()];
            let line_start = before.iter().rposition(|byte| *byte == b'\n');
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let last_line = &before[line_start.map_or(0, |index| index + 1)..];
            let column = String::from_utf8_lossy(last_line).chars().count() + 1;
            self.problems
                .push(Problem::error(path, "is not valid UTF-8").at((line, column)));
            return None;
        }
        Some(bytes)
    }

    fn empty_message(&self, path: &str) -> String {
        if self.is_of_base(path) {
            return format!(
                "is empty; bring it back with `git restore -- {}`, or delete it",
                shell(path)
            );
        }
        "is empty; write something into it, or delete it".to_owned()
    }

    fn is_of_base(&self, path: &str) -> bool {
        let Some(base) = self.base else { return false };
        let (folder, name) = super::names::split_path(path);
        let layout = &base.known.layout;
        let is_board = || layout.boards.values().any(|board| board.path == folder);
        let is_stack = || layout.stacks.values().any(|stack| stack.path == folder);
        let is_comment = || {
            let cards = layout.cards.values();
            let mut comments = cards.flat_map(|card| card.comments.values());
            comments.any(|comment| comment.path == path)
        };
        base.by_path.contains_key(path)
            || is_comment()
            || (name == super::BOARD_FILE && is_board())
            || (name == super::STACK_FILE && is_stack())
    }

    /// Reports files that lost the id of their card.
    fn check_lost_ids(&mut self) {
        let Some(base) = self.base else { return };
        let mut lost = Vec::new();
        for file in self.layout.cards.values() {
            let Some(key) = file
                .lacks_id
                .then(|| base.by_path.get(file.path.as_str()))
                .flatten()
            else {
                continue;
            };
            if let Some(id) = key.id().filter(|_| !self.seen_cards.contains_key(*key)) {
                let message = format!(
                    "the id of card {id} is gone from this file; put back `id: {id}`, or rename \
                     the file to make a new card"
                );
                lost.push(Problem::error(file.path.clone(), message));
            }
        }
        self.problems.append(&mut lost);
    }
}

/// Returns a path as a shell takes it.
fn shell(path: &str) -> String {
    let is_plain = path
        .chars()
        .all(|char| char.is_alphanumeric() || matches!(char, '/' | '.' | '-' | '_'));
    if is_plain {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}
