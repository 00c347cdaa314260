//! Queries: a tree of selections in, tables of records out.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::Codecks;
use super::filter::{Window, compare};
use super::login::Viewer;
use super::refusal::Refusal;
use super::schema::{By, Relation, Schema, Which, schema};
use super::selection::{Item, aggregate, items, key_parts};
use super::table::{Row, row_id, text};

/// The records of one kind by what one of their fields says.
type ByField<'a> = Rc<HashMap<&'a str, Vec<&'a Row>>>;

/// One query that is being answered.
pub(super) struct Eval<'a> {
    server: &'a Codecks,
    viewer: &'a Viewer,
    by_field: RefCell<HashMap<(&'static str, &'static str), ByField<'a>>>,
}

/// What an answer holds: kinds, ids, fields.
type Out = Map<String, Value>;

pub(super) fn schema_of(name: &str, path: &str) -> Result<&'static Schema, Refusal> {
    schema(name)
        .ok_or_else(|| Refusal::query("unknown_model", format!("unknown model '{name}'"), path))
}

impl Codecks {
    /// Answers a query for somebody.
    ///
    /// # Errors
    /// The query names what is not there, or asks for more than is given.
    pub fn query(&self, query: &Value, viewer: &Viewer) -> Result<Value, Refusal> {
        let eval = Eval {
            server: self,
            viewer,
            by_field: RefCell::default(),
        };
        let shape = |message: &str| Refusal::query("invalid_query_shape", message, "");
        let query = query
            .as_object()
            .ok_or_else(|| shape("'query' must be an object"))?;
        let mut out = Out::new();
        for (key, selection) in query {
            if key == "_root" {
                eval.root(selection, &mut out)?;
                continue;
            }
            let (name, id) = key
                .strip_suffix(')')
                .and_then(|key| key.split_once('('))
                .ok_or_else(|| {
                    Refusal::query("missing_ids", format!("'{key}' needs an id"), key)
                })?;
            let schema = schema_of(name, key)?;
            if eval.seen(schema, id).is_none() {
                table(&mut out, name).insert(id.to_owned(), Value::Null);
                eval.check(schema, selection, name)?;
                continue;
            }
            eval.select(schema, id, selection, name, &mut out)?;
        }
        Ok(Value::Object(out))
    }
}

/// Returns the table of a kind.
fn table<'o>(out: &'o mut Out, kind: &str) -> &'o mut Out {
    let table = out
        .entry(kind.to_owned())
        .or_insert_with(|| Value::Object(Map::new()));
    if !table.is_object() {
        *table = Value::Object(Map::new());
    }
    match table {
        Value::Object(table) => table,
        _ => unreachable!("it was made an object just now"),
    }
}

impl<'a> Eval<'a> {
    fn root(&self, selection: &Value, out: &mut Out) -> Result<(), Refusal> {
        let mut root = Map::new();
        for item in items(selection) {
            let (key, inner) = match item {
                Item::Name("exists:releases") => {
                    root.insert("exists:releases".to_owned(), Value::Bool(false));
                    continue;
                }
                Item::Name(name) => (name, &Value::Null),
                Item::Relation(key, inner) => (key, inner),
            };
            let (kind, id) = match key {
                "account" => ("account", self.viewer.account.clone()),
                "loggedInUser" => ("user", self.viewer.user.clone()),
                "releases" => {
                    root.insert(key.to_owned(), Value::Array(Vec::new()));
                    continue;
                }
                other => {
                    let message = format!("'_root' has no field '{other}'");
                    let path = format!("_root.{other}");
                    return Err(Refusal::query("unknown_field", message, &path));
                }
            };
            let path = format!("_root.{key}");
            let value = match &id {
                Some(id) => {
                    self.select(schema_of(kind, &path)?, id, inner, &path, out)?;
                    Value::String(id.clone())
                }
                None => {
                    self.check(schema_of(kind, &path)?, inner, &path)?;
                    Value::Null
                }
            };
            root.insert(key.to_owned(), value);
        }
        out.insert("_root".to_owned(), Value::Object(root));
        Ok(())
    }

    /// Finds what is wrong with a selection of which there is no record.
    fn check(&self, schema: &'static Schema, selection: &Value, path: &str) -> Result<(), Refusal> {
        for item in items(selection) {
            match item {
                Item::Name(name) => {
                    let is_aggregate = name.starts_with("count") || name.starts_with("exists");
                    if !is_aggregate && !schema.has_field(name) && schema.relation(name).is_none() {
                        return Err(unknown(schema, name, path));
                    }
                }
                Item::Relation(key, inner) => {
                    let (name, _) = key_parts(key, path)?;
                    let relation = schema
                        .relation(&name)
                        .ok_or_else(|| unknown(schema, &name, path))?;
                    let path = format!("{path}.{name}");
                    self.check(schema_of(relation.to, &path)?, inner, &path)?;
                }
            }
        }
        Ok(())
    }

    fn select(
        &self,
        schema: &'static Schema,
        id: &str,
        selection: &Value,
        path: &str,
        out: &mut Out,
    ) -> Result<(), Refusal> {
        let Some(row) = self.seen(schema, id) else {
            table(out, schema.name).insert(id.to_owned(), Value::Null);
            return self.check(schema, selection, path);
        };
        let mut shown = Map::new();
        for field in schema.id {
            let value = row.get(*field).cloned().unwrap_or(Value::Null);
            shown.insert((*field).to_owned(), value);
        }
        for item in items(selection) {
            match item {
                Item::Name(name) => {
                    let (key, value) = self.named(schema, row, name, path)?;
                    shown.insert(key, value);
                }
                Item::Relation(key, inner) => {
                    let value = self.followed(schema, row, key, inner, path, out)?;
                    shown.insert(key.to_owned(), value);
                }
            }
        }
        let table = table(out, schema.name);
        match table.get_mut(id) {
            Some(Value::Object(known)) => known.extend(shown),
            _ => {
                table.insert(id.to_owned(), Value::Object(shown));
            }
        }
        Ok(())
    }

    /// Returns what a plain name in a selection brings: a field, an aggregate or an id.
    fn named(
        &self,
        schema: &'static Schema,
        row: &'a Row,
        name: &str,
        path: &str,
    ) -> Result<(String, Value), Refusal> {
        if let Some((is_count, rest)) = aggregate(name) {
            let (relation, filter) = key_parts(&rest, path)?;
            let Some(relation) = schema.relation(&relation) else {
                let message = format!("'{}' has no relation '{relation}'", schema.name);
                return Err(Refusal::query("invalid_aggregate", message, path));
            };
            let found = self.found(relation, row, &filter, path)?.len();
            let value = if is_count {
                Value::from(found)
            } else {
                Value::Bool(found > 0)
            };
            return Ok((name.to_owned(), value));
        }
        if schema.has_field(name) {
            let value = row.get(name).cloned().unwrap_or(Value::Null);
            return Ok((self.server.spelled(name), value));
        }
        match schema.relation(name) {
            Some(Relation {
                by: By::Own(field), ..
            }) => Ok((
                name.to_owned(),
                row.get(*field).cloned().unwrap_or(Value::Null),
            )),
            Some(Relation {
                by: By::List(field),
                ..
            }) => Ok((name.to_owned(), list_or_null(row.get(*field)))),
            _ => Err(unknown(schema, name, path)),
        }
    }

    /// Follows a relation; returns the id or ids that stand under its key.
    fn followed(
        &self,
        schema: &'static Schema,
        row: &'a Row,
        key: &str,
        inner: &Value,
        path: &str,
        out: &mut Out,
    ) -> Result<Value, Refusal> {
        let (name, filter) = key_parts(key, path)?;
        let Some(relation) = schema.relation(&name) else {
            let message = format!("'{}' has no relation '{name}'", schema.name);
            let path = format!("{path}.{name}");
            return Err(Refusal::query("unknown_relation", message, &path));
        };
        let path = format!("{path}.{name}");
        let to = schema_of(relation.to, &path)?;
        if let By::Own(field) = relation.by {
            let id = row.get(field).and_then(Value::as_str);
            return Ok(match id {
                None => {
                    self.check(to, inner, &path)?;
                    Value::Null
                }
                Some(id) => {
                    self.select(to, id, inner, &path, out)?;
                    Value::String(id.to_owned())
                }
            });
        }
        if matches!(relation.by, By::List(_)) && !filter.is_empty() {
            let message = format!("'{name}' doesn't support relQueries");
            return Err(Refusal::query("relation_takes_no_query", message, &path));
        }
        let window = Window::of(&filter, to, &path)?;
        let mut rows = self.found(relation, row, &filter, &path)?;
        if !window.order.is_empty() {
            rows.sort_by(|one, other| compare(one, other, &window.order));
        }
        if rows.is_empty() {
            // Otherwise what is wrong with the selection shows on the records.
            self.check(to, inner, &path)?;
        }
        let limit = if window.first {
            1
        } else {
            window.limit.unwrap_or(usize::MAX)
        };
        let mut ids = Vec::new();
        for row in rows.into_iter().skip(window.offset).take(limit) {
            let id = row_id(to, row);
            self.select(to, &id, inner, &path, out)?;
            ids.push(Value::String(id));
        }
        Ok(if window.first {
            ids.pop().unwrap_or(Value::Null)
        } else if ids.is_empty() && matches!(relation.by, By::List(_)) {
            Value::Null
        } else {
            Value::Array(ids)
        })
    }

    /// Returns the records of a relation that pass a filter, in no order but that of a list.
    fn found(
        &self,
        relation: &'static Relation,
        row: &'a Row,
        filter: &Map<String, Value>,
        path: &str,
    ) -> Result<Vec<&'a Row>, Refusal> {
        let to = schema_of(relation.to, path)?;
        if filter.is_empty() {
            return Ok(self.related(relation, row));
        }
        self.passes(to, &Row::new(), filter, path)?;
        let mut found = Vec::new();
        for related in self.related(relation, row) {
            if self.passes(to, related, filter, path)? {
                found.push(related);
            }
        }
        Ok(found)
    }

    /// Returns the records at the end of a relation that the viewer may know of.
    pub(super) fn related(&self, relation: &'static Relation, row: &Row) -> Vec<&'a Row> {
        let Some(to) = schema(relation.to) else {
            return Vec::new();
        };
        match relation.by {
            By::Own(field) => {
                let id = row.get(field).and_then(Value::as_str);
                id.and_then(|id| self.server.tables.get(relation.to, id))
                    .into_iter()
                    .collect()
            }
            By::List(field) => super::table::texts(row, field)
                .iter()
                .filter_map(|id| self.server.tables.get(relation.to, id))
                .collect(),
            By::Theirs(field, which) => {
                let own_id = row
                    .get("id")
                    .or_else(|| row.get("cardId"))
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                let rows = self.index(relation.to, field);
                let rows = rows.get(own_id).cloned().unwrap_or_default();
                rows.into_iter()
                    .filter(|row| is_meant(row, which))
                    .filter(|row| self.server.may_know(self.viewer, to, row))
                    .collect()
            }
        }
    }

    fn index(&self, kind: &'static str, field: &'static str) -> ByField<'a> {
        let mut indexes = self.by_field.borrow_mut();
        let index = indexes.entry((kind, field)).or_insert_with(|| {
            let mut index: HashMap<&str, Vec<&Row>> = HashMap::new();
            for row in self.server.tables.all(kind) {
                index.entry(text(row, field)).or_default().push(row);
            }
            Rc::new(index)
        });
        Rc::clone(index)
    }

    /// Returns a record that the viewer may see.
    fn seen(&self, schema: &'static Schema, id: &str) -> Option<&'a Row> {
        let withheld: &BTreeSet<(&'static str, String)> = &self.server.withheld;
        let row = self.server.tables.get(schema.name, id)?;
        let is_seen = !withheld.contains(&(schema.name, id.to_owned()))
            && self.server.may_know(self.viewer, schema, row);
        is_seen.then_some(row)
    }
}

fn unknown(schema: &Schema, name: &str, path: &str) -> Refusal {
    let message = format!("'{}' has no field '{name}'", schema.name);
    Refusal::query("unknown_field", message, &format!("{path}.{name}"))
}

fn list_or_null(list: Option<&Value>) -> Value {
    match list {
        Some(Value::Array(values)) if !values.is_empty() => Value::Array(values.clone()),
        _ => Value::Null,
    }
}

fn is_meant(row: &Row, which: Which) -> bool {
    match which {
        Which::All => true,
        Which::NotDeleted => row.get("isDeleted") != Some(&Value::Bool(true)),
        Which::Shown => text(row, "visibility") == "default",
        Which::Archived => text(row, "visibility") == "archived",
    }
}
