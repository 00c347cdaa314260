//! Nextcloud Deck, from 1.16 on.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::http::Http;
use super::{Applied, ApplyError, Me, Previous, Provider, ProviderError, Read, Record, Wanted};
use crate::board::{CardId, Limits, Operation, Service, Support};
use crate::monitor::{Monitor, Silent};

mod api;
mod apply;
mod decode;
mod encode;
pub(super) mod offline;
mod read;
#[cfg(test)]
mod recordings;
mod wire;

use api::Api;

/// Deck on one server, as one user sees it.
pub(super) struct Deck {
    http: Http,
}

impl Deck {
    /// Returns the provider behind these connections; sends nothing.
    pub(super) fn new(http: Http) -> Self {
        Self { http }
    }
}

#[async_trait]
impl Provider for Deck {
    async fn who_am_i(&self) -> Result<Me, ProviderError> {
        let api = Api::new(&self.http, &Silent);
        // Capabilities are shown to anybody, so that only the user tells that the login is right.
        let user = api.user().await?;
        let capabilities = api.capabilities().await?;
        let Some(deck) = capabilities.capabilities.deck else {
            return Err(ProviderError::Local(format!(
                "the app Deck is not installed at {}, or not for the user `{}`",
                api.address(),
                user.id
            )));
        };
        Ok(Me {
            user: user.id,
            support: support(deck.version),
        })
    }

    async fn read(
        &self,
        wanted: &Wanted,
        previous: Option<&Previous>,
        monitor: &dyn Monitor,
    ) -> Result<Read, ProviderError> {
        read::read(Api::new(&self.http, monitor), wanted, previous).await
    }

    async fn still_there(&self, cards: &[CardId]) -> Result<BTreeSet<CardId>, ProviderError> {
        let api = Api::new(&self.http, &Silent);
        let mut there = BTreeSet::new();
        for card in cards {
            if api.is_card_shown(card.as_str()).await? {
                there.insert(card.clone());
            }
        }
        Ok(there)
    }

    async fn apply(
        &self,
        operation: &Operation,
        record: &dyn Record,
    ) -> Result<Applied, ApplyError> {
        apply::apply(Api::new(&self.http, &Silent), operation, record).await
    }
}

/// Returns what a version of Deck can express; one that is not understood counts as old.
fn support(version: String) -> Support {
    let mut numbers = version.split('.').map(|number| {
        number
            .bytes()
            .take_while(u8::is_ascii_digit)
            .fold(0_u64, |sum, digit| {
                sum.saturating_mul(10)
                    .saturating_add(u64::from(digit - b'0'))
            })
    });
    let major = numbers.next().unwrap_or_default();
    let minor = numbers.next().unwrap_or_default();
    let is_1_18 = (major, minor) >= (1, 18);
    Support {
        service: Service::Deck,
        version,
        card_color_and_start: is_1_18,
        done_column: is_1_18,
        members: false,
        whole_days: false,
        one_assignee: false,
        new_boards: true,
        label_deletions: true,
        nested_stacks: false,
        limits: Limits {
            board_title: 100,
            stack_title: 100,
            label_name: 100,
            card_title: 255,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::support;

    #[test]
    fn colors_and_done_columns_came_with_1_18() {
        for (version, is_new) in [
            ("1.16.7", false),
            ("1.17.0", false),
            ("1.18.0", true),
            ("1.19.0-beta.1", true),
            ("2.0", true),
            ("", false),
        ] {
            let support = support(version.to_owned());
            assert_eq!(support.card_color_and_start, is_new, "{version}");
            assert_eq!(support.done_column, is_new, "{version}");
        }
    }
}
