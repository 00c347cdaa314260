//! A model of Codecks: an organization's projects, decks and cards, its query language and its
//! actions.
//!
//! Written from Codecks' own published text, the types of its official client, and what several
//! independent clients saw; where they differ, a switch here chooses. It shares nothing with our
//! client.

pub mod action;
pub mod content;
pub mod filter;
pub mod insert;
pub mod login;
pub mod query;
pub mod refusal;
pub mod route;
pub mod schema;
mod selection;
pub mod short_id;
pub mod table;

use std::collections::{BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use crate::lookalike::clock::Clock;
use crate::lookalike::deck::moment;
use crate::lookalike::message::{Answer, Request};
use crate::lookalike::s3::signature::Keys;
use crate::lookalike::server::Model;

use login::Token;
use table::Tables;

/// How long a client that asks too often is told to wait, and in which unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// Whole seconds.
    Seconds,
    /// Milliseconds, as the live service seems to.
    Milliseconds,
    /// Not at all.
    Untold,
}

/// How many requests are taken in which time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// How many.
    pub requests: usize,
    /// In how many seconds.
    pub seconds: i64,
    /// How a client is told to wait.
    pub retry_after: RetryAfter,
}

/// Where files are uploaded to, and who signs for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploads {
    /// Where forms go.
    pub signed_url: String,
    /// Before the name of a file that can be had.
    pub public_url: String,
    /// The bucket.
    pub bucket: String,
    /// Who signs.
    pub keys: Keys,
    /// The longest file, in bytes.
    pub longest: u64,
    /// How long a form is good for, in seconds.
    pub good_for: i64,
    /// Whether the answer tells the limit.
    pub tells_limit: bool,
}

/// An organization on a server.
#[derive(Debug)]
pub struct Codecks {
    /// The clock of every time that is written.
    pub clock: Clock,
    /// The organization's subdomain.
    pub subdomain: String,
    /// The organization's id.
    pub account: String,
    /// Who may log in.
    pub tokens: Vec<Token>,
    /// Whether the header `X-Auth-Token` still works.
    pub takes_old_tokens: bool,
    /// Whether a bad field is a bare 500, as before version 2.96.
    pub has_old_errors: bool,
    /// Whether ids of other records come in snake case, as in older answers.
    pub spells_old_keys: bool,
    /// How many requests are taken; `None`: any number.
    pub rate_limit: Option<RateLimit>,
    /// Where files go; `None`: nowhere.
    pub uploads: Option<Uploads>,
    /// Records that are listed by id but not shown.
    pub withheld: BTreeSet<(&'static str, String)>,
    tables: Tables,
    next_id: u64,
    next_seq: i64,
    asked: VecDeque<i64>,
}

impl Codecks {
    /// Returns an organization with nothing in it.
    pub fn new(subdomain: &str, clock: Clock) -> Codecks {
        let mut codecks = Codecks {
            clock,
            subdomain: subdomain.to_owned(),
            account: String::new(),
            tokens: Vec::new(),
            takes_old_tokens: false,
            has_old_errors: false,
            spells_old_keys: false,
            rate_limit: None,
            uploads: None,
            withheld: BTreeSet::new(),
            tables: Tables::default(),
            next_id: 1,
            next_seq: 1,
            asked: VecDeque::new(),
        };
        codecks.account = codecks.fresh_id();
        let row = json!({
            "id": codecks.account,
            "name": subdomain,
            "subdomain": subdomain,
            "createdAt": codecks.now(),
            "effortScale": [0, 1, 2, 3, 5, 8, 13],
            "priorityLabels": {"a": "High", "b": "Medium", "c": "Low"},
            "startWeekday": "monday",
            "workdays": {},
            "milestonesEnabled": true,
            "sprintsEnabled": true,
            "dependenciesEnabled": true,
            "dueDateEnabled": true,
            "statusChangeDurations": {"snooze": 604_800, "archive": null},
        });
        codecks.put("account", row);
        codecks
    }

    /// Returns the records.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Returns a record.
    pub fn row(&self, kind: &str, id: &str) -> Option<&table::Row> {
        self.tables.get(kind, id)
    }

    /// Returns the id of the card of a number; `None` if there is none.
    pub fn card_of_seq(&self, seq: i64) -> Option<String> {
        let is_it = |row: &table::Row| row.get("accountSeq") == Some(&json!(seq));
        self.tables.ids_where("card", is_it).pop()
    }

    /// Returns the present time as answers spell it.
    pub fn now(&self) -> String {
        iso(self.clock.now())
    }

    /// Returns an id that was not given before, of the form that Codecks gives.
    pub fn fresh_id(&mut self) -> String {
        let id = format!("{:08x}-d03a-11ee-b559-434e60090b74", self.next_id);
        self.next_id += 1;
        id
    }

    /// Returns the next number of a card or deck; a given one lets all later ones be greater.
    pub fn fresh_seq(&mut self, given: Option<i64>) -> i64 {
        let seq = given.unwrap_or(self.next_seq);
        self.next_seq = self.next_seq.max(seq + 1);
        seq
    }

    /// Puts a record in a table; what is no object, or of no known kind, is left out.
    pub fn put(&mut self, kind: &str, row: Value) {
        if let (Some(schema), Value::Object(row)) = (schema::schema(kind), row) {
            self.tables.put(schema, row);
        }
    }

    /// Returns a field's name as answers spell it.
    fn spelled(&self, field: &str) -> String {
        match field.strip_suffix("Id") {
            Some(bare) if self.spells_old_keys && bare != "card" => {
                let mut out = String::new();
                for char in bare.chars() {
                    if char.is_ascii_uppercase() {
                        out.push('_');
                    }
                    out.push(char.to_ascii_lowercase());
                }
                format!("{out}_id")
            }
            _ => field.to_owned(),
        }
    }

    /// Counts a request; returns the answer to one too many.
    fn limited(&mut self) -> Option<Answer> {
        let limit = self.rate_limit?;
        let now = self.clock.now();
        while self
            .asked
            .front()
            .is_some_and(|at| now - at >= limit.seconds)
        {
            self.asked.pop_front();
        }
        if self.asked.len() < limit.requests {
            self.asked.push_back(now);
            return None;
        }
        let oldest = self.asked.front().copied().unwrap_or(now);
        let seconds = (limit.seconds - (now - oldest)).max(1);
        let body = json!({"error": "rate_limit", "message": format!("Rate limit exceeded, retry in {seconds} seconds"), "statusCode": 429});
        let answer = Answer::json_with_status(429, &body)
            .with_header("x-ratelimit-limit", limit.requests.to_string())
            .with_header("x-ratelimit-remaining", "0".to_owned())
            .with_header("x-ratelimit-reset", seconds.to_string());
        Some(match limit.retry_after {
            RetryAfter::Seconds => answer.with_header("retry-after", seconds.to_string()),
            RetryAfter::Milliseconds => {
                answer.with_header("retry-after", (seconds * 1000).to_string())
            }
            RetryAfter::Untold => answer,
        })
    }
}

/// Returns unix seconds as answers spell a time.
pub fn iso(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .unwrap_or_default()
        .strftime("%Y-%m-%dT%H:%M:%S.000Z")
        .to_string()
}

/// Returns an object; anything else as an empty one.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

impl Model for Codecks {
    fn answer(&mut self, request: &Request) -> Answer {
        match self.limited() {
            Some(answer) => answer,
            None => Codecks::answer(self, request),
        }
    }

    fn date(&self) -> String {
        moment::http_date(self.clock.now())
    }

    fn is_write(&self, request: &Request) -> bool {
        request.path.starts_with("/dispatch/") && request.path != "/dispatch/users/login"
    }

    fn sender(&self, request: &Request) -> Option<String> {
        let names = ["authorization", "x-auth-token"];
        let sent = names
            .into_iter()
            .find(|name| request.header(name).is_some())?;
        let user = self.viewer(request).ok().and_then(|viewer| viewer.user);
        Some(user.unwrap_or_else(|| sent.to_owned()))
    }
}
