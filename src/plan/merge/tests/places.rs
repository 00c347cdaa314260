//! Where cards and stacks stand.

use snapbox::str;

use super::{cards, check, two};

#[test]
fn one_side_that_moved_a_card_decides_on_its_place() {
    check(
        &two("10 a\n11 b", "12 c"),
        &two("11 b", "12 c\n10 a"),
        &two("10 a2\n11 b\n14 x", "13 y\n12 c"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 11 b
  card 14 x
 stack 3 Doing
  card 13 y
  card 12 c
  card 10 a2
send: move card "a2" in B: To do → Doing, after "c"

"#]],
    );
}

#[test]
fn a_card_that_both_moved_to_different_stacks_is_a_conflict() {
    let third = |first: &str, second: &str, third: &str| {
        format!("{} stack 4 Done\n{third}", two(first, second))
    };
    check(
        &third("10 a", "", ""),
        &third("", "10 a", ""),
        &third("", "", "  card 10 a\n"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
 stack 3 Doing
  card 10 a
 stack 4 Done
conflict: card "a" in B / Doing: moved on both sides: "B / Doing" here, "B / Done" there, "B / To do" before; leave the file in the place that you want

"#]],
    );
}

#[test]
fn both_reordering_a_stack_is_no_conflict() {
    check(
        &cards("10 a\n11 b\n12 c\n13 d"),
        &cards("13 d\n10 a\n11 b\n12 c"),
        &cards("11 b\n10 a\n12 c\n13 d"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 11 b
  card 13 d
  card 10 a
  card 12 c
send: move card "d" in B / To do: place after "b"

"#]],
    );
}

#[test]
fn stacks_moved_into_each_other_are_a_conflict() {
    check(
        "board 1 B\n stack 2 S\n stack 3 T",
        "board 1 B\n stack 3 T\n  stack 2 S",
        "board 1 B\n stack 2 S\n  stack 3 T",
        str![[r#"
board 1 B
 stack 3 T
  stack 2 S
conflict: stack "T" in B: moved into a stack that was moved into it on the other side; move one of the folders out of the other

"#]],
    );
}
