//! Values of a thing that all sides have.

use snapbox::str;

use super::{Case, cards, check, two};
use crate::board::CardKey;

#[test]
fn a_card_on_all_sides_is_merged_field_by_field() {
    check(
        &cards("10 a; #5; @alice; due 2026-01-01; body one\\ntwo"),
        &cards("10 b; #5; #6; @alice; due 2026-01-01; done; body 1\\ntwo"),
        &cards("10 a; @alice; @bob; due 2026-01-02; body one\\n2"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 b; #6; @alice; @bob; due 2026-01-02T00:00:00Z; done; body 1/n2
send: edit card "a" in B / To do: title "a" → "b"; labels +Idea; done none → 2026-12-24; text: 1 line added, 1 removed

"#]],
    );
}

#[test]
fn values_that_both_changed_are_conflicts_with_three_values() {
    check(
        &cards("10 a; due 2026-01-01; body one\\ntwo"),
        &cards("10 b; due 2026-01-02; body 1\\ntwo"),
        &cards("10 c; body eins\\ntwo"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 b; due 2026-01-02T00:00:00Z; body 1/ntwo
conflict: card "b" in B / To do: `title` changed on both sides: "b" here, "c" there, "a" before; keep one of the values, or write a third
conflict: card "b" in B / To do: `text` changed on both sides: 2 lines here, 2 lines there, 2 lines before; keep one of the values, or write a third
conflict: card "b" in B / To do: `due` changed on both sides: "2026-01-02" here, none there, "2026-01-01" before; keep one of the values, or write a third

"#]],
    );
}

#[test]
fn a_card_in_conflict_has_three_versions_that_differ_in_the_conflict_alone() {
    let base = cards("10 a; #5; body one\\ntwo");
    let local = cards("10 b; #5; body 1\\ntwo");
    let remote = cards("10 c; #6; body one\\n2");
    let merged = Case::new(&[&base], &local, &remote).merge();
    let versions = &merged.versions[&CardKey::known("10")];
    let base = versions.base.as_ref().expect("base has it");
    let titles = [base, &versions.ours, &versions.theirs].map(|card| card.title.as_str());
    assert_eq!(titles, ["a", "b", "c"]);
    for card in [base, &versions.ours, &versions.theirs] {
        assert_eq!(card.body.as_deref(), Some("1\n2"));
        assert_eq!(card.labels.len(), 1);
    }
}

#[test]
fn done_at_any_time_equals_every_time() {
    check(
        &cards("10 a; done 2026-01-01"),
        &cards("10 a; done"),
        &cards("10 a; done 2026-02-02"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a; done 2026-02-02T00:00:00Z

"#]],
    );
}

#[test]
fn a_value_of_another_state_that_counts_as_base_is_no_edit() {
    let newest = two("10 new; #5", "11 b");
    let older = two("10 old\n12 late", "11 b");
    Case::new(&[&newest, &older], &older, &newest).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 new; #5
 stack 3 Doing
  card 11 b

"#]]);
    let without = two("10 new; #5", "");
    Case::new(&[&newest, &without], &without, &newest).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 new; #5
 stack 3 Doing
  card 11 b

"#]]);
}

#[test]
fn without_any_base_what_differs_is_a_conflict() {
    let (local, remote) = (cards("10 a"), cards("10 b"));
    Case::new(&[], &local, &remote).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
conflict: card "a" in B / To do: `title` differs, and nobody knows what it was: "a" here, "b" there, none before; keep one of the values, or write a third

"#]]);
}

#[test]
fn members_are_merged_one_by_one() {
    check(
        "board 1 B\n member alice edit\n member bob",
        "board 1 B\n member alice edit share\n member bob\n member carol",
        "board 1 B\n member alice edit\n member dave",
        str![[r#"
board 1 B
 member alice edit share
 member carol
 member dave
send: edit member "alice" in B: may edit → edit, share
send: create member "carol" in B: may read

"#]],
    );
    check(
        "board 1 B\n member alice edit",
        "board 1 B\n member alice share",
        "board 1 B",
        str![[r#"
board 1 B
 member alice share
conflict: member "alice" in B: `permissions` changed on both sides: "share" here, none there, "edit" before; keep one of the values, or write a third

"#]],
    );
}

#[test]
fn boards_and_stacks_are_merged_field_by_field() {
    check(
        "board 1 B; color aaaaaa\n stack 2 S\n stack 3 T",
        "board 1 C; color bbbbbb\n stack 3 T2\n stack 2 S",
        "board 1 B; color cccccc; archived\n stack 2 S; done column\n stack 3 T3",
        str![[r#"
board 1 C; color bbbbbb; archived
 stack 3 T2
 stack 2 S; done column
conflict: board "C": `color` changed on both sides: "bbbbbb" here, "cccccc" there, "aaaaaa" before; keep one of the values, or write a third
conflict: stack "T2" in C: `title` changed on both sides: "T2" here, "T3" there, "T" before; keep one of the values, or write a third

"#]],
    );
}
