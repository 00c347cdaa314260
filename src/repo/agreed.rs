//! State commits: what was agreed with the server, and which of them is the base.

use std::collections::{BinaryHeap, HashMap};

use super::{CommitId, Repo, RepoError, Trailer, TreeId};

/// A commit whose trailer is true: what is ours in its tree is exactly what the server held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCommit {
    /// The commit.
    pub commit: CommitId,
    /// Its whole tree.
    pub tree: TreeId,
    /// What it says of itself.
    pub state: Trailer,
    /// When it was committed, in seconds since 1970; ties of server time are ordered by it.
    pub committed_s: i64,
}

/// What HEAD reaches of the server's states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// State commits of which none contains another, newest server time first: the base, and
    /// those whose values are no edits either. Never empty.
    Tips(Vec<StateCommit>),
    /// There is none.
    None(NoBase),
}

/// Why there is no base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoBase {
    /// Nothing was committed on this branch.
    Unborn,
    /// The history is cut off (`git fetch --unshallow` brings the rest).
    Shallow,
    /// No state commit of this server is an ancestor (an orphan branch, a history that was
    /// rewritten).
    NoneReachable {
        /// The newest commit that says it is a state of this server and is not, if there is one.
        altered: Option<CommitId>,
    },
}

/// The state commits of a server, in order of commit, newest first.
pub struct States<'repo> {
    repo: &'repo Repo,
    walk: git2::Revwalk<'repo>,
    url: String,
}

/// A commit in the queue: newest first, then by id so that the order is always the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Queued {
    committed_s: i64,
    id: git2::Oid,
}

impl Repo {
    /// Returns the state commit that `commit` is, if its trailer is true.
    ///
    /// # Errors
    /// The commit or its tree cannot be read.
    pub fn believed_state(&self, commit: CommitId) -> Result<Option<StateCommit>, RepoError> {
        let found = self.find_commit(commit)?;
        match Trailer::parse(found.message_raw_bytes()) {
            Some(state) => self.believed(&found, state),
            None => Ok(None),
        }
    }

    /// Returns the state commits of `url` that any of `from` reaches and of which none contains
    /// another; several are those of a merge that is in progress.
    ///
    /// # Errors
    /// A commit or tree cannot be read.
    pub fn base(
        &self,
        url: &str,
        from: impl IntoIterator<Item = CommitId>,
    ) -> Result<Base, RepoError> {
        let mut from = from.into_iter().peekable();
        if from.peek().is_none() {
            return Ok(Base::None(NoBase::Unborn));
        }
        let mut walk = Walk {
            repo: self,
            url,
            queue: BinaryHeap::new(),
            met: HashMap::new(),
            open: 0,
            tips: Vec::new(),
            altered: None,
        };
        for from in from {
            walk.reach(from.oid()?, false)?;
        }
        walk.run()?;
        let Walk { tips, altered, .. } = walk;
        if tips.is_empty() {
            return Ok(Base::None(if self.git.is_shallow() {
                NoBase::Shallow
            } else {
                NoBase::NoneReachable { altered }
            }));
        }
        let mut tips = self.without_contained(tips)?;
        tips.sort_by(|a, b| {
            let key = |tip: &StateCommit| (tip.state.server_time, tip.committed_s, tip.commit);
            key(b).cmp(&key(a))
        });
        Ok(Base::Tips(tips))
    }

    /// Returns all state commits of `url` that `from` reaches, newest first.
    ///
    /// # Errors
    /// The walk cannot begin; the iterator's items tell of what cannot be read.
    pub fn states(&self, url: &str, from: CommitId) -> Result<States<'_>, RepoError> {
        let failed = || RepoError::git(format!("walk the history of {from}"));
        let mut walk = self.git.revwalk().map_err(failed())?;
        walk.set_sorting(git2::Sort::TIME | git2::Sort::TOPOLOGICAL)
            .map_err(failed())?;
        walk.push(from.oid()?).map_err(failed())?;
        Ok(States {
            repo: self,
            walk,
            url: url.to_owned(),
        })
    }

    /// Returns true if `ancestor` is `commit` or an ancestor of it.
    ///
    /// # Errors
    /// A commit cannot be read.
    pub fn contains(&self, commit: CommitId, ancestor: CommitId) -> Result<bool, RepoError> {
        if commit == ancestor {
            return Ok(true);
        }
        self.git
            .graph_descendant_of(commit.oid()?, ancestor.oid()?)
            .map_err(RepoError::git(format!(
                "compare the histories of {commit} and {ancestor}"
            )))
    }

    /// Returns the best common ancestor of two commits, if they have one.
    ///
    /// # Errors
    /// A commit cannot be read.
    pub fn merge_base(&self, a: CommitId, b: CommitId) -> Result<Option<CommitId>, RepoError> {
        match self.git.merge_base(a.oid()?, b.oid()?) {
            Ok(id) => Ok(Some(CommitId::from_oid(id))),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(RepoError::git(format!(
                "compare the histories of {a} and {b}"
            ))(error)),
        }
    }

    /// Drops those tips that another one contains.
    fn without_contained(&self, tips: Vec<StateCommit>) -> Result<Vec<StateCommit>, RepoError> {
        let mut kept = Vec::with_capacity(tips.len());
        for tip in &tips {
            let mut is_contained = false;
            for other in tips.iter().filter(|other| other.commit != tip.commit) {
                is_contained = is_contained || self.contains(other.commit, tip.commit)?;
            }
            if !is_contained {
                kept.push(tip.clone());
            }
        }
        Ok(kept)
    }

    fn believed(
        &self,
        commit: &git2::Commit<'_>,
        state: Trailer,
    ) -> Result<Option<StateCommit>, RepoError> {
        let tree = TreeId::from_oid(commit.tree_id());
        let is_true = self.boards_tree(tree)? == state.tree;
        Ok(is_true.then(|| StateCommit {
            commit: CommitId::from_oid(commit.id()),
            tree,
            state,
            committed_s: commit.time().seconds(),
        }))
    }
}

/// A walk over ancestors, newest first, that stops where all that is left is contained in a state.
///
/// A clock that was wrong can let it meet a state that another one contains.
struct Walk<'repo> {
    repo: &'repo Repo,
    url: &'repo str,
    queue: BinaryHeap<Queued>,
    met: HashMap<git2::Oid, Mark>,
    /// How many commits in the queue no state is known to contain.
    open: usize,
    tips: Vec<StateCommit>,
    altered: Option<CommitId>,
}

#[derive(Clone, Copy)]
struct Mark {
    is_contained: bool,
    is_queued: bool,
}

impl Walk<'_> {
    fn run(&mut self) -> Result<(), RepoError> {
        while self.open > 0
            && let Some(Queued { id, .. }) = self.queue.pop()
        {
            let Some(mark) = self.met.get_mut(&id) else {
                continue;
            };
            mark.is_queued = false;
            let mut is_contained = mark.is_contained;
            let commit = self.repo.find_commit(CommitId::from_oid(id))?;
            if !is_contained {
                self.open -= 1;
                is_contained = self.is_state(&commit)?;
            }
            for parent in commit.parent_ids() {
                self.reach(parent, is_contained)?;
            }
        }
        Ok(())
    }

    fn is_state(&mut self, commit: &git2::Commit<'_>) -> Result<bool, RepoError> {
        let Some(state) = Trailer::parse(commit.message_raw_bytes()) else {
            return Ok(false);
        };
        if state.url != self.url {
            return Ok(false);
        }
        match self.repo.believed(commit, state)? {
            Some(tip) => {
                self.tips.push(tip);
                Ok(true)
            }
            None => {
                self.altered.get_or_insert(CommitId::from_oid(commit.id()));
                Ok(false)
            }
        }
    }

    fn reach(&mut self, id: git2::Oid, is_contained: bool) -> Result<(), RepoError> {
        let queued = Mark {
            is_contained,
            is_queued: true,
        };
        if let Some(mark) = self.met.get_mut(&id) {
            if mark.is_contained || !is_contained {
                return Ok(());
            }
            let was_queued = mark.is_queued;
            *mark = queued;
            if was_queued {
                self.open -= 1;
                return Ok(());
            }
        } else {
            self.met.insert(id, queued);
            self.open += usize::from(!is_contained);
        }
        let commit = self.repo.find_commit(CommitId::from_oid(id))?;
        let committed_s = commit.time().seconds();
        self.queue.push(Queued { committed_s, id });
        Ok(())
    }
}

impl Iterator for States<'_> {
    type Item = Result<StateCommit, RepoError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let id = match self.walk.next()? {
                Ok(id) => CommitId::from_oid(id),
                Err(error) => return Some(Err(RepoError::git("walk the history")(error))),
            };
            match self.repo.believed_state(id) {
                Ok(Some(found)) if found.state.url == self.url => return Some(Ok(found)),
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
