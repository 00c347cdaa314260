//! Where the things of an account stand in a tree of files.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::body::LineEnds;
use super::position::Position;
use crate::board::{Account, BoardKey, CardKey, CommentKey, Label, Names, StackKey};
use crate::files::ContentId;

/// What a tree of files says, and where it says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The boards.
    pub account: Account,
    /// Their files.
    pub layout: Layout,
}

/// The folder of a board or stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// The path of the folder, without a trailing `/`.
    pub path: String,
    /// The content of its `board.yaml` or `stack.yaml`; `None` where it has none yet.
    pub content: Option<ContentId>,
    /// The number in its `stack.yaml`.
    pub position: Option<Position>,
    /// True if the file lacks something that the values have by other means: an id, a title.
    pub needs_writing: bool,
    /// Of a board: labels by the names that they had in base, where these differ. Cards may spell
    /// them so; what is written next spells them anew.
    pub former_labels: Vec<Label>,
}

/// The file of what stands over the boards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationFile {
    /// Its content.
    pub content: ContentId,
    /// True if something in it has no id yet.
    pub needs_writing: bool,
}

/// The file of an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentFile {
    /// The path of the file; its name may be in another normal form.
    pub path: String,
    /// Its content.
    pub content: ContentId,
}

/// The file of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentFile {
    /// The path of the file.
    pub path: String,
    /// Its content.
    pub content: ContentId,
    /// How its lines end.
    pub line_ends: LineEnds,
    /// True if the file has no `id` line.
    pub lacks_id: bool,
    /// True if the file says a read-only value that is to be replaced.
    pub needs_writing: bool,
}

/// The file of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardFile {
    /// The path of the file.
    pub path: String,
    /// The folder of what hangs on the card, if there is one: beside the file, or where base had it.
    pub folder: Option<String>,
    /// The files in it that hang on the card, by their names in NFC.
    pub attachments: BTreeMap<String, AttachmentFile>,
    /// The files of the comments on the card.
    pub comments: BTreeMap<CommentKey, CommentFile>,
    /// The content of the file.
    pub content: ContentId,
    /// The number in the file.
    pub position: Option<Position>,
    /// How its lines end.
    pub line_ends: LineEnds,
    /// True if the file has no `id` line.
    pub lacks_id: bool,
    /// True if the file says its values in words that are to be replaced: an old label name, a
    /// `stack:` line, a changed read-only value, the id that the card had on another board.
    pub needs_writing: bool,
    /// True if it has a `stack:` line, which is obeyed once and then goes.
    pub has_stack_line: bool,
    /// A file that says an older state of the card and whose name the card keeps: see
    /// [`Known::with_older`].
    pub replaces: Option<String>,
}

/// Where every board, stack and card stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The file of what stands over the boards.
    pub organization: Option<OrganizationFile>,
    /// The folders of boards.
    pub boards: BTreeMap<BoardKey, Folder>,
    /// The folders of stacks.
    pub stacks: BTreeMap<StackKey, Folder>,
    /// The files of cards.
    pub cards: BTreeMap<CardKey, CardFile>,
    /// Files of cards in other states than the one that this is of: path and content.
    pub older: BTreeMap<CardKey, Vec<(String, ContentId)>>,
}

impl Layout {
    /// Returns the layout with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Self {
        if names.is_empty() {
            return self.clone();
        }
        Self {
            organization: self.organization.clone(),
            boards: renamed(&self.boards, |key| names.board(key)),
            stacks: renamed(&self.stacks, |key| names.stack(key)),
            cards: self
                .cards
                .iter()
                .map(|(old, file)| {
                    let (key, mut file) = (names.card(old), file.clone());
                    file.needs_writing |= !old.is_new() && key != *old;
                    if file.comments.keys().any(|key| key.is_new()) {
                        file.comments = renamed(&file.comments, |key| names.comment(key));
                    }
                    (key, file)
                })
                .collect(),
            older: self.older.clone(),
        }
    }

    /// Returns the paths of all files that the format knows of, in no order.
    pub fn paths(&self) -> Vec<String> {
        let boards = self
            .boards
            .values()
            .map(|folder| (folder, super::BOARD_FILE));
        let stacks = self
            .stacks
            .values()
            .map(|folder| (folder, super::STACK_FILE));
        let mut paths: Vec<String> = boards
            .chain(stacks)
            .map(|(folder, file)| format!("{}/{file}", folder.path))
            .collect();
        let organization = self.organization.iter();
        paths.extend(organization.map(|_| super::CODECKS_FILE.to_owned()));
        for card in self.cards.values() {
            paths.push(card.path.clone());
            paths.extend(card.attachments.values().map(|file| file.path.clone()));
            paths.extend(card.comments.values().map(|file| file.path.clone()));
        }
        paths
    }

    /// Returns true if some card's file has a `stack:` line that is still to go.
    pub fn has_stack_lines(&self) -> bool {
        self.cards.values().any(|file| file.has_stack_line)
    }

    /// Returns the path of a board's folder.
    pub fn board_folder(&self, key: &BoardKey) -> Option<&str> {
        self.boards.get(key).map(|folder| folder.path.as_str())
    }

    /// Returns the path of a stack's folder.
    pub fn stack_folder(&self, key: &StackKey) -> Option<&str> {
        self.stacks.get(key).map(|folder| folder.path.as_str())
    }

    /// Returns the path of a card's file.
    pub fn card_path(&self, key: &CardKey) -> Option<&str> {
        self.cards.get(key).map(|file| file.path.as_str())
    }
}

impl Known {
    /// Returns the same with the ids that new things have got.
    pub fn resolved(&self, names: &Names) -> Cow<'_, Self> {
        if names.is_empty() {
            return Cow::Borrowed(self);
        }
        let names = self.account.names_here(names);
        Cow::Owned(Self {
            account: self.account.resolved(&names),
            layout: self.layout.resolved(&names),
        })
    }

    /// Returns the same as a base that also knows the files of an older state.
    ///
    /// Where a folder has a card's file of both states, as a merge of two clones can leave them, the
    /// two are one card: it says what the newer one says, under the older one's name.
    pub fn with_older(mut self, other: &Known) -> Self {
        for (key, file) in &other.layout.cards {
            let is_same = |ours: &CardFile| ours.path == file.path;
            if self
                .layout
                .cards
                .get(key)
                .is_some_and(|ours| !is_same(ours))
            {
                let place = (file.path.clone(), file.content);
                self.layout
                    .older
                    .entry(key.clone())
                    .or_default()
                    .push(place);
            }
        }
        self
    }

    /// Returns what is said of the boards for which `is_kept` is true; the others are out of sight.
    pub fn of_boards(&self, is_kept: impl Fn(&BoardKey) -> bool) -> Self {
        let mut known = self.clone();
        for board in &self.account.boards {
            if is_kept(&board.key) {
                continue;
            }
            known.layout.boards.remove(&board.key);
            for stack in board.all_stacks() {
                known.layout.stacks.remove(&stack.key);
                for card in &stack.cards {
                    known.layout.cards.remove(&card.key);
                }
            }
        }
        known.account.boards.retain(|board| is_kept(&board.key));
        known
    }
}

fn renamed<Key: Ord, Place: Clone>(
    places: &BTreeMap<Key, Place>,
    name: impl Fn(&Key) -> Key,
) -> BTreeMap<Key, Place> {
    places
        .iter()
        .map(|(key, place)| (name(key), place.clone()))
        .collect()
}
