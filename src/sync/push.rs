//! What a push will do: read, merged and planned in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Account, Board, CardId, CardKey, Me, MovedCard, Names, Operation};
use crate::monitor::{Event, Silent};
use crate::plan::{self, Described, Guard, Note, Refusal};
use crate::repo::{CommitId, Head};
use crate::text::Problem;

use super::aside::Aside;
use super::error::SyncError;
use super::half_pull;
use super::in_place;
use super::intent::CreateIntent;
use super::merging::merge;
use super::remote::{HowToRead, Remote, ask, understand};
use super::restoring::{self, as_restored, brought_back, restorable, with_restored};
use super::session::{Session, branch_to_sync};
use super::settle::{Settled, needs_full_reading, settle};
use super::sides::{LocalSide, StateSide};
use super::start::{Ground, Start, ground};
use super::unseen::shown_part;
use super::uploads;
use super::what_may_be;

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
    pub(super) created: Vec<(CreateIntent, String)>,
    /// Cards that an earlier push made anew on another board, and that still stand on the old one.
    pub(super) rests: BTreeMap<CardId, MovedCard>,
    /// The boards that the plan leaves aside.
    pub(super) aside: Option<Aside>,
    /// When it was made, which is when cards are done that are done at any time.
    made_at: Timestamp,
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
    let ground = ground(session, &head, now)?;
    let is_full = needs_full_reading(session)?;
    let in_place = match ground.as_ref().filter(|_| !is_full) {
        Some(ground) => in_place::plan(session, (&branch, &head), ground, now).await?,
        None => None,
    };
    let mut plan = match in_place {
        Some(plan) => plan,
        None => plan_of_boards(session, (branch, head), ground.as_ref(), is_full, now).await?,
    };
    debug_assert!(plan.is_that_of_all_boards(session), "{plan:?}");
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

/// Plans with all boards that may matter.
async fn plan_of_boards(
    session: Session<'_>,
    (branch, head): (String, Head),
    ground: Option<&Ground>,
    is_full: bool,
    now: Timestamp,
) -> Result<PushPlan, SyncError> {
    let mut start = Start::of_what_is_touched(session, &head, ground)?;
    let how = match is_full {
        true => HowToRead::Full,
        false => HowToRead::ForPush(start.boards_to_write(now)),
    };
    let mut asked = ask(start.session(session), Some(&start.newest), &how, now).await?;
    let none = Names::default();
    if !asked.leaves_aside(start.session(session), &start.newest, &none)? {
        start = Start::of_all(session, &head)?;
        asked = ask(session, Some(&start.newest), &how, now).await?;
    }
    if let Some(aside) = &start.aside {
        let aside = Event::LeftAside(aside.stand_ins().len());
        session.monitor.report(aside);
    }
    let newest = Some(&start.newest);
    let none = Account::default();
    let remote = understand(start.session(session), newest, asked, &none).await?;
    planned(session, (branch, head), start, remote, now)
}

/// Merges and plans; what may be refused is not looked at yet.
///
/// # Errors
/// `Conflicts`; or a push that was cut off left what a person has to choose among.
pub(super) fn planned(
    session: Session<'_>,
    (branch, head): (String, Head),
    start: Start,
    remote: Remote,
    now: Timestamp,
) -> Result<PushPlan, SyncError> {
    let Start {
        bases,
        newest,
        local,
        aside,
    } = start;
    let base = bases.newest().clone();
    let session = Aside::session(aside.as_ref(), session);
    let Session {
        repo,
        server,
        monitor,
        ..
    } = session;
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
    let bases_agreed = bases.accounts_with(&agreed);
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
    Ok(PushPlan {
        described: plan::describe(&operations, &there, &account),
        refusals: Vec::new(),
        guards: plan::guards(&operations, &there),
        notes,
        warnings: local.warnings.clone(),
        is_remote_ahead: remote.account != shown_part(&agreed, hidden, &remote.elsewhere),
        operations,
        branch,
        head,
        base,
        newest,
        local,
        remote,
        merged: account,
        folder: merged.folder,
        created,
        rests,
        names,
        restored,
        aside,
        made_at: now,
    })
}

impl PushPlan {
    /// Returns true if what is planned of some boards is what is planned of all.
    ///
    /// Only for assertions: it costs what leaving boards aside saves.
    fn is_that_of_all_boards(&self, session: Session<'_>) -> bool {
        let session = Session {
            monitor: &Silent,
            ..session
        };
        let is_same = |all: Self| {
            self.operations == all.operations
                && self.described == all.described
                && self.guards == all.guards
                && self.notes == all.notes
                && self.warnings == all.warnings
                && self.is_remote_ahead == all.is_remote_ahead
        };
        self.aside.is_none() || self.of_all_boards(session).is_ok_and(is_same)
    }

    /// Plans the same once more, with nothing left aside; the files are read anew.
    ///
    /// # Errors
    /// As for [`prepare`].
    pub(super) fn of_all_boards(&self, session: Session<'_>) -> Result<Self, SyncError> {
        let at = (self.branch.clone(), self.head.clone());
        let all = Start::of_all(session, &self.head)?;
        let remote = match &self.aside {
            Some(aside) => aside.with_all(session, &self.remote)?,
            None => self.remote.clone(),
        };
        planned(session, at, all, remote, self.made_at)
    }

    /// Returns the plan if it does what `sent` did.
    ///
    /// # Errors
    /// `Saved` if files were edited since, so that it would do something else.
    pub(super) fn with_operations_of(self, sent: &Self) -> Result<Self, SyncError> {
        if self.operations == sent.operations {
            return Ok(self);
        }
        let cards = sent.local.known.layout.cards.values();
        Err(SyncError::Saved {
            paths: cards.map(|card| card.path.clone()).collect(),
        })
    }

    /// Returns true if only the files of some cards were read.
    pub(super) fn is_part(&self) -> bool {
        self.aside.as_ref().is_some_and(Aside::is_part)
    }

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

/// Returns the commit that a plan starts from.
pub(super) fn head_of(plan: &PushPlan) -> Result<CommitId, SyncError> {
    plan.head
        .commit()
        .ok_or_else(|| SyncError::bug("a push from a branch without a commit"))
}
