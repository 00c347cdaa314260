//! The working state, kept before files with edits are touched.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::files::{Content, Files};

use super::{Changes, CommitId, Put, Repo, RepoError, Scan};

/// The ref that keeps the newest snapshot; its log keeps those before.
pub(super) const BEFORE: &str = "refs/git-board/before";

/// A working state that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// A commit in the form of a stash: `git stash apply refs/git-board/before` brings it back.
    pub commit: CommitId,
    /// What was about to happen, in words.
    pub before: String,
    /// When, in seconds since 1970.
    pub taken_s: i64,
}

impl Repo {
    /// Keeps the working state and the staged state of what is ours under `refs/git-board/before`.
    ///
    /// Returns none, and keeps nothing, if neither differs from HEAD.
    ///
    /// # Errors
    /// A file was changed since the scan, or objects or the ref cannot be written.
    pub fn keep_snapshot(&self, scan: &Scan, before: &str) -> Result<Option<CommitId>, RepoError> {
        let head = self.head()?.commit();
        let head_tree = head.map(|head| self.tree_of(head)).transpose()?;
        let committed = match head_tree {
            Some(tree) => self.board_files(tree)?,
            None => Arc::default(),
        };
        let clean = self.cleanliness(scan, &committed);
        if clean.is_clean() {
            return Ok(None);
        }
        let staged = self.changes_at(scan, &scan.staged, &clean.staged)?;
        let changed = self.changes_at(scan, &scan.files, &clean.changed)?;
        let staged = self.edit_tree(head_tree, &staged)?;
        let changed = self.edit_tree(head_tree, &changed)?;
        let parents: Vec<CommitId> = head.into_iter().collect();
        let staged = self.commit(staged, &parents, &format!("index before {before}"), "")?;
        let parents: Vec<CommitId> = head.into_iter().chain([staged]).collect();
        let kept = self.commit(changed, &parents, &format!("before {before}"), "")?;
        self.git
            .reference_ensure_log(BEFORE)
            .map_err(RepoError::git(format!("keep a log of `{BEFORE}`")))?;
        self.move_ref(BEFORE, self.read_ref(BEFORE)?, kept, before)?;
        Ok(Some(kept))
    }

    /// Returns the newest snapshot.
    ///
    /// # Errors
    /// The ref or its commit cannot be read.
    pub fn snapshot(&self) -> Result<Option<Snapshot>, RepoError> {
        let Some(commit) = self.read_ref(BEFORE)? else {
            return Ok(None);
        };
        let found = self.find_commit(commit)?;
        let subject = String::from_utf8_lossy(found.message_bytes()).into_owned();
        let subject = subject.lines().next().unwrap_or_default();
        Ok(Some(Snapshot {
            commit,
            before: subject
                .strip_prefix("before ")
                .unwrap_or(subject)
                .to_owned(),
            taken_s: found.time().seconds(),
        }))
    }

    fn changes_at(
        &self,
        scan: &Scan,
        files: &Files,
        paths: &[String],
    ) -> Result<Changes, RepoError> {
        let mut changes = Changes {
            remove: BTreeSet::new(),
            ..Changes::default()
        };
        for path in paths {
            let Some(file) = files.get(path) else {
                changes.remove.insert(path.clone());
                continue;
            };
            let put = match &file.content {
                Content::Bytes(bytes) => Put::Bytes(bytes.clone()),
                Content::Elsewhere => {
                    let id = super::object_id::content_oid(file.id)?;
                    let odb = self.git.odb().map_err(RepoError::git("read the objects"))?;
                    if !odb.exists(id) {
                        self.store_file(scan, path)?;
                    }
                    Put::Stored(file.id)
                }
                // A link or a special file has no text to lose.
                Content::Link | Content::Special | Content::Unreadable(_) => continue,
            };
            changes.put.insert(path.clone(), put);
        }
        Ok(changes)
    }

    /// Stores a file that was too large to be kept in memory.
    fn store_file(&self, scan: &Scan, path: &str) -> Result<(), RepoError> {
        let full = self.workdir().join(path);
        let stored = self.store_worktree_file(path)?;
        if scan.files.get(path).map(|file| file.id) != Some(stored) {
            let source = std::io::Error::other("it was changed meanwhile");
            return Err(RepoError::io("keep", full)(source));
        }
        Ok(())
    }
}
