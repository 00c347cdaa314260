//! Two small boards on a server, clones of them, and what is asked of both at the end of a story.

use std::fmt::Write as _;
use std::fs;
use std::ops::{Deref, DerefMut};

use git_board::lookalike::deck::card::Card;
use git_board::lookalike::deck::{Deck, Release};

use crate::support::deck_server::Served;
use crate::support::sandbox::{Ran, files_below};

/// The boards: `Roadmap` is shared with bob, who may edit it; `Garden` is alice's alone.
pub const BOARDS: [(&str, &str); 15] = [
    (
        "roadmap/board.yaml",
        "id: 1\ntitle: Roadmap\ncolor: 0082c9\nlabels:\n  - name: Bug\n    color: ff7a66\n    \
         id: 1\n  - name: Later\n    color: f1db50\n    id: 2\nmembers:\n  - user: bob\n    \
         permissions: [edit]\n",
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
        "roadmap/done/stack.yaml",
        "id: 3\ntitle: Done\nposition: 30\n",
    ),
    (
        "roadmap/to-do/1-fix-login.md",
        "---\nid: 1\ntitle: Fix login\nposition: 10\nlabels:\n  - Bug\n---\none\ntwo\nthree\nfour\n\
         five\n",
    ),
    (
        "roadmap/to-do/2-new-logo.md",
        "---\nid: 2\ntitle: New logo\nposition: 20\n---\nRound.\n",
    ),
    (
        "roadmap/to-do/3-dark-mode.md",
        "---\nid: 3\ntitle: Dark mode\nposition: 30\n---\n\n",
    ),
    (
        "roadmap/doing/4-search.md",
        "---\nid: 4\ntitle: Search\nposition: 10\n---\nFast.\n",
    ),
    (
        "roadmap/doing/5-export.md",
        "---\nid: 5\ntitle: Export\nposition: 20\n---\nAs text.\n",
    ),
    (
        "roadmap/done/6-import.md",
        "---\nid: 6\ntitle: Import\nposition: 10\n---\nFrom text.\n",
    ),
    (
        "garden/board.yaml",
        "id: 2\ntitle: Garden\ncolor: 31cc7c\nlabels:\n  - name: Bug\n    color: ff7a66\n    \
         id: 3\n",
    ),
    (
        "garden/beds/stack.yaml",
        "id: 4\ntitle: Beds\nposition: 10\n",
    ),
    (
        "garden/beds/7-peas.md",
        "---\nid: 7\ntitle: Peas\nposition: 10\n---\nSow.\n",
    ),
    (
        "garden/beds/8-beans.md",
        "---\nid: 8\ntitle: Beans\nposition: 20\n---\nSow later.\n",
    ),
    (
        "garden/paths/stack.yaml",
        "id: 5\ntitle: Paths\nposition: 20\n",
    ),
];

/// Who commits in stories.
const IDENTITY: [&str; 4] = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];

/// The boards on a server.
pub struct World {
    served: Served,
}

impl World {
    /// Serves the boards, and nobody has cloned them.
    pub fn new() -> Self {
        Self::new_on(Release::V1_18)
    }

    /// What stands on a server of other boards.
    pub fn of(served: Served) -> Self {
        Self { served }
    }

    /// The same, by a release of Deck.
    pub fn new_on(release: Release) -> Self {
        let world = Self {
            served: Served::files_on(release, BOARDS),
        };
        world.later(3600);
        world
    }

    /// Serves the boards; the clone is in `boards`, and the log is empty.
    pub fn cloned() -> Self {
        Self::cloned_from(Release::V1_18)
    }

    /// The same, served by a release of Deck.
    pub fn cloned_from(release: Release) -> Self {
        let world = Self::new_on(release);
        world.clone_to("boards");
        world.later(10);
        world.server.log().clear();
        world
    }

    /// Lets another client change something, some time after and before whatever else happens.
    pub fn there<T, E: std::fmt::Debug>(&self, act: impl FnOnce(&mut Deck) -> Result<T, E>) -> T {
        self.later(10);
        let done = act(&mut self.server.model()).expect("the other client may do that");
        self.later(10);
        done
    }

    /// Runs `pull` in `boards`.
    pub fn pull(&self) -> Ran {
        self.git_board("boards", &["pull"])
    }

    /// Runs `push` in `boards`, and asserts that it went well; returns the writes.
    #[track_caller]
    pub fn pushed(&self) -> Vec<String> {
        self.push(&["--yes"])
    }

    /// Runs `git` with an identity in a folder; asserts that it went well.
    #[track_caller]
    pub fn vcs(&self, folder: &str, arguments: &[&str]) -> String {
        let mut all = IDENTITY.to_vec();
        all.extend(arguments);
        self.git(folder, &all).code(0).out
    }

    /// Commits everything in `boards`.
    #[track_caller]
    pub fn commit(&self, message: &str) {
        self.commit_in("boards", message);
    }

    /// Commits everything in `boards`, if there is anything.
    #[track_caller]
    pub fn commit_what_is_left(&self) {
        if !self
            .git("boards", &["status", "--porcelain"])
            .out
            .is_empty()
        {
            self.commit("What is left");
        }
    }

    /// Commits everything in a clone.
    #[track_caller]
    pub fn commit_in(&self, folder: &str, message: &str) {
        self.vcs(folder, &["add", "--all"]);
        self.vcs(folder, &["commit", "--quiet", "-m", message]);
    }

    /// Clones the repository `boards` with git into another folder, and trusts its server.
    pub fn git_clone_to(&self, folder: &str, arguments: &[&str]) {
        let from = format!("file://{}", self.path("boards").display());
        let mut all = vec!["clone", "--quiet"];
        all.extend(arguments);
        all.extend([from.as_str(), folder]);
        self.vcs(".", &all);
        let url = self.server.url().to_owned();
        self.vcs(folder, &["config", "board.url", &url]);
        self.vcs(folder, &["config", "board.account", "alice"]);
    }

    /// Removes a file or a folder.
    #[track_caller]
    pub fn remove(&self, relative: &str) {
        let path = self.path(relative);
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.unwrap_or_else(|error| panic!("cannot remove {relative}: {error}"));
    }

    /// Renames a file or a folder.
    #[track_caller]
    pub fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to))
            .unwrap_or_else(|error| panic!("cannot rename {from}: {error}"));
    }

    /// Returns true if a file is there.
    pub fn has(&self, relative: &str) -> bool {
        self.path(relative).exists()
    }

    /// Returns what the server holds, a line a thing.
    pub fn outline(&self) -> String {
        outline(&self.server.model())
    }

    /// Returns a card as the server has it.
    #[track_caller]
    pub fn card(&self, id: i64) -> Card {
        let model = self.server.model();
        model.card(id).expect("the card is there").clone()
    }

    /// Returns a card as the server has it, behind its stack's title; `gone` for a deleted one.
    #[track_caller]
    pub fn line(&self, id: i64) -> String {
        line(&self.server.model(), id)
    }

    /// Returns HEAD, `board/main`, the state of the index and the working tree.
    pub fn local_state(&self) -> (String, Vec<(String, Vec<u8>)>) {
        let mut git = self.git("boards", &["rev-parse", "HEAD"]).out;
        git += &self.git("boards", &["status", "--porcelain=v2"]).out;
        (git, files_below(&self.path("boards")))
    }

    /// Asserts that `boards` and the server hold the same, and that both sides know it: whoever
    /// reads everything again finds nothing to pull and nothing to push, and the tree is clean.
    #[track_caller]
    pub fn assert_settled(&self) {
        self.assert_settled_in("boards");
    }

    /// The same for another clone.
    #[track_caller]
    pub fn assert_settled_in(&self, folder: &str) {
        self.later(10);
        let before = files_below(&self.path(folder));
        self.server.log().clear();
        self.git_board(folder, &["pull", "--full"]).code(0);
        let pushed = self.git_board(folder, &["push"]).code(0);
        assert_eq!(pushed.out, "Nothing to push.\n");
        assert_eq!(self.writes(), [""; 0]);
        assert_eq!(
            names_and_texts(&files_below(&self.path(folder))),
            names_and_texts(&before),
            "pull and push changed files"
        );
        assert_eq!(self.git(folder, &["status", "--porcelain"]).out, "");
    }
}

fn names_and_texts(files: &[(String, Vec<u8>)]) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    files
        .iter()
        .map(|(path, bytes)| (path.clone(), text(bytes)))
        .collect()
}

/// Returns what a server holds, a line a thing, without what is deleted.
pub fn outline(deck: &Deck) -> String {
    let mut text = String::new();
    for board in deck.boards().filter(|board| board.deleted_at == 0) {
        let labels: Vec<&str> = deck
            .labels_of(board.id)
            .map(|label| label.title.as_str())
            .collect();
        let _ = writeln!(text, "{} [{}]", board.title, labels.join(", "));
        let is_there = |stack: &&git_board::lookalike::deck::stack::Stack| {
            stack.board == board.id && stack.deleted_at == 0
        };
        let mut stacks: Vec<_> = deck.stacks().filter(is_there).collect();
        stacks.sort_by_key(|stack| (stack.order, stack.id));
        for stack in stacks {
            let _ = writeln!(text, "  {}", stack.title);
            let shown = deck.shown_cards(stack.id);
            let archived = deck
                .cards()
                .filter(|card| card.stack == stack.id && card.archived && card.deleted_at == 0);
            for card in shown.into_iter().chain(archived) {
                let _ = writeln!(text, "    {}", card_line(deck, card));
            }
        }
    }
    text
}

/// Returns a card behind its stack's title; `gone` for a deleted one.
#[track_caller]
pub fn line(deck: &Deck, id: i64) -> String {
    let card = deck.card(id).expect("the card is there");
    let stack = deck.stack(card.stack).expect("its stack is there");
    if card.deleted_at > 0 || stack.deleted_at > 0 {
        return "gone".to_owned();
    }
    format!("{}: {}", stack.title, card_line(deck, card))
}

fn card_line(deck: &Deck, card: &Card) -> String {
    let mut line = format!("{} {}", card.id, card.title);
    for label in &card.labels {
        let title = deck.label(*label).map_or("?", |label| label.title.as_str());
        let _ = write!(line, " #{title}");
    }
    for assignment in &card.assignments {
        let _ = write!(line, " @{}", assignment.participant);
    }
    if card.done.is_some() {
        line.push_str(" done");
    }
    if card.archived {
        line.push_str(" archived");
    }
    if !card.description.is_empty() {
        let _ = write!(line, " | {}", card.description.replace('\n', "/"));
    }
    line
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
