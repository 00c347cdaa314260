//! Values of things, by the names that the files have for them.

use std::fmt;

use crate::board::CardField;

/// A value of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The title of a board, stack or card.
    Title,
    /// The name of a label or milestone.
    Name,
    /// The text of a card.
    Text,
    /// The labels of a card.
    Labels,
    /// The assignees of a card.
    Assignees,
    /// When a card is due.
    Due,
    /// When a card was done.
    Done,
    /// Whether the thread that a comment begins is closed.
    Closed,
    /// Whether a board or card is archived.
    Archived,
    /// The color of a board, label, milestone or card.
    Color,
    /// When work on a card or towards a milestone starts.
    Start,
    /// The type of a card.
    Type,
    /// The cards that a card depends on.
    DependsOn,
    /// The files that hang on a card.
    Attachments,
    /// The tags of a card.
    Tags,
    /// What only some services have.
    Own(CardField),
    /// Whether a stack is a done column.
    DoneColumn,
    /// Limit and orientation of a stack.
    Lane,
    /// The projects on a board, or that a milestone is for.
    Projects,
    /// The classes of service of a board.
    Classes,
    /// The day of a milestone.
    Date,
    /// Whether a milestone is for all boards.
    Global,
    /// What a member may do; none: they are no member.
    Permissions,
    /// The stack of a card; the board or stack that a stack is in.
    Place,
    /// The order of the cards in a stack, or of stacks.
    Order,
    /// Whether it is there at all.
    Presence,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 34] = [
        Self::Title,
        Self::Name,
        Self::Text,
        Self::Labels,
        Self::Assignees,
        Self::Due,
        Self::Done,
        Self::Closed,
        Self::Archived,
        Self::Color,
        Self::Start,
        Self::Type,
        Self::DependsOn,
        Self::Attachments,
        Self::Tags,
        Self::Own(CardField::Project),
        Self::Own(CardField::ClassOfService),
        Self::Own(CardField::Parent),
        Self::Own(CardField::Status),
        Self::Own(CardField::Priority),
        Self::Own(CardField::Effort),
        Self::Own(CardField::Milestone),
        Self::Own(CardField::Run),
        Self::Own(CardField::Doc),
        Self::DoneColumn,
        Self::Lane,
        Self::Projects,
        Self::Classes,
        Self::Date,
        Self::Global,
        Self::Permissions,
        Self::Place,
        Self::Order,
        Self::Presence,
    ];

    /// Returns its name, as in the files where it stands in one.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Name => "name",
            Self::Text => "text",
            Self::Labels => "labels",
            Self::Assignees => "assignees",
            Self::Due => "due",
            Self::Done => "done",
            Self::Closed => "closed",
            Self::Archived => "archived",
            Self::Color => "color",
            Self::Start => "start",
            Self::Type => "type",
            Self::DependsOn => "depends_on",
            Self::Attachments => "attachments",
            Self::Tags => "tags",
            Self::Own(field) => field.word(),
            Self::DoneColumn => "done_column",
            Self::Lane => "wip_limit and orientation",
            Self::Projects => "projects",
            Self::Classes => "classes_of_service",
            Self::Date => "date",
            Self::Global => "global",
            Self::Permissions => "permissions",
            Self::Place => "stack",
            Self::Order => "order",
            Self::Presence => "presence",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}
