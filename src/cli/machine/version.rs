//! `git board version`.

use std::env::consts::{ARCH, OS};

use crate::board::Service;
use crate::cli::args::CommonOptions;
use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::cli::json;
use crate::cli::printer::Printer;
use crate::repo::{git_version, libgit2_version};

/// Prints the version; if the person wants to know much, also what a report of a mistake needs.
///
/// # Errors
/// None.
pub fn version(common: &CommonOptions, printer: &Printer) -> Result<Exit, Failure> {
    printer.out(concat!("git-board ", env!("CARGO_PKG_VERSION")));
    if !common.verbose {
        return Ok(Exit::Done);
    }
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    let services: Vec<&str> = Service::ALL.iter().map(|service| service.title()).collect();
    let git = git_version().unwrap_or_else(|| "not found".to_owned());
    for (name, value) in [
        ("built for", format!("{ARCH}-{OS}, {build}")),
        ("git", git),
        ("libgit2", libgit2_version()),
        ("services", services.join(", ")),
        ("json", format!("version {}", json::VERSION)),
    ] {
        printer.out(format!("{name}: {value}"));
    }
    Ok(Exit::Done)
}
