//! The ways in which Deck says no, and the answer that each of them is.

use serde_json::json;

use crate::lookalike::message::Answer;

/// Why a call was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No permission, or no such thing: the server does not tell them apart.
    Denied,
    /// The card lies in the trash.
    CardDeleted,
    /// A comment of somebody else.
    NotTheAuthor,
    /// A required parameter was not sent, or is of a wrong kind (1.17 and later).
    Incomplete,
    /// A value is not allowed, with the server's words.
    Invalid(String),
    /// The state does not allow it, with the server's words; answered with status 500.
    NotAllowed(&'static str),
    /// An attachment that the card has not.
    NotOnCard,
    /// The call cannot be carried out, with the server's words; answered with status 500.
    Impossible(String),
    /// Something that the call names does not exist, with the server's words.
    NotFound(String),
    /// The server fails on its own.
    Crash,
}

/// The words for a card that is archived.
pub const CARD_ARCHIVED: Refusal =
    Refusal::NotAllowed("Operation not allowed. This card is archived.");
/// The words for a board that is archived.
pub const BOARD_ARCHIVED: Refusal =
    Refusal::NotAllowed("Operation not allowed. This board is archived.");
/// The words for a label of another board.
pub const LABEL_ELSEWHERE: Refusal =
    Refusal::NotAllowed("Operation not allowed. Label does not exist.");

impl Refusal {
    /// Returns the HTTP status that goes with the refusal.
    pub fn status(&self) -> u16 {
        match self {
            Refusal::Denied | Refusal::CardDeleted | Refusal::NotTheAuthor | Refusal::NotOnCard => {
                403
            }
            Refusal::Incomplete | Refusal::Invalid(_) => 400,
            Refusal::NotFound(_) => 404,
            Refusal::NotAllowed(_) | Refusal::Impossible(_) | Refusal::Crash => 500,
        }
    }

    /// Returns the message in the body; `None` for an answer without a body.
    pub fn message(&self) -> Option<&str> {
        match self {
            Refusal::Denied => Some("Permission denied"),
            Refusal::CardDeleted => Some("Card is deleted"),
            Refusal::NotTheAuthor => Some("Only authors are allowed to edit their comment."),
            Refusal::NotOnCard => Some("No permission to access the attachment from the card"),
            Refusal::Incomplete => None,
            Refusal::Invalid(words) | Refusal::NotFound(words) | Refusal::Impossible(words) => {
                Some(words)
            }
            Refusal::NotAllowed(words) => Some(words),
            Refusal::Crash => Some("Internal server error"),
        }
    }

    /// Returns the refusal as the REST and web calls answer it; a crash names `request_id`.
    pub fn answer(&self, request_id: &str) -> Answer {
        let status = self.status();
        match self.message() {
            None => Answer::empty(status),
            Some(_) if *self == Refusal::Crash => crash(request_id),
            Some(words) => {
                let body = json!({"status": status, "message": words});
                Answer::json_with_status(status, &body)
            }
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "{} {}",
            self.status(),
            self.message().unwrap_or("(no body)")
        )
    }
}

impl std::error::Error for Refusal {}

fn crash(request_id: &str) -> Answer {
    let words = format!(
        "Internal server error: Please contact the server administrator if this error reappears \
         multiple times, please include the request ID \"{request_id}\" below in your report."
    );
    let body = json!({"status": 500, "message": words, "requestId": request_id});
    Answer::json_with_status(500, &body)
}
