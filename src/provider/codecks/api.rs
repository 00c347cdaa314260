//! Queries and actions of Codecks.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::judge::{is_bare_failure, judge, unknown_field};
use super::query::{OPTIONAL, Query, ROLES};
use super::wire::{Dispatched, Tables};
use crate::monitor::Monitor;
use crate::provider::ProviderError;
use crate::provider::http::{Answer, Http, Request};

/// What a server is known to lack, learnt from its refusals.
pub(super) type Lacking = Mutex<BTreeSet<String>>;

/// Codecks on one server, as one token sees it.
#[derive(Clone, Copy)]
pub(super) struct Api<'a> {
    http: &'a Http,
    lacking: &'a Lacking,
    monitor: &'a dyn Monitor,
}

/// What a query brought.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) tables: Tables,
    /// The server's clock.
    pub(super) date: Option<Timestamp>,
    answer: Answer,
}

impl Answered {
    /// Returns the error that a record is not of its kind's form.
    pub(super) fn nonsense(&self, error: &serde_json::Error) -> ProviderError {
        self.answer.nonsense(error.to_string())
    }

    /// Returns a record.
    ///
    /// # Errors
    /// `Nonsense` if it is not of its kind's form.
    pub(super) fn get<T: DeserializeOwned>(
        &self,
        kind: &str,
        id: &str,
    ) -> Result<Option<T>, ProviderError> {
        self.tables
            .get(kind, id)
            .map_err(|error| self.nonsense(&error))
    }
}

impl<'a> Api<'a> {
    /// Returns the interface of a server, whose requests are reported to `monitor`.
    pub(super) fn new(http: &'a Http, lacking: &'a Lacking, monitor: &'a dyn Monitor) -> Self {
        Self {
            http,
            lacking,
            monitor,
        }
    }

    /// Returns who watches.
    pub(super) fn monitor(&self) -> &'a dyn Monitor {
        self.monitor
    }

    /// Returns the server's address.
    pub(super) fn address(&self) -> String {
        self.http.base().to_string()
    }

    /// Asks; again without a field that the server says it lacks, if a reading can do without it.
    ///
    /// # Errors
    /// As met.
    pub(super) async fn query(&self, query: &Query) -> Result<Answered, ProviderError> {
        loop {
            let lacking = self.lacking();
            match self.query_once(query, &lacking).await {
                Err(error) if self.learns_from(query, &error, &lacking) => {}
                answered => return answered,
            }
        }
    }

    async fn query_once(
        &self,
        query: &Query,
        lacking: &BTreeSet<String>,
    ) -> Result<Answered, ProviderError> {
        let body = json!({ "query": query.to_json(lacking) });
        let request = Request::new(Method::POST, "", Some(body)).that_reads();
        let answer = self.http.read(&request, judge, self.monitor).await?;
        let tables: Tables = serde_json::from_slice(&answer.body)
            .map_err(|error| answer.nonsense(error.to_string()))?;
        Ok(Answered {
            tables,
            date: answer.date,
            answer,
        })
    }

    fn lacking(&self) -> BTreeSet<String> {
        let lacking = self.lacking.lock();
        lacking.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes what a refusal says is lacking; returns false if it says nothing new.
    fn learns_from(&self, query: &Query, error: &ProviderError, known: &BTreeSet<String>) -> bool {
        let new: Vec<String> = match unknown_field(error) {
            Some(name) => {
                let optional = OPTIONAL.iter().find(|field| {
                    **field == name || field.strip_prefix("count:") == Some(name.as_str())
                });
                optional
                    .map(|field| (*field).to_owned())
                    .into_iter()
                    .collect()
            }
            None if is_bare_failure(error) => OPTIONAL.map(str::to_owned).to_vec(),
            // What nobody documents may be not for everybody.
            None if matches!(error, ProviderError::NotAllowed { .. }) && query.asks_for_roles() => {
                vec![ROLES.to_owned()]
            }
            None => Vec::new(),
        };
        let is_new = new.iter().any(|name| !known.contains(name));
        if is_new {
            tracing::debug!(?new, "the server lacks fields; asking without them");
            let lacking = self.lacking.lock();
            lacking.unwrap_or_else(PoisonError::into_inner).extend(new);
        }
        is_new
    }

    /// Reads what stands at a path.
    ///
    /// # Errors
    /// As met.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ProviderError> {
        let request = Request::get(path);
        let answer = self.http.read(&request, judge, self.monitor).await?;
        serde_json::from_slice(&answer.body).map_err(|error| answer.nonsense(error.to_string()))
    }

    /// Sends an action, `cards/update` and the like; never twice if the first may have done it.
    ///
    /// # Errors
    /// As met; `may_have_taken_effect` tells whether it may.
    pub(super) async fn dispatch(
        &self,
        action: &str,
        params: Map<String, Value>,
    ) -> Result<Dispatched, ProviderError> {
        let path = format!("dispatch/{action}");
        let request = Request::new(Method::POST, path, Some(Value::Object(params)));
        let answer = self.http.write(&request, judge, self.monitor).await?;
        serde_json::from_slice(&answer.body).map_err(|error| answer.nonsense(error.to_string()))
    }
}
