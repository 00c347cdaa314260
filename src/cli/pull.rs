//! `git board pull`.

use crate::sync::pull::{PullPlan, Pulled, carry_out, prepare};
use crate::sync::remote::HowToRead;
use crate::sync::rest::is_at_rest;

use super::args::{CommonOptions, PullOptions};
use super::conflict_view::of_pulled;
use super::error::Failure;
use super::exit_code::Exit;
use super::json;
use super::printer::Printer;
use super::prompt;
use super::running::{Opened, now};

const UP_TO_DATE: &str = "Already up to date.";

/// Fetches and merges what changed on the server into branch and files.
///
/// # Errors
/// In words for a person.
pub fn pull(
    common: &CommonOptions,
    options: &PullOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let opened = Opened::new(common, printer)?;
    let session = opened.session();
    let how = if options.full {
        HowToRead::Full
    } else {
        HowToRead::Conditional
    };
    let planned = opened.run(async {
        if how == HowToRead::Conditional && is_at_rest(session, now()).await? {
            return Ok(None);
        }
        prepare(session, &how, now()).await.map(Some)
    })?;
    let Some(plan) = planned else {
        opened.progress.finish();
        printer.record(|document| document.operations = json::operations(&[], &|_| None));
        printer.out(UP_TO_DATE);
        return Ok(Exit::Done);
    };
    for warning in &plan.warnings {
        printer.warning(warning);
    }
    ask(&plan, options.yes)?;
    let (summary, notes) = (plan.summary.clone(), plan.notes.clone());
    let conflicts = plan.conflicts.clone();
    printer.record(|document| {
        document.problems = json::problems(&plan.warnings);
        document.operations = json::operations(&summary.described, &|_| None);
    });
    let pulled = carry_out(session, plan)?;
    opened.progress.finish();
    printer.record(|document| document.files = Some(pulled.files));
    for note in &notes {
        printer.note(note);
    }
    if !pulled.left.is_empty() && !conflicts.is_empty() {
        print_left(&printer, &pulled);
        return Ok(Exit::PartlyDone);
    }
    print_pulled(&printer, &summary.lines, &pulled);
    print_left(&printer, &pulled);
    if !conflicts.is_empty() {
        printer.flush();
        return Err(of_pulled(&conflicts, pulled.is_merging));
    }
    Ok(if pulled.left.is_empty() {
        Exit::Done
    } else {
        Exit::PartlyDone
    })
}

fn ask(plan: &PullPlan, is_agreed: bool) -> Result<(), Failure> {
    if plan.guards.is_empty() || is_agreed {
        return Ok(());
    }
    let refusal = Failure {
        lines: plan
            .guards
            .iter()
            .map(|guard| format!("this {guard}"))
            .collect(),
        ..Failure::new(Exit::Guarded, "the pull would remove much here")
    }
    .line("nothing was changed here")
    .hint("if that is right: git board pull --yes");
    if !prompt::is_interactive() {
        return Err(refusal);
    }
    let reasons: Vec<String> = plan.guards.iter().map(ToString::to_string).collect();
    let question = format!("This pull {}. Go on?", reasons.join(", "));
    if prompt::confirm(&question).unwrap_or(false) {
        Ok(())
    } else {
        Err(refusal)
    }
}

fn print_pulled(printer: &Printer, lines: &[String], pulled: &Pulled) {
    if pulled.head.is_none() {
        printer.out(UP_TO_DATE);
        return;
    }
    for line in lines {
        printer.out(format!("  {line}"));
    }
    let files = match pulled.files {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    };
    printer.out(format!("Pulled: {files} written."));
}

fn print_left(printer: &Printer, pulled: &Pulled) {
    for left in &pulled.left {
        printer.warning(format!(
            "`{}` was saved while the pull ran and was left as it is; run `git board pull` again",
            left.path
        ));
    }
}
