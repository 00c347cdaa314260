//! Stacks and boards that a side has and another has not.

use snapbox::str;

use super::{Case, cards, check, two};

#[test]
fn a_stack_deleted_there_is_removed_here_with_its_cards() {
    check(
        &two("10 a", "11 b"),
        &two("10 a", "11 b"),
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
fn a_stack_deleted_there_while_a_card_was_added_here_is_a_conflict() {
    check(
        &two("10 a", "11 b"),
        &two("10 a", "11 b\n+1 c"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
 stack 3 Doing
  card +1 c
conflict: stack "Doing" in B: deleted there and changed here; delete the folder, or remove `id` to make a new stack

"#]],
    );
}

#[test]
fn a_stack_deleted_here_while_a_card_was_added_there_comes_back() {
    check(
        &two("10 a", "11 b"),
        &cards("10 a"),
        &two("10 a", "11 b\n12 c"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
 stack 3 Doing
  card 12 c
conflict: stack "Doing" in B: deleted here and changed there; delete the folder again to mean it, or keep it

"#]],
    );
}

#[test]
fn a_stack_deleted_here_is_deleted_there() {
    check(
        &two("10 a", "11 b"),
        &cards("10 a\n11 b"),
        &two("10 a", "11 b"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 b
send: move card "b" in B: Doing → To do, after "a"
send: delete stack "Doing" in B

"#]],
    );
}

#[test]
fn a_new_stack_here_that_is_the_same_there_gets_the_id_with_its_cards() {
    check(
        &cards("10 a"),
        &format!(
            "{} stack +1 Doing; done column\n  card +2 x\n",
            cards("10 a")
        ),
        &two("10 a", "12 x"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
 stack 3 Doing; done column
  card 12 x
note: stack "Doing" in B gets id 3
note: card "x" in B / Doing gets id 12
send: edit stack "Doing" in B: becomes a done column

"#]],
    );
}

#[test]
fn a_new_board_here_that_is_the_same_there_gets_the_id() {
    check(
        "",
        "board +1 B; color ff0000\n label +2 Bug 00ff00\n member alice edit\n stack +3 S\n  card +4 a; #+2",
        "board 1 B\n label 5 Bug 00ff00\n stack 2 S\n  card 10 a",
        str![[r#"
board 1 B; color ff0000
 label 5 Bug 00ff00
 member alice edit
 stack 2 S
  card 10 a; #5
note: board "B" gets id 1
note: label "Bug" in B gets id 5
note: stack "S" in B gets id 2
note: card "a" in B / S gets id 10
send: edit board "B": color none → ff0000
send: create member "alice" in B: may edit
send: edit card "a" in B / S: labels +Bug

"#]],
    );
}

#[test]
fn a_board_deleted_there_is_removed_here_if_the_service_says_so() {
    let (base, kept) = (
        format!("{}board 7 Gone\n stack 8 S\n  card 9 x\n", cards("10 a")),
        cards("10 a"),
    );
    let bases = [base.as_str()];
    let mut case = Case::new(&bases, &base, &kept);
    case.gone_boards = &["7"];
    case.check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a

"#]]);
    let changed = base.replace("9 x", "9 y");
    case.local = &changed;
    case.check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
board 7 Gone
 stack 8 S
  card 9 y
conflict: card "y" in Gone / S: deleted there and changed here; delete the file, or remove `id` to make a new card
conflict: stack "S" in Gone: deleted there and changed here; delete the folder, or remove `id` to make a new stack
conflict: board "Gone": deleted there and changed here; delete the folder, or remove `id` to make a new board

"#]]);
}
