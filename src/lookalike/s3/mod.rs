//! A model of S3's browser uploads: `POST` of a form with a signed policy, and plain downloads.
//!
//! Written from Amazon's documentation of "Browser-based uploads using POST (AWS Signature Version
//! 4)" and its list of error answers; it verifies policy, signature, expiry, size and the order of
//! the fields as S3 does, and answers as S3 answers.

pub mod form;
pub mod policy;
pub mod refusal;
pub mod signature;

use std::collections::BTreeMap;

use crate::lookalike::clock::Clock;
use crate::lookalike::deck::moment;
use crate::lookalike::message::{Answer, Request};
use crate::lookalike::server::Model;

use form::Form;
use refusal::Refusal;
use signature::Keys;

/// What is stored under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The type that came with them.
    pub content_type: String,
}

/// One bucket.
#[derive(Debug)]
pub struct S3 {
    /// The clock that policies expire by.
    pub clock: Clock,
    /// The bucket's name.
    pub bucket: String,
    /// Who may sign.
    pub keys: Keys,
    /// What is stored, by name.
    pub objects: BTreeMap<String, Object>,
}

impl S3 {
    /// Returns an empty bucket.
    pub fn new(bucket: &str, keys: Keys, clock: Clock) -> S3 {
        S3 {
            clock,
            bucket: bucket.to_owned(),
            keys,
            objects: BTreeMap::new(),
        }
    }

    fn upload(&mut self, request: &Request) -> Result<Answer, Refusal> {
        if request.header("authorization").is_some() {
            return Err(Refusal::UnsupportedAuthorization);
        }
        let form = Form::parse(request)?;
        let policy = policy::verified(&form, self)?;
        let key = policy.key.replace("${filename}", &form.file_name);
        let object = Object {
            content_type: form
                .field("content-type")
                .unwrap_or("binary/octet-stream")
                .to_owned(),
            bytes: form.file.clone(),
        };
        let answer = match form.field("success_action_status") {
            Some("201") => created(&self.bucket, &key),
            Some("200") => Answer::empty(200),
            _ => Answer::empty(204),
        };
        self.objects.insert(key, object);
        Ok(answer)
    }
}

fn created(bucket: &str, key: &str) -> Answer {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Bucket>{bucket}</Bucket><Key>{}</Key></PostResponse>",
        refusal::escaped(key)
    );
    Answer {
        status: 201,
        content_type: Some("application/xml"),
        headers: Vec::new(),
        body: body.into_bytes(),
    }
}

impl Model for S3 {
    fn answer(&mut self, request: &Request) -> Answer {
        match request.method.as_str() {
            "POST" => self
                .upload(request)
                .unwrap_or_else(|refusal| refusal.answer()),
            "GET" | "HEAD" => {
                let name = percent_decoded(request.path.trim_start_matches('/'));
                match self.objects.get(&name) {
                    None => Refusal::NoSuchKey(name).answer(),
                    Some(object) => Answer {
                        status: 200,
                        content_type: Some("application/octet-stream"),
                        headers: vec![("x-amz-meta-type", object.content_type.clone())],
                        body: object.bytes.clone(),
                    },
                }
            }
            _ => Refusal::MethodNotAllowed.answer(),
        }
    }

    fn date(&self) -> String {
        moment::http_date(self.clock.now())
    }

    fn is_write(&self, request: &Request) -> bool {
        request.method == "POST"
    }

    /// Names whatever a request holds that tells who sends it: nothing of the kind belongs here.
    fn sender(&self, request: &Request) -> Option<String> {
        const TELLING: [&str; 4] = ["authorization", "x-auth-token", "x-account", "cookie"];
        TELLING
            .into_iter()
            .find(|name| request.header(name).is_some())
            .map(str::to_owned)
    }
}

/// Returns a path without `%` escapes; what is no escape stays.
pub fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests;
