//! A provider whose errors repeat no secret: services and what stands before them may echo what they
//! were sent.

use std::collections::BTreeSet;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{
    Applied, ApplyError, Contents, Credentials, Previous, Provider, ProviderError, Read, Record,
    Sink, Stamp, Wanted,
};
use crate::board::{BoardId, CardId, Me, Operation, RemoteAttachment};
use crate::monitor::Monitor;

/// What stands for a secret.
const HIDDEN: &str = "•••";

/// Secrets shorter than this are found in words that have nothing to do with them.
const SHORTEST: usize = 6;

/// A provider whose errors repeat no secret.
pub(super) struct Discreet {
    provider: Box<dyn Provider>,
    secrets: Secrets,
}

impl Discreet {
    /// Wraps a provider that logs in with these credentials.
    pub(super) fn new(provider: Box<dyn Provider>, credentials: &Credentials) -> Self {
        Self {
            provider,
            secrets: Secrets::of(credentials),
        }
    }

    fn error(&self, error: ProviderError) -> ProviderError {
        self.secrets.hide_in(error)
    }

    fn apply_error(&self, error: ApplyError) -> ApplyError {
        match error {
            ApplyError::Stale { what } => ApplyError::Stale {
                what: self.secrets.hide(what),
            },
            ApplyError::Failed {
                error,
                created,
                partly,
            } => ApplyError::Failed {
                error: Box::new(self.error(*error)),
                created,
                partly,
            },
            ApplyError::Unknown { error, created } => ApplyError::Unknown {
                error: Box::new(self.error(*error)),
                created,
            },
        }
    }
}

/// The forms in which a secret is sent.
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// Returns the secrets of credentials.
    pub(super) fn of(credentials: &Credentials) -> Self {
        let Credentials { user, secret } = credentials;
        let quoted = serde_json::Value::from(secret.as_str()).to_string();
        let percent: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let mut forms = vec![
            STANDARD.encode(format!("{user}:{secret}")),
            STANDARD.encode(secret),
            percent.replace('+', "%20"),
            percent,
            quoted_by_php(secret),
            quoted.trim_matches('"').to_owned(),
            secret.clone(),
        ];
        forms.retain(|form| form.len() >= SHORTEST);
        Self(forms)
    }

    fn hide(&self, mut text: String) -> String {
        for secret in &self.0 {
            if text.contains(secret) {
                text = text.replace(secret, HIDDEN);
            }
        }
        text
    }

    /// Returns the error without the secrets.
    pub(super) fn hide_in(&self, error: ProviderError) -> ProviderError {
        error.map_words(|words| self.hide(words))
    }
}

/// Returns a text as Nextcloud puts it into JSON: all but plain letters escaped.
fn quoted_by_php(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '/' => quoted.push_str("\\/"),
            '\\' => quoted.push_str("\\\\"),
            '<' | '>' | '&' | '\'' | '"' => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(character)));
            }
            plain if plain.is_ascii() => quoted.push(plain),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    quoted.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    quoted
}

#[async_trait]
impl Provider for Discreet {
    async fn who_am_i(&self, monitor: &dyn Monitor) -> Result<Me, ProviderError> {
        let me = self.provider.who_am_i(monitor).await;
        me.map_err(|error| self.error(error))
    }

    async fn is_unchanged(
        &self,
        wanted: &Wanted,
        stamp: &Stamp,
        monitor: &dyn Monitor,
    ) -> Result<bool, ProviderError> {
        let answer = self.provider.is_unchanged(wanted, stamp, monitor).await;
        answer.map_err(|error| self.error(error))
    }

    fn at_rest(&self, stamp: &Stamp) -> BTreeSet<BoardId> {
        self.provider.at_rest(stamp)
    }

    fn at_rest_for_now(&self, stamp: &Stamp) -> BTreeSet<BoardId> {
        self.provider.at_rest_for_now(stamp)
    }

    async fn read(
        &self,
        wanted: &Wanted,
        previous: Option<&Previous>,
        monitor: &dyn Monitor,
    ) -> Result<Read, ProviderError> {
        let read = self.provider.read(wanted, previous, monitor).await;
        read.map_err(|error| self.error(error))
    }

    async fn still_there(
        &self,
        cards: &[CardId],
        monitor: &dyn Monitor,
    ) -> Result<BTreeSet<CardId>, ProviderError> {
        let there = self.provider.still_there(cards, monitor).await;
        there.map_err(|error| self.error(error))
    }

    async fn read_attachment(
        &self,
        card: &CardId,
        which: &RemoteAttachment,
        into: &mut dyn Sink,
        monitor: &dyn Monitor,
    ) -> Result<u64, ProviderError> {
        let read = self.provider.read_attachment(card, which, into, monitor);
        read.await.map_err(|error| self.error(error))
    }

    fn announce(&self, operations: &[Operation]) {
        self.provider.announce(operations);
    }

    async fn apply(
        &self,
        operation: &Operation,
        contents: &dyn Contents,
        record: &dyn Record,
    ) -> Result<Applied, ApplyError> {
        let applied = self.provider.apply(operation, contents, record).await;
        applied.map_err(|error| self.apply_error(error))
    }
}

#[cfg(test)]
mod tests {
    use super::Secrets;
    use crate::provider::{Credentials, ProviderError};

    #[test]
    fn a_secret_that_a_server_echoes_is_not_repeated() {
        let secrets = Secrets::of(&Credentials {
            user: "alice".to_owned(),
            secret: "pa\"ss w%rd".to_owned(),
        });
        let echo = ProviderError::Refused {
            method: "POST".to_owned(),
            url: "https://x.example/".to_owned(),
            status: 500,
            message: "no `pa\"ss w%rd`, `pa\\\"ss w%rd`, `pa%22ss+w%25rd`, \
                      `YWxpY2U6cGEic3MgdyVyZA==`"
                .to_owned(),
        };
        assert_eq!(
            secrets.hide_in(echo).to_string(),
            "POST https://x.example/: 500: no `•••`, `•••`, `•••`, `•••`"
        );
    }
}
