//! Cards, in all their shapes.

use super::{BOTH, NEW, OLD, one_card, read};
use crate::board::{Done, Person, PersonKind};
use crate::provider::deck::decode;
use crate::provider::deck::wire;

#[test]
fn every_recorded_card_is_understood() {
    for version in BOTH {
        for name in [
            "31-card-get-full",
            "31-card-get-extra",
            "31-card-get-minimal",
            "56-card-get-assigned",
            "103-card-get-v11",
            "30-card-create-full",
            "40-card-put-full",
            "43-card-archive",
            "43-card-unarchive",
            "47-card-move-other-board-put",
            "60-card-delete",
        ] {
            let card = one_card(version, name);
            assert!(!card.title.is_empty(), "{version} {name}");
            assert_eq!(card.author.as_deref(), Some("alice"), "{version} {name}");
            assert!(card.created.is_some(), "{version} {name}");
            assert_eq!(card.card_type, None, "{version} {name}");
        }
        let cards: Vec<wire::Card> = read(version, "46-card-reorder");
        assert_eq!(cards.len(), 5, "{version}");
    }
}

#[test]
fn a_card_has_all_its_values() {
    let card = one_card(NEW, "31-card-get-extra");
    assert_eq!(card.title, "Extra");
    assert_eq!(card.body.as_deref(), Some("d"));
    assert_eq!(card.color.as_deref(), Some("ff00aa"));
    assert_eq!(
        card.due.map(|due| due.to_string()).as_deref(),
        Some("2026-12-24T19:29:30Z")
    );
    assert_eq!(
        card.start.map(|start| start.to_string()).as_deref(),
        Some("2026-12-01T00:00:00Z")
    );
    assert_eq!(card.done, None);
    let card = one_card(NEW, "31-card-get-minimal");
    assert_eq!(card.body, None);
}

#[test]
fn an_older_card_has_no_color_and_no_start() {
    let wire: wire::Card = read(OLD, "31-card-get-full");
    assert!(wire.color.is_none() && wire.startdate.is_none());
    let wire: wire::Card = read(NEW, "31-card-get-minimal");
    assert_eq!(wire.color, Some(None));
    assert_eq!(wire.startdate, Some(None));
}

#[test]
fn users_and_groups_are_assigned() {
    for version in BOTH {
        let card = one_card(version, "56-card-get-assigned");
        let group = Person {
            kind: PersonKind::Group,
            id: "team".to_owned(),
        };
        assert!(card.assignees.contains(&Person::user("bob")), "{version}");
        assert!(card.assignees.contains(&group), "{version}");
    }
}

#[test]
fn the_labels_of_a_card_that_came_to_a_board_are_that_boards() {
    for (version, board) in [(NEW, "10"), (OLD, "8")] {
        let wire: wire::Card = read(version, "47-card-move-other-board-put");
        let of = |board: &str| {
            let is_of =
                |label: &wire::Label| label.board_id.as_ref().is_some_and(|id| id.0 == board);
            decode::card(&wire, is_of).labels.len()
        };
        assert_eq!((of(board), of("4")), (2, 0), "{version}");
    }
}

#[test]
fn a_label_assigned_twice_is_one() {
    let wire: wire::Card = read(NEW, "54-card-removeLabel");
    assert_eq!(wire.labels.len(), 2);
    assert_eq!(decode::card(&wire, |_| true).labels.len(), 1);
}

#[test]
fn being_done_is_a_moment() {
    let wire: wire::Card = serde_json::from_str(
        r#"{"id":"7","title":"T","stackId":1,"owner":{"primaryKey":"bob"},"done":"2026-11-01T08:00:00+00:00",
        "duedate":"-001-11-30T00:00:00+00:00","assignedUsers":[{"participant":"x","type":7},{"participant":"y","type":99}],"new":{}}"#,
    )
    .expect("written here");
    let card = decode::card(&wire, |_| true);
    assert_eq!(card.done, "2026-11-01T08:00:00Z".parse().ok().map(Done::At));
    assert_eq!((card.due, card.author.as_deref()), (None, Some("bob")));
    let assignees: Vec<String> = card.assignees.iter().map(Person::to_string).collect();
    assert_eq!(assignees, ["team:x"]);
}
