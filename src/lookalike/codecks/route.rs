//! From a request to an answer.

use serde_json::{Value, json};

use super::Codecks;
use super::action::Call;
use super::refusal::Refusal;
use crate::lookalike::message::{Answer, Request};
use crate::lookalike::s3::percent_decoded;
use crate::lookalike::s3::policy::{Grant, signed_fields};

impl Codecks {
    /// Answers a request as the service does.
    pub fn answer(&mut self, request: &Request) -> Answer {
        let answer = self.answered(request);
        answer.unwrap_or_else(|refusal| refusal.answer(self.has_old_errors))
    }

    fn answered(&mut self, request: &Request) -> Result<Answer, Refusal> {
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/") => {
                let viewer = self.viewer(request)?;
                let body = body(request)?;
                let query = body.get("query").unwrap_or(&Value::Null);
                Ok(Answer::json(&self.query(query, &viewer)?))
            }
            ("GET", "/s3/sign") => {
                let viewer = self.viewer(request)?;
                let Some(_user) = viewer.user else {
                    return Err(Refusal::LoggedOut);
                };
                self.sign(&request.query)
            }
            ("POST", path) if path.starts_with("/dispatch/") => {
                let action = path.trim_start_matches("/dispatch/").to_owned();
                self.dispatch(&action, request)
            }
            (_, path) => Err(Refusal::NotFound(path.to_owned())),
        }
    }

    fn dispatch(&mut self, action: &str, request: &Request) -> Result<Answer, Refusal> {
        let viewer = self.viewer(request)?;
        let Some(user) = viewer.user.clone() else {
            return Err(Refusal::LoggedOut);
        };
        let Value::Object(params) = body(request)? else {
            return Err(Refusal::Body("body must be object".to_owned()));
        };
        let mut call = Call {
            server: self,
            viewer,
            user,
            params,
        };
        let payload = call.run(action)?;
        let action_id = self.fresh_id();
        Ok(Answer::json(
            &json!({"payload": payload, "actionId": action_id}),
        ))
    }

    /// Grants an upload.
    fn sign(&mut self, query: &str) -> Result<Answer, Refusal> {
        let name = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("objectName="))
            .map(|name| percent_decoded(&name.replace('+', " ")))
            .filter(|name| !name.is_empty())
            .ok_or_else(|| {
                Refusal::Body("querystring must have property 'objectName'".to_owned())
            })?;
        let Some(uploads) = self.uploads.clone() else {
            return Err(Refusal::Crash);
        };
        let (key, public_url) = self.fresh_place(&name, &uploads.public_url);
        let now = self.clock.now();
        let fields = signed_fields(
            &uploads.keys,
            &Grant {
                bucket: &uploads.bucket,
                key: &key,
                longest: uploads.longest,
                now,
                expires: now + uploads.good_for,
            },
        );
        let fields: serde_json::Map<String, Value> = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Value::String(value)))
            .collect();
        let mut answer = json!({
            "signedUrl": uploads.signed_url,
            "fields": fields,
            "publicUrl": public_url,
        });
        if uploads.tells_limit {
            answer["sizeLimit"] = json!(uploads.longest);
        }
        Ok(Answer::json(&answer))
    }
}

impl Codecks {
    /// Returns where in the store a new file of a name goes, and the address that it has there.
    pub fn fresh_place(&mut self, name: &str, public_url: &str) -> (String, String) {
        let folder: String = self.fresh_id().chars().take(8).collect();
        let key = format!("account-{}/2026/{folder}/{name}", self.account);
        let escaped: Vec<String> = key.split('/').map(percent_encoded).collect();
        let url = format!("{public_url}/{}", escaped.join("/"));
        (key, url)
    }
}

fn body(request: &Request) -> Result<Value, Refusal> {
    serde_json::from_slice(&request.body)
        .map_err(|error| Refusal::Body(format!("body is no JSON: {error}")))
}

fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
