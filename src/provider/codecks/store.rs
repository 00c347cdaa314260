//! The store of another host that files lie in: signed for by Codecks, and told nothing of who asks.
//!
//! Source: the quick guide of 2023 and the manual's user reports: every signed field in its order,
//! then `Content-Type`, and the file last, since the store does not look at what follows it.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Codecks;
use crate::board::RemoteAttachment;
use crate::monitor::Monitor;
use crate::provider::http::{FormFile, on_one_line};
use crate::provider::{OpenContent, ProviderError, Sink};

/// The type of a file whose name tells none.
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// What Codecks grants.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Signed {
    #[serde(alias = "signed_url")]
    signed_url: String,
    /// In the order in which they are to be sent.
    fields: Map<String, Value>,
    /// Where the file can be had then.
    #[serde(alias = "fileUrl", alias = "public_url")]
    pub(super) public_url: String,
    /// In bytes; older servers do not tell.
    #[serde(default, alias = "size_limit")]
    pub(super) size_limit: Option<u64>,
}

impl Signed {
    /// Returns the fields of the form, in order.
    fn form(&self, content_type: &str) -> Vec<(String, String)> {
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let fields = self.fields.iter();
        let mut fields: Vec<(String, String)> = fields
            .map(|(name, value)| (name.clone(), text(value)))
            .collect();
        let is_type = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
        if !fields.iter().any(is_type) {
            fields.push(("Content-Type".to_owned(), content_type.to_owned()));
        }
        fields
    }
}

impl Codecks {
    /// Asks for leave to store a file of that name.
    ///
    /// # Errors
    /// As met. Nothing is stored.
    pub(super) async fn sign(
        &self,
        name: &str,
        monitor: &dyn Monitor,
    ) -> Result<Signed, ProviderError> {
        let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        // A `+` is a blank in forms only.
        let path = format!("s3/sign?objectName={}", encoded.replace('+', "%20"));
        self.api(monitor).get(&path).await
    }

    /// Stores a file, once.
    ///
    /// # Errors
    /// `Refused` in the store's words; `may_have_taken_effect` tells whether it may lie there.
    pub(super) async fn store(
        &self,
        signed: &Signed,
        name: &str,
        content: OpenContent,
        monitor: &dyn Monitor,
    ) -> Result<(), ProviderError> {
        let content_type = content_type(name);
        let fields = signed.form(&content_type);
        let file = FormFile {
            name,
            content_type: &content_type,
            content,
        };
        let foreign = self.foreign()?;
        let sent = foreign.post_form(&signed.signed_url, &fields, file, monitor);
        let answer = sent.await?;
        match answer.status {
            200..300 => Ok(()),
            500.. => Err(ProviderError::Unreachable {
                method: "POST".to_owned(),
                url: answer.url,
                message: format!("{}: {}", answer.status, store_words(&answer.body)),
                may_have_taken_effect: true,
            }),
            status => Err(ProviderError::Refused {
                method: "POST".to_owned(),
                url: answer.url,
                status,
                message: store_words(&answer.body),
            }),
        }
    }

    /// Reads a file from where it lies; returns how many bytes it has.
    ///
    /// # Errors
    /// As met; `Nonsense` if there are more or fewer bytes than were listed.
    pub(super) async fn download(
        &self,
        which: &RemoteAttachment,
        into: &mut dyn Sink,
        monitor: &dyn Monitor,
    ) -> Result<u64, ProviderError> {
        let Some(url) = which.path.as_deref() else {
            return Err(ProviderError::Local(format!(
                "the server does not tell where `{}` lies",
                on_one_line(&which.name)
            )));
        };
        let foreign = self.foreign()?;
        let count = foreign.get(url, into, store_words, monitor).await?;
        match which.size {
            Some(listed) if listed != count => Err(ProviderError::Nonsense {
                method: "GET".to_owned(),
                url: url.to_owned(),
                message: format!("{count} bytes came, and {listed} were listed"),
                beginning: String::new(),
                may_have_taken_effect: false,
            }),
            _ => Ok(count),
        }
    }
}

/// Returns the type that a file's name tells.
pub(super) fn content_type(name: &str) -> String {
    mime_guess::from_path(name)
        .first_raw()
        .unwrap_or(UNKNOWN_TYPE)
        .to_owned()
}

/// Returns what a store says in its XML: `AccessDenied: Invalid according to Policy: …`.
fn store_words(body: &str) -> String {
    let part = |name: &str| {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let from = body.find(&open)? + open.len();
        let to = body[from..].find(&close)? + from;
        let text = body[from..to]
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&");
        Some(on_one_line(&text))
    };
    match (part("Code"), part("Message")) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(words), None) | (None, Some(words)) => words,
        (None, None) => "the store gives no reason".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{content_type, store_words};

    #[test]
    fn a_name_tells_the_type_or_none() {
        assert_eq!(content_type("a.PNG"), "image/png");
        assert_eq!(content_type("a"), "application/octet-stream");
        assert_eq!(content_type("a.unheard-of"), "application/octet-stream");
    }

    #[test]
    fn a_store_is_quoted() {
        let body = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>no &quot;$key&quot;</Message></Error>";
        assert_eq!(store_words(body), "AccessDenied: no \"$key\"");
        assert_eq!(store_words("<html>"), "the store gives no reason");
    }
}
