//! Cards: what the server keeps of them; the calls that change them are in `card_calls`.

use super::assignment::Assignment;
use super::comment::Comment;
use super::moment::Moment;
use super::rule::RuleKind;

/// A card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The id; 0 lets [`insert_card`](super::Deck::insert_card) choose. Kept when the card moves, also
    /// between boards.
    pub id: i64,
    /// 1 to 255 characters.
    pub title: String,
    /// Any text, kept byte for byte.
    pub description: String,
    /// The description before the last editor's time.
    pub description_before: Option<String>,
    /// The stack's id.
    pub stack: i64,
    /// Normally `plain`.
    pub kind: String,
    /// Up to 6 characters, normally hexadecimal digits (1.18).
    pub color: Option<String>,
    /// Unix seconds; the ETag is made of it.
    pub last_modified: i64,
    /// The uid of who changed it last; not set by every kind of change.
    pub last_editor: Option<String>,
    /// Unix seconds.
    pub created_at: i64,
    /// The ids of its labels in order of assignment; one assigned twice is here twice.
    pub labels: Vec<i64>,
    /// Who is assigned, in order of assignment.
    pub assignments: Vec<Assignment>,
    /// The uid of who made it.
    pub owner: String,
    /// Its place in the stack; need be neither unique nor dense.
    pub order: i64,
    /// Whether it is archived.
    pub archived: bool,
    /// Unix seconds of when it was done.
    pub done: Option<i64>,
    /// Unix seconds of when it is due.
    pub due: Option<i64>,
    /// Unix seconds of when it starts (1.18).
    pub start: Option<i64>,
    /// Unix seconds; 0 if not deleted.
    pub deleted_at: i64,
    /// The ids of the cards that it depends on (1.18).
    pub depends_on: Vec<i64>,
    /// Its comments, in the order of their making.
    pub comments: Vec<Comment>,
    /// How many attachments answers tell of besides those that are kept.
    pub attachment_count: i64,
}

impl Default for Card {
    fn default() -> Card {
        Card {
            id: 0,
            title: String::new(),
            description: String::new(),
            description_before: None,
            stack: 0,
            kind: "plain".to_owned(),
            color: None,
            last_modified: 0,
            last_editor: None,
            created_at: 0,
            labels: Vec::new(),
            assignments: Vec::new(),
            owner: String::new(),
            order: 999,
            archived: false,
            done: None,
            due: None,
            start: None,
            deleted_at: 0,
            depends_on: Vec::new(),
            comments: Vec::new(),
            attachment_count: 0,
        }
    }
}

/// All that a new card is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCard {
    /// 1 to 255 characters.
    pub title: String,
    /// Normally `plain`.
    pub kind: String,
    /// Its place in the stack, normally 999.
    pub order: i64,
    /// Any text.
    pub description: String,
    /// When it is due.
    pub due: Option<Moment>,
    /// When it starts (1.18).
    pub start: Option<Moment>,
    /// Its color (1.18).
    pub color: Option<String>,
}

impl NewCard {
    /// Returns what a client sends that gives a card a title alone.
    pub fn titled(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            kind: "plain".to_owned(),
            order: 999,
            description: String::new(),
            due: None,
            start: None,
            color: None,
        }
    }
}

/// All that a full replacement of a card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardEdit {
    /// 1 to 255 characters.
    pub title: String,
    /// Normally `plain`.
    pub kind: String,
    /// The stack that the card is to be in afterwards.
    pub stack: i64,
    /// Its place in the stack, as a number.
    pub order: i64,
    /// Any text.
    pub description: String,
    /// When it is due.
    pub due: Option<Moment>,
    /// When it starts (1.18).
    pub start: Option<Moment>,
    /// Its color (1.18).
    pub color: Option<String>,
    /// When it was done.
    pub done: Option<Moment>,
    /// Whether it is archived; `None` leaves that as it is.
    pub archived: Option<bool>,
    /// The time of deletion, 0 for a card that is not deleted; `None` leaves that as it is.
    pub deleted_at: Option<i64>,
}

impl Card {
    /// Returns the comment of this id.
    pub fn comment(&self, id: i64) -> Option<&Comment> {
        self.comments.iter().find(|one| one.id == id)
    }

    /// Returns the assignment of a user or a group to this card.
    pub fn assignment(&self, participant: &str, kind: RuleKind) -> Option<&Assignment> {
        self.assignments
            .iter()
            .find(|one| one.participant == participant && one.kind == kind)
    }
}
