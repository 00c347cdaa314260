//! `git board push`.

use crate::plan::verify::Verdict;
use crate::plan::{Refusal, line};
use crate::provider::{ApplyError, ProviderError};
use crate::sync::error::SyncError;
use crate::sync::push::{Purpose, PushPlan, prepare};
use crate::sync::sending::{Pushed, carry_out, end_without_work};

use super::args::{CommonOptions, PushOptions};
use super::error::Failure;
use super::exit_code::Exit;
use super::json;
use super::printer::Printer;
use super::prompt;
use super::reading::plan_view::{count, print_plan};
use super::running::{Opened, now};
use super::service_failure::{NOTHING_DONE, of_apply};

/// Shows the plan, sends it, verifies, commits.
///
/// # Errors
/// In words for a person; they say what is done and what is not.
pub fn push(
    common: &CommonOptions,
    options: &PushOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let opened = Opened::new(common, printer)?;
    let session = opened.session();
    let purpose = if options.dry_run {
        Purpose::Showing
    } else {
        Purpose::Sending
    };
    let plan = opened.run(prepare(session, purpose, now()))?;
    for warning in &plan.warnings {
        printer.warning(warning);
    }
    for note in &plan.notes {
        printer.note(note);
    }
    record(&printer, &plan);
    if plan.is_nothing() {
        if !options.dry_run {
            end_without_work(session)?;
        }
        opened.progress.finish();
        printer.out("Nothing to push.");
        if plan.is_remote_ahead {
            printer.note("The server has changes; `git board pull` brings them.");
        }
        return Ok(Exit::Done);
    }
    print_plan(&printer, &plan.described);
    check_refusals(&plan)?;
    if options.dry_run {
        opened.progress.finish();
        printer.out(format!("{} would be sent.", count(plan.operations.len())));
        return Ok(Exit::Done);
    }
    check_guards(&plan, options)?;
    let words: Vec<String> = plan.described.iter().map(line).collect();
    let pushed = opened.run(carry_out(session, plan, now()))?;
    if is_logged_out(&pushed) {
        opened.connection.forget();
    }
    opened.progress.finish();
    report(&printer, &words, pushed)
}

/// Returns true if the server took the credentials no more.
fn is_logged_out(pushed: &Pushed) -> bool {
    let stopped = pushed.stopped.as_ref();
    match stopped.and_then(|stopped| stopped.error.as_ref()) {
        Some(ApplyError::Failed { error, .. } | ApplyError::Unknown { error, .. }) => {
            matches!(**error, ProviderError::NotLoggedIn { .. })
        }
        Some(ApplyError::Stale { .. }) | None => false,
    }
}

fn record(printer: &Printer, plan: &PushPlan) {
    printer.record(|document| {
        document.operations = json::operations(&plan.described, &|key| plan.card_path(key));
        document.problems = json::problems(&plan.warnings);
        document.guards = json::guards(&plan.guards);
        document.refusals = json::refusals(&plan.refusals);
        document.remote_is_ahead = Some(plan.is_remote_ahead);
        document.done = Some(0);
    });
}

fn check_refusals(plan: &PushPlan) -> Result<(), Failure> {
    if plan.refusals.is_empty() {
        return Ok(());
    }
    let is_about_rights = |refusal: &Refusal| refusal.reason.is_about_rights();
    let is_about_own_access = |refusal: &Refusal| refusal.reason.is_about_own_access();
    let (exit, headline, hint) = if plan.refusals.iter().any(is_about_own_access) {
        (
            Exit::Guarded,
            "the account would take from itself what it needs",
            "push the rest first, or ask somebody else who manages the board",
        )
    } else if plan.refusals.iter().all(is_about_rights) {
        (
            Exit::NotAllowed,
            "the account may not do this",
            "ask the board's owner for more rights, or undo these edits; then push again",
        )
    } else {
        (
            Exit::Guarded,
            "the server cannot take this",
            "undo these edits, and push again",
        )
    };
    Err(Failure {
        lines: plan.refusals.iter().map(ToString::to_string).collect(),
        ..Failure::new(exit, headline)
    }
    .line("nothing was sent")
    .hint(hint))
}

fn check_guards(plan: &PushPlan, options: &PushOptions) -> Result<(), Failure> {
    let forbidden: Vec<String> = plan
        .guards
        .iter()
        .filter(|guard| guard.needs_allow_deletes() && !options.allow_deletes)
        .map(|guard| format!("this {guard}"))
        .collect();
    if !forbidden.is_empty() {
        return Err(Failure {
            lines: forbidden,
            ..Failure::new(Exit::Guarded, "the plan deletes much")
        }
        .line("nothing was sent")
        .hint(if prompt::is_interactive() {
            "if that is right: git board push --allow-deletes"
        } else {
            "if that is right: git board push --allow-deletes --yes"
        }));
    }
    if plan.guards.is_empty() || options.yes {
        return Ok(());
    }
    let refusal = Failure::new(Exit::Guarded, "the plan deletes, and nobody agreed to that")
        .line("nothing was sent")
        .hint("if it is right: git board push --yes");
    if !prompt::is_interactive() {
        return Err(refusal);
    }
    let reasons: Vec<String> = plan.guards.iter().map(ToString::to_string).collect();
    let question = format!("This {}. Go on?", reasons.join(", "));
    if prompt::confirm(&question).unwrap_or(false) {
        Ok(())
    } else {
        Err(refusal)
    }
}

/// Returns the failure that what was done could not be written here; what stopped the sending, if
/// anything did, comes first.
fn not_written(done: usize, of: usize, stopped: Option<Failure>, error: SyncError) -> Failure {
    let sent = format!(
        "{done} of {} were sent; what came of them is not in the files yet",
        count(of)
    );
    let Some(stopped) = stopped else {
        let mut failure = Failure {
            exit: Exit::PartlyDone,
            ..Failure::from(error)
        };
        failure.lines.retain(|line| line != NOTHING_DONE);
        return failure
            .line(sent)
            .hint("run `git board push` again; it goes on from here");
    };
    let failure = stopped.line(sent);
    match error {
        // They are the reason why it stopped.
        SyncError::Conflicts(conflicts) => conflicts.iter().fold(failure, |failure, conflict| {
            failure.line(conflict.to_string())
        }),
        // That is why it stopped, too.
        SyncError::Provider(ProviderError::Stopped) => failure,
        error => failure.line(Failure::from(error).headline),
    }
}

fn report(printer: &Printer, words: &[String], pushed: Pushed) -> Result<Exit, Failure> {
    let Pushed {
        done,
        stopped,
        differences,
        written,
    } = pushed;
    printer.record(|document| document.done = Some(done));
    for difference in &differences {
        match difference.verdict {
            Verdict::NormalForm => {}
            Verdict::Beside => printer.note(difference),
            Verdict::StillOld | Verdict::Other => printer.warning(difference),
        }
    }
    let stopped = stopped.map(|stopped| {
        let what = words.get(stopped.number).map_or("", String::as_str);
        of_apply(what, stopped.error.as_ref())
    });
    let written = match written {
        Ok(written) => written,
        Err(error) => return Err(not_written(done, words.len(), stopped, error)),
    };
    for left in &written.left {
        printer.warning(format!(
            "`{}` was saved while the push ran and was left as it is; run `git board push` again",
            left.path
        ));
    }
    if let Some(stopped) = stopped {
        return Err(stopped.line(format!(
            "{done} of {} were done; the rest is unchanged on the server and in the files",
            count(words.len())
        )));
    }
    printer.out(format!("Pushed: {} done.", count(done)));
    let is_whole = written.left.is_empty()
        && !differences
            .iter()
            .any(|one| one.verdict == Verdict::StillOld);
    Ok(if is_whole {
        Exit::Done
    } else {
        Exit::PartlyDone
    })
}
