//! `git board status`: what a push would do, and what is wrong with the files.

use crate::cli::args::{CommonOptions, StatusOptions};
use crate::cli::connection::{account_of, open_repo};
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::json::{AccountPart, CutOffPart, operations, problems};
use crate::cli::printer::{CHANGED, Printer};
use crate::cli::progress::Progress;
use crate::cli::running::now;
use crate::monitor::Monitor;
use crate::plan::words::{Kind, quoted};
use crate::repo::Repo;
use crate::sync::error::SyncError;
use crate::sync::half_pull::is_cut_off;
use crate::sync::session::Server;
use crate::sync::status::{Status, Stranger, StrangerFate, status as read_status};

use super::pager::Pager;
use super::plan_view::{count, print_plan};
use super::width::{columns, wrapped};

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
    let (status, repo, server) = read.map_err(|failure| of_merge(failure, is_merging))?;
    record(&printer, &status, &server);
    for warning in &status.warnings {
        printer.warning(warning);
    }
    let _pager = Pager::start(&repo, &printer);
    let branch = status.head.branch().unwrap_or("(none)");
    printer.out(format!(
        "On branch {branch}; agreed with {} at {}",
        server.url,
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
    print_strangers(&printer, &status.strangers);
    if status.operations.is_empty() {
        if status.strangers.is_empty() {
            printer.out("Nothing to push.");
        }
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

fn record(printer: &Printer, status: &Status, server: &Server) {
    let layout = &status.local.layout;
    printer.record(|document| {
        document.account = Some(AccountPart {
            url: server.url.clone(),
            user: server.account.clone(),
            service: server.service.word(),
        });
        document.branch = status.head.branch().map(str::to_owned);
        document.agreed_at = Some(status.agreed_at.to_string());
        document.operations = operations(&status.described, &|key| layout.card_path(key));
        document.problems = problems(&status.warnings);
        document.cut_off = status
            .cut_off
            .map(|(operations, done)| CutOffPart { operations, done });
        document.fetched = status
            .fetched
            .as_ref()
            .and_then(|fetched| operations(&fetched.described, &|_| None));
        let strangers = status.strangers.iter().map(stranger_words);
        document.notes.extend(strangers);
    });
}

/// Prints what a push will ask the server about.
fn print_strangers(printer: &Printer, strangers: &[Stranger]) {
    if strangers.is_empty() {
        return;
    }
    printer.out("Unknown here; a push asks the server for it:");
    for stranger in strangers {
        let words = stranger_words(stranger);
        let words = wrapped(&words, columns(), 4, 4);
        printer.out(format!("  {CHANGED}?{CHANGED:#} {words}"));
    }
}

fn stranger_words(stranger: &Stranger) -> String {
    let described = &stranger.described;
    let kind = described.kind;
    let id = described.id.as_deref().unwrap_or("?");
    let title = quoted(&described.title);
    let file = match kind {
        Kind::Board | Kind::Stack => "folder",
        Kind::Label | Kind::Member | Kind::Milestone => "entry",
        Kind::Card | Kind::Attachment | Kind::Comment => "file",
    };
    match stranger.fate {
        StrangerFate::Goes => format!(
            "{kind} {title} ({id}): it is as it was before it was deleted; if the server has it no \
             more, the {file} goes here"
        ),
        StrangerFate::Conflict => format!(
            "{kind} {title} ({id}): if the server does not have it, the push is refused; delete \
             the {file}, or remove `id` to make a new {kind}"
        ),
    }
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

/// Reads the status of the repository around the person's folder.
///
/// # Errors
/// In words for a person.
pub fn offline(
    common: &CommonOptions,
    printer: Printer,
) -> Result<(Status, Repo, Server), Failure> {
    let repo = open_repo(common)?;
    let known = account_of(&repo)?;
    let progress = Progress::new(printer, common.quiet);
    let monitor: &dyn Monitor = &progress;
    let status = read_status(&repo, &known.server, monitor, now())?;
    progress.finish();
    Ok((status, repo, known.server))
}
