//! Files on cards: signed for by Codecks, sent to a store of another host, then hung on the card.
//!
//! Source: the quick guide of 2023 and the manual's user reports: every signed field in its order,
//! then `Content-Type`, and the file last, since the store does not look at what follows it. The
//! actions `cards/addFile` and `attachments/delete` are not documented; clients use them.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};

use super::Codecks;
use super::query::Query;
use super::short_code;
use super::wire;
use crate::board::CardId;
use crate::monitor::Silent;
use crate::provider::ProviderError;
use crate::provider::http::{FormFile, on_one_line};

/// The type of a file whose name tells none.
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// A file to hang on a card, read as it is sent.
pub struct NewFile {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub length: u64,
    /// Its bytes.
    pub bytes: Box<dyn AsyncRead + Send + Unpin>,
}

/// A file on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The id of the attachment.
    pub id: String,
    /// The name of its file.
    pub name: String,
    /// The length of its file in bytes.
    pub size: u64,
    /// Where the file can be had by anybody who knows the address; empty once it is deleted.
    pub url: String,
}

/// Why a file does not hang on a card.
#[derive(Debug, Error)]
pub enum UploadError {
    /// Nothing is stored.
    #[error("{0}")]
    NotStored(#[source] ProviderError),
    /// The file is stored, and nothing names it.
    #[error("the file is stored at {url}, and no card names it: {error}")]
    Orphan {
        /// Where it is stored.
        url: String,
        /// Why it does not hang on the card.
        #[source]
        error: ProviderError,
    },
}

/// What Codecks grants.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Signed {
    #[serde(alias = "signed_url")]
    signed_url: String,
    /// In the order in which they are to be sent.
    fields: Map<String, Value>,
    #[serde(alias = "fileUrl", alias = "public_url")]
    public_url: String,
    /// In bytes.
    #[serde(default)]
    size_limit: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireAttachment {
    id: String,
    #[serde(default)]
    file: Option<String>,
}

#[derive(Deserialize)]
struct WireFile {
    #[serde(default)]
    name: String,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    url: String,
}

impl Codecks {
    /// Returns the files on a card, in the order of the card.
    ///
    /// # Errors
    /// As met; a card that is not there has none.
    pub async fn attachments(&self, card: &CardId) -> Result<Vec<Attachment>, ProviderError> {
        let Some(id) = self.id_of_card(card).await? else {
            return Ok(Vec::new());
        };
        let selection =
            json!(["cardId", {"attachments": ["id", {"file": ["id", "name", "size", "url"]}]}]);
        let query = Query::default().with_record("card", &id, selection);
        let answered = self.api(&Silent).query(&query).await?;
        let row = answered.tables.row("card", &id);
        let listed = row
            .map(|row| wire::ids_of(row, "attachments"))
            .unwrap_or_default();
        let mut attachments = Vec::new();
        for id in listed {
            let Some(attachment) = answered.get::<WireAttachment>("attachment", &id)? else {
                continue;
            };
            let file = match &attachment.file {
                Some(file) => answered.get::<WireFile>("file", file)?,
                None => None,
            };
            attachments.extend(file.map(|WireFile { name, size, url }| Attachment {
                id: attachment.id,
                name,
                size,
                url,
            }));
        }
        Ok(attachments)
    }

    /// Stores a file and hangs it on a card.
    ///
    /// # Errors
    /// See [`UploadError`]; what is not stored is hung on no card.
    pub async fn attach(&self, card: &CardId, file: NewFile) -> Result<(), UploadError> {
        let card_id = self
            .id_of_card(card)
            .await
            .map_err(UploadError::NotStored)?;
        let Some(card_id) = card_id else {
            let gone = ProviderError::Local(format!("there is no card `{card}`"));
            return Err(UploadError::NotStored(gone));
        };
        let me = self.my_id().await.map_err(UploadError::NotStored)?;
        let (name, size) = (file.name.clone(), file.length);
        let content_type = content_type(&name);
        let url = self
            .store(file, &content_type)
            .await
            .map_err(UploadError::NotStored)?;
        let params = Map::from_iter([
            ("cardId".to_owned(), json!(card_id)),
            ("userId".to_owned(), json!(me)),
            (
                "fileData".to_owned(),
                json!({"fileName": name, "url": url, "size": size, "type": content_type}),
            ),
        ]);
        let added = self.api(&Silent).dispatch("cards/addFile", params).await;
        added
            .map(drop)
            .map_err(|error| UploadError::Orphan { url, error })
    }

    /// Takes a file off a card and out of the store.
    ///
    /// # Errors
    /// As met.
    pub async fn delete_attachment(&self, card: &CardId, id: &str) -> Result<(), ProviderError> {
        let Some(card_id) = self.id_of_card(card).await? else {
            return Ok(());
        };
        let params = Map::from_iter([
            ("cardId".to_owned(), json!(card_id)),
            ("id".to_owned(), json!(id)),
        ]);
        let api = self.api(&Silent);
        api.dispatch("attachments/delete", params).await.map(drop)
    }

    /// Copies a file; returns how many bytes it has. Nothing that tells who asks is sent.
    ///
    /// # Errors
    /// As met.
    pub async fn download(
        &self,
        url: &str,
        into: &mut (dyn AsyncWrite + Send + Unpin),
    ) -> Result<u64, ProviderError> {
        self.foreign()?.get(url, into).await
    }

    /// Stores a file; returns where it can be had.
    async fn store(&self, file: NewFile, content_type: &str) -> Result<String, ProviderError> {
        let signed = self.sign(&file.name).await?;
        if let Some(limit) = signed.size_limit.filter(|limit| file.length > *limit) {
            return Err(ProviderError::Local(format!(
                "`{}` has {} bytes, and the organization takes {limit} at most",
                on_one_line(&file.name),
                file.length
            )));
        }
        let mut fields = Vec::new();
        for (name, value) in &signed.fields {
            let value = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            fields.push((name.clone(), value));
        }
        let has_type = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
        if !fields.iter().any(has_type) {
            fields.push(("Content-Type".to_owned(), content_type.to_owned()));
        }
        let form_file = FormFile {
            name: file.name,
            content_type: content_type.to_owned(),
            length: file.length,
            bytes: file.bytes,
        };
        let answer = self
            .foreign()?
            .post_form(&signed.signed_url, &fields, form_file)
            .await?;
        if (200..300).contains(&answer.status) {
            return Ok(signed.public_url);
        }
        Err(ProviderError::Refused {
            method: "POST".to_owned(),
            url: signed.signed_url,
            status: answer.status,
            message: store_words(&answer.body),
        })
    }

    async fn sign(&self, name: &str) -> Result<Signed, ProviderError> {
        let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        // A `+` is a blank in forms only.
        let path = format!("s3/sign?objectName={}", encoded.replace('+', "%20"));
        self.api(&Silent).get(&path).await
    }

    async fn my_id(&self) -> Result<String, ProviderError> {
        let shelf = self.shelf_or_read().await?;
        let me = shelf.structure.me.as_ref().map(|me| me.id.clone());
        me.ok_or_else(|| super::read::logged_out(&self.api(&Silent).address()))
    }

    /// Returns the id that actions take for a card.
    pub(super) async fn id_of_card(&self, card: &CardId) -> Result<Option<String>, ProviderError> {
        let Some(number) = short_code::decode(card.as_str()) else {
            return Ok(None);
        };
        let key = super::cards_key(&super::of_numbers(&[number]), 1, 0);
        let query = Query::default().with_selection(&key, json!(["cardId", "accountSeq"]));
        let answered = self.api(&Silent).query(&query).await?;
        let account = answered.tables.root("account");
        let row = account.and_then(|account| answered.tables.row("account", account));
        Ok(row.and_then(|row| wire::ids_of(row, &key).into_iter().next()))
    }
}

/// Returns the type that a file's name tells.
fn content_type(name: &str) -> String {
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
