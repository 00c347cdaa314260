//! Labels, and the cards that carry them.

use snapbox::str;

use super::{cards, check};

#[test]
fn a_card_on_another_board_has_its_labels_by_name() {
    let other = |cards: &str| format!("board 7 Other\n label 8 Bug\n stack 9 There\n{cards}");
    check(
        &format!("{}{}", cards("10 a; #5"), other("")),
        &format!("{}{}", cards(""), other("  card 10 a; #8\n")),
        &format!("{}{}", cards("10 a; #5; #6; @bob"), other("")),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
board 7 Other
 label 8 Bug
 stack 9 There
  card 10 a; #8; @bob
send: edit card "a" in B: B / To do → Other / There, first; labels −Idea

"#]],
    );
}

#[test]
fn a_renamed_label_is_one_edit_and_cards_keep_it() {
    check(
        &cards("10 a; #5"),
        &cards("10 a; #5\n11 b; #5")
            .replace("Bug", "Defect")
            .replace("11 b", "+1 b"),
        &cards("10 a2; #5"),
        str![[r#"
board 1 B
 label 5 Defect
 label 6 Idea
 stack 2 To do
  card 10 a2; #5
  card +1 b; #5
send: edit label "Bug" in B: name "Bug" → "Defect"
send: create card "b" in B / To do: labels Defect

"#]],
    );
}

#[test]
fn new_labels_of_one_name_are_one() {
    let with =
        |label: &str, card: &str| cards(card).replace(" stack", &format!(" label {label}\n stack"));
    check(
        &cards("10 a"),
        &with("+1 New 00ff00", "10 a; #+1"),
        &with("7 New ff0000", "10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 label 7 New ff0000
 stack 2 To do
  card 10 a; #7
note: label "New" in B gets id 7
send: edit card "a" in B / To do: labels +New

"#]],
    );
}

#[test]
fn a_label_whose_entry_lost_its_id_is_still_that_label() {
    let local = cards("10 a; #+1").replace(" label 5 Bug\n", " label +1 Bug 00ff00\n");
    check(
        &cards("10 a; #5"),
        &local,
        &cards("10 a; #5"),
        str![[r#"
board 1 B
 label 5 Bug 00ff00
 label 6 Idea
 stack 2 To do
  card 10 a; #5
note: label "Bug" in B gets id 5
send: edit label "Bug" in B: color none → 00ff00

"#]],
    );
}

#[test]
fn a_label_deleted_there_comes_off_the_cards_here() {
    check(
        &cards("10 a; #5"),
        &cards("10 b; #5"),
        &cards("10 a").replace(" label 5 Bug\n", ""),
        str![[r#"
board 1 B
 label 6 Idea
 stack 2 To do
  card 10 b
send: edit card "a" in B / To do: title "a" → "b"

"#]],
    );
}

#[test]
fn a_label_deleted_there_and_put_on_a_card_here_is_a_conflict() {
    check(
        &cards("10 a"),
        &cards("10 a; #5"),
        &cards("10 a").replace(" label 5 Bug\n", ""),
        str![[r#"
board 1 B
 label 6 Idea
 label 5 Bug
 stack 2 To do
  card 10 a; #5
conflict: label "Bug" in B: deleted there and put on 1 card here; take the label off the cards, or remove its `id` to make it anew

"#]],
    );
}

#[test]
fn a_label_deleted_here_and_put_on_a_card_there_is_a_conflict() {
    check(
        &cards("10 a"),
        &cards("10 a").replace(" label 5 Bug\n", ""),
        &cards("10 a; #5"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a; #5
conflict: label "Bug" in B: deleted here and put on 1 card there; delete the label again to mean it, or keep it

"#]],
    );
}

#[test]
fn a_label_deleted_there_and_renamed_here_is_a_conflict() {
    check(
        &cards("10 a"),
        &cards("10 a").replace("Bug", "Defect"),
        &cards("10 a").replace(" label 5 Bug\n", ""),
        str![[r#"
board 1 B
 label 6 Idea
 label 5 Defect
 stack 2 To do
  card 10 a
conflict: label "Defect" in B: deleted there and changed here; delete the entry in `board.yaml`, or remove `id` to make a new label

"#]],
    );
}
