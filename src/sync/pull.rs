//! Pull: fetch, merge into branch and working tree, commit.

use jiff::Timestamp;

use crate::board::{Account, Names};
use crate::files::Files;
use crate::plan::{self, Guard, Merged, Note, Summary};
use crate::repo::{Changes, CommitId, Head, Left, TreeId};
use crate::text::{self, Layout, Over, Problem};

use super::changes::{differing, local_changes, stored_changes, stored_over, tree_changes};
use super::error::{Command, SyncError};
use super::fetch::{Fetched, HowToRead, Remote, commit_state, fetch, keep_stamp};
use super::journal;
use super::local_files::{LocalWriting, write_local};
use super::merging::merge;
use super::session::{NEEDED_BYTES_A_FILE, Session, branch_to_sync, check_obstacles};
use super::settle::{Settled, needs_full_reading, settle};
use super::sides::{LocalSide, StateSide, StoredSide, Whose, base_sides, local_side, stored_side};
use super::unseen::Unseen;

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

#[derive(Debug)]
enum NewHead {
    /// The same as before; only the working tree lacks something.
    Stay,
    /// The state fetched, which contains the old one.
    Forward(CommitId),
    /// A commit on the old one, that joins the state fetched where HEAD lacks it.
    Commit {
        tree: TreeId,
        joins: Option<CommitId>,
    },
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
    let merge_with = |local: &Account| merge(session, head_commit, &agreed, local, remote, &unseen);
    let merged = merge_with(local_account)?;
    let names = settled.names.and(&merged.names);
    let is_here = reaches(session, head_commit, theirs.commit.commit)?;
    if is_here && names.is_empty() && merged.conflicts.is_empty() && merged.folder == *local_account
    {
        return Ok(());
    }
    if !merged.conflicts.is_empty() {
        return Err(SyncError::Conflicts(merged.conflicts));
    }
    let ahead = NewTree::of(session, plan, &head_side, is_here, &merge_with)?;
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
    plan.notes
        .extend(out_of_sight_notes(&merged.folder, &plan.fetched.remote));
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

/// Returns a note for each board here that the account does not see.
fn out_of_sight_notes(folder: &Account, remote: &Remote) -> Vec<Note> {
    let boards = folder.boards.iter();
    boards
        .filter(|board| {
            board
                .key
                .id()
                .is_some_and(|id| remote.out_of_sight.contains(id))
        })
        .map(|board| Note::OutOfSight {
            board: board.key.clone(),
            title: board.title.clone(),
        })
        .collect()
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

/// What HEAD becomes.
struct NewTree {
    head: NewHead,
    files: Files,
    layout: Layout,
}

impl NewTree {
    fn of(
        session: Session<'_>,
        plan: &PullPlan,
        head_side: &StoredSide,
        is_here: bool,
        merge_with: &dyn Fn(&Account) -> Result<Merged, SyncError>,
    ) -> Result<Self, SyncError> {
        let Session { repo, server, .. } = session;
        let theirs = &plan.fetched.state;
        let is_forward = match plan.head.commit() {
            Some(head) => !is_here && repo.contains(theirs.commit.commit, head)?,
            None => false,
        };
        if is_forward {
            return Ok(Self {
                head: NewHead::Forward(theirs.commit.commit),
                files: theirs.side.files.clone(),
                layout: theirs.side.known.layout.clone(),
            });
        }
        let merged = merge_with(&head_side.known.account)?;
        if !merged.conflicts.is_empty() {
            return Err(SyncError::CommittedConflicts(merged.conflicts));
        }
        let resolved = resolved_side(head_side, &merged.names);
        let written = text::write(
            server.service,
            &merged.folder,
            &stored_over(&resolved, &repo.blobs()?),
            server.names,
        )?;
        let changes = stored_changes(written.changes, &head_side.files)?;
        let tree = repo.edit_tree(Some(head_side.tree), &changes)?;
        let head = match is_here {
            true if tree == head_side.tree => NewHead::Stay,
            _ => NewHead::Commit {
                tree,
                joins: (!is_here).then_some(theirs.commit.commit),
            },
        };
        Ok(Self {
            head,
            files: repo.board_files(tree)?,
            layout: written.layout,
        })
    }
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
    let changes = &writing.files;
    let needed_bytes = NEEDED_BYTES_A_FILE * changes.put.len() as u64;
    let paths = changes
        .put
        .keys()
        .chain(&changes.remove)
        .map(String::as_str);
    check_obstacles(repo, Command::Pull, paths, &plan.branch, needed_bytes)?;
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
