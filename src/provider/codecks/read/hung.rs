//! The files that hang on cards, as a reading lists them.

use std::collections::{BTreeMap, BTreeSet};

use super::collect::Collected;
use crate::board::{Account, AttachmentId, CardId, RemoteAttachment};
use crate::provider::ProviderError;
use crate::provider::codecks::api::Answered;
use crate::provider::codecks::decode::moment;
use crate::provider::codecks::query::{ATTACHMENTS_COUNT, MOST, hung_since};
use crate::provider::codecks::short_code;
use crate::provider::codecks::wire::{Attachment, File, ids_of};
use crate::provider::listed::AttachmentNote;

/// The letter of attachments of Codecks, which has one kind.
const KIND: char = 'a';

/// What hangs on cards that have any, by their codes.
pub(super) type Hung = BTreeMap<String, Vec<AttachmentNote>>;

/// Returns the files on a card, in the card's order; one that was taken out of the store is none.
pub(super) fn on_card(
    answered: &Answered,
    card: &str,
) -> Result<Vec<RemoteAttachment>, ProviderError> {
    let row = answered.tables.row("card", card);
    let ids = row.map(|row| ids_of(row, "attachments"));
    let mut listed = Vec::new();
    for id in ids.unwrap_or_default() {
        let Some(attachment) = answered.get::<Attachment>("attachment", &id)? else {
            continue;
        };
        let file = match &attachment.file {
            Some(file) => answered.get::<File>("file", file)?,
            None => None,
        };
        let file = file.filter(|file| !file.url.is_empty());
        listed.extend(file.map(|file| listed_file(attachment, file)));
    }
    Ok(listed)
}

fn listed_file(attachment: Attachment, file: File) -> RemoteAttachment {
    let seconds = |time: Option<&str>| time.and_then(moment).map(|time| time.as_second());
    let hung = seconds(attachment.created_at.as_deref());
    // A file never changes: another one takes its place.
    let stored = seconds(file.created_at.as_deref());
    RemoteAttachment {
        id: AttachmentId {
            kind: KIND,
            id: attachment.id,
        },
        name: file.name,
        size: Some(file.size),
        modified: hung.max(stored).unwrap_or(i64::MAX),
        created: hung.or(stored).unwrap_or_default(),
        by: None,
        path: Some(file.url),
    }
}

/// Returns what hangs on the cards of an account: what was collected, and else what was there
/// before.
pub(super) fn of_account(collected: &Collected, account: &Account, before: Option<&Hung>) -> Hung {
    let mut hung = Hung::new();
    for key in account.cards().into_keys() {
        let Some(code) = key.id().map(|id| id.as_str()) else {
            continue;
        };
        let fresh = short_code::decode(code).and_then(|number| collected.hung.get(&number));
        let notes = match fresh {
            Some(listed) => listed.iter().cloned().map(AttachmentNote::of).collect(),
            None => before
                .and_then(|before| before.get(code))
                .cloned()
                .unwrap_or_default(),
        };
        if !notes.is_empty() {
            hung.insert(code.to_owned(), notes);
        }
    }
    hung
}

/// Returns what hangs on cards as others take it.
pub(super) fn listed(hung: &Hung) -> BTreeMap<CardId, Vec<RemoteAttachment>> {
    let cards = hung.iter().map(|(code, notes)| {
        let listed = notes.iter().map(AttachmentNote::attachment).collect();
        (CardId::new(code.as_str()), listed)
    });
    cards.collect()
}

/// What the organization says of its files, beside what its cards say: nobody documents that a
/// card to which a file comes counts as changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Check {
    /// How many there are, if the server counted.
    count: Option<i64>,
    /// The ids of those that are new, with the numbers of their cards.
    fresh: Vec<(String, Option<i64>)>,
    /// True if there were more of them than are listed at once.
    is_cut: bool,
}

impl Check {
    /// Reads it from the answer to a query that asked for what is new since a time, if for any.
    pub(super) fn of(answered: &Answered, since: Option<&str>) -> Result<Self, ProviderError> {
        let account = answered.tables.root("account");
        let row = account.and_then(|account| answered.tables.row("account", account));
        let count = row.and_then(|row| row.get(ATTACHMENTS_COUNT)?.as_i64());
        let ids = since.and_then(|since| Some(ids_of(row?, &hung_since(since))));
        let mut fresh = Vec::new();
        for id in ids.unwrap_or_default() {
            let row = answered.tables.row("attachment", &id);
            let card = row.and_then(|row| row.get("card")?.as_str());
            let card = card.and_then(|card| answered.tables.row("card", card));
            let number = card.and_then(|card| card.get("accountSeq")?.as_i64());
            fresh.push((id, number));
        }
        Ok(Self {
            count,
            is_cut: fresh.len() >= MOST,
            fresh,
        })
    }

    /// Returns how many files there are that hang on no card of these; `None` if nobody counted.
    pub(super) fn elsewhere(&self, hung: &Hung) -> Option<i64> {
        let here = hung.values().map(Vec::len).sum::<usize>();
        Some(self.count? - i64::try_from(here).ok()?)
    }

    /// Returns true if a new file on one of these cards is among what is known.
    pub(super) fn is_known(&self, hung: &Hung, account: &Account) -> bool {
        let known: BTreeSet<&str> = hung.values().flatten().map(AttachmentNote::id).collect();
        let cards = account.cards();
        !self.is_cut
            && self.fresh.iter().all(|(id, number)| {
                let key = number.map(crate::provider::codecks::decode::card_key);
                let is_here = key.is_some_and(|key| cards.contains_key(&key));
                !is_here || known.contains(id.as_str())
            })
    }
}
