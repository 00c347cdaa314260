//! Boards, stacks, labels, and what is told of the server.

use std::sync::Arc;

use super::{BOTH, NEW, read};
use crate::board::{Board, Permissions};
use crate::provider::deck::decode::{self, ArchivedCards};
use crate::provider::deck::wire;

#[test]
fn boards_are_listed_with_rights() {
    for version in BOTH {
        let boards: Vec<wire::Board> = read(version, "12-boards-details");
        assert!(
            boards.iter().all(|board| board.last_modified > 0),
            "{version}"
        );
        assert!(boards.iter().all(|board| {
            decode::rights(board).is_some_and(|rights| rights.edit && rights.manage && rights.share)
        }));
    }
    let boards: Vec<wire::Board> = read(NEW, "58-boards-as-bob");
    let shared = boards
        .iter()
        .find(|board| board.id.0 == "4")
        .expect("shared");
    let rights = decode::rights(shared).expect("bob may read it");
    assert!(rights.edit && !rights.manage && !rights.share);
}

#[test]
fn members_are_users_groups_and_those_who_are_gone() {
    for version in BOTH {
        let about: wire::Board = read(version, "58-board-get-with-acl");
        let board = decode::board(&about, &about.stacks, &[], &ArchivedCards::new());
        let ids: Vec<String> = board
            .members
            .iter()
            .map(|member| member.person.to_string())
            .collect();
        assert_eq!(ids, ["bob", "nosuch", "group:team"], "{version}");
        let edit_only = Permissions {
            edit: true,
            share: false,
            manage: false,
        };
        assert!(
            board
                .members
                .iter()
                .all(|member| member.permissions == edit_only)
        );
        assert_eq!(board.labels.len(), 8, "{version}");
        assert!(
            board.stacks.len() >= 3,
            "{version}: GET of a board lists its stacks"
        );
    }
}

#[test]
fn stacks_stand_by_order_then_by_id() {
    for version in BOTH {
        let about: wire::Board = read(version, "10-board-get");
        let stacks: Vec<wire::Stack> = read(version, "21-stacks-list");
        let board = decode::board(&about, &stacks, &[], &ArchivedCards::new());
        let titles: Vec<&str> = board
            .stacks
            .iter()
            .map(|stack| stack.title.as_str())
            .collect();
        assert_eq!(titles.first(), Some(&"neg"), "{version}");
        let (doing, done) = (
            titles.iter().position(|title| *title == "Doing"),
            titles.iter().position(|title| *title == "Done"),
        );
        assert!(doing < done, "{version}: equal orders, the lower id first");
    }
}

fn whole_board(version: &str) -> Board {
    let about: wire::Board = serde_json::from_str(
        r#"{"id":19,"title":"B","labels":[{"id":87,"title":"Finished","color":"31CC7C"},{"id":88,"title":"To review","color":"317CCC"}]}"#,
    )
    .expect("written here");
    let shown: Vec<wire::Stack> = read(version, "111-full-stacks");
    let archived: Vec<wire::Stack> = read(version, "111-full-archived");
    let single: wire::Card = read(version, "111-full-card-archived");
    let cards =
        ArchivedCards::from([(single.id.clone(), Arc::new(decode::card(&single, |_| true)))]);
    decode::board(&about, &shown, &archived, &cards)
}

#[test]
fn archived_cards_stand_behind_the_shown_ones_with_labels_and_assignees() {
    let board = whole_board(NEW);
    let stack = &board.stacks[0];
    let titles: Vec<&str> = stack.cards.iter().map(|card| card.title.as_str()).collect();
    assert_eq!(titles, ["Active", "Archived"]);
    let archived = &stack.archived()[0];
    assert_eq!(archived.labels.len(), 1);
    assert_eq!(archived.assignees.len(), 1);
    assert_eq!(stack.shown()[0].labels.len(), 1);
}

#[test]
fn the_list_of_archived_cards_alone_lacks_assignees() {
    for version in BOTH {
        let stacks: Vec<wire::Stack> = read(version, "44-stacks-archived");
        let card = &stacks[0].cards[0];
        assert!(card.archived && card.assigned_users.is_empty() && card.labels.is_empty());
        let owner = card.owner.as_ref().and_then(wire::Participant::id);
        assert_eq!(owner, Some("alice"), "{version}: the owner is plain text");
    }
}

#[test]
fn a_stack_tells_whether_it_is_deleted() {
    for version in BOTH {
        let stack: wire::Stack = read(version, "62-stack-get-deleted");
        assert!(stack.deleted_at > 0, "{version}");
        assert!(decode::stacks_in_order(&[stack]).is_empty(), "{version}");
    }
}

#[test]
fn a_new_board_answers_with_the_labels_that_the_server_added() {
    for version in BOTH {
        let board: wire::Board = read(version, "10-board-create");
        let titles: Vec<&str> = board
            .labels
            .iter()
            .map(|label| label.title.as_str())
            .collect();
        assert_eq!(
            titles,
            ["Finished", "To review", "Action needed", "Later"],
            "{version}"
        );
    }
}

#[test]
fn answers_that_tell_nothing_are_json_all_the_same() {
    for version in BOTH {
        for name in [
            "53-card-assignLabel",
            "54-card-removeLabel",
            "56-card-assignUser",
            "56-card-assignUser-group",
            "57-card-unassignUser",
            "23-web-stack-reorder",
            "55-label-delete",
            "52-label-update",
            "62-stack-delete",
            "63-board-delete",
        ] {
            read::<serde::de::IgnoredAny>(version, name);
        }
        for name in [
            "20-stack-create",
            "50-label-create",
            "22-stack-update",
            "11-board-archive",
        ] {
            let made: wire::Created = read(version, name);
            assert!(!made.id.0.is_empty());
        }
    }
}

#[test]
fn the_version_and_the_user_come_in_an_envelope() {
    let capabilities: wire::Envelope<wire::Capabilities> = read(NEW, "00-capabilities");
    let deck = capabilities
        .ocs
        .data
        .capabilities
        .deck
        .expect("it is installed");
    assert_eq!(deck.version, "1.18.3");
    let user: wire::Envelope<wire::User> = read(NEW, "00-whoami");
    assert_eq!(user.ocs.data.id, "alice");
}
