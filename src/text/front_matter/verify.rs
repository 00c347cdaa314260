//! The second reader: `serde_yaml`, held against our own.

use serde_yaml::Value as Yaml;

use super::document::{Entry, Node, Refusal, Scalar, Value, place, refusal_at};

/// Reads `text` with `serde_yaml`, compares with `entries`, and fills in what only it can read.
///
/// # Errors
/// The text is no YAML, no mapping, or the two readers differ.
pub fn verify(text: &str, entries: Option<&mut Vec<Entry>>) -> Result<(), Refusal> {
    let yaml: Yaml = serde_yaml::from_str(text).map_err(|error| syntax_refusal(text, &error))?;
    let mapping = match yaml {
        Yaml::Null => serde_yaml::Mapping::new(),
        Yaml::Mapping(mapping) => mapping,
        _ => return Err(refusal_at(text, 0, "not a mapping of keys".to_owned())),
    };
    let Some(entries) = entries else {
        return Ok(());
    };
    for entry in entries.iter_mut() {
        let key = Yaml::String(entry.key.clone());
        let yaml = mapping
            .iter()
            .find(|(other, _)| **other == key || plain_text(other).as_ref() == Some(&entry.key))
            .map(|(_, value)| value);
        let Some(yaml) = yaml else {
            return Err(differs(text, entry));
        };
        if matches!(entry.value, Value::Other(_)) {
            let node = node_of(yaml).ok_or_else(|| differs(text, entry))?;
            entry.value = Value::Other(node);
        } else if !agrees(&entry.value.node(), yaml) {
            return Err(differs(text, entry));
        }
    }
    if mapping.len() != entries.len() {
        return Err(refusal_at(
            text,
            0,
            "not all keys can be read; write one key a line".to_owned(),
        ));
    }
    Ok(())
}

fn differs(text: &str, entry: &Entry) -> Refusal {
    let message = format!("the value of `{}` is of no form known here", entry.key);
    refusal_at(text, entry.at, message)
}

/// Returns the refusal for what `serde_yaml` says, without the place that its words name.
fn syntax_refusal(text: &str, error: &serde_yaml::Error) -> Refusal {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or(&words);
    let advice = advice(words);
    let message = format!("not valid YAML: {words}{advice}");
    match error.location() {
        Some(location) => Refusal {
            line: location.line(),
            column: location.column(),
            message,
        },
        None => {
            let (line, column) = place(text, 0);
            Refusal {
                line,
                column,
                message,
            }
        }
    }
}

/// Returns what to do about what people get wrong most, to be put behind the words for it.
fn advice(words: &str) -> &'static str {
    if words.contains("mapping values are not allowed") {
        "; a text with a colon in it stands in quotes, like `title: \"Fix: login\"`"
    } else if words.contains("cannot start any token") {
        "; indent with blanks, not with tabs, and put a text that begins with a sign in quotes"
    } else {
        ""
    }
}

/// Returns the text of a key or value that `serde_yaml` takes for no text.
fn plain_text(yaml: &Yaml) -> Option<String> {
    match yaml {
        Yaml::Null => Some("null".to_owned()),
        Yaml::Bool(value) => Some(value.to_string()),
        Yaml::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns true if both readers read the same.
pub fn agrees(node: &Node, yaml: &Yaml) -> bool {
    match (node, yaml) {
        (Node::Null, Yaml::Null) => true,
        (Node::Scalar(scalar), Yaml::String(text)) => scalar.text == *text,
        (Node::Scalar(scalar), Yaml::Bool(_) | Yaml::Number(_)) => !scalar.is_quoted,
        (Node::List(nodes), Yaml::Sequence(yamls)) => {
            nodes.len() == yamls.len()
                && nodes
                    .iter()
                    .zip(yamls)
                    .all(|(node, yaml)| agrees(node, yaml))
        }
        (Node::Map(entries), Yaml::Mapping(mapping)) => {
            entries.len() == mapping.len()
                && entries
                    .iter()
                    .zip(mapping)
                    .all(|((key, node), (other, yaml))| {
                        (other.as_str() == Some(key) || plain_text(other).is_some())
                            && agrees(node, yaml)
                    })
        }
        _ => false,
    }
}

/// Returns what `serde_yaml` read; `None` for numbers with a fraction, whose text it does not keep.
fn node_of(yaml: &Yaml) -> Option<Node> {
    let plain = |text: String| {
        Node::Scalar(Scalar {
            text,
            is_quoted: false,
        })
    };
    Some(match yaml {
        Yaml::Null => Node::Null,
        Yaml::Bool(value) => plain(value.to_string()),
        Yaml::Number(number) if number.is_f64() => return None,
        Yaml::Number(number) => plain(number.to_string()),
        Yaml::String(text) => Node::Scalar(Scalar {
            text: text.clone(),
            is_quoted: true,
        }),
        Yaml::Sequence(items) => Node::List(items.iter().map(node_of).collect::<Option<_>>()?),
        Yaml::Mapping(mapping) => Node::Map(
            mapping
                .iter()
                .map(|(key, value)| {
                    let key = key
                        .as_str()
                        .map(str::to_owned)
                        .or_else(|| plain_text(key))?;
                    Some((key, node_of(value)?))
                })
                .collect::<Option<_>>()?,
        ),
        Yaml::Tagged(_) => return None,
    })
}
