//! What the files here say, asked of nobody, and writing into them what a person wants changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::board::Account;
use crate::monitor::Monitor;
use crate::repo::{Head, Repo};
use crate::text::{self, Known, Layout, NamePolicy, NewContent, Over, Problem};

use super::bases::Bases;
use super::changes::local_changes;
use super::error::SyncError;
use super::half_pull::{self, HalfPull};
use super::session::Server;
use super::sides::{LocalSide, local_side};

/// What the files here say.
#[derive(Debug)]
pub struct Here {
    /// Where HEAD is.
    pub head: Head,
    /// The newest state that was agreed with the server.
    pub base: Account,
    local: LocalSide,
}

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Rewritten {
    /// The paths of files that are new or say something else now, in order.
    pub put: Vec<String>,
    /// The paths of files that are gone, in order.
    pub removed: Vec<String>,
    /// Where everything stands now.
    pub layout: Layout,
}

impl Here {
    /// Returns what the files say, and where.
    pub fn known(&self) -> &Known {
        &self.local.known
    }

    /// Returns warnings about the files.
    pub fn warnings(&self) -> &[Problem] {
        &self.local.warnings
    }

    /// Returns true if a file of the working tree stands at a path.
    pub fn has_file(&self, path: &str) -> bool {
        self.local.scan.files.get(path).is_some()
    }

    /// Returns true if files of the working tree stand below a folder.
    pub fn has_folder(&self, path: &str) -> bool {
        self.local.scan.files.below(path).next().is_some()
    }

    pub(super) fn local(&self) -> &LocalSide {
        &self.local
    }
}

/// Reads the files here.
///
/// # Errors
/// `NoBase`, or what is wrong with the files, all of it.
pub fn here(repo: &Repo, server: &Server, monitor: &dyn Monitor) -> Result<Here, SyncError> {
    let head = repo.head()?;
    let heads = head.commit().into_iter().chain(repo.merge_head()?);
    let bases = Bases::of(repo, server, heads, monitor)?;
    let base = bases.newest();
    Ok(Here {
        local: local_side(repo, server, &bases, monitor)?,
        base: base.side.known.account.clone(),
        head,
    })
}

/// Reads the files here in order to change them: what a run that was cut off has half written is
/// taken back first. The repository has to be locked.
///
/// # Errors
/// As for [`here`].
pub fn here_to_change(
    repo: &Repo,
    server: &Server,
    monitor: &dyn Monitor,
) -> Result<Here, SyncError> {
    half_pull::take_back(repo, monitor)?;
    here(repo, server, monitor)
}

/// Writes what differs between `wanted` and what the files say; all of it or nothing.
///
/// Files that nobody wants changed stay as they are, also where a push would spell them anew. What
/// uncommitted edits there are is kept under `refs/git-board/before` first, `command` is the word
/// for what runs.
///
/// # Errors
/// `Saved` where somebody saved a file meanwhile; nothing has changed then. Or the system's words.
pub fn rewrite(
    (repo, server, monitor): (&Repo, &Server, &dyn Monitor),
    here: &Here,
    wanted: &Account,
    command: &str,
) -> Result<Rewritten, SyncError> {
    let LocalSide { scan, known, .. } = &here.local;
    let over = Over {
        files: &scan.files,
        contents: scan,
        known,
    };
    let written_for =
        |account: &Account| text::write(server.service, account, &over, NamePolicy::Keep);
    // What would be spelled anew in any case is nobody's wish.
    let anyhow = written_for(&known.account)?.changes;
    let mut written = written_for(wanted)?;
    let changes = &mut written.changes;
    changes
        .put
        .retain(|path, content| anyhow.put.get(path) != Some(content));
    let moved: BTreeSet<&str> = changes
        .put
        .values()
        .filter_map(|content| match content {
            NewContent::From(path) => Some(path.as_str()),
            NewContent::Bytes(_) | NewContent::Stored(_) => None,
        })
        .collect();
    changes
        .remove
        .retain(|path| !anyhow.remove.contains(path) || moved.contains(path.as_str()));
    let put = changes.put.keys().cloned().collect();
    let removed = changes.remove.iter().cloned().collect();
    let files = local_changes(written.changes, scan)?;
    write_all((repo, monitor), here, &files, command)?;
    Ok(Rewritten {
        put,
        removed,
        layout: written.layout,
    })
}

/// Writes files, all of them or none.
pub(super) fn write_all(
    (repo, monitor): (&Repo, &dyn Monitor),
    here: &Here,
    changes: &crate::repo::Changes,
    command: &str,
) -> Result<(), SyncError> {
    if changes.is_empty() {
        return Ok(());
    }
    let scan = &here.local.scan;
    repo.keep_snapshot(scan, command)?;
    let half = HalfPull {
        head: here.head.commit(),
        merge_message: None,
        scan,
        files: changes,
        index: &BTreeMap::new(),
    };
    half.begin(repo)?;
    let left = match repo.write_worktree(scan, changes, monitor) {
        Ok(written) => written.left,
        Err(error) => {
            // Where this fails too, the note stands, and the next run takes it back.
            let _ = half_pull::take_back(repo, monitor);
            return Err(error.into());
        }
    };
    if left.is_empty() {
        return half_pull::forget(repo);
    }
    half_pull::take_back(repo, monitor)?;
    Err(SyncError::Saved {
        paths: left.into_iter().map(|left| left.path).collect(),
    })
}
