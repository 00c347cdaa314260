//! Tests of the verification: each verdict, on each kind of thing.

use snapbox::{assert_data_eq, str};

use super::{NormalForms, verify};
use crate::board::apply::apply_all;
use crate::plan::diff::operations;
use crate::plan::sketch::{account, time};

/// Sends what leads from `before` to `wanted`, and compares with what the server `held` then.
fn check(before: &str, wanted: &str, held: &str, expected: impl snapbox::IntoData) {
    let (before, wanted) = (account(before), account(wanted));
    let sent = operations(&before, &wanted, time("2026-12-24"));
    let expected_account = apply_all(&before, &sent).expect("it fits");
    let forms = NormalForms {
        times_in_whole_seconds: true,
        color_case: true,
        trimmed: vec![super::Field::Title],
        empty_is_none: true,
        ..NormalForms::default()
    };
    let differences = verify(&before, &sent, &expected_account, &account(held), &forms);
    let lines: Vec<String> = differences
        .iter()
        .map(|difference| format!("{:?}: {difference}\n", difference.verdict))
        .collect();
    assert_data_eq!(lines.concat() + ".", expected);
}

const BEFORE: &str = "board 1 B; color ff0000
 label 5 Bug ff0000
 member alice edit
 stack 2 To do
  card 10 a; #5; due 2026-01-01
  card 11 b
 stack 3 Doing
  card 12 c";

#[test]
fn what_is_as_it_was_sent_is_no_difference() {
    let wanted = BEFORE.replace("10 a", "10 A");
    check(BEFORE, &wanted, &wanted, str!["."]);
}

#[test]
fn a_normal_form_is_known_as_such() {
    check(
        BEFORE,
        &BEFORE
            .replace("10 a", "10  A")
            .replace("Bug ff0000", "Bug ABCDEF")
            .replace("2026-01-01", "2026-01-02T09:00:00.5Z"),
        &BEFORE
            .replace("10 a", "10 A")
            .replace("Bug ff0000", "Bug abcdef")
            .replace("2026-01-01", "2026-01-02T09:00:00Z"),
        str![[r#"
NormalForm: label "Bug" in B: the server writes color "ABCDEF" as "abcdef"
NormalForm: card " A" in B / To do: the server writes title " A" as "A"
NormalForm: card " A" in B / To do: the server writes due "2026-01-02 09:00 UTC" as "2026-01-02 09:00 UTC"
.
"#]],
    );
}

#[test]
fn a_value_that_is_still_the_old_one_is_a_failure() {
    let wanted = BEFORE
        .replace("10 a; #5", "10 A; body text")
        .replace("B; color ff0000", "B2; color ff0000")
        .replace("alice edit", "alice");
    check(
        BEFORE,
        &wanted,
        BEFORE,
        str![[r#"
StillOld: board "B2": title is still "B", and not "B2"
StillOld: member "alice" in B2: permissions is still "edit", and not "read"
StillOld: card "A" in B2 / To do: title is still "a", and not "A"
StillOld: card "A" in B2 / To do: text is still none, and not "text"
StillOld: card "A" in B2 / To do: labels is still "Bug", and not none
.
"#]],
    );
}

#[test]
fn another_value_is_named_with_both() {
    check(
        BEFORE,
        &BEFORE.replace("10 a", "10 A"),
        &BEFORE.replace("10 a", "10 other"),
        str![[r#"
Other: card "A" in B / To do: title is "other" instead of "A"
.
"#]],
    );
}

#[test]
fn what_changed_beside_is_named() {
    check(
        BEFORE,
        &BEFORE.replace("10 a", "10 A"),
        &BEFORE
            .replace("10 a", "10 A")
            .replace("11 b", "11 b; done 2026-01-01; @bob")
            .replace("stack 3 Doing", "stack 3 Now"),
        str![[r#"
Beside: stack "Doing" in B: title became "Now" on the server; it was "Doing"
Beside: card "b" in B / To do: assignees became "bob" on the server; it was none
Beside: card "b" in B / To do: done became "2026-01-01" on the server; it was none
.
"#]],
    );
}

#[test]
fn moves_and_orders_are_compared() {
    let moved = BEFORE.replace("  card 11 b\n", "") + "\n  card 11 b";
    check(
        BEFORE,
        &moved,
        BEFORE,
        str![[r#"
StillOld: card "b" in B / Doing: stack is still "B / To do", and not "B / Doing"
.
"#]],
    );
    let first = BEFORE
        .replace("  card 11 b\n", "")
        .replace("To do\n", "To do\n  card 11 b\n");
    check(
        BEFORE,
        &first,
        BEFORE,
        str![[r#"
StillOld: stack "To do" in B: order is still "a, b", and not "b, a"
.
"#]],
    );
    check(BEFORE, &first, &first, str!["."]);
}

#[test]
fn what_should_be_there_or_gone_is_named_once() {
    let wanted = "board 1 B; color ff0000
 label 5 Bug ff0000
 member alice edit
 stack 2 To do
  card 10 a; #5; due 2026-01-01
 stack +4 New
  card +5 x";
    check(
        BEFORE,
        wanted,
        BEFORE,
        str![[r#"
StillOld: stack "Doing" in B: it is there
StillOld: stack "New" in B: it is not there
StillOld: card "b" in B / To do: it is there
.
"#]],
    );
    check(
        BEFORE,
        BEFORE,
        "",
        str![[r#"
Beside: board "B": it is not there
.
"#]],
    );
}

#[test]
fn a_label_that_was_not_deleted_stays_on_its_cards() {
    let wanted = BEFORE
        .replace(" label 5 Bug ff0000\n", "")
        .replace("; #5", "");
    check(
        BEFORE,
        &wanted,
        BEFORE,
        str![[r#"
StillOld: label "Bug" in B: it is there
StillOld: card "a" in B / To do: labels is still "Bug", and not none
.
"#]],
    );
}
