//! Tests of the difference: what is sent, and in which order.

use std::sync::Arc;

use snapbox::{assert_data_eq, str};

use super::operations;
use crate::board::apply::apply_all;
use crate::board::{Account, Card, CardKey, Operation, Stack, StackKey};
use crate::plan::sketch::{account, sketch, time};
use crate::plan::words::{describe, line};

/// Checks the operations' lines, and that carrying them out gives the merged account.
fn check(remote: &str, merged: &str, expected: impl snapbox::IntoData) {
    let (remote, merged) = (account(remote), account(merged));
    let operations = operations(&remote, &merged, time("2026-12-24"));
    let lines: Vec<String> = describe(&operations, &remote, &merged)
        .iter()
        .map(line)
        .collect();
    assert_data_eq!(lines.join("\n") + "\n", expected);
    let after = apply_all(&remote, &operations).expect("each operation can be applied in order");
    assert_eq!(sketch(&after), sketch(&timed(&merged)));
}

/// Returns the account with a time for every `done: true`.
fn timed(account: &Account) -> Account {
    let text = sketch(account);
    let now = format!("; done {}", time("2026-12-24"));
    let text = text.replace("; done\n", &format!("{now}\n"));
    crate::plan::sketch::account(&text.replace("; done;", &format!("{now};")))
}

#[test]
fn nothing_changed_is_nothing_to_send() {
    let one = account("board 1 B\n stack 2 S\n  card 3 a\n");
    assert!(operations(&one, &one.clone(), time("2026-12-24")).is_empty());
    let equal = account("board 1 B\n stack 2 S\n  card 3 a\n");
    assert!(operations(&one, &equal, time("2026-12-24")).is_empty());
}

#[test]
fn all_values_of_a_card_are_one_operation() {
    check(
        "board 1 B
 label 5 Bug
 label 6 Urgent
 stack 2 To do
  card 3 Fix login; #6; @alice; due 2026-12-01; body one\\ntwo
  card 4 Other",
        "board 1 B
 label 5 Bug
 label 6 Urgent
 stack 2 To do
  card 3 Fix the login; #5; @bob; due 2026-12-02T09:30:00Z; done; start 2026-11-01; color ff0000; type text; needs 4; body one\\n2\\nthree
  card 4 Other",
        str![[r#"
edit card "Fix login" in B / To do: title "Fix login" → "Fix the login"; labels +Bug −Urgent; assignees +bob −alice; due 2026-12-01 → 2026-12-02 09:30 UTC; start none → 2026-11-01; done none → 2026-12-24; color none → ff0000; type none → text; depends on +Other; text: 2 lines added, 1 removed

"#]],
    );
}

#[test]
fn done_at_any_time_is_no_change_of_a_time() {
    check(
        "board 1 B\n stack 2 S\n  card 3 a; done 2026-01-01",
        "board 1 B\n stack 2 S\n  card 3 b; done 2026-01-01",
        str![[r#"
edit card "a" in B / S: title "a" → "b"

"#]],
    );
    let remote = account("board 1 B\n stack 2 S\n  card 3 a; done 2026-01-01");
    let merged = account("board 1 B\n stack 2 S\n  card 3 a; done");
    assert!(operations(&remote, &merged, time("2026-12-24")).is_empty());
}

#[test]
fn one_moved_card_is_one_move() {
    check(
        "board 1 B\n stack 2 S\n  card 3 a\n  card 4 b\n  card 5 c\n  card 6 d",
        "board 1 B\n stack 2 S\n  card 6 d\n  card 3 a\n  card 4 b\n  card 5 c",
        str![[r#"
move card "d" in B / S: place first

"#]],
    );
}

#[test]
fn moves_go_from_the_top_down_and_stand_behind_cards() {
    check(
        "board 1 B
 stack 2 To do
  card 3 a
  card 4 b
  card 5 c
 stack 7 Doing
  card 8 x
board 9 Other
 stack 10 There",
        "board 1 B
 stack 2 To do
  card 5 c
  card +1 new
 stack 7 Doing
  card 3 a
  card 8 x
board 9 Other
 stack 10 There
  card 4 b",
        str![[r#"
create card "new" in B / To do
move card "a" in B: To do → Doing, first
move card "b" in B: B / To do → Other / There, first

"#]],
    );
}

#[test]
fn an_archived_card_needs_no_place_and_gets_one_when_it_comes_back() {
    check(
        "board 1 B\n stack 2 S\n  card 3 a\n  card 4 b\n  card 5 c; archived",
        "board 1 B\n stack 2 S\n  card 5 c\n  card 4 b\n  card 3 a; archived",
        str![[r#"
edit card "c" in B / S: place first; back from archive
edit card "a" in B / S: archived

"#]],
    );
}

#[test]
fn containers_come_before_contents_and_deletions_last() {
    check(
        "board 1 Old
 label 5 Bug
 stack 2 S
  card 3 a; #5
  card 4 b
 stack 6 T
  card 7 c",
        "board 1 Old
 label +9 Idea 00ff00
 member bob edit
 stack +3 New stack; done column
  card 7 c
  card +4 d; #+9; body text
 stack 2 S
  card 3 a
board +1 New board; color ff0000; archived
 label +8 Bug ff0000
 stack +2 Within
  card 4 b; #+8",
        str![[r#"
create board "New board": color ff0000
create label "Idea" in Old: color 00ff00
create label "Bug" in New board: color ff0000
create member "bob" in Old: may edit
create stack "New stack" in Old: becomes a done column
create stack "Within" in New board
move card "c" in Old: T → New stack, first
create card "d" in Old / New stack: labels Idea; 1 line of text
edit card "b" in Old: Old / S → New board / Within, first; labels +Bug
delete label "Bug" in Old: on 1 card
delete stack "T" in Old
edit board "New board": archived

"#]],
    );
}

#[test]
fn what_goes_with_its_container_is_not_deleted_by_itself() {
    check(
        "board 1 B
 stack 2 S
  card 3 a
  stack 4 Within
   card 5 b
   card 6 c
board 7 Gone
 label 8 L
 stack 9 X
  card 10 d; #8",
        "board 1 B
 stack +1 T
  card 6 c",
        str![[r#"
create stack "T" in B
move card "c" in B: Within → T, first
delete stack "S" in B: with 2 cards
delete board "Gone": with 1 card

"#]],
    );
}

#[test]
fn a_board_is_opened_before_its_cards_change_and_archived_after() {
    check(
        "board 1 Open\n stack 2 S\n  card 3 a\nboard 4 Shut; archived\n stack 5 T\n  card 6 b",
        "board 1 Open; archived\n stack 2 S\n  card 3 A\nboard 4 Shut\n stack 5 T\n  card 6 B",
        str![[r#"
edit board "Shut": back from archive
edit card "a" in Open / S: title "a" → "A"
edit card "b" in Shut / T: title "b" → "B"
edit board "Open": archived

"#]],
    );
}

#[test]
fn a_label_gives_up_its_name_before_another_takes_it() {
    check(
        "board 1 B\n label 5 Bug\n label 6 Idea\n label 7 Old\n stack 2 S\n  card 3 a; #7; #5",
        "board 1 B\n label 5 Idea\n label 6 Bug\n label +1 Old\n stack 2 S\n  card 3 a; #5; #+1",
        str![[r#"
delete label "Old" in B: on 1 card
edit label "Bug" in B: name "Bug" → "Idea (2)"
edit label "Idea" in B: name "Idea" → "Bug"
edit label "Idea (2)" in B: name "Idea (2)" → "Idea"
create label "Old" in B
edit card "a" in B / S: labels +Old

"#]],
    );
}

#[test]
fn stacks_move_with_their_cards_and_into_each_other() {
    check(
        "board 1 B
 label 5 Bug
 stack 2 A
  card 3 a; #5
  stack 4 Inner
   card 6 b
 stack 7 C
board 8 Other
 label 9 Bug
 stack 10 D",
        "board 1 B
 label 5 Bug
 stack 4 Inner
  card 6 b
  stack 7 C
board 8 Other
 label 9 Bug
 stack 10 D
 stack 2 A
  card 3 a; #9",
        str![[r#"
move stack "Inner" in B: B / A → B, first
move stack "C" in B: B → B / Inner, first
move stack "A" in B: B → Other, after "D"
edit card "a" in Other / A: labels +Bug

"#]],
    );
}

#[test]
fn a_stack_and_the_one_within_it_change_places() {
    check(
        "board 1 B\n stack 2 Outer\n  stack 3 Inner",
        "board 1 B\n stack 3 Inner\n  stack 2 Outer",
        str![[r#"
move stack "Inner" in B: B / Outer → B, first
move stack "Outer" in B: B → B / Inner, first

"#]],
    );
}

#[test]
fn a_new_card_comes_before_those_that_depend_on_it() {
    check(
        "board 1 B\n stack 2 S\n  card 3 a",
        "board 1 B\n stack 2 S\n  card +1 first; needs +2\n  card 3 a; needs +3\n  card +2 second; needs +3\n  card +3 third",
        str![[r#"
create card "third" in B / S
create card "second" in B / S: depends on third
create card "first" in B / S: depends on second
edit card "a" in B / S: depends on +third

"#]],
    );
}

#[test]
fn a_circle_of_new_cards_is_closed_afterwards() {
    check(
        "board 1 B\n stack 2 S",
        "board 1 B\n stack 2 S\n  card +1 a; needs +2\n  card +2 b; needs +1",
        str![[r#"
create card "b" in B / S
create card "a" in B / S: depends on b
edit card "b" in B / S: depends on +a

"#]],
    );
}

#[test]
fn members_come_before_cards_and_go_after_them() {
    check(
        "board 1 B\n member alice edit\n member carol\n stack 2 S\n  card 3 a; @alice",
        "board 1 B\n member bob edit share\n member carol edit manage\n stack 2 S\n  card 3 a; @bob",
        str![[r#"
create member "bob" in B: may edit, share
edit member "carol" in B: may read → edit, manage
edit card "a" in B / S: assignees +bob −alice
delete member "alice" in B

"#]],
    );
}

#[test]
fn ten_thousand_reversed_cards_are_ordered_quickly() {
    let stack = |numbers: &mut dyn Iterator<Item = u32>| {
        let mut stack = Stack::new(StackKey::known("2"), "S");
        stack.cards = numbers
            .map(|number| Arc::new(Card::new(CardKey::known(number.to_string()), "x")))
            .collect();
        let mut account = account("board 1 B");
        let mut board = account.boards[0].as_ref().clone();
        board.stacks.push(Arc::new(stack));
        account.boards = vec![Arc::new(board)];
        account
    };
    let (remote, merged) = (stack(&mut (0..10_000)), stack(&mut (0..10_000).rev()));
    let operations = operations(&remote, &merged, time("2026-12-24"));
    assert_eq!(operations.len(), 9_999);
    assert!(matches!(operations[0], Operation::EditCard(_)));
}

#[test]
fn a_container_is_deleted_as_the_operations_before_leave_it() {
    check(
        "board 1 B
 label 5 Bug
 stack 2 Old
  card 3 a; #5
  card 4 b; #5
  card 7 c; #5; archived
 stack 6 New
board 9 Gone
 stack 10 S
  card 11 d
  card 12 e",
        "board 1 B
 stack 6 New
  card 4 b
  card 12 e",
        str![[r#"
move card "b" in B: Old → New, first
move card "e" in Gone: Gone / S → B / New, after "b"
delete label "Bug" in B: on 3 cards
delete stack "Old" in B: with 2 cards
delete board "Gone": with 1 card

"#]],
    );
}

#[test]
fn the_old_place_of_a_move_is_the_one_that_earlier_moves_leave() {
    let remote = account("board 1 B\n stack 2 S\n  card 3 a\n  card 4 b\n  card 5 c");
    let merged = account("board 1 B\n stack 2 S\n  card 5 c\n  card 4 b\n  card 3 a");
    let mut state = remote.clone();
    let operations = operations(&remote, &merged, time("2026-12-24"));
    assert_eq!(operations.len(), 2);
    for operation in &operations {
        let Operation::EditCard(edit) = operation else {
            panic!("{operation:?} is no move");
        };
        let cards = state.cards();
        let after = cards[&edit.key].after.cloned();
        let place = edit.changes.place.as_ref().expect("it is a move");
        assert_eq!(place.old.after, after);
        state = apply_all(&state, std::slice::from_ref(operation)).expect("it fits");
    }
}
