//! Where HEAD stands, and whether git is in the middle of something.

use super::{CommitId, Repo, RepoError, TreeId};

/// What HEAD is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// On a branch.
    Branch {
        /// The branch's short name: `main`.
        name: String,
        /// Its newest commit; none if nothing was committed on it.
        tip: Option<CommitId>,
    },
    /// On a commit and on no branch.
    Detached(CommitId),
}

impl Head {
    /// Returns the commit that HEAD is, if there is one.
    pub fn commit(&self) -> Option<CommitId> {
        match self {
            Self::Branch { tip, .. } => *tip,
            Self::Detached(commit) => Some(*commit),
        }
    }

    /// Returns the branch that HEAD is on.
    pub fn branch(&self) -> Option<&str> {
        match self {
            Self::Branch { name, .. } => Some(name),
            Self::Detached(_) => None,
        }
    }
}

/// What git is in the middle of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    Clean,
    /// A merge: `git merge --abort` or a commit ends it.
    Merge,
    /// A revert: `git revert --abort` ends it.
    Revert,
    /// A cherry-pick: `git cherry-pick --abort` ends it.
    CherryPick,
    /// A bisection: `git bisect reset` ends it.
    Bisect,
    /// A rebase: `git rebase --abort` ends it.
    Rebase,
    /// Patches from mails: `git am --abort` ends it.
    ApplyMailbox,
}

impl State {
    /// Returns the command that ends what git is in the middle of.
    pub fn way_out(self) -> Option<&'static str> {
        match self {
            Self::Clean => None,
            Self::Merge => Some("git merge --abort"),
            Self::Revert => Some("git revert --abort"),
            Self::CherryPick => Some("git cherry-pick --abort"),
            Self::Bisect => Some("git bisect reset"),
            Self::Rebase => Some("git rebase --abort"),
            Self::ApplyMailbox => Some("git am --abort"),
        }
    }
}

impl Repo {
    /// Returns where HEAD stands.
    ///
    /// # Errors
    /// HEAD or the branch's ref cannot be read.
    pub fn head(&self) -> Result<Head, RepoError> {
        let head = self
            .git
            .find_reference("HEAD")
            .map_err(RepoError::git("read HEAD"))?;
        if head.kind() == Some(git2::ReferenceType::Symbolic) {
            let target = head
                .symbolic_target()
                .map_err(RepoError::git("read HEAD"))?
                .unwrap_or_default()
                .to_owned();
            let name = target.strip_prefix("refs/heads/").unwrap_or(&target);
            return Ok(Head::Branch {
                name: name.to_owned(),
                tip: self.read_ref(&target)?,
            });
        }
        let target = head
            .target()
            .ok_or_else(|| git2::Error::from_str("it names no commit"))
            .map_err(RepoError::git("read HEAD"))?;
        Ok(Head::Detached(CommitId::from_oid(target)))
    }

    /// Returns what git is in the middle of.
    pub fn state(&self) -> State {
        use git2::RepositoryState as Git;
        match self.git.state() {
            Git::Clean => State::Clean,
            Git::Merge => State::Merge,
            Git::Revert | Git::RevertSequence => State::Revert,
            Git::CherryPick | Git::CherryPickSequence => State::CherryPick,
            Git::Bisect => State::Bisect,
            Git::Rebase | Git::RebaseInteractive | Git::RebaseMerge => State::Rebase,
            Git::ApplyMailbox | Git::ApplyMailboxOrRebase => State::ApplyMailbox,
        }
    }

    /// Returns the commit that a ref names (`refs/heads/main`); none if there is no such ref.
    ///
    /// # Errors
    /// The ref is there and cannot be read.
    pub fn read_ref(&self, name: &str) -> Result<Option<CommitId>, RepoError> {
        match self.git.find_reference(name) {
            Ok(found) => {
                let resolved = found
                    .resolve()
                    .map_err(RepoError::git(format!("read `{name}`")))?;
                Ok(resolved.target().map(CommitId::from_oid))
            }
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(RepoError::git(format!("read `{name}`"))(error)),
        }
    }

    /// Returns the tree of a commit.
    ///
    /// # Errors
    /// The commit is not in the repository.
    pub fn tree_of(&self, commit: CommitId) -> Result<TreeId, RepoError> {
        let found = self.find_commit(commit)?;
        Ok(TreeId::from_oid(found.tree_id()))
    }

    /// Returns the commit that a revision names (`HEAD~1`, a branch, an id); none if there is none.
    ///
    /// # Errors
    /// The revision is malformed or ambiguous.
    pub fn revision(&self, text: &str) -> Result<Option<CommitId>, RepoError> {
        match self.git.revparse_single(text) {
            Ok(object) => {
                let commit = object
                    .peel_to_commit()
                    .map_err(RepoError::git(format!("read `{text}`")))?;
                Ok(Some(CommitId::from_oid(commit.id())))
            }
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(RepoError::git(format!("read `{text}`"))(error)),
        }
    }

    pub(super) fn find_commit(&self, commit: CommitId) -> Result<git2::Commit<'_>, RepoError> {
        self.git
            .find_commit(commit.oid()?)
            .map_err(RepoError::git(format!("read commit {commit}")))
    }
}
