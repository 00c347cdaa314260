//! A sandbox with a look-alike Deck that holds boards, and a clone of them.

use std::ops::{Deref, DerefMut};

use git_board::board::Account;
use git_board::cli::seed::deck::{PASSWORD, USER, attach_all, deck_of};
use git_board::cli::serve::{boards_of, contents_of, example, example_files};
use git_board::files::Files;
use git_board::lookalike::clock::Clock;
use git_board::lookalike::deck::{Deck, Release};
use git_board::lookalike::server::{Options, Server};

use super::sandbox::Sandbox;

/// The time at which a test's server begins: 2026-11-21 20:00:00 UTC.
pub const BEGIN: i64 = 1_795_291_200;

/// A sandbox, a server, and credentials for it in the environment.
pub struct Served {
    sandbox: Sandbox,
    /// The server.
    pub server: Server<Deck>,
    /// The server's clock, which stands still.
    pub clock: Clock,
}

impl Served {
    /// Serves the built-in example.
    pub fn example() -> Self {
        let account = example().expect("the example can be read");
        let served = Self::new(&account, Release::V1_18);
        let contents = contents_of(&example_files());
        attach_all(&mut served.server.model(), &account, &contents);
        served
    }

    /// Serves boards given as files in our format.
    pub fn files<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::files_on(Release::V1_18, texts)
    }

    /// Serves boards given as files in our format, by a release of Deck.
    pub fn files_on<'a>(
        release: Release,
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let files = Files::from_texts(texts);
        let account = boards_of(git_board::board::Service::Deck, &files, "the test")
            .expect("the test's boards can be read");
        let served = Self::new(&account, release);
        attach_all(&mut served.server.model(), &account, &contents_of(&files));
        served
    }

    /// Serves an account.
    pub fn new(account: &Account, release: Release) -> Self {
        let clock = Clock::stopped(BEGIN);
        let deck = deck_of(account, release, clock.clone());
        let server = Server::start(deck, Options::default()).expect("a server on loopback");
        let mut sandbox = Sandbox::new();
        sandbox.replace(server.url(), "SERVER");
        sandbox.set("GIT_BOARD_USER", USER);
        sandbox.set("GIT_BOARD_TOKEN", PASSWORD);
        Self {
            sandbox,
            server,
            clock,
        }
    }

    /// Clones the server into the folder `boards` and clears the log.
    pub fn cloned(self) -> Self {
        self.clone_to("boards");
        self.server.log().clear();
        self
    }

    /// Clones the server into a folder.
    pub fn clone_to(&self, folder: &str) {
        let url = self.server.url().to_owned();
        self.git_board(".", &["clone", &url, folder]).code(0);
    }

    /// Pushes from `boards`; returns the writes that it sent, without what all paths share.
    #[track_caller]
    pub fn push(&self, arguments: &[&str]) -> Vec<String> {
        self.server.log().clear();
        let mut all = vec!["push"];
        all.extend(arguments);
        self.git_board("boards", &all).code(0);
        self.writes()
    }

    /// Returns the writes in the log, without what all paths share.
    pub fn writes(&self) -> Vec<String> {
        short(self.server.log().writes())
    }

    /// Returns all requests in the log, without what all paths share.
    pub fn requests(&self) -> Vec<String> {
        short(self.server.log().requests())
    }

    /// Takes the server away; what is left is the sandbox.
    pub fn without_server(self) -> Sandbox {
        self.sandbox
    }

    /// Lets the server's clock go on, so that nothing is too new to be trusted.
    pub fn later(&self, seconds: i64) {
        self.clock.advance(seconds);
    }
}

fn short(lines: Vec<String>) -> Vec<String> {
    lines
        .into_iter()
        .map(|line| line.replace("/index.php/apps/deck/api/", ""))
        .collect()
}

impl Deref for Served {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.sandbox
    }
}

impl DerefMut for Served {
    fn deref_mut(&mut self) -> &mut Sandbox {
        &mut self.sandbox
    }
}
