//! The OCS calls: the cloud's own, and Deck's; each answer in an envelope, JSON or XML.

use serde_json::{Value, json};

use super::{
    Call, OcsVersion, Outcome, attachment, board, card, cloud, comment, message, stack, xml,
};
use crate::lookalike::deck::answer::{md5_hex, with_etag};
use crate::lookalike::deck::person::Login;
use crate::lookalike::deck::refusal::Refusal;
use crate::lookalike::deck::{Deck, Release};
use crate::lookalike::message::{Answer, Request};

const UNKNOWN_ROUTE: &str = "Invalid query, please check the syntax. API specifications are here: \
     http://www.freedesktop.org/wiki/Specifications/open-collaboration-services.\n";

/// Answers a call below `/ocs/v1.php/` or `/ocs/v2.php/`.
pub(super) fn answer(deck: &mut Deck, request: &Request, at: (OcsVersion, &str)) -> Answer {
    let (version, path) = at;
    let face = Face {
        version,
        is_xml: !wants_json(request),
    };
    if deck.is_in_maintenance {
        let answer = face.failure(503, 503, "Service unavailable");
        return answer.with_header("X-Nextcloud-Maintenance-Mode", "1".to_owned());
    }
    if path == "cloud/capabilities" {
        let who = match request.header("authorization").map(|_| deck.login(request)) {
            Some(Login::User(who)) => Some(who),
            _ => None,
        };
        let answer = face.success(&cloud::capabilities(deck, who.as_deref()));
        let etag = md5_hex(&answer.text());
        let answer = with_etag(answer, request, &etag);
        return match who {
            Some(who) => answer.with_header("X-User-Id", who),
            None => answer,
        };
    }
    let is_forged = request.header("ocs-apirequest").is_none();
    let who = match deck.login(request) {
        Login::User(who) if is_forged => {
            return message(412, "CSRF check failed").with_header("X-User-Id", who);
        }
        Login::Anonymous if is_forged => return message(412, "CSRF check failed"),
        Login::User(who) => who,
        Login::Anonymous => return face.failure(401, 997, "Current user is not logged in"),
        Login::Wrong => {
            let realm = "Basic realm=\"Authorisation Required\"".to_owned();
            return face
                .failure(401, 997, "Unauthorised")
                .with_header("WWW-Authenticate", realm);
        }
        Login::Disabled => return face.failure(401, 997, "Account disabled"),
        Login::Blocked => return message(429, "Reached maximum delay"),
    };
    let outcome = match path.strip_prefix("apps/deck/api/v1.0/") {
        Some(_) if deck.is_disabled => None,
        Some(path) => {
            deck.welcome(&who);
            dispatch(deck, &who, request, path)
        }
        None => cloud::ocs_call(deck, &who, request, path).map(Ok),
    };
    face.word(deck, outcome).with_header("X-User-Id", who)
}

fn dispatch(deck: &mut Deck, who: &str, request: &Request, path: &str) -> Option<Outcome> {
    let parts: Vec<&str> = path.split('/').collect();
    let method = request.method.as_str();
    let held: Vec<(&str, &str)> = match parts.as_slice() {
        ["board" | "boards", id, ..] => vec![("boardId", id)],
        ["stacks", id] if method == "GET" => vec![("boardId", id)],
        ["stacks", id, ..] => vec![("stackId", id)],
        ["cards", id, "label", label] => vec![("cardId", id), ("labelId", label)],
        ["cards", id, "dependentCards", other] => vec![("cardId", id), ("otherId", other)],
        ["cards", id, "comments", comment] => vec![("cardId", id), ("commentId", comment)],
        ["cards", id, ..] => vec![("cardId", id)],
        ["config", key] => vec![("key", key)],
        _ => Vec::new(),
    };
    let is_old = deck.release == Release::V1_16;
    let mut call = Call::new(deck, who, request, &held);
    let outcome = match (method, parts.as_slice()) {
        ("GET", ["overview", "upcoming"]) => cloud::upcoming(&call),
        ("GET", ["search"]) => cloud::search(&call),
        ("GET", ["config"]) => cloud::read_config(&call),
        ("POST", ["config", _]) => cloud::write_config(&mut call),
        ("PUT", ["session", "create"]) => cloud::open_session(&mut call),
        ("POST", ["session", "sync"]) => cloud::sync_session(&call),
        ("POST", ["session", "close"]) => cloud::close_session(&mut call),
        ("GET", ["cards", _, "comments"]) => comment::list(&call),
        ("POST", ["cards", _, "comments"]) => comment::create(&mut call),
        ("PUT", ["cards", _, "comments", _]) => comment::update(&mut call),
        ("DELETE", ["cards", _, "comments", _]) => comment::delete(&mut call),
        ("POST", ["cards", _, "clone"]) => card::copy(&mut call).map(bare),
        _ if is_old => return None,
        ("GET", ["boards"]) => board::list_plain(&call),
        ("POST", ["boards"]) => board::create(&mut call),
        ("GET", ["board", _]) => board::read_plain(&call),
        ("GET", ["stacks", _]) => stack::list(&call, false),
        ("POST", ["stacks"]) => stack::create(&mut call),
        ("DELETE", ["stacks", _]) => stack::delete(&mut call),
        ("PUT", ["stacks", _, "reorder"]) => stack::reorder(&mut call),
        ("PUT", ["stacks", _, "done"]) => stack::set_done_column(&mut call),
        ("POST", ["cards"]) => card::create(&mut call),
        ("PUT", ["cards", _]) => card::replace_by_ocs(&mut call),
        ("PUT", ["cards", _, "reorder"]) => card::reorder(&mut call),
        ("POST", ["cards", _, "label", _]) => card::assign_label(&mut call),
        ("DELETE", ["cards", _, "label", _]) => card::remove_label(&mut call),
        ("POST", ["cards", _, "assign"]) => card::assign_user(&mut call),
        ("PUT", ["cards", _, "unassign"]) => card::unassign_user(&mut call),
        ("POST", ["cards", _, "dependentCards", _]) => card::depend(&mut call, true),
        ("DELETE", ["cards", _, "dependentCards", _]) => card::depend(&mut call, false),
        ("GET", ["cards", _, "attachments"]) => attachment::list(&call, true),
        ("POST", ["cards", _, "attachment"]) => attachment::create(&mut call),
        (_, ["cards", _, "attachment" | "attachments", ..]) => Ok(Answer::empty(501)),
        _ => return None,
    };
    Some(outcome)
}

/// The header that marks an answer that has no envelope; it is not sent.
const BARE: &str = "x-bare";

fn bare(answer: Answer) -> Answer {
    answer.with_header(BARE, String::new())
}

/// How answers are wrapped.
struct Face {
    version: OcsVersion,
    is_xml: bool,
}

impl Face {
    fn word(&self, deck: &mut Deck, outcome: Option<Outcome>) -> Answer {
        match outcome {
            None => self.failure(404, 998, UNKNOWN_ROUTE),
            Some(Ok(mut answer)) if answer.headers.iter().any(|(name, _)| *name == BARE) => {
                answer.headers.retain(|(name, _)| *name != BARE);
                answer
            }
            Some(Ok(answer)) if answer.status != 200 => answer,
            Some(Ok(answer)) => self.envelope(200, "ok", self.ok_code(), "OK", answer.text()),
            Some(Err(Refusal::Incomplete)) => Answer::empty(400),
            Some(Err(Refusal::Crash)) => Refusal::Crash.answer(&deck.fresh_token(20)),
            Some(Err(refusal)) => {
                let status = refusal.status();
                self.failure(
                    status,
                    i64::from(status),
                    refusal.message().unwrap_or_default(),
                )
            }
        }
    }

    fn ok_code(&self) -> i64 {
        match self.version {
            OcsVersion::V1 => 100,
            OcsVersion::V2 => 200,
        }
    }

    fn success(&self, body: &Value) -> Answer {
        self.envelope(200, "ok", self.ok_code(), "OK", body.to_string())
    }

    fn failure(&self, status: u16, code: i64, words: &str) -> Answer {
        self.envelope(status, "failure", code, words, "[]".to_owned())
    }

    fn envelope(&self, status: u16, kind: &str, code: i64, words: &str, body: String) -> Answer {
        let mut meta = json!({"status": kind, "statuscode": code, "message": words});
        if self.version == OcsVersion::V1 {
            meta["totalitems"] = json!("");
            meta["itemsperpage"] = json!("");
        }
        let text = format!("{{\"ocs\":{{\"meta\":{meta},\"data\":{body}}}}}");
        let mut answer = Answer::json_with_status(status, &());
        if self.is_xml
            && let Ok(value) = serde_json::from_str(&text)
        {
            answer.body = xml::document(&value).into_bytes();
            answer.content_type = Some("application/xml; charset=utf-8");
        } else {
            answer.body = text.into_bytes();
        }
        answer
    }
}

fn wants_json(request: &Request) -> bool {
    let is_accepted = request
        .header("accept")
        .is_some_and(|kinds| kinds.contains("application/json"));
    is_accepted || request.query.split('&').any(|part| part == "format=json")
}
