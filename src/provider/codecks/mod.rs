//! Codecks: an organization's projects, decks and cards.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};

use super::gate::Gate;
use super::http::{Foreign, Http, Login};
use super::{
    Applied, ApplyError, Contents, Credentials, HttpOptions, Previous, Provider, ProviderError,
    Read, Record, Sink, Wanted,
};
use crate::board::{CardId, Limits, Me, Operation, RemoteAttachment, Service, Support};
use crate::monitor::{Monitor, Silent, ToTheEnd};

mod address;
mod ahead;
mod api;
mod apply;
mod decode;
mod encode;
mod judge;
mod page;
mod planning;
mod query;
mod read;
mod short_code;
mod stamp;
mod store;
mod structure;
mod threads;
mod wire;

use ahead::Ahead;
use api::{Api, Lacking};
use query::{Query, cards_key, of_numbers};
use read::Shelf;

/// How many requests Codecks takes from one address, and in which time.
///
/// Source: the quick guide of August 2023, "A single IP may perform 40 requests every 5 seconds".
/// The time is longer by what answers and requests may be late.
const REQUESTS: usize = 40;
const WINDOW: Duration = Duration::from_millis(5250);

/// What API tokens begin with, from version 2.96 on.
const TOKEN_PREFIXES: [&str; 2] = ["cdxat_", "cdxut_"];

/// Codecks on one server, as one token sees it.
pub(super) struct Codecks {
    http: Http,
    /// The way to where files are.
    foreign: OnceLock<Foreign>,
    options: HttpOptions,
    lacking: Lacking,
    /// What the last reading saw beside the cards.
    shelf: Mutex<Option<Shelf>>,
    /// What is known of the cards that operations to come change.
    ahead: Mutex<Ahead>,
}

impl Codecks {
    /// Returns the provider for an organization; sends nothing.
    ///
    /// # Errors
    /// `Local`: no address, no token of a form that is allowed, or as for every connection.
    pub(super) fn open(
        url: &str,
        credentials: &Credentials,
        options: HttpOptions,
    ) -> Result<Self, ProviderError> {
        let address = address::address(url)?;
        let headers = headers(
            &credentials.secret,
            address.subdomain.as_deref(),
            options.legacy_token,
        )?;
        let kept = options.clone();
        let http = Http::new(&address.base, Login::Headers(headers), options)?;
        Ok(Self {
            http: http.behind(Gate::new(REQUESTS, WINDOW)),
            foreign: OnceLock::new(),
            options: kept,
            lacking: Lacking::default(),
            shelf: Mutex::default(),
            ahead: Mutex::default(),
        })
    }

    /// Returns the way to where files are, which is made when it is first needed.
    fn foreign(&self) -> Result<&Foreign, ProviderError> {
        if let Some(foreign) = self.foreign.get() {
            return Ok(foreign);
        }
        let foreign = Foreign::new(&self.options)?;
        Ok(self.foreign.get_or_init(|| foreign))
    }

    fn api<'a>(&'a self, monitor: &'a dyn Monitor) -> Api<'a> {
        Api::new(&self.http, &self.lacking, monitor)
    }

    fn shelf(&self) -> MutexGuard<'_, Option<Shelf>> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ahead(&self) -> MutexGuard<'_, Ahead> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what cards refer to, read if nothing has been read yet.
    async fn shelf_or_read(&self) -> Result<Shelf, ProviderError> {
        if let Some(shelf) = self.shelf().clone() {
            return Ok(shelf);
        }
        self.read_shelf().await
    }

    /// Reads what cards refer to, with all members.
    async fn read_shelf(&self) -> Result<Shelf, ProviderError> {
        let api = self.api(&Silent);
        let query = Query::default().with_user().with_structure().with_roles();
        let answered = api.query(&query).await?;
        let structure = structure::Structure::of(&answered.tables)
            .map_err(|error| answered.nonsense(&error))?;
        let mut users: BTreeMap<String, String> = BTreeMap::new();
        if let Some(known) = self.shelf().as_ref() {
            users.extend(known.user_names.clone());
        }
        for id in answered.tables.ids("user") {
            if let Some(user) = answered.get::<wire::User>("user", id)? {
                users.insert(user.id, user.name.unwrap_or_default());
            }
        }
        let shelf = Shelf {
            structure: Arc::new(structure),
            users: read::names_of_users(&users),
            user_names: users,
        };
        *self.shelf() = Some(shelf.clone());
        Ok(shelf)
    }
}

/// Returns the headers that tell who asks.
fn headers(
    token: &str,
    subdomain: Option<&str>,
    legacy: bool,
) -> Result<Vec<(HeaderName, HeaderValue)>, ProviderError> {
    let is_new = TOKEN_PREFIXES
        .iter()
        .any(|prefix| token.starts_with(prefix));
    if !is_new && !legacy {
        return Err(ProviderError::NoToken(
            "this is no API token of Codecks: they begin with `cdxat_` or `cdxut_`".to_owned(),
        ));
    }
    let secret = |text: String| {
        let value = HeaderValue::from_str(&text);
        value
            .map(|mut value| {
                value.set_sensitive(true);
                value
            })
            .map_err(|_| ProviderError::Local("the token has characters that no token has".into()))
    };
    let mut headers = Vec::new();
    if is_new {
        headers.push((AUTHORIZATION, secret(format!("Bearer {token}"))?));
    } else {
        let name = HeaderName::from_static("x-auth-token");
        headers.push((name, secret(token.to_owned())?));
    }
    if let Some(subdomain) = subdomain {
        let value = HeaderValue::from_str(subdomain)
            .map_err(|_| ProviderError::Local(format!("`{subdomain}` is no subdomain")))?;
        headers.push((HeaderName::from_static("x-account"), value));
    }
    Ok(headers)
}

#[async_trait]
impl Provider for Codecks {
    async fn who_am_i(&self, monitor: &dyn Monitor) -> Result<Me, ProviderError> {
        let api = self.api(monitor);
        let answered = api.query(&Query::default().with_user()).await?;
        let me = match answered.tables.root("loggedInUser") {
            Some(id) => answered.get::<wire::User>("user", id)?,
            None => None,
        };
        let Some(me) = me else {
            return Err(read::logged_out(&api.address()));
        };
        Ok(Me {
            user: me.name.filter(|name| !name.is_empty()).unwrap_or(me.id),
            groups: Vec::new(),
            support: support(),
        })
    }

    async fn read(
        &self,
        wanted: &Wanted,
        previous: Option<&Previous>,
        monitor: &dyn Monitor,
    ) -> Result<Read, ProviderError> {
        let (read, shelf) = read::read(self.api(monitor), wanted, previous).await?;
        *self.shelf() = Some(shelf);
        Ok(read)
    }

    async fn still_there(
        &self,
        cards: &[CardId],
        monitor: &dyn Monitor,
    ) -> Result<BTreeSet<CardId>, ProviderError> {
        let mut there = BTreeSet::new();
        for some in cards.chunks(500) {
            let numbers: Vec<i64> = some
                .iter()
                .filter_map(|card| short_code::decode(card.as_str()))
                .collect();
            let key = cards_key(&of_numbers(&numbers), numbers.len().max(1), 0);
            let query = Query::default().with_cards(&key, None);
            let answered = self.api(monitor).query(&query).await?;
            let mut collected = read::Collected::new(BTreeMap::new());
            collected.take_cards(&answered, &key, "")?;
            let shelf = self.shelf_or_read().await?;
            for card in collected.cards.values() {
                let place = shelf.structure.place(card.deck_id.as_deref());
                if !card.is_deleted() && place.is_some() {
                    there.insert(CardId::new(short_code::encode(card.account_seq)));
                }
            }
        }
        Ok(there)
    }

    async fn read_attachment(
        &self,
        _card: &CardId,
        which: &RemoteAttachment,
        into: &mut dyn Sink,
        monitor: &dyn Monitor,
    ) -> Result<u64, ProviderError> {
        self.download(which, into, monitor).await
    }

    fn announce(&self, operations: &[Operation]) {
        self.ahead().announce(operations);
    }

    async fn apply(
        &self,
        operation: &Operation,
        contents: &dyn Contents,
        record: &dyn Record,
    ) -> Result<Applied, ApplyError> {
        let monitor = ToTheEnd(record.monitor());
        apply::apply(self, operation, contents, record, &monitor).await
    }
}

/// Returns what Codecks can express. The interface names no version of the server.
fn support() -> Support {
    Support {
        service: Service::Codecks,
        version: "2.96".to_owned(),
        card_color_and_start: true,
        done_column: false,
        members: false,
        whole_days: true,
        one_assignee: true,
        new_boards: false,
        restored_boards: false,
        label_deletions: false,
        comment_deletions: false,
        nested_stacks: false,
        limits: Limits {
            board_title: usize::MAX,
            stack_title: usize::MAX,
            label_name: usize::MAX,
            card_title: usize::MAX,
            comment: usize::MAX,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::headers;

    #[test]
    fn a_token_of_an_older_kind_needs_leave() {
        assert!(headers("cdxut_1_2", None, false).is_ok());
        let refusal = headers("0123", None, false).expect_err("a refusal");
        assert!(!refusal.to_string().contains("0123"));
        let old = headers("0123", Some("team"), true).expect("allowed");
        let names: Vec<&str> = old.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["x-auth-token", "x-account"]);
        assert!(old[0].1.is_sensitive());
    }
}
