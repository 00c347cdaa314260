//! The three-way merge with git's text merge handed in, and what the caller knows of the account.

use crate::board::Account;
use crate::plan::{self, BodyMerge, Merged};
use crate::repo::{self, ConflictStyle, Sides};

use super::error::SyncError;

/// Merges an account: `bases` are the states that HEAD reaches, newest first.
///
/// # Errors
/// `Bug` if a thing of the three sides would be lost.
pub fn merge(bases: &[&Account], local: &Account, remote: &Account) -> Result<Merged, SyncError> {
    Ok(plan::merge(bases, local, remote, &merge_bodies)?)
}

fn merge_bodies(base: &str, ours: &str, theirs: &str) -> BodyMerge {
    let sides = Sides {
        base: "base",
        local: "here",
        remote: "there",
    };
    let merged = repo::merge_text(
        base.as_bytes(),
        ours.as_bytes(),
        theirs.as_bytes(),
        sides,
        ConflictStyle::Diff3,
    );
    match merged {
        Ok(repo::Merged::Clean(bytes)) => match String::from_utf8(bytes) {
            Ok(text) => BodyMerge::Clean(text),
            Err(_) => BodyMerge::Conflict,
        },
        Ok(repo::Merged::Conflict(_) | repo::Merged::NotText) | Err(_) => BodyMerge::Conflict,
    }
}
