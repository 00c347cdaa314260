//! Labels, which stand in `board.yaml`.

use snapbox::{assert_data_eq, str};

use super::world::{
    APPLES, BEANS, ENDIVE, GARDEN, add, card, check, check_push, check_refused, check_with, garden,
};

#[test]
fn a_new_label_is_one_post() {
    let served = check(
        |served| {
            served.substitute(
                GARDEN,
                "members:",
                "  - name: Weeds\n    color: 112233\nmembers:",
            )
        },
        &[r#"POST boards/1/labels {"title":"Weeds","color":"112233"}"#],
    );
    assert_data_eq!(
        served.read(GARDEN),
        str![[r#"
id: 1
title: Garden
color: 0082c9
labels:
  - name: Urgent
    color: ff7a66
    id: 1
  - name: Later
    color: 31cc7c
    id: 2
  - name: Idea
    color: 317ccc
    id: 3
  - name: Weeds
    color: 112233
    id: 5
members:
  - user: bob
    permissions: [edit]

"#]]
    );
}

#[test]
fn a_new_label_on_a_card_is_made_before_it_is_assigned() {
    check(
        |served| {
            served.substitute(
                GARDEN,
                "members:",
                "  - name: Weeds\n    color: 112233\nmembers:",
            );
            add(served, APPLES, "labels:\n  - Weeds");
        },
        &[
            r#"POST boards/1/labels {"title":"Weeds","color":"112233"}"#,
            r#"PUT boards/1/stacks/1/cards/1/assignLabel {"labelId":5}"#,
        ],
    );
}

#[test]
fn a_renamed_label_is_one_put_and_the_cards_follow() {
    let served = check(
        |served| served.substitute(GARDEN, "name: Urgent", "name: Now"),
        &[r#"PUT boards/1/labels/1 {"title":"Now","color":"ff7a66"}"#],
    );
    assert!(served.read(BEANS).contains("labels:\n  - Now\n"));
}

#[test]
fn a_recolored_label_is_one_put() {
    check(
        |served| served.substitute(GARDEN, "color: ff7a66", "color: 00ff00"),
        &[r#"PUT boards/1/labels/1 {"title":"Urgent","color":"00ff00"}"#],
    );
}

#[test]
fn two_labels_exchange_their_names_by_a_third_one() {
    let served = check(
        |served| {
            served.substitute(GARDEN, "name: Urgent", "name: x");
            served.substitute(GARDEN, "name: Later", "name: Urgent");
            served.substitute(GARDEN, "name: x", "name: Later");
            served.substitute(BEANS, "  - Urgent", "  - Later");
            served.substitute(ENDIVE, "  - Later", "  - Urgent");
        },
        &[
            r#"PUT boards/1/labels/1 {"title":"Later (2)","color":"ff7a66"}"#,
            r#"PUT boards/1/labels/2 {"title":"Urgent","color":"31cc7c"}"#,
            r#"PUT boards/1/labels/1 {"title":"Later","color":"ff7a66"}"#,
        ],
    );
    assert_eq!(card(&served, 2).labels, [1]);
}

#[test]
fn a_label_that_no_card_carries_is_deleted_once_that_is_agreed_to() {
    check_with(
        &["--yes"],
        |served| {
            served.substitute(GARDEN, "  - name: Idea\n    color: 317ccc\n    id: 3\n", "");
        },
        &["DELETE boards/1/labels/3"],
    );
}

#[test]
fn a_label_in_use_needs_an_option_of_its_own_and_goes_by_one_call() {
    let served = garden();
    served.substitute(
        GARDEN,
        "  - name: Urgent\n    color: ff7a66\n    id: 1\n",
        "",
    );
    served.substitute(BEANS, "labels:\n  - Urgent\n", "");
    let refused = check_refused(&served, &["--yes"], 6);
    assert_data_eq!(
        refused.err,
        str![[r#"
error: the plan deletes much
  this deletes label "Urgent" in Garden, which is on 1 card
  nothing was sent
hint: if that is right: git board push --allow-deletes --yes

"#]]
    );
    check_push(
        &served,
        &["--yes", "--allow-deletes"],
        &["DELETE boards/1/labels/1"],
    );
    assert_eq!(card(&served, 2).labels, [0; 0]);
}

#[test]
fn a_color_in_other_letters_is_the_same_color() {
    let served = garden();
    served.substitute(GARDEN, "color: ff7a66", "color: FF7A66");
    served.substitute(GARDEN, "color: 0082c9", "color: \"#0082C9\"");
    let pushed = served.git_board("boards", &["push"]).code(0);
    assert_eq!(pushed.out, "Nothing to push.\n");
    let status = served.git_board("boards", &["status"]).code(0);
    assert!(status.out.contains("Nothing to push."), "{}", status.out);
    // Whoever writes it so keeps it so, also when something else of the board is sent.
    served.substitute(GARDEN, "name: Later", "name: Sometime");
    served.git_board("boards", &["push"]).code(0);
    served.git_board("boards", &["pull", "--full"]).code(0);
    assert!(served.read(GARDEN).contains("color: FF7A66"));
    assert!(served.read(GARDEN).contains("name: Sometime"));
    let pushed = served.git_board("boards", &["push"]).code(0);
    assert_eq!(pushed.out, "Nothing to push.\n");
}
