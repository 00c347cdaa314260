//! The bodies that cards are written with.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::board::{Card, PersonKind};
use crate::provider::deck::api::id_value;
use crate::provider::deck::decode::PLAIN;
use crate::provider::deck::wire;

/// Every value that a PUT replaces. What is not in the body is cleared by the server, so they are
/// all taken from a fresh reading and then changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::provider::deck) struct CardValues {
    pub(in crate::provider::deck) title: String,
    pub(in crate::provider::deck) kind: String,
    /// Has to be sent, but changes nothing.
    pub(in crate::provider::deck) owner: String,
    /// The stack that the card is to be in; the one in the address would move it there, too.
    pub(in crate::provider::deck) stack: String,
    pub(in crate::provider::deck) description: String,
    pub(in crate::provider::deck) order: i64,
    pub(in crate::provider::deck) due: Option<Timestamp>,
    pub(in crate::provider::deck) done: Option<Timestamp>,
    /// `None`: this server has no start dates.
    pub(in crate::provider::deck) start: Option<Option<Timestamp>>,
    /// `None`: this server has no colors of cards.
    pub(in crate::provider::deck) color: Option<Option<String>>,
    /// `None`: as it is. An archived card that is archived again is refused.
    pub(in crate::provider::deck) archived: Option<bool>,
}

impl CardValues {
    /// Returns the values of a card as they are.
    pub(in crate::provider::deck) fn of(card: &wire::Card, user: &str) -> Self {
        let owner = card.owner.as_ref().and_then(wire::Participant::id);
        Self {
            title: card.title.clone(),
            kind: card.kind.clone().unwrap_or_else(|| PLAIN.to_owned()),
            owner: owner.unwrap_or(user).to_owned(),
            stack: card.stack_id.0.clone(),
            description: card.description.clone().unwrap_or_default(),
            order: card.order,
            due: card.duedate,
            done: card.done,
            start: card.startdate,
            color: card.color.clone(),
            archived: None,
        }
    }

    /// Returns the body of the PUT.
    pub(in crate::provider::deck) fn body(&self) -> Value {
        let Self {
            title,
            kind,
            owner,
            stack,
            description,
            order,
            due,
            done,
            start,
            color,
            archived,
        } = self;
        let mut body = json!({
            "title": title,
            "type": kind,
            "owner": owner,
            "stackId": id_value(stack),
            "description": description,
            "order": order,
            "duedate": due.map(date),
            "done": done.map(date),
        });
        if let Some(start) = start {
            body["startdate"] = json!(start.map(date));
        }
        if let Some(color) = color {
            body["color"] = json!(color);
        }
        if let Some(archived) = archived {
            body["archived"] = json!(archived);
        }
        body
    }
}

/// Returns the body of the POST that makes a card.
///
/// What is not there is left out, since an empty date would mean now. Labels, assignees, done and
/// archived take calls of their own.
pub(in crate::provider::deck) fn new_card(card: &Card, order: i64) -> Value {
    let Card {
        key: _,
        title,
        body: text,
        labels: _,
        assignees: _,
        due,
        done: _,
        archived: _,
        color,
        start,
        card_type,
        depends_on: _,
        attachments: _,
        comments: _,
        tags: _,
        ticket: _,
        created: _,
        fields: _,
        author: _,
    } = card;
    let mut body = json!({
        "title": title,
        "type": card_type.as_deref().unwrap_or(PLAIN),
        "order": order,
        "description": text.as_deref().unwrap_or_default(),
    });
    if let Some(due) = due {
        body["duedate"] = json!(date(*due));
    }
    if let Some(start) = start {
        body["startdate"] = json!(date(*start));
    }
    if let Some(color) = color {
        body["color"] = json!(color);
    }
    body
}

/// Returns the number that Deck has for a kind of person.
pub(in crate::provider::deck) fn person_kind(kind: PersonKind) -> u8 {
    match kind {
        PersonKind::User => 0,
        PersonKind::Group => 1,
        PersonKind::Remote => 6,
        PersonKind::Team => 7,
    }
}

/// Returns a date in UTC: the server drops offsets without regard to what they say.
fn date(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{CardValues, new_card};
    use crate::board::{Card, CardKey};
    use crate::provider::deck::wire;

    fn values(text: &str) -> String {
        let card: wire::Card = serde_json::from_str(text).expect("written here");
        CardValues::of(&card, "me").body().to_string()
    }

    #[test]
    fn a_put_holds_every_value_that_was_read() {
        assert_eq!(
            values(
                r#"{"id":13,"title":"T","description":"d","color":"ff00aa","stackId":9,"type":"text","owner":{"uid":"alice"},
                "order":-3,"archived":true,"done":"2026-11-01T08:00:00+00:00","duedate":"2026-12-24T19:29:30+00:00","startdate":null}"#
            ),
            r#"{"title":"T","type":"text","owner":"alice","stackId":9,"description":"d","order":-3,"duedate":"2026-12-24T19:29:30+00:00","done":"2026-11-01T08:00:00+00:00","startdate":null,"color":"ff00aa"}"#
        );
    }

    #[test]
    fn a_put_to_an_older_server_has_no_start_date_and_no_color() {
        assert_eq!(
            values(r#"{"id":13,"title":"T","stackId":"9","owner":"bob","order":null}"#),
            r#"{"title":"T","type":"plain","owner":"bob","stackId":9,"description":"","order":0,"duedate":null,"done":null}"#
        );
    }

    #[test]
    fn a_new_card_is_sent_without_empty_dates() {
        let mut card = Card::new(CardKey::New(1), "T");
        assert_eq!(
            new_card(&card, 7).to_string(),
            r#"{"title":"T","type":"plain","order":7,"description":""}"#
        );
        card.body = Some(Arc::from("x"));
        card.due = "2026-12-24T19:29:30Z".parse().ok();
        card.color = Some("ff0000".to_owned());
        assert_eq!(
            new_card(&card, 7).to_string(),
            r#"{"title":"T","type":"plain","order":7,"description":"x","duedate":"2026-12-24T19:29:30+00:00","color":"ff0000"}"#
        );
    }
}
