//! Changing a card's file: only the values that differ, line by line.

use foldhash::HashSet;

use super::keys::card_keys;
use super::read::{CardText, card_text};
use super::verify::verify;
use super::write::{WantedCard, values_of};
use crate::board::{Card, CardField, Done, LabelKey, Service, Tag};
use crate::text::body::LineEnds;
use crate::text::fields::{Fields, Spelled, person_of, person_text, refused};
use crate::text::front_matter::{Document, Editor, ItemEdit, ListOf, Split, Value, text_scalar};
use crate::text::problem::Problem;
use crate::text::tags::tag_text;

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
    let is_crlf = if split.has_front() {
        split.opening.ends_with("\r\n")
    } else {
        LineEnds::of(split.rest) == LineEnds::CrLf
    };
    let line_end = if is_crlf { "\r\n" } else { "\n" };
    let body = wanted.card.body.as_deref();
    let is_same_body = known_body == body;
    let mut front = split.front.to_owned();
    let mut tried = Ok(());
    for emptying in [Emptying::Removes, Emptying::Empties] {
        let mut edit = CardEdit {
            service,
            editor: Editor::new(&document, line_end),
            document: &document,
            emptying,
            changed: HashSet::default(),
        };
        edit.scalars(&present, wanted);
        match service {
            Service::Deck | Service::Codecks => edit.labels(&present.labels, wanted, label_named),
            Service::Kanbanik => edit.tags(wanted.card),
        }
        edit.people(wanted.card);
        edit.depends_on(&present, wanted.card);
        if edit.changed.is_empty() {
            break;
        }
        let changed = edit.changed;
        front = edit.editor.finish();
        tried = verify(service, path, &front, &document, wanted, &changed);
        if tried.is_ok() {
            break;
        }
    }
    tried?;
    let body = (!is_same_body).then_some(body);
    Ok(assemble(&split, &front, body, line_end))
}

/// What becomes of a key that has no value any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Emptying {
    /// Its lines go.
    Removes,
    /// It becomes `null`: without its line, the lines around it would say something else.
    Empties,
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
    emptying: Emptying,
    changed: HashSet<&'static str>,
}

/// Returns true if a file says `done: true` and there is a time for that by now; the two are equal
/// by meaning, and yet the file is to tell the time.
pub fn gets_its_time(written: Option<Done>, wanted: Option<Done>) -> bool {
    matches!((written, wanted), (Some(Done::AnyTime), Some(Done::At(_))))
}

impl CardEdit<'_> {
    fn set(&mut self, key: &'static str, scalar: Option<&str>) {
        match scalar {
            Some(scalar) => self.editor.set(key, scalar, card_keys(self.service)),
            None if self.document.entry(key).is_none() => return,
            None if self.emptying == Emptying::Empties => {
                self.editor.set(key, "null", card_keys(self.service));
            }
            None => self.editor.remove(key),
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
                "done" => present.done != card.done || gets_its_time(present.done, card.done),
                "archived" => present.archived != card.archived,
                "color" => present.color != card.color,
                "start" => present.start != card.start,
                "type" => present.card_type != card.card_type,
                "ticket" => present.ticket != card.ticket,
                "created" => present.created != card.created,
                "author" => present.author != card.author,
                word => CardField::of_word(word)
                    .is_some_and(|field| present.fields.get(&field) != card.fields.get(&field)),
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

    fn tags(&mut self, card: &Card) {
        let present = Fields::new("", self.document, 1).tags("labels");
        let entry = self.document.entry("labels");
        let is_block = entry.is_none_or(|entry| matches!(entry.value, Value::Items(_)));
        let mut distinct: Vec<&Tag> = present.iter().collect();
        distinct.sort();
        distinct.dedup();
        let distinct = distinct.len();
        let mut items: Vec<ItemEdit> = card
            .tags
            .iter()
            .map(|tag| {
                let existing = present.iter().position(|other| other == tag);
                ItemEdit {
                    existing,
                    text: existing.is_none().then(|| tag_text(tag)),
                }
            })
            .collect();
        let is_same = items.len() == distinct && items.iter().all(|item| item.text.is_none());
        if !is_same && !is_block {
            // A list in brackets is written whole.
            for (item, tag) in items.iter_mut().zip(&card.tags) {
                *item = ItemEdit {
                    existing: None,
                    text: Some(tag_text(tag)),
                };
            }
        }
        self.list("labels", ListOf::Ready, distinct, items);
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
