//! The trees of a push: what the files will hold, what the server holds, what HEAD becomes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::board::{Account, CardKey, Names};
use crate::files::{ContentId, File, Files, ReadContent, Unreadable};
use crate::repo::{Changes, CommitId, Put, TreeId};
use crate::text::{self, Layout, NewContent, Over};

use super::changes::{local_changes, stored_changes};
use super::error::SyncError;
use super::push::PushPlan;
use super::session::Session;
use super::sides::{Whose, stored_side};

/// The working tree as it will be.
pub(super) struct After<'a> {
    pub(super) files: Files,
    pub(super) layout: Layout,
    /// The attachments; git holds their bytes already.
    attachments: BTreeMap<String, ContentId>,
    contents: &'a dyn ReadContent,
}

impl<'a> After<'a> {
    /// The working tree that says `wanted`, and what has to be written for it.
    pub(super) fn of(
        session: Session<'_>,
        plan: &'a PushPlan,
        names: &Names,
        wanted: &Account,
    ) -> Result<(Self, Changes), SyncError> {
        let server = session.server;
        let scan = &plan.local.scan;
        let known = plan.local.known.resolved(names);
        let over = Over {
            files: &scan.files,
            contents: scan,
            known: &known,
        };
        let written = text::write(server.service, wanted, &over, server.names)?;
        let put = written.changes.put.clone();
        let changes = local_changes(written.changes, scan)?;
        let after = Self::new(&scan.files, scan, put, written.layout)?;
        Ok((after, changes))
    }

    /// Stores the tree that HEAD's becomes if these files are committed.
    pub(super) fn tree(
        &self,
        session: Session<'_>,
        plan: &PushPlan,
        head: CommitId,
    ) -> Result<TreeId, SyncError> {
        let repo = session.repo;
        let head_tree = repo.tree_of(head)?;
        let head_files = repo.board_files(head_tree)?;
        let mut changes = Changes::default();
        for path in known_paths(plan, self) {
            let in_head = head_files.get(&path).map(|file| file.id);
            Target::here(self, &path, in_head)?.ask(&mut changes, &path, in_head);
        }
        Ok(repo.edit_tree(Some(head_tree), &changes)?)
    }

    /// `put` over `before`, with only the files that the format knows of.
    pub(super) fn new(
        before: &Files,
        contents: &'a dyn ReadContent,
        put: BTreeMap<String, NewContent>,
        layout: Layout,
    ) -> Result<Self, SyncError> {
        let attachments = attachments_of(&layout);
        let mut files = Files::default();
        for path in layout.paths() {
            if let Some(content) = attachments.get(&path) {
                files.entries.insert(path, File::with_id(*content));
                continue;
            }
            let file = match put.get(&path) {
                Some(NewContent::Bytes(bytes)) => Some(File::with_bytes(Arc::clone(bytes))),
                Some(NewContent::Stored(id)) => Some(File::with_id(*id)),
                // On the disk it still stands where it comes from.
                Some(NewContent::From(source)) => match before.get(source) {
                    Some(file) => Some(File::with_bytes(contents.read(source, file)?)),
                    None => None,
                },
                None => before.get(&path).cloned(),
            };
            files.entries.extend(file.map(|file| (path, file)));
        }
        Ok(Self {
            files,
            layout,
            attachments,
            contents,
        })
    }
}

impl ReadContent for After<'_> {
    fn read(&self, path: &str, file: &File) -> Result<Arc<[u8]>, Unreadable> {
        match &file.content {
            crate::files::Content::Bytes(bytes) => Ok(Arc::clone(bytes)),
            _ => self.contents.read(path, file),
        }
    }
}

/// Returns true if a file of that path in a board's folder says something of a board: by its name,
/// as a card only in a stack's folder, and as an attachment or comment in one of the `folders` of
/// cards.
fn is_of_boards(path: &str, folders: &BTreeSet<String>) -> bool {
    let names: Vec<&str> = path.split('/').collect();
    match names.as_slice() {
        [_, text::BOARD_FILE] => true,
        [_, .., text::STACK_FILE] => true,
        [_, _, name] => text::is_card_name(name),
        [board, stack, folder, text::COMMENTS, name] => {
            text::is_card_name(name) && folders.contains(&format!("{board}/{stack}/{folder}"))
        }
        [board, stack, folder, _] => folders.contains(&format!("{board}/{stack}/{folder}")),
        _ => false,
    }
}

/// Files whose part in HEAD's tree their card decides.
pub(super) struct ByCard {
    /// Those of cards that the server holds as it was agreed: nothing of them was sent.
    unsent: BTreeSet<String>,
    /// Of those, what HEAD has edited or renamed, and where it was moved to since.
    left: BTreeSet<String>,
    /// Where cards stand that HEAD has edited or renamed elsewhere, and of which something was sent.
    moved: BTreeSet<String>,
}

impl ByCard {
    /// Goes through the cards of the files as they will be, which the server holds as in `remote`.
    pub(super) fn of(
        session: Session<'_>,
        plan: &PushPlan,
        head: CommitId,
        remote: &Account,
        layout: &Layout,
    ) -> Result<Self, SyncError> {
        let base = &plan.base.side;
        let tree = session.repo.tree_of(head)?;
        let in_head = if tree == base.tree {
            Arc::clone(&base.known)
        } else {
            let like = Some(base.known.as_ref());
            let (repo, server) = (session.repo, session.server);
            let read = stored_side(repo, server, (tree, Whose::Theirs), like, session.monitor);
            // Of a HEAD that nobody can read, the names of base will have to do.
            read.map_or_else(|_| Arc::clone(&base.known), |side| side.known)
        };
        let in_head = &in_head.layout;
        let (agreed, now) = (base.known.account.cards(), remote.cards());
        let is_as_agreed = |key: &CardKey| match (agreed.get(key), now.get(key)) {
            (Some(then), Some(now)) => then.card == now.card && then.stack.key == now.stack.key,
            _ => false,
        };
        let mut by_card = Self {
            unsent: BTreeSet::new(),
            left: BTreeSet::new(),
            moved: BTreeSet::new(),
        };
        for (key, file) in &layout.cards {
            let is_unsent = is_as_agreed(key);
            if is_unsent {
                by_card.unsent.insert(file.path.clone());
                let attachments = file.attachments.values();
                by_card
                    .unsent
                    .extend(attachments.map(|file| file.path.clone()));
                let comments = file.comments.values();
                by_card
                    .unsent
                    .extend(comments.map(|file| file.path.clone()));
            }
            let Some(committed) = in_head.cards.get(key) else {
                continue;
            };
            let agreed = base.files.get(&committed.path).map(|file| file.id);
            if committed.path == file.path || agreed == Some(committed.content) {
                continue;
            }
            if is_unsent {
                let both = [&committed.path, &file.path];
                by_card.left.extend(both.map(String::clone));
            } else {
                by_card.moved.insert(file.path.clone());
            }
        }
        Ok(by_card)
    }
}

/// The two trees of a push: what the server holds, and what HEAD becomes.
pub(super) struct Trees {
    pub(super) state: TreeId,
    pub(super) head: TreeId,
}

impl Trees {
    pub(super) fn new(
        session: Session<'_>,
        plan: &PushPlan,
        head: CommitId,
        after: &After<'_>,
        state_changes: text::Changes,
        by_card: &ByCard,
    ) -> Result<Self, SyncError> {
        let repo = session.repo;
        let head_tree = repo.tree_of(head)?;
        let head_files = repo.board_files(head_tree)?;
        let before = &plan.local.scan.files;
        let mut paths = known_paths(plan, after);
        let state_changes = stored_changes(state_changes, &after.files)?;
        paths.extend(state_changes.put.keys().cloned());
        // What was committed and moved or deleted since: no layout knows of it any more.
        let folders = card_folders(plan, after);
        let is_left = |path: &&String| before.get(path).is_none() && is_of_boards(path, &folders);
        paths.extend(head_files.entries.keys().filter(is_left).cloned());

        let (mut for_state, mut for_head) = (Changes::default(), Changes::default());
        for path in paths {
            let in_head = head_files.get(&path).map(|file| file.id);
            let here = Target::here(after, &path, in_head)?;
            let there = match state_changes.put.get(&path) {
                Some(put) => Target::Put(put.clone()),
                None if state_changes.remove.contains(&path) => Target::Absent,
                None => here.clone(),
            };
            let was_committed = before.get(&path).map(|file| file.id) == in_head;
            let agreed = plan.base.side.files.get(&path).map(|file| file.id);
            let ours = if by_card.left.contains(&path) {
                None
            } else if here.id() == there.id() || was_committed {
                Some(here)
            } else if in_head == agreed && !by_card.moved.contains(&path) {
                Some(there.clone())
            } else if by_card.unsent.contains(&path) {
                // What was committed of it and not sent stays committed.
                None
            } else {
                // The same, but the server's part has to come in too: all of the file is committed
                // rather than something of it taken out of HEAD.
                Some(here)
            };
            there.ask(&mut for_state, &path, in_head);
            if let Some(ours) = ours {
                ours.ask(&mut for_head, &path, in_head);
            }
        }
        Ok(Self {
            state: repo.edit_tree(Some(head_tree), &for_state)?,
            head: repo.edit_tree(Some(head_tree), &for_head)?,
        })
    }
}

/// What shall stand at a path.
#[derive(Clone)]
enum Target {
    Put(Put),
    Absent,
}

impl Target {
    /// Returns what will stand at a path of the working tree; `in_head` is stored already.
    fn here(after: &After<'_>, path: &str, in_head: Option<ContentId>) -> Result<Self, SyncError> {
        match after.files.get(path) {
            Some(file) if in_head == Some(file.id) => Ok(Self::Put(Put::Stored(file.id))),
            Some(file) if after.attachments.contains_key(path) => {
                Ok(Self::Put(Put::Stored(file.id)))
            }
            Some(file) => Ok(Self::Put(Put::Bytes(after.read(path, file)?))),
            None => Ok(Self::Absent),
        }
    }

    fn id(&self) -> Option<ContentId> {
        match self {
            Self::Put(put) => Some(put.id()),
            Self::Absent => None,
        }
    }

    fn ask(self, changes: &mut Changes, path: &str, present: Option<ContentId>) {
        match self {
            Self::Put(put) if present != Some(put.id()) => {
                changes.put.insert(path.to_owned(), put);
            }
            Self::Absent if present.is_some() => {
                changes.remove.insert(path.to_owned());
            }
            Self::Put(_) | Self::Absent => {}
        }
    }
}

/// Returns the paths of all files that the format knows of, before and after.
fn known_paths(plan: &PushPlan, after: &After<'_>) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = after.layout.paths().into_iter().collect();
    paths.extend(plan.local.known.layout.paths());
    paths.extend(plan.base.side.known.layout.paths());
    paths
}

fn attachments_of(layout: &Layout) -> BTreeMap<String, ContentId> {
    let cards = layout.cards.values();
    let files = cards.flat_map(|card| card.attachments.values());
    files
        .map(|file| (file.path.clone(), file.content))
        .collect()
}

/// Returns the folders that cards have, or would have by their files' names.
fn card_folders(plan: &PushPlan, after: &After<'_>) -> BTreeSet<String> {
    let layouts = [
        &after.layout,
        &plan.local.known.layout,
        &plan.base.side.known.layout,
    ];
    let cards = layouts.into_iter().flat_map(|layout| layout.cards.values());
    cards
        .flat_map(|card| {
            let beside = card.path.strip_suffix(".md").map(str::to_owned);
            beside.into_iter().chain(card.folder.clone())
        })
        .collect()
}
