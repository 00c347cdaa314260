//! Cards that a side has and another has not.

use snapbox::str;

use super::{Case, cards, check};

#[test]
fn a_new_card_here_is_created_there() {
    check(
        &cards("10 a"),
        &cards("10 a\n+1 b"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card +1 b
send: create card "b" in B / To do

"#]],
    );
}

#[test]
fn a_new_card_here_that_is_the_same_there_gets_the_id() {
    check(
        &cards("10 a"),
        &cards("10 a\n+1 b; #5; body text"),
        &cards("10 a\n12 b; body text\n11 b; due 2026-12-01; body text\n13 b"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 12 b; body text
  card 11 b; #5; due 2026-12-01T00:00:00Z; body text
  card 13 b
note: card "b" in B / To do gets id 11
send: edit card "b" in B / To do: labels +Bug

"#]],
    );
}

#[test]
fn a_new_card_there_is_added_here() {
    check(
        &cards("10 a"),
        &cards("10 a"),
        &cards("11 b\n10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 11 b
  card 10 a

"#]],
    );
}

#[test]
fn a_card_with_id_that_base_has_not_is_merged_without_base() {
    check(
        &cards("10 a"),
        &cards("10 a\n11 b"),
        &cards("10 a\n11 b"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 b

"#]],
    );
    check(
        &cards("10 a"),
        &cards("10 a\n11 ours; due 2026-12-01"),
        &cards("10 a\n11 theirs"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 ours; due 2026-12-01T00:00:00Z
conflict: card "ours" in B / To do: `title` differs, and nobody knows what it was: "ours" here, "theirs" there, none before; keep one of the values, or write a third
conflict: card "ours" in B / To do: `due` differs, and nobody knows what it was: "2026-12-01" here, none there, none before; keep one of the values, or write a third

"#]],
    );
}

#[test]
fn a_card_with_id_that_is_nowhere_else_is_removed_if_an_earlier_state_had_it_so() {
    let (base, local) = (cards("10 a"), cards("10 a\n11 b; done"));
    let bases = [base.as_str()];
    let mut case = Case::new(&bases, &local, &base);
    case.check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 b; done
conflict: card "b" in B / To do: gone there, and its id `11` is in no state that is known here; delete the file, or remove `id` to make a new card

"#]]);
    let earlier = cards("11 b; done 2026-01-01");
    case.earlier = &earlier;
    case.check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a

"#]]);
}

#[test]
fn a_card_that_both_deleted_is_gone() {
    check(
        &cards("10 a\n11 b"),
        &cards("10 a"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a

"#]],
    );
}

#[test]
fn a_card_deleted_there_is_removed_here() {
    check(
        &cards("10 a\n11 b"),
        &cards("10 a\n11 b"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a

"#]],
    );
}

#[test]
fn a_card_deleted_there_and_changed_here_is_a_conflict() {
    check(
        &cards("10 a\n11 b"),
        &cards("10 a\n11 c"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 c
conflict: card "c" in B / To do: deleted there and changed here; delete the file, or remove `id` to make a new card

"#]],
    );
}

#[test]
fn a_card_deleted_here_is_deleted_there() {
    check(
        &cards("10 a\n11 b"),
        &cards("10 a"),
        &cards("10 a\n11 b"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
send: delete card "b" in B / To do

"#]],
    );
}

#[test]
fn a_card_deleted_here_and_changed_there_comes_back_as_a_conflict() {
    check(
        &cards("10 a\n11 b"),
        &cards("10 a"),
        &cards("10 a\n11 c"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 c
conflict: card "c" in B / To do: deleted here and changed there; delete the file again to mean it, or keep it

"#]],
    );
}
