//! Several states that HEAD reaches through git become one that contains them all.

use crate::plan::Summary;
use crate::repo::{CommitId, Head};

use super::bases::Bases;
use super::error::SyncError;
use super::fetch::{Fetched, commit_state};
use super::new_head::reaches;
use super::session::Session;
use super::sides::StateSide;
use super::stamps::keep_stamp;

/// Where HEAD reaches several states through git, makes one that contains them all; else returns
/// what was fetched.
///
/// Until then a value that is equal to an older one of those counts as no edit, so that one that
/// somebody writes again would be lost.
pub(super) fn joined(
    session: Session<'_>,
    bases: &Bases,
    head: &Head,
    fetched: Fetched,
) -> Result<Fetched, SyncError> {
    let repo = session.repo;
    let newest = fetched.state.commit.commit;
    if bases.older().is_empty() || !reaches(session, head.commit(), newest)? {
        return Ok(fetched);
    }
    let Fetched {
        state,
        remote,
        summary,
        before: _,
    } = fetched;
    let others = bases.all().map(|base| base.commit.commit);
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
        before: None,
    })
}
