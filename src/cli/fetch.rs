//! `git board fetch`.

use crate::sync::fetch::fetch as fetch_state;
use crate::sync::remote::HowToRead;

use super::args::{CommonOptions, FetchOptions};
use super::error::Failure;
use super::exit_code::Exit;
use super::json;
use super::printer::Printer;
use super::running::{Opened, now};

/// Brings the server's state to `board/main`.
///
/// # Errors
/// In words for a person.
pub fn fetch(
    common: &CommonOptions,
    options: &FetchOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let opened = Opened::new(common, printer)?;
    let how = if options.full {
        HowToRead::Full
    } else {
        HowToRead::Conditional
    };
    let fetched = opened.run(fetch_state(opened.session(), None, &how, now()))?;
    opened.progress.finish();
    let described = fetched
        .summary
        .as_ref()
        .map(|summary| &summary.described[..]);
    printer.record(|document| {
        document.operations = json::operations(described.unwrap_or_default(), &|_| None);
    });
    match &fetched.summary {
        None => printer.out("Nothing changed there."),
        Some(summary) => {
            for line in &summary.lines {
                printer.out(format!("  {line}"));
            }
            printer.out("Fetched to board/main; `git board pull` merges it.");
        }
    }
    Ok(Exit::Done)
}
