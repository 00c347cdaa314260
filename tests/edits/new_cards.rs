//! New files that become cards.

use snapbox::{assert_data_eq, str};

use super::world::{APPLES, card, check, check_push, garden, shown};

const NEW: &str = "boards/garden/to-do/new.md";

#[test]
fn a_new_file_is_one_post_and_gets_its_id_and_its_name() {
    let served = check(
        |served| served.write(NEW, "---\ntitle: Grapes\n---\nPress them.\n"),
        &[
            r#"POST boards/1/stacks/1/cards {"title":"Grapes","type":"plain","order":4,"description":"Press them."}"#,
        ],
    );
    assert_eq!(shown(&served, 1), [1, 2, 3, 4, 8]);
    assert!(!served.path(NEW).exists());
    assert_data_eq!(
        served.read("boards/garden/to-do/8-grapes.md"),
        str![[r#"
---
id: 8
title: Grapes
created: 2026-11-21T20:00:00Z
author: alice
---
Press them.

"#]]
    );
}

#[test]
fn a_new_card_between_others_is_one_post() {
    for (position, order, expected) in [
        ("5", -1, [8, 1, 2, 3, 4]),
        ("15", 0, [1, 8, 2, 3, 4]),
        ("20.5", 1, [1, 2, 8, 3, 4]),
    ] {
        let served = check(
            |served| {
                let text = format!("---\ntitle: Grapes\nposition: {position}\n---\n");
                served.write(NEW, &text);
            },
            &[&format!(
                r#"POST boards/1/stacks/1/cards {{"title":"Grapes","type":"plain","order":{order},"description":""}}"#
            )],
        );
        assert_eq!(shown(&served, 1), expected);
    }
}

#[test]
fn a_new_card_without_front_matter_has_the_heading_as_its_title() {
    let served = check(
        |served| served.write(NEW, "# Buy *seeds*\n\nBefore spring.\n"),
        &[
            r##"POST boards/1/stacks/1/cards {"title":"Buy seeds","type":"plain","order":4,"description":"# Buy *seeds*\n\nBefore spring."}"##,
        ],
    );
    assert_data_eq!(
        served.read("boards/garden/to-do/8-buy-seeds.md"),
        str![[r#"
---
id: 8
title: Buy seeds
created: 2026-11-21T20:00:00Z
author: alice
---
# Buy *seeds*

Before spring.

"#]]
    );
}

#[test]
fn a_new_card_without_front_matter_and_heading_has_the_files_name_as_its_title() {
    let served = check(
        |served| served.write("boards/garden/to-do/Buy seeds.md", "Before spring.\n"),
        &[
            r#"POST boards/1/stacks/1/cards {"title":"Buy seeds","type":"plain","order":4,"description":"Before spring."}"#,
        ],
    );
    assert!(served.path("boards/garden/to-do/8-buy-seeds.md").exists());
}

#[test]
fn labels_and_assignees_of_a_new_card_follow_its_creation() {
    let served = check(
        |served| {
            served.write(
                NEW,
                "---\ntitle: Grapes\nlabels:\n  - Later\n  - Urgent\nassignees: [bob, alice]\n---\n",
            );
        },
        &[
            r#"POST boards/1/stacks/1/cards {"title":"Grapes","type":"plain","order":4,"description":""}"#,
            r#"PUT boards/1/stacks/1/cards/8/assignLabel {"labelId":1}"#,
            r#"PUT boards/1/stacks/1/cards/8/assignLabel {"labelId":2}"#,
            r#"PUT boards/1/stacks/1/cards/8/assignUser {"userId":"alice","type":0}"#,
            r#"PUT boards/1/stacks/1/cards/8/assignUser {"userId":"bob","type":0}"#,
        ],
    );
    assert_eq!(card(&served, 8).assignments.len(), 2);
}

#[test]
fn dates_and_color_of_a_new_card_are_in_its_post() {
    check(
        |served| {
            served.write(
                NEW,
                "---\ntitle: Grapes\ndue: 2026-12-24\ncolor: ff7a66\nstart: 2026-12-01\n---\n",
            );
        },
        &[
            r#"POST boards/1/stacks/1/cards {"title":"Grapes","type":"plain","order":4,"description":"","duedate":"2026-12-24T00:00:00+00:00","startdate":"2026-12-01T00:00:00+00:00","color":"ff7a66"}"#,
        ],
    );
}

#[test]
fn a_new_card_that_is_done_takes_a_put() {
    let served = garden();
    served.write(
        NEW,
        "---\ntitle: Grapes\ndone: 2026-10-05T12:00:00Z\n---\nPress them.\n",
    );
    let writes = served.push(&[]);
    assert_eq!(
        writes,
        [
            "POST v1.0/boards/1/stacks/1/cards",
            "PUT v1.0/boards/1/stacks/1/cards/8"
        ]
    );
    let card = card(&served, 8);
    assert_eq!(card.done, Some(1_791_201_600));
    assert_eq!(card.description, "Press them.");
    super::world::check_agreement(&served);
}

#[test]
fn a_new_card_in_the_archive_is_archived_after_its_creation() {
    let served = check(
        |served| {
            served.write(
                NEW,
                "---\ntitle: Grapes\nlabels: [Idea]\narchived: true\n---\n",
            );
        },
        &[
            r#"POST boards/1/stacks/1/cards {"title":"Grapes","type":"plain","order":4,"description":""}"#,
            r#"PUT boards/1/stacks/1/cards/8/assignLabel {"labelId":3}"#,
            "PUT boards/1/stacks/1/cards/8/archive",
        ],
    );
    assert!(card(&served, 8).archived);
}

#[test]
fn a_copy_of_a_card_without_its_id_is_a_new_card() {
    let served = check(
        |served| {
            served.copy(APPLES, "boards/garden/doing/apples.md");
            served.substitute("boards/garden/doing/apples.md", "id: 1\n", "");
        },
        &[
            r#"POST boards/1/stacks/2/cards {"title":"Apples","type":"plain","order":1,"description":"Pick them."}"#,
        ],
    );
    assert_eq!(shown(&served, 2), [6, 8]);
}

#[test]
fn several_new_cards_come_in_the_order_of_their_files() {
    let served = check(
        |served| {
            served.write("boards/garden/done/b.md", "B\n");
            served.write("boards/garden/done/a.md", "A\n");
            served.write("boards/garden/done/c.md", "---\nposition: 1\n---\nC\n");
        },
        &[
            r#"POST boards/1/stacks/3/cards {"title":"c","type":"plain","order":0,"description":"C"}"#,
            r#"POST boards/1/stacks/3/cards {"title":"a","type":"plain","order":1,"description":"A"}"#,
            r#"POST boards/1/stacks/3/cards {"title":"b","type":"plain","order":2,"description":"B"}"#,
        ],
    );
    assert_eq!(shown(&served, 3), [8, 9, 10]);
}

#[test]
fn a_known_card_depends_on_a_new_one_after_it_has_its_id() {
    let served = check(
        |served| served.write(NEW, "---\ntitle: Grapes\ndepends_on: [1]\n---\n"),
        &[
            r#"POST boards/1/stacks/1/cards {"title":"Grapes","type":"plain","order":4,"description":""}"#,
            "POST ocs cards/8/dependentCards/1 {}",
        ],
    );
    served.substitute(APPLES, "\ncreated:", "\ndepends_on: [8]\ncreated:");
    check_push(&served, &[], &["POST ocs cards/1/dependentCards/8 {}"]);
}
