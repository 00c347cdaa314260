//! The face of the server: where a command stands in a request, and what the container refuses.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::{Kanbanik, Release};
use crate::lookalike::message::{Answer, Request};
use crate::lookalike::server::Model;

/// Jetty's own limits.
const LONGEST_LINE_BYTES: usize = 8192;
const LONGEST_FORM_BYTES: usize = 200_000;

impl Kanbanik {
    /// Answers a request without any socket.
    pub fn answer(&mut self, request: &Request) -> Answer {
        if !request.path.ends_with("/api") {
            return page(404, "Not Found");
        }
        match request.method.as_str() {
            "GET" | "POST" | "HEAD" => {}
            "OPTIONS" => {
                return bare(200, Vec::new())
                    .with_header("Allow", "GET, HEAD, POST, TRACE, OPTIONS".to_owned());
            }
            "PATCH" => return page(501, "Method PATCH is not defined"),
            _ => return page(405, "HTTP method is not supported by this URL"),
        }
        if request.target().len() > LONGEST_LINE_BYTES {
            return page(414, "Bad Message 414");
        }
        let is_form = is_form(request);
        if is_form && request.body.len() > LONGEST_FORM_BYTES {
            return page(400, "Unable to parse form content");
        }
        let Ok(command) = command_of(request) else {
            return page(400, "Unable to parse form content");
        };
        let Some(command) = command else {
            return refused(452, "command has to be set!");
        };
        let (status, body) = self.run(&command);
        match (status, body) {
            (200, body) => self.packed(request, body.to_string().into_bytes()),
            (500, _) => page(500, "Server Error"),
            (status, body) => bare(status, body.to_string().into_bytes()),
        }
    }

    fn packed(&self, request: &Request, body: Vec<u8>) -> Answer {
        let takes = request
            .header("accept-encoding")
            .is_some_and(|names| names.contains("gzip"));
        if !(self.packs && takes && self.release >= Release::V1_0_0) {
            return bare(200, body);
        }
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        match packer.write_all(&body).and_then(|()| packer.finish()) {
            Ok(packed) => bare(200, packed).with_header("Content-Encoding", "gzip".to_owned()),
            Err(_) => bare(200, body),
        }
    }
}

impl Model for Kanbanik {
    fn answer(&mut self, request: &Request) -> Answer {
        Kanbanik::answer(self, request)
    }

    fn date(&self) -> String {
        crate::lookalike::deck::moment::http_date(self.clock.now())
    }

    fn is_write(&self, request: &Request) -> bool {
        let name = command_json(request)
            .and_then(|command| Some(command.get("commandName")?.as_str()?.to_owned()))
            .unwrap_or_default();
        !(name.is_empty() || name.starts_with("get") || name == "login" || name == "logout")
    }

    fn sender(&self, request: &Request) -> Option<String> {
        let command = command_json(request)?;
        let session = command.get("sessionId")?.as_str()?;
        self.user_of_session(session).map(|user| user.name.clone())
    }
}

/// Returns the command of a request as JSON, for logs and tests.
pub fn command_json(request: &Request) -> Option<Value> {
    serde_json::from_str(&command_of(request).ok()??).ok()
}

pub(super) fn refused(status: u16, text: &str) -> Answer {
    bare(
        status,
        json!({"errorMessage": text}).to_string().into_bytes(),
    )
}

fn bare(status: u16, body: Vec<u8>) -> Answer {
    Answer {
        status,
        content_type: None,
        headers: Vec::new(),
        body,
    }
}

fn page(status: u16, text: &str) -> Answer {
    let body = format!(
        "<html><head><title>Error {status}</title></head><body><h2>HTTP ERROR {status}</h2><p>{text}</p></body></html>\n"
    );
    Answer {
        content_type: Some("text/html;charset=iso-8859-1"),
        ..Answer::html(status, body)
    }
}

fn is_form(request: &Request) -> bool {
    request.header("content-type").is_some_and(|kind| {
        kind.to_ascii_lowercase()
            .starts_with("application/x-www-form-urlencoded")
    })
}

/// Returns the command of the query or, of a form, of the body.
fn command_of(request: &Request) -> Result<Option<String>, ()> {
    let from_query = parameter(request.query.as_bytes())?;
    if from_query.is_some() || !(request.method == "POST" && is_form(request)) {
        return Ok(from_query);
    }
    parameter(&request.body)
}

fn parameter(form: &[u8]) -> Result<Option<String>, ()> {
    for pair in form.split(|byte| *byte == b'&') {
        if let Some(value) = pair.strip_prefix(b"command=") {
            return decoded(value).map(Some);
        }
    }
    Ok(None)
}

fn decoded(text: &[u8]) -> Result<String, ()> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
                bytes.push(byte.ok_or(())?);
                rest = &rest[2..];
            }
            byte => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| ())
}
