//! Writing a card's file: whole for a new one, else only the values that differ.

use std::collections::HashSet;

use super::keys::card_keys;
use super::read::{CardText, card_text};
use crate::board::{Card, Done, LabelKey, Service};
use crate::text::body::LineEnds;
use crate::text::fields::{Fields, Spelled, person_of, person_text, refused, time_text};
use crate::text::front_matter::{Document, Editor, ItemEdit, ListOf, Split, text_scalar};
use crate::text::position::Position;
use crate::text::problem::Problem;

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
struct Values {
    scalars: Vec<(&'static str, Option<String>)>,
    assignees: Vec<String>,
    depends_on: Vec<String>,
}

fn values_of(service: Service, card: &Card) -> Values {
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
        created,
        author,
    } = card;
    let text = |value: &Option<String>| value.as_deref().map(text_scalar);
    let done = done.map(|done| match done {
        Done::AnyTime => "true".to_owned(),
        Done::At(time) => time_text(time),
    });
    match service {
        Service::Deck => Values {
            scalars: vec![
                ("id", key.id().map(|id| id_scalar(id.as_str()))),
                ("title", Some(text_scalar(title))),
                ("due", due.map(time_text)),
                ("done", done),
                ("archived", archived.then(|| "true".to_owned())),
                ("color", text(color)),
                ("start", start.map(time_text)),
                ("type", text(card_type)),
                ("created", created.map(time_text)),
                ("author", text(author)),
            ],
            assignees: assignees.iter().map(person_text).collect(),
            depends_on: depends_on
                .iter()
                .filter_map(|key| key.id().map(|id| id.as_str().to_owned()))
                .collect(),
        },
    }
}

/// Returns an id as a scalar: plain if it is made of digits.
pub fn id_scalar(id: &str) -> String {
    if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
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
    } = values_of(service, card);
    let body = card.body.as_deref().unwrap_or("");
    let mut out = String::with_capacity(256 + body.len());
    out.push_str("---\n");
    let mut scalars = scalars.into_iter();
    for key in card_keys(service) {
        match *key {
            "position" => push_scalar(&mut out, key, position.map(|number| number.to_string())),
            "stack" => push_scalar(&mut out, key, stack.map(text_scalar)),
            "labels" => push_list(
                &mut out,
                key,
                labels.iter().map(|(_, name)| text_scalar(name)),
            ),
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

/// Returns a card's file with only the values changed that differ from what it says.
///
/// `known_body` is the body that the file is known to mean. `label_named` gives the label that a
/// name in the file means.
///
/// # Errors
/// The file cannot be read, or the edited one would not say exactly what is wanted.
pub fn edit_card(
    service: Service,
    path: &str,
    text: &str,
    wanted: &WantedCard<'_>,
    known_body: Option<&str>,
    label_named: &dyn Fn(&str) -> Option<LabelKey>,
) -> Result<String, Problem> {
    let split = Split::of(text).map_err(|_| Problem::error(path, UNCLOSED))?;
    let document = Document::parse(split.front).map_err(|refusal| refused(path, 2, &refusal))?;
    let mut fields = Fields::new(path, &document, split.front_line());
    let present = card_text(service, &mut fields);
    if let Some(problem) = fields.problems.into_iter().find(Problem::is_error) {
        return Err(problem);
    }
    let line_end = match LineEnds::of(split.rest) {
        LineEnds::CrLf if !split.has_front() => "\r\n",
        _ => "\n",
    };
    let mut edit = CardEdit {
        service,
        editor: Editor::new(&document, line_end),
        document: &document,
        changed: HashSet::new(),
    };
    edit.scalars(&present, wanted);
    edit.labels(&present.labels, wanted, label_named);
    edit.people(wanted.card);
    edit.depends_on(&present, wanted.card);
    let changed = edit.changed;
    let front = edit.editor.finish();
    let body = wanted.card.body.as_deref();
    let is_same_body = known_body.unwrap_or("") == body.unwrap_or("");
    if changed.is_empty() && is_same_body {
        return Ok(text.to_owned());
    }
    if !changed.is_empty() {
        verify(service, path, &front, &document, wanted, &changed)?;
    }
    Ok(assemble(
        &split,
        &front,
        (!is_same_body).then_some(body),
        line_end,
    ))
}

/// What is said of front matter that nothing closes.
pub const UNCLOSED: &str = "the front matter is not closed: no second line is `---`";

/// Puts a file together again, with another body if one is given.
fn assemble(split: &Split<'_>, front: &str, body: Option<Option<&str>>, line_end: &str) -> String {
    let mut out = String::with_capacity(split.rest.len() + front.len() + 16);
    out.push_str(split.bom);
    if split.has_front() {
        out.push_str(split.opening);
        out.push_str(front);
        out.push_str(split.closing);
    } else if !front.is_empty() {
        for part in ["---", line_end, front, "---", line_end] {
            out.push_str(part);
        }
    }
    let Some(body) = body else {
        out.push_str(split.rest);
        return out;
    };
    if let Some(body) = body {
        if !out.is_empty() && out != split.bom && !out.ends_with('\n') {
            out.push_str(line_end);
        }
        out.push_str(body);
        out.push('\n');
    }
    out
}

struct CardEdit<'a> {
    service: Service,
    editor: Editor<'a>,
    document: &'a Document<'a>,
    changed: HashSet<&'static str>,
}

impl CardEdit<'_> {
    fn set(&mut self, key: &'static str, scalar: Option<&str>) {
        match scalar {
            Some(scalar) => self.editor.set(key, scalar, card_keys(self.service)),
            None if self.document.entry(key).is_some() => self.editor.remove(key),
            None => return,
        }
        self.changed.insert(key);
    }

    fn scalars(&mut self, present: &CardText, wanted: &WantedCard<'_>) {
        let card = wanted.card;
        let values = values_of(self.service, card);
        let is_new = card.key.is_new();
        for key in card_keys(self.service) {
            let differs = match *key {
                "id" => card.key.id().map(|id| id.as_str()) != present.id.as_deref(),
                // A card that is not sent yet may have its title from its text or its name.
                "title" if is_new => false,
                "title" => present.title.as_ref() != Some(&card.title),
                "position" => wanted.position.is_some() && wanted.position != present.position,
                "stack" => {
                    wanted.stack != present.stack.as_ref().map(|spelled| spelled.text.as_str())
                }
                "due" => present.due != card.due,
                "done" => present.done != card.done,
                "archived" => present.archived != card.archived,
                "color" => present.color != card.color,
                "start" => present.start != card.start,
                "type" => present.card_type != card.card_type,
                "created" => present.created != card.created,
                "author" => present.author != card.author,
                _ => false,
            };
            if !differs {
                continue;
            }
            let scalar = match *key {
                "position" => wanted.position.map(|number| number.to_string()),
                "stack" => wanted.stack.map(text_scalar),
                key => values
                    .scalars
                    .iter()
                    .find(|(other, _)| *other == key)
                    .and_then(|(_, scalar)| scalar.clone()),
            };
            self.set(key, scalar.as_deref());
        }
    }

    fn labels(
        &mut self,
        present: &[Spelled],
        wanted: &WantedCard<'_>,
        label_named: &dyn Fn(&str) -> Option<LabelKey>,
    ) {
        let keys: Vec<Option<LabelKey>> = present
            .iter()
            .map(|spelled| label_named(&spelled.text))
            .collect();
        let mut items = Vec::new();
        for (key, name) in wanted.labels {
            let spelled_so = present.iter().position(|spelled| spelled.text == *name);
            let existing =
                spelled_so.or_else(|| keys.iter().position(|other| other.as_ref() == Some(*key)));
            items.push(ItemEdit {
                existing,
                text: (spelled_so.is_none()).then(|| (*name).to_owned()),
            });
        }
        let mut names: Vec<&str> = present
            .iter()
            .map(|spelled| spelled.text.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        self.list("labels", ListOf::Texts, names.len(), items);
    }

    fn people(&mut self, card: &Card) {
        let present = self.texts("assignees");
        let distinct: HashSet<String> = present
            .iter()
            .map(|text| person_text(&person_of(text)))
            .collect();
        let items = card
            .assignees
            .iter()
            .map(|person| {
                let existing = present.iter().position(|text| person_of(text) == *person);
                ItemEdit {
                    existing,
                    text: existing.is_none().then(|| person_text(person)),
                }
            })
            .collect();
        self.list("assignees", ListOf::Texts, distinct.len(), items);
    }

    fn depends_on(&mut self, present: &CardText, card: &Card) {
        let texts = self.texts("depends_on");
        let items = card
            .depends_on
            .iter()
            .filter_map(|key| key.id())
            .map(|id| {
                let existing = texts.iter().position(|text| text == id.as_str());
                ItemEdit {
                    existing,
                    text: existing.is_none().then(|| id.as_str().to_owned()),
                }
            })
            .collect();
        self.list("depends_on", ListOf::Ids, present.depends_on.len(), items);
    }

    /// Returns the texts of a list, in the order of the file.
    fn texts(&self, key: &str) -> Vec<String> {
        let path = "";
        let mut fields = Fields::new(path, self.document, 1);
        fields
            .list(key)
            .into_iter()
            .map(|spelled| spelled.text)
            .collect()
    }

    /// Changes a list unless it holds exactly these items; `distinct` is how many it holds now.
    fn list(&mut self, key: &'static str, of: ListOf, distinct: usize, items: Vec<ItemEdit>) {
        let is_same = items.len() == distinct && items.iter().all(|item| item.text.is_none());
        if is_same {
            return;
        }
        if items.is_empty() {
            return self.set(key, None);
        }
        self.editor
            .set_list(key, of, &items, card_keys(self.service));
        self.changed.insert(key);
    }
}

/// Reads the edited front matter again and holds it against what is wanted.
fn verify(
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
    let is_kept = before
        .entries
        .iter()
        .filter(|entry| !changed.contains(entry.key.as_str()))
        .all(|entry| {
            after
                .entry(&entry.key)
                .is_some_and(|other| other.value.node() == entry.value.node())
        });
    if !is_kept || !fields.problems.iter().all(|problem| !problem.is_error()) {
        return Err(Problem::error(
            path,
            "cannot change the front matter without touching other keys; edit it by hand",
        ));
    }
    Ok(())
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
        "labels" => names(one) == names(other),
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
        _ => false,
    }
}
