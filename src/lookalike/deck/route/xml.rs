//! OCS answers as XML.

use serde_json::Value;

/// Returns a JSON object as an XML document, as Nextcloud writes it.
pub(super) fn document(value: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\"?>\n");
    write(&mut out, value, 0);
    out
}

fn write(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                // A number is no name for an element.
                let is_number = name
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'-');
                element(out, if is_number { "element" } else { name }, value, depth);
            }
        }
        Value::Array(items) => {
            for item in items {
                element(out, "element", item, depth);
            }
        }
        _ => {}
    }
}

fn element(out: &mut String, name: &str, value: &Value, depth: usize) {
    let indent = " ".repeat(depth);
    let is_empty = match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Null => true,
        _ => false,
    };
    if is_empty {
        out.push_str(&format!("{indent}<{name}/>\n"));
        return;
    }
    out.push_str(&format!("{indent}<{name}>"));
    match value {
        Value::Array(_) | Value::Object(_) => {
            out.push('\n');
            write(out, value, depth + 1);
            out.push_str(&indent);
        }
        Value::Bool(flag) => out.push_str(if *flag { "1" } else { "" }),
        Value::String(text) => out.push_str(&escaped(text)),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::Null => {}
    }
    out.push_str(&format!("</{name}>\n"));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
