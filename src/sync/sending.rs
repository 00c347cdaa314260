//! Sending: what a push planned is done on the server, read back, and written into commits.

use jiff::Timestamp;

use crate::board::Account;
use crate::monitor::Event;
use crate::plan;
use crate::plan::verify::Difference;

use super::aside::Aside;
use super::error::{Command, SyncError};
use super::execute::{Stopped, Told, execute};
use super::half_member::half_member;
use super::journal::cut_off;
use super::journal::{Beginning, Journal, Seen};
use super::push::PushPlan;
use super::session::{Session, check_obstacles};
use super::uploads::{self, LocalContents};
use super::written::{WrittenBack, write_back};

/// How much room on the disk one operation may need, at a guess that is large.
const NEEDED_BYTES_A_CARD: u64 = 64 << 10;

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

/// Ends a push that has nothing to do: all of one that was cut off before is settled then.
///
/// # Errors
/// The journal cannot be removed.
pub fn end_without_work(session: Session<'_>) -> Result<(), SyncError> {
    let folder = session.repo.common_folder()?;
    cut_off::forget(&folder).map_err(SyncError::notes("end the journal"))
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
    let whole = session;
    let session = Aside::session(plan.aside.as_ref(), session);
    let Session {
        repo,
        provider,
        server,
        monitor,
        ..
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
    let half = half_member(session)?;
    let journal = Journal::begin(&folder, &beginning, &plan.created, half)
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
    let written = write_back(whole, &plan, &executed, &journal, now).await;
    let (differences, written) = match written {
        Ok((differences, written)) => (differences, Ok(written)),
        Err(error) => (Vec::new(), Err(error)),
    };
    let is_whole = written
        .as_ref()
        .is_ok_and(|written| written.left.is_empty() && !written.has_open_creates);
    let is_half = !half_member(session).is_ok_and(|half| half.is_none());
    if is_whole && !is_half {
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
