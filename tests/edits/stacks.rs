//! Folders that are stacks.

use snapbox::{assert_data_eq, str};

use super::world::{FIGS, check, check_push, check_refused, check_with, garden, shown, stacks};

const TO_DO: &str = "boards/garden/to-do/stack.yaml";
const DONE: &str = "boards/garden/done/stack.yaml";

#[test]
fn a_new_folder_with_a_card_is_a_stack_and_a_card() {
    let served = check(
        |served| served.write("boards/garden/Some day/plant.md", "Trees.\n"),
        &[
            r#"POST boards/1/stacks {"title":"Some day","order":3}"#,
            r#"POST boards/1/stacks/5/cards {"title":"plant","type":"plain","order":0,"description":"Trees."}"#,
        ],
    );
    assert_data_eq!(
        served.read("boards/garden/Some day/stack.yaml"),
        str![[r#"
id: 5
title: Some day
position: 40

"#]]
    );
}

#[test]
fn a_new_stack_with_a_position_is_one_post() {
    let served = check(
        |served| {
            served.write(
                "boards/garden/review/stack.yaml",
                "title: To review\nposition: 25\n",
            );
        },
        &[r#"POST boards/1/stacks {"title":"To review","order":1}"#],
    );
    assert_eq!(stacks(&served, 1), ["To do", "Doing", "To review", "Done"]);
    assert_data_eq!(
        served.read("boards/garden/review/stack.yaml"),
        str![[r#"
id: 5
title: To review
position: 25

"#]]
    );
}

#[test]
fn a_renamed_stack_is_one_put_and_a_renamed_folder_none() {
    let served = check(
        |served| served.rename("boards/garden/to-do", "boards/garden/next"),
        &[],
    );
    served.substitute(
        "boards/garden/next/stack.yaml",
        "title: To do",
        "title: Next",
    );
    check_push(
        &served,
        &[],
        &[r#"PUT boards/1/stacks/1 {"title":"Next","order":0}"#],
    );
    assert_eq!(stacks(&served, 1), ["Next", "Doing", "Done"]);
}

#[test]
fn a_moved_stack_is_one_put() {
    let served = check(
        |served| served.substitute(DONE, "position: 30", "position: 5"),
        &[r#"PUT boards/1/stacks/3 {"title":"Done","order":-1}"#],
    );
    assert_eq!(stacks(&served, 1), ["Done", "To do", "Doing"]);
    assert!(served.read(DONE).contains("position: 5\n"));
}

#[test]
fn a_stack_that_moves_and_gets_another_title_is_one_put() {
    check(
        |served| {
            served.substitute(TO_DO, "title: To do", "title: Next");
            served.substitute(TO_DO, "position: 10", "position: 35");
        },
        &[r#"PUT boards/1/stacks/1 {"title":"Next","order":3}"#],
    );
}

#[test]
fn a_done_column_is_a_call_of_its_own() {
    let served = check(
        |served| {
            served.write(
                DONE,
                "id: 3\ntitle: Done\nposition: 30\ndone_column: true\n",
            )
        },
        &[r#"PUT ocs stacks/3/done {"boardId":1,"isDone":true}"#],
    );
    served.substitute(DONE, "done_column: true\n", "");
    check_push(
        &served,
        &[],
        &[r#"PUT ocs stacks/3/done {"boardId":1,"isDone":false}"#],
    );
}

#[test]
fn a_stack_moves_to_another_board_with_its_cards() {
    let served = check(
        |served| served.rename("boards/garden/doing", "boards/kitchen/doing"),
        &[r#"PUT boards/2/stacks/2 {"title":"Doing","order":1}"#],
    );
    assert_eq!(stacks(&served, 2), ["Shelf", "Doing"]);
    assert_eq!(shown(&served, 2), [6]);
}

#[test]
fn an_empty_stack_is_deleted_once_that_is_agreed_to() {
    let served = garden();
    served.remove("boards/garden/done");
    check_refused(&served, &[], 6);
    check_push(&served, &["--yes"], &["DELETE boards/1/stacks/3"]);
    assert_eq!(stacks(&served, 1), ["To do", "Doing"]);
}

#[test]
fn a_stack_with_cards_needs_an_option_of_its_own() {
    let served = garden();
    served.remove("boards/garden/doing");
    let refused = check_refused(&served, &["--yes"], 6);
    assert_data_eq!(
        refused.err,
        str![[r#"
error: the plan deletes much
  this deletes stack "Doing" in Garden with 1 card
  nothing was sent
hint: if that is right: git board push --allow-deletes --yes

"#]]
    );
    check_push(
        &served,
        &["--yes", "--allow-deletes"],
        &["DELETE boards/1/stacks/2"],
    );
}

#[test]
fn what_moves_out_of_a_stack_is_sent_before_its_deletion() {
    let served = check_with(
        &["--yes"],
        |served| {
            served.rename(FIGS, "boards/garden/to-do/6-figs.md");
            served.substitute("boards/garden/to-do/6-figs.md", "position: 10\n", "");
            served.remove("boards/garden/doing");
        },
        &[
            r#"PUT boards/1/stacks/2/cards/6/reorder {"order":4,"stackId":1}"#,
            "DELETE boards/1/stacks/2",
        ],
    );
    assert_eq!(shown(&served, 1), [1, 2, 3, 4, 6]);
}
