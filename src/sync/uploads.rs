//! Attachments from the working tree to the service: which files they are, and their bytes.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use crate::board::{Card, ListedAttachments, Operation};
use crate::files::{ContentId, Unreadable};
use crate::provider::{Contents, OpenContent};
use crate::repo::{Repo, content_of_file, open_regular_file};
use crate::text::Layout;

use super::contents::ByName;
use super::error::SyncError;

/// Tells the operations on attachments what the service lists under their names, and their sizes;
/// tells deletions what it lists on the cards that go.
pub(super) fn complete(
    operations: &mut [Operation],
    repo: &Repo,
    layout: &Layout,
    by_name: &ByName,
) {
    let files = files_by_content(layout);
    for operation in operations {
        let edit = match operation {
            Operation::EditAttachment(edit) => edit,
            Operation::DeleteCard(delete) => {
                delete.listed = listed([&delete.card], by_name);
                continue;
            }
            Operation::DeleteStack(delete) => {
                delete.listed = listed(delete.stack.all_cards(), by_name);
                continue;
            }
            Operation::DeleteBoard(delete) => {
                let stacks = delete.board.all_stacks().into_iter();
                delete.listed = listed(stacks.flat_map(|stack| &stack.cards), by_name);
                continue;
            }
            _ => continue,
        };
        if edit.content.old.is_some() {
            let of_card = by_name.get(&edit.card);
            edit.listed = of_card.and_then(|names| names.get(&edit.name)).cloned();
        }
        let file = edit.content.new.and_then(|content| files.get(&content));
        edit.size = match file {
            Some(path) => {
                let open = open_regular_file(&repo.workdir().join(path));
                open.ok().map(|(_, size)| size)
            }
            None => edit.listed.as_ref().and_then(|listed| listed.size),
        };
    }
}

fn listed<'c>(
    cards: impl IntoIterator<Item = &'c Arc<Card>>,
    by_name: &ByName,
) -> ListedAttachments {
    let keys = cards.into_iter().map(|card| &card.key);
    let with_some = keys.filter_map(|key| Some((key, by_name.get(key)?)));
    with_some
        .map(|(key, names)| (key.clone(), names.values().cloned().collect()))
        .collect()
}

fn files_by_content(layout: &Layout) -> HashMap<ContentId, &str> {
    let files = layout
        .cards
        .values()
        .flat_map(|card| card.attachments.values());
    files
        .map(|file| (file.content, file.path.as_str()))
        .collect()
}

/// Stores the attachments here that git does not hold yet, so that commits can name them.
///
/// # Errors
/// A file cannot be read or stored; or it changed since it was looked at.
pub(super) fn store_local(repo: &Repo, layout: &Layout) -> Result<(), SyncError> {
    let files = layout
        .cards
        .values()
        .flat_map(|card| card.attachments.values());
    for file in files {
        if repo.stored_size(file.content).is_none()
            && repo.store_worktree_file(&file.path)? != file.content
        {
            return Err(SyncError::Content(Unreadable {
                path: file.path.clone(),
                reason: "it was changed meanwhile".to_owned(),
            }));
        }
    }
    Ok(())
}

/// The files of the working tree, to be uploaded.
pub(super) struct LocalContents {
    files: HashMap<ContentId, PathBuf>,
}

impl LocalContents {
    pub(super) fn of(repo: &Repo, layout: &Layout) -> Self {
        let files = files_by_content(layout).into_iter();
        Self {
            files: files
                .map(|(content, path)| (content, repo.workdir().join(path)))
                .collect(),
        }
    }
}

impl Contents for LocalContents {
    fn open(&self, id: ContentId) -> io::Result<OpenContent> {
        let path = self
            .files
            .get(&id)
            .ok_or_else(|| io::Error::other("its file is not known"))?;
        let changed = || io::Error::other("it was changed since the plan was made");
        // Read once for its id, and then again: what is sent is what was planned.
        if content_of_file(path)? != id {
            return Err(changed());
        }
        let (file, size) = open_regular_file(path)?;
        Ok(OpenContent {
            id,
            size,
            bytes: Box::new(file.take(size)),
        })
    }
}
