//! The parts of a selection: names, relations with their filters, aggregates.

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// Returns the single items of a selection: an object counts as one of its pairs each.
pub(super) fn items(selection: &Value) -> Vec<Item<'_>> {
    match selection {
        Value::Array(values) => values.iter().flat_map(items_of).collect(),
        value => items_of(value),
    }
}

fn items_of(value: &Value) -> Vec<Item<'_>> {
    match value {
        Value::String(name) => vec![Item::Name(name.as_str())],
        Value::Object(map) => map
            .iter()
            .map(|(key, inner)| Item::Relation(key.as_str(), inner))
            .collect(),
        _ => Vec::new(),
    }
}

/// A part of a selection.
pub(super) enum Item<'q> {
    /// A field, an aggregate, or a relation whose id alone is asked for.
    Name(&'q str),
    /// A relation, as it is spelled with its filter, and what is asked of it.
    Relation(&'q str, &'q Value),
}

/// Splits `cards({"a":1})` into the name and its filter.
pub(super) fn key_parts(key: &str, path: &str) -> Result<(String, Map<String, Value>), Refusal> {
    let Some((name, rest)) = key.split_once('(') else {
        return Ok((key.to_owned(), Map::new()));
    };
    let filter = rest
        .strip_suffix(')')
        .and_then(|text| serde_json::from_str(text).ok());
    match filter {
        Some(Value::Object(filter)) => Ok((name.to_owned(), filter)),
        _ => {
            let message = format!("the filter of '{name}' is no JSON object");
            Err(Refusal::query("invalid_query_shape", message, path))
        }
    }
}

/// Splits `count:cards` and the older `count(cards)` into what is asked and of what.
pub(super) fn aggregate(name: &str) -> Option<(bool, String)> {
    for (word, is_count) in [("count", true), ("exists", false)] {
        let Some(rest) = name.strip_prefix(word) else {
            continue;
        };
        if let Some(relation) = rest.strip_prefix(':') {
            return Some((is_count, relation.to_owned()));
        }
        let inner = rest
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'));
        if let Some(relation) = inner {
            return Some((is_count, relation.to_owned()));
        }
    }
    None
}
