//! Pull: fetch, merge into branch and working tree, commit.

use jiff::Timestamp;

use crate::board::{Account, Names};
use crate::files::Files;
use crate::plan::{self, Guard, Note, Summary};
use crate::repo::{Changes, CommitId, Head, Left, TreeId};
use crate::text::{self, Over, Problem};

use super::changes::{differing, local_changes, stored_changes, stored_over, tree_changes};
use super::error::SyncError;
use super::fetch::{Fetched, HowToRead, fetch};
use super::merging::merge;
use super::session::{Session, branch_to_sync};
use super::settle::{Settled, settle};
use super::sides::{LocalSide, StateSide, StoredSide, base_sides, local_side, stored_side};
use super::unseen::shown_part;

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
    /// The boards' files of HEAD before.
    head_files: Files,
    head: NewHead,
}

#[derive(Debug)]
enum NewHead {
    Forward(CommitId),
    Merge { tree: TreeId },
}

/// What a pull did.
#[derive(Debug)]
pub struct Pulled {
    /// The commit that the branch is at now; `None` if there was nothing to do.
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
    let local = local_side(repo, server, &base.side, monitor)?;
    let fetched = fetch(session, how, now).await?;
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
    let is_here = match plan.head.commit() {
        Some(head) => repo.contains(head, plan.fetched.state.commit.commit)?,
        None => false,
    };
    if !is_here {
        let settled = settle(session, &base.side, &plan.local.known, &plan.fetched.remote)?;
        merge_into(session, &bases, &settled, &mut plan)?;
    }
    Ok(plan)
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
    let hidden = &plan.fetched.remote.out_of_sight;
    let unseen = plan.fetched.remote.unseen();
    let others = bases.iter().skip(1).map(|base| &base.side.known.account);
    let agreed: Vec<&Account> = std::iter::once(&settled.base).chain(others).collect();
    let head_commit = plan.head.commit();
    let theirs = &plan.fetched.state;
    let remote = shown_part(
        &theirs.side.known.account,
        hidden,
        &plan.fetched.remote.elsewhere,
    );
    let base = &bases[0];
    let head_tree = match plan.head.commit() {
        Some(commit) => repo.tree_of(commit)?,
        None => return Err(SyncError::bug("a base without a HEAD")),
    };
    let head_side = if head_tree == base.side.tree {
        base.side.clone()
    } else {
        stored_side(repo, server, head_tree, Some(&base.side.known), monitor)?
    };
    let local_account = &plan.local.known.account.resolved(&settled.names);
    let merge_with =
        |local: &Account| merge(session, head_commit, &agreed, local, &remote, &unseen);
    let merged = merge_with(local_account)?;
    let mut conflicts = merged.conflicts;
    let is_clean = plan.local.known == head_side.known;
    let is_forward = plan
        .head
        .commit()
        .is_some_and(|head| repo.contains(theirs.commit.commit, head).unwrap_or(false));

    let (head, new_head_files) = if is_forward {
        (
            NewHead::Forward(theirs.commit.commit),
            theirs.side.files.clone(),
        )
    } else {
        let merged_head = merge_with(&head_side.known.account)?;
        conflicts.extend(merged_head.conflicts);
        let resolved = resolved_side(&head_side, &merged_head.names);
        let written = text::write(
            server.service,
            &merged_head.folder,
            &stored_over(&resolved, &repo.blobs()?),
            server.names,
        )?;
        let changes = stored_changes(written.changes, &head_side.files)?;
        let tree = repo.edit_tree(Some(head_tree), &changes)?;
        (NewHead::Merge { tree }, repo.board_files(tree)?)
    };
    if !conflicts.is_empty() {
        let mut told = Vec::new();
        conflicts.retain(|conflict| {
            let words = conflict.to_string();
            let is_new = !told.contains(&words);
            told.push(words);
            is_new
        });
        return Err(SyncError::Conflicts(conflicts));
    }

    let files = if is_clean {
        tree_changes(&head_side.files, &new_head_files)
    } else {
        let known = plan.local.known.resolved(&settled.names.and(&merged.names));
        let over = Over {
            files: &plan.local.scan.files,
            contents: &plan.local.scan,
            known: &known,
        };
        let written = text::write(server.service, &merged.folder, &over, server.names)?;
        local_changes(written.changes, &plan.local.scan)?
    };
    plan.summary = plan::summary(local_account, &merged.folder);
    plan.guards = plan::pull_guards(local_account, &merged.folder);
    plan.notes = merged.notes;
    plan.writing = Some(Writing {
        files,
        head_files: head_side.files,
        head,
    });
    Ok(())
}

fn resolved_side(side: &StoredSide, names: &Names) -> StoredSide {
    StoredSide {
        tree: side.tree,
        files: side.files.clone(),
        known: side.known.resolved(names),
    }
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
    let was_at = plan.head.commit();
    let commit = match writing.head {
        NewHead::Forward(commit) => commit,
        NewHead::Merge { tree } => {
            let mut parents: Vec<CommitId> = was_at.into_iter().collect();
            parents.push(plan.fetched.state.commit.commit);
            let subject = plan.summary.subject("pull: ");
            repo.commit(tree, &parents, &subject, &plan.summary.lines.join("\n"))?
        }
    };
    let scan = &plan.local.scan;
    repo.keep_snapshot(scan, "pull")?;
    let written = repo.write_worktree(scan, &writing.files, session.monitor)?;
    let new_files = repo.board_files(repo.tree_of(commit)?)?;
    repo.write_index(&differing(&writing.head_files, &new_files), &written)?;
    repo.move_branch(&plan.branch, was_at, commit, "board: pull")?;
    Ok(Pulled {
        head: Some(commit),
        files: written.files_written + written.files_removed,
        left: written.left,
    })
}
