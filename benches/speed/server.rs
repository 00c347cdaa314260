//! A look-alike Deck that is not measured: what it answered once it has at hand, and it keeps the
//! time that its answers take.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use git_board::board::Account;
use git_board::cli::seed::deck::deck_of;
use git_board::lookalike::clock::Clock;
use git_board::lookalike::deck::card::CardEdit;
use git_board::lookalike::deck::{Deck, Release};
use git_board::lookalike::message::{Answer, Request};
use git_board::lookalike::server::{Model, Options, Server};

/// A Deck, with the answers to reads since its last change.
pub struct Prepared {
    deck: Deck,
    clock: Clock,
    known: HashMap<String, Answer>,
    /// The time that answers took, all together.
    pub answering: Duration,
}

impl Prepared {
    /// Starts a server that holds an account.
    pub fn start(account: &Account) -> Server<Prepared> {
        // Far from the machine's own time, everything would be due to be read again.
        let clock = Clock::stopped(Clock::real().now());
        let prepared = Prepared {
            deck: deck_of(account, Release::V1_18, clock.clone()),
            clock,
            known: HashMap::new(),
            answering: Duration::ZERO,
        };
        Server::start(prepared, Options::default()).expect("a free port")
    }

    /// Changes cards as another client does, and lets so much time pass that they count as settled.
    pub fn change(&mut self, cards: impl Iterator<Item = i64>, change: impl Fn(&mut CardEdit)) {
        for card in cards {
            let changed = self.deck.edit_card("alice", card, &change);
            changed.expect("alice may change it");
        }
        self.settle();
    }

    /// Deletes cards as another client does.
    pub fn delete(&mut self, cards: impl Iterator<Item = i64>) {
        for card in cards {
            let deleted = self.deck.delete_card("alice", card);
            deleted.expect("alice may delete it");
        }
        self.settle();
    }

    /// Lets a minute pass.
    pub fn settle(&mut self) {
        self.clock.advance(60);
        self.known.clear();
    }

    fn answer_at_hand(&mut self, request: &Request) -> Answer {
        if request.method != "GET" {
            self.known.clear();
            return self.deck.answer(request);
        }
        let condition = request.header("if-none-match").unwrap_or_default();
        let question = format!("{} {condition}", request.target());
        if let Some(answer) = self.known.get(&question) {
            return answer.clone();
        }
        let answer = self.deck.answer(request);
        self.known.insert(question, answer.clone());
        answer
    }
}

impl Model for Prepared {
    fn answer(&mut self, request: &Request) -> Answer {
        let began = Instant::now();
        let answer = self.answer_at_hand(request);
        self.answering += began.elapsed();
        answer
    }

    fn date(&self) -> String {
        self.deck.date()
    }

    fn is_write(&self, request: &Request) -> bool {
        self.deck.is_write(request)
    }

    fn sender(&self, request: &Request) -> Option<String> {
        self.deck.sender(request)
    }
}
