//! Requests and answers without a network, so that a model can be asked directly, too.

use serde::Serialize;

/// An HTTP request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `GET`, `PUT` and so on, in capitals.
    pub method: String,
    /// The path, as sent.
    pub path: String,
    /// What follows the `?`, as sent; empty if nothing does.
    pub query: String,
    /// The headers, their names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Returns a request without headers and body; `target` is a path with an optional query.
    pub fn new(method: &str, target: &str) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            ..Request::default()
        }
    }

    /// Returns the request with a header added.
    pub fn with_header(mut self, name: &str, value: &str) -> Request {
        let name = name.to_ascii_lowercase();
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Returns the request with a JSON body.
    pub fn with_json(mut self, body: &serde_json::Value) -> Request {
        self.body = body.to_string().into_bytes();
        self.with_header("content-type", "application/json")
    }

    /// Returns the path with the query, as sent.
    pub fn target(&self) -> String {
        match self.query.is_empty() {
            true => self.path.clone(),
            false => format!("{}?{}", self.path, self.query),
        }
    }

    /// Returns the value of a header; `name` in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The value of `Content-Type`, if there is one.
    pub content_type: Option<&'static str>,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

const HTML: &str = "text/html; charset=UTF-8";
const JSON: &str = "application/json; charset=utf-8";

impl Answer {
    /// Returns an answer 200 with this body as JSON.
    pub fn json(body: &impl Serialize) -> Answer {
        Answer::json_with_status(200, body)
    }

    /// Returns an answer with this body as JSON.
    pub fn json_with_status(status: u16, body: &impl Serialize) -> Answer {
        let body = serde_json::to_vec(body).unwrap_or_else(|error| error.to_string().into_bytes());
        Answer {
            status,
            content_type: Some(JSON),
            headers: Vec::new(),
            body,
        }
    }

    /// Returns an answer without a body, as the framework gives it.
    pub fn empty(status: u16) -> Answer {
        Answer::html(status, String::new())
    }

    /// Returns an HTML page.
    pub fn html(status: u16, body: String) -> Answer {
        Answer {
            status,
            content_type: Some(HTML),
            headers: Vec::new(),
            body: body.into_bytes(),
        }
    }

    /// Returns the answer with a header added.
    pub fn with_header(mut self, name: &'static str, value: String) -> Answer {
        self.headers.push((name, value));
        self
    }

    /// Returns the body as text; bytes that are no UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
