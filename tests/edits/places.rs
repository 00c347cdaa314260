//! Cards that go elsewhere: within a stack, to another stack, to another board.

use super::world::{
    APPLES, BEANS, CARROTS, DILL, ENDIVE, FIGS, add, card, check, check_push, garden, shown,
};
use crate::support::deck_server::Served;

/// Gives a card another position.
fn place(served: &Served, path: &str, old: u32, new: &str) {
    served.substitute(path, &format!("position: {old}\n"), new);
}

#[test]
fn moving_one_card_within_its_stack_is_one_write() {
    for (path, old, new, write, expected) in [
        // Up, to the top, down, to the bottom, and behind all by having no position.
        (
            DILL,
            40,
            "position: 15\n",
            r#"4/reorder {"order":1,"stackId":1}"#,
            [1, 4, 2, 3],
        ),
        (
            CARROTS,
            30,
            "position: -5\n",
            r#"3/reorder {"order":0,"stackId":1}"#,
            [3, 1, 2, 4],
        ),
        (
            APPLES,
            10,
            "position: 35\n",
            r#"1/reorder {"order":2,"stackId":1}"#,
            [2, 3, 1, 4],
        ),
        (
            BEANS,
            20,
            "position: 40.5\n",
            r#"2/reorder {"order":3,"stackId":1}"#,
            [1, 3, 4, 2],
        ),
        (
            APPLES,
            10,
            "",
            r#"1/reorder {"order":3,"stackId":1}"#,
            [2, 3, 4, 1],
        ),
    ] {
        let served = check(
            |served| place(served, path, old, new),
            &[&format!("PUT boards/1/stacks/1/cards/{write}")],
        );
        assert_eq!(shown(&served, 1), expected);
        assert!(served.read(path).contains(new), "{}", served.read(path));
    }
}

#[test]
fn a_position_that_keeps_the_order_sends_nothing() {
    let served = check(|served| place(served, APPLES, 10, "position: 19.5\n"), &[]);
    assert!(served.read(APPLES).contains("position: 19.5\n"));
}

#[test]
fn moving_one_card_to_another_stack_is_one_write() {
    let served = check(
        |served| served.rename(CARROTS, "boards/garden/doing/3-carrots.md"),
        &[r#"PUT boards/1/stacks/1/cards/3/reorder {"order":1,"stackId":2}"#],
    );
    assert_eq!(shown(&served, 2), [6, 3]);
    assert_eq!(shown(&served, 1), [1, 2, 4]);
}

#[test]
fn moving_one_card_into_an_empty_stack_under_another_name_is_one_write() {
    let served = check(
        |served| served.rename(BEANS, "boards/garden/done/my beans.md"),
        &[r#"PUT boards/1/stacks/1/cards/2/reorder {"order":0,"stackId":3}"#],
    );
    assert_eq!(shown(&served, 3), [2]);
    assert!(served.path("boards/garden/done/my beans.md").exists());
}

#[test]
fn a_renamed_file_sends_nothing() {
    let served = check(
        |served| served.rename(BEANS, "boards/garden/to-do/beans.md"),
        &[],
    );
    assert!(served.path("boards/garden/to-do/beans.md").exists());
}

#[test]
fn a_card_moves_to_another_board_by_one_put_and_keeps_its_id() {
    let served = check(
        |served| served.rename(CARROTS, "boards/kitchen/shelf/3-carrots.md"),
        &[r#"PUT boards/1/stacks/1/cards/3 {"stackId":4,"order":1}"#],
    );
    assert_eq!(shown(&served, 4), [7, 3]);
}

#[test]
fn labels_of_a_card_that_moves_to_another_board_are_mapped_by_name() {
    let served = check(
        |served| served.rename(BEANS, "boards/kitchen/shelf/2-beans.md"),
        &[r#"PUT boards/1/stacks/1/cards/2 {"stackId":4}"#],
    );
    let card = card(&served, 2);
    assert_eq!((card.stack, card.labels.as_slice()), (4, [4].as_slice()));
    assert_eq!(card.assignments.len(), 1);
}

#[test]
fn a_label_that_is_taken_off_on_the_way_to_another_board_is_not_made_there() {
    let served = check(
        |served| {
            let beans = served.read(BEANS).replace("labels:\n  - Urgent\n", "");
            served.remove(BEANS);
            served.write("boards/kitchen/shelf/2-beans.md", &beans);
        },
        &[
            r#"PUT boards/1/stacks/1/cards/2/removeLabel {"labelId":1}"#,
            r#"PUT boards/1/stacks/1/cards/2 {"stackId":4}"#,
        ],
    );
    assert_eq!(card(&served, 2).labels, [0; 0]);
    assert_eq!(served.server.model().labels_of(2).count(), 1);
}

#[test]
fn an_archived_card_moves_by_one_put_and_stays_archived() {
    let served = check(
        |served| served.rename(ENDIVE, "boards/garden/done/5-endive.md"),
        &[r#"PUT boards/1/stacks/1/cards/5 {"stackId":3}"#],
    );
    let card = card(&served, 5);
    assert_eq!((card.stack, card.archived), (3, true));
}

#[test]
fn a_move_with_another_title_is_one_put_where_a_number_is_free() {
    let served = check(
        |served| {
            served.substitute(CARROTS, "title: Carrots", "title: Parsnips");
            served.rename(CARROTS, "boards/garden/doing/3-carrots.md");
        },
        &[r#"PUT boards/1/stacks/1/cards/3 {"title":"Parsnips","stackId":2,"order":1}"#],
    );
    assert_eq!(shown(&served, 2), [6, 3]);
}

#[test]
fn a_move_with_a_label_is_two_writes() {
    check(
        |served| {
            add(served, CARROTS, "labels: [Urgent]");
            place(served, CARROTS, 30, "position: 5\n");
        },
        &[
            r#"PUT boards/1/stacks/1/cards/3/assignLabel {"labelId":1}"#,
            r#"PUT boards/1/stacks/1/cards/3/reorder {"order":0,"stackId":1}"#,
        ],
    );
}

#[test]
fn a_reversed_stack_takes_one_write_less_than_it_has_cards() {
    let served = garden();
    for (path, old, new) in [
        (APPLES, 10, "position: 4\n"),
        (BEANS, 20, "position: 3\n"),
        (CARROTS, 30, "position: 2\n"),
        (DILL, 40, "position: 1\n"),
    ] {
        place(&served, path, old, new);
    }
    let writes = served.push(&[]);
    assert_eq!(writes.len(), 3, "{writes:?}");
    assert!(writes.iter().all(|write| write.ends_with("/reorder")));
    assert_eq!(shown(&served, 1), [4, 3, 2, 1]);
    super::world::check_agreement(&served);
}

#[test]
fn two_cards_that_change_places_are_one_write() {
    let served = check(
        |served| {
            place(served, BEANS, 20, "position: 30\n");
            place(served, CARROTS, 30, "position: 20\n");
        },
        &[r#"PUT boards/1/stacks/1/cards/3/reorder {"order":1,"stackId":1}"#],
    );
    assert_eq!(shown(&served, 1), [1, 3, 2, 4]);
}

#[test]
fn a_card_that_comes_into_a_done_column_is_done_here_too() {
    let served = garden();
    served
        .server
        .model()
        .set_done_column("alice", 3, true)
        .expect("alice may");
    served.git_board("boards", &["pull"]).code(0);
    served.rename(FIGS, "boards/garden/done/6-figs.md");
    check_push(
        &served,
        &[],
        &[r#"PUT boards/1/stacks/2/cards/6/reorder {"order":0,"stackId":3}"#],
    );
    assert!(card(&served, 6).done.is_some());
    let text = served.read("boards/garden/done/6-figs.md");
    assert!(text.contains("\ndone: 2026-11-21T20:00:00Z\n"), "{text}");
}

#[test]
fn a_card_that_somebody_else_moved_keeps_that_place_and_gets_our_title() {
    let served = garden();
    served
        .server
        .model()
        .move_card("alice", 3, 2)
        .expect("alice may");
    served.substitute(CARROTS, "title: Carrots", "title: Parsnips");
    check_push(
        &served,
        &[],
        &[r#"PUT boards/1/stacks/2/cards/3 {"title":"Parsnips"}"#],
    );
    assert_eq!(card(&served, 3).stack, 2);
}
