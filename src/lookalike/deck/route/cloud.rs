//! Calls of Nextcloud itself, and Deck's calls that concern no single board.

use serde_json::{Map, Value, json};

use super::rest::DEMANDED;
use super::{Call, Outcome};
use crate::lookalike::deck::Deck;
use crate::lookalike::deck::permission::Right;
use crate::lookalike::deck::person::Credentials;
use crate::lookalike::deck::refusal::Refusal;
use crate::lookalike::message::{Answer, Request};

/// Answers `/status.php`, also in maintenance mode.
pub(super) fn status(deck: &Deck) -> Answer {
    let (major, minor, micro) = deck.release.nextcloud_version();
    let mut answer = Answer::json(&json!({
        "installed": true,
        "maintenance": deck.is_in_maintenance,
        "needsDbUpgrade": false,
        "version": format!("{major}.{minor}.{micro}.2"),
        "versionstring": format!("{major}.{minor}.{micro}"),
        "edition": "",
        "productname": "Nextcloud",
        "extendedSupport": false,
    }));
    answer.content_type = Some("application/json");
    answer.with_header("Access-Control-Allow-Origin", "*".to_owned())
}

/// Answers a browser's question what it may send from another origin.
pub(super) fn preflight(request: &Request) -> Answer {
    let origin = request.header("origin").unwrap_or("*").to_owned();
    Answer::empty(200)
        .with_header("Access-Control-Allow-Origin", origin)
        .with_header(
            "Access-Control-Allow-Methods",
            "PUT, POST, GET, DELETE, PATCH".to_owned(),
        )
        .with_header("Access-Control-Max-Age", "1728000".to_owned())
        .with_header(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Accept".to_owned(),
        )
        .with_header("Access-Control-Allow-Credentials", "false".to_owned())
}

/// Returns the capabilities; Deck's are shown to users only.
pub(super) fn capabilities(deck: &Deck, who: Option<&str>) -> Value {
    let (major, minor, micro) = deck.release.nextcloud_version();
    let mut shown = json!({
        "bruteforce": {"delay": deck.brute_force_delay_ms(), "allow-listed": false},
        "theming": {"name": "Nextcloud", "productName": "Nextcloud"},
    });
    if who.is_some() {
        shown["core"] = json!({"pollinterval": 60, "webdav-root": "remote.php/webdav"});
        if !deck.is_disabled {
            shown["deck"] = json!({
                "version": deck.release.deck_version(),
                "canCreateBoards": true,
                "apiVersions": ["1.0", "1.1"],
            });
        }
    }
    json!({
        "version": {
            "major": major,
            "minor": minor,
            "micro": micro,
            "string": format!("{major}.{minor}.{micro}"),
            "edition": "",
            "extendedSupport": false,
        },
        "capabilities": shown,
    })
}

/// Carries out an OCS call that is not Deck's; `None` is a route that does not exist.
pub(super) fn ocs_call(
    deck: &mut Deck,
    who: &str,
    request: &Request,
    path: &str,
) -> Option<Answer> {
    let user = deck.users.get(who)?;
    let credentials = request
        .header("authorization")
        .and_then(Credentials::from_header);
    let password = match credentials? {
        Credentials::Basic { password, .. } => password,
        Credentials::Bearer { token } => token,
    };
    match (request.method.as_str(), path) {
        ("GET", "cloud/user") => Some(Answer::json(&profile(deck, who))),
        ("GET", "core/getapppassword") if user.password == password => {
            let made = deck.new_app_password(who)?;
            Some(Answer::json(&json!({ "apppassword": made })))
        }
        ("GET", "core/getapppassword") => Some(denied("Password confirmation is required")),
        ("DELETE", "core/apppassword") => match deck.revoke_app_password(who, &password) {
            true => Some(Answer::json(&json!([]))),
            false => Some(denied("no app password in use")),
        },
        _ => None,
    }
}

fn denied(words: &str) -> Answer {
    let meta = json!({"status": "failure", "statuscode": 403, "message": words});
    Answer::json_with_status(403, &json!({"ocs": {"meta": meta, "data": []}}))
}

fn profile(deck: &Deck, who: &str) -> Value {
    let groups = deck
        .groups
        .values()
        .filter(|group| deck.is_member(who, &group.id));
    let groups: Vec<&String> = groups.map(|group| &group.id).collect();
    let name = deck.users.get(who).map(|user| user.display_name.as_str());
    let now = deck.clock.now();
    let mut profile = json!({
        "enabled": true,
        "id": who,
        "firstLoginTimestamp": now,
        "lastLoginTimestamp": now,
        "lastLogin": now * 1000,
        "backend": "Database",
        "subadmin": [],
        "quota": {"free": -3, "used": 0, "total": -3, "relative": 0, "quota": -3},
        "manager": "",
        "email": null,
        "additional_mail": [],
        "additional_mailScope": [],
        "displayname": name,
        "display-name": name,
        "profile_enabled": "1",
        "groups": groups,
        "language": "en",
        "locale": "",
        "timezone": "",
        "notify_email": null,
        "backendCapabilities": {"setDisplayName": true, "setPassword": true},
    });
    for field in [
        "phone",
        "address",
        "website",
        "twitter",
        "bluesky",
        "fediverse",
        "organisation",
        "role",
        "headline",
        "biography",
        "pronouns",
    ] {
        profile[field] = json!("");
        profile[format!("{field}Scope")] = json!("v2-local");
    }
    profile["profile_enabledScope"] = json!("v2-local");
    for field in ["avatar", "email", "displayname", "pronouns"] {
        profile[format!("{field}Scope")] = json!("v2-federated");
    }
    profile
}

/// Lists what comes up, under the names of the groups that are not empty.
pub(super) fn upcoming(call: &Call<'_>) -> Outcome {
    let mut groups: Map<String, Value> = Map::new();
    for (group, card) in call.deck.upcoming_cards(&call.who) {
        let shown = json!(call.deck.upcoming_card(card));
        match groups.get_mut(group) {
            Some(Value::Array(list)) => list.push(shown),
            _ => {
                groups.insert(group.to_owned(), Value::Array(vec![shown]));
            }
        }
    }
    Ok(match groups.is_empty() {
        true => Answer::json(&json!([])),
        false => Answer::json(&groups),
    })
}

/// Finds cards.
pub(super) fn search(call: &Call<'_>) -> Outcome {
    let term = match call.params.get("term").and_then(Value::as_str) {
        Some(term) => term.to_owned(),
        None if call.is_old() => return Err(Refusal::Crash),
        None => return Err(Refusal::Incomplete),
    };
    let limit = usize::try_from(call.params.number_or("limit", i64::MAX)?).unwrap_or(0);
    let found = call
        .deck
        .find_cards(&call.who, &term)
        .into_iter()
        .take(limit);
    let shown: Vec<_> = found
        .map(|card| call.deck.found_card(&call.who, card))
        .collect();
    Ok(Answer::json(&shown))
}

/// Tells a user's settings.
pub(super) fn read_config(call: &Call<'_>) -> Outcome {
    let read = |key: &str, default: bool| {
        let held = call.deck.settings.get(&(call.who.clone(), key.to_owned()));
        held.and_then(Value::as_bool).unwrap_or(default)
    };
    Ok(Answer::json(&json!({
        "calendar": read("calendar", true),
        "cardDetailsInModal": read("cardDetailsInModal", true),
        "cardIdBadge": read("cardIdBadge", false),
    })))
}

/// Sets one of a user's settings, also of a board (`board:4:notify-due`); no board changes by it.
pub(super) fn write_config(call: &mut Call<'_>) -> Outcome {
    let key = call.params.text("key", 200, &DEMANDED)?;
    let value = call.params.get("value").cloned().unwrap_or(Value::Null);
    if let Some(board) = key
        .strip_prefix("board:")
        .and_then(|rest| rest.split(':').next())
    {
        let board = board.parse().map_err(|_| Refusal::Denied)?;
        call.deck.allow_board(&call.who, board, Right::Read)?;
    }
    let owner = call.who.clone();
    call.deck.settings.insert((owner, key), value.clone());
    Ok(Answer::json(&value))
}

/// Opens a session on a board.
pub(super) fn open_session(call: &mut Call<'_>) -> Outcome {
    let board = call.params.number("boardId")?;
    let token = call.deck.open_session(&call.who, board)?;
    Ok(Answer::json(&json!({ "token": token })))
}

/// Keeps a session open.
pub(super) fn sync_session(call: &Call<'_>) -> Outcome {
    let board = call.params.number("boardId")?;
    let token = call.params.text("token", 200, &DEMANDED)?;
    match call.deck.has_session(&call.who, board, &token) {
        true => Ok(Answer::json(&json!([]))),
        false => Err(Refusal::NotFound(String::new())),
    }
}

/// Closes a session.
pub(super) fn close_session(call: &mut Call<'_>) -> Outcome {
    let board = call.params.number("boardId")?;
    let token = call.params.text("token", 200, &DEMANDED)?;
    call.deck.close_session(&call.who, board, &token);
    Ok(Answer::json(&json!([])))
}
