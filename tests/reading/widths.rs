//! What is printed fits 80 columns, and uses 200.

use snapbox::{assert_data_eq, str};

use super::world::{edited, run};

#[test]
fn status_at_80_columns() {
    let ran = run(&mut edited(), "80", &["status"]).code(0);
    assert_data_eq!(ran.out, str![]);
}

#[test]
fn status_at_200_columns() {
    let ran = run(&mut edited(), "200", &["status"]).code(0);
    assert_data_eq!(ran.out, str![]);
}

#[test]
fn diff_at_80_columns() {
    let ran = run(&mut edited(), "80", &["diff"]).code(0);
    assert_data_eq!(ran.out, str![]);
}

#[test]
fn diff_at_200_columns() {
    let ran = run(&mut edited(), "200", &["diff"]).code(0);
    assert_data_eq!(ran.out, str![]);
}

#[test]
fn push_at_80_columns() {
    let ran = run(&mut edited(), "80", &["push", "--yes"]).code(0);
    assert_data_eq!(ran.out, str![]);
}

#[test]
fn push_at_200_columns() {
    let ran = run(&mut edited(), "200", &["push", "--yes"]).code(0);
    assert_data_eq!(ran.out, str![]);
}

#[test]
fn log_at_80_columns() {
    let mut served = edited();
    served.push(&["--yes"]);
    let ran = run(&mut served, "80", &["log"]).code(0);
    assert_data_eq!(super::log::stable(&ran.out), str![]);
}

#[test]
fn log_at_200_columns() {
    let mut served = edited();
    served.push(&["--yes"]);
    let ran = run(&mut served, "200", &["log"]).code(0);
    assert_data_eq!(super::log::stable(&ran.out), str![]);
}

#[test]
fn help_at_80_columns() {
    let mut served = crate::support::sandbox::Sandbox::new();
    served.set("COLUMNS", "80");
    let ran = served.git_board(".", &["--help"]).code(0);
    assert_data_eq!(ran.out, str![]);
}

#[test]
fn help_at_200_columns() {
    let mut served = crate::support::sandbox::Sandbox::new();
    served.set("COLUMNS", "200");
    let ran = served.git_board(".", &["--help"]).code(0);
    assert_data_eq!(ran.out, str![]);
}

#[test]
fn no_line_is_longer_than_the_terminal_is_wide() {
    let mut served = edited();
    for arguments in [&["status"][..], &["push", "--dry-run"], &["log"]] {
        let ran = run(&mut served, "60", arguments).code(0);
        for line in ran.out.lines().skip(1) {
            assert!(line.chars().count() <= 60, "{line}");
        }
    }
}

#[test]
fn every_command_has_examples_in_its_help() {
    let sandbox = crate::support::sandbox::Sandbox::new();
    let help = sandbox.git_board(".", &["--help"]).code(0).out;
    let commands = help.split_once("Commands:\n").expect("commands").1;
    let commands = commands.split_once("\n\n").expect("an end").0;
    let names = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let mut count = 0;
    for name in names.filter_map(|line| line.split_whitespace().next()) {
        if name == "help" {
            continue;
        }
        count += 1;
        let help = sandbox.git_board(".", &[name, "--help"]).code(0).out;
        assert!(help.contains("\nExamples:\n"), "{name}:\n{help}");
    }
    assert!(count >= 20, "{commands}");
}
