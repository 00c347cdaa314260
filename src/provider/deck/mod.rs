//! Nextcloud Deck, from 1.16 on.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::http::Http;
use super::{
    Applied, ApplyError, Contents, Previous, Provider, ProviderError, Read, Record, Sink, Stamp,
    Wanted,
};
use crate::board::{BoardId, CardId, Limits, Me, Operation, RemoteAttachment, Service, Support};
use crate::monitor::{Monitor, ToTheEnd};

mod api;
mod apply;
mod decode;
mod encode;
pub(super) mod login_flow;
pub(super) mod offline;
mod read;
#[cfg(test)]
mod recordings;
mod wire;

use api::Api;
use read::Listed;

/// Deck on one server, as one user sees it.
pub(super) struct Deck {
    http: Http,
    /// What the list of boards was when it was asked for last, until it is used.
    listed: Mutex<Option<Listed>>,
    /// The cards whose attachments this run has written to: replacing a user's file moves no
    /// card's time.
    touched: Mutex<BTreeSet<String>>,
}

impl Deck {
    /// Returns the provider behind these connections; sends nothing.
    pub(super) fn new(http: Http) -> Self {
        Self {
            http,
            listed: Mutex::new(None),
            touched: Mutex::default(),
        }
    }
}

impl Deck {
    fn listed(&self) -> MutexGuard<'_, Option<Listed>> {
        // It is only ever replaced as a whole.
        self.listed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn touched(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Provider for Deck {
    async fn who_am_i(&self, monitor: &dyn Monitor) -> Result<Me, ProviderError> {
        let api = Api::new(&self.http, monitor);
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
            groups: user.groups,
            support: support(deck.version),
        })
    }

    async fn is_unchanged(
        &self,
        wanted: &Wanted,
        stamp: &Stamp,
        monitor: &dyn Monitor,
    ) -> Result<bool, ProviderError> {
        let listed = read::list(Api::new(&self.http, monitor), wanted, stamp).await?;
        let is_unchanged = listed.as_ref().is_some_and(Listed::is_unchanged);
        *self.listed() = listed;
        Ok(is_unchanged)
    }

    fn at_rest(&self, stamp: &Stamp) -> BTreeSet<BoardId> {
        read::at_rest(stamp)
    }

    fn at_rest_for_now(&self, stamp: &Stamp) -> BTreeSet<BoardId> {
        read::at_rest_for_now(stamp)
    }

    async fn read(
        &self,
        wanted: &Wanted,
        previous: Option<&Previous>,
        monitor: &dyn Monitor,
    ) -> Result<Read, ProviderError> {
        let touched = self.touched().clone();
        let listed = self.listed().take();
        read::read(
            Api::new(&self.http, monitor),
            wanted,
            previous,
            (listed, &touched),
        )
        .await
    }

    async fn still_there(
        &self,
        cards: &[CardId],
        monitor: &dyn Monitor,
    ) -> Result<BTreeSet<CardId>, ProviderError> {
        let api = Api::new(&self.http, monitor);
        let mut there = BTreeSet::new();
        for card in cards {
            if api.is_card_shown(card.as_str()).await? {
                there.insert(card.clone());
            }
        }
        Ok(there)
    }

    async fn read_attachment(
        &self,
        card: &CardId,
        which: &RemoteAttachment,
        into: &mut dyn Sink,
        monitor: &dyn Monitor,
    ) -> Result<u64, ProviderError> {
        let api = Api::new(&self.http, monitor);
        api.download(card.as_str(), which, into).await
    }

    fn announce(&self, _operations: &[Operation]) {}

    async fn apply(
        &self,
        operation: &Operation,
        contents: &dyn Contents,
        record: &dyn Record,
    ) -> Result<Applied, ApplyError> {
        let hangs_on = match operation {
            Operation::EditAttachment(edit) => edit.card.id(),
            Operation::EditComment(edit) => edit.card.id(),
            _ => None,
        };
        self.touched().extend(hangs_on.map(ToString::to_string));
        let monitor = ToTheEnd(record.monitor());
        let api = Api::new(&self.http, &monitor);
        apply::apply(api, operation, contents, record).await
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
        members: true,
        whole_days: false,
        one_assignee: false,
        new_boards: true,
        restored_boards: (major, minor) >= (1, 17),
        label_deletions: true,
        comment_deletions: true,
        nested_stacks: false,
        limits: Limits {
            board_title: 100,
            stack_title: 100,
            label_name: 100,
            card_title: 255,
            comment: 1000,
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
