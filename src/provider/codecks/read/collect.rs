//! What queries brought so far.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::board::Account;
use crate::provider::ProviderError;
use crate::provider::codecks::api::Answered;
use crate::provider::codecks::page::Page;
use crate::provider::codecks::structure::{Names, Structure};
use crate::provider::codecks::wire::{Card, User, ids_of};

/// What queries brought so far.
#[derive(Clone, Debug, Default)]
pub(in crate::provider::codecks) struct Collected {
    pub(in crate::provider::codecks) structure: Structure,
    /// Names of users as they are, by id.
    pub(in crate::provider::codecks) users: BTreeMap<String, String>,
    /// Numbers of cards by id.
    pub(in crate::provider::codecks) numbers: BTreeMap<String, i64>,
    /// Cards by number.
    pub(in crate::provider::codecks) cards: BTreeMap<i64, Card>,
    /// The latest change.
    pub(in crate::provider::codecks) newest: String,
    /// The server's clock when it answered first.
    pub(in crate::provider::codecks) date: Option<Timestamp>,
    /// How many cards there are that are not deleted, if the server counted.
    shown: Option<i64>,
}

impl Collected {
    /// Returns nothing but the users that are known already.
    pub(in crate::provider::codecks) fn new(users: BTreeMap<String, String>) -> Self {
        Self {
            users,
            ..Self::default()
        }
    }

    /// Returns users as the files name them: by name, or by id where that is not one user's.
    pub(in crate::provider::codecks) fn names_of_users(&self) -> Names {
        Names::of(
            self.users
                .iter()
                .map(|(id, name)| (id.clone(), name.clone(), id.clone())),
        )
    }

    /// Takes over everything but cards.
    ///
    /// # Errors
    /// `NotLoggedIn` if the answer is to nobody; `Nonsense`.
    pub(super) fn take_structure(
        &mut self,
        answered: &Answered,
        shown_key: &str,
        address: &str,
    ) -> Result<(), ProviderError> {
        self.structure =
            Structure::of(&answered.tables).map_err(|error| answered.nonsense(&error))?;
        if self.structure.me.is_none() {
            return Err(logged_out(address));
        }
        self.date = self.date.or(answered.date);
        self.shown = self
            .counted_at(answered, shown_key)
            .and_then(|count| i64::try_from(count).ok());
        Ok(())
    }

    /// Returns the number that stands under a key of the organization.
    pub(super) fn counted_at(&self, answered: &Answered, key: &str) -> Option<usize> {
        let account = answered.tables.root("account")?;
        let count = answered
            .tables
            .row("account", account)?
            .get(key)?
            .as_u64()?;
        usize::try_from(count).ok()
    }

    /// Takes over the cards under a key of the organization, with whom and what they name.
    ///
    /// # Errors
    /// `Nonsense`.
    pub(in crate::provider::codecks) fn take_cards(
        &mut self,
        answered: &Answered,
        key: &str,
        count_key: &str,
    ) -> Result<Page, ProviderError> {
        let tables = &answered.tables;
        for id in tables.ids("user") {
            if let Some(user) = answered.get::<User>("user", id)? {
                self.users.insert(user.id, user.name.unwrap_or_default());
            }
        }
        for id in tables.ids("card") {
            let number = tables
                .row("card", id)
                .and_then(|row| row.get("accountSeq")?.as_i64());
            self.numbers
                .extend(number.map(|number| (id.to_owned(), number)));
        }
        let listed = tables
            .root("account")
            .and_then(|account| tables.row("account", account))
            .map(|account| ids_of(account, key))
            .unwrap_or_default();
        let mut greatest = None;
        for id in &listed {
            let Some(card) = answered.get::<Card>("card", id)? else {
                continue;
            };
            greatest = greatest.max(Some(card.account_seq));
            if let Some(time) = &card.last_updated_at
                && *time > self.newest
            {
                self.newest.clone_from(time);
            }
            self.cards.insert(card.account_seq, card);
        }
        Ok(Page {
            listed: listed.len(),
            greatest,
            counted: self.counted_at(answered, count_key),
        })
    }

    /// Returns how many cards there are beside those of an account; `None` if nobody counted.
    pub(super) fn counted_elsewhere(&self, account: &Account) -> Option<i64> {
        let here = account
            .boards
            .iter()
            .flat_map(|board| board.all_stacks())
            .map(|stack| stack.cards.len())
            .sum::<usize>();
        let here = i64::try_from(here).ok()?;
        self.shown.map(|shown| shown - here)
    }

    /// Returns what tells whether a card changed: its version, or its time where there is none.
    pub(super) fn fingerprint(&self) -> Vec<(i64, Option<i64>, Option<String>)> {
        self.cards
            .iter()
            .map(|(number, card)| (*number, card.version, card.last_updated_at.clone()))
            .collect()
    }
}

/// Returns the error of an answer that is as if nobody asked.
pub(in crate::provider::codecks) fn logged_out(address: &str) -> ProviderError {
    ProviderError::NotLoggedIn {
        url: address.to_owned(),
        message: "the server answers as if nobody was logged in: the token is of an older kind, or not whole"
            .to_owned(),
    }
}
