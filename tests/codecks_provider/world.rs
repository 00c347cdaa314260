//! An organization on a look-alike, a provider connected to it, and words for what was sent.

use std::sync::Arc;
use std::time::Duration;

use git_board::board::{
    Board, BoardKey, Card, CardChanges, CardKey, Change, EditCard, Operation, Place, Service,
    StackKey,
};
use git_board::lookalike::clock::Clock;
use git_board::lookalike::codecks::login::Token;
use git_board::lookalike::codecks::{Codecks, Uploads as Uploading};
use git_board::lookalike::message::{Answer, Request};
use git_board::lookalike::s3::S3;
use git_board::lookalike::s3::signature::Keys;
use git_board::lookalike::server::{Model, Options, Server};
use git_board::monitor::Silent;
use git_board::provider::{
    Applied, ApplyError, Credentials, HttpOptions, Previous, Provider, ProviderError, Read, Wanted,
    open,
};
use serde_json::{Value, json};

use crate::support::notes::Notes;
use crate::support::uploads::Uploads;

/// When the story begins; all that is on the server is older.
pub const NOW: i64 = 1_795_283_837;
pub const TOKEN: &str = "cdxut_1_secret";

/// A server with the projects `garden` and `kitchen` of the organization `team`, and alice's
/// provider.
///
/// `garden` has the decks `todo` with the cards `a` (111), `b` (112) and the archived `old` (113),
/// and `doing` with `c` (114); tags `urgent` and `later`. `kitchen` has the deck `shelf` with `x`
/// (115). `mine` (116) is in no deck. All numbers are given in that order.
pub struct World {
    pub server: Server<Codecks>,
    pub provider: Box<dyn Provider>,
    pub clock: Clock,
    /// Where files are.
    pub store: Server<S3>,
    /// The files that can be uploaded.
    pub files: Uploads,
    notes: Notes,
}

impl World {
    pub fn new() -> World {
        World::with(|_| {})
    }

    /// Returns a world whose server is another one in some way.
    pub fn with(change: impl FnOnce(&mut Codecks)) -> World {
        let clock = Clock::stopped(NOW - 1000);
        let mut codecks = organization(&clock);
        let keys = Keys::default();
        let store = S3::new("uploads", keys.clone(), clock.clone());
        let store = Server::start(store, Options::default()).expect("a port is free");
        codecks.uploads = Some(Uploading {
            signed_url: store.url().to_owned(),
            public_url: store.url().to_owned(),
            bucket: "uploads".to_owned(),
            keys,
            longest: 100_000,
            good_for: 60,
            tells_limit: true,
        });
        change(&mut codecks);
        clock.set(NOW);
        let server = Server::start(codecks, Options::default()).expect("a port is free");
        let provider = connect(server.url(), TOKEN).expect("loopback is allowed");
        World {
            server,
            provider,
            clock,
            store,
            files: Uploads::default(),
            notes: Notes::default(),
        }
    }

    /// Reads every board anew, and forgets the requests.
    pub async fn read(&self) -> Read {
        let read = self.provider.read(&Wanted::All, None, &Silent).await;
        let read = read.expect("the server answers");
        self.server.log().clear();
        read
    }

    /// Reads once more after another reading; the log then holds its requests.
    pub async fn read_after(&self, read: &Read) -> Result<Read, ProviderError> {
        let previous = Previous::of(read);
        self.server.log().clear();
        self.provider
            .read(&Wanted::All, Some(&previous), &Silent)
            .await
    }

    /// Applies an operation after a reading; the log then holds its requests.
    pub async fn apply(&self, operation: Operation) -> Result<Applied, ApplyError> {
        self.read().await;
        self.provider
            .apply(&operation, &self.files, &self.notes)
            .await
    }

    /// Applies an operation and asks for nothing else.
    pub async fn apply_alone(&self, operation: &Operation) -> Result<Applied, ApplyError> {
        let (files, notes) = (&self.files, &self.notes);
        self.provider.apply(operation, files, notes).await
    }

    /// Applies changes of a card in `todo`.
    pub async fn edit(&self, code: &str, changes: CardChanges) -> Result<Applied, ApplyError> {
        self.apply(edit(code, changes)).await
    }

    /// Returns the journal, which only remembers.
    pub fn journal(&self) -> Notes {
        self.notes.clone()
    }

    /// Returns what the journal was told.
    pub fn notes(&self) -> Vec<String> {
        self.notes.lines()
    }

    /// Returns how many queries and actions there were.
    pub fn count(&self) -> usize {
        self.server.log().count()
    }

    /// Returns the actions with their parameters, ids of cards as numbers.
    pub fn written(&self) -> Vec<String> {
        let model = self.server.model();
        let entries = self.server.log().write_entries();
        entries
            .iter()
            .map(|entry| {
                let mut line = format!("{} {}", entry.target.replace("/dispatch/", ""), entry.body);
                for seq in 1..20 {
                    if let Some(id) = model.card_of_seq(seq) {
                        line = line.replace(&id, &format!("card {seq}"));
                    }
                }
                line
            })
            .collect()
    }

    /// Returns a card as the server has it.
    pub fn row(&self, seq: i64) -> Value {
        let model = self.server.model();
        let id = model.card_of_seq(seq).expect("a card of that number");
        Value::Object(model.row("card", &id).expect("it is there").clone())
    }

    /// Changes a card as another client would.
    pub fn elsewhere(&self, seq: i64, fields: Value) {
        let mut model = self.server.model();
        let id = model.card_of_seq(seq).expect("a card of that number");
        let mut row = model.row("card", &id).expect("it is there").clone();
        if let Value::Object(fields) = fields {
            row.extend(fields);
        }
        model.put("card", Value::Object(row));
        model.touch(&id);
    }
}

/// Connects with a token.
pub fn connect(url: &str, token: &str) -> Result<Box<dyn Provider>, ProviderError> {
    let mut options = HttpOptions::default();
    options.timeouts.read = Duration::from_secs(10);
    let credentials = Credentials {
        user: "token".to_owned(),
        secret: token.to_owned(),
    };
    open(
        Service::Codecks,
        &format!("{url}/team"),
        credentials,
        options,
    )
}

fn organization(clock: &Clock) -> Codecks {
    let mut codecks = Codecks::new("team", clock.clone());
    let alice = codecks.insert_user("alice", "human");
    codecks.insert_user("bob", "human");
    codecks.tokens.push(Token::new(TOKEN, &alice));
    let mut reader = Token::new("cdxat_2_reader", &alice);
    reader.may_write = false;
    codecks.tokens.push(reader);
    for (project, name) in [("garden", "Garden"), ("kitchen", "Kitchen")] {
        codecks.insert_project(Some(project), name, "default");
    }
    for tag in ["urgent", "later"] {
        codecks.insert_tag(Some(tag), "garden", tag, "#ff0000");
    }
    // The numbers of decks are out of the way of those of cards.
    codecks.fresh_seq(Some(1000));
    for (deck, project, title) in [
        ("todo", "garden", "Todo"),
        ("doing", "garden", "Doing"),
        ("shelf", "kitchen", "Shelf"),
    ] {
        codecks.insert_deck(Some(deck), project, title);
    }
    for (seq, deck, content, visibility) in [
        (1, Some("todo"), "a\ntext of a", "default"),
        (2, Some("todo"), "b", "default"),
        (3, Some("todo"), "old\n", "archived"),
        (4, Some("doing"), "c\ntext of c", "default"),
        (5, Some("shelf"), "x", "default"),
        (6, None, "mine", "default"),
    ] {
        let fields = json!({"accountSeq": seq, "visibility": visibility, "creatorId": alice});
        codecks.insert_card(deck, content, fields);
    }
    codecks
}

/// Returns the operation that edits a card in `todo`.
pub fn edit(code: &str, changes: CardChanges) -> Operation {
    Operation::EditCard(Box::new(EditCard {
        key: key(code),
        title: "card".to_owned(),
        board: BoardKey::known("garden"),
        stack: StackKey::known("todo"),
        changes,
    }))
}

/// Returns the key of a card.
pub fn key(code: &str) -> CardKey {
    CardKey::known(code)
}

/// Returns a place.
pub fn place(board: &str, stack: &str) -> Place {
    Place {
        board: BoardKey::known(board),
        stack: StackKey::known(stack),
        after: None,
    }
}

/// Returns a change.
pub fn change<T>(old: T, new: T) -> Option<Change<T>> {
    Some(Change { old, new })
}

/// Returns the board of that id.
pub fn board<'r>(read: &'r Read, id: &str) -> &'r Arc<Board> {
    read.account
        .board(&BoardKey::known(id))
        .expect("it was read")
}

/// Returns a card by its code, wherever it is.
pub fn card<'r>(read: &'r Read, code: &str) -> &'r Arc<Card> {
    read.account.cards()[&key(code)].card
}

/// A server that answers everything alike.
pub struct Always(Answer);

impl Always {
    /// Starts it.
    pub fn start(answer: Answer) -> Server<Always> {
        Server::start(Always(answer), Options::default()).expect("a port is free")
    }
}

impl Model for Always {
    fn answer(&mut self, _request: &Request) -> Answer {
        self.0.clone()
    }

    fn date(&self) -> String {
        "Sat, 21 Nov 2026 20:00:00 GMT".to_owned()
    }

    fn is_write(&self, _request: &Request) -> bool {
        false
    }

    fn sender(&self, _request: &Request) -> Option<String> {
        None
    }
}
