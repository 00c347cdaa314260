//! Folders that are boards.

use snapbox::{assert_data_eq, str};

use super::world::{GARDEN, GARLIC, check, check_push, check_refused, check_with, garden, stacks};

#[test]
fn a_new_board_is_one_post_and_loses_the_labels_that_the_server_adds() {
    let served = check(
        |served| served.write("boards/yard/board.yaml", "title: Yard\n"),
        &[
            r#"POST boards {"title":"Yard","color":"0082c9"}"#,
            "DELETE boards/3/labels/5",
            "DELETE boards/3/labels/6",
            "DELETE boards/3/labels/7",
            "DELETE boards/3/labels/8",
        ],
    );
    assert_data_eq!(
        served.read("boards/yard/board.yaml"),
        str![[r#"
id: 3
title: Yard
color: 0082c9

"#]]
    );
}

#[test]
fn a_new_board_comes_with_its_labels_stacks_and_cards() {
    let served = check(
        |served| {
            served.write(
                "boards/yard/board.yaml",
                "title: Yard\ncolor: ff0000\nlabels:\n  - name: Wood\n    color: 00ff00\n",
            );
            served.write("boards/yard/next/stack.yaml", "title: Next\n");
            served.write(
                "boards/yard/next/chop.md",
                "---\nlabels: [Wood]\n---\n# Chop\n",
            );
        },
        &[
            r#"POST boards {"title":"Yard","color":"ff0000"}"#,
            "DELETE boards/3/labels/5",
            "DELETE boards/3/labels/6",
            "DELETE boards/3/labels/7",
            "DELETE boards/3/labels/8",
            r#"POST boards/3/labels {"title":"Wood","color":"00ff00"}"#,
            r#"POST boards/3/stacks {"title":"Next","order":0}"#,
            r##"POST boards/3/stacks/5/cards {"title":"Chop","type":"plain","order":0,"description":"# Chop"}"##,
            r#"PUT boards/3/stacks/5/cards/8/assignLabel {"labelId":9}"#,
        ],
    );
    assert_eq!(stacks(&served, 3), ["Next"]);
    assert!(served.path("boards/yard/next/8-chop.md").exists());
}

#[test]
fn a_default_label_that_is_wanted_is_kept() {
    check(
        |served| {
            served.write(
                "boards/yard/board.yaml",
                "title: Yard\ncolor: ff0000\nlabels:\n  - name: Later\n    color: F1DB50\n",
            );
        },
        &[
            r#"POST boards {"title":"Yard","color":"ff0000"}"#,
            "DELETE boards/3/labels/5",
            "DELETE boards/3/labels/6",
            "DELETE boards/3/labels/7",
            r#"POST boards/3/labels {"title":"Later","color":"F1DB50"}"#,
        ],
    );
}

#[test]
fn a_renamed_board_is_one_put_and_its_folder_keeps_its_name() {
    check(
        |served| {
            served.substitute(
                GARDEN,
                "title: Garden\ncolor: 0082c9",
                "title: Orchard\ncolor: ff0000",
            );
        },
        &[r#"PUT boards/1 {"title":"Orchard","color":"ff0000","archived":false}"#],
    );
}

#[test]
fn a_board_goes_into_the_archive_last_and_comes_out_of_it_first() {
    let served = check(
        |served| {
            let board = "boards/kitchen/board.yaml";
            served.substitute(board, "color: 0082c9\n", "color: 0082c9\narchived: true\n");
            served.substitute(GARLIC, "title: Garlic", "title: Wild garlic");
        },
        &[
            r#"PUT boards/2/stacks/4/cards/7 {"title":"Wild garlic"}"#,
            r#"PUT boards/2 {"title":"Kitchen","color":"0082c9","archived":true}"#,
        ],
    );
    served.substitute("boards/kitchen/board.yaml", "archived: true\n", "");
    served.substitute(GARLIC, "title: Wild garlic", "title: Garlic");
    check_push(
        &served,
        &[],
        &[
            r#"PUT boards/2 {"title":"Kitchen","color":"0082c9","archived":false}"#,
            r#"PUT boards/2/stacks/4/cards/7 {"title":"Garlic"}"#,
        ],
    );
}

#[test]
fn a_renamed_folder_of_a_board_sends_nothing() {
    check(
        |served| served.rename("boards/kitchen", "boards/cooking"),
        &[],
    );
}

#[test]
fn a_board_is_deleted_by_one_call_and_an_option_of_its_own() {
    let served = garden();
    served.remove("boards/kitchen");
    let refused = check_refused(&served, &["--yes"], 6);
    assert_data_eq!(
        refused.err,
        str![[r#"
error: the plan deletes much
  this deletes board "Kitchen" with 1 card
  nothing was sent
hint: if that is right: git board push --allow-deletes --yes

"#]]
    );
    check_push(&served, &["--yes", "--allow-deletes"], &["DELETE boards/2"]);
}

#[test]
fn a_card_that_moves_out_of_a_board_that_goes_is_moved_first() {
    check_with(
        &["--yes", "--allow-deletes"],
        |served| {
            served.rename(GARLIC, "boards/garden/done/7-garlic.md");
            served.remove("boards/kitchen");
        },
        &[
            r#"PUT boards/2/stacks/4/cards/7 {"stackId":3}"#,
            "DELETE boards/2",
        ],
    );
}
