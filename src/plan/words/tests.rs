//! Tests of the words: commit messages and printed lines.

use snapbox::{assert_data_eq, str};

use super::{describe, line, short_time, summary};
use crate::plan::diff::operations;
use crate::plan::sketch::{account, time};

fn check(from: &str, to: &str, expected: impl snapbox::IntoData) {
    let summary = summary(&account(from), &account(to));
    let mut lines = vec![summary.subject("pull: "), summary.counts, String::new()];
    lines.extend(summary.lines);
    assert_data_eq!(lines.join("\n") + "\n", expected);
}

const BEFORE: &str = "board 1 Roadmap
 label 5 Bug
 stack 2 To do
  card 3 Fix login
  card 4 Write the changelog
  card 6 Third
 stack 7 Doing";

#[test]
fn a_move_and_new_cards_are_named() {
    check(
        BEFORE,
        "board 1 Roadmap
 label 5 Bug
 stack 2 To do
  card 4 Write the changelog
  card 6 Third
  card 8 One
  card 9 Two
 stack 7 Doing
  card 3 Fix login",
        str![[r#"
pull: Roadmap: moved "Fix login" to Doing; 2 new cards
Roadmap: 1 card changed, 2 new

created card "One" in Roadmap / To do
created card "Two" in Roadmap / To do
moved card "Fix login" in Roadmap: To do → Doing, first

"#]],
    );
}

#[test]
fn one_card_that_is_done_archived_or_gone_is_named() {
    let done = BEFORE.replace("Fix login", "Fix login; done 2026-12-01");
    check(
        BEFORE,
        &done,
        str![[r#"
pull: Roadmap: "Fix login" is done
Roadmap: 1 card changed

changed card "Fix login" in Roadmap / To do: done none → 2026-12-01

"#]],
    );
    let archived = BEFORE.replace("Fix login", "Fix login; archived");
    check(
        BEFORE,
        &archived,
        str![[r#"
pull: Roadmap: "Fix login" archived
Roadmap: 1 card changed

changed card "Fix login" in Roadmap / To do: archived

"#]],
    );
    let gone = BEFORE.replace("  card 3 Fix login\n", "");
    check(
        BEFORE,
        &gone,
        str![[r#"
pull: Roadmap: deleted "Fix login"
Roadmap: 1 card deleted

deleted card "Fix login" in Roadmap / To do

"#]],
    );
}

#[test]
fn what_does_not_fit_is_counted() {
    let boards = |title: &str, more: &str| -> String {
        (1..=3)
            .map(|number| {
                let stack = format!(" stack {number}0 Waiting for the other department\n");
                format!(
                    "board {number} Board\n{stack}  card {number}1 {title}\n{}",
                    more.replace('9', &number.to_string())
                )
            })
            .collect()
    };
    let (before, after) = (boards("one", ""), boards("two", " stack +9 y\n"));
    check(
        &before,
        &after,
        str![[r#"
pull: 3 boards: 3 cards changed, 3 other changes
3 boards: 3 cards changed, 3 other changes

created stack "y" in Board
changed card "one" in Board / Waiting for the other department: title "one" → "two"
created stack "y" in Board
changed card "one" in Board / Waiting for the other department: title "one" → "two"
created stack "y" in Board
changed card "one" in Board / Waiting for the other department: title "one" → "two"

"#]],
    );
}

#[test]
fn several_boards_are_named_while_they_fit() {
    let after = format!(
        "{}\nboard 20 Second\n stack 21 S\n  card 22 x\n",
        BEFORE.replace("label 5 Bug", "label 5 Defect")
    );
    check(
        BEFORE,
        &after,
        str![[r#"
pull: Roadmap: changed label "Bug"; new board Second (1 stack, 1 card)
2 boards: 1 other change, 1 new board

changed label "Bug" in Roadmap: name "Bug" → "Defect"
new board Second (1 stack, 1 card)

"#]],
    );
    check(
        &after,
        "",
        str![[r#"
pull: deleted board Roadmap; deleted board Second
2 boards: 2 other changes

deleted board "Roadmap": with 3 cards
deleted board "Second": with 1 card

"#]],
    );
}

#[test]
fn nothing_changed_has_no_words() {
    let summary = summary(&account(BEFORE), &account(BEFORE));
    assert!(summary.subject_parts.is_empty() && summary.lines.is_empty());
    assert_eq!(summary.counts, "");
}

#[test]
fn titles_from_the_server_cannot_break_the_line() {
    let (from, to) = (
        account(BEFORE),
        account(&BEFORE.replace("Third", "a\u{1b}[2J\u{202e}b")),
    );
    let operations = operations(&from, &to, time("2026-12-24"));
    let lines: Vec<String> = describe(&operations, &from, &to).iter().map(line).collect();
    assert_eq!(
        lines,
        [r#"edit card "Third" in Roadmap / To do: title "Third" → "a\u{1b}[2J\u{202e}b""#]
    );
}

#[test]
fn times_are_as_short_as_they_can_be() {
    assert_eq!(short_time(time("2026-12-01")), "2026-12-01");
    assert_eq!(
        short_time(time("2026-12-01T09:00:00Z")),
        "2026-12-01 09:00 UTC"
    );
    assert_eq!(
        short_time(time("2026-12-01T00:00:07Z")),
        "2026-12-01 00:00:07 UTC"
    );
}
