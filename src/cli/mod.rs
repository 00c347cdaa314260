//! Arguments, commands, printing, prompting; the only module that prints.

pub mod args;
pub mod clone;
pub mod conflict_view;
pub mod connection;
pub mod credentials;
pub mod demo;
pub mod diff;
pub mod error;
pub mod exit_code;
pub mod failure;
pub mod fault_words;
pub mod fetch;
pub mod interrupt;
pub mod logging;
pub mod login;
pub mod merge_driver;
pub mod mistyped;
pub mod plan_view;
pub mod printer;
pub mod progress;
pub mod prompt;
pub mod pull;
pub mod push;
pub mod running;
pub mod screen;
pub mod seed;
pub mod serve;
pub mod service_failure;
pub mod sign_in;
pub mod status;
pub mod target;

use std::process::ExitCode;

use args::{Arguments, Command};
use error::Failure;
use exit_code::Exit;
use printer::Printer;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    logging::start();
    let arguments = mistyped::arguments();
    let printer = Printer::new(&arguments.common);
    let result = dispatch(&arguments, printer);
    screen::restore();
    printer.flush();
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            printer.failure(&failure);
            failure.exit.into()
        }
    }
}

fn dispatch(arguments: &Arguments, printer: Printer) -> Result<Exit, Failure> {
    let common = &arguments.common;
    match &arguments.command {
        Command::Clone(options) => clone::clone(common, options, printer),
        Command::Pull(options) => pull::pull(common, options, printer),
        Command::Fetch(options) => fetch::fetch(common, options, printer),
        Command::Status(options) => status::status(common, options, printer),
        Command::Diff(options) => diff::diff(common, options, printer),
        Command::Push(options) => push::push(common, options, printer),
        Command::Check(options) => status::check(common, options, printer),
        Command::Login(options) => login::login(common, options, printer),
        Command::Logout(options) => login::logout(common, options, printer),
        Command::Serve(options) => serve::serve(common, options, printer),
        Command::Demo(options) => demo::demo(common, options, printer),
        Command::MergeDriver(options) => merge_driver::merge_driver(common, options),
    }
}
