//! Tests of the refusals.

use std::collections::BTreeMap;

use snapbox::{assert_data_eq, str};

use super::refuse;
use crate::board::{BoardId, Limits, Me, Rights, Service, Support};
use crate::plan::diff::operations;
use crate::plan::sketch::{account, time};

fn old_server() -> Support {
    Support {
        service: Service::Deck,
        version: "1.16.7".to_owned(),
        card_color_and_start: false,
        done_column: false,
        members: false,
        whole_days: false,
        one_assignee: false,
        new_boards: true,
        restored_boards: false,
        label_deletions: true,
        comment_deletions: true,
        nested_stacks: false,
        limits: Limits {
            board_title: 5,
            stack_title: 6,
            label_name: 7,
            card_title: 8,
            comment: 8,
        },
    }
}

fn check(remote: &str, merged: &str, rights: &[(&str, Rights)], expected: impl snapbox::IntoData) {
    let (remote, merged) = (account(remote), account(merged));
    let operations = operations(&remote, &merged, time("2026-12-24"));
    let rights: BTreeMap<BoardId, Rights> = rights
        .iter()
        .map(|(id, rights)| (BoardId::new(*id), rights.clone()))
        .collect();
    let me = Me {
        user: "alice".to_owned(),
        groups: Vec::new(),
        support: old_server(),
    };
    let words: String = refuse(&operations, &remote, &merged, &me, &rights)
        .iter()
        .map(|refusal| format!("{refusal}\n"))
        .collect();
    assert_data_eq!(words, expected);
}

#[test]
fn titles_have_limits() {
    check(
        "board 1 B\n label 5 L\n stack 2 S\n  card 3 c",
        "board 1 Boards\n label 5 Labels12\n label +6 New label; 1\n stack 2 Stacks1\n  card 3 false\n  card +4  \n  card +5 ok but long",
        &[],
        str![[r#"
board "B": its title has 6 characters, and Nextcloud Deck takes 5
label "L" in Boards: its title has 8 characters, and Nextcloud Deck takes 7
label "New" in Boards: `label;` is no color; six hexadecimal digits are, like `ff7a66`
stack "S" in Boards: its title has 7 characters, and Nextcloud Deck takes 6
card "c" in Boards: Nextcloud Deck does not take `false` as a title
card "" in Boards: it has no title
card "ok but long" in Boards: its title has 11 characters, and Nextcloud Deck takes 8

"#]],
    );
}

#[test]
fn what_an_older_server_does_not_know_is_named() {
    check(
        "board 1 B\n stack 2 S\n  card 3 c",
        "board 1 B\n member bob edit\n stack 2 S; done column\n  card 3 c; start 2026-01-01; color 00ff00; needs 4\n  stack +6 T",
        &[],
        str![[r#"
member "bob" in B: Nextcloud Deck 1.16.7 knows no changes of members
stack "S" in B: Nextcloud Deck 1.16.7 knows no done columns
stack "T" in B: Nextcloud Deck 1.16.7 knows no stacks within stacks
card "c" in B: Nextcloud Deck 1.16.7 knows no colors of cards
card "c" in B: Nextcloud Deck 1.16.7 knows no start dates
card "c" in B: Nextcloud Deck 1.16.7 knows no dependencies between cards

"#]],
    );
}

#[test]
fn colors_are_six_digits() {
    check(
        "board 1 B\n label 5 L ff0000",
        "board 1 B; color #ff000\n label 5 L red\n label +6 M 12345g",
        &[],
        str![[r#"
board "B": `#ff000` is no color; six hexadecimal digits are, like `ff7a66`
label "L" in B: `red` is no color; six hexadecimal digits are, like `ff7a66`
label "M" in B: `12345g` is no color; six hexadecimal digits are, like `ff7a66`

"#]],
    );
}

#[test]
fn two_labels_of_one_name_are_refused() {
    check(
        "board 1 B\n label 5 L ff0000\n label 6 M ff0000",
        "board 1 B\n label 5 L ff0000\n label 6 L ff0000\n label +7 L ff0000",
        &[],
        str![[r#"
label "M" in B: the board has another label of that name
label "L" in B: the board has another label of that name

"#]],
    );
}

#[test]
fn a_read_only_board_is_left_alone() {
    let none = Rights {
        edit: false,
        manage: false,
        share: false,
        owner: None,
    };
    check(
        "board 1 B\n stack 2 S\n  card 3 c\nboard 4 C\n stack 5 T",
        "board 1 B\n stack 2 S2\nboard 4 C\n stack 5 T\n  card 3 c",
        &[("1", none)],
        str![[r#"
stack "S" in B: this account may only read the board
card "c" in B: this account may only read the board

"#]],
    );
}

#[test]
fn an_editor_may_change_cards_only() {
    let edit = Rights {
        edit: true,
        manage: false,
        share: false,
        owner: None,
    };
    check(
        "board 1 B\n label 5 L ff0000\n stack 2 S\n  card 3 c",
        "board 1 A\n label 5 M ff0000\n stack 2 T\n  card 3 d",
        &[("1", edit)],
        str![[r#"
board "B": this account may not change the board's stacks, labels or own values
label "L" in A: this account may not change the board's stacks, labels or own values
stack "S" in A: this account may not change the board's stacks, labels or own values

"#]],
    );
}

#[test]
fn an_archived_board_is_left_alone() {
    check(
        "board 1 B; archived\n stack 2 S\n  card 3 c\nboard 4 C; archived\n stack 5 T\n  card 6 d",
        "board 1 A; archived\n stack 2 S\n  card 3 e\nboard 4 C\n stack 5 T\n  card 6 f",
        &[],
        str![[r#"
card "c" in A: the board is archived; take `archived` out of its `board.yaml` first

"#]],
    );
}

#[test]
fn an_id_that_the_server_does_not_know_cannot_be_made() {
    check(
        "",
        "board 1 B\n stack 2 S",
        &[],
        str![[r#"
board "B": the server has nothing of the id `1`; remove `id` to make it anew
stack "S" in B: the server has nothing of the id `2`; remove `id` to make it anew

"#]],
    );
}
