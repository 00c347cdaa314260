//! `git board status` and `git board check`.

use crate::monitor::Monitor;
use crate::repo::Repo;
use crate::sync::error::SyncError;
use crate::sync::half_pull::is_cut_off;
use crate::sync::status::{Status, status as read_status};

use super::args::{CheckOptions, CommonOptions, StatusOptions};
use super::conflict_view::unmerged_words;
use super::connection::{account_of, open_repo};
use super::error::Failure;
use super::exit_code::Exit;
use super::merge_driver;
use super::plan_view::{count, print_plan};
use super::printer::Printer;
use super::progress::Progress;
use super::running::now;

/// Shows what a push would do; asks nobody.
///
/// # Errors
/// In words for a person.
pub fn status(
    common: &CommonOptions,
    options: &StatusOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let repo = open_repo(common)?;
    if is_cut_off(&repo)? {
        printer.out(
            "A pull or push was cut off while it wrote files; `git board pull` takes that back \
             and begins again.",
        );
    }
    let merging = merging_words(&repo)?;
    for line in &merging {
        printer.out(line);
    }
    let is_merging = !merging.is_empty();
    let read = offline(common, printer);
    let (status, url) = read.map_err(|failure| of_merge(failure, is_merging))?;
    for warning in &status.warnings {
        printer.warning(warning);
    }
    let branch = status.head.branch().unwrap_or("(none)");
    printer.out(format!(
        "On branch {branch}; agreed with {url} at {}",
        status.agreed_at.strftime("%Y-%m-%d %H:%M UTC")
    ));
    if let Some((operations, done)) = status.cut_off {
        printer.out(format!(
            "A push was cut off: {done} of {} were done; `git board push` goes on from there.",
            count(operations)
        ));
    }
    if let Some(fetched) = &status.fetched {
        printer.out("Fetched and not merged yet (`git board pull` merges it):");
        for line in &fetched.lines {
            printer.out(format!("  {line}"));
        }
    }
    if status.operations.is_empty() {
        printer.out("Nothing to push.");
        return Ok(Exit::Done);
    }
    printer.out(format!("To push ({}):", count(status.operations.len())));
    print_plan(&printer, &status.described);
    Ok(if options.exit_code {
        Exit::Failed
    } else {
        Exit::Done
    })
}

/// Returns what is being merged, and the ways to end it; nothing if nothing is.
fn merging_words(repo: &Repo) -> Result<Vec<String>, Failure> {
    let Some(merging) = repo.merge_head().map_err(SyncError::from)? else {
        return Ok(Vec::new());
    };
    let fetched = repo.fetched().map_err(SyncError::from)?;
    let what = if fetched == Some(merging) {
        "what was pulled".to_owned()
    } else {
        format!("commit {merging}")
    };
    let conflicts = repo.unmerged().map_err(SyncError::from)?.len();
    let open = match conflicts {
        0 => "all conflicts are settled".to_owned(),
        1 => "1 file is in conflict".to_owned(),
        many => format!("{many} files are in conflict"),
    };
    Ok(vec![
        format!("Merging {what} into this branch: {open}."),
        "  `git commit` ends the merge, `git merge --abort` takes it back".to_owned(),
    ])
}

/// Returns a failure for conflicts with what else has to be done in a merge.
fn of_merge(failure: Failure, is_merging: bool) -> Failure {
    if is_merging && failure.exit == Exit::Conflicts {
        return failure.hint(
            "settle them in the files, `git add` these and `git commit`; `git checkout --theirs \
             FILE` takes the server's side or the other branch's, `--ours` yours",
        );
    }
    failure
}

/// Lists everything in the files that a push would refuse; asks nobody.
///
/// # Errors
/// In words for a person.
pub fn check(
    common: &CommonOptions,
    options: &CheckOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let is_asked = |path: &str| {
        options.paths.is_empty()
            || options
                .paths
                .iter()
                .any(|asked| path.starts_with(asked.trim_start_matches("./")))
    };
    let mut repo = open_repo(common)?;
    let known = account_of(&repo)?;
    if options.fix {
        merge_driver::set_up(&mut repo)?;
        printer.note("git merges cards by field in this clone.");
    } else if !merge_driver::is_set_up(&repo)? {
        printer.note("git merges cards by lines here; `git board check --fix` mends that.");
    }
    let progress = Progress::new(printer, true);
    let problems = match read_status(&repo, &known.server, &progress, now()) {
        Ok(status) => status.warnings,
        Err(SyncError::Problems(problems)) => problems,
        Err(SyncError::Unmerged(files)) => {
            let asked = files.iter().filter(|file| is_asked(&file.path));
            let lines: Vec<String> = asked.flat_map(unmerged_words).collect();
            for line in &lines {
                let kind = if line.starts_with(' ') { "" } else { "error: " };
                printer.out(format!("{kind}{line}"));
            }
            return Ok(if lines.is_empty() {
                Exit::Done
            } else {
                Exit::Conflicts
            });
        }
        Err(error) => return Err(error.into()),
    };
    let asked: Vec<_> = problems
        .iter()
        .filter(|problem| is_asked(&problem.path))
        .collect();
    for problem in &asked {
        let kind = if problem.is_error() {
            "error"
        } else {
            "warning"
        };
        printer.out(format!("{kind}: {problem}"));
    }
    if asked.iter().any(|problem| problem.is_error()) {
        return Ok(Exit::Failed);
    }
    printer.note("The files are fit to be pushed.");
    Ok(Exit::Done)
}

/// Reads the status of the repository around the person's folder.
///
/// # Errors
/// In words for a person.
pub fn offline(common: &CommonOptions, printer: Printer) -> Result<(Status, String), Failure> {
    let repo = open_repo(common)?;
    let known = account_of(&repo)?;
    let progress = Progress::new(printer, common.quiet);
    let monitor: &dyn Monitor = &progress;
    let status = read_status(&repo, &known.server, monitor, now())?;
    progress.finish();
    Ok((status, known.server.url))
}
