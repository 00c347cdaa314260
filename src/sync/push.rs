//! Push: merge in memory, plan, send, read back, commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Account, Board, BoardId, CardId, CardKey, Me, MovedCard, Names, Operation};
use crate::monitor::Event;
use crate::plan::verify::Difference;
use crate::plan::{self, Described, Guard, Note, Refusal};
use crate::repo::{CommitId, Head};
use crate::text::Problem;

use super::error::{Command, SyncError};
use super::execute::{Stopped, Told, execute};
use super::fetch::{HowToRead, Remote, newest_state, read_remote};
use super::half_pull;
use super::intent::CreateIntent;
use super::journal::cut_off;
use super::journal::{Beginning, Journal, Seen};
use super::merging::merge;
use super::restoring::{self, as_restored, brought_back, restorable, with_restored};
use super::session::{Session, branch_to_sync, check_obstacles};
use super::settle::{Settled, needs_full_reading, settle};
use super::sides::{LocalSide, StateSide, base_sides, local_side};
use super::unseen::shown_part;
use super::uploads::{self, LocalContents};
use super::what_may_be;
use super::written::{WrittenBack, write_back};

/// How much room on the disk one operation may need, at a guess that is large.
const NEEDED_BYTES_A_CARD: u64 = 64 << 10;

/// A push that is ready: everything is read, merged and planned; nothing has changed.
#[derive(Debug)]
pub struct PushPlan {
    /// What will be sent, in order.
    pub operations: Vec<Operation>,
    /// The same in words, one for one.
    pub described: Vec<Described>,
    /// What service or account cannot do; if there is any, nothing may be sent.
    pub refusals: Vec<Refusal>,
    /// What a person must allow first.
    pub guards: Vec<Guard>,
    /// What a person should know.
    pub notes: Vec<Note>,
    /// Warnings about the files here.
    pub warnings: Vec<Problem>,
    /// True if the server changed since the base: a pull will bring that.
    pub is_remote_ahead: bool,
    /// The branch that the boards are on; empty in a plan that is only shown.
    pub branch: String,
    pub(super) head: Head,
    pub(super) base: StateSide,
    /// The newest state fetched.
    pub(super) newest: StateSide,
    pub(super) local: LocalSide,
    pub(super) remote: Remote,
    /// The boards that are brought back, as they were agreed last.
    pub(super) restored: Vec<Arc<Board>>,
    /// What server and files shall both hold.
    pub(super) merged: Account,
    /// What the files shall hold: the same, with all that is left alone.
    pub(super) folder: Account,
    pub(super) names: Names,
    /// What an earlier push created and the files do not name yet.
    created: Vec<(CreateIntent, String)>,
    /// Cards that an earlier push made anew on another board, and that still stand on the old one.
    pub(super) rests: BTreeMap<CardId, MovedCard>,
}

/// What a push did.
#[derive(Debug)]
pub struct Pushed {
    /// How many operations were done.
    pub done: usize,
    /// Why it stopped before the end.
    pub stopped: Option<Stopped>,
    /// What the server holds otherwise than it was sent.
    pub differences: Vec<Difference>,
    /// What came into commits and files; an error leaves the journal, and the next push settles it.
    pub written: Result<WrittenBack, SyncError>,
}

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be carried out, which is done on the branch of the boards alone.
    Sending,
    /// To be shown, wherever HEAD is.
    Showing,
}

/// Reads, merges and plans, all in memory.
///
/// # Errors
/// `Problems` and the like before anything is asked; `Conflicts`: pull first.
pub async fn prepare(
    session: Session<'_>,
    purpose: Purpose,
    now: Timestamp,
) -> Result<PushPlan, SyncError> {
    let Session {
        repo,
        server,
        monitor,
        ..
    } = session;
    let (branch, head) = match purpose {
        Purpose::Sending => {
            half_pull::take_back(session.repo, session.monitor)?;
            branch_to_sync(repo)?
        }
        Purpose::Showing => (String::new(), repo.head()?),
    };
    monitor.report(Event::Phase {
        name: "reading the files",
        total: None,
    });
    let bases = base_sides(repo, server, head.commit(), monitor)?;
    let Some(base) = bases.first() else {
        return Err(SyncError::bug("a base without a state"));
    };
    let local = local_side(repo, server, &bases, monitor)?;
    let newest = match newest_state(session, &bases)? {
        Some(state) => state,
        None => base.clone(),
    };
    let fresh = boards_to_write(&base.side.known.account, &local.known.account, now);
    let how = if needs_full_reading(session)? {
        HowToRead::Full
    } else {
        HowToRead::ButFresh(fresh)
    };
    let remote = read_remote(session, Some(&newest), &how, now).await?;

    let hidden = &remote.out_of_sight;
    let Settled {
        names,
        base: agreed,
        created,
        rests,
        ..
    } = settle(
        session,
        &base.side.known.account,
        &local.known,
        &remote.account,
    )?
    .without_choice()?;
    let mut bases_agreed = vec![&agreed];
    bases_agreed.extend(bases.iter().skip(1).map(|base| &base.side.known.account));
    let here = local.known.account.resolved(&names);
    let known = [&bases_agreed[..], &[&remote.account]].concat();
    let back = brought_back((repo, server, monitor), head.commit(), &known, &here)?;
    let restored = restorable(&back, &remote.account, |id| remote.in_trash.contains(id));
    let there = as_restored(&remote.account, &restored, &here);
    let merged = merge(
        session,
        head.commit(),
        &bases_agreed,
        &here,
        &there,
        &remote.unseen(),
    )?;
    if !merged.conflicts.is_empty() {
        return Err(SyncError::Conflicts(merged.conflicts));
    }
    let names = names.and(&merged.names);
    let account = merged.account;
    let operations = plan::operations(&there, &account, now);
    let operations = plan::without_orders(session.server.service, operations);
    let mut operations = with_restored(&restored, operations);
    end_moves(&mut operations, &rests);
    uploads::complete(
        &mut operations,
        repo,
        &local.known.layout.resolved(&names),
        &remote.attachments,
    );
    let mut notes = merged.notes;
    notes.extend(restoring::notes(&back, &restored));
    let mut plan = PushPlan {
        described: plan::describe(&operations, &there, &account),
        refusals: Vec::new(),
        guards: plan::guards(&operations, &there),
        notes,
        warnings: local.warnings.clone(),
        is_remote_ahead: remote.account != shown_part(&agreed, hidden, &remote.elsewhere),
        operations,
        branch,
        head,
        base: base.clone(),
        newest,
        local,
        remote,
        merged: account,
        folder: merged.folder,
        created,
        rests,
        names,
        restored,
    };
    if !plan.operations.is_empty() {
        let me = check_account(session).await?;
        // A comfort for `check`: what cannot be noted is told by the next push.
        let _ = what_may_be::note(repo, server, &me, &plan.remote.rights);
        plan.refusals = plan::refuse(
            &plan.operations,
            &plan.remote.account,
            &plan.merged,
            &me,
            &plan.remote.rights,
        );
    }
    Ok(plan)
}

impl PushPlan {
    /// Returns the path of a card's file here.
    pub fn card_path(&self, key: &CardKey) -> Option<&str> {
        self.local.known.layout.card_path(key)
    }

    /// Returns true if there is nothing to send and nothing to write into the files.
    pub fn is_nothing(&self) -> bool {
        let has_stack_lines = self.local.known.layout.has_stack_lines();
        self.operations.is_empty() && self.names.is_empty() && !has_stack_lines
    }
}

/// Ends a push that has nothing to do: all of one that was cut off before is settled then.
///
/// # Errors
/// The journal cannot be removed.
pub fn end_without_work(session: Session<'_>) -> Result<(), SyncError> {
    let folder = session.repo.common_folder()?;
    cut_off::forget(&folder).map_err(SyncError::notes("end the journal"))
}

/// Returns the boards on which a push will write something: no stamp is trusted for them.
fn boards_to_write(base: &Account, local: &Account, now: Timestamp) -> BTreeSet<BoardId> {
    plan::operations(base, local, now)
        .iter()
        .flat_map(Operation::boards)
        .filter_map(|key| key.id().cloned())
        .collect()
}

/// Tells the deletions of what is left of cards that they moved already.
fn end_moves(operations: &mut [Operation], rests: &BTreeMap<CardId, MovedCard>) {
    for operation in operations {
        if let Operation::DeleteCard(delete) = operation {
            let moved = delete.card.key.id().and_then(|id| rests.get(id));
            delete.moved_to = moved.map(|moved| CardKey::Known(moved.id.clone()));
        }
    }
}

async fn check_account(session: Session<'_>) -> Result<Me, SyncError> {
    let me = session.provider.who_am_i(session.monitor).await?;
    if me.user != session.server.account {
        return Err(SyncError::OtherAccount {
            url: session.server.url.clone(),
            expected: session.server.account.clone(),
            actual: me.user,
        });
    }
    Ok(me)
}

/// Sends the plan, reads back, and writes commits and files.
///
/// # Errors
/// What can fail here was tried before the first operation: nothing has changed then. From the
/// first operation on, the outcome tells what is done.
pub async fn carry_out(
    session: Session<'_>,
    plan: PushPlan,
    now: Timestamp,
) -> Result<Pushed, SyncError> {
    let Session {
        repo,
        provider,
        server,
        monitor,
    } = session;
    // Large files are read and packed here, which takes a while.
    monitor.report(Event::Phase {
        name: "keeping the files",
        total: None,
    });
    check_writable(session, &plan)?;
    repo.keep_snapshot(&plan.local.scan, "push")?;
    uploads::store_local(repo, &plan.local.known.layout)?;
    let folder = repo.common_folder()?;
    let beginning = Beginning {
        url: server.url.clone(),
        account: server.account.clone(),
        server_time: plan.remote.server_time,
        operations: plan.operations.len(),
        seen: seen(&plan.remote.account),
    };
    let journal = Journal::begin(&folder, &beginning, &plan.created)
        .map_err(SyncError::notes("begin the journal"))?;
    monitor.report(Event::Phase {
        name: "sending",
        total: Some(plan.operations.len() as u64),
    });
    let cards = &plan.local.known.layout.cards;
    let words: Vec<String> = plan.described.iter().map(plan::line).collect();
    let executed = execute(
        provider,
        &plan.operations,
        &LocalContents::of(repo, &plan.local.known.layout),
        &Told {
            service: server.service,
            words: &words,
            file_of: &|key| cards.get(key).map(|card| card.path.clone()),
        },
        &journal,
        monitor,
    )
    .await;
    let written = write_back(session, &plan, &executed, &journal, now).await;
    let (differences, written) = match written {
        Ok((differences, written)) => (differences, Ok(written)),
        Err(error) => (Vec::new(), Err(error)),
    };
    let is_whole = written
        .as_ref()
        .is_ok_and(|written| written.left.is_empty() && !written.has_open_creates);
    if is_whole {
        journal
            .finish()
            .map_err(SyncError::notes("end the journal"))?;
    }
    Ok(Pushed {
        done: executed.done,
        stopped: executed.stopped,
        differences,
        written,
    })
}

/// Tries everything here that could keep the outcome from being written.
fn check_writable(session: Session<'_>, plan: &PushPlan) -> Result<(), SyncError> {
    let paths = plan.local.known.layout.paths();
    let needed_bytes = NEEDED_BYTES_A_CARD * plan.operations.len() as u64;
    let paths = paths.iter().map(String::as_str);
    check_obstacles(
        session.repo,
        Command::Push,
        paths,
        &plan.branch,
        needed_bytes,
    )
}

fn seen(account: &Account) -> Seen {
    let mut seen = Seen::default();
    for board in &account.boards {
        seen.boards.extend(board.key.id().map(ToString::to_string));
        let labels = board.labels.iter().filter_map(|label| label.key.id());
        seen.labels.extend(labels.map(ToString::to_string));
        for stack in board.all_stacks() {
            seen.stacks.extend(stack.key.id().map(ToString::to_string));
            let cards = stack.cards.iter().filter_map(|card| card.key.id());
            seen.cards.extend(cards.map(ToString::to_string));
        }
    }
    seen
}

/// Returns the commit that a plan starts from.
pub(super) fn head_of(plan: &PushPlan) -> Result<CommitId, SyncError> {
    plan.head
        .commit()
        .ok_or_else(|| SyncError::bug("a push from a branch without a commit"))
}
