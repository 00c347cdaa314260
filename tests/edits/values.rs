//! Changed values of cards.

use snapbox::{assert_data_eq, str};

use super::sent;
use super::world::{
    APPLES, BEANS, CARROTS, DILL, ENDIVE, add, card, check, check_agreement, check_push, garden,
};

#[test]
fn a_changed_title_is_one_put_and_the_file_keeps_its_name() {
    let served = check(
        |served| served.substitute(APPLES, "title: Apples", "title: 'Apple pie' # better"),
        &[r#"PUT boards/1/stacks/1/cards/1 {"title":"Apple pie"}"#],
    );
    assert_eq!(card(&served, 1).title, "Apple pie");
    assert_data_eq!(
        served.read(APPLES),
        str![[r#"
---
id: 1
title: 'Apple pie' # better
position: 10
created: 2026-11-21T19:00:00Z
author: alice
---
Pick them.

"#]]
    );
}

#[test]
fn a_changed_text_is_one_put_with_exactly_that_text() {
    let served = check(
        |served| {
            served.substitute(
                BEANS,
                "Water them.\n",
                "Water  them. \r\n\n---\n#x\t\u{1f331}\n",
            )
        },
        &[
            "PUT boards/1/stacks/1/cards/2 {\"description\":\"Sow them.\\n\\nWater  them. \\r\\n\\n---\\n#x\\t\u{1f331}\"}",
        ],
    );
    let text = "Sow them.\n\nWater  them. \r\n\n---\n#x\t\u{1f331}";
    assert_eq!(card(&served, 2).description, text);
}

#[test]
fn a_text_that_is_emptied_is_one_put() {
    check(
        |served| served.substitute(APPLES, "---\nPick them.\n", "---\n"),
        &[r#"PUT boards/1/stacks/1/cards/1 {"description":""}"#],
    );
}

#[test]
fn labels_are_assigned_and_removed_one_by_one() {
    let served = check(
        |served| add(served, APPLES, "labels: [Later, Urgent]"),
        &[
            r#"PUT boards/1/stacks/1/cards/1/assignLabel {"labelId":1}"#,
            r#"PUT boards/1/stacks/1/cards/1/assignLabel {"labelId":2}"#,
        ],
    );
    served.substitute(APPLES, "labels: [Later, Urgent]", "labels: [Idea, Urgent]");
    check_push(
        &served,
        &[],
        &[
            r#"PUT boards/1/stacks/1/cards/1/removeLabel {"labelId":2}"#,
            r#"PUT boards/1/stacks/1/cards/1/assignLabel {"labelId":3}"#,
        ],
    );
    assert_eq!(card(&served, 1).labels, [1, 3]);
    assert!(served.read(APPLES).contains("labels: [Idea, Urgent]"));
}

#[test]
fn a_removed_label_is_one_call() {
    let served = check(
        |served| served.substitute(BEANS, "labels:\n  - Urgent\n", ""),
        &[r#"PUT boards/1/stacks/1/cards/2/removeLabel {"labelId":1}"#],
    );
    assert_eq!(card(&served, 2).labels, [0; 0]);
}

#[test]
fn people_are_assigned_and_unassigned_one_by_one() {
    let served = check(
        |served| served.substitute(BEANS, "  - bob\n", "  - alice\n"),
        &[
            r#"PUT boards/1/stacks/1/cards/2/unassignUser {"userId":"bob","type":0}"#,
            r#"PUT boards/1/stacks/1/cards/2/assignUser {"userId":"alice","type":0}"#,
        ],
    );
    let assignments = card(&served, 2).assignments;
    assert_eq!(assignments.len(), 1);
    assert_eq!(assignments[0].participant, "alice");
}

#[test]
fn a_due_date_is_sent_in_utc_and_stays_in_the_file_as_it_was_written() {
    for (written, sent) in [
        ("2026-12-24", "2026-12-24T00:00:00+00:00"),
        ("2026-12-24T18:30:00Z", "2026-12-24T18:30:00+00:00"),
        ("2026-12-24T20:30:00+02:00", "2026-12-24T18:30:00+00:00"),
    ] {
        let line = format!("due: {written}");
        let served = check(
            |served| add(served, APPLES, &line),
            &[&format!(
                r#"PUT boards/1/stacks/1/cards/1 {{"duedate":"{sent}"}}"#
            )],
        );
        assert!(served.read(APPLES).contains(&line));
    }
}

#[test]
fn a_removed_due_date_is_one_put() {
    let served = check(
        |served| served.substitute(BEANS, "due: 2026-12-01T09:00:00Z\n", ""),
        &[r#"PUT boards/1/stacks/1/cards/2 {"duedate":null}"#],
    );
    assert_eq!(card(&served, 2).due, None);
}

#[test]
fn done_without_a_time_becomes_the_time_of_the_push() {
    let served = check(
        |served| add(served, APPLES, "done: true"),
        &[r#"PUT boards/1/stacks/1/cards/1 {"done":"now"}"#],
    );
    let done = card(&served, 1).done.expect("it is done");
    let time = jiff::Timestamp::from_second(done).expect("a time");
    assert!(served.read(APPLES).contains(&format!("\ndone: {time}\n")));
}

#[test]
fn a_given_time_of_being_done_is_kept() {
    let served = check(
        |served| add(served, APPLES, "done: 2026-10-05T12:00:00Z"),
        &[r#"PUT boards/1/stacks/1/cards/1 {"done":"2026-10-05T12:00:00+00:00"}"#],
    );
    assert!(
        served
            .read(APPLES)
            .contains("\ndone: 2026-10-05T12:00:00Z\n")
    );
}

#[test]
fn a_card_that_is_done_already_is_not_done_again() {
    let served = check(
        |served| served.substitute(DILL, "done: 2026-11-01T08:00:00Z", "done: true"),
        &[],
    );
    assert!(card(&served, 4).done.is_some());
}

#[test]
fn a_card_is_not_done_any_more() {
    check(
        |served| served.substitute(DILL, "done: 2026-11-01T08:00:00Z\n", ""),
        &[r#"PUT boards/1/stacks/1/cards/4 {"done":null}"#],
    );
}

#[test]
fn a_card_goes_into_the_archive_and_out_of_it_by_one_call() {
    let served = check(
        |served| add(served, APPLES, "archived: true"),
        &["PUT boards/1/stacks/1/cards/1/archive"],
    );
    assert!(card(&served, 1).archived);
    served.substitute(APPLES, "archived: true\n", "");
    check_push(
        &served,
        &[],
        &[r#"PUT boards/1/stacks/1/cards/1 {"archived":false}"#],
    );
    assert!(!card(&served, 1).archived);
}

#[test]
fn an_archived_card_is_edited_in_the_archive() {
    let served = check(
        |served| {
            served.substitute(ENDIVE, "title: Endive", "title: Escarole");
            served.substitute(ENDIVE, "Bitter.", "Less bitter.");
        },
        &[r#"PUT boards/1/stacks/1/cards/5 {"title":"Escarole","description":"Less bitter."}"#],
    );
    assert!(card(&served, 5).archived);
    assert_eq!(card(&served, 5).labels, [2]);
}

#[test]
fn labels_of_an_archived_card_take_it_out_meanwhile() {
    let served = check(
        |served| served.substitute(ENDIVE, "  - Later\n", "  - Later\n  - Urgent\n"),
        &[
            "PUT boards/1/stacks/1/cards/5/unarchive",
            r#"PUT boards/1/stacks/1/cards/5/assignLabel {"labelId":1}"#,
            "PUT boards/1/stacks/1/cards/5/archive",
        ],
    );
    assert!(card(&served, 5).archived);
}

#[test]
fn color_start_and_type_go_into_one_put() {
    let served = check(
        |served| {
            add(
                served,
                CARROTS,
                "color: ff7a66\nstart: 2026-12-01\ntype: text",
            )
        },
        &[
            r#"PUT boards/1/stacks/1/cards/3 {"type":"text","startdate":"2026-12-01T00:00:00+00:00","color":"ff7a66"}"#,
        ],
    );
    served.substitute(
        CARROTS,
        "color: ff7a66\nstart: 2026-12-01\ntype: text\n",
        "",
    );
    check_push(
        &served,
        &[],
        &[r#"PUT boards/1/stacks/1/cards/3 {"type":"plain","startdate":null,"color":null}"#],
    );
}

#[test]
fn dependencies_are_calls_of_their_own() {
    let served = check(
        |served| add(served, APPLES, "depends_on:\n  - 2\n  - 6"),
        &[
            "POST ocs cards/1/dependentCards/2 {}",
            "POST ocs cards/1/dependentCards/6 {}",
        ],
    );
    served.substitute(APPLES, "  - 2\n", "");
    check_push(&served, &[], &["DELETE ocs cards/1/dependentCards/2"]);
    assert_eq!(card(&served, 1).depends_on, [6]);
}

#[test]
fn many_changes_of_one_card_are_one_put() {
    check(
        |served| {
            served.substitute(APPLES, "title: Apples", "title: Pears");
            served.substitute(APPLES, "Pick them.", "Leave them.");
            add(
                served,
                APPLES,
                "due: 2026-12-24\ndone: 2026-10-05T12:00:00Z\narchived: true\ncolor: 00ff00",
            );
        },
        &[
            r#"PUT boards/1/stacks/1/cards/1 {"title":"Pears","description":"Leave them.","duedate":"2026-12-24T00:00:00+00:00","done":"2026-10-05T12:00:00+00:00","color":"00ff00","archived":true}"#,
        ],
    );
}

#[test]
fn values_labels_and_assignees_together_are_one_call_each() {
    check(
        |served| {
            served.substitute(BEANS, "title: Beans", "title: Broad beans");
            served.substitute(BEANS, "  - Urgent\n", "  - Later\n");
            served.substitute(BEANS, "  - bob\n", "  - bob\n  - alice\n");
        },
        &[
            r#"PUT boards/1/stacks/1/cards/2 {"title":"Broad beans"}"#,
            r#"PUT boards/1/stacks/1/cards/2/removeLabel {"labelId":1}"#,
            r#"PUT boards/1/stacks/1/cards/2/assignLabel {"labelId":2}"#,
            r#"PUT boards/1/stacks/1/cards/2/assignUser {"userId":"alice","type":0}"#,
        ],
    );
}

#[test]
fn another_spelling_of_the_same_values_sends_nothing() {
    check(
        |served| {
            served.substitute(BEANS, "title: Beans", "title: \"Beans\"");
            served.substitute(BEANS, "labels:\n  - Urgent\n", "labels: [ 'Urgent' ]\n");
            served.substitute(BEANS, "2026-12-01T09:00:00Z", "2026-12-01T10:00:00+01:00");
        },
        &[],
    );
}

#[test]
fn an_edit_that_somebody_else_made_too_sends_nothing() {
    let served = garden();
    served.substitute(APPLES, "title: Apples", "title: Pears");
    served
        .server
        .model()
        .edit_card("alice", 1, |card| card.title = "Pears".to_owned())
        .expect("alice may");
    let (writes, _) = sent::push(&served, &[]);
    assert_eq!(writes, [""; 0]);
    served.git_board("boards", &["pull"]).code(0);
    check_agreement(&served);
}

#[test]
fn edits_of_other_values_of_one_card_by_two_people_are_both_kept() {
    let served = garden();
    served.substitute(APPLES, "title: Apples", "title: Pears");
    served
        .server
        .model()
        .edit_card("alice", 1, |card| card.description = "Dry them.".to_owned())
        .expect("alice may");
    check_push(
        &served,
        &[],
        &[r#"PUT boards/1/stacks/1/cards/1 {"title":"Pears"}"#],
    );
    let card = card(&served, 1);
    assert_eq!(
        (card.title.as_str(), card.description.as_str()),
        ("Pears", "Dry them.")
    );
}

#[test]
fn a_committed_edit_is_sent_like_one_that_is_not() {
    let served = garden();
    served.substitute(APPLES, "title: Apples", "title: Pears");
    let me = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let commit = ["commit", "-qam", "Pears"];
    served
        .git("boards", &[me.as_slice(), &commit].concat())
        .code(0);
    check_push(
        &served,
        &[],
        &[r#"PUT boards/1/stacks/1/cards/1 {"title":"Pears"}"#],
    );
}
