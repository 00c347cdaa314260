//! The second half of a pull with conflicts: files with markers, an index that knows of them, and
//! HEAD, all or nothing.

use std::collections::BTreeMap;

use crate::repo::{Changes, CommitId, IndexChange, Put};

use super::changes::differing;
use super::error::SyncError;
use super::half_pull::{HalfPull, forget, take_back};
use super::new_head::NewHead;
use super::pull::{PullPlan, Pulled, Writing, new_commit};
use super::session::Session;

/// Writes files, index and refs, in this order.
///
/// # Errors
/// As met; what was written is taken back, by the next run if that fails too.
pub(super) fn write_conflicts(
    session: Session<'_>,
    plan: &PullPlan,
    writing: &Writing,
) -> Result<Pulled, SyncError> {
    let repo = session.repo;
    let commit = new_commit(session, plan, &writing.head)?;
    let index = index_changes(session, writing, commit)?;
    let message = match writing.head {
        NewHead::Merging(_) => Some(merge_message(plan)),
        NewHead::Stay | NewHead::Forward(_) | NewHead::Commit { .. } => None,
    };
    repo.keep_snapshot(&plan.local.scan, "pull")?;
    let half = HalfPull {
        head: plan.head.commit(),
        merge_message: message.as_deref(),
        scan: &plan.local.scan,
        files: &writing.files,
        index: &index,
    };
    half.begin(repo)?;
    let pulled = write_all(session, plan, writing, commit, &index, message.as_deref());
    match pulled {
        Ok(pulled) if pulled.left.is_empty() => {
            forget(repo)?;
            Ok(pulled)
        }
        Ok(pulled) => {
            take_back(session.repo, session.monitor)?;
            Ok(Pulled { files: 0, ..pulled })
        }
        Err(error) => {
            // Where this fails too, the note stands, and the next run takes it back.
            let _ = take_back(session.repo, session.monitor);
            Err(error)
        }
    }
}

fn write_all(
    session: Session<'_>,
    plan: &PullPlan,
    writing: &Writing,
    commit: CommitId,
    index: &BTreeMap<String, IndexChange>,
    message: Option<&str>,
) -> Result<Pulled, SyncError> {
    let repo = session.repo;
    let was_at = plan.head.commit();
    let written = repo.write_worktree(&plan.local.scan, &writing.files, session.monitor)?;
    if written.left.is_empty() {
        repo.change_index(index, &written)?;
        match (&writing.head, was_at, message) {
            (NewHead::Merging(theirs), Some(head), Some(message)) => {
                repo.begin_merge(head, *theirs, message)?;
            }
            _ => repo.move_branch(&plan.branch, was_at, commit, "board: pull")?,
        }
    }
    Ok(Pulled {
        head: Some(commit),
        files: written.files_written + written.files_removed,
        left: written.left,
        is_merging: message.is_some(),
    })
}

/// Returns what the index gets: what HEAD will hold, or in a merge what was merged; and the files
/// in conflict.
fn index_changes(
    session: Session<'_>,
    writing: &Writing,
    commit: CommitId,
) -> Result<BTreeMap<String, IndexChange>, SyncError> {
    let repo = session.repo;
    let tree = repo.tree_of(commit)?;
    let settled = match writing.head {
        NewHead::Merging(_) => {
            let is_settled = |path: &String| !writing.stages.contains_key(path);
            let settled = Changes {
                put: writing
                    .files
                    .put
                    .iter()
                    .filter(|(path, _)| is_settled(path))
                    .map(|(path, put)| (path.clone(), put.clone()))
                    .collect(),
                remove: writing.files.remove.clone(),
            };
            // So that every content that the index names is stored.
            repo.edit_tree(Some(tree), &settled)?;
            let put = settled
                .put
                .iter()
                .map(|(path, put): (_, &Put)| (path.clone(), Some(put.id())));
            let removed = settled.remove.iter().map(|path| (path.clone(), None));
            removed.chain(put).collect()
        }
        NewHead::Stay | NewHead::Forward(_) | NewHead::Commit { .. } => {
            differing(&writing.head_files, repo.board_files(tree)?.as_ref())
        }
    };
    let settled = settled.into_iter();
    let mut index: BTreeMap<String, IndexChange> = settled
        .map(|(path, id)| (path, IndexChange::Set(id)))
        .collect();
    for (path, stages) in &writing.stages {
        index.insert(path.clone(), IndexChange::Unmerge(stages.clone()));
    }
    Ok(index)
}

/// The message that `git commit` proposes for the merge.
fn merge_message(plan: &PullPlan) -> String {
    let lines = plan.summary.lines.join("\n");
    let body = if lines.is_empty() {
        lines
    } else {
        format!("\n{lines}\n")
    };
    format!("{}\n{body}", plan.summary.subject("pull: "))
}
