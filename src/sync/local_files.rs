//! Writing what an account shall be into the working tree, also while somebody saves files there.

use crate::board::{Account, Names};
use crate::files::Files;
use crate::repo::{Scan, Written};
use crate::text::{self, Known, Over};

use super::changes::local_changes;
use super::error::SyncError;
use super::merging::merge;
use super::session::Session;
use super::sides::LocalSide;
use super::unseen::Unseen;

/// How often files that somebody saved meanwhile are read and merged again.
const TRIES: usize = 3;

/// What shall be written.
pub(super) struct LocalWriting<'a> {
    /// What the files shall say.
    pub(super) wanted: &'a Account,
    /// The ids that new things have got.
    pub(super) names: &'a Names,
    /// The files as they were read.
    pub(super) local: &'a LocalSide,
}

/// Writes the files; one that was saved since it was read is read again and merged.
///
/// Returns what came of each try; what the last one left is left as it is.
///
/// # Errors
/// As met; files written so far stay.
pub(super) fn write_local(
    session: Session<'_>,
    writing: &LocalWriting<'_>,
) -> Result<Vec<Written>, SyncError> {
    let Session {
        repo,
        server,
        monitor,
        ..
    } = session;
    repo.keep_snapshot(&writing.local.scan, "push")?;
    let mut all = Vec::new();
    let mut wanted = writing.wanted.clone();
    let mut known = writing.local.known.clone();
    let mut again: Option<Scan> = None;
    for _ in 0..TRIES {
        let scan = again.as_ref().unwrap_or(&writing.local.scan);
        let resolved = known.resolved(writing.names);
        let over = Over {
            files: &scan.files,
            contents: scan,
            known: &resolved,
        };
        let written = text::write(server.service, &wanted, &over, server.names)?;
        let changes = local_changes(written.changes, scan)?;
        let done = repo.write_worktree(scan, &changes, monitor)?;
        let is_whole = done.left.is_empty();
        all.push(done);
        if is_whole {
            break;
        }
        let Some((scan, read, merged)) =
            read_again(session, &scan.files, &known, writing.names, &wanted)?
        else {
            break;
        };
        again = Some(scan);
        known = read;
        wanted = merged;
    }
    Ok(all)
}

/// Reads the files again and merges what was saved meanwhile; `None` where that is not possible.
fn read_again(
    session: Session<'_>,
    files: &Files,
    before: &Known,
    names: &Names,
    wanted: &Account,
) -> Result<Option<(Scan, Known, Account)>, SyncError> {
    let Session { repo, server, .. } = session;
    let scan = repo.scan(files)?;
    let read = text::read(server.service, &scan.files, &scan, Some(before));
    let has_errors = read
        .problems
        .iter()
        .any(|problem| problem.severity == text::Severity::Error);
    if has_errors {
        return Ok(None);
    }
    // New things keep their numbers by path, so what got an id meanwhile is known to have it.
    let merged = merge(
        session,
        None,
        &[&before.account.resolved(names)],
        &read.known.account.resolved(names),
        wanted,
        &Unseen::nothing(),
    )?;
    if !merged.conflicts.is_empty() {
        return Ok(None);
    }
    Ok(Some((scan, read.known, merged.folder)))
}
