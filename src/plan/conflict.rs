//! Conflicts: each row of the tables that needs a person, with what the person needs.

use std::fmt;

use crate::board::printable::printable;
use crate::board::{BoardKey, CardKey, CommentKey, LabelKey, Person, StackKey};

pub use super::field::Field;
pub use super::three_values::ThreeValues;
use super::words::{Kind, TITLE_CHARACTERS, counted, quoted};

/// The key of a thing of any kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ThingKey {
    /// A board.
    Board(BoardKey),
    /// A label.
    Label(LabelKey),
    /// A member of a board.
    Member(BoardKey, Person),
    /// A stack.
    Stack(StackKey),
    /// A card.
    Card(CardKey),
    /// A comment on a card.
    Comment(CardKey, CommentKey),
    /// A milestone, by its id, or by its name where both sides may lack that.
    Milestone(String),
}

impl ThingKey {
    /// Returns what kind of thing it names.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Board(_) => Kind::Board,
            Self::Label(_) => Kind::Label,
            Self::Member(_, _) => Kind::Member,
            Self::Stack(_) => Kind::Stack,
            Self::Card(_) => Kind::Card,
            Self::Comment(..) => Kind::Comment,
            Self::Milestone(_) => Kind::Milestone,
        }
    }
}

/// As a person writes it: the id, `new 3`, or a member's name.
impl fmt::Display for ThingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Board(key) => key.fmt(formatter),
            Self::Label(key) => key.fmt(formatter),
            Self::Member(_, person) => person.fmt(formatter),
            Self::Stack(key) => key.fmt(formatter),
            Self::Card(key) => key.fmt(formatter),
            Self::Comment(_, key) => key.fmt(formatter),
            Self::Milestone(key) => key.fmt(formatter),
        }
    }
}

/// A thing, with the titles by which a person knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// What names it.
    pub key: ThingKey,
    /// The title of its board; `None` for boards.
    pub board: Option<String>,
    /// The title of its stack, or of the stack around it.
    pub stack: Option<String>,
    /// Its title or name.
    pub title: String,
}

/// `card "Fix login" in Roadmap / To do`.
impl fmt::Display for Thing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.key.kind(), quoted(&self.title))?;
        let place: Vec<String> = [&self.board, &self.stack]
            .into_iter()
            .flatten()
            .map(|title| printable(title, TITLE_CHARACTERS))
            .collect();
        if !place.is_empty() {
            write!(formatter, " in {}", place.join(" / "))?;
        }
        Ok(())
    }
}

/// What a person has to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Both sides changed one value, to different ones.
    BothChanged {
        /// Whose value.
        thing: Thing,
        /// Which value.
        field: Field,
        /// The three values.
        values: ThreeValues,
    },
    /// Both sides have it, base has not, and a value differs.
    DifferentWithoutBase {
        /// Whose value.
        thing: Thing,
        /// Which value.
        field: Field,
        /// The values; none in base.
        values: ThreeValues,
    },
    /// Both sides moved it, to different stacks or boards.
    BothMoved {
        /// What was moved.
        thing: Thing,
        /// The titles of the three places.
        values: ThreeValues,
    },
    /// Each side moved one stack into the other.
    MovedIntoEachOther {
        /// One of the stacks; it stays where it is here.
        thing: Thing,
    },
    /// It was moved here to a board or stack that is out of sight.
    MovedOutOfSight {
        /// What was moved.
        thing: Thing,
        /// The titles of board and stack.
        place: String,
    },
    /// Deleted there, changed here: it stays here.
    DeletedThereChangedHere {
        /// What was deleted.
        thing: Thing,
    },
    /// Deleted here, changed there: it comes back.
    DeletedHereChangedThere {
        /// What was deleted.
        thing: Thing,
    },
    /// It has an id here that neither base nor the server knows.
    GoneThere {
        /// What is gone.
        thing: Thing,
    },
    /// A label was deleted there, and put on a card here.
    LabelDeletedThereUsedHere {
        /// The label.
        thing: Thing,
        /// The titles of the cards.
        cards: Vec<String>,
    },
    /// A label was deleted here, and put on a card there.
    LabelDeletedHereUsedThere {
        /// The label.
        thing: Thing,
        /// The titles of the cards.
        cards: Vec<String>,
    },
}

impl Conflict {
    /// Returns what the conflict is about.
    pub fn thing(&self) -> &Thing {
        match self {
            Self::BothChanged { thing, .. }
            | Self::DifferentWithoutBase { thing, .. }
            | Self::BothMoved { thing, .. }
            | Self::MovedIntoEachOther { thing }
            | Self::MovedOutOfSight { thing, .. }
            | Self::DeletedThereChangedHere { thing }
            | Self::DeletedHereChangedThere { thing }
            | Self::GoneThere { thing }
            | Self::LabelDeletedThereUsedHere { thing, .. }
            | Self::LabelDeletedHereUsedThere { thing, .. } => thing,
        }
    }

    /// Returns what a person can do, as a clause in lower case.
    pub fn way_out(&self) -> String {
        let kind = self.thing().key.kind();
        let what = match kind {
            Kind::Board | Kind::Stack => "folder",
            Kind::Card | Kind::Attachment | Kind::Comment => "file",
            Kind::Label | Kind::Member => "entry in `board.yaml`",
            Kind::Milestone => "entry in `codecks.yaml`",
        };
        match self {
            Self::BothChanged { .. } | Self::DifferentWithoutBase { .. } => {
                "keep one of the values, or write a third".to_owned()
            }
            Self::BothMoved { .. } => format!("leave the {what} in the place that you want"),
            Self::MovedIntoEachOther { .. } => {
                "move one of the folders out of the other".to_owned()
            }
            Self::MovedOutOfSight { .. } => {
                format!("move the {what} back, or make that board visible to this account")
            }
            Self::DeletedThereChangedHere { .. } | Self::GoneThere { .. } => {
                format!("delete the {what}, or remove `id` to make a new {kind}")
            }
            Self::DeletedHereChangedThere { .. } => {
                format!("delete the {what} again to mean it, or keep it")
            }
            Self::LabelDeletedThereUsedHere { .. } => {
                "take the label off the cards, or remove its `id` to make it anew".to_owned()
            }
            Self::LabelDeletedHereUsedThere { .. } => {
                "delete the label again to mean it, or keep it".to_owned()
            }
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thing = self.thing();
        match self {
            Self::BothChanged { field, values, .. } => write!(
                formatter,
                "{thing}: `{field}` changed on both sides: {}",
                values.in_words(*field)
            ),
            Self::DifferentWithoutBase { field, values, .. } => write!(
                formatter,
                "{thing}: `{field}` differs, and nobody knows what it was: {}",
                values.in_words(*field)
            ),
            Self::BothMoved { values, .. } => write!(
                formatter,
                "{thing}: moved on both sides: {}",
                values.in_words(Field::Place)
            ),
            Self::MovedIntoEachOther { .. } => write!(
                formatter,
                "{thing}: moved into a stack that was moved into it on the other side"
            ),
            Self::MovedOutOfSight { place, .. } => write!(
                formatter,
                "{thing}: moved to {}, which is out of sight",
                quoted(place)
            ),
            Self::DeletedThereChangedHere { .. } => {
                write!(formatter, "{thing}: deleted there and changed here")
            }
            Self::DeletedHereChangedThere { .. } => {
                write!(formatter, "{thing}: deleted here and changed there")
            }
            Self::GoneThere { .. } => write!(
                formatter,
                "{thing}: gone there, and its id `{}` is in no state that is known here",
                thing.key
            ),
            Self::LabelDeletedThereUsedHere { cards, .. } => write!(
                formatter,
                "{thing}: deleted there and put on {} here",
                counted(cards.len(), "card")
            ),
            Self::LabelDeletedHereUsedThere { cards, .. } => write!(
                formatter,
                "{thing}: deleted here and put on {} there",
                counted(cards.len(), "card")
            ),
        }
    }
}
