//! A repository of one test's own, and a `git` that sees no configuration but the repository's.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use git_board::files::{ContentId, Files};
use git_board::monitor::Silent;
use git_board::repo::{Changes, CommitId, Environment, Repo, Scan, Scope, TreeId, Written};
use tempfile::TempDir;

use crate::support::folder::new_folder;

pub const URL: &str = "https://cloud.example";

pub const SCOPE: Scope = Scope {
    marker: "board.yaml",
    top_files: &["codecks.yaml"],
    is_ignored,
};

fn is_ignored(path: &str) -> bool {
    path.split('/')
        .any(|name| name.starts_with('.') || name.ends_with('~'))
}

pub fn environment() -> Environment {
    Environment::of_process()
        .without_user_config()
        .unset("GIT_DIR")
        .set("GIT_ATTR_NOSYSTEM", "1")
        .set("GIT_AUTHOR_DATE", "1700000000 +0000")
        .set("GIT_COMMITTER_DATE", "1700000000 +0000")
        .unset("GIT_AUTHOR_NAME")
        .unset("GIT_AUTHOR_EMAIL")
        .unset("GIT_COMMITTER_NAME")
        .unset("GIT_COMMITTER_EMAIL")
        .unset("EMAIL")
}

/// A folder with a repository `a` in it.
pub struct Place {
    pub folder: TempDir,
    pub repo: Repo,
}

impl Place {
    pub fn new() -> Self {
        let folder = new_folder();
        let repo = Repo::init(&folder.path().join("a"), SCOPE, environment()).unwrap();
        Self { folder, repo }
    }

    /// Returns a place whose files are committed and written, as after a clone.
    pub fn with(texts: &[(&str, &str)]) -> Self {
        let place = Self::new();
        place.pull(&Changes::putting(texts.iter().copied()));
        place
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.repo.workdir().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let full = self.path(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        String::from_utf8(fs::read(self.path(path)).unwrap()).unwrap()
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        git(self.repo.workdir(), arguments)
    }

    pub fn git_fails(&self, arguments: &[&str]) -> bool {
        !git_command(self.repo.workdir(), arguments)
            .output()
            .unwrap()
            .status
            .success()
    }

    pub fn head(&self) -> Option<CommitId> {
        self.repo.head().unwrap().commit()
    }

    pub fn tree(&self) -> TreeId {
        self.repo.tree_of(self.head().unwrap()).unwrap()
    }

    /// What HEAD holds of ours.
    pub fn committed(&self) -> Files {
        match self.head() {
            Some(head) => {
                let tree = self.repo.tree_of(head).unwrap();
                Files::clone(&self.repo.board_files(tree).unwrap())
            }
            None => Files::default(),
        }
    }

    pub fn scan(&self) -> Scan {
        self.repo.scan(&self.committed()).unwrap()
    }

    /// Commits changes as a state on the branch, and writes files and index.
    pub fn pull(&self, changes: &Changes) -> (CommitId, Written) {
        let scan = self.scan();
        let head = self.head();
        let over = head.map(|head| self.repo.tree_of(head).unwrap());
        let tree = self.repo.edit_tree(over, changes).unwrap();
        let commit = self.state_commit(tree, &head.into_iter().collect::<Vec<_>>());
        self.repo
            .move_branch("main", head, commit, "board pull: x")
            .unwrap();
        let written = self.repo.write_worktree(&scan, changes, &Silent).unwrap();
        self.repo
            .write_index(&index_entries(changes), &written)
            .unwrap();
        (commit, written)
    }

    pub fn state_commit(&self, tree: TreeId, parents: &[CommitId]) -> CommitId {
        self.state_at(tree, parents, "2026-11-21T20:00:00Z")
    }

    pub fn state_at(&self, tree: TreeId, parents: &[CommitId], time: &str) -> CommitId {
        let state = (URL, "alice", time.parse().unwrap());
        self.repo
            .commit_state(tree, parents, "pull: x", "", state)
            .unwrap()
    }

    /// Asserts that git sees nothing to commit, even without looking at contents anew.
    #[track_caller]
    pub fn assert_clean(&self) {
        assert!(!self.git_fails(&["diff-files", "--quiet"]), "diff-files");
        assert!(!self.git_fails(&["diff-index", "--cached", "--quiet", "HEAD"]));
        assert_eq!(self.git(&["status", "--porcelain"]), "");
        self.git(&["fsck", "--strict", "--no-dangling"]);
    }
}

pub fn index_entries(changes: &Changes) -> BTreeMap<String, Option<ContentId>> {
    let put = changes.put.iter();
    let put = put.map(|(path, put)| (path.clone(), Some(put.id())));
    let removed = changes.remove.iter().map(|path| (path.clone(), None));
    removed.chain(put).collect()
}

pub fn git_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "user.name=Tess", "-c", "user.email=tess@example.com"])
        .args(arguments)
        .env_remove("GIT_DIR")
        .env("HOME", "/nonexistent")
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

#[track_caller]
pub fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = git_command(folder, arguments).output().unwrap();
    assert!(
        output.status.success(),
        "git {arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
