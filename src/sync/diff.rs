//! What a pull would bring, read from the server; nothing is written.

use jiff::Timestamp;

use crate::plan::{self, Described};

use super::bases::Bases;
use super::error::SyncError;
use super::fetch::newest_state;
use super::remote::{HowToRead, read_remote};
use super::session::Session;
use super::unseen::shown_part;

/// Returns what changed on the server since the base, in words.
///
/// # Errors
/// As met; nothing is written.
pub async fn remote_changes(
    session: Session<'_>,
    now: Timestamp,
) -> Result<Vec<Described>, SyncError> {
    let Session {
        repo,
        server,
        monitor,
        ..
    } = session;
    let bases = Bases::of(repo, server, repo.head()?.commit(), monitor)?;
    let state = newest_state(session, &bases)?;
    let remote = read_remote(session, Some(&state), &HowToRead::Conditional, now).await?;
    let base = bases.newest();
    let before = shown_part(
        &base.side.known.account,
        &remote.out_of_sight,
        &remote.elsewhere,
    );
    let operations = plan::operations(&before, &remote.account, now);
    Ok(plan::describe(&operations, &before, &remote.account))
}
