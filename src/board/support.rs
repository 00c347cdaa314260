//! What a service, a server and an account can express.

/// A service that boards come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Nextcloud Deck.
    Deck,
    /// Kanbanik.
    Kanbanik,
}

impl Service {
    /// Returns the word that names it in URLs, settings and files: `deck`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deck => "deck",
            Self::Kanbanik => "kanbanik",
        }
    }

    /// Returns the name that people know: `Nextcloud Deck`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Deck => "Nextcloud Deck",
            Self::Kanbanik => "Kanbanik",
        }
    }

    /// Returns the titles that it takes for none (Deck: `false`, seen in versions 1.16 and 1.18).
    pub fn refused_titles(self) -> &'static [&'static str] {
        match self {
            Self::Deck => &["false"],
            Self::Kanbanik => &[],
        }
    }

    /// Returns the service of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Deck, Self::Kanbanik]
            .into_iter()
            .find(|service| service.word() == word)
    }

    /// Returns true if boards have a list of labels, a color, an archive; if cards have one, and
    /// any number of assignees, and move between boards without becoming others.
    pub fn has_board_values(self) -> bool {
        match self {
            Self::Deck => true,
            Self::Kanbanik => false,
        }
    }

    /// Returns true if files hang on cards.
    pub fn has_attachments(self) -> bool {
        match self {
            Self::Deck => true,
            Self::Kanbanik => false,
        }
    }

    /// Returns true if boards have projects and stacks limits and orientations.
    pub fn has_projects(self) -> bool {
        match self {
            Self::Deck => false,
            Self::Kanbanik => true,
        }
    }
}

/// Longest titles, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of a board.
    pub board_title: usize,
    /// Of a stack.
    pub stack_title: usize,
    /// Of a label.
    pub label_name: usize,
    /// Of a card.
    pub card_title: usize,
}

/// What a server can express.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// The service.
    pub service: Service,
    /// The server's version, as it says.
    pub version: String,
    /// Cards have a color, a start date and dependencies (Deck from 1.18).
    pub card_color_and_start: bool,
    /// A stack can be a done column (Deck from 1.18).
    pub done_column: bool,
    /// Members of boards can be changed.
    pub members: bool,
    /// Stacks can stand in stacks.
    pub nested_stacks: bool,
    /// Longest titles.
    pub limits: Limits,
}

/// What the account may do with one board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// May change cards.
    pub edit: bool,
    /// May change stacks, labels and the board itself.
    pub manage: bool,
    /// May share it.
    pub share: bool,
}
