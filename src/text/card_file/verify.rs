//! Holding an edited card's front matter against what is wanted.

use foldhash::HashSet;

use super::edit::UNCLOSED;
use super::read::{CardText, card_text};
use super::write::{WantedCard, new_card};
use crate::board::{CardField, Service};
use crate::text::fields::{Fields, refused};
use crate::text::front_matter::{Document, Split};
use crate::text::problem::Problem;

/// Reads the edited front matter again and holds it against what is wanted.
pub(super) fn verify(
    service: Service,
    path: &str,
    front: &str,
    before: &Document<'_>,
    wanted: &WantedCard<'_>,
    changed: &HashSet<&'static str>,
) -> Result<(), Problem> {
    let after = Document::parse_verified(front).map_err(|refusal| refused(path, 2, &refusal))?;
    let mut fields = Fields::new(path, &after, 2);
    let text = card_text(service, &mut fields);
    let fresh = new_card(service, wanted);
    let fresh_split = Split::of(&fresh).map_err(|_| Problem::error(path, UNCLOSED))?;
    let fresh_document =
        Document::parse(fresh_split.front).map_err(|refusal| refused(path, 2, &refusal))?;
    let expected = card_text(service, &mut Fields::new(path, &fresh_document, 2));
    for key in changed {
        if !is_same_value(key, &text, &expected) {
            let message =
                format!("cannot change `{key}` without touching other lines; edit it by hand");
            return Err(Problem::error(path, message));
        }
    }
    let lost = before
        .entries
        .iter()
        .filter(|entry| !changed.contains(entry.key.as_str()))
        .find(|entry| {
            let other = after.entry(&entry.key);
            other.map(|other| other.value.node()) != Some(entry.value.node())
        });
    if let Some(entry) = lost {
        let message = format!(
            "cannot be changed without touching `{}` too; edit it by hand",
            entry.key
        );
        return Err(Problem::error(path, message));
    }
    match fields.problems.into_iter().find(Problem::is_error) {
        Some(problem) => Err(problem),
        None => Ok(()),
    }
}

fn is_same_value(key: &str, one: &CardText, other: &CardText) -> bool {
    let names = |text: &CardText| -> Vec<String> {
        let mut names: Vec<String> = text.labels.iter().map(|label| label.text.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    match key {
        "id" => one.id == other.id,
        "title" => one.title == other.title,
        "position" => one.position == other.position,
        "stack" => {
            one.stack.as_ref().map(|stack| &stack.text)
                == other.stack.as_ref().map(|stack| &stack.text)
        }
        "labels" => names(one) == names(other) && one.tags == other.tags,
        "ticket" => one.ticket == other.ticket,
        "assignees" => one.assignees == other.assignees,
        "due" => one.due == other.due,
        "done" => one.done == other.done,
        "archived" => one.archived == other.archived,
        "color" => one.color == other.color,
        "start" => one.start == other.start,
        "type" => one.card_type == other.card_type,
        "depends_on" => one.depends_on == other.depends_on,
        "created" => one.created == other.created,
        "author" => one.author == other.author,
        word => CardField::of_word(word)
            .is_some_and(|field| one.fields.get(&field) == other.fields.get(&field)),
    }
}
