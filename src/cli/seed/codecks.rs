//! The boards of an account as what a look-alike Codecks holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::board::{Account, Board, Card, CardField, CardKey, Key, LabelKey, Stack};
use crate::files::ContentId;
use crate::lookalike::clock::Clock;
use crate::lookalike::codecks::login::Token;
use crate::lookalike::codecks::short_id::number_of;
use crate::lookalike::codecks::{Codecks, Uploads, iso};
use crate::lookalike::s3::signature::Keys;
use crate::lookalike::s3::{Object, S3};
use crate::lookalike::server::{Options, Server};

mod planning;
mod threads;

/// Whose token it is.
pub const USER: &str = "alice";
/// The organization's subdomain.
pub const SUBDOMAIN: &str = "look-alike";
/// The token; it is no secret, the server is on loopback.
pub const TOKEN: &str = "cdxut_look_alike";
/// The bucket that files go to.
pub const BUCKET: &str = "uploads";
/// The longest file, in bytes.
const LONGEST_FILE: u64 = 10 << 20;

/// How long ago, in seconds, everything was changed that has no time of its own.
const AGE_S: i64 = 3600;

/// How the keys of cards are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardIds {
    /// As short codes, where they are such.
    Codes,
    /// As numbers: the boards are of a service that counts its cards.
    Numbers,
}

/// Returns an organization that holds the boards of `account`, each as a project.
///
/// Ids of boards, stacks and labels, numbers of cards, times of creation and authors are kept.
/// Everybody who is named anywhere is a user.
pub fn codecks_of(account: &Account, ids: CardIds, clock: Clock) -> Codecks {
    let now = clock.now();
    clock.advance(-AGE_S);
    let mut seed = Seed {
        codecks: Codecks::new(SUBDOMAIN, clock.clone()),
        ids,
        users: BTreeMap::new(),
        labels: BTreeMap::new(),
        cards: BTreeMap::new(),
        milestones: BTreeMap::new(),
        runs: BTreeMap::new(),
    };
    let user = seed.user(USER);
    seed.codecks.tokens.push(Token::new(TOKEN, &user));
    let mut greatest = 0;
    for located in account.cards().into_values() {
        greatest = greatest.max(seed.number(&located.card.key).unwrap_or(0));
    }
    seed.codecks.fresh_seq(Some(greatest));
    seed.organization(&account.organization);
    for board in &account.boards {
        seed.board(board);
    }
    seed.projects_of_milestones(account);
    seed.references(account);
    clock.advance(now - clock.now());
    seed.codecks
}

/// Starts a store for files and lets an organization sign for it.
///
/// # Errors
/// There can be no more threads or sockets.
pub fn with_uploads(codecks: &mut Codecks, clock: Clock) -> std::io::Result<Server<S3>> {
    let keys = Keys::default();
    let store = S3::new(BUCKET, keys.clone(), clock);
    let store = Server::start(store, Options::default())?;
    codecks.uploads = Some(Uploads {
        signed_url: store.url().to_owned(),
        public_url: store.url().to_owned(),
        bucket: BUCKET.to_owned(),
        keys,
        longest: LONGEST_FILE,
        good_for: 900,
        tells_limit: true,
    });
    Ok(store)
}

/// Puts the files of `account` into the store and on the cards of an organization made of it; those
/// of which `contents` lacks the bytes are left out.
pub fn attach_all(
    codecks: &mut Codecks,
    store: &mut S3,
    account: &Account,
    ids: CardIds,
    contents: &BTreeMap<ContentId, Arc<[u8]>>,
) {
    let clock = codecks.clock.clone();
    let now = clock.now();
    clock.advance(-AGE_S);
    let cards = account.cards();
    let mut known: Vec<_> = cards.values().collect();
    known.sort_by(|one, other| one.card.key.cmp(&other.card.key));
    for located in known {
        let number = number_by(ids, &located.card.key);
        let Some(card) = number.and_then(|number| codecks.card_of_seq(number)) else {
            continue;
        };
        for (name, content) in &located.card.attachments {
            if let Some(bytes) = contents.get(content) {
                attach(codecks, store, &card, name, bytes);
            }
        }
    }
    clock.advance(now - clock.now());
}

/// Puts a file into the store and on a card, as if somebody had uploaded it.
pub fn attach(codecks: &mut Codecks, store: &mut S3, card: &str, name: &str, bytes: &[u8]) {
    let Some(uploads) = codecks.uploads.clone() else {
        return;
    };
    let author = codecks
        .row("card", card)
        .and_then(|row| row.get("creatorId"));
    let author = author
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let (key, url) = codecks.fresh_place(name, &uploads.public_url);
    let object = Object {
        bytes: bytes.to_vec(),
        content_type: "application/octet-stream".to_owned(),
    };
    store.objects.insert(key, object);
    codecks.insert_file(card, &author, name, &url, bytes.len() as u64);
}

/// Returns the number that a card's key stands for.
fn number_by(ids: CardIds, key: &CardKey) -> Option<i64> {
    let id = key.id()?.as_str();
    let code = match ids {
        CardIds::Codes => number_of(id),
        CardIds::Numbers => None,
    };
    code.or_else(|| id.parse().ok())
}

struct Seed {
    codecks: Codecks,
    ids: CardIds,
    users: BTreeMap<String, String>,
    /// The names of labels, by key.
    labels: BTreeMap<LabelKey, String>,
    /// The ids of cards, by key.
    cards: BTreeMap<CardKey, String>,
    milestones: BTreeMap<String, String>,
    runs: BTreeMap<String, String>,
}

impl Seed {
    fn number(&self, key: &CardKey) -> Option<i64> {
        number_by(self.ids, key)
    }

    fn board(&mut self, board: &Board) {
        let Board {
            key,
            title,
            color: _,
            archived,
            labels,
            members: _,
            projects: _,
            classes: _,
            stacks,
        } = board;
        if key.id().is_some_and(|id| id.as_str() == "private") {
            for card in stacks.iter().flat_map(|stack| &stack.cards) {
                self.card(None, card);
            }
            return;
        }
        let visibility = if *archived { "archived" } else { "default" };
        let project = self.codecks.insert_project(id(key), title, visibility);
        for label in labels {
            self.codecks
                .insert_tag(id(&label.key), &project, &label.name, &label.color);
            self.labels.insert(label.key.clone(), label.name.clone());
        }
        for stack in stacks {
            self.stack(&project, stack);
        }
    }

    fn stack(&mut self, project: &str, stack: &Stack) {
        let Stack {
            key,
            title,
            done_column: _,
            lane: _,
            stacks: _,
            cards,
        } = stack;
        let deck = self.codecks.insert_deck(id(key), project, title);
        for card in cards {
            self.card(Some(&deck), card);
        }
    }

    fn card(&mut self, deck: Option<&str>, card: &Card) {
        let Card {
            key,
            title,
            body,
            labels,
            assignees,
            due,
            done,
            archived,
            color: _,
            start: _,
            card_type: _,
            depends_on: _,
            fields,
            // Their bytes are not here: see `attach_all`.
            attachments: _,
            comments,
            tags: _,
            ticket: _,
            created,
            author,
        } = card;
        let content = match body {
            Some(body) => format!("{title}\n{body}"),
            None => title.clone(),
        };
        let tags: Vec<&String> = labels
            .iter()
            .filter_map(|key| self.labels.get(key))
            .collect();
        let mut row = Map::from_iter([("masterTags".to_owned(), json!(tags))]);
        let author = author.clone().unwrap_or_else(|| USER.to_owned());
        let owner = assignees.first().map(|person| person.id.clone());
        let owner = owner.map(|owner| self.user(&owner));
        row.insert("creatorId".into(), json!(self.user(&author)));
        row.insert("assigneeId".into(), json!(owner));
        let day = |time: &Timestamp| time.strftime("%Y-%m-%d").to_string();
        row.insert("dueDate".into(), json!(due.as_ref().map(day)));
        if let Some(created) = created {
            let created = iso(created.as_second());
            row.insert("createdAt".into(), json!(created));
        }
        if *archived {
            row.insert("visibility".into(), json!("archived"));
        }
        if done.is_some() {
            row.insert("status".into(), json!("done"));
        }
        for (field, value) in fields {
            row.extend(self.field(*field, value));
        }
        if let Some(number) = self.number(key) {
            row.insert("accountSeq".into(), json!(number));
        }
        let id = self.codecks.insert_card(deck, &content, Value::Object(row));
        threads::add(&mut self.codecks, &mut self.users, &id, comments);
        self.cards.insert(key.clone(), id);
    }

    /// Returns a value as a field of a record; references to other cards come later.
    fn field(&mut self, field: CardField, value: &str) -> Option<(String, Value)> {
        let (name, value) = match field {
            CardField::Parent | CardField::Project | CardField::ClassOfService => return None,
            CardField::Status => ("status", json!(value)),
            CardField::Priority => {
                let letter = match value {
                    "high" => "a",
                    "medium" => "b",
                    "low" => "c",
                    other => other,
                };
                ("priority", json!(letter))
            }
            CardField::Effort => ("effort", value.parse::<f64>().map_or(Value::Null, whole)),
            CardField::Doc => ("isDoc", json!(true)),
            CardField::Milestone => {
                if !self.milestones.contains_key(value) {
                    let id = self.codecks.insert_milestone(None, value, "2026-12-24");
                    self.milestones.insert(value.to_owned(), id);
                }
                ("milestoneId", json!(self.milestones.get(value)))
            }
            CardField::Run => {
                if !self.runs.contains_key(value) {
                    let id = self.codecks.insert_run(None, "Run", Some(value), 0);
                    self.runs.insert(value.to_owned(), id);
                }
                ("sprintId", json!(self.runs.get(value)))
            }
        };
        Some((name.to_owned(), value))
    }

    /// Sets parents and dependencies, once all cards have ids.
    fn references(&mut self, account: &Account) {
        let by_number: BTreeMap<i64, String> = self
            .cards
            .iter()
            .filter_map(|(key, id)| Some((self.number(key)?, id.clone())))
            .collect();
        let mut links = Vec::new();
        for located in account.cards().into_values() {
            let card = located.card;
            let Some(own) = self.cards.get(&card.key) else {
                continue;
            };
            let of = |code: &str| {
                let number = self.number(&CardKey::known(code))?;
                by_number.get(&number).cloned()
            };
            if let Some(parent) = card
                .fields
                .get(&CardField::Parent)
                .and_then(|code| of(code))
            {
                links.push((own.clone(), parent, true));
            }
            for needed in &card.depends_on {
                if let Some(needed) = self.cards.get(needed) {
                    links.push((own.clone(), needed.clone(), false));
                }
            }
        }
        links.sort();
        for (own, other, is_parent) in links {
            self.codecks.link(&own, &other, is_parent);
        }
    }

    fn user(&mut self, name: &str) -> String {
        user(&mut self.codecks, &mut self.users, name)
    }
}

/// Returns the id of the user of a name, who is one from now on.
fn user(codecks: &mut Codecks, users: &mut BTreeMap<String, String>, name: &str) -> String {
    if let Some(id) = users.get(name) {
        return id.clone();
    }
    let id = codecks.insert_user(name, "human");
    users.insert(name.to_owned(), id.clone());
    id
}

fn id<Of>(key: &Key<Of>) -> Option<&str> {
    key.id().map(|id| id.as_str())
}

/// Returns a number without decimals where it needs none.
fn whole(number: f64) -> Value {
    let rounded = number.round();
    if (number - rounded).abs() < f64::EPSILON && rounded.abs() < 1e9 {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
        let rounded = rounded as i64;
        json!(rounded)
    } else {
        json!(number)
    }
}
