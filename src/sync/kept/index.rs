//! Which boards a state has, and the trees under which they are kept.

use std::collections::{BTreeMap, HashMap};

use super::Kept;
use super::decode::Reader;
use super::encode::Writer;
use crate::board::Board;
use crate::files::ContentId;
use crate::repo::TreeId;
use crate::text::Known;

/// Which boards a state has.
pub(super) struct Index {
    /// The tree of the boards alone.
    pub(super) tree: TreeId,
    /// What stands over the boards, as bytes.
    pub(super) organization: Vec<u8>,
    pub(super) boards: Vec<Entry>,
}

/// A board of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) folder: String,
    /// The tree of that folder.
    pub(super) tree: TreeId,
    /// The board's id.
    pub(super) id: String,
    /// True if something hangs on one of its cards.
    pub(super) has_attachments: bool,
}

impl Entry {
    /// Returns the name of the file that keeps the board: what it says follows from its tree, and
    /// where its things stand from its folder too.
    pub(super) fn file_name(&self) -> String {
        let of_both = format!("{}\0{}", self.tree, self.folder);
        ContentId::of(of_both.as_bytes()).to_string()
    }
}

impl Index {
    /// Reads what [`Index::bytes`] wrote; bytes that make no sense are none.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader { bytes };
        let tree = TreeId::from_raw(reader.array()?);
        let length = reader.count()?;
        let organization = reader.take(length)?.to_vec();
        let mut boards = Vec::new();
        for _ in 0..reader.count()? {
            boards.push(Entry {
                folder: reader.string()?,
                tree: TreeId::from_raw(reader.array()?),
                id: reader.string()?,
                has_attachments: reader.flag()?,
            });
        }
        let index = Self {
            tree,
            organization,
            boards,
        };
        reader.bytes.is_empty().then_some(index)
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let Self {
            tree,
            organization,
            boards,
        } = self;
        let mut out = Writer::default();
        out.bytes.extend_from_slice(tree.as_raw());
        out.count(organization.len());
        out.bytes.extend_from_slice(organization);
        out.count(boards.len());
        for entry in boards {
            let Entry {
                folder,
                tree,
                id,
                has_attachments,
            } = entry;
            out.text(folder);
            out.bytes.extend_from_slice(tree.as_raw());
            out.text(id);
            out.flag(*has_attachments);
        }
        out.bytes
    }
}

/// Returns the boards of `folders`, in their order: those that `known` holds, and others as
/// `aside` has them; none where one is neither known nor kept, or is not a state's.
pub(super) fn entries(
    known: &Known,
    folders: &BTreeMap<String, TreeId>,
    aside: Option<&Kept>,
) -> Option<Vec<Entry>> {
    if !is_whole(known) {
        return None;
    }
    let boards = known.account.boards.iter();
    let by_folder: Option<HashMap<&str, &Board>> = boards
        .map(|board| {
            let folder = known.layout.boards.get(&board.key)?;
            Some((folder.path.as_str(), board.as_ref()))
        })
        .collect();
    let by_folder = by_folder?;
    let mut entries = Vec::new();
    for (folder, tree) in folders {
        let entry = match by_folder.get(folder.as_str()) {
            Some(board) => Entry {
                folder: folder.clone(),
                tree: *tree,
                id: board.key.id()?.as_str().to_owned(),
                has_attachments: has_attachments(board),
            },
            None => {
                let mut kept = aside?.index.boards.iter();
                kept.find(|entry| entry.folder == *folder && entry.tree == *tree)?
                    .clone()
            }
        };
        entries.push(entry);
    }
    let is_all = by_folder.keys().all(|folder| folders.contains_key(*folder));
    is_all.then_some(entries)
}

fn has_attachments(board: &Board) -> bool {
    let stacks = board.all_stacks().into_iter();
    let mut cards = stacks.flat_map(|stack| &stack.cards);
    cards.any(|card| !card.attachments.is_empty())
}

/// Returns true if everything has its place, and no place is of anything else.
fn is_whole(known: &Known) -> bool {
    let Known { account, layout } = known;
    let stacks: usize = account.boards.iter().map(|b| b.all_stacks().len()).sum();
    let cards: usize = account.boards.iter().map(|board| board.count_cards()).sum();
    layout.older.is_empty()
        && layout.boards.len() == account.boards.len()
        && layout.stacks.len() == stacks
        && layout.cards.len() == cards
}
