//! Recorded requests and answers, as the files in `tests/fixtures/deck-*` hold them.

use std::collections::BTreeMap;
use std::path::Path;

use git_board::lookalike::message::Request;
use serde::Deserialize;
use serde_json::Value;

/// One recorded request with its answer.
#[derive(Debug, Deserialize)]
pub struct Recording {
    /// Group number and what was tried, such as `40-card-put-full`.
    pub name: String,
    /// The server's time in unix seconds.
    pub at: i64,
    /// Whose credentials were sent, such as `alice@app` for an app password.
    pub user: Option<String>,
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: String,
    /// The status of the answer.
    pub status: u16,
    /// The headers of the answer that a client may look at.
    pub answer_headers: BTreeMap<String, String>,
    /// Whether the body is `json`, `text` or `empty`.
    pub kind: String,
    /// The body.
    pub answer: Value,
}

impl Recording {
    /// Returns the request, with this value of `Authorization`.
    pub fn request(&self, authorization: Option<String>) -> Request {
        let mut request = Request::new(&self.method, &self.path);
        request.body = self.body.clone().into_bytes();
        let headers = self.headers.iter();
        request.headers = headers
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !self.headers.contains_key("host") {
            request = request.with_header("host", "127.0.0.1:8080");
        }
        match authorization {
            Some(value) => request.with_header("authorization", &value),
            None => request,
        }
    }

    /// Returns the answer's data, without the OCS envelope if it has one.
    pub fn data(&self) -> &Value {
        self.answer.pointer("/ocs/data").unwrap_or(&self.answer)
    }

    /// Returns the n-th number in the path, from 0.
    pub fn path_id(&self, place: usize) -> i64 {
        let mut numbers = self.path().split('/').filter_map(|part| part.parse().ok());
        numbers.nth(place).expect("the path holds so many ids")
    }

    /// Returns the last number in the path.
    pub fn last_path_id(&self) -> i64 {
        let mut numbers = self.path().split('/').filter_map(|part| part.parse().ok());
        numbers.next_back().expect("the path holds an id")
    }

    /// Returns whether the request asked to make something new.
    pub fn is_creation(&self) -> bool {
        self.method == "POST" || self.path.ends_with("/assignUser")
    }

    /// Returns the path without the query.
    pub fn path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// Replaces the ETag that request and answer name.
    pub fn name_etag(&mut self, etag: &str) {
        self.headers
            .insert("if-none-match".to_owned(), etag.to_owned());
    }

    /// Replaces a text in the request's body, such as a token that the server chose.
    pub fn replace_in_body(&mut self, from: &str, to: &str) {
        self.body = self.body.replace(from, to);
    }
}

/// Reads all recordings of a release, by name.
pub fn read(folder: &str) -> BTreeMap<String, Recording> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(folder);
    let mut all = BTreeMap::new();
    for file in std::fs::read_dir(folder).expect("the fixtures are there") {
        let path = file.expect("a folder's entry").path();
        if path.extension().is_none_or(|kind| kind != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("the fixture is a text");
        let list: Vec<Recording> = serde_json::from_str(&text).expect("the fixture is a list");
        all.extend(list.into_iter().map(|one| (one.name.clone(), one)));
    }
    all
}
