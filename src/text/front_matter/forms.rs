//! The forms that new values get: items of lists, mappings in braces.

use super::document::{Node, Scalar};
use super::scalar::{flow_list, flow_text, text_scalar};

/// What the items of a list of scalars are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOf {
    /// Texts, quoted where they need it.
    Texts,
    /// Ids of digits, never quoted.
    Ids,
    /// Items that are YAML already, fit for brackets too.
    Ready,
}

impl ListOf {
    /// Returns an item of a block list.
    pub(super) fn block(self, text: &str) -> String {
        match self {
            Self::Texts => text_scalar(text),
            Self::Ids | Self::Ready => text.to_owned(),
        }
    }

    /// Returns an item of a list in brackets.
    pub(super) fn flow(self, text: &str) -> String {
        match self {
            Self::Texts => flow_text(text),
            Self::Ids | Self::Ready => text.to_owned(),
        }
    }
}

/// Returns a mapping in braces: `node`'s keys with `values` put over them.
pub(super) fn flow_map(node: Option<&Node>, values: &[(&'static str, String)]) -> String {
    let mut parts: Vec<(String, String)> = Vec::new();
    if let Some(Node::Map(entries)) = node {
        for (key, value) in entries {
            parts.push((key.clone(), flow_node(value)));
        }
    }
    for (key, scalar) in values {
        match parts.iter_mut().find(|(other, _)| other == key) {
            Some((_, value)) => value.clone_from(scalar),
            None => parts.push(((*key).to_owned(), scalar.clone())),
        }
    }
    let parts: Vec<String> = parts
        .iter()
        .map(|(key, value)| format!("{}: {value}", flow_text(key)))
        .collect();
    format!("{{{}}}", parts.join(", "))
}

fn flow_node(node: &Node) -> String {
    match node {
        Node::Null => "null".to_owned(),
        Node::Scalar(Scalar {
            text,
            is_quoted: false,
        }) if !text.contains([',', '[', ']', '{', '}', '#', ':', '?']) => text.clone(),
        Node::Scalar(scalar) => flow_text(&scalar.text),
        Node::List(nodes) => flow_list(nodes.iter().map(flow_node)),
        Node::Map(_) => flow_map(Some(node), &[]),
    }
}
