//! Pull: fetch, merge into branch and working tree, commit.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Account, Names};
use crate::files::Files;
use crate::plan::{self, Conflict, Guard, Merged, Note, Summary};
use crate::repo::{Changes, CommitId, Head, Left, Unmerged};
use crate::text::{self, Known, Layout, Over, Problem};

use super::bases::Bases;
use super::changes::{index_after, local_changes, tree_changes};
use super::conflicted_pull::write_conflicts;
use super::error::SyncError;
use super::fetch::{Fetched, fetch};
use super::half_pull;
use super::joining::joined;
use super::journal::cut_off;
use super::local_files::{LocalWriting, write_local};
use super::marking::{MarkSides, is_local, mark};
use super::merging::merge;
use super::new_head::{Ahead, NewHead, NewTree, ToMerge, reaches};
use super::remote::HowToRead;
use super::restoring::{self, as_restored, brought_back, restorable};
use super::session::{Session, branch_to_sync, check_pull};
use super::settle::{Settled, needs_full_reading, settle};
use super::sides::{LocalSide, StoredSide, Whose, local_side, stored_side};
use super::unseen::{Unseen, out_of_sight_notes};

/// A pull that is ready: everything is read and merged, no file and no branch has changed.
#[derive(Debug)]
pub struct PullPlan {
    /// What the fetch brought.
    pub fetched: Fetched,
    /// Warnings about the files here.
    pub warnings: Vec<Problem>,
    /// What a person should agree to first.
    pub guards: Vec<Guard>,
    /// What a person should know.
    pub notes: Vec<Note>,
    /// What the pull changes here, in words; empty if nothing.
    pub summary: Summary,
    /// What a person has to decide once it is done.
    pub conflicts: Vec<ShownConflict>,
    /// The branch that the boards are on.
    pub branch: String,
    pub(super) head: Head,
    pub(super) local: LocalSide,
    writing: Option<Writing>,
}

/// A conflict, and the file that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownConflict {
    /// What contradicts what.
    pub conflict: Conflict,
    /// The file; `None` if it is about no file.
    pub path: Option<String>,
}

/// What a pull writes here.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) files: Changes,
    /// Where everything stands once `files` are written.
    pub(super) layout: Layout,
    /// What the files shall say.
    pub(super) wanted: Account,
    /// The ids that new things have got.
    pub(super) names: Names,
    /// What creates whose answer was lost turned out to have got, by their numbers in the journal.
    pub(super) answers: Vec<(usize, String)>,
    /// The boards' files of HEAD before.
    pub(super) head_files: Arc<Files>,
    pub(super) head: NewHead,
    /// The files in conflict.
    pub(super) stages: BTreeMap<String, Unmerged>,
}

/// What a pull did.
#[derive(Debug, Default)]
pub struct Pulled {
    /// The commit that the branch is at now, or would be if nothing had been left; `None` if there
    /// was nothing to do.
    pub head: Option<CommitId>,
    /// How many files were written or removed.
    pub files: u64,
    /// Files that somebody saved meanwhile; they were left as they are.
    pub left: Vec<Left>,
    /// True if a merge is in progress now, which a commit ends.
    pub is_merging: bool,
}

/// Fetches and merges; only `board/main` moves.
///
/// # Errors
/// `Problems` and the like before anything is asked; `Conflicts` that no file can show, and
/// `CommittedConflicts` below other edits, with nothing touched here.
pub async fn prepare(
    session: Session<'_>,
    how: &HowToRead,
    now: Timestamp,
) -> Result<PullPlan, SyncError> {
    let Session {
        repo,
        server,
        monitor,
        ..
    } = session;
    half_pull::take_back(session.repo, session.monitor)?;
    let (branch, head) = branch_to_sync(repo)?;
    let bases = Bases::of(repo, server, head.commit(), monitor)?;
    let base = bases.newest();
    let local = local_side(repo, server, &bases, monitor)?;
    let how = if needs_full_reading(session)? {
        &HowToRead::Full
    } else {
        how
    };
    let fetched = fetch(session, Some(&bases), how, now).await?;
    let fetched = joined(session, &bases, &head, fetched)?;
    let mut plan = PullPlan {
        warnings: local.warnings.clone(),
        guards: Vec::new(),
        notes: Vec::new(),
        summary: Summary::default(),
        conflicts: Vec::new(),
        branch,
        head,
        local,
        writing: None,
        fetched,
    };
    let agreed = &base.side.known.account;
    let remote = &plan.fetched.remote.account;
    let settled = settle(session, agreed, &plan.local.known, remote)?.without_choice()?;
    merge_into(session, &bases, &settled, &mut plan)?;
    Ok(plan)
}

/// Works out what becomes of branch and files.
fn merge_into(
    session: Session<'_>,
    bases: &Bases,
    settled: &Settled,
    plan: &mut PullPlan,
) -> Result<(), SyncError> {
    let Session {
        repo,
        server,
        monitor,
        ..
    } = session;
    let agreed = bases.accounts_with(&settled.base);
    let Some(head) = plan.head.commit() else {
        return Err(SyncError::bug("a base without a HEAD"));
    };
    let theirs = &plan.fetched.state;
    // What is out of sight stands in the state as it was fetched last. HEAD will contain that
    // state: what it did not take of it would count as an edit, and be sent one day.
    let remote = &theirs.side.known.account;
    let unseen = Unseen::nothing();
    let base = bases.newest();
    let head_tree = repo.tree_of(head)?;
    let head_side = if head_tree == base.side.tree {
        base.side.clone()
    } else {
        let like = Some(base.side.known.as_ref());
        stored_side(repo, server, (head_tree, Whose::Theirs), like, monitor)?
    };
    let local_account = &plan.local.known.account.resolved(&settled.names);
    let known = [&agreed[..], &[remote]].concat();
    let back = brought_back((repo, server, monitor), Some(head), &known, local_account)?;
    let restored = restorable(&back, remote, |id| {
        plan.fetched.remote.in_trash.contains(id)
    });
    let merge_with = |base: &Account, local: &Account| {
        let remote = &as_restored(remote, &restored, local);
        merge(
            session,
            Some(head),
            &bases.accounts_with(base),
            local,
            remote,
            &unseen,
        )
    };
    let merged = merge_with(&settled.base, local_account)?;
    let names = settled.names.and(&merged.names);
    let is_here = reaches(session, Some(head), theirs.commit.commit)?;
    let is_said = names.is_empty() && merged.folder == *local_account;
    if is_here && is_said && !plan.local.known.layout.has_stack_lines() {
        return match merged.conflicts.is_empty() {
            true => Ok(()),
            false => Err(SyncError::Conflicts(merged.conflicts)),
        };
    }
    let to_merge = ToMerge {
        head,
        side: &head_side,
        agreed: &base.side.known.account,
        theirs,
        is_here,
    };
    let ahead = NewTree::of(session, &to_merge, &merge_with)?;
    let known = plan.local.known.resolved(&names);
    // What was fetched is told in words already; mostly it is just what comes here.
    let is_just_fetched = plan.fetched.before == Some(base.commit.commit)
        && *local_account == base.side.known.account
        && merged.folder == *remote;
    plan.summary = match &plan.fetched.summary {
        Some(summary) if is_just_fetched => summary.clone(),
        _ => plan::summary(local_account, &merged.folder),
    };
    plan.guards = plan::pull_guards(local_account, &merged.folder);
    plan.notes.clone_from(&merged.notes);
    plan.notes.extend(restoring::notes(&back, &restored));
    plan.notes.extend(out_of_sight_notes(
        &merged.folder,
        &plan.fetched.remote.out_of_sight,
    ));
    let mut stages = BTreeMap::new();
    let mut paths = vec![None; merged.conflicts.len()];
    let (head, files, layout) = if merged.conflicts.iter().all(is_local) {
        let ahead = match ahead {
            Ahead::Ready(ahead) => ahead,
            Ahead::InConflict(conflicts) => return Err(SyncError::CommittedConflicts(conflicts)),
        };
        let (files, layout) = clean_files(session, plan, &head_side, &ahead, &merged, &known)?;
        (ahead.head, files, layout)
    } else {
        let head_layout = match &ahead {
            Ahead::Ready(ahead) => ahead.layout.clone(),
            Ahead::InConflict(_) => base.side.known.layout.clone(),
        };
        let sides = MarkSides {
            local: &plan.local,
            known: &known,
            base: &base.side,
            agreed: &settled.base,
            theirs: &theirs.side,
            head: &head_layout,
        };
        let head = head_in_conflict(session, plan, &head_side, ahead)?;
        match mark(session, &sides, &merged)? {
            Some(marked) if !marked.stages.is_empty() => {
                (stages, paths) = (marked.stages, marked.paths);
                (head, marked.files, marked.layout)
            }
            Some(_) | None => return Err(SyncError::Conflicts(merged.conflicts)),
        }
    };
    let conflicts = merged.conflicts.into_iter().zip(paths);
    plan.conflicts = conflicts
        .map(|(conflict, path)| ShownConflict { conflict, path })
        .collect();
    plan.writing = Some(Writing {
        files,
        layout,
        wanted: merged.folder,
        answers: settled.answers(&names),
        names,
        head_files: head_side.files,
        head,
        stages,
    });
    Ok(())
}

/// Returns what the working tree gets where nothing is in conflict.
fn clean_files(
    session: Session<'_>,
    plan: &PullPlan,
    head_side: &StoredSide,
    ahead: &NewTree,
    merged: &Merged,
    known: &Known,
) -> Result<(Changes, Layout), SyncError> {
    let from_tree = tree_changes(&head_side.files, &ahead.files);
    if is_untouched(plan, head_side, &from_tree) {
        return Ok((from_tree, ahead.layout.clone()));
    }
    let over = Over {
        files: &plan.local.scan.files,
        contents: &plan.local.scan,
        known,
    };
    let server = session.server;
    let written = text::write(server.service, &merged.folder, &over, server.names)?;
    let changes = local_changes(written.changes, &plan.local.scan)?;
    Ok((changes, written.layout))
}

/// Returns where HEAD goes although the files are in conflict: on, where what is committed is in
/// none; nowhere, with a merge in progress, where that alone is.
fn head_in_conflict(
    session: Session<'_>,
    plan: &PullPlan,
    head_side: &StoredSide,
    ahead: Ahead,
) -> Result<NewHead, SyncError> {
    let repo = session.repo;
    let conflicts = match ahead {
        Ahead::Ready(ahead) => return Ok(ahead.head),
        Ahead::InConflict(conflicts) => conflicts,
    };
    let clean = repo.cleanliness(&plan.local.scan, &head_side.files);
    // What is staged elsewhere would be lost by `git merge --abort`.
    if clean.is_clean() && repo.is_index_of(head_side.tree)? {
        return Ok(NewHead::Merging(plan.fetched.state.commit.commit));
    }
    Err(SyncError::CommittedConflicts(conflicts))
}

/// Returns whether the files here say what HEAD says, and those that change are as HEAD has them.
fn is_untouched(plan: &PullPlan, head: &StoredSide, changes: &Changes) -> bool {
    let is_same = |path: &String| {
        let id = |files: &Files| files.get(path).map(|file| file.id);
        id(&plan.local.scan.files) == id(&head.files)
    };
    plan.local.known == *head.known && changes.put.keys().chain(&changes.remove).all(is_same)
}

/// Writes files, index and branch as the plan says.
///
/// # Errors
/// As met; the branch moves last, so a pull that was cut off is simply done again, or taken back
/// by the next where it wrote conflicts.
pub fn carry_out(session: Session<'_>, mut plan: PullPlan) -> Result<Pulled, SyncError> {
    let repo = session.repo;
    let Some(writing) = plan.writing.take() else {
        return Ok(Pulled::default());
    };
    check_pull(repo, &plan.branch, &writing.files)?;
    let folder = repo.common_folder()?;
    cut_off::answer(&folder, &writing.answers).map_err(SyncError::notes("add to the journal"))?;
    if !writing.stages.is_empty() {
        return write_conflicts(session, &plan, &writing);
    }
    let was_at = plan.head.commit();
    let commit = new_commit(session, &plan, &writing.head)?;
    let local_writing = LocalWriting {
        wanted: &writing.wanted,
        names: &writing.names,
        local: &plan.local,
        prepared: Some((&writing.files, &writing.layout)),
        command: "pull",
        is_kept: false,
    };
    let written = write_local(session, &local_writing)?;
    // What a file that was left lacks would be an edit over the new state.
    if written.left.is_empty() {
        let new_files = repo.board_files(repo.tree_of(commit)?)?;
        let scan = &plan.local.scan;
        let index = index_after(repo, scan, &writing.head_files, &new_files)?;
        repo.change_index(&index, &written)?;
        repo.move_branch(&plan.branch, was_at, commit, "board: pull")?;
    }
    half_pull::forget(repo)?;
    Ok(Pulled {
        head: Some(commit),
        files: written.files_written + written.files_removed,
        left: written.left,
        is_merging: false,
    })
}

/// Returns the commit that HEAD becomes; it is made where it has to be.
pub(super) fn new_commit(
    session: Session<'_>,
    plan: &PullPlan,
    head: &NewHead,
) -> Result<CommitId, SyncError> {
    let was_at = plan.head.commit();
    match *head {
        NewHead::Stay | NewHead::Merging(_) => {
            was_at.ok_or_else(|| SyncError::bug("a pull without a HEAD"))
        }
        NewHead::Forward(commit) => Ok(commit),
        NewHead::Commit { tree, joins } => {
            let parents: Vec<CommitId> = was_at.into_iter().chain(joins).collect();
            let subject = plan.summary.subject("pull: ");
            let body = plan.summary.lines.join("\n");
            Ok(session.repo.commit(tree, &parents, &subject, &body)?)
        }
    }
}
