//! Reading a card's file: values with names as they are spelled, not yet resolved.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::keys::card_keys;
use crate::board::{CardField, CardKey, Done, Person, Service, Tag};
use crate::text::fields::{Fields, Spelled, refused};
use crate::text::front_matter::{Document, Split};
use crate::text::position::Position;
use crate::text::problem::Problem;

/// What a card's file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardText {
    /// The id; `None` for a card that the service does not know.
    pub id: Option<String>,
    /// The title; `None` where there is none.
    pub title: Option<String>,
    /// The number.
    pub position: Option<Position>,
    /// The stack that a `stack:` line names.
    pub stack: Option<Spelled>,
    /// The labels' names, in the order of the file.
    pub labels: Vec<Spelled>,
    /// Who it is assigned to.
    pub assignees: BTreeSet<Person>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Whether and when it was done.
    pub done: Option<Done>,
    /// Whether it is archived.
    pub archived: bool,
    /// Its color.
    pub color: Option<String>,
    /// When work on it starts.
    pub start: Option<Timestamp>,
    /// Its type, unless `plain`.
    pub card_type: Option<String>,
    /// The cards that it depends on.
    pub depends_on: BTreeSet<CardKey>,
    /// What only some services have.
    pub fields: BTreeMap<CardField, String>,
    /// Its tags, where these stand under `labels`.
    pub tags: BTreeSet<Tag>,
    /// The number that people know it by.
    pub ticket: Option<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Who made it.
    pub author: Option<String>,
}

/// Returns what the front matter of a card's file says, and what is wrong with it.
///
/// `None` if the front matter cannot be read at all; then there is an error among the problems.
pub fn read_card(
    service: Service,
    path: &str,
    split: &Split<'_>,
) -> (Option<CardText>, Vec<Problem>) {
    let first_line = split.front_line();
    let document = match Document::parse(split.front) {
        Ok(document) => document,
        Err(refusal) => return (None, vec![refused(path, first_line, &refusal)]),
    };
    let mut fields = Fields::new(path, &document, first_line);
    let text = card_text(service, &mut fields);
    fields.warn_of_unknown(card_keys(service), service.title());
    (Some(text), fields.problems)
}

/// Returns the values of a document.
pub fn card_text(service: Service, fields: &mut Fields<'_>) -> CardText {
    let mut text = CardText {
        id: fields.id("id", service),
        title: fields.text("title"),
        position: fields.position("position"),
        stack: stack_line(fields),
        assignees: fields.people("assignees"),
        due: fields.time("due"),
        ..CardText::default()
    };
    match service {
        Service::Deck => {
            text.labels = fields.list("labels");
            text.done = fields.done("done");
            text.archived = fields.flag("archived");
            text.color = fields.color("color");
            text.start = fields.time("start");
            text.card_type = fields.text("type").filter(|word| word != "plain");
        }
        Service::Codecks => {
            // A text may begin with an empty line.
            text.title = fields.scalar("title").map(|scalar| scalar.text);
            text.labels = fields.list("labels");
            text.archived = fields.flag("archived");
        }
        Service::Kanbanik => {
            text.tags = fields.tags("labels").into_iter().collect();
            text.ticket = fields.text("ticket");
        }
    }
    for field in service.card_fields() {
        let value = match field {
            CardField::Doc => fields.flag(field.word()).then(|| "true".to_owned()),
            CardField::Status => fields
                .text(field.word())
                .filter(|status| status != NOT_STARTED),
            field => fields.text(field.word()),
        };
        text.fields.extend(value.map(|value| (*field, value)));
    }
    if card_keys(service).contains(&"depends_on") {
        text.depends_on = depends_on(service, fields);
        text.created = fields.time("created");
        text.author = fields.text("author");
    }
    text
}

/// The status of a card on which no work has begun, which is not written.
const NOT_STARTED: &str = "not_started";

fn stack_line(fields: &mut Fields<'_>) -> Option<Spelled> {
    let text = fields.text("stack")?;
    let at = fields.entry("stack")?.at;
    Some(Spelled {
        text,
        place: fields.place(at),
    })
}

fn depends_on(service: Service, fields: &mut Fields<'_>) -> BTreeSet<CardKey> {
    let spelled = fields.list("depends_on");
    let mut keys = BTreeSet::new();
    for Spelled { text, place } in spelled {
        if service.has_id(&text) {
            keys.insert(CardKey::known(text));
        } else {
            fields.error_in_list(place, format!("`depends_on` takes card ids, not `{text}`"));
        }
    }
    keys
}
