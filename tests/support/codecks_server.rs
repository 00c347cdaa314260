//! A sandbox with a look-alike Codecks that holds boards, and a clone of them.

use std::ops::{Deref, DerefMut};

use git_board::board::Service;
use git_board::cli::seed::codecks::{
    CardIds, SUBDOMAIN, TOKEN, attach_all, codecks_of, with_uploads,
};
use git_board::cli::serve::{boards_of, contents_of};
use git_board::files::Files;
use git_board::lookalike::clock::Clock;
use git_board::lookalike::codecks::Codecks;
use git_board::lookalike::s3::S3;
use git_board::lookalike::server::{Options, Server};

use super::sandbox::{Sandbox, files_below};

/// The time at which a test's server begins: 2026-11-21 20:00:00 UTC.
pub const BEGIN: i64 = 1_795_291_200;

/// A sandbox, a server with its store for files, and a token for it in the environment.
pub struct Served {
    sandbox: Sandbox,
    /// The server.
    pub server: Server<Codecks>,
    /// Where its files are.
    pub store: Server<S3>,
    /// The clock of both, which stands still.
    pub clock: Clock,
}

impl Served {
    /// Serves boards given as files in our format.
    pub fn files<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = Files::from_texts(texts);
        let account =
            boards_of(Service::Codecks, &files, "the test").expect("the boards can be read");
        let clock = Clock::stopped(BEGIN);
        let mut codecks = codecks_of(&account, CardIds::Codes, clock.clone());
        let store = with_uploads(&mut codecks, clock.clone()).expect("a store on loopback");
        let contents = contents_of(&files);
        let ids = CardIds::Codes;
        attach_all(&mut codecks, &mut store.model(), &account, ids, &contents);
        let server = Server::start(codecks, Options::default()).expect("a server on loopback");
        let mut sandbox = Sandbox::new();
        sandbox.replace(server.url(), "SERVER");
        sandbox.set("GIT_BOARD_TOKEN", TOKEN);
        Self {
            sandbox,
            server,
            store,
            clock,
        }
    }

    /// Returns the address to clone from.
    pub fn url(&self) -> String {
        format!("codecks+{}/{SUBDOMAIN}", self.server.url())
    }

    /// Clones the server into the folder `boards` and clears the log.
    pub fn cloned(self) -> Self {
        self.git_board(".", &["clone", &self.url(), "boards"])
            .code(0);
        self.server.log().clear();
        self
    }

    /// Pushes from `boards`; returns the writes that it sent: action and parameters.
    #[track_caller]
    pub fn push(&self, arguments: &[&str]) -> Vec<String> {
        self.server.log().clear();
        let mut all = vec!["push"];
        all.extend(arguments);
        self.git_board("boards", &all).code(0);
        self.writes()
    }

    /// Asserts that files and server agree, and that pull and push find nothing to do.
    #[track_caller]
    pub fn assert_settled(&self) {
        assert_eq!(self.git("boards", &["status", "--porcelain"]).out, "");
        self.clock.advance(60);
        let before = files_below(&self.path("boards"));
        for pull in [&["pull"][..], &["pull", "--full"]] {
            let pulled = self.git_board("boards", pull).code(0);
            assert_eq!(pulled.out, "Already up to date.\n");
        }
        self.server.log().clear();
        let pushed = self.git_board("boards", &["push"]).code(0);
        assert_eq!(pushed.out, "Nothing to push.\n");
        assert_eq!(self.writes(), [""; 0]);
        assert!(files_below(&self.path("boards")) == before);
    }

    /// Returns the writes in the log: action and parameters.
    pub fn writes(&self) -> Vec<String> {
        let entries = self.server.log().write_entries();
        let line = |entry: &git_board::lookalike::log::Entry| {
            format!("{} {}", entry.target.replace("/dispatch/", ""), entry.body)
        };
        entries.iter().map(line).collect()
    }
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
