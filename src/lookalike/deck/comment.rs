//! Comments on cards.

use super::Deck;
use super::permission::Right;
use super::refusal::Refusal;

/// So many characters a comment may have.
const LONGEST_MESSAGE: usize = 1000;

/// Cuts what PHP's `trim` cuts, with which Nextcloud takes the text of every comment.
fn trimmed(message: &str) -> &str {
    message.trim_matches([' ', '\t', '\n', '\r', '\0', '\u{b}'])
}

/// A comment on a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comment {
    /// The id; 0 lets [`Deck::insert_comment`] choose.
    pub id: i64,
    /// At most 1000 characters; may be empty.
    pub message: String,
    /// The uid of who wrote it.
    pub author: String,
    /// Unix seconds; editing does not change it.
    pub created_at: i64,
    /// The id of the comment that it answers; that one may be deleted meanwhile.
    pub parent: Option<i64>,
}

impl Deck {
    /// Returns a card's comments, the newest first.
    ///
    /// # Errors
    /// `Denied` without the right to read; `CardDeleted`.
    pub fn read_comments(&self, who: &str, card: i64) -> Result<Vec<&Comment>, Refusal> {
        let (card, _) = self.allow_card(who, card, Right::Read)?;
        let mut comments: Vec<&Comment> = card.comments.iter().collect();
        comments.sort_by_key(|comment| std::cmp::Reverse((comment.created_at, comment.id)));
        Ok(comments)
    }

    /// Writes a comment; blanks around the message are cut.
    ///
    /// # Errors
    /// `Denied` without the right to read; `Invalid` for a message that is too long or a parent
    /// that is not on the card.
    pub fn write_comment(
        &mut self,
        who: &str,
        card: i64,
        message: &str,
        parent: Option<i64>,
    ) -> Result<Comment, Refusal> {
        let (held, _) = self.allow_card(who, card, Right::Read)?;
        let message = trimmed(message);
        if message.chars().count() > LONGEST_MESSAGE {
            let words = format!("Message exceeds allowed character limit of {LONGEST_MESSAGE}");
            return Err(Refusal::Invalid(words));
        }
        if parent.is_some_and(|parent| held.comment(parent).is_none()) {
            let words = "Invalid parent id: The parent comment was not found or belongs to a \
                         different card";
            return Err(Refusal::Invalid(words.to_owned()));
        }
        let comment = Comment {
            id: 0,
            message: message.to_owned(),
            author: who.to_owned(),
            created_at: self.clock.now(),
            parent,
        };
        let comment = self.insert_comment(card, comment).ok_or(Refusal::Denied)?;
        self.touch_card(who, card);
        Ok(comment)
    }

    /// Changes a comment's message.
    ///
    /// # Errors
    /// `NotFound` if the card has no such comment; `NotTheAuthor`; `Crash` for a message that is
    /// too long.
    pub fn edit_comment(
        &mut self,
        who: &str,
        card: i64,
        id: i64,
        message: &str,
    ) -> Result<Comment, Refusal> {
        self.allow_author(who, card, id)?;
        let message = trimmed(message);
        if message.chars().count() > LONGEST_MESSAGE {
            return Err(Refusal::Crash);
        }
        let held = self.cards.get_mut(&card).ok_or(Refusal::Denied)?;
        let mut comments = held.comments.iter_mut();
        let comment = comments.find(|one| one.id == id).ok_or(Refusal::Denied)?;
        comment.message = message.to_owned();
        let shown = comment.clone();
        self.touch_card(who, card);
        Ok(shown)
    }

    /// Removes a comment; answers to it stay.
    ///
    /// # Errors
    /// `NotFound` if the card has no such comment; `NotTheAuthor`.
    pub fn delete_comment(&mut self, who: &str, card: i64, id: i64) -> Result<(), Refusal> {
        self.allow_author(who, card, id)?;
        let held = self.cards.get_mut(&card).ok_or(Refusal::Denied)?;
        held.comments.retain(|one| one.id != id);
        self.touch_card(who, card);
        Ok(())
    }

    fn allow_author(&self, who: &str, card: i64, id: i64) -> Result<(), Refusal> {
        let (card, _) = self.allow_card(who, card, Right::Read)?;
        match card.comment(id) {
            None => Err(Refusal::NotFound("No comment found.".to_owned())),
            Some(comment) if comment.author != who => Err(Refusal::NotTheAuthor),
            Some(_) => Ok(()),
        }
    }
}
