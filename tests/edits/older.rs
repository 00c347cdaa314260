//! The edits that matter most, on Deck 1.16, and those that it cannot take.

use git_board::lookalike::deck::Release;
use snapbox::{assert_data_eq, str};

use super::world::{
    APPLES, BEANS, CARROTS, ENDIVE, add, card, check_push, check_refused, garden_on, shown,
};

#[test]
fn values_labels_and_assignees_are_sent_to_an_older_server() {
    let served = garden_on(Release::V1_16);
    served.substitute(APPLES, "title: Apples", "title: Pears");
    add(&served, APPLES, "due: 2026-12-24\ndone: true");
    served.substitute(BEANS, "  - Urgent\n", "  - Later\n");
    served.substitute(BEANS, "  - bob\n", "  - alice\n");
    served.substitute(ENDIVE, "Bitter.", "Less bitter.");
    add(&served, CARROTS, "archived: true");
    check_push(
        &served,
        &[],
        &[
            r#"PUT boards/1/stacks/1/cards/1 {"title":"Pears","duedate":"2026-12-24T00:00:00+00:00","done":"now"}"#,
            r#"PUT boards/1/stacks/1/cards/2/removeLabel {"labelId":1}"#,
            r#"PUT boards/1/stacks/1/cards/2/assignLabel {"labelId":2}"#,
            r#"PUT boards/1/stacks/1/cards/2/unassignUser {"userId":"bob","type":0}"#,
            r#"PUT boards/1/stacks/1/cards/2/assignUser {"userId":"alice","type":0}"#,
            "PUT boards/1/stacks/1/cards/3/archive",
            r#"PUT boards/1/stacks/1/cards/5 {"description":"Less bitter."}"#,
        ],
    );
}

#[test]
fn cards_are_made_moved_and_deleted_on_an_older_server() {
    let served = garden_on(Release::V1_16);
    served.write(
        "boards/garden/to-do/new.md",
        "---\ntitle: Grapes\nposition: 15\nlabels: [Idea]\n---\n",
    );
    served.rename(CARROTS, "boards/garden/doing/3-carrots.md");
    served.rename(BEANS, "boards/kitchen/shelf/2-beans.md");
    served.remove(APPLES);
    check_push(
        &served,
        &["--yes"],
        &[
            r#"POST boards/1/stacks/1/cards {"title":"Grapes","type":"plain","order":-1,"description":""}"#,
            r#"PUT boards/1/stacks/1/cards/8/assignLabel {"labelId":3}"#,
            r#"PUT boards/1/stacks/1/cards/3/reorder {"order":1,"stackId":2}"#,
            r#"PUT boards/1/stacks/1/cards/2 {"stackId":4}"#,
            "DELETE boards/1/stacks/1/cards/1",
        ],
    );
    assert_eq!(shown(&served, 1), [8, 4]);
    assert_eq!(card(&served, 2).labels, [4]);
}

#[test]
fn boards_stacks_and_labels_are_made_on_an_older_server() {
    let served = garden_on(Release::V1_16);
    served.write("boards/yard/board.yaml", "title: Yard\n");
    served.write("boards/yard/next/stack.yaml", "title: Next\n");
    served.substitute(
        "boards/garden/board.yaml",
        "members:",
        "  - name: Weeds\n    color: 112233\nmembers:",
    );
    check_push(
        &served,
        &[],
        &[
            r#"POST boards {"title":"Yard","color":"0082c9"}"#,
            "DELETE boards/3/labels/5",
            "DELETE boards/3/labels/6",
            "DELETE boards/3/labels/7",
            "DELETE boards/3/labels/8",
            r#"POST boards/1/labels {"title":"Weeds","color":"112233"}"#,
            r#"POST boards/3/stacks {"title":"Next","order":0}"#,
        ],
    );
}

#[test]
fn what_an_older_server_cannot_take_is_refused_all_at_once() {
    let served = garden_on(Release::V1_16);
    add(&served, APPLES, "color: ff0000");
    add(&served, BEANS, "start: 2026-12-01");
    add(&served, CARROTS, "depends_on: [1]");
    let done = "boards/garden/done/stack.yaml";
    served.substitute(done, "title: Done\n", "title: Done\ndone_column: true\n");
    served.write(
        "boards/garden/doing/new.md",
        "---\ncolor: ff0000\n---\n# Grapes\n",
    );
    let refused = check_refused(&served, &[], 6);
    assert_data_eq!(
        refused.err,
        str![[r#"
error: the server cannot take this
  stack "Done" in Garden: Nextcloud Deck 1.16.7 knows no done columns
  card "Apples" in Garden: Nextcloud Deck 1.16.7 knows no colors of cards
  card "Beans" in Garden: Nextcloud Deck 1.16.7 knows no start dates
  card "Carrots" in Garden: Nextcloud Deck 1.16.7 knows no dependencies between cards
  card "Grapes" in Garden: Nextcloud Deck 1.16.7 knows no colors of cards
  nothing was sent
hint: undo these edits, and push again

"#]]
    );
}
