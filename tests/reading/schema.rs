//! The part of JSON Schema that our schema uses, checked; a keyword that is not known fails.

use serde_json::Value;

/// Returns what is wrong with a document, by the schema.
pub fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    Check { root: schema }.check(schema, document, "", &mut faults);
    faults
}

struct Check<'a> {
    root: &'a Value,
}

impl Check<'_> {
    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let Some(keywords) = schema.as_object() else {
            faults.push(format!("{at}: the schema is no object"));
            return;
        };
        let mut wrong = |what: String| faults.push(format!("{at}: {what}"));
        let mut deeper: Vec<(&Value, &Value, String)> = Vec::new();
        for (keyword, wanted) in keywords {
            match keyword.as_str() {
                "$schema" | "title" | "description" | "$defs" | "then" => {}
                "format" => {
                    let is_time = value
                        .as_str()
                        .is_none_or(|text| text.parse::<jiff::Timestamp>().is_ok());
                    if wanted != "date-time" || !is_time {
                        wrong(format!("{value} is no {wanted}"));
                    }
                }
                "$ref" => {
                    let path = wanted.as_str().and_then(|path| path.strip_prefix('#'));
                    match path.and_then(|path| self.root.pointer(path)) {
                        Some(schema) => deeper.push((schema, value, at.to_owned())),
                        None => wrong(format!("{wanted} leads nowhere")),
                    }
                }
                "type" => {
                    let types: Vec<&Value> = match wanted {
                        Value::Array(types) => types.iter().collect(),
                        one => vec![one],
                    };
                    if !types.iter().any(|one| is_of_type(value, one)) {
                        wrong(format!("{value} is no {wanted}"));
                    }
                }
                "const" if value != wanted => wrong(format!("{value} is not {wanted}")),
                "enum" if !wanted.as_array().is_some_and(|all| all.contains(value)) => {
                    wrong(format!("{value} is none of {wanted}"));
                }
                "minimum" if value.as_i64() < wanted.as_i64() => {
                    wrong(format!("{value} is too small"))
                }
                "maximum" if value.as_i64() > wanted.as_i64() => {
                    wrong(format!("{value} is too large"))
                }
                "const" | "enum" | "minimum" | "maximum" => {}
                "required" => {
                    for name in wanted
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                    {
                        if value.get(name).is_none() {
                            wrong(format!("`{name}` lacks"));
                        }
                    }
                }
                "properties" => {
                    for (name, schema) in wanted.as_object().into_iter().flatten() {
                        if let Some(inner) = value.get(name) {
                            deeper.push((schema, inner, format!("{at}/{name}")));
                        }
                    }
                }
                "additionalProperties" => {
                    let known = keywords.get("properties").and_then(Value::as_object);
                    for name in value
                        .as_object()
                        .into_iter()
                        .flat_map(|object| object.keys())
                    {
                        if !known.is_some_and(|known| known.contains_key(name)) {
                            wrong(format!("`{name}` is not described"));
                        }
                    }
                }
                "items" => {
                    for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
                        deeper.push((wanted, inner, format!("{at}/{index}")));
                    }
                }
                "allOf" => {
                    for schema in wanted.as_array().into_iter().flatten() {
                        deeper.push((schema, value, at.to_owned()));
                    }
                }
                "not" if self.holds(wanted, value) => wrong(format!("{wanted} holds")),
                "not" => {}
                "if" if self.holds(wanted, value) => {
                    if let Some(then) = keywords.get("then") {
                        deeper.push((then, value, at.to_owned()));
                    }
                }
                "if" => {}
                other => wrong(format!("the keyword `{other}` is not known here")),
            }
        }
        for (schema, value, at) in deeper {
            self.check(schema, value, &at, faults);
        }
    }

    fn holds(&self, schema: &Value, value: &Value) -> bool {
        let mut faults = Vec::new();
        self.check(schema, value, "", &mut faults);
        faults.is_empty()
    }
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    }
}

#[test]
fn a_document_that_is_none_is_told() {
    let schema: Value =
        serde_json::from_str(include_str!("../../templates/schema.json")).expect("JSON");
    let of = |text: &str| faults(&schema, &serde_json::from_str(text).expect("JSON"));
    assert_eq!(
        of(r#"{"version":1,"command":"check","exit_code":0}"#),
        [""; 0]
    );
    assert_eq!(
        of(r#"{"version":2,"command":"diff","exit_code":0,"more":1}"#),
        [
            ": `more` is not described",
            "/version: 2 is not 1",
            ": `operations` lacks"
        ]
    );
}
