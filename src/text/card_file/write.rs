//! Writing the whole file of a card that has none.

use super::keys::card_keys;
use crate::board::{Card, CardField, Done, LabelKey, Service};
use crate::text::fields::{day_text, person_text, time_text};
use crate::text::front_matter::text_scalar;
use crate::text::position::Position;
use crate::text::tags::tag_text;

/// A card as its file is to say it.
#[derive(Clone, Copy, Debug)]
pub struct WantedCard<'a> {
    /// The card.
    pub card: &'a Card,
    /// Its labels with their names, in the order of the board.
    pub labels: &'a [(&'a LabelKey, &'a str)],
    /// The number; `None` keeps what is there.
    pub position: Option<Position>,
    /// The stack that a `stack:` line is to name.
    pub stack: Option<&'a str>,
}

/// The values of a wanted card, as text: of each key its scalar or the items of its list.
pub(super) struct Values {
    pub(super) scalars: Vec<(&'static str, Option<String>)>,
    assignees: Vec<String>,
    depends_on: Vec<String>,
    /// As YAML; they stand under `labels` on services that have them.
    tags: Vec<String>,
}

pub(super) fn values_of(service: Service, card: &Card) -> Values {
    let Card {
        key,
        title,
        body: _,
        labels: _,
        assignees,
        due,
        done,
        archived,
        color,
        start,
        card_type,
        depends_on,
        fields,
        attachments: _,
        comments: _,
        tags,
        ticket,
        created,
        author,
    } = card;
    let text = |value: &Option<String>| value.as_deref().map(text_scalar);
    let done = done.map(|done| match done {
        Done::AnyTime => "true".to_owned(),
        Done::At(time) => time_text(time),
    });
    let due = due.map(|due| match service {
        Service::Deck => time_text(due),
        Service::Kanbanik | Service::Codecks => day_text(due),
    });
    let mut scalars = Vec::new();
    for word in card_keys(service) {
        let scalar = match *word {
            "id" => key.id().map(|id| id_scalar(id.as_str())),
            "title" => Some(text_scalar(title)),
            "due" => due.clone(),
            "done" => done.clone(),
            "archived" => archived.then(|| "true".to_owned()),
            "color" => text(color),
            "start" => start.map(time_text),
            "type" => text(card_type),
            "ticket" => text(ticket),
            "created" => created.map(time_text),
            "author" => text(author),
            word => {
                let Some(field) = CardField::of_word(word) else {
                    continue;
                };
                fields.get(&field).map(|value| field_scalar(field, value))
            }
        };
        scalars.push((*word, scalar));
    }
    Values {
        scalars,
        assignees: assignees.iter().map(person_text).collect(),
        depends_on: depends_on
            .iter()
            .filter_map(|key| key.id().map(|id| id_scalar(id.as_str())))
            .collect(),
        tags: tags.iter().map(tag_text).collect(),
    }
}

/// Returns a value that only some services have as a scalar.
fn field_scalar(field: CardField, value: &str) -> String {
    let is_number = || value.parse::<Position>().is_ok();
    match field {
        CardField::Doc if value == "true" => value.to_owned(),
        CardField::Effort if is_number() => value.to_owned(),
        CardField::Parent => id_scalar(value),
        _ => text_scalar(value),
    }
}

/// Returns an id as a scalar: plain if it is made of digits, but for a number that YAML's readers
/// hold to be too large for one: of ids of 24 hexadecimal digits some have no letter.
pub fn id_scalar(id: &str) -> String {
    let is_digits = id.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits && id.parse::<u64>().is_ok() {
        id.to_owned()
    } else {
        text_scalar(id)
    }
}

/// Returns the whole file of a card that has none.
pub fn new_card(service: Service, wanted: &WantedCard<'_>) -> String {
    let WantedCard {
        card,
        labels,
        position,
        stack,
    } = wanted;
    let Values {
        scalars,
        assignees,
        depends_on,
        tags,
    } = values_of(service, card);
    let body = card.body.as_deref().unwrap_or("");
    let mut out = String::with_capacity(256 + body.len());
    out.push_str("---\n");
    let mut scalars = scalars.into_iter();
    for key in card_keys(service) {
        match *key {
            "position" => push_scalar(&mut out, key, position.map(|number| number.to_string())),
            "stack" => push_scalar(&mut out, key, stack.map(text_scalar)),
            "labels" => {
                let labels = labels.iter().map(|(_, name)| text_scalar(name));
                push_list(&mut out, key, labels.chain(tags.iter().cloned()));
            }
            "assignees" => push_list(
                &mut out,
                key,
                assignees.iter().map(|text| text_scalar(text)),
            ),
            "depends_on" => push_list(&mut out, key, depends_on.iter().cloned()),
            _ => {
                // The scalars stand in the order of the keys.
                if let Some((key, scalar)) = scalars.next() {
                    push_scalar(&mut out, key, scalar);
                }
            }
        }
    }
    out.push_str("---\n");
    if card.body.is_some() {
        out.push_str(body);
        out.push('\n');
    }
    out
}

fn push_scalar(out: &mut String, key: &str, scalar: Option<String>) {
    if let Some(scalar) = scalar {
        out.push_str(key);
        out.push_str(": ");
        out.push_str(&scalar);
        out.push('\n');
    }
}

fn push_list(out: &mut String, key: &str, items: impl Iterator<Item = String>) {
    for (index, item) in items.enumerate() {
        if index == 0 {
            out.push_str(key);
            out.push_str(":\n");
        }
        out.push_str("  - ");
        out.push_str(&item);
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_yaml_takes_for_numbers_it_cannot_hold_stand_in_quotes() {
        assert_eq!(id_scalar("12"), "12");
        assert_eq!(id_scalar("18446744073709551615"), "18446744073709551615");
        let long = "570843912056743210987654";
        assert_eq!(id_scalar(long), format!("\"{long}\""));
        let read: serde_yaml::Value =
            serde_yaml::from_str(&id_scalar(long)).expect("it can be read");
        assert_eq!(read.as_str(), Some(long));
    }
}
