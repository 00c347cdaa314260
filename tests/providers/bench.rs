//! A board `Garden` on a service, a provider connected to it, and what is done with both.

use git_board::board::{
    Account, BoardId, BoardKey, CardId, CardKey, MovedCard, Names, Operation, Service, StackId,
    StackKey,
};
use git_board::lookalike::codecks::Codecks;
use git_board::lookalike::deck::Deck;
use git_board::lookalike::kanbanik::Kanbanik;
use git_board::lookalike::server::{Model, Server};
use git_board::lookalike::{deck, kanbanik};
use git_board::plan::{operations, without_orders};
use git_board::provider::{Applied, ApplyError, HttpOptions, Provider, Read};
use jiff::Timestamp;
use serde_json::json;

use crate::{codecks_provider, deck_provider, kanbanik_provider};

/// A server with a board `Garden`, whose first stack holds cards, the first of them `a` with a text,
/// and alice's provider.
pub trait Bench {
    /// What the server holds.
    type Server: Model;

    /// Returns the service.
    fn service(&self) -> Service;
    /// Returns the server.
    fn server(&self) -> &Server<Self::Server>;
    /// Returns alice's provider.
    fn provider(&self) -> &dyn Provider;
    /// Returns the provider of somebody who does not know the secret.
    fn nobody(&self) -> Box<dyn Provider>;
    /// Returns the address that is cloned.
    fn url(&self) -> String;
    /// Returns alice's secret.
    fn secret(&self) -> &'static str;
    /// Returns the id of a card that there is not.
    fn no_card(&self) -> CardId;
    /// Gives a card another title, as another client does.
    fn retitle(&self, card: &CardKey, title: &str);
    /// Reads all boards, and forgets the requests.
    async fn read(&self) -> Read;
    /// Reads once more; the log then holds the requests.
    async fn read_after(&self, read: &Read) -> Read;
    /// Applies an operation; the log then holds the requests.
    async fn apply(&self, operation: Operation) -> Result<Applied, ApplyError>;
    /// Returns what the journal was told.
    fn notes(&self) -> Vec<String>;

    /// Returns how many writes the log holds.
    fn writes(&self) -> usize {
        self.server().log().write_entries().len()
    }

    /// Returns what makes one account of another, as it is sent to the service.
    fn plan(&self, from: &Account, to: &Account) -> Vec<Operation> {
        without_orders(self.service(), operations(from, to, now()))
    }

    /// Sends what makes one account of another; returns how many writes each operation took.
    async fn send(&self, from: &Account, to: &Account) -> Vec<usize> {
        let mut names = Names::default();
        let mut writes = Vec::new();
        for operation in self.plan(from, to) {
            let resolved = operation.resolved(&names);
            let applied = self.apply(resolved.clone()).await;
            writes.push(self.writes());
            let applied = applied.unwrap_or_else(|error| panic!("{error}\n{operation:#?}"));
            note(&mut names, &resolved, applied.created.as_deref());
        }
        let held = self.read().await.account;
        let rest = self.plan(&held, &to.resolved(&names));
        assert!(rest.is_empty(), "{rest:#?}");
        writes
    }

    /// Sends the same and returns what is read afterwards.
    async fn edit(&self, edit: impl FnOnce(&mut Account)) -> Vec<usize> {
        let before = self.read().await.account;
        let mut after = before.clone();
        edit(&mut after);
        self.send(&before, &after).await
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(deck_provider::world::NOW).expect("in range")
}

/// Notes the id of what an operation made.
fn note(names: &mut Names, operation: &Operation, created: Option<&str>) {
    let Some(id) = created else { return };
    match operation {
        Operation::CreateBoard(create) => {
            if let BoardKey::New(number) = create.key {
                names.boards.insert(number, BoardId::new(id));
            }
        }
        Operation::CreateStack(create) => {
            if let StackKey::New(number) = create.key {
                names.stacks.insert(number, StackId::new(id));
            }
        }
        Operation::CreateCard(create) => {
            if let CardKey::New(number) = create.card.key {
                names.cards.insert(number, CardId::new(id));
            }
        }
        Operation::EditCard(edit) => {
            if let (Some(old), Some(from)) = (edit.key.id(), edit.board.id()) {
                let moved = MovedCard {
                    id: CardId::new(id),
                    from: from.clone(),
                };
                names.moved.insert(old.clone(), moved);
            }
        }
        _ => {}
    }
}

/// Returns a bench of a release of Deck.
pub fn deck(release: deck::Release) -> deck_provider::world::World {
    deck_provider::world::World::of(release)
}

/// Returns a bench of a version of Kanbanik.
pub fn kanbanik(release: kanbanik::Release) -> kanbanik_provider::world::World {
    kanbanik_provider::world::World::with_shed(release)
}

/// Returns a bench of Codecks.
pub fn codecks() -> codecks_provider::world::World {
    codecks_provider::world::World::new()
}

impl Bench for deck_provider::world::World {
    type Server = Deck;

    fn service(&self) -> Service {
        Service::Deck
    }

    fn server(&self) -> &Server<Deck> {
        &self.server
    }

    fn provider(&self) -> &dyn Provider {
        self.provider.as_ref()
    }

    fn nobody(&self) -> Box<dyn Provider> {
        let options = HttpOptions::default();
        deck_provider::world::connect(&self.server, "alice", "wrong", options)
    }

    fn url(&self) -> String {
        self.server.url().to_owned()
    }

    fn secret(&self) -> &'static str {
        "secret"
    }

    fn no_card(&self) -> CardId {
        CardId::new("999")
    }

    fn retitle(&self, card: &CardKey, title: &str) {
        let id = card.to_string().parse().expect("a number");
        let renamed = self.server.model().rename_card("alice", id, title);
        renamed.expect("alice owns the card");
    }

    async fn read(&self) -> Read {
        Self::read(self).await
    }

    async fn read_after(&self, read: &Read) -> Read {
        Self::read_after(self, read)
            .await
            .expect("the server answers")
    }

    async fn apply(&self, operation: Operation) -> Result<Applied, ApplyError> {
        self.clock.advance(10);
        Self::apply(self, operation).await
    }

    fn notes(&self) -> Vec<String> {
        Self::notes(self)
    }
}

impl Bench for kanbanik_provider::world::World {
    type Server = Kanbanik;

    fn service(&self) -> Service {
        Service::Kanbanik
    }

    fn server(&self) -> &Server<Kanbanik> {
        &self.server
    }

    fn provider(&self) -> &dyn Provider {
        self.provider.as_ref()
    }

    fn nobody(&self) -> Box<dyn Provider> {
        kanbanik_provider::world::connect(&self.server, "wrong")
    }

    fn url(&self) -> String {
        format!("{}/kanbanik", self.server.url())
    }

    fn secret(&self) -> &'static str {
        git_board::cli::seed::deck::PASSWORD
    }

    fn no_card(&self) -> CardId {
        CardId::new(kanbanik_provider::world::id(999))
    }

    fn retitle(&self, card: &CardKey, title: &str) {
        let mut model = self.server.model();
        let task = model.task_mut(&card.to_string()).expect("it is there");
        task.name = title.to_owned();
        task.version += 1;
    }

    async fn read(&self) -> Read {
        Self::read(self).await
    }

    async fn read_after(&self, read: &Read) -> Read {
        Self::read_after(self, read).await
    }

    async fn apply(&self, operation: Operation) -> Result<Applied, ApplyError> {
        Self::apply(self, operation).await
    }

    fn notes(&self) -> Vec<String> {
        Self::notes(self)
    }
}

impl Bench for codecks_provider::world::World {
    type Server = Codecks;

    fn service(&self) -> Service {
        Service::Codecks
    }

    fn server(&self) -> &Server<Codecks> {
        &self.server
    }

    fn provider(&self) -> &dyn Provider {
        self.provider.as_ref()
    }

    fn nobody(&self) -> Box<dyn Provider> {
        let url = self.server.url();
        codecks_provider::world::connect(url, "cdxut_0_wrong").expect("loopback is allowed")
    }

    fn url(&self) -> String {
        format!("codecks+{}/team", self.server.url())
    }

    fn secret(&self) -> &'static str {
        codecks_provider::world::TOKEN
    }

    fn no_card(&self) -> CardId {
        CardId::new("11k")
    }

    fn retitle(&self, card: &CardKey, title: &str) {
        // Codes begin with 111, for the first number.
        let code: i64 = card.to_string().parse().expect("digits");
        self.elsewhere(code - 110, json!({ "content": title }));
    }

    async fn read(&self) -> Read {
        Self::read(self).await
    }

    async fn read_after(&self, read: &Read) -> Read {
        Self::read_after(self, read)
            .await
            .expect("the server answers")
    }

    async fn apply(&self, operation: Operation) -> Result<Applied, ApplyError> {
        self.clock.advance(10);
        self.server.log().clear();
        self.provider
            .apply(
                &operation,
                &crate::support::uploads::Uploads::default(),
                &self.journal(),
            )
            .await
    }

    fn notes(&self) -> Vec<String> {
        Self::notes(self)
    }
}
