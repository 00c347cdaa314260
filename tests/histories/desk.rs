//! A clone on somebody's desk: its files, and git's own steps made by the quickest means.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use git_board::board::Service;
use git_board::cli::connection::SCOPE;
use git_board::files::{ContentId, Files, ReadContent};
use git_board::monitor::Silent;
use git_board::provider::Wanted;
use git_board::repo::{Changes, Cleanliness, CommitId, Environment, Put, Repo, Scan};
use git_board::sync::cloning::clone_into;
use git_board::sync::session::{Server, Session};
use git_board::text::NamePolicy;
use jiff::Timestamp;

use super::folder::Folder;
use crate::support::fake_provider::FakeProvider;
use crate::support::fake_server::{FakeServer, URL};

/// The date of all commits but those of the git program: a script is quicker than a second.
const DATE: &str = "1795291200 +0000";

/// A clone.
pub struct Desk {
    /// The repository.
    pub repo: Repo,
    /// The account.
    pub server: Server,
    /// The way to the server.
    pub provider: FakeProvider,
    /// Its files.
    pub folder: Folder,
    texts: std::cell::RefCell<BTreeMap<ContentId, Arc<str>>>,
}

/// All bytes and refs that a failed command must leave as they were.
#[derive(Clone, Debug, PartialEq)]
pub struct Untouched {
    files: BTreeMap<String, String>,
    index: Option<Vec<u8>>,
    head: Option<CommitId>,
    branch: Option<String>,
}

fn environment(home: &Path) -> Environment {
    Environment::of_process()
        .without_user_config()
        .unset("GIT_DIR")
        .unset("GIT_WORK_TREE")
        .unset("EMAIL")
        .set("HOME", &home.to_string_lossy())
        .set("GIT_AUTHOR_NAME", "Tess")
        .set("GIT_AUTHOR_EMAIL", "tess@example.com")
        .set("GIT_COMMITTER_NAME", "Tess")
        .set("GIT_COMMITTER_EMAIL", "tess@example.com")
        .set("GIT_AUTHOR_DATE", DATE)
        .set("GIT_COMMITTER_DATE", DATE)
}

impl Desk {
    /// Clones a server into a folder.
    pub async fn clone_of(
        server: &Arc<FakeServer>,
        folder: &Path,
        user: &str,
        now: Timestamp,
    ) -> Self {
        let repo = Repo::init(folder, SCOPE, environment(folder)).expect("a repository");
        let desk = Self {
            repo,
            server: Server {
                url: URL.to_owned(),
                account: user.to_owned(),
                service: Service::Deck,
                wanted: Wanted::All,
                largest_attachment_bytes: 50 << 20,
                names: NamePolicy::AsPulled,
            },
            provider: FakeProvider::new(Arc::clone(server), user),
            folder: Folder::new(folder.to_owned()),
            texts: std::cell::RefCell::default(),
        };
        clone_into(desk.session(), &[], now).await.expect("a clone");
        desk
    }

    /// Returns what a sync works with.
    pub fn session(&self) -> Session<'_> {
        Session {
            repo: &self.repo,
            provider: &self.provider,
            server: &self.server,
            monitor: &Silent,
            aside: None,
        }
    }

    /// Returns the texts of all boards' files, by path.
    pub fn files(&self) -> BTreeMap<String, String> {
        self.folder.files()
    }

    /// Returns the commit that HEAD is.
    pub fn head(&self) -> CommitId {
        let head = self.repo.head().expect("a HEAD");
        head.commit().expect("a commit")
    }

    /// Returns what a commit holds of boards.
    pub fn committed(&self, commit: CommitId) -> Files {
        let tree = self.repo.tree_of(commit).expect("a tree");
        Files::clone(&self.repo.board_files(tree).expect("files"))
    }

    /// Returns the texts that a commit holds of boards.
    pub fn texts(&self, commit: CommitId) -> BTreeMap<String, String> {
        let files = self.committed(commit);
        let mut texts = self.texts.borrow_mut();
        let read = |id: ContentId| -> Arc<str> {
            let bytes = self.repo.read_blob(id).expect("a blob");
            String::from_utf8_lossy(&bytes).into()
        };
        files
            .entries
            .iter()
            .map(|(path, file)| {
                let text = texts.entry(file.id).or_insert_with(|| read(file.id));
                (path.clone(), text.to_string())
            })
            .collect()
    }

    /// Returns everything that a command that fails must not touch.
    pub fn untouched(&self) -> Untouched {
        let head = self.repo.head().expect("a HEAD");
        Untouched {
            files: self.files(),
            index: fs::read(self.folder.path().join(".git/index")).ok(),
            head: head.commit(),
            branch: head.branch().map(str::to_owned),
        }
    }

    fn scan(&self, commit: CommitId) -> Scan {
        self.repo
            .scan(&self.committed(commit))
            .expect("files can be looked at")
    }

    /// Returns true if files, index and HEAD agree.
    pub fn is_clean(&self) -> bool {
        self.cleanliness().is_clean()
    }

    /// Returns how files, index and HEAD differ.
    pub fn cleanliness(&self) -> Cleanliness {
        let committed = self.committed(self.head());
        let scan = self.repo.scan(&committed).expect("files can be looked at");
        self.repo.cleanliness(&scan, &committed)
    }

    /// Commits what `is_chosen` of the edits; returns false if nothing is.
    pub fn commit(&self, mut is_chosen: impl FnMut(&str) -> bool) -> bool {
        let head = self.head();
        let scan = self.scan(head);
        let committed = self.committed(head);
        let mut changes = Changes::default();
        let paths: BTreeSet<&String> = scan
            .files
            .entries
            .keys()
            .chain(committed.entries.keys())
            .collect();
        for path in paths {
            let (here, there) = (scan.files.get(path), committed.get(path));
            if here.map(|file| file.id) == there.map(|file| file.id) || !is_chosen(path) {
                continue;
            }
            match here {
                Some(file) => {
                    let bytes = scan.read(path, file).expect("a file can be read");
                    changes.put.insert(path.clone(), Put::Bytes(bytes));
                }
                None => drop(changes.remove.insert(path.clone())),
            }
        }
        if changes.is_empty() {
            return false;
        }
        let over = self.repo.tree_of(head).expect("a tree");
        let tree = self.repo.edit_tree(Some(over), &changes).expect("a tree");
        let commit = self
            .repo
            .commit(tree, &[head], "an edit", "")
            .expect("a commit");
        let put = changes.put.iter();
        let put = put.map(|(path, put)| (path.clone(), Some(put.id())));
        let removed = changes.remove.iter().map(|path| (path.clone(), None));
        let entries = put.chain(removed).collect();
        self.repo
            .write_index(&entries, &Default::default())
            .expect("an index");
        self.move_to(commit, "commit: an edit");
        true
    }

    fn move_to(&self, commit: CommitId, why: &str) {
        let head = self.repo.head().expect("a HEAD");
        let branch = head.branch().expect("a branch");
        let moved = self.repo.move_branch(branch, head.commit(), commit, why);
        moved.expect("a branch can be moved");
    }

    /// `git reset --hard`; files that git does not track stay, as they do there.
    pub fn reset_hard(&self, commit: CommitId) {
        let scan = self.scan(self.head());
        let target = self.committed(commit);
        let mut changes = Changes::default();
        for (path, file) in &target.entries {
            if scan.files.get(path).is_none_or(|here| here.id != file.id) {
                changes.put.insert(path.clone(), Put::Stored(file.id));
            }
        }
        for path in scan.staged.entries.keys() {
            if target.get(path).is_none() {
                changes.remove.insert(path.clone());
            }
        }
        let written = self
            .repo
            .write_worktree(&scan, &changes, &Silent)
            .expect("files");
        assert!(written.left.is_empty(), "{:?}", written.left);
        self.stage(&scan, &target, &written);
        self.move_to(commit, "reset: moving");
    }

    /// `git reset` (mixed): the files stay.
    pub fn reset_mixed(&self, commit: CommitId) {
        let scan = self.scan(self.head());
        self.stage(&scan, &self.committed(commit), &Default::default());
        self.move_to(commit, "reset: moving");
    }

    fn stage(&self, scan: &Scan, target: &Files, written: &git_board::repo::Written) {
        let mut entries = BTreeMap::new();
        for (path, file) in &target.entries {
            entries.insert(path.clone(), Some(file.id));
        }
        for path in scan.staged.entries.keys() {
            entries.entry(path.clone()).or_insert(None);
        }
        self.repo.write_index(&entries, written).expect("an index");
    }

    /// Returns the commits of HEAD's history by first parents, the newest first.
    pub fn history(&self) -> Vec<CommitId> {
        let mut history = Vec::new();
        for back in 0..12 {
            match self.repo.revision(&format!("HEAD~{back}")) {
                Ok(Some(commit)) => history.push(commit),
                _ => break,
            }
        }
        // The first commit of a clone is the oldest one; before it there are no boards.
        history
    }

    /// Runs the git program; returns whether it ended well.
    pub fn git(&self, arguments: &[&str]) -> bool {
        let mut command = Command::new("git");
        command
            .current_dir(self.folder.path())
            .args(["-c", "user.name=Tess", "-c", "user.email=tess@example.com"])
            .args(arguments)
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env("HOME", self.folder.path())
            .env("GIT_AUTHOR_DATE", "1795291300 +0000")
            .env("GIT_COMMITTER_DATE", "1795291300 +0000")
            .env("GIT_EDITOR", "true")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        let output = command.output().expect("git can be run");
        output.status.success()
    }
}
