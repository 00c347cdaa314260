//! Actions: `POST /dispatch/<group>/<action>`, with what each changes beside what it says.
//!
//! Source: the generated actions of `@codecks/fetch` 2.0.1; `cards/addFile`, `attachments/delete`,
//! `projects/…` as clients saw them on the wire. Parameters that no action documents are tolerated,
//! since the web app sends such.

mod card;
mod deck;
mod derive;
mod file;
mod project;
mod thread;

use serde_json::{Map, Value, json};

use super::Codecks;
use super::login::Viewer;
use super::refusal::Refusal;

/// What an action answers as `payload`.
type Payload = Result<Value, Refusal>;

/// An action by somebody who is logged in.
pub(super) struct Call<'a> {
    pub(super) server: &'a mut Codecks,
    pub(super) viewer: Viewer,
    pub(super) user: String,
    pub(super) params: Map<String, Value>,
}

impl Call<'_> {
    /// Carries out the action of that name.
    ///
    /// # Errors
    /// What the service refuses; nothing has changed then.
    pub(super) fn run(&mut self, action: &str) -> Payload {
        match action {
            "cards/create" => self.create_card(),
            "cards/createMany" => self.create_cards(),
            "cards/update" => self.update_card(),
            "cards/updateMany" => self.update_many(),
            "cards/bulkUpdate" => self.bulk_update(),
            "cards/addFile" => self.add_file(),
            "attachments/delete" => self.delete_attachment(),
            "decks/create" => self.create_deck(),
            "decks/update" => self.update_deck(),
            "decks/delete" => self.delete_deck(),
            "decks/addToSpaceAfter" => self.place_deck(true),
            "decks/addToSpaceBefore" => self.place_deck(false),
            "milestones/create" => self.create_milestone(),
            "milestones/update" => self.update_milestone(),
            "milestones/delete" => self.delete_milestone(),
            "projects/update" => self.update_project(),
            "projects/setVisibility" => self.set_project_visibility(),
            "projects/addTag" => self.add_tag(),
            "projects/updateTag" => self.update_tag(),
            "resolvables/create" => self.open_thread(),
            "resolvables/comment" => self.comment(),
            "resolvables/updateComment" => self.update_comment(),
            "resolvables/close" => self.close_thread(),
            "resolvables/reopen" => self.reopen_thread(),
            other => Err(Refusal::NotFound(format!("POST:/dispatch/{other}"))),
        }
    }

    /// Refuses a token that may only read.
    fn needs(&self, scope: &'static str) -> Result<(), Refusal> {
        if self.viewer.may_write {
            Ok(())
        } else {
            Err(Refusal::Scope(scope))
        }
    }

    /// Returns a text that the action cannot do without.
    fn required(&self, name: &str) -> Result<String, Refusal> {
        match self.params.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            // Old examples write ids as numbers.
            Some(Value::Number(number)) => Ok(number.to_string()),
            Some(_) => Err(Refusal::Body(format!(
                "field '{name}' in body must be string"
            ))),
            None => Err(Refusal::Body(format!("body must have property '{name}'"))),
        }
    }

    /// Returns a list of texts that the action cannot do without.
    fn required_list(&self, name: &str) -> Result<Vec<String>, Refusal> {
        match self.params.get(name) {
            Some(Value::Array(values)) => Ok(texts(values)),
            Some(_) => Err(Refusal::Body(format!(
                "field '{name}' in body must be array"
            ))),
            None => Err(Refusal::Body(format!("body must have property '{name}'"))),
        }
    }

    /// Returns the id of a record that is there for whoever calls.
    fn present(&self, kind: &'static str, id: &str) -> Result<String, Refusal> {
        let schema = super::schema::schema(kind).ok_or(Refusal::Crash)?;
        match self.server.tables.get(kind, id) {
            Some(row) if self.server.may_know(&self.viewer, schema, row) => Ok(id.to_owned()),
            _ => Err(Refusal::Action(format!("Can't find {kind} {id}"))),
        }
    }

    /// Returns an id that may be null, of a record that is there.
    fn present_or_null(&self, kind: &'static str, name: &str) -> Result<Value, Refusal> {
        match self.params.get(name) {
            None | Some(Value::Null) => Ok(Value::Null),
            Some(_) => {
                let id = self.required(name)?;
                self.present(kind, &id).map(Value::String)
            }
        }
    }

    fn id_payload(id: &str, seq: Option<i64>) -> Value {
        match seq {
            Some(seq) => json!({"id": id, "accountSeq": seq}),
            None => json!({ "id": id }),
        }
    }
}

fn texts(values: &[Value]) -> Vec<String> {
    values
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
