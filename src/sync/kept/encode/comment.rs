//! Comments as bytes, with their files.

use super::Writer;
use crate::board::{Card, Comment, Thread};
use crate::text::{CardFile, CommentFile};

impl Writer {
    /// Writes the comments on a card; `None` for what only files of people have.
    pub(super) fn comments(&mut self, card: &Card) -> Option<()> {
        self.count(card.comments.len());
        for (key, comment) in &card.comments {
            let Comment {
                text,
                reply_to,
                author,
                created,
                thread,
            } = comment;
            self.key(key)?;
            self.text(text);
            match reply_to {
                Some(other) => {
                    self.flag(true);
                    self.key(other)?;
                }
                None => self.flag(false),
            }
            self.optional(author.as_deref(), Self::text);
            self.optional(*created, Self::time);
            self.optional(thread.as_ref(), |out, Thread { kind, closed }| {
                out.text(kind.word());
                out.optional(*closed, Self::done);
            });
        }
        Some(())
    }

    /// Writes where the comments on a card stand; `None` for what only files of people have.
    pub(super) fn comment_files(&mut self, file: &CardFile) -> Option<()> {
        self.count(file.comments.len());
        for (key, comment) in &file.comments {
            let CommentFile {
                path,
                content,
                line_ends,
                lacks_id,
                needs_writing,
            } = comment;
            self.key(key)?;
            self.text(path);
            self.bytes.extend_from_slice(content.as_raw());
            self.line_ends(*line_ends);
            self.flag(*lacks_id);
            self.flag(*needs_writing);
        }
        Some(())
    }
}
