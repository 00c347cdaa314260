//! One function an endpoint of Deck.
//!
//! Endpoints below `api/v1.0` and `api/v1.1` are described in
//! <https://github.com/nextcloud/deck/blob/main/docs/API.md>; the others say where they are from.

use reqwest::Method;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::wire::{Capabilities, Envelope, User};
use crate::monitor::Monitor;
use crate::provider::ProviderError;
use crate::provider::http::{Answer, Http, Request};
use crate::two_threads::by_two_threads;

mod attachments;
mod cards;
mod comments;
mod judge;
mod members;
mod reads;
mod structure;

pub(super) use attachments::Uploaded;
pub(super) use cards::{CardAddress, id_value};
pub(super) use judge::judge;
pub(super) use judge::says_card_is_deleted;
pub(super) use reads::{BoardList, Listing};

/// The REST interface. 1.1 differs from 1.0 in attachments only.
const REST: &str = "index.php/apps/deck/api/v1.0";
/// The REST interface whose single cards list all kinds of attachments.
const REST_1_1: &str = "index.php/apps/deck/api/v1.1";
/// The OCS interface.
const OCS: &str = "ocs/v2.php/apps/deck/api/v1.0";
/// The interface of Deck's own pages, for what the others lack.
const WEB: &str = "index.php/apps/deck";

/// From so many bytes on, a second thread takes part in decoding a list.
const WORTH_ANOTHER_THREAD_BYTES: usize = 128 << 10;

/// Deck on one server, as one user sees it.
#[derive(Clone, Copy)]
pub(super) struct Api<'a> {
    http: &'a Http,
    monitor: &'a dyn Monitor,
}

impl<'a> Api<'a> {
    /// Returns the interface of a server, whose requests are reported to `monitor`.
    pub(super) fn new(http: &'a Http, monitor: &'a dyn Monitor) -> Self {
        Self { http, monitor }
    }

    /// Returns who watches.
    pub(super) fn monitor(&self) -> &'a dyn Monitor {
        self.monitor
    }

    /// Returns the server's address.
    pub(super) fn address(&self) -> String {
        self.http.base().to_string()
    }

    /// Returns the login name.
    pub(super) fn user_name(&self) -> &'a str {
        self.http.user()
    }

    /// Asks for the server's capabilities.
    pub(super) async fn capabilities(&self) -> Result<Capabilities, ProviderError> {
        let path = "ocs/v2.php/cloud/capabilities?format=json";
        let envelope: Envelope<Capabilities> = self.get(path).await?;
        Ok(envelope.ocs.data)
    }

    /// Asks who is logged in.
    pub(super) async fn user(&self) -> Result<User, ProviderError> {
        let envelope: Envelope<User> = self.get("ocs/v2.php/cloud/user?format=json").await?;
        Ok(envelope.ocs.data)
    }

    async fn get<T: DeserializeOwned>(&self, path: impl Into<String>) -> Result<T, ProviderError> {
        let request = Request::get(path);
        decoded(&self.read(&request).await?)
    }

    async fn read(&self, request: &Request) -> Result<Answer, ProviderError> {
        self.http.read(request, judge::judge, self.monitor).await
    }

    async fn write<T: DeserializeOwned>(
        &self,
        method: Method,
        path: String,
        body: Option<Value>,
    ) -> Result<T, ProviderError> {
        self.write_if(method, path, body, None).await
    }

    async fn write_if<T: DeserializeOwned>(
        &self,
        method: Method,
        path: String,
        body: Option<Value>,
        tag: Option<&str>,
    ) -> Result<T, ProviderError> {
        let request = Request::new(method, path, body).only_if(tag);
        let answer = self
            .http
            .write(&request, judge::judge, self.monitor)
            .await?;
        decoded(&answer)
    }

    /// Sends a write whose answer tells nothing; it must be JSON all the same, since a login page
    /// of something in between comes with status 200 too.
    async fn change(
        &self,
        method: Method,
        path: String,
        body: Option<Value>,
    ) -> Result<(), ProviderError> {
        self.write::<IgnoredAny>(method, path, body).await.map(drop)
    }
}

/// Returns the body as `T`; an error names the field that is wrong.
pub(super) fn decoded<T: DeserializeOwned>(answer: &Answer) -> Result<T, ProviderError> {
    // Where a mistake stands is looked for only where there is one: it takes twice the time. Bytes
    // that are text as a whole need not be looked at again in each value.
    if let Ok(text) = std::str::from_utf8(&answer.body)
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(value);
    }
    let mut deserializer = serde_json::Deserializer::from_slice(&answer.body);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| answer.nonsense(in_words(&error, &answer.body)))?;
    deserializer
        .end()
        .map_err(|error| answer.nonsense(error.to_string()))?;
    Ok(value)
}

/// Returns the body as a list of large things, which two threads decode; errors as of [`decoded`].
pub(super) fn decoded_list<T: DeserializeOwned + Send>(
    answer: &Answer,
) -> Result<Vec<T>, ProviderError> {
    if answer.body.len() >= WORTH_ANOTHER_THREAD_BYTES
        && let Ok(text) = std::str::from_utf8(&answer.body)
        && let Ok(things) = serde_json::from_str::<Vec<&RawValue>>(text)
    {
        let decoded = by_two_threads(&things, |thing| serde_json::from_str(thing.get()).ok());
        if let Some(decoded) = decoded.into_iter().collect() {
            return Ok(decoded);
        }
    }
    // What is wrong with it is told of the whole.
    decoded(answer)
}

/// Returns why a body is not what it should be.
fn in_words(error: &serde_path_to_error::Error<serde_json::Error>, body: &[u8]) -> String {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    match (error.inner().classify(), first) {
        (Category::Eof | Category::Syntax, None) => "it is empty".to_owned(),
        (Category::Eof | Category::Syntax, Some(b'<')) => {
            "it is a page, and not what a program asks for".to_owned()
        }
        (Category::Eof, Some(_)) => format!("it ends in the middle, after {} bytes", body.len()),
        (Category::Syntax | Category::Data | Category::Io, _) => match error.path().to_string() {
            path if path == "." => error.inner().to_string(),
            path => format!("`{path}`: {}", error.inner()),
        },
    }
}
