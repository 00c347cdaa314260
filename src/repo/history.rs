//! The history of a branch, commit by commit.

use super::{CommitId, Repo, RepoError, TreeId};

/// A commit, as a story tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The commit.
    pub commit: CommitId,
    /// Its parents, the first one first.
    pub parents: Vec<CommitId>,
    /// Its whole tree.
    pub tree: TreeId,
    /// When it was made, in seconds since 1970.
    pub time_s: i64,
    /// The name of who made it.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
}

impl Repo {
    /// Returns every commit that `from` reaches, newest first and none before its children.
    ///
    /// # Errors
    /// The walk cannot begin; the items tell of what cannot be read.
    pub fn history(
        &self,
        from: CommitId,
    ) -> Result<impl Iterator<Item = Result<Logged, RepoError>>, RepoError> {
        let failed = move || RepoError::git(format!("walk the history of {from}"));
        let mut walk = self.git.revwalk().map_err(failed())?;
        walk.set_sorting(git2::Sort::TIME | git2::Sort::TOPOLOGICAL)
            .map_err(failed())?;
        walk.push(from.oid()?).map_err(failed())?;
        Ok(walk.map(move |id| self.logged(CommitId::from_oid(id.map_err(failed())?))))
    }

    /// Returns a commit, as a story tells of it.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn logged(&self, commit: CommitId) -> Result<Logged, RepoError> {
        let found = self.find_commit(commit)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let message = text(found.message_bytes());
        Ok(Logged {
            commit,
            parents: found.parent_ids().map(CommitId::from_oid).collect(),
            tree: self.tree_of(commit)?,
            time_s: found.time().seconds(),
            author: text(found.author().name_bytes()),
            subject: message.lines().next().unwrap_or_default().to_owned(),
        })
    }
}
