//! A board with comments of two people, and a clone of it.

use std::ops::{Deref, DerefMut};

use git_board::lookalike::deck::Release;

use crate::support::deck_server::Served;
use crate::support::sandbox::Ran;

const BOARD: [(&str, &str); 9] = [
    (
        "roadmap/board.yaml",
        "id: 1\ntitle: Roadmap\ncolor: 0082c9\nmembers:\n  - user: bob\n    permissions: [edit]\n",
    ),
    (
        "roadmap/to-do/stack.yaml",
        "id: 1\ntitle: To do\nposition: 10\n",
    ),
    (
        "roadmap/doing/stack.yaml",
        "id: 2\ntitle: Doing\nposition: 20\n",
    ),
    (
        "roadmap/to-do/1-fix-login.md",
        "---\nid: 1\ntitle: Fix login\nposition: 10\n---\nIt fails.\n",
    ),
    (
        "roadmap/to-do/2-new-logo.md",
        "---\nid: 2\ntitle: New logo\nposition: 20\n---\nRound.\n",
    ),
    (
        "roadmap/doing/3-search.md",
        "---\nid: 3\ntitle: Search\nposition: 10\n---\nFast.\n",
    ),
    (
        "roadmap/to-do/1-fix-login/comments/a.md",
        "---\nid: 1\nauthor: bob\ncreated: 2026-11-01T08:00:00Z\n---\nWhich version?\n",
    ),
    (
        "roadmap/to-do/1-fix-login/comments/b.md",
        "---\nid: 2\nauthor: alice\ncreated: 2026-11-02T09:00:00Z\nreply_to: 1\n---\n34.\nAnd 32.\n",
    ),
    (
        "roadmap/to-do/1-fix-login/comments/c.md",
        "---\nid: 3\nauthor: alice\ncreated: 2026-11-03T10:00:00Z\n---\nFound it.\n",
    ),
];

/// Both releases of Deck.
pub const RELEASES: [Release; 2] = [Release::V1_16, Release::V1_18];

/// Where the first card's comments are.
pub const COMMENTS: &str = "boards/roadmap/to-do/1-fix-login/comments";
/// Bob's.
pub const OF_BOB: &str = "2026-11-01-1.md";
/// Alice's answer to Bob.
pub const ANSWER: &str = "2026-11-02-2.md";
/// Alice's other one.
pub const OF_ALICE: &str = "2026-11-03-3.md";

/// The board on a server.
pub struct World {
    served: Served,
}

impl World {
    /// Serves the board as a release does.
    pub fn on(release: Release) -> Self {
        let served = Served::files_on(release, BOARD);
        served.later(3600);
        Self { served }
    }

    /// Clones into `boards`; the log is empty afterwards.
    pub fn cloned(self) -> Self {
        self.clone_to("boards");
        self.later(10);
        self.server.log().clear();
        self
    }

    /// Runs `pull` in `boards`.
    pub fn pull(&self) -> Ran {
        self.later(10);
        self.server.log().clear();
        self.git_board("boards", &["pull"])
    }

    /// Pushes what is in `boards`; returns the writes, short, with what they say.
    #[track_caller]
    pub fn pushed(&self) -> Vec<String> {
        self.push(&["--yes"]);
        let entries = self.server.log().write_entries();
        self.later(10);
        entries
            .iter()
            .map(|entry| {
                let path = entry.target.replace("/ocs/v2.php/apps/deck/api/v1.0/", "");
                let line = format!("{} {path} {}", entry.method, entry.body);
                line.trim_end().to_owned()
            })
            .collect()
    }

    /// Returns a path in the folder of the first card's comments.
    pub fn at(&self, name: &str) -> String {
        format!("{COMMENTS}/{name}")
    }

    /// Returns the names of the files of the first card's comments, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.path(COMMENTS))
            .map(|entries| {
                let names = entries.flatten().map(|entry| entry.file_name());
                names
                    .map(|name| name.to_string_lossy().into_owned())
                    .collect()
            })
            .unwrap_or_default();
        names.sort();
        names
    }

    /// Returns the comments of a card on the server, the oldest first: `2 alice <1: 34.`
    pub fn there(&self, card: i64) -> Vec<String> {
        let model = self.server.model();
        let comments = model.card(card).map(|card| card.comments.clone());
        let lines = comments.unwrap_or_default().into_iter().map(|comment| {
            let parent = comment
                .parent
                .map_or_else(String::new, |parent| format!(" <{parent}"));
            format!(
                "{} {}{parent}: {}",
                comment.id, comment.author, comment.message
            )
        });
        lines.collect()
    }

    /// Returns the requests for comments since the log was cleared.
    pub fn asked(&self) -> Vec<String> {
        let requests = self.requests().into_iter();
        let asked = requests.filter(|line| line.starts_with("GET") && line.contains("/comments"));
        asked
            .map(|line| line.replace("/ocs/v2.php/apps/deck/api/v1.0/", ""))
            .collect()
    }

    /// Returns the status of git in `boards`, empty if nothing is to be committed.
    pub fn changes(&self) -> String {
        self.git("boards", &["status", "--porcelain"]).code(0).out
    }

    /// Asserts that files, state and server agree.
    #[track_caller]
    pub fn assert_settled(&self) {
        assert_eq!(self.changes(), "");
        assert_eq!(self.pushed(), Vec::<String>::new());
        let ran = self.pull().code(0);
        assert!(ran.out.contains("Already up to date"), "{}", ran.out);
        assert_eq!(self.changes(), "");
    }
}

impl Deref for World {
    type Target = Served;

    fn deref(&self) -> &Served {
        &self.served
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Served {
        &mut self.served
    }
}
