//! The writes of a push as short lines; those that replace a card tell only what they change.

use std::collections::BTreeMap;

use git_board::lookalike::deck::card::Card;
use git_board::lookalike::log::Entry;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::support::deck_server::Served;

/// How old, in seconds, a time may be that a push took from the clock.
const FRESH_S: i64 = 600;

/// Pushes; returns the writes and how many requests there were in all.
#[track_caller]
pub fn push(served: &Served, arguments: &[&str]) -> (Vec<String>, usize) {
    let before: BTreeMap<i64, Card> = served
        .server
        .model()
        .cards()
        .map(|card| (card.id, card.clone()))
        .collect();
    served.server.log().clear();
    let mut all = vec!["push"];
    all.extend(arguments);
    served.git_board("boards", &all).code(0);
    let writes = served.server.log().write_entries();
    let lines = writes.iter().map(|entry| line(entry, &before)).collect();
    (lines, served.server.log().count())
}

/// `PUT boards/1/stacks/1/cards/1 {"title":"Apple pie"}`.
fn line(entry: &Entry, before: &BTreeMap<i64, Card>) -> String {
    let target = entry
        .target
        .replace("/index.php/apps/deck/api/v1.0/", "")
        .replace("/index.php/apps/deck/", "web ")
        .replace("/ocs/v2.php/apps/deck/api/v1.0/", "ocs ");
    let parts: Vec<&str> = target.split('/').collect();
    let body = match parts[..] {
        ["boards", _, "stacks", _, "cards", id] if entry.method == "PUT" => {
            let card = id.parse().ok().and_then(|id| before.get(&id));
            changed(&entry.body, card)
        }
        _ => entry.body.clone(),
    };
    format!("{} {target} {body}", entry.method)
        .trim_end()
        .to_owned()
}

/// Returns what a full replacement changes of the card as it was.
fn changed(body: &str, card: Option<&Card>) -> String {
    let mut sent: Map<String, Value> = serde_json::from_str(body).expect("a body in JSON");
    let owner = sent.shift_remove("owner");
    assert!(
        matches!(owner, Some(Value::String(_))),
        "a PUT without an owner is refused: {body}"
    );
    if let Some(card) = card {
        for (key, old) in values(card) {
            if sent.get(key) == Some(&old) {
                sent.shift_remove(key);
            }
        }
    }
    if let Some(done) = sent.get_mut("done")
        && is_fresh(done)
    {
        *done = json!("now");
    }
    Value::Object(sent).to_string()
}

/// The values that a replacement has to name, as a card has them.
fn values(card: &Card) -> Vec<(&'static str, Value)> {
    let date = |seconds: Option<i64>| {
        let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        json!(time.map(|time| time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()))
    };
    vec![
        ("title", json!(card.title)),
        ("type", json!(card.kind)),
        ("stackId", json!(card.stack)),
        ("description", json!(card.description)),
        ("order", json!(card.order)),
        ("duedate", date(card.due)),
        ("done", date(card.done)),
        ("startdate", date(card.start)),
        ("color", json!(card.color)),
    ]
}

fn is_fresh(done: &Value) -> bool {
    let time = done
        .as_str()
        .and_then(|text| text.parse::<Timestamp>().ok());
    let now = Timestamp::now().as_second();
    time.is_some_and(|time| (time.as_second() - now).abs() < FRESH_S)
}
