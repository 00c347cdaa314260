//! Arguments, commands, printing, prompting; the only module that prints.

pub mod args;
pub mod clone;
pub mod conflict_view;
pub mod connection;
pub mod credentials;
pub mod demo;
pub mod desk;
pub mod error;
pub mod exit_code;
pub mod failure;
pub mod fault_words;
pub mod fetch;
pub mod interrupt;
pub mod json;
pub mod logging;
pub mod login;
pub mod machine;
pub mod merge_driver;
pub mod mistyped;
pub mod printer;
pub mod progress;
pub mod prompt;
pub mod pull;
pub mod push;
pub mod reading;
pub mod running;
pub mod screen;
pub mod seed;
pub mod serve;
pub mod service_failure;
pub mod sign_in;
pub mod target;
pub mod writing;

use std::process::ExitCode;

use args::{Arguments, Command};
use error::Failure;
use exit_code::Exit;
use printer::Printer;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    // A shell that completes asks by a variable, and gets an answer before anything else happens.
    machine::completions::answer_the_shell();
    logging::start();
    let arguments = mistyped::arguments();
    let mut printer = Printer::new(&arguments.common);
    if let Some(command) = arguments.command.for_a_script() {
        printer = printer.for_a_script(command);
    }
    let result = dispatch(&arguments, printer);
    screen::restore();
    printer.end(&result);
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
        Command::Status(options) => reading::status::status(common, options, printer),
        Command::Diff(options) => reading::diff::diff(common, options, printer),
        Command::Push(options) => push::push(common, options, printer),
        Command::Check(options) => reading::check::check(common, options, printer),
        Command::Login(options) => login::login(common, options, printer),
        Command::Logout(options) => login::logout(common, options, printer),
        Command::Log(options) => reading::log::log(common, options, printer),
        Command::Completions(options) => machine::completions::completions(options, &printer),
        Command::Man(options) => machine::man::man(common, options, &printer),
        Command::Schema => {
            printer.raw(json::SCHEMA);
            Ok(Exit::Done)
        }
        Command::Version => machine::version::version(common, &printer),
        Command::New(options) => writing::new::new(common, options, printer),
        Command::Mv(options) => writing::mv::mv(common, options, printer),
        Command::Rm(options) => writing::rm::rm(common, options, printer),
        Command::Archive(options) => writing::archive::archive(common, options, printer),
        Command::Open(options) => writing::open::open(common, options, printer),
        Command::Tidy(options) => writing::tidy::tidy(common, options, printer),
        Command::Serve(options) => serve::serve(common, options, printer),
        Command::Demo(options) => demo::demo(common, options, printer),
        Command::MergeDriver(options) => merge_driver::merge_driver(common, options),
    }
}
