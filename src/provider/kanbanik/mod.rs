//! Kanbanik, from 0.2.6 on.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::http::Http;
use super::{
    Applied, ApplyError, Contents, Credentials, Previous, Provider, ProviderError, Read, Record,
    Sink, Wanted,
};
use crate::board::{CardId, Me, Operation, RemoteAttachment};
use crate::monitor::{Monitor, ToTheEnd};

mod api;
mod apply;
mod call;
mod decimal;
mod decode;
mod encode;
mod read;
mod session;
mod versions;
mod wire;

use api::Api;
use session::Sessions;

/// Kanbanik on one server, as one user sees it.
pub(super) struct Kanbanik {
    sessions: Sessions,
}

impl Kanbanik {
    /// Returns the provider behind these connections; sends nothing.
    pub(super) fn new(http: Http, credentials: Credentials) -> Self {
        Self {
            sessions: Sessions::new(http, credentials),
        }
    }
}

#[async_trait]
impl Provider for Kanbanik {
    async fn who_am_i(&self, monitor: &dyn Monitor) -> Result<Me, ProviderError> {
        let session = self.sessions.session(monitor).await?;
        Ok(Me {
            support: versions::support(session.permissions.as_deref()),
            user: session.user,
            groups: Vec::new(),
        })
    }

    async fn read(
        &self,
        wanted: &Wanted,
        previous: Option<&Previous>,
        monitor: &dyn Monitor,
    ) -> Result<Read, ProviderError> {
        read::read(Api::new(&self.sessions, monitor), wanted, previous).await
    }

    async fn still_there(
        &self,
        cards: &[CardId],
        monitor: &dyn Monitor,
    ) -> Result<BTreeSet<CardId>, ProviderError> {
        let api = Api::new(&self.sessions, monitor);
        let mut there = BTreeSet::new();
        for card in cards {
            match api.task(card.as_str()).await {
                Ok(_) => {
                    there.insert(card.clone());
                }
                Err(error) if call::is_gone(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(there)
    }

    async fn read_attachment(
        &self,
        _card: &CardId,
        which: &RemoteAttachment,
        _into: &mut dyn Sink,
        _monitor: &dyn Monitor,
    ) -> Result<u64, ProviderError> {
        Err(ProviderError::Local(format!(
            "cards of Kanbanik have no attachments, and `{}` is none of them",
            which.name
        )))
    }

    fn announce(&self, _operations: &[Operation]) {}

    async fn apply(
        &self,
        operation: &Operation,
        contents: &dyn Contents,
        record: &dyn Record,
    ) -> Result<Applied, ApplyError> {
        let monitor = ToTheEnd(record.monitor());
        let api = Api::new(&self.sessions, &monitor);
        apply::apply(api, operation, contents, record).await
    }
}
