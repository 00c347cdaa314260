//! From our values to the parameters of actions.

use jiff::Timestamp;
use serde_json::{Map, Number, Value, json};

use crate::board::CardField;

/// Returns the content of a card of this title and text.
pub(super) fn content(title: &str, body: Option<&str>) -> String {
    match body {
        Some(body) => format!("{title}\n{body}"),
        None => title.to_owned(),
    }
}

/// Returns a time as a day.
pub(super) fn day(time: Option<Timestamp>) -> Value {
    time.map_or(Value::Null, |time| {
        Value::String(time.strftime("%Y-%m-%d").to_string())
    })
}

/// Returns the word for whether a card is archived.
pub(super) fn visibility(archived: bool) -> &'static str {
    if archived { "archived" } else { "default" }
}

/// Puts a value that needs no look-up into parameters; what needs one is left to the caller.
///
/// # Errors
/// The service has no such value; the words say which it has.
pub(super) fn field(
    params: &mut Map<String, Value>,
    field: CardField,
    value: Option<&str>,
) -> Result<(), String> {
    let (name, value) = match field {
        CardField::Status => ("status", json!(value.unwrap_or("not_started"))),
        CardField::Priority => ("priority", priority(value)?),
        CardField::Effort => ("effort", effort(value)?),
        CardField::Doc => ("isDoc", json!(value == Some("true"))),
        CardField::Parent
        | CardField::Milestone
        | CardField::Run
        | CardField::Project
        | CardField::ClassOfService => return Ok(()),
    };
    params.insert(name.to_owned(), value);
    Ok(())
}

fn priority(word: Option<&str>) -> Result<Value, String> {
    Ok(match word {
        None => Value::Null,
        Some("high") => json!("a"),
        Some("medium") => json!("b"),
        Some("low") => json!("c"),
        Some(other) => {
            return Err(format!(
                "there is no priority `{other}`; there are `high`, `medium` and `low`"
            ));
        }
    })
}

fn effort(text: Option<&str>) -> Result<Value, String> {
    let Some(text) = text else {
        return Ok(Value::Null);
    };
    let whole = text.parse::<i64>().ok().map(Number::from);
    let number = whole.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64));
    number
        .map(Value::Number)
        .ok_or_else(|| format!("the effort `{text}` is no number"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::{content, field};
    use crate::board::CardField;

    #[test]
    fn title_and_text_become_one_content() {
        assert_eq!(content("a", None), "a");
        assert_eq!(content("a", Some("")), "a\n");
        assert_eq!(content("a\r", Some("\nb")), "a\r\n\nb");
    }

    #[test]
    fn words_become_what_the_service_calls_them() {
        let mut params = Map::new();
        for (name, value) in [
            (CardField::Priority, Some("high")),
            (CardField::Effort, Some("2.5")),
            (CardField::Status, None),
            (CardField::Doc, None),
        ] {
            field(&mut params, name, value).expect("known words");
        }
        assert_eq!(
            Value::Object(params).to_string(),
            r#"{"priority":"a","effort":2.5,"status":"not_started","isDoc":false}"#
        );
        assert!(field(&mut Map::new(), CardField::Priority, Some("b")).is_err());
    }
}
