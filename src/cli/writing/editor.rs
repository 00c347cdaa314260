//! The person's editor, as git finds and starts it.

use std::path::Path;
use std::process::Command;

use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::repo::Repo;
use crate::sync::error::SyncError;

/// Opens a file in the person's editor and waits until it is closed.
///
/// # Errors
/// git knows no editor here, or the editor failed.
pub fn edit(repo: &Repo, path: &Path) -> Result<(), Failure> {
    let editor = repo.program("GIT_EDITOR").map_err(|error| {
        Failure::from(SyncError::from(error))
            .hint("name one with `git config --global core.editor NAME`, or use `--no-edit`")
    })?;
    // What git means by no editor at all.
    if editor == ":" {
        return Ok(());
    }
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$@\""))
        .arg(&editor)
        .arg(path)
        .status()
        .map_err(|error| {
            Failure::new(Exit::Failed, format!("failed to start `{editor}`: {error}"))
        })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(
        Exit::Failed,
        format!("there was a problem with the editor `{editor}`"),
    ))
}
