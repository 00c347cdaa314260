//! How the server reads JSON (lift-json): what is required, what is quietly left out, what is bent.

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// The members of an object that a command reads.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a>(pub &'a Map<String, Value>);

/// A value that is there, or the message that it is not usable.
pub type Extracted<T> = Result<T, Unusable>;

/// Why a value is not usable, as lift-json words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable(pub String);

impl From<Unusable> for Refusal {
    fn from(unusable: Unusable) -> Refusal {
        Refusal::Failure(unusable.0)
    }
}

impl<'a> Fields<'a> {
    /// Returns a required text; numbers are taken as texts.
    pub fn text(self, key: &str) -> Extracted<String> {
        self.required(key, "java.lang.String", "class java.lang.String", text)
    }

    /// Returns a required whole number; texts are none.
    pub fn number(self, key: &str) -> Extracted<i64> {
        self.required(key, "int", "int", Value::as_i64)
    }

    /// Returns a required truth value.
    pub fn flag(self, key: &str) -> Extracted<bool> {
        self.required(key, "boolean", "boolean", Value::as_bool)
    }

    /// Returns an optional text.
    pub fn optional_text(self, key: &str) -> Option<String> {
        self.0.get(key).and_then(text)
    }

    /// Returns an optional whole number.
    pub fn optional_number(self, key: &str) -> Option<i64> {
        self.0.get(key).and_then(Value::as_i64)
    }

    /// Returns an optional truth value.
    pub fn optional_flag(self, key: &str) -> Option<bool> {
        self.0.get(key).and_then(Value::as_bool)
    }

    /// Returns a required object, read by `read`.
    pub fn object<T>(
        self,
        key: &str,
        read: impl FnOnce(Fields<'a>) -> Extracted<T>,
    ) -> Extracted<T> {
        let found = self.0.get(key).and_then(Value::as_object);
        let object = found.ok_or_else(|| self.missing(key, "java.util.Map"))?;
        read(Fields(object)).map_err(|inner| within(key, &inner))
    }

    /// Returns an optional object; one that cannot be read is quietly none.
    pub fn optional<T>(
        self,
        key: &str,
        read: impl FnOnce(Fields<'a>) -> Extracted<T>,
    ) -> Option<T> {
        let object = self.0.get(key)?.as_object()?;
        read(Fields(object)).ok()
    }

    /// Returns the objects of a list; a missing list is an empty one.
    pub fn list<T>(
        self,
        key: &str,
        read: impl Fn(Fields<'a>) -> Extracted<T>,
    ) -> Extracted<Vec<T>> {
        let Some(items) = self.0.get(key).and_then(Value::as_array) else {
            return Ok(Vec::new());
        };
        items
            .iter()
            .map(|item| match item.as_object() {
                Some(object) => read(Fields(object)),
                None => Err(Unusable(format!("Expected object but got {item}"))),
            })
            .collect::<Extracted<Vec<T>>>()
            .map_err(|inner| within(key, &inner))
    }

    /// Returns an optional list; one item that cannot be read makes the whole of it none.
    pub fn optional_list<T>(
        self,
        key: &str,
        read: impl Fn(Fields<'a>) -> Extracted<T>,
    ) -> Option<Vec<T>> {
        self.0.get(key)?.as_array()?;
        self.list(key, read).ok()
    }

    /// Returns the texts of an optional list.
    pub fn optional_texts(self, key: &str) -> Option<Vec<String>> {
        self.0.get(key)?.as_array()?.iter().map(text).collect()
    }

    fn required<T>(
        self,
        key: &str,
        kind: &str,
        class: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Extracted<T> {
        match self.0.get(key) {
            None | Some(Value::Null) => Err(self.missing(key, kind)),
            Some(value) => read(value).ok_or_else(|| {
                Unusable(format!(
                    "No usable value for {key}\nDo not know how to convert {} into {class}",
                    spelled(value)
                ))
            }),
        }
    }

    fn missing(self, key: &str, kind: &str) -> Unusable {
        Unusable(format!(
            "No usable value for {key}\nDid not find value which can be converted into {kind}"
        ))
    }
}

fn within(key: &str, inner: &Unusable) -> Unusable {
    Unusable(format!("No usable value for {key}\n{}", inner.0))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns a value as Scala prints it.
fn spelled(value: &Value) -> String {
    match value {
        Value::Null => "JNull".to_owned(),
        Value::Bool(flag) => format!("JBool({flag})"),
        Value::Number(number) if number.is_f64() => format!("JDouble({number})"),
        Value::Number(number) => format!("JInt({number})"),
        Value::String(text) => format!("JString({text})"),
        Value::Array(_) => "JArray(List())".to_owned(),
        Value::Object(_) => "JObject(List())".to_owned(),
    }
}

/// Returns an id that may be one.
///
/// # Errors
/// It is not 24 hexadecimal digits.
pub fn object_id(id: &str) -> Result<String, Refusal> {
    if id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(id.to_owned());
    }
    Err(Refusal::failure(format!(
        "invalid hexadecimal representation of an ObjectId: [{id}]"
    )))
}
