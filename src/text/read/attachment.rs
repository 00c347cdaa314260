//! Reading what hangs on a card: the files in its folder, and folders that are no card's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{ReadCard, Reader, Written};
use crate::board::CardKey;
use crate::files::{Content, ContentId, File};
use crate::text::attachment_names::COMMENTS;
use crate::text::layout::{AttachmentFile, CardFile};
use crate::text::names::{is_card_name, is_ignored, is_ignored_name, join, nfc};
use crate::text::problem::Problem;

/// How a git-lfs pointer begins.
pub const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

impl Reader<'_> {
    /// Adds the files in a card's folder; a card that has those of base stays the one of base.
    pub(super) fn read_attachments(&mut self, read: &mut ReadCard) {
        let found = self.attachments_in(&read.card.key, &read.file);
        let same = found.len() == read.card.attachments.len()
            && found
                .iter()
                .all(|(name, file)| read.card.attachments.get(name) == Some(&file.content));
        if !same {
            let of_card = Arc::make_mut(&mut read.card);
            of_card.attachments = found
                .iter()
                .map(|(name, file)| (name.clone(), file.content))
                .collect();
            let base = self.base.and_then(|base| base.cards.get(&read.card.key));
            if let Some(base) = base.filter(|base| **base.card == *read.card) {
                read.card = Arc::clone(base.card);
            }
        }
        read.file.attachments = found;
    }

    fn attachments_in(
        &mut self,
        key: &CardKey,
        file: &CardFile,
    ) -> BTreeMap<String, AttachmentFile> {
        let mut found: BTreeMap<String, AttachmentFile> = BTreeMap::new();
        let Some(folder) = &file.folder else {
            return found;
        };
        let before = self.base.and_then(|base| base.known.layout.cards.get(key));
        let before = before.map(|file| &file.attachments);
        let files = self.files;
        let mut within: BTreeSet<&str> = BTreeSet::new();
        for (path, file) in files.below(folder) {
            let name = &path[folder.len() + 1..];
            let was = |name: &str| before.is_some_and(|before| before.contains_key(name));
            if let Some((inner, _)) = name.split_once('/') {
                let is_strange = inner != COMMENTS && !is_ignored(name);
                if is_strange && within.insert(inner) {
                    let path = join(folder, inner);
                    self.problems.push(match was(&nfc(inner)) {
                        true => Problem::error(
                            path,
                            "a folder stands in the place of an attachment; move it away, or \
                             remove it to delete the attachment",
                        ),
                        false => Problem::error(path, "folders cannot hang on a card").as_warning(),
                    });
                }
                continue;
            }
            let plain = nfc(name);
            let is_ours = self.written == Written::ByUs || was(&plain);
            if (is_ignored_name(name) && !is_ours) || name == COMMENTS {
                continue;
            }
            let Some(content) = self.attached_content(path, file, is_ours) else {
                continue;
            };
            let attachment = AttachmentFile {
                path: path.to_owned(),
                content,
            };
            if let Some(twin) = found.insert(plain, attachment) {
                let message = format!("`{}` has the same name in another spelling", twin.path);
                self.problems.push(Problem::error(path, message));
            }
        }
        found
    }

    /// Returns the content of a file that is to hang on a card, or reports why it cannot.
    fn attached_content(&mut self, path: &str, file: &File, is_ours: bool) -> Option<ContentId> {
        let message = match &file.content {
            Content::Bytes(bytes) if bytes.starts_with(LFS_POINTER) && !is_ours => {
                "is a git-lfs pointer, not the file itself; fetch it with `git lfs pull`, and take \
                 the folders of boards out of git-lfs"
                    .to_owned()
            }
            Content::Bytes(_) | Content::Elsewhere => return Some(file.id),
            Content::Link => "is a symbolic link; links are never followed".to_owned(),
            Content::Special => "is not a regular file".to_owned(),
            Content::Unreadable(reason) => format!("cannot be read: {reason}"),
        };
        self.problems.push(Problem::error(path, message));
        None
    }

    /// Reports folders of attachments that belong to no card.
    pub(super) fn check_orphans(&mut self) {
        let claimed: BTreeSet<&str> = self
            .layout
            .cards
            .values()
            .filter_map(|card| card.folder.as_deref())
            .chain(self.layout.stacks.values().map(|stack| stack.path.as_str()))
            .collect();
        // What hung on a card whose file is gone goes with it.
        let of_gone: BTreeSet<&str> = self
            .base
            .iter()
            .flat_map(|base| &base.known.layout.cards)
            .filter(|(key, _)| !self.seen_cards.contains_key(key))
            .filter_map(|(_, card)| card.folder.as_deref())
            .collect();
        let mut orphans: BTreeSet<String> = BTreeSet::new();
        for stack in self.layout.stacks.values() {
            for (path, _) in self.files.below(&stack.path) {
                let rest = &path[stack.path.len() + 1..];
                let Some((inner, name)) = rest.split_once('/') else {
                    continue;
                };
                let folder = join(&stack.path, inner);
                let is_comment = name
                    .strip_prefix(COMMENTS)
                    .and_then(|name| name.strip_prefix('/'))
                    .is_some_and(|name| !name.contains('/') && is_card_name(name));
                let is_plain = !name.contains('/') && !is_card_name(name);
                let is_attachment = (is_plain || is_comment) && !is_ignored(rest);
                let is_owned = claimed.contains(folder.as_str()) || of_gone.contains(&*folder);
                if is_attachment && !is_owned && !name.eq_ignore_ascii_case("readme.md") {
                    orphans.insert(folder);
                }
            }
        }
        for folder in orphans {
            let message = "this folder belongs to no card; name it as the card's file without \
                           `.md`, or move it out of the board";
            self.problems.push(Problem::error(folder, message));
        }
    }
}
