//! Pull: fetch, merge into branch and working tree, commit.

use jiff::Timestamp;

use crate::board::{Account, Names};
use crate::files::Files;
use crate::plan::{self, Guard, Note, Summary};
use crate::repo::{Changes, CommitId, Head, Left};
use crate::text::{self, Layout, Over, Problem};

use super::changes::{differing, local_changes, tree_changes};
use super::error::SyncError;
use super::fetch::{Fetched, HowToRead, commit_state, fetch, keep_stamp};
use super::journal;
use super::local_files::{LocalWriting, write_local};
use super::merging::merge;
use super::new_head::{NewHead, NewTree};
use super::session::{Session, branch_to_sync, check_pull};
use super::settle::{Settled, needs_full_reading, settle};
use super::sides::{LocalSide, StateSide, StoredSide, Whose, base_sides, local_side, stored_side};
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
    /// The branch that the boards are on.
    pub branch: String,
    head: Head,
    local: LocalSide,
    writing: Option<Writing>,
}

#[derive(Debug)]
struct Writing {
    files: Changes,
    /// Where everything stands once `files` are written.
    layout: Layout,
    /// What the files shall say.
    wanted: Account,
    /// The ids that new things have got.
    names: Names,
    /// What creates whose answer was lost turned out to have got, by their numbers in the journal.
    answers: Vec<(usize, String)>,
    /// The boards' files of HEAD before.
    head_files: Files,
    head: NewHead,
}

/// What a pull did.
#[derive(Debug)]
pub struct Pulled {
    /// The commit that the branch is at now, or would be if nothing had been left; `None` if there
    /// was nothing to do.
    pub head: Option<CommitId>,
    /// How many files were written or removed.
    pub files: u64,
    /// Files that somebody saved meanwhile; they were left as they are.
    pub left: Vec<Left>,
}

/// Fetches and merges; only `board/main` moves.
///
/// # Errors
/// `Problems` and the like before anything is asked; `Conflicts` with nothing touched here.
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
    let (branch, head) = branch_to_sync(repo)?;
    let bases = base_sides(repo, server, head.commit(), monitor)?;
    let Some(base) = bases.first() else {
        return Err(SyncError::bug("a base without a state"));
    };
    let local = local_side(repo, server, &bases, monitor)?;
    let how = if needs_full_reading(session)? {
        &HowToRead::Full
    } else {
        how
    };
    let fetched = fetch(session, how, now).await?;
    let fetched = joined(session, &bases, &head, fetched)?;
    let mut plan = PullPlan {
        warnings: local.warnings.clone(),
        guards: Vec::new(),
        notes: Vec::new(),
        summary: Summary::default(),
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

/// Where HEAD reaches several states through git, makes one that contains them all; else returns
/// what was fetched.
///
/// Until then a value that is equal to an older one of those counts as no edit, so that one that
/// somebody writes again would be lost.
fn joined(
    session: Session<'_>,
    bases: &[StateSide],
    head: &Head,
    fetched: Fetched,
) -> Result<Fetched, SyncError> {
    let repo = session.repo;
    let newest = fetched.state.commit.commit;
    if bases.len() < 2 || !reaches(session, head.commit(), newest)? {
        return Ok(fetched);
    }
    let Fetched {
        state,
        remote,
        summary,
    } = fetched;
    let others = bases.iter().map(|base| base.commit.commit);
    let parents: Vec<CommitId> = std::iter::once(newest)
        .chain(others.filter(|other| *other != newest))
        .collect();
    let words = Summary {
        subject_parts: vec!["clones joined".to_owned()],
        ..Summary::default()
    };
    let commit = commit_state(
        session,
        state.side.tree,
        &parents,
        "pull: ",
        &words,
        &remote,
    )?;
    repo.set_fetched(repo.fetched()?, commit.commit, "board: pull")?;
    keep_stamp(session, commit.commit, &remote)?;
    Ok(Fetched {
        state: StateSide {
            commit,
            side: state.side,
        },
        remote,
        summary,
    })
}

/// Works out what becomes of branch and files.
fn merge_into(
    session: Session<'_>,
    bases: &[StateSide],
    settled: &Settled,
    plan: &mut PullPlan,
) -> Result<(), SyncError> {
    let Session {
        repo,
        server,
        monitor,
        ..
    } = session;
    let others = bases.iter().skip(1).map(|base| &base.side.known.account);
    let agreed: Vec<&Account> = std::iter::once(&settled.base).chain(others).collect();
    let head_commit = plan.head.commit();
    let theirs = &plan.fetched.state;
    // What is out of sight stands in the state as it was fetched last. HEAD will contain that
    // state: what it did not take of it would count as an edit, and be sent one day.
    let remote = &theirs.side.known.account;
    let unseen = Unseen::nothing();
    let base = &bases[0];
    let head_tree = match plan.head.commit() {
        Some(commit) => repo.tree_of(commit)?,
        None => return Err(SyncError::bug("a base without a HEAD")),
    };
    let head_side = if head_tree == base.side.tree {
        base.side.clone()
    } else {
        stored_side(
            repo,
            server,
            (head_tree, Whose::Theirs),
            Some(&base.side.known),
            monitor,
        )?
    };
    let local_account = &plan.local.known.account.resolved(&settled.names);
    let merge_with = |base: &Account, local: &Account| {
        let others = agreed.iter().copied().skip(1);
        let bases: Vec<&Account> = std::iter::once(base).chain(others).collect();
        merge(session, head_commit, &bases, local, remote, &unseen)
    };
    let merged = merge_with(&settled.base, local_account)?;
    let names = settled.names.and(&merged.names);
    let is_here = reaches(session, head_commit, theirs.commit.commit)?;
    if is_here && names.is_empty() && merged.conflicts.is_empty() && merged.folder == *local_account
    {
        return Ok(());
    }
    if !merged.conflicts.is_empty() {
        return Err(SyncError::Conflicts(merged.conflicts));
    }
    let ahead = NewTree::of(
        session,
        (head_commit, &head_side),
        &base.side.known.account,
        (theirs, is_here),
        &merge_with,
    )?;
    let from_tree = tree_changes(&head_side.files, &ahead.files);
    let (files, layout) = if is_untouched(plan, &head_side, &from_tree) {
        (from_tree, ahead.layout)
    } else {
        let known = plan.local.known.resolved(&names);
        let over = Over {
            files: &plan.local.scan.files,
            contents: &plan.local.scan,
            known: &known,
        };
        let written = text::write(server.service, &merged.folder, &over, server.names)?;
        let changes = local_changes(written.changes, &plan.local.scan)?;
        (changes, written.layout)
    };
    plan.summary = plan::summary(local_account, &merged.folder);
    plan.guards = plan::pull_guards(local_account, &merged.folder);
    plan.notes = merged.notes;
    plan.notes.extend(out_of_sight_notes(
        &merged.folder,
        &plan.fetched.remote.out_of_sight,
    ));
    plan.writing = Some(Writing {
        files,
        layout,
        wanted: merged.folder,
        answers: settled.answers(&names),
        names,
        head_files: head_side.files,
        head: ahead.head,
    });
    Ok(())
}

/// Returns whether HEAD contains a commit.
fn reaches(
    session: Session<'_>,
    head: Option<CommitId>,
    commit: CommitId,
) -> Result<bool, SyncError> {
    match head {
        Some(head) => Ok(session.repo.contains(head, commit)?),
        None => Ok(false),
    }
}

/// Returns whether the files here say what HEAD says, and those that change are as HEAD has them.
fn is_untouched(plan: &PullPlan, head: &StoredSide, changes: &Changes) -> bool {
    let is_same = |path: &String| {
        let id = |files: &Files| files.get(path).map(|file| file.id);
        id(&plan.local.scan.files) == id(&head.files)
    };
    plan.local.known == head.known && changes.put.keys().chain(&changes.remove).all(is_same)
}

/// Writes files, index and branch as the plan says.
///
/// # Errors
/// As met; the branch moves last, so a pull that was cut off is simply done again.
pub fn carry_out(session: Session<'_>, plan: PullPlan) -> Result<Pulled, SyncError> {
    let repo = session.repo;
    let Some(writing) = plan.writing else {
        return Ok(Pulled {
            head: None,
            files: 0,
            left: Vec::new(),
        });
    };
    check_pull(repo, &plan.branch, &writing.files)?;
    let was_at = plan.head.commit();
    let commit = match writing.head {
        NewHead::Stay => was_at.ok_or_else(|| SyncError::bug("a pull without a HEAD"))?,
        NewHead::Forward(commit) => commit,
        NewHead::Commit { tree, joins } => {
            let parents: Vec<CommitId> = was_at.into_iter().chain(joins).collect();
            let subject = plan.summary.subject("pull: ");
            repo.commit(tree, &parents, &subject, &plan.summary.lines.join("\n"))?
        }
    };
    let local_writing = LocalWriting {
        wanted: &writing.wanted,
        names: &writing.names,
        local: &plan.local,
        prepared: Some((&writing.files, &writing.layout)),
        command: "pull",
        is_kept: false,
    };
    let folder = repo.common_folder()?;
    journal::answer(&folder, &writing.answers).map_err(SyncError::notes("add to the journal"))?;
    let written = write_local(session, &local_writing)?;
    // What a file that was left lacks would be an edit over the new state.
    if written.left.is_empty() {
        let new_files = repo.board_files(repo.tree_of(commit)?)?;
        repo.write_index(&differing(&writing.head_files, &new_files), &written)?;
        repo.move_branch(&plan.branch, was_at, commit, "board: pull")?;
    }
    Ok(Pulled {
        head: Some(commit),
        files: written.files_written + written.files_removed,
        left: written.left,
    })
}
