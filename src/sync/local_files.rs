//! Writing what an account shall be into the working tree, also while somebody saves files there.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::board::{Account, Names};
use crate::files::{ContentId, Files, ReadContent};
use crate::repo::{Changes, Put, Scan, Written};
use crate::text::{self, Known, Layout, Over};

use super::changes::{differing, local_changes};
use super::error::SyncError;
use super::half_pull::HalfPull;
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
    /// What to write where the files are still as they were read, and the layout that comes of it;
    /// without it, and else, that is worked out from `wanted`.
    pub(super) prepared: Option<(&'a Changes, &'a Layout)>,
    /// What runs: `pull`.
    pub(super) command: &'a str,
    /// True if the files, as they were read, are kept in a snapshot already.
    pub(super) is_kept: bool,
}

/// Writes the files; what was saved since they were read is read again and merged.
///
/// Files that somebody saved and that cannot be merged are left, and are told in `left`. The
/// branch must not move then: what such a file lacks would count as an edit. Whoever calls this ends
/// the note of it with [`super::half_pull::forget`], once the branch has moved.
///
/// # Errors
/// As met; files written so far stay.
pub(super) fn write_local(
    session: Session<'_>,
    writing: &LocalWriting<'_>,
) -> Result<Written, SyncError> {
    let Session { repo, monitor, .. } = session;
    let mut seen = Seen {
        scan: None,
        first: &writing.local.scan,
        known: Cow::Borrowed(&writing.local.known),
        wanted: writing.wanted.clone(),
    };
    let mut all = Written::default();
    let mut halves = Halves::default();
    for attempt in 0..TRIES {
        let prepared = writing.prepared.filter(|_| attempt == 0);
        let is_as_prepared = |(changes, _): (&Changes, &Layout)| {
            // Files that are not touched may say by now what they like.
            repo.stands_as_seen(&writing.local.scan, changes)
        };
        let is_merged = prepared.is_some_and(is_as_prepared) || {
            let scan = halves.undo(session, &seen.scan().files)?;
            let is_as_read = differing(&seen.scan().files, &scan.files).is_empty();
            is_as_read || seen.read_again(session, scan, writing.names)?
        };
        if seen.scan.is_some() || !writing.is_kept {
            repo.keep_snapshot(seen.scan(), writing.command)?;
        }
        let known = seen.known.resolved(writing.names);
        let worked_out;
        let (changes, layout) = match writing.prepared.filter(|_| seen.scan.is_none()) {
            Some(prepared) => prepared,
            None => {
                worked_out = seen.changes(session, &known)?;
                (&worked_out.0, &worked_out.1)
            }
        };
        // Cut off between the two places of a file that moves, its card would stand in both.
        if !changes.remove.is_empty() {
            let half = HalfPull {
                head: repo.head()?.commit(),
                merge_message: None,
                scan: seen.scan(),
                files: changes,
                index: &BTreeMap::new(),
            };
            half.begin(repo)?;
        }
        let done = repo.write_worktree(seen.scan(), changes, monitor)?;
        halves = Halves::of(&done, changes, seen.scan(), (&known.layout, layout))?;
        all = all.and(done);
        if all.left.is_empty() || !is_merged {
            break;
        }
    }
    if !halves.is_empty() {
        halves.undo(session, &seen.scan().files)?;
    }
    Ok(all)
}

/// The files as they were read last, and what they shall say.
struct Seen<'a> {
    scan: Option<Scan>,
    first: &'a Scan,
    known: Cow<'a, Known>,
    wanted: Account,
}

impl Seen<'_> {
    fn scan(&self) -> &Scan {
        self.scan.as_ref().unwrap_or(self.first)
    }

    /// Takes files that were saved meanwhile, and merges what they say; returns false, and keeps
    /// to what was read before, where that cannot be done.
    fn read_again(
        &mut self,
        session: Session<'_>,
        scan: Scan,
        names: &Names,
    ) -> Result<bool, SyncError> {
        let service = session.server.service;
        let read = text::read(service, &scan.files, &scan, Some(self.known.as_ref()));
        if read.has_errors() || !scan.problems.is_empty() {
            return Ok(false);
        }
        // New things keep their numbers by path, so what got an id meanwhile is known to have it.
        let merged = merge(
            session,
            None,
            &[&self.known.account.resolved(names)],
            &read.known.account.resolved(names),
            &self.wanted,
            &Unseen::nothing(),
        )?;
        if !merged.conflicts.is_empty() {
            return Ok(false);
        }
        self.scan = Some(scan);
        self.known = Cow::Owned(read.known);
        self.wanted = merged.folder;
        Ok(true)
    }

    /// Returns what to write, and the layout that comes of it.
    fn changes(&self, session: Session<'_>, known: &Known) -> Result<(Changes, Layout), SyncError> {
        let over = Over {
            files: &self.scan().files,
            contents: self.scan(),
            known,
        };
        let server = session.server;
        let written = text::write(server.service, &self.wanted, &over, server.names)?;
        let layout = written.layout;
        Ok((local_changes(written.changes, self.scan())?, layout))
    }
}

/// Halves of moves: a card stands at its new path and still, saved again, at its old one, or at
/// neither, since something else has come to the new one.
#[derive(Debug, Default)]
struct Halves {
    /// What was written and goes again.
    twice: BTreeMap<String, ContentId>,
    /// What was removed and comes back.
    gone: BTreeMap<String, Put>,
}

impl Halves {
    /// Returns the halves that a writing left; the layouts are those before and after.
    fn of(
        done: &Written,
        changes: &Changes,
        scan: &Scan,
        (before, after): (&Layout, &Layout),
    ) -> Result<Self, SyncError> {
        let mut halves = Self::default();
        if done.left.is_empty() {
            return Ok(halves);
        }
        let is_left = |path: &str| done.left.iter().any(|left| left.path == path);
        for (key, old) in &before.cards {
            let Some(new) = after.cards.get(key).filter(|new| new.path != old.path) else {
                continue;
            };
            let Some(put) = changes.put.get(&new.path) else {
                continue;
            };
            match (is_left(&old.path), is_left(&new.path)) {
                (true, false) => {
                    halves.twice.insert(new.path.clone(), put.id());
                }
                (false, true) => {
                    if let Some(file) = scan.files.get(&old.path) {
                        let put = Put::Bytes(scan.read(&old.path, file)?);
                        halves.gone.insert(old.path.clone(), put);
                    }
                }
                (true, true) | (false, false) => {}
            }
        }
        Ok(halves)
    }

    fn is_empty(&self) -> bool {
        self.twice.is_empty() && self.gone.is_empty()
    }

    /// Takes halves back, and returns the files as they are then.
    fn undo(&self, session: Session<'_>, files: &Files) -> Result<Scan, SyncError> {
        let Session { repo, monitor, .. } = session;
        let scan = repo.scan(files)?;
        if self.is_empty() {
            return Ok(scan);
        }
        let is_ours = |path: &str, id: ContentId| {
            let file = scan.files.get(path);
            file.is_some_and(|file| file.id == id)
        };
        let twice = self.twice.iter().filter(|(path, id)| is_ours(path, **id));
        let gone = self.gone.iter();
        let gone = gone.filter(|(path, _)| scan.files.get(path).is_none());
        let changes = Changes {
            remove: twice.map(|(path, _)| path.clone()).collect(),
            put: gone
                .map(|(path, put)| (path.clone(), put.clone()))
                .collect(),
        };
        repo.write_worktree(&scan, &changes, monitor)?;
        Ok(repo.scan(files)?)
    }
}
