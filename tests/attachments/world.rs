//! A board with cards that attachments hang on, and a clone of it.

use std::fs;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use git_board::lookalike::deck::Release;
use git_board::lookalike::deck::attachment::{AttachmentKind, Uploaded};

use crate::support::deck_server::Served;
use crate::support::sandbox::Ran;

const BOARD: [(&str, &str); 6] = [
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
        "---\nid: 1\ntitle: Fix login\nposition: 10\n---\nSee the picture.\n",
    ),
    (
        "roadmap/to-do/2-new-logo.md",
        "---\nid: 2\ntitle: New logo\nposition: 20\n---\nRound.\n",
    ),
    (
        "roadmap/doing/3-search.md",
        "---\nid: 3\ntitle: Search\nposition: 10\n---\nFast.\n",
    ),
];

/// Where the first card's attachments are.
pub const FIRST: &str = "boards/roadmap/to-do/1-fix-login";

/// The board on a server.
pub struct World {
    served: Served,
}

impl World {
    /// Serves the board; nobody has cloned it.
    pub fn new() -> Self {
        Self::on(Release::V1_18)
    }

    /// Serves the board as a release does.
    pub fn on(release: Release) -> Self {
        let served = Served::files_on(release, BOARD);
        served.later(3600);
        Self { served }
    }

    /// Puts a file on a card as alice, some time after and before whatever else happens; returns
    /// its id.
    pub fn attach(&self, card: i64, kind: AttachmentKind, name: &str, bytes: &[u8]) -> i64 {
        self.attach_as("alice", card, kind, name, bytes)
    }

    /// The same as somebody else.
    pub fn attach_as(
        &self,
        who: &str,
        card: i64,
        kind: AttachmentKind,
        name: &str,
        bytes: &[u8],
    ) -> i64 {
        self.later(10);
        let content = Arc::from(bytes);
        let uploaded = self
            .server
            .model()
            .attach(who, card, kind, name, content)
            .expect("they may");
        self.later(10);
        match uploaded {
            Uploaded::DeckFile(file) => file.id,
            Uploaded::Share(share) => share.id,
            Uploaded::Taken(file) => panic!("`{}` is there already", file.name),
        }
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
        self.git_board("boards", &["pull"])
    }

    /// Pushes what is in `boards`; returns the writes.
    #[track_caller]
    pub fn pushed(&self) -> Vec<String> {
        let writes = self.push(&["--yes"]);
        self.later(10);
        writes
    }

    /// Writes a file of bytes.
    #[track_caller]
    pub fn put(&self, relative: &str, bytes: &[u8]) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders can be made");
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("cannot write {relative}: {error}"));
    }

    /// Reads a file of bytes.
    #[track_caller]
    pub fn bytes(&self, relative: &str) -> Vec<u8> {
        fs::read(self.path(relative))
            .unwrap_or_else(|error| panic!("cannot read {relative}: {error}"))
    }

    /// Returns true if a file is there.
    pub fn has(&self, relative: &str) -> bool {
        self.path(relative).exists()
    }

    /// Returns the names in a folder, in order.
    pub fn names(&self, relative: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(relative))
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

    /// Returns what hangs on a card on the server: `d1 shot.png 5`, a line each.
    pub fn there(&self, card: i64) -> Vec<String> {
        let model = self.server.model();
        let mut lines: Vec<String> = model
            .deck_files(card)
            .filter(|file| file.deleted_at == 0)
            .map(|file| {
                let content = file.content.clone().unwrap_or_default();
                let text = String::from_utf8_lossy(&content).into_owned();
                format!("d{} {} {text}", file.id, file.name)
            })
            .collect();
        lines.extend(model.shares(card).filter_map(|share| {
            let file = model.user_file(share.file)?;
            let text = String::from_utf8_lossy(&file.content).into_owned();
            Some(format!("f{} {} {text}", share.id, file.name))
        }));
        lines
    }

    /// Returns how many files were downloaded since the log was cleared.
    pub fn downloads(&self) -> usize {
        let is_download =
            |line: &&String| line.starts_with("GET") && line.contains("/attachments/");
        self.requests().iter().filter(is_download).count()
    }

    /// Returns the status of git in `boards`, empty if nothing is to be committed.
    pub fn changes(&self) -> String {
        self.git("boards", &["status", "--porcelain"]).code(0).out
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
