//! What of an answer must be as recorded: all but times, counters' tokens and request ids.

use git_board::lookalike::message::Answer;
use serde_json::Value;

use super::fixture::Recording;

/// So many seconds apart two times count as one.
const SLACK_SECONDS: i64 = 2;

/// Returns how an answer differs from the recorded one; empty if it does not.
pub fn differences(recorded: &Recording, ours: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    if recorded.status != ours.status {
        found.push(format!(
            "status {} instead of {}",
            ours.status, recorded.status
        ));
    }
    compare_headers(recorded, ours, &mut found);
    let text = ours.text();
    match recorded.kind.as_str() {
        "empty" if text.is_empty() => {}
        "empty" => found.push(format!("a body instead of none: {text}")),
        "json" => match serde_json::from_str::<Value>(&text) {
            Ok(value) => compare("", &recorded.answer, &value, &mut found),
            Err(_) => found.push(format!("no JSON: {text:?}")),
        },
        _ => compare_text(
            recorded.answer.as_str().unwrap_or_default(),
            &text,
            &mut found,
        ),
    }
    found
}

fn compare_headers(recorded: &Recording, ours: &Answer, found: &mut Vec<String>) {
    let kind = recorded
        .answer_headers
        .get("content-type")
        .map(String::as_str);
    if kind != ours.content_type {
        found.push(format!(
            "content type {:?} instead of {kind:?}",
            ours.content_type
        ));
    }
    for (name, value) in recorded
        .answer_headers
        .iter()
        .filter(|(name, _)| *name != "content-type")
    {
        let held = ours
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        match held {
            None => found.push(format!("no header `{name}`")),
            // An ETag is made of a time; its relation to the body is compared there.
            Some((_, held)) if name == "etag" => {
                if held.len() != value.len() {
                    found.push(format!("ETag {held} instead of {value}"));
                }
                check_etag(ours, held, found);
            }
            Some((_, held)) if held != value => {
                found.push(format!("header `{name}`: {held} instead of {value}"));
            }
            Some(_) => {}
        }
    }
    let has_etag = ours.headers.iter().any(|(name, _)| *name == "ETag");
    if has_etag && !recorded.answer_headers.contains_key("etag") {
        found.push("an ETag instead of none".to_owned());
    }
}

/// The header must be the quoted ETag of the thing in the body.
fn check_etag(ours: &Answer, held: &str, found: &mut Vec<String>) {
    if let Ok(Value::Object(body)) = serde_json::from_slice(&ours.body)
        && let Some(Value::String(inner)) = body.get("ETag")
        && held.trim_matches('"') != inner
    {
        found.push(format!("ETag {held} with a body that has {inner}"));
    }
}

fn compare(path: &str, recorded: &Value, ours: &Value, found: &mut Vec<String>) {
    match (recorded, ours) {
        (Value::Object(recorded), Value::Object(ours)) => {
            for (name, value) in recorded {
                let path = format!("{path}.{name}");
                match ours.get(name) {
                    Some(held) => compare_field(&path, name, value, held, found),
                    None => found.push(format!("{path}: absent instead of {}", brief(value))),
                }
            }
            for (name, value) in ours
                .iter()
                .filter(|(name, _)| !recorded.contains_key(*name))
            {
                found.push(format!("{path}.{name}: {} instead of absent", brief(value)));
            }
        }
        (Value::Array(recorded), Value::Array(ours)) => {
            if recorded.len() != ours.len() {
                let ids = |list: &[Value]| -> Vec<String> {
                    list.iter()
                        .map(|one| brief(one.get("id").unwrap_or(one)))
                        .collect()
                };
                found.push(format!(
                    "{path}: {:?} instead of {:?}",
                    ids(ours),
                    ids(recorded)
                ));
                return;
            }
            for (place, (recorded, ours)) in recorded.iter().zip(ours).enumerate() {
                compare(&format!("{path}[{place}]"), recorded, ours, found);
            }
        }
        (Value::String(recorded), Value::String(ours)) if is_same_text(recorded, ours) => {}
        _ if recorded == ours => {}
        _ => found.push(format!(
            "{path}: {} instead of {}",
            brief(ours),
            brief(recorded)
        )),
    }
}

/// Compares a field by what its name says: times only by being 0 or not, tokens by their kind.
fn compare_field(path: &str, name: &str, recorded: &Value, ours: &Value, found: &mut Vec<String>) {
    const TIMES: [&str; 6] = [
        "lastModified",
        "createdAt",
        "deletedAt",
        "firstLoginTimestamp",
        "lastLoginTimestamp",
        "lastLogin",
    ];
    const TOKENS: [&str; 6] = [
        "token",
        "apppassword",
        "appPassword",
        "login",
        "requestId",
        "ETag",
    ];
    let is_same = match (recorded, ours) {
        (Value::Number(recorded), Value::Number(ours)) if TIMES.contains(&name) => {
            let is_zero = |number: &serde_json::Number| number.as_i64() == Some(0);
            ours.is_i64() && is_zero(recorded) == is_zero(ours)
        }
        (Value::String(recorded), Value::String(ours)) if TOKENS.contains(&name) => {
            recorded.is_empty() == ours.is_empty()
        }
        _ => return compare(path, recorded, ours, found),
    };
    if !is_same {
        found.push(format!(
            "{path}: {} instead of {}",
            brief(ours),
            brief(recorded)
        ));
    }
}

fn is_same_text(recorded: &str, ours: &str) -> bool {
    if recorded == ours {
        return true;
    }
    let without_id = |text: &str| -> Option<String> {
        let (before, rest) = text.split_once("request ID \"")?;
        let (_, after) = rest.split_once('"')?;
        Some(format!("{before}{after}"))
    };
    if let (Some(recorded), Some(ours)) = (without_id(recorded), without_id(ours)) {
        return recorded == ours;
    }
    match (seconds(recorded), seconds(ours)) {
        (Some(recorded), Some(ours)) => (recorded - ours).abs() <= SLACK_SECONDS,
        _ => false,
    }
}

/// Returns the unix seconds of a date with the offset that the server always gives.
fn seconds(text: &str) -> Option<i64> {
    let date = text.strip_suffix("+00:00")?;
    format!("{date}Z")
        .parse::<jiff::Timestamp>()
        .ok()
        .map(jiff::Timestamp::as_second)
}

/// Compares XML line by line, times and ETags by their element only; of HTML only the kind.
fn compare_text(recorded: &str, ours: &str, found: &mut Vec<String>) {
    if recorded.starts_with("<!DOCTYPE html>") {
        if !ours.starts_with("<!DOCTYPE html>") {
            found.push(format!("no HTML: {ours:?}"));
        }
        return;
    }
    let text_of = |text: &str| without(without(text.to_owned(), "d:getetag"), "d:getlastmodified");
    let (recorded, ours) = (text_of(recorded), text_of(ours));
    let lines = |text: &str| -> Vec<String> {
        let line = |line: &str| match line.trim_start() {
            timed if timed.starts_with("<lastModified>") => "<lastModified>".to_owned(),
            timed if timed.starts_with("<ETag>") => "<ETag>".to_owned(),
            _ => line.to_owned(),
        };
        text.trim_end().lines().map(line).collect()
    };
    let (recorded, ours) = (lines(&recorded), lines(&ours));
    if recorded != ours {
        let at = recorded
            .iter()
            .zip(&ours)
            .take_while(|(a, b)| a == b)
            .count();
        found.push(format!(
            "line {at}: {:?} instead of {:?}",
            ours.get(at),
            recorded.get(at)
        ));
    }
}

/// Returns XML without what is in the first element of a name: it is made of a time.
fn without(xml: String, name: &str) -> String {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    match (xml.find(&open), xml.find(&close)) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &xml[..from], &xml[to..]),
        _ => xml,
    }
}

fn brief(value: &Value) -> String {
    value.to_string().chars().take(120).collect()
}
