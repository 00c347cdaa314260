//! What a service, a server and an account can express.

use serde::{Deserialize, Serialize};

use super::CardField;

/// A service that boards come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// Nextcloud Deck.
    Deck,
    /// Kanbanik.
    Kanbanik,
    /// Codecks.
    Codecks,
}

impl Service {
    /// Every service.
    pub const ALL: [Self; 3] = [Self::Deck, Self::Kanbanik, Self::Codecks];

    /// Returns the word that names it in URLs, settings and files: `deck`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deck => "deck",
            Self::Kanbanik => "kanbanik",
            Self::Codecks => "codecks",
        }
    }

    /// Returns the service of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.word() == word)
    }

    /// Returns the name that people know: `Nextcloud Deck`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Deck => "Nextcloud Deck",
            Self::Kanbanik => "Kanbanik",
            Self::Codecks => "Codecks",
        }
    }

    /// Returns the titles that it takes for none (Deck: `false`, seen in versions 1.16 and 1.18).
    pub fn refused_titles(self) -> &'static [&'static str] {
        match self {
            Self::Deck => &["false"],
            Self::Kanbanik | Self::Codecks => &[],
        }
    }

    /// Returns true if a text may be an id of the service: digits, on Kanbanik also 24 hexadecimal
    /// ones, on Codecks whatever it is.
    pub fn has_id(self, text: &str) -> bool {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Deck => is_number,
            Self::Kanbanik => {
                let is_hexadecimal = text.bytes().all(|byte| byte.is_ascii_hexdigit());
                is_number || text.len() == 24 && is_hexadecimal
            }
            Self::Codecks => true,
        }
    }

    /// Returns what [`Self::has_id`] allows, for a person.
    pub fn ids_in_words(self) -> &'static str {
        match self {
            Self::Deck => "a number",
            Self::Kanbanik => "a number or 24 hexadecimal digits",
            Self::Codecks => "a text",
        }
    }

    /// Returns true if boards have a list of labels, a color, an archive, and cards an archive too;
    /// if stacks move between boards.
    pub fn has_board_values(self) -> bool {
        match self {
            Self::Deck | Self::Codecks => true,
            Self::Kanbanik => false,
        }
    }

    /// Returns true if cards keep their ids when they move to another board; where they do not,
    /// they are made anew there, and deleted where they were.
    pub fn keeps_ids_between_boards(self) -> bool {
        match self {
            Self::Deck | Self::Codecks => true,
            Self::Kanbanik => false,
        }
    }

    /// Returns true if files hang on cards.
    pub fn has_attachments(self) -> bool {
        match self {
            Self::Deck | Self::Codecks => true,
            Self::Kanbanik => false,
        }
    }

    /// Returns true if the service keeps the name of a file that is hung on a card as it is.
    ///
    /// Deck, seen in 1.16.7 and 1.18.3: of a path only the last part stays, a quote becomes `%22`,
    /// and partial downloads are refused, as are names of more than 250 bytes.
    pub fn keeps_file_name(self, name: &str) -> bool {
        let is_kept = |letter: char| !letter.is_control() && !matches!(letter, '/' | '\\' | '"');
        match self {
            Self::Deck => {
                name.chars().all(is_kept) && name.len() <= 250 && !name.ends_with(".part")
            }
            Self::Kanbanik | Self::Codecks => true,
        }
    }

    /// Returns true if comments on cards are read and written.
    pub fn has_comments(self) -> bool {
        match self {
            Self::Deck | Self::Codecks => true,
            Self::Kanbanik => false,
        }
    }

    /// Returns true if comments stand in threads, which are for something and can be closed.
    pub fn has_threads(self) -> bool {
        match self {
            Self::Codecks => true,
            Self::Deck | Self::Kanbanik => false,
        }
    }

    /// Returns a comment's text as the service keeps it.
    ///
    /// Source: Nextcloud trims texts with PHP's `trim`, seen with Deck 1.16.7 and 1.18.3.
    pub fn comment_text(self, text: &str) -> &str {
        match self {
            Self::Deck => text.trim_matches(['\u{20}', '\t', '\n', '\r', '\0', '\u{b}']),
            Self::Kanbanik | Self::Codecks => text,
        }
    }

    /// Returns true if boards have projects and stacks limits and orientations.
    pub fn has_projects(self) -> bool {
        match self {
            Self::Kanbanik => true,
            Self::Deck | Self::Codecks => false,
        }
    }

    /// Returns true if an order of cards and stacks can be sent. Where it cannot, the service has an
    /// order of its own (Codecks: by number), and the files have another one that stays in them.
    pub fn keeps_order(self) -> bool {
        match self {
            Self::Deck | Self::Kanbanik => true,
            Self::Codecks => false,
        }
    }

    /// Returns true if colors are six hexadecimal digits.
    pub fn has_hexadecimal_colors(self) -> bool {
        match self {
            Self::Deck | Self::Kanbanik => true,
            Self::Codecks => false,
        }
    }

    /// Returns true if a card's title and text are one text, whose first line the title is.
    pub fn has_title_in_text(self) -> bool {
        match self {
            Self::Deck | Self::Kanbanik => false,
            Self::Codecks => true,
        }
    }

    /// Returns what only some services have and this one has, in the order in which files have it.
    pub fn card_fields(self) -> &'static [CardField] {
        match self {
            Self::Deck => &[],
            Self::Kanbanik => &[CardField::Project, CardField::ClassOfService],
            Self::Codecks => &[
                CardField::Parent,
                CardField::Status,
                CardField::Priority,
                CardField::Effort,
                CardField::Milestone,
                CardField::Run,
                CardField::Doc,
            ],
        }
    }
}

/// Longest titles, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Of a board.
    pub board_title: usize,
    /// Of a stack.
    pub stack_title: usize,
    /// Of a label.
    pub label_name: usize,
    /// Of a card.
    pub card_title: usize,
    /// Of a comment's text.
    pub comment: usize,
}

/// What a server can express.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Boards that were deleted can be restored (Deck from 1.17).
    pub restored_boards: bool,
    /// Labels can be deleted.
    pub label_deletions: bool,
    /// Comments can be deleted.
    pub comment_deletions: bool,
    /// Stacks can stand in stacks.
    pub nested_stacks: bool,
    /// Longest titles.
    pub limits: Limits,
}

/// Who the credentials belong to, and what the server can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The user's id on the service.
    pub user: String,
    /// The groups that the user is in, by the ids that the service uses; empty where it has none.
    pub groups: Vec<String>,
    /// What the server can express.
    pub support: Support,
}

/// What the account may do with one board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// May change cards.
    pub edit: bool,
    /// May change stacks, labels and the board itself.
    pub manage: bool,
    /// May share it.
    pub share: bool,
    /// The id of the user whose board it is, and who may do everything; `None` where the service
    /// does not tell.
    pub owner: Option<String>,
}
