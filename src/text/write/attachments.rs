//! Writing what hangs on a card: by name and content id, never by bytes.

use std::collections::BTreeMap;

use super::{NewContent, Writer};
use crate::board::Card;
use crate::text::layout::{AttachmentFile, CardFile};
use crate::text::names::{card_stem, join, split_path};

impl Writer<'_> {
    /// Makes the folder of a card hold the attachments that are wanted; `before` is where the card
    /// stood, and `after`, where its folder has moved along already, where it comes to stand.
    pub(super) fn write_attachments(
        &mut self,
        card: &Card,
        before: Option<&CardFile>,
        after: &mut CardFile,
    ) {
        let none = BTreeMap::new();
        let present = before.map_or(&none, |before| &before.attachments);
        let from = before.and_then(|before| before.folder.as_deref());
        let moved = |path: &str| match (from, &after.folder) {
            (Some(from), Some(to)) => format!("{to}{}", &path[from.len()..]),
            _ => path.to_owned(),
        };
        let mut files: BTreeMap<String, AttachmentFile> = present
            .iter()
            .map(|(name, file)| {
                let path = moved(&file.path);
                (
                    name.clone(),
                    AttachmentFile {
                        path,
                        ..file.clone()
                    },
                )
            })
            .collect();
        for (name, file) in present {
            if !card.attachments.contains_key(name) {
                files.remove(name);
                self.changes.put.remove(&moved(&file.path));
                self.changes.remove.insert(file.path.clone());
            }
        }
        for (name, content) in &card.attachments {
            if files.get(name).is_some_and(|file| file.content == *content) {
                continue;
            }
            let folder = after.folder.get_or_insert_with(|| {
                let (parent, file) = split_path(&after.path);
                join(parent, card_stem(file).unwrap_or(file))
            });
            let path = match files.get(name) {
                Some(file) => file.path.clone(),
                None => join(folder, name),
            };
            // Bytes that are here already, as those of a file that gets another name.
            let source = present.values().find(|file| file.content == *content);
            let new = match source {
                Some(file) => NewContent::From(file.path.clone()),
                None => NewContent::Stored(*content),
            };
            let is_there = self.over.files.get(&path);
            if is_there.is_none_or(|file| file.id != *content) {
                self.changes.put.insert(path.clone(), new);
            }
            let file = AttachmentFile {
                path,
                content: *content,
            };
            files.insert(name.clone(), file);
        }
        after.attachments = files;
    }
}
