//! Lists whose items have keys of their own.

use super::fields::Fields;
use super::front_matter::{Entry, Node, Value};

/// Returns the entries of each item of a list of mappings.
pub(super) fn maps(fields: &mut Fields<'_>, key: &str) -> Vec<Vec<Entry>> {
    let Some(entry) = fields.entry(key) else {
        return Vec::new();
    };
    let mut maps = Vec::new();
    let mut is_wrong = false;
    match &entry.value {
        Value::Items(items) => {
            for item in items {
                match &item.value {
                    Value::Map(entries) => maps.push(entries.clone()),
                    other => match entries_of(&other.node(), item.dash) {
                        Some(entries) => maps.push(entries),
                        None => is_wrong = true,
                    },
                }
            }
        }
        other => match other.node() {
            Node::Null => {}
            Node::List(nodes) => {
                for node in &nodes {
                    match entries_of(node, entry.at) {
                        Some(entries) => maps.push(entries),
                        None => is_wrong = true,
                    }
                }
            }
            Node::Scalar(_) | Node::Map(_) => is_wrong = true,
        },
    }
    if is_wrong {
        let message = format!("`{key}` must be a list whose items have keys of their own");
        fields.error_at(entry.at, message);
    }
    maps
}

/// Returns the entries of a mapping that is not in block form.
fn entries_of(node: &Node, at: usize) -> Option<Vec<Entry>> {
    let Node::Map(pairs) = node else { return None };
    let entries = pairs.iter().map(|(key, node)| Entry {
        key: key.clone(),
        at,
        after_colon: at,
        lines: at..at,
        value: Value::Other(node.clone()),
    });
    Some(entries.collect())
}
