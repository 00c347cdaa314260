//! Parameters of a call, read as loosely as PHP reads them.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::Release;
use super::moment::{Moment, from_php};
use super::refusal::Refusal;
use crate::lookalike::message::Request;
use crate::lookalike::multipart::Form;

/// All parameters of a call: query and form, then the path's, then the JSON body's, the later
/// ones replacing the earlier.
#[derive(Clone, Debug)]
pub struct Params {
    release: Release,
    held: Map<String, Value>,
}

impl Params {
    /// Collects the parameters of a request; `path` holds those of its path.
    ///
    /// A body that is not JSON, or not said to be, counts as none, and a form of more than
    /// `largest_post_bytes` too.
    pub fn new(
        release: Release,
        request: &Request,
        path: &[(&str, &str)],
        largest_post_bytes: u64,
    ) -> Params {
        let mut held = Map::new();
        let mut add_form = |text: &[u8]| {
            for (name, value) in form_urlencoded::parse(text) {
                held.insert(name.into_owned(), Value::String(value.into_owned()));
            }
        };
        add_form(request.query.as_bytes());
        let kind = request.header("content-type").unwrap_or_default();
        if kind.starts_with("application/x-www-form-urlencoded") {
            add_form(&request.body);
        }
        let said = request.header("content-length");
        let length = said.and_then(|text| text.parse().ok());
        let length: u64 = length.unwrap_or(request.body.len() as u64);
        if let Some(form) = Form::of(request).filter(|_| length <= largest_post_bytes) {
            for (name, value) in form.fields {
                held.insert(name, Value::String(value));
            }
        }
        for (name, value) in path {
            held.insert((*name).to_owned(), Value::String((*value).to_owned()));
        }
        if kind.starts_with("application/json")
            && let Ok(Value::Object(body)) = serde_json::from_slice(&request.body)
        {
            held.extend(body);
        }
        Params { release, held }
    }

    /// Returns a parameter that was sent and is not null.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.held.get(name).filter(|value| !value.is_null())
    }

    /// Adds a parameter of the path.
    pub fn set(&mut self, name: &str, value: &str) {
        self.held
            .insert(name.to_owned(), Value::String(value.to_owned()));
    }

    /// Returns whether a parameter was sent, null or not.
    pub fn is_sent(&self, name: &str) -> bool {
        self.held.contains_key(name)
    }

    /// Returns an id, normally from the path.
    ///
    /// # Errors
    /// `Crash` for one that is not a number.
    pub fn id(&self, name: &str) -> Result<i64, Refusal> {
        match self.get(name) {
            Some(value) if is_numeric(value) => Ok(integer(value)),
            _ => Err(Refusal::Crash),
        }
    }

    /// Returns a required text of 1 to `longest` characters, blank ones not allowed.
    ///
    /// # Errors
    /// `absent` from 1.17 on, if it was not sent or is no text; else `Invalid` with the validator's
    /// words.
    pub fn text(&self, name: &str, longest: usize, absent: &Refusal) -> Result<String, Refusal> {
        let text = match (self.release, self.get(name)) {
            (Release::V1_18, None | Some(Value::Array(_) | Value::Object(_))) => {
                return Err(absent.clone());
            }
            (Release::V1_18, Some(value)) => string(value),
            (Release::V1_16, Some(Value::Array(_) | Value::Object(_) | Value::Bool(true))) => {
                return Err(Refusal::Crash);
            }
            (Release::V1_16, None | Some(Value::Bool(false))) => String::new(),
            (Release::V1_16, Some(Value::Number(number))) if number.as_f64() == Some(0.0) => {
                String::new()
            }
            (Release::V1_16, Some(value)) => string(value),
        };
        if text.trim().is_empty() {
            return Err(invalid(format!(
                "{name} must be provided and must be not empty"
            )));
        }
        if text == "false" {
            return Err(invalid(format!(
                "{name} must be provided and must be not false"
            )));
        }
        if text.chars().count() > longest {
            return Err(invalid(format!(
                "{name} cannot be longer than {longest} characters "
            )));
        }
        Ok(text)
    }

    /// Returns a required number.
    ///
    /// # Errors
    /// `Incomplete` from 1.17 on if it was not sent; before, `Invalid` also for what is no number.
    pub fn number(&self, name: &str) -> Result<i64, Refusal> {
        match (self.release, self.get(name)) {
            (Release::V1_18, None | Some(Value::Array(_) | Value::Object(_))) => {
                Err(Refusal::Incomplete)
            }
            (Release::V1_18, Some(value)) => Ok(integer(value)),
            (Release::V1_16, Some(value)) if is_numeric(value) => Ok(integer(value)),
            (Release::V1_16, _) => Err(invalid(format!(
                "{name} must be provided and must be numeric"
            ))),
        }
    }

    /// Returns an optional number that the server takes without conversion.
    ///
    /// # Errors
    /// `Crash` for what is no number.
    pub fn number_or(&self, name: &str, default: i64) -> Result<i64, Refusal> {
        match self.get(name) {
            None => Ok(default),
            Some(value) if is_numeric(value) => Ok(integer(value)),
            Some(_) => Err(Refusal::Crash),
        }
    }

    /// Returns an optional text; numbers and truth values become texts.
    ///
    /// # Errors
    /// `Crash` for lists and objects.
    pub fn optional_text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.get(name) {
            Some(Value::Array(_) | Value::Object(_)) => Err(Refusal::Crash),
            value => Ok(value.map(string)),
        }
    }

    /// Returns an optional truth value; the text `false` is false.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).map(is_true)
    }

    /// Returns a date; one that is null, false, 0 or empty is no date.
    ///
    /// # Errors
    /// `Crash` for what PHP does not read as a date.
    pub fn date(&self, name: &str, now: i64) -> Result<Option<Moment>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(value) if !is_true(value) => Ok(None),
            Some(value) => date(value, now).map(Some),
        }
    }

    /// Returns a date; false and an empty text are now, only null is no date.
    ///
    /// # Errors
    /// `Crash` for what PHP does not read as a date.
    pub fn date_or_now(&self, name: &str, now: i64) -> Result<Option<Moment>, Refusal> {
        self.get(name).map(|value| date(value, now)).transpose()
    }
}

/// Returns a value as PHP's cast to a whole number does.
pub fn integer(value: &Value) -> i64 {
    match value {
        Value::Number(number) => number
            .as_i64()
            .unwrap_or_else(|| number.as_f64().unwrap_or_default() as i64),
        Value::Bool(flag) => i64::from(*flag),
        Value::String(text) => {
            let text = text.trim_start();
            let sign = usize::from(text.starts_with(['-', '+']));
            let digits = text[sign..].bytes().take_while(u8::is_ascii_digit).count();
            text[..sign + digits].parse().unwrap_or(0)
        }
        Value::Null | Value::Array(_) | Value::Object(_) => 0,
    }
}

fn date(value: &Value, now: i64) -> Result<Moment, Refusal> {
    match value {
        Value::Array(_) | Value::Object(_) => Err(Refusal::Crash),
        value => from_php(&string(value), now).ok_or(Refusal::Crash),
    }
}

fn is_numeric(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::String(text) => text.trim().parse::<f64>().is_ok_and(f64::is_finite),
        _ => false,
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.as_str(), "" | "0" | "false" | "False" | "FALSE"),
        Value::Array(list) => !list.is_empty(),
        Value::Object(_) => true,
    }
}

fn string(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "1".to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn invalid(words: String) -> Refusal {
    Refusal::Invalid(words)
}
