//! What was not shown, or not looked for, is left alone.

use std::sync::Arc;

use snapbox::str;

use super::{Case, cards, two};
use crate::plan::merge::strangers;
use crate::plan::sketch::{account, time};

#[test]
fn a_board_that_is_not_shown_is_left_alone() {
    let (base, kept) = (
        format!("{}board 7 Hidden\n stack 8 S\n  card 9 x\n", cards("10 a")),
        cards("10 b"),
    );
    let local = format!(
        "{}board 7 Hidden\n stack 8 S\n  card 9 y\n  card +1 z\n",
        cards("10 a")
    );
    Case::new(&[&base], &local, &kept).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 b
board 7 Hidden
 stack 8 S
  card 9 y
  card +1 z
note: Hidden is out of sight

"#]]);
    let moved = format!(
        "{}board 7 Hidden\n stack 8 S\n  card 9 x\n  card 10 a\n",
        cards("")
    );
    Case::new(&[&base], &moved, &kept).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 b
board 7 Hidden
 stack 8 S
  card 9 x
note: Hidden is out of sight
conflict: card "a" in Hidden / S: moved to "Hidden / S", which is out of sight; move the file back, or make that board visible to this account

"#]]);
    let came = cards("10 a\n9 x; #5");
    Case::new(&[&base], &local, &came).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 9 y; #5
board 7 Hidden
 stack 8 S
  card +1 z
note: Hidden is out of sight
send: edit card "x" in B / To do: title "x" → "y"

"#]]);
}

#[test]
fn nothing_moves_into_a_stack_that_came_from_out_of_sight() {
    let hidden = "board 7 Hidden\n stack 8 S\n  card 9 x\n";
    let base = format!("{}{hidden}", two("10 a", ""));
    let local = format!(
        "{} stack 8 S\n  card 9 x\n  card 10 a\n  stack 3 Doing\nboard 7 Hidden\n",
        cards("")
    );
    Case::new(&[&base], &local, &two("10 a", "")).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
 stack 3 Doing
 stack 8 S
  card 9 x
board 7 Hidden
note: card "x" in B / S was not looked for
note: Hidden is out of sight
conflict: stack "Doing" in B / S: moved to "B / S", which is out of sight; move the folder back, or make that board visible to this account
conflict: card "a" in B / S: moved to "B / S", which is out of sight; move the file back, or make that board visible to this account

"#]]);
}

#[test]
fn a_card_made_at_another_time_is_a_stranger() {
    let made = |at: &str| {
        let mut account = account(&cards("10 a"));
        let stack = &mut Arc::make_mut(&mut account.boards[0]).stacks[0];
        let card = &mut Arc::make_mut(stack).cards[0];
        Arc::make_mut(card).created = Some(time(at));
        account
    };
    let (one, other) = (made("2026-01-01"), made("2026-01-02"));
    assert!(strangers(&one, &one).is_empty());
    assert_eq!(strangers(&one, &other).len(), 1);
}

#[test]
fn a_card_that_was_not_looked_for_is_left_alone() {
    let (base, remote) = (cards("10 a\n11 b"), cards("10 a"));
    let bases = [base.as_str()];
    let mut case = Case::new(&bases, &base, &remote);
    case.not_looked_for = &["11"];
    case.check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 b
note: card "b" in B / To do was not looked for

"#]]);
}
