//! What queries brought so far.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::hung::{self, Check};
use crate::board::{Account, RemoteAttachment};
use crate::provider::ProviderError;
use crate::provider::codecks::api::Answered;
use crate::provider::codecks::page::Page;
use crate::provider::codecks::query::{MOST, threads_since};
use crate::provider::codecks::structure::{Names, Structure};
use crate::provider::codecks::threads::{self, Conversation};
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
    /// What hangs on cards, by number.
    pub(in crate::provider::codecks) hung: BTreeMap<i64, Vec<RemoteAttachment>>,
    /// The threads on cards, by number.
    pub(in crate::provider::codecks) threads: BTreeMap<i64, Vec<Conversation>>,
    /// Threads on cards that did not change otherwise, by number.
    pub(in crate::provider::codecks) late_threads: BTreeMap<i64, Vec<Conversation>>,
    /// What the organization says of its files.
    pub(super) files: Check,
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

    /// Returns what was collected of these cards alone, with all that they may name.
    pub(in crate::provider::codecks) fn part(&self, numbers: &[i64]) -> Self {
        fn part<T: Clone>(all: &BTreeMap<i64, T>, numbers: &[i64]) -> BTreeMap<i64, T> {
            let known = numbers
                .iter()
                .filter_map(|number| all.get_key_value(number));
            known.map(|(number, one)| (*number, one.clone())).collect()
        }
        Self {
            structure: self.structure.clone(),
            users: self.users.clone(),
            numbers: self.numbers.clone(),
            cards: part(&self.cards, numbers),
            hung: part(&self.hung, numbers),
            threads: part(&self.threads, numbers),
            ..Self::default()
        }
    }

    /// Returns users as the files name them.
    pub(in crate::provider::codecks) fn names_of_users(&self) -> Names {
        names_of_users(&self.users)
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
            self.note_time(card.last_updated_at.as_deref());
            let number = card.account_seq;
            self.hung.insert(number, hung::on_card(answered, id)?);
            let threads = threads::of_row(answered, ("card", id), "resolvables")?;
            for thread in &threads {
                self.note_time(thread.newest());
            }
            self.threads.insert(number, threads);
            self.cards.insert(number, card);
        }
        Ok(Page {
            listed: listed.len(),
            greatest,
            counted: self.counted_at(answered, count_key),
        })
    }

    /// Takes over what may have come to cards since a time without their counting as changed;
    /// returns false if that was too much to be listed.
    ///
    /// # Errors
    /// `Nonsense`.
    pub(super) fn take_late_comers(
        &mut self,
        answered: &Answered,
        since: Option<&str>,
    ) -> Result<bool, ProviderError> {
        self.files = Check::of(answered, since)?;
        let Some(since) = since else {
            return Ok(true);
        };
        let tables = &answered.tables;
        let Some(account) = tables.root("account") else {
            return Ok(true);
        };
        let mut late: BTreeMap<i64, BTreeMap<String, Conversation>> = BTreeMap::new();
        for key in threads_since(since) {
            let row = tables.row("account", account);
            let ids = row.map(|row| ids_of(row, &key)).unwrap_or_default();
            if ids.len() >= MOST {
                return Ok(false);
            }
            for id in ids {
                let row = tables.row("resolvable", &id);
                let card = row.and_then(|row| row.get("card")?.as_str());
                let card = card.and_then(|card| tables.row("card", card));
                let number = card.and_then(|card| card.get("accountSeq")?.as_i64());
                let thread = threads::conversation(answered, &id)?;
                if let (Some(number), Some(thread)) = (number, thread) {
                    self.note_time(thread.newest());
                    late.entry(number).or_default().insert(id, thread);
                }
            }
        }
        self.late_threads = late
            .into_iter()
            .map(|(number, threads)| (number, threads.into_values().collect()))
            .collect();
        Ok(true)
    }

    fn note_time(&mut self, time: Option<&str>) {
        if let Some(time) = time
            && *time > *self.newest
        {
            time.clone_into(&mut self.newest);
        }
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

    /// Returns what tells whether cards changed.
    pub(super) fn fingerprint(&self) -> Vec<Fingerprint> {
        let of_card = |(number, card): (&i64, &Card)| Fingerprint {
            number: *number,
            version: card.version,
            changed: card.last_updated_at.clone(),
            hung: self.hung.get(number).map_or(0, Vec::len),
            threads: self.threads.get(number).cloned().unwrap_or_default(),
        };
        self.cards.iter().map(of_card).collect()
    }

    /// Puts the threads in which something happened late where they belong.
    pub(super) fn settle_late_threads(&mut self) {
        for (number, late) in std::mem::take(&mut self.late_threads) {
            let Some(threads) = self.threads.get_mut(&number) else {
                continue;
            };
            for thread in late {
                match threads.iter_mut().find(|known| known.id == thread.id) {
                    Some(known) => *known = thread,
                    None => threads.push(thread),
                }
            }
        }
    }
}

/// Returns users, given by id, as the files name them: by name, with the id where several have it.
pub(in crate::provider::codecks) fn names_of_users(users: &BTreeMap<String, String>) -> Names {
    let users = users.iter();
    Names::of(users.map(|(id, name)| (id.clone(), name.clone(), id.clone())))
}

/// What tells whether a card changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint {
    number: i64,
    version: Option<i64>,
    changed: Option<String>,
    hung: usize,
    threads: Vec<Conversation>,
}

/// Returns the error of an answer that is as if nobody asked.
pub(in crate::provider::codecks) fn logged_out(address: &str) -> ProviderError {
    ProviderError::NotLoggedIn {
        url: address.to_owned(),
        message: "the server answers as if nobody was logged in: the token is of an older kind, or not whole"
            .to_owned(),
    }
}
