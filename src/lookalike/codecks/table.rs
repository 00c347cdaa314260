//! Records in tables, by kind and id.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::schema::Schema;

/// A record: its fields by name.
pub type Row = Map<String, Value>;

/// Every record, by kind and id.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    tables: BTreeMap<&'static str, BTreeMap<String, Row>>,
}

impl Tables {
    /// Returns the records of a kind, in order of id.
    pub fn all(&self, kind: &str) -> impl Iterator<Item = &Row> {
        self.tables
            .get(kind)
            .into_iter()
            .flat_map(|rows| rows.values())
    }

    /// Returns a record.
    pub fn get(&self, kind: &str, id: &str) -> Option<&Row> {
        self.tables.get(kind)?.get(id)
    }

    /// Gives access to a record.
    pub fn get_mut(&mut self, kind: &str, id: &str) -> Option<&mut Row> {
        self.tables.get_mut(kind)?.get_mut(id)
    }

    /// Puts a record; one of its id goes.
    pub fn put(&mut self, schema: &'static Schema, row: Row) {
        let id = row_id(schema, &row);
        self.tables.entry(schema.name).or_default().insert(id, row);
    }

    /// Removes a record.
    pub fn remove(&mut self, kind: &str, id: &str) -> Option<Row> {
        self.tables.get_mut(kind)?.remove(id)
    }

    /// Returns the ids of a kind for which something is so.
    pub fn ids_where(&self, kind: &str, is_so: impl Fn(&Row) -> bool) -> Vec<String> {
        self.tables
            .get(kind)
            .into_iter()
            .flatten()
            .filter(|(_, row)| is_so(row))
            .map(|(id, _)| id.clone())
            .collect()
    }
}

/// Returns a record's id as answers key it: as it is, or a list in JSON for a join row.
pub fn row_id(schema: &Schema, row: &Row) -> String {
    match schema.id {
        [one] => text(row, one).to_owned(),
        several => {
            let ids: Vec<&Value> = several
                .iter()
                .map(|field| row.get(*field).unwrap_or(&Value::Null))
                .collect();
            serde_json::to_string(&ids).unwrap_or_default()
        }
    }
}

/// Returns a text field of a record; empty where it has none.
pub fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Returns a list of texts of a record.
pub fn texts(row: &Row, field: &str) -> Vec<String> {
    let list = row.get(field).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
