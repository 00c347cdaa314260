//! What a service, a server and an account can express.

use super::CardField;

/// A service that boards come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Nextcloud Deck.
    Deck,
    /// Codecks.
    Codecks,
}

impl Service {
    /// Returns the word that names it in URLs, settings and files: `deck`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deck => "deck",
            Self::Codecks => "codecks",
        }
    }

    /// Returns the name that people know: `Nextcloud Deck`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Deck => "Nextcloud Deck",
            Self::Codecks => "Codecks",
        }
    }

    /// Returns the titles that it takes for none (Deck: `false`, seen in versions 1.16 and 1.18).
    pub fn refused_titles(self) -> &'static [&'static str] {
        match self {
            Self::Deck => &["false"],
            Self::Codecks => &[],
        }
    }

    /// Returns true if an order of cards and stacks can be sent. Where it cannot, the service has an
    /// order of its own (Codecks: by number), and the files have another one that stays in them.
    pub fn keeps_order(self) -> bool {
        match self {
            Self::Deck => true,
            Self::Codecks => false,
        }
    }

    /// Returns true if colors are six hexadecimal digits.
    pub fn has_hexadecimal_colors(self) -> bool {
        match self {
            Self::Deck => true,
            Self::Codecks => false,
        }
    }

    /// Returns true if a card's title and text are one text, whose first line the title is.
    pub fn has_title_in_text(self) -> bool {
        match self {
            Self::Deck => false,
            Self::Codecks => true,
        }
    }

    /// Returns true if ids are made of digits.
    pub fn has_numbers_for_ids(self) -> bool {
        match self {
            Self::Deck => true,
            Self::Codecks => false,
        }
    }

    /// Returns what only some services have and this one has.
    pub fn card_fields(self) -> &'static [CardField] {
        match self {
            Self::Deck => &[],
            Self::Codecks => &CardField::ALL,
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
    /// Due dates are whole days.
    pub whole_days: bool,
    /// A card is assigned to one user at most.
    pub one_assignee: bool,
    /// Boards can be created and deleted.
    pub new_boards: bool,
    /// Labels can be deleted.
    pub label_deletions: bool,
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
