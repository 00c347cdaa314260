//! What the trees of old commits say; of what cannot be read there, what it said before.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use crate::files::{File, Files};
use crate::monitor::{Event, Monitor};
use crate::repo::{CommitId, Logged, Repo, TreeId};
use crate::sync::error::SyncError;
use crate::sync::kept;
use crate::sync::session::Server;
use crate::text::{self, Known, Problem};

/// How many commits are kept that were read.
const KEPT: usize = 8;
/// How often files are put in place of what cannot be read, until all are as they were before.
const ROUNDS: usize = 3;

/// A commit, as far as its files go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The commit.
    pub commit: CommitId,
    /// Its whole tree.
    pub tree: TreeId,
    /// The commit before it: its first parent.
    pub before: Option<CommitId>,
}

impl Step {
    /// Returns the step of a commit.
    pub fn of(commit: &Logged) -> Self {
        Self {
            commit: commit.commit,
            tree: commit.tree,
            before: commit.parents.first().copied(),
        }
    }
}

/// What a commit's files say.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The boards.
    pub known: Arc<Known>,
    /// What could not be read; it counts as it was before.
    pub unread: Arc<Vec<Problem>>,
}

/// Reads commits; those that were read last are kept, since parents follow their children.
pub struct Reader<'a> {
    repo: &'a Repo,
    server: &'a Server,
    monitor: &'a dyn Monitor,
    kept: VecDeque<(Step, Past)>,
    /// The commits that hold something that cannot be read.
    broken: HashMap<CommitId, Mended>,
}

/// What makes the files of a commit readable.
#[derive(Clone, Debug, Default)]
struct Mended {
    /// What stands there instead; `None` for what is left out.
    instead: BTreeMap<String, Option<File>>,
    unread: Arc<Vec<Problem>>,
}

impl<'a> Reader<'a> {
    /// Returns a reader that has read nothing yet.
    pub fn new(repo: &'a Repo, server: &'a Server, monitor: &'a dyn Monitor) -> Self {
        Self {
            repo,
            server,
            monitor,
            kept: VecDeque::new(),
            broken: HashMap::new(),
        }
    }

    /// Returns what the files of a commit say.
    ///
    /// # Errors
    /// Trees or commits are missing; a file that cannot be read is no error.
    pub fn at(&mut self, commit: CommitId) -> Result<Past, SyncError> {
        self.past(&Step::of(&self.repo.logged(commit)?))
    }

    /// Returns what the files of a step say; errors are those of [`Reader::at`].
    pub fn past(&mut self, step: &Step) -> Result<Past, SyncError> {
        if let Some(past) = self.readable(step)? {
            return Ok(past);
        }
        // From here back to the first that can be read, or that was mended already.
        let mut chain = vec![*step];
        let mut last = *step;
        while let Some(before) = last.before
            && !self.broken.contains_key(&last.commit)
        {
            last = Step::of(&self.repo.logged(before)?);
            if self.readable(&last)?.is_some() {
                break;
            }
            chain.push(last);
        }
        while let Some(broken) = chain.pop() {
            if !self.broken.contains_key(&broken.commit) {
                let mended = self.mended(&broken)?;
                self.broken.insert(broken.commit, mended);
            }
        }
        let mended = self.broken.get(&step.commit).cloned().unwrap_or_default();
        let read = self.read(&self.files(step.commit, step.tree)?)?;
        let past = Past {
            known: Arc::new(read.0),
            unread: mended.unread,
        };
        self.keep(step, &past);
        Ok(past)
    }

    /// Returns what a commit says that was read already, or that can be read as it is.
    fn readable(&mut self, step: &Step) -> Result<Option<Past>, SyncError> {
        let mut kept = self.kept.iter();
        let is_same = |(other, past): &&(Step, Past)| {
            other.commit == step.commit || (other.tree == step.tree && past.unread.is_empty())
        };
        if let Some((_, past)) = kept.find(is_same) {
            return Ok(Some(past.clone()));
        }
        if self.broken.contains_key(&step.commit) {
            return Ok(None);
        }
        let (known, problems) = self.read(&*self.repo.board_files(step.tree)?)?;
        if !problems.is_empty() {
            return Ok(None);
        }
        let past = Past {
            known: Arc::new(known),
            unread: Arc::default(),
        };
        self.keep(step, &past);
        Ok(Some(past))
    }

    fn keep(&mut self, step: &Step, past: &Past) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((*step, past.clone()));
    }

    /// Returns what files say, and what of them cannot be read; what they share with the last that
    /// were read is shared in memory, at first with what is kept of the last state.
    fn read(&self, files: &Files) -> Result<(Known, Vec<Problem>), SyncError> {
        let service = self.server.service;
        let last = self.kept.back().map(|(_, past)| Arc::clone(&past.known));
        let kept = || kept::kept(self.repo, service).map(|kept| Arc::new(kept.known().0));
        let like = last.or_else(kept).unwrap_or_default();
        let blobs = self.repo.blobs()?;
        let read = text::read_state(service, files, &blobs, Some(&like));
        self.monitor.report(Event::Parsed(read.parsed as u64));
        let mut problems = read.problems;
        problems.retain(Problem::is_error);
        Ok((read.known, problems))
    }

    /// Returns the files of a commit, with what stands there instead of what cannot be read.
    fn files(&self, commit: CommitId, tree: TreeId) -> Result<Files, SyncError> {
        let mut files = Files::clone(&*self.repo.board_files(tree)?);
        let instead = self.broken.get(&commit).map(|mended| &mended.instead);
        for (path, file) in instead.into_iter().flatten() {
            match file {
                Some(file) => files.entries.insert(path.clone(), file.clone()),
                None => files.entries.remove(path),
            };
        }
        Ok(files)
    }

    /// Puts what was there before in place of what cannot be read; where that does not help, all is
    /// as it was before.
    fn mended(&self, step: &Step) -> Result<Mended, SyncError> {
        let before = match step.before {
            None => Files::default(),
            Some(before) => self.files(before, self.repo.tree_of(before)?)?,
        };
        let own = self.repo.board_files(step.tree)?;
        let mut files = Files::clone(&own);
        let mut unread = None;
        for _ in 0..ROUNDS {
            let (_, problems) = self.read(&files)?;
            if problems.is_empty() {
                break;
            }
            let paths: BTreeSet<&str> = problems.iter().map(|one| one.path.as_str()).collect();
            for path in paths {
                take_over(&mut files, &before, path);
            }
            // What comes of the files put in place is nobody's mistake.
            unread.get_or_insert(problems);
        }
        if !self.read(&files)?.1.is_empty() {
            files = before;
        }
        Ok(Mended {
            instead: differences(&own, &files),
            unread: Arc::new(unread.unwrap_or_default()),
        })
    }
}

/// Makes `files` at and below a path as they are in `before`.
fn take_over(files: &mut Files, before: &Files, path: &str) {
    let there = |files: &Files| -> BTreeMap<String, File> {
        let at = files.get(path).map(|file| (path, file));
        let all = at.into_iter().chain(files.below(path));
        all.map(|(path, file)| (path.to_owned(), file.clone()))
            .collect()
    };
    for path in there(files).into_keys() {
        files.entries.remove(&path);
    }
    files.entries.extend(there(before));
}

/// Returns what has to be put into `from`, and what has to go, to make it `to`.
fn differences(from: &Files, to: &Files) -> BTreeMap<String, Option<File>> {
    let gone = from.entries.keys().filter(|path| to.get(path).is_none());
    let gone = gone.map(|path| (path.clone(), None));
    let new = to
        .entries
        .iter()
        .filter(|(path, file)| from.get(path) != Some(file));
    let new = new.map(|(path, file)| (path.clone(), Some(file.clone())));
    gone.chain(new).collect()
}
