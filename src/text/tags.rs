//! Tags in a card's list of labels: names, or mappings in braces.

use super::fields::Fields;
use super::front_matter::{Node, flow_text};
use crate::board::Tag;

/// The keys of a tag that has more than a name.
pub const TAG_KEYS: [&str; 6] = ["name", "color", "description", "picture", "url", "target"];

fn tag_of(node: &Node) -> Result<Tag, String> {
    let pairs = match node {
        Node::Scalar(scalar) if !scalar.text.is_empty() => {
            return Ok(Tag::named(scalar.text.clone()));
        }
        Node::Map(pairs) => pairs,
        Node::Null | Node::Scalar(_) => return Err("is empty".to_owned()),
        Node::List(_) => return Err("is a list".to_owned()),
    };
    let mut tag = Tag::default();
    for (key, value) in pairs {
        let text = match value {
            Node::Scalar(scalar) => scalar.text.clone(),
            Node::Null => continue,
            Node::List(_) | Node::Map(_) => return Err(format!("has no text as `{key}`")),
        };
        match key.as_str() {
            "name" => tag.name = text,
            "color" => tag.color = Some(text),
            "description" => tag.description = Some(text),
            "picture" => tag.picture = Some(text),
            "url" => tag.url = Some(text),
            "target" => match text.parse() {
                Ok(target) => tag.target = Some(target),
                Err(_) => return Err(format!("has a `target` that is no number: `{text}`")),
            },
            _ => return Err(format!("has an unknown key `{key}`")),
        }
    }
    if tag.name.is_empty() && !pairs.iter().any(|(key, _)| key == "name") {
        return Err("has no `name`".to_owned());
    }
    Ok(tag)
}

/// Returns a tag as an item of a list: its name, or a mapping in braces.
pub fn tag_text(tag: &Tag) -> String {
    if tag.is_plain() && !tag.name.is_empty() {
        return flow_text(&tag.name);
    }
    let Tag {
        name,
        color,
        description,
        picture,
        url,
        target,
    } = tag;
    let text = |text: &Option<String>| text.as_deref().map(flow_text);
    let values = [
        Some(flow_text(name)),
        text(color),
        text(description),
        text(picture),
        text(url),
        target.map(|target| target.to_string()),
    ];
    let parts: Vec<String> = TAG_KEYS
        .iter()
        .zip(values)
        .filter_map(|(key, value)| value.map(|value| format!("{key}: {value}")))
        .collect();
    format!("{{{}}}", parts.join(", "))
}

impl Fields<'_> {
    /// Returns the tags of a list: texts, or mappings with a `name`; in the order of the file.
    pub fn tags(&mut self, key: &str) -> Vec<Tag> {
        let Some(entry) = self.entry(key) else {
            return Vec::new();
        };
        let nodes = match entry.value.node() {
            Node::Null => Vec::new(),
            Node::List(nodes) => nodes,
            Node::Scalar(_) | Node::Map(_) => {
                let message = format!("`{key}` must be a list: one item a line, each after `- `");
                self.error_at(Self::value_at(entry), message);
                Vec::new()
            }
        };
        let mut tags = Vec::with_capacity(nodes.len());
        for node in &nodes {
            match tag_of(node) {
                Ok(tag) => tags.push(tag),
                Err(problem) => self.error_at(entry.at, format!("an item of `{key}` {problem}")),
            }
        }
        tags
    }
}
