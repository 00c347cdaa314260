//! Writing the comments in a card's folder.

use std::collections::BTreeMap;

use super::{NamePolicy, Writer};
use crate::board::{Card, Comment, CommentKey};
use crate::text::attachment_names::COMMENTS;
use crate::text::body::LineEnds;
use crate::text::comment_file::write_comment;
use crate::text::layout::{CardFile, CommentFile};
use crate::text::names::{card_stem, join, slug, split_path};
use crate::text::problem::Problem;

impl Writer<'_> {
    /// Makes the folder of a card hold the comments that are wanted; `before` is where the card
    /// stood, and `after`, where its folder has moved along already, where it comes to stand.
    pub(super) fn write_comments(
        &mut self,
        card: &Card,
        before: Option<&CardFile>,
        after: &mut CardFile,
    ) -> Result<(), Problem> {
        let none = BTreeMap::new();
        let present = before.map_or(&none, |before| &before.comments);
        let from = before.and_then(|before| before.folder.clone());
        let to = after.folder.clone();
        let moved = |path: &str| match (&from, &to) {
            (Some(from), Some(to)) => format!("{to}{}", &path[from.len()..]),
            _ => path.to_owned(),
        };
        after.comments = BTreeMap::new();
        for (key, file) in present {
            if !card.comments.contains_key(key) {
                self.changes.put.remove(&moved(&file.path));
                self.changes.remove.insert(file.path.clone());
            }
        }
        for (key, comment) in &card.comments {
            let written = match present.get(key) {
                Some(file) => {
                    let path = moved(&file.path);
                    // A new one may name what it answers by a file that gets another name now.
                    let answered = comment.reply_to.as_ref().filter(|key| !key.is_new());
                    let answered = answered.and_then(|key| present.get(key));
                    let is_named_anew = answered.is_some_and(|answered| answered.lacks_id);
                    let file = &CommentFile {
                        needs_writing: file.needs_writing || file.lacks_id && is_named_anew,
                        ..file.clone()
                    };
                    self.changed_comment(card, (key, comment), file, path)?
                }
                None => {
                    let folder = after.folder.get_or_insert_with(|| {
                        let (parent, file) = split_path(&after.path);
                        join(parent, card_stem(file).unwrap_or(file))
                    });
                    let folder = join(folder, COMMENTS);
                    let path = self.new_card_path(&folder, &stem_of(key, comment));
                    let text = write_comment(self.service, &path, "", key, comment, None)?;
                    CommentFile {
                        content: self.put_text(&path, &text),
                        path,
                        line_ends: LineEnds::of(&text),
                        lacks_id: key.is_new(),
                        needs_writing: false,
                    }
                }
            };
            after.comments.insert(key.clone(), written);
        }
        Ok(())
    }

    fn changed_comment(
        &mut self,
        card: &Card,
        (key, comment): (&CommentKey, &Comment),
        file: &CommentFile,
        moved: String,
    ) -> Result<CommentFile, Problem> {
        let before = self.cards_before.get(&card.key);
        let before = before.and_then(|at| at.card.comments.get(key));
        let gets_id = file.lacks_id && !key.is_new();
        // Any time equals every other one.
        let is_exact = before.map(Comment::closed_at) == Some(comment.closed_at());
        if before == Some(comment) && is_exact && !gets_id && !file.needs_writing {
            return Ok(CommentFile {
                path: moved,
                ..file.clone()
            });
        }
        let path = match gets_id && self.policy == NamePolicy::AsPulled {
            true => {
                let (folder, name) = split_path(&moved);
                let (folder, name) = (folder.to_owned(), name.to_owned());
                let stem = stem_of(key, comment);
                self.taken_in(&folder).release(&name);
                self.taken_in(&folder)
                    .release(card_stem(&name).unwrap_or(&name));
                self.new_card_path(&folder, &stem)
            }
            false => moved.clone(),
        };
        let over = self.text_at(&file.path)?;
        // A file without an id may say its text in other words: a copy names its author by a key.
        let known = before.filter(|_| !file.lacks_id).map(|one| &*one.text);
        let text = write_comment(self.service, &file.path, &over, key, comment, known)?;
        self.changes.put.remove(&moved);
        if path != file.path {
            self.changes.remove.insert(file.path.clone());
        }
        Ok(CommentFile {
            content: self.put_text(&path, &text),
            path,
            line_ends: LineEnds::of(&text),
            lacks_id: key.is_new(),
            needs_writing: false,
        })
    }
}

/// Returns the name of a comment's file without its ending: `2026-11-02-177`.
fn stem_of(key: &CommentKey, comment: &Comment) -> String {
    let date = comment.created.map(|time| time.strftime("%Y-%m-%d"));
    let id = key.id().map(|id| slug(id.as_str()));
    match (date, id) {
        (Some(date), Some(id)) => format!("{date}-{id}"),
        (None, Some(id)) => id,
        (_, None) => "new".to_owned(),
    }
}
