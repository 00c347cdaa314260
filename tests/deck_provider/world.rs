//! Two boards on a look-alike, a provider connected to it, and words for what was sent.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use git_board::board::{
    Board, BoardKey, Card, CardChanges, CardKey, EditCard, LabelKey, Operation, Place, Service,
    StackKey,
};
use git_board::lookalike::clock::Clock;
use git_board::lookalike::deck::board::Board as ServedBoard;
use git_board::lookalike::deck::card::Card as ServedCard;
use git_board::lookalike::deck::label::Label as ServedLabel;
use git_board::lookalike::deck::person::User;
use git_board::lookalike::deck::stack::Stack as ServedStack;
use git_board::lookalike::deck::{Deck, Release};
use git_board::lookalike::server::{Options, Server};
use git_board::monitor::Silent;
use git_board::provider::{
    Applied, ApplyError, Credentials, HttpOptions, Previous, Provider, ProviderError, Read, Wanted,
    open,
};

use crate::support::notes::Notes;
use crate::support::uploads::Uploads;

/// When the story begins; all that is on the server is older.
pub const NOW: i64 = 1_795_283_837;

/// A server with the boards `Garden` and `Kitchen` of alice, and alice's provider.
///
/// `Garden` (1) has the stacks `Todo` (1) with the cards `a`…`d` (1–4) and the archived `old` (5),
/// `Doing` (2) with `e` (6), `Done` (3); labels `urgent` (1) and `later` (2). `Kitchen` (2) has the
/// stack `Shelf` (4) with `x` (7), and the label `urgent` (3).
pub struct World {
    pub server: Server<Deck>,
    pub provider: Box<dyn Provider>,
    pub clock: Clock,
    pub files: Uploads,
    notes: Notes,
}

impl World {
    pub fn new() -> World {
        World::of(Release::V1_18)
    }

    pub fn of(release: Release) -> World {
        let clock = Clock::stopped(NOW);
        let server = Server::start(garden(release, &clock), Options::default())
            .expect("a port on loopback is free");
        let provider = connect(&server, "alice", "secret", HttpOptions::default());
        World {
            server,
            provider,
            clock,
            files: Uploads::default(),
            notes: Notes::default(),
        }
    }

    /// Reads every board anew, and forgets the requests.
    pub async fn read(&self) -> Read {
        let read = self
            .provider
            .read(&Wanted::All, None, &Silent)
            .await
            .expect("the server answers");
        self.server.log().clear();
        read
    }

    /// Reads once more after another reading.
    pub async fn read_after(&self, read: &Read) -> Result<Read, ProviderError> {
        let previous = Previous::of(read);
        self.server.log().clear();
        self.provider
            .read(&Wanted::All, Some(&previous), &Silent)
            .await
    }

    /// Applies an operation; the log then holds its requests.
    pub async fn apply(&self, operation: Operation) -> Result<Applied, ApplyError> {
        self.server.log().clear();
        self.provider
            .apply(&operation, &self.files, &self.notes)
            .await
    }

    /// Applies changes of a card of `Garden`.
    pub async fn edit(
        &self,
        card: u32,
        stack: u32,
        changes: CardChanges,
    ) -> Result<Applied, ApplyError> {
        self.apply(edit(card, stack, changes)).await
    }

    /// Returns what the journal was told.
    pub fn notes(&self) -> Vec<String> {
        self.notes.lines()
    }

    /// Returns the requests, shortened: `GET boards`, `PUT boards/1 {"title":…}`.
    pub fn sent(&self) -> Vec<String> {
        let entries = self.server.log().entries();
        entries
            .iter()
            .map(|entry| {
                let target = entry
                    .target
                    .replace("/index.php/apps/deck/api/v1.0/", "")
                    .replace("/index.php/apps/deck/api/v1.1/", "1.1 ")
                    .replace("/index.php/apps/deck/", "web ")
                    .replace("/ocs/v2.php/apps/deck/api/v1.0/", "ocs ");
                format!("{} {target} {}", entry.method, entry.body)
                    .trim_end()
                    .to_owned()
            })
            .collect()
    }

    /// Returns the writes among [`World::sent`].
    pub fn written(&self) -> Vec<String> {
        self.sent()
            .into_iter()
            .filter(|line| !line.starts_with("GET "))
            .collect()
    }

    /// Returns the ids of the cards that a stack shows, in order.
    pub fn shown(&self, stack: i64) -> Vec<i64> {
        self.server
            .model()
            .shown_cards(stack)
            .iter()
            .map(|card| card.id)
            .collect()
    }

    /// Returns a card as the server has it.
    pub fn card(&self, id: i64) -> ServedCard {
        self.server.model().card(id).expect("it is there").clone()
    }
}

/// Connects a user to a server.
pub fn connect(
    server: &Server<Deck>,
    user: &str,
    secret: &str,
    mut options: HttpOptions,
) -> Box<dyn Provider> {
    options.timeouts.read = options.timeouts.read.min(Duration::from_secs(10));
    let credentials = Credentials {
        user: user.to_owned(),
        secret: secret.to_owned(),
    };
    open(Service::Deck, server.url(), credentials, options).expect("loopback is allowed")
}

fn garden(release: Release, clock: &Clock) -> Deck {
    let mut deck = Deck::new(release, clock.clone());
    deck.insert_user(User::new("alice", "Alice", "secret"));
    deck.insert_user(User::new("bob", "Bob", "secret"));
    let then = NOW - 1000;
    for title in ["Garden", "Kitchen"] {
        deck.insert_board(ServedBoard {
            title: title.to_owned(),
            owner: "alice".to_owned(),
            color: "0082c9".to_owned(),
            last_modified: then,
            ..ServedBoard::default()
        });
    }
    for (board, title, order) in [
        (1, "Todo", 0),
        (1, "Doing", 1),
        (1, "Done", 2),
        (2, "Shelf", 0),
    ] {
        deck.insert_stack(ServedStack {
            title: title.to_owned(),
            board,
            order,
            last_modified: then,
            ..ServedStack::default()
        });
    }
    for (board, title) in [(1, "urgent"), (1, "later"), (2, "urgent")] {
        deck.insert_label(ServedLabel {
            title: title.to_owned(),
            color: "ff0000".to_owned(),
            board,
            last_modified: then,
            ..ServedLabel::default()
        });
    }
    for (stack, title, order, archived) in [
        (1, "a", 0, false),
        (1, "b", 1, false),
        (1, "c", 2, false),
        (1, "d", 3, false),
        (1, "old", 4, true),
        (2, "e", 0, false),
        (4, "x", 0, false),
    ] {
        deck.insert_card(ServedCard {
            title: title.to_owned(),
            description: format!("text of {title}"),
            stack,
            order,
            archived,
            kind: "plain".to_owned(),
            owner: "alice".to_owned(),
            created_at: then,
            last_modified: then,
            ..ServedCard::default()
        });
    }
    deck
}

/// Returns the operation that edits a card of `Garden`.
pub fn edit(card: u32, stack: u32, changes: CardChanges) -> Operation {
    Operation::EditCard(Box::new(EditCard {
        key: key(card),
        title: "card".to_owned(),
        board: BoardKey::known("1"),
        stack: StackKey::known(stack.to_string()),
        changes,
    }))
}

/// Returns the key of a card.
pub fn key(card: u32) -> CardKey {
    CardKey::known(card.to_string())
}

/// Returns a place; card 0 stands for "first".
pub fn place(board: u32, stack: u32, after: u32) -> Place {
    Place {
        board: BoardKey::known(board.to_string()),
        stack: StackKey::known(stack.to_string()),
        after: (after != 0).then(|| key(after)),
    }
}

/// Returns a set of labels.
pub fn labels(ids: &[u32]) -> BTreeSet<LabelKey> {
    ids.iter()
        .map(|id| LabelKey::known(id.to_string()))
        .collect()
}

/// Returns the only board of that id.
pub fn board<'r>(read: &'r Read, id: &str) -> &'r Arc<Board> {
    read.account
        .board(&BoardKey::known(id))
        .expect("it was read")
}

/// Returns a card by its title, wherever it is.
pub fn card<'r>(read: &'r Read, title: &str) -> &'r Arc<Card> {
    read.account
        .boards
        .iter()
        .flat_map(|board| board.all_stacks())
        .flat_map(|stack| &stack.cards)
        .find(|card| card.title == title)
        .expect("it was read")
}
