//! After a push: what the server now holds comes into commits, files and refs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::sleep;

use crate::board::{Account, BoardId, BoardKey, MovedCard, Names, Operation};
use crate::plan;
use crate::plan::verify::{Difference, Verdict};
use crate::provider::Written;
use crate::repo::{CommitId, Left};
use crate::text::{self, Known, Over};

use super::aside::Aside;
use super::changes::index_after;
use super::error::SyncError;
use super::execute::Executed;
use super::fetch::commit_state;
use super::half_pull;
use super::journal::Journal;
use super::kept::{keep, kept};
use super::local_files::{LocalWriting, write_local};
use super::merging::merge;
use super::push::{PushPlan, head_of};
use super::remote::{HowToRead, Remote, ask, understand};
use super::restoring::as_restored;
use super::sent::{self, Sent};
use super::session::Session;
use super::settle::moved::has_rest;
use super::settle::{Settled, settle};
use super::stamps::keep_stamp;
use super::trees::{After, ByCard, Trees};
use super::unseen::with_unseen;
use super::written_boards;

/// Uploads of so many bytes have taken so long that a moment more does not count.
const WORTH_WAITING_BYTES: u64 = 32 << 20;
/// So long after an upload no later change can bear its time, and what is read back counts for
/// good: it is not downloaded once more by the next command.
const UNTIL_SETTLED: Duration = Duration::from_secs(2);

/// What came into commits and files.
#[derive(Debug)]
pub struct WrittenBack {
    /// The commit that the branch is at now, or would be if nothing had been left.
    pub commit: CommitId,
    /// How many files were written or removed.
    pub files: u64,
    /// Files that somebody saved meanwhile and that could not be merged; left as they are, and the
    /// branch did not move.
    pub left: Vec<Left>,
    /// True if something that is committed here was not sent.
    pub has_unsent_commits: bool,
    /// True if nobody knows yet of a create whether it took effect, or if a card that moved still
    /// stands on its old board too.
    pub(super) has_open_creates: bool,
}

/// Reads back what the server holds, compares, and writes commits, files and refs.
///
/// `executed` is what became of the plan; what a create whose answer was lost turns out to have
/// made is noted in the journal before any file names it.
///
/// # Errors
/// As met; the server holds what was sent, and the journal tells the next push.
pub(super) async fn write_back(
    session: Session<'_>,
    plan: &PushPlan,
    executed: &Executed,
    journal: &Journal,
    now: Timestamp,
) -> Result<(Vec<Difference>, WrittenBack), SyncError> {
    let names = &plan.names.and(&executed.names);
    let inner = Aside::session(plan.aside.as_ref(), session);
    if let Some(remote) = read_back(inner, plan, executed, names, now).await? {
        return write_back_what(inner, plan, executed, journal, (names, remote));
    }
    // More happened there than cards of which only the files were read can tell.
    let plan = &plan.of_all_boards(session)?.with_operations_of(plan)?;
    match read_back(session, plan, executed, names, now).await? {
        Some(remote) => write_back_what(session, plan, executed, journal, (names, remote)),
        None => Err(SyncError::bug("a reading of all boards that is none")),
    }
}

/// Does so with what was read back.
fn write_back_what(
    session: Session<'_>,
    plan: &PushPlan,
    executed: &Executed,
    journal: &Journal,
    (names, remote): (&Names, Remote),
) -> Result<(Vec<Difference>, WrittenBack), SyncError> {
    let server = session.server;
    let done = executed.done;
    let sent = &plan.operations[..done];
    let Sent {
        expected,
        differences,
    } = sent::verify(session, plan, sent, names, &remote.account)?;
    // What is out of sight stays as it was agreed: a newer base would turn what is here into edits.
    let agreed = &plan.base.side.known.account;
    let base = with_unseen(&expected, agreed, remote.unseen());
    let mut here = plan.folder.resolved(names);
    let settled = match &executed.stopped {
        // What was created although its answer was lost, or before the operation failed, is known
        // again here.
        Some(stopped) if stopped.error.is_some() => {
            let known = Known {
                account: here,
                layout: plan.local.known.layout.resolved(names),
            };
            let settled = settle(session, &base, &known, &remote.account)?;
            here = known.account;
            settled
        }
        _ => Settled::nothing(base),
    };
    let ours = here.resolved(&settled.names);
    let there = as_restored(&remote.account, &plan.restored, &ours);
    let merged = merge(
        session,
        None,
        &[&settled.base],
        &ours,
        &there,
        &remote.unseen(),
    )?;
    if !merged.conflicts.is_empty() {
        return Err(SyncError::Conflicts(merged.conflicts));
    }

    let names = &names.and(&settled.names).and(&merged.names);
    for (number, id) in settled.answers(names) {
        let noted = journal.created(number, &id);
        noted.map_err(SyncError::notes("add to the journal"))?;
    }
    let wanted = merged.folder;
    let (mut after, changes) = After::of(session, plan, names, &wanted)?;
    // The layouts are large, and this is where most of them are in memory.
    let known = Known {
        account: wanted.clone(),
        layout: std::mem::take(&mut after.layout),
    };
    let on_server = with_unseen(&remote.account, agreed, remote.unseen());
    let over = Over {
        files: &after.files,
        contents: &after,
        known: &known,
    };
    let state = text::write(server.service, &on_server, &over, server.names)?;
    after.layout = known.layout;

    let head = head_of(plan)?;
    let by_card = ByCard::of(session, plan, head, &remote.account, &after.layout)?;
    let trees = Trees::new(session, plan, head, &after, state.changes, &by_card)?;
    let known = Known {
        account: on_server,
        layout: state.layout,
    };
    let (repo, service) = (session.repo, server.service);
    // Of a part nothing is kept: what is kept is of whole boards, and the next reading mends it.
    if !plan.is_part() {
        let aside = session.aside.and_then(|_| kept(repo, service));
        keep(repo, service, trees.state, &Arc::new(known), aside.as_ref())?;
    }
    let is_otherwise = differences
        .iter()
        .any(|difference| difference.verdict == Verdict::Other);
    let parent = if is_otherwise && done == plan.operations.len() {
        commit_as_sent(session, plan, head, names)?
    } else {
        head
    };
    let commit = commit_trees(session, plan, parent, &trees, (&remote, names))?;
    let local_writing = LocalWriting {
        wanted: &wanted,
        names,
        local: &plan.local,
        prepared: Some((&changes, &after.layout)),
        command: "push",
        is_kept: true,
    };
    let written_back = WrittenBack {
        has_open_creates: settled.is_open(names)
            || has_rest(&names.moved, &remote.account)
            || has_rest(&plan.rests, &remote.account),
        ..write_all(session, plan, &local_writing, &commit)?
    };
    keep_stamp(session, commit.state, &remote)?;
    Ok((differences, written_back))
}

/// Writes files, refs and index, in this order.
fn write_all(
    session: Session<'_>,
    plan: &PushPlan,
    writing: &LocalWriting<'_>,
    commit: &Committed,
) -> Result<WrittenBack, SyncError> {
    let repo = session.repo;
    let head = head_of(plan)?;
    let written = write_local(session, writing)?;
    repo.set_fetched(repo.fetched()?, commit.state, "board: push")?;
    // What a file that was left lacks would be an edit over the new state.
    if written.left.is_empty() {
        let head_files = repo.board_files(repo.tree_of(head)?)?;
        let new_files = repo.board_files(repo.tree_of(commit.head)?)?;
        let index = index_after(repo, &plan.local.scan, &head_files, &new_files)?;
        repo.change_index(&index, &written)?;
        repo.move_branch(&plan.branch, Some(head), commit.head, "board: push")?;
    }
    half_pull::forget(repo)?;
    Ok(WrittenBack {
        commit: commit.head,
        files: written.files_written + written.files_removed,
        left: written.left,
        has_unsent_commits: commit.head != commit.state,
        has_open_creates: false,
    })
}

/// Commits what was sent, before the server's own form of it comes over it.
fn commit_as_sent(
    session: Session<'_>,
    plan: &PushPlan,
    head: CommitId,
    names: &Names,
) -> Result<CommitId, SyncError> {
    let repo = session.repo;
    let (after, _) = After::of(session, plan, names, &plan.folder.resolved(names))?;
    let tree = after.tree(session, plan, head)?;
    let body = "The server holds some of it otherwise; the next commit has its form.";
    Ok(repo.commit(tree, &[head], "push: as it was sent", body)?)
}

/// Reads what the server holds; none where that is more than the plan can tell apart.
async fn read_back(
    session: Session<'_>,
    plan: &PushPlan,
    executed: &Executed,
    names: &Names,
    now: Timestamp,
) -> Result<Option<Remote>, SyncError> {
    let sent_to = boards_sent_to(plan, executed, names);
    let how = match plan.is_part() {
        true => HowToRead::InPlace(sent_to),
        false => HowToRead::ForPush(sent_to),
    };
    if uploaded_bytes(&plan.operations[..executed.done]) >= WORTH_WAITING_BYTES {
        sleep(UNTIL_SETTLED).await;
    }
    let uploaded = plan.folder.resolved(names);
    let newest = Some(&plan.newest);
    let mut asked = ask(session, newest, &how, now).await?;
    if plan.is_part() && !asked.is_of_part(session, &plan.newest)? {
        return Ok(None);
    }
    let is_left = plan.is_part() || asked.leaves_aside(session, &plan.newest, names)?;
    if !is_left {
        asked.without_what_came_from_aside(session)?;
    }
    let remote = understand(session, newest, asked, &uploaded).await?;
    if is_left {
        return Ok(Some(remote));
    }
    // What changed of the boards that are left aside is for the next reading, which has to find it.
    Ok(Some(Remote {
        stamp: plan.remote.stamp.clone(),
        server_time: plan.remote.server_time,
        attached: None,
        ..remote
    }))
}

/// Returns the boards that the plan was sent to, and what was written there.
fn boards_sent_to(
    plan: &PushPlan,
    executed: &Executed,
    names: &Names,
) -> BTreeMap<BoardId, Written> {
    // The operation that it stopped at may have taken effect in part.
    let last = executed.stopped.as_ref().map(|stopped| stopped.number);
    let tried = last.map_or(executed.done, |last| last + 1);
    let sent = plan.operations.iter().take(tried);
    let sent: Vec<Operation> = sent.map(|operation| operation.resolved(names)).collect();
    let agreed = &plan.newest.side.known.account;
    written_boards::after(&sent, |id| {
        let key = BoardKey::Known(id.clone());
        let boards = agreed.board(&key).zip(plan.remote.account.board(&key));
        last.is_none() && boards.is_some_and(|(agreed, seen)| Arc::ptr_eq(agreed, seen))
    })
}

/// Returns how many bytes of attachments operations bring to the server.
fn uploaded_bytes(sent: &[Operation]) -> u64 {
    let sizes = sent.iter().filter_map(|operation| match operation {
        Operation::EditAttachment(edit) if edit.content.new.is_some() => edit.size,
        _ => None,
    });
    sizes.sum()
}

struct Committed {
    state: CommitId,
    head: CommitId,
}

/// Returns an account with the ids that cards got with another board, so that they are seen to move.
fn with_moved_ids(account: &Account, names: &Names) -> Account {
    let moved = names.moved.iter().map(|(old, moved)| {
        let anywhere = MovedCard {
            from: BoardId::new(""),
            ..moved.clone()
        };
        (old.clone(), anywhere)
    });
    account.resolved(&Names {
        moved: moved.collect(),
        ..Names::default()
    })
}

fn commit_trees(
    session: Session<'_>,
    plan: &PushPlan,
    head: CommitId,
    trees: &Trees,
    (remote, names): (&Remote, &Names),
) -> Result<Committed, SyncError> {
    let repo = session.repo;
    let newest = plan.newest.commit.commit;
    let before = with_moved_ids(&plan.newest.side.known.account, names);
    let summary = plan::summary(&before, &remote.account);
    if trees.state == trees.head {
        let mut parents = vec![head];
        if !repo.contains(head, newest)? {
            parents.push(newest);
        }
        let commit = commit_state(session, trees.state, &parents, "push: ", &summary, remote)?;
        return Ok(Committed {
            state: commit.commit,
            head: commit.commit,
        });
    }
    let state = commit_state(session, trees.state, &[newest], "push: ", &summary, remote)?;
    let parents = [head, state.commit];
    let merge = repo.commit(
        trees.head,
        &parents,
        &summary.subject("push, in part: "),
        &summary.lines.join("\n"),
    )?;
    Ok(Committed {
        state: state.commit,
        head: merge,
    })
}
