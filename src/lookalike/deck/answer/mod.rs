//! The JSON that the server answers with, in its several shapes.

pub mod attachment;
pub mod board;
pub mod card;
pub mod comment;
pub mod stack;

use md5::{Digest, Md5};
use serde::Serialize;

use super::Deck;
use super::assignment::Assignment;
use super::label::Label;
use super::rule::RuleKind;
use super::{Release, moment};
use crate::lookalike::message::{Answer, Request};

/// A person or a group as an object, or only its name where the server knows no more.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum PersonAnswer<'a> {
    /// The uid alone: in raw lists, and for users that no longer exist.
    Name(&'a str),
    /// The object.
    Object {
        /// The uid again.
        #[serde(rename = "primaryKey")]
        primary_key: &'a str,
        /// The uid or the group's name.
        uid: &'a str,
        /// The name shown.
        displayname: &'a str,
        /// 0 for a user, 1 for a group.
        #[serde(rename = "type")]
        kind: i64,
    },
}

/// A label, of a board or on a card.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelAnswer<'a> {
    id: i64,
    title: &'a str,
    color: &'a str,
    board_id: Option<i64>,
    card_id: Option<i64>,
    last_modified: Option<i64>,
    #[serde(rename = "ETag")]
    etag: String,
}

/// The assignment of a person to a card.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentAnswer<'a> {
    id: i64,
    participant: PersonAnswer<'a>,
    card_id: i64,
    #[serde(rename = "type")]
    kind: i64,
}

/// Returns the ETag of a thing with this time of change: the MD5 of its decimal digits.
pub fn etag(last_modified: i64) -> String {
    md5_hex(&last_modified.to_string())
}

/// Returns the MD5 of a text as 32 hexadecimal digits.
pub fn md5_hex(text: &str) -> String {
    use std::fmt::Write;
    Md5::digest(text.as_bytes())
        .iter()
        .fold(String::with_capacity(32), |mut out, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
}

/// Returns an answer with an ETag, or 304 without a body if the request names just that one.
///
/// The header must be quoted exactly; weak and unquoted ones never match.
pub fn with_etag(answer: Answer, request: &Request, etag: &str) -> Answer {
    let quoted = format!("\"{etag}\"");
    if request.header("if-none-match") == Some(quoted.as_str()) {
        return Answer {
            status: 304,
            content_type: None,
            headers: vec![("ETag", quoted)],
            body: Vec::new(),
        };
    }
    answer.with_header("ETag", quoted)
}

/// Makes a value that is left out in 1.16.
fn since_1_18<T>(release: Release, value: T) -> Option<T> {
    (release >= Release::V1_18).then_some(value)
}

impl Deck {
    /// Returns a user or a group as answers show it.
    pub fn person_answer<'a>(&'a self, kind: RuleKind, name: &'a str) -> PersonAnswer<'a> {
        let displayname = match kind {
            RuleKind::User => self.users.get(name).map(|user| &user.display_name),
            RuleKind::Group => self.groups.get(name).map(|group| &group.display_name),
            RuleKind::Team => self.teams.get(name).map(|team| &team.display_name),
            RuleKind::Remote => None,
        };
        match displayname {
            Some(displayname) => PersonAnswer::Object {
                primary_key: name,
                uid: name,
                displayname,
                kind: kind.number(),
            },
            None => PersonAnswer::Name(name),
        }
    }

    /// Returns a label as its board's answer shows it.
    pub fn label_answer<'a>(&self, label: &'a Label) -> LabelAnswer<'a> {
        LabelAnswer {
            id: label.id,
            title: &label.title,
            color: &label.color,
            board_id: Some(label.board),
            card_id: None,
            last_modified: Some(label.last_modified),
            etag: etag(label.last_modified),
        }
    }

    /// Returns a label that was just made; 1.16 does not know its time then.
    pub fn new_label_answer<'a>(&self, label: &'a Label) -> LabelAnswer<'a> {
        let mut answer = self.label_answer(label);
        if self.release == Release::V1_16 {
            answer.last_modified = None;
            answer.etag = md5_hex("");
        }
        answer
    }

    /// Returns a label on a card.
    pub fn card_label_answer<'a>(&self, label: &'a Label, card: i64) -> LabelAnswer<'a> {
        LabelAnswer {
            card_id: Some(card),
            ..self.label_answer(label)
        }
    }

    /// Returns a label on a card as raw lists show it: without board and time.
    pub fn raw_label_answer<'a>(&self, label: &'a Label, card: i64) -> LabelAnswer<'a> {
        LabelAnswer {
            board_id: None,
            last_modified: None,
            etag: md5_hex(""),
            ..self.card_label_answer(label, card)
        }
    }

    /// Returns an assignment to a card.
    pub fn assignment_answer<'a>(
        &'a self,
        assignment: &'a Assignment,
        card: i64,
    ) -> AssignmentAnswer<'a> {
        AssignmentAnswer {
            id: assignment.id,
            participant: self.person_answer(assignment.kind, &assignment.participant),
            card_id: card,
            kind: assignment.kind.number(),
        }
    }
}

/// Returns an ISO date as the server shows it.
fn date(seconds: Option<i64>) -> Option<String> {
    seconds.map(moment::iso)
}

#[cfg(test)]
mod tests {
    use super::etag;

    #[test]
    fn an_etag_is_the_md5_of_the_decimal_time() {
        assert_eq!(etag(0), "cfcd208495d565ef66e7dff9f98764da");
        assert_eq!(etag(1_795_283_807), "3ffa625e4dc47e7d7f7595d551c09f5a");
    }
}
