//! `git board tidy`: files and folders get the names of today's titles.

use crate::cli::args::CommonOptions;
use crate::cli::args::writing::TidyOptions;
use crate::cli::desk::Desk;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::printer::{FAINT, Printer};
use crate::plan::words::counted;
use crate::sync::error::SyncError;
use crate::sync::tidying::{rename, renames};

/// Shows which names differ from today's titles, and with `--rename` renames in a commit.
///
/// # Errors
/// In words for a person; nothing has changed then.
pub fn tidy(
    common: &CommonOptions,
    options: &TidyOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let desk = match options.rename {
        true => Desk::to_change(common, printer)?,
        false => Desk::to_read(common, printer)?,
    };
    let renames = renames(&desk.server, &desk.here)?;
    if renames.named.is_empty() {
        printer.out("Every file and folder is named as its title is today.");
        return Ok(Exit::Done);
    }
    let named = renames.named.clone();
    if options.rename {
        let state = desk.repo.state();
        if state != crate::repo::State::Clean {
            return Err(SyncError::Busy(state).into());
        }
        rename((&desk.repo, &desk.progress), &desk.here, renames)?;
    }
    for (old, new) in &named {
        let name = new.rsplit('/').next().unwrap_or(new);
        printer.out(format!("{} {FAINT}→{FAINT:#} {name}", desk.shown(old)));
    }
    let count = counted(named.len(), "name");
    match options.rename {
        true => printer.note(format!("{count} changed, in a commit of its own.")),
        false => printer.note(format!(
            "{count} would change; `git board tidy --rename` does it, in a commit of its own."
        )),
    }
    Ok(Exit::Done)
}
