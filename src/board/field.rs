//! Values of cards that one service has and others have not; all of them are texts.

/// A value of a card that only some services have.
///
/// What a value means is the provider's business: to everything else it is a text that is equal to
/// another one or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardField {
    /// The card that it is a part of, by id (Codecks: its hero card).
    Parent,
    /// How far the work is; absent while it has not begun.
    Status,
    /// `high`, `medium` or `low`.
    Priority,
    /// A number.
    Effort,
    /// The milestone, by name.
    Milestone,
    /// The run, by name.
    Run,
    /// `true` for a card that is a document.
    Doc,
    /// The project that it belongs to, by name (Kanbanik).
    Project,
    /// Its class of service, by name (Kanbanik).
    ClassOfService,
}

impl CardField {
    /// Every field.
    pub const ALL: [Self; 9] = [
        Self::Parent,
        Self::Status,
        Self::Priority,
        Self::Effort,
        Self::Milestone,
        Self::Run,
        Self::Doc,
        Self::Project,
        Self::ClassOfService,
    ];

    /// Returns the key that it has in the files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Status => "status",
            Self::Priority => "priority",
            Self::Effort => "effort",
            Self::Milestone => "milestone",
            Self::Run => "run",
            Self::Doc => "doc",
            Self::Project => "project",
            Self::ClassOfService => "class_of_service",
        }
    }

    /// Returns what people call it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::ClassOfService => "class of service",
            other => other.word(),
        }
    }

    /// Returns the field of that key.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }
}
