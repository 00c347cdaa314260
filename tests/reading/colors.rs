//! Colors mean something, and nothing is lost without them.

use snapbox::{assert_data_eq, str};

use super::world::{edited, run};
use crate::support::sandbox::Sandbox;

/// Makes escapes visible.
fn visible(text: &str) -> String {
    text.replace('\u{1b}', "^")
}

/// Returns the text without colors.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[test]
fn status_in_colors() {
    let ran = run(&mut edited(), "80", &["status", "--color", "always"]).code(0);
    assert_data_eq!(visible(&ran.out), str![]);
}

#[test]
fn diff_in_colors() {
    let ran = run(&mut edited(), "80", &["diff", "--color", "always"]).code(0);
    assert_data_eq!(visible(&ran.out), str![]);
}

#[test]
fn push_in_colors() {
    let ran = run(&mut edited(), "80", &["push", "--yes", "--color", "always"]).code(0);
    assert_data_eq!(visible(&ran.out), str![]);
}

#[test]
fn log_in_colors() {
    let mut served = edited();
    served.push(&["--yes"]);
    let ran = run(&mut served, "80", &["log", "--color", "always"]).code(0);
    assert_data_eq!(visible(&super::log::stable(&ran.out)), str![]);
}

#[test]
fn colors_take_nothing_away_and_no_room() {
    for columns in ["80", "200"] {
        for command in ["status", "diff"] {
            let mut served = edited();
            let with = run(&mut served, columns, &[command, "--color", "always"]).code(0);
            let without = run(&mut served, columns, &[command]).code(0);
            assert_eq!(plain(&with.out), without.out);
        }
    }
}

#[test]
fn no_color_is_obeyed() {
    let mut served = edited();
    served.set("CLICOLOR_FORCE", "1");
    let ran = run(&mut served, "80", &["status"]).code(0);
    assert!(ran.out.contains('\u{1b}'));
    served.set("NO_COLOR", "1");
    let ran = run(&mut served, "80", &["status", "--color", "never"]).code(0);
    assert!(!ran.out.contains('\u{1b}'));
}

#[test]
fn help_has_colors_where_they_are_wanted() {
    let mut sandbox = Sandbox::new();
    sandbox.set("CLICOLOR_FORCE", "1");
    let with = sandbox.git_board(".", &["push", "--help"]).code(0);
    let sandbox = Sandbox::new();
    let without = sandbox.git_board(".", &["push", "--help"]).code(0);
    assert!(with.out.contains('\u{1b}'));
    assert_eq!(plain(&with.out), without.out);
}
