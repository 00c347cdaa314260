//! Tests over answers that real servers gave: Nextcloud 34 with Deck 1.18.3, Nextcloud 32 with
//! Deck 1.16.7.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use reqwest::Method;
use serde::de::DeserializeOwned;

use super::api::{decoded, judge, says_card_is_deleted};
use super::decode::{self, ArchivedCards};
use super::wire;
use crate::board::{Board, Card, Done, Permissions, Person, PersonKind};
use crate::provider::ProviderError;
use crate::provider::http::Answer;

const NEW: &str = "1.18.3";
const OLD: &str = "1.16.7";
const BOTH: [&str; 2] = [NEW, OLD];

fn folder(version: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/deck-answers")
        .join(version)
}

/// The recorded answer to a request of this method; the file's name holds the status.
fn recorded(version: &str, name: &str, method: Method) -> Answer {
    let prefix = format!("{name}.");
    let file = fs::read_dir(folder(version))
        .expect("the fixtures are there")
        .map(|entry| entry.expect("a file").path())
        .find(|path| {
            path.file_name()
                .and_then(|file| file.to_str())
                .is_some_and(|file| file.starts_with(&prefix))
        })
        .unwrap_or_else(|| panic!("no recording `{name}` of {version}"));
    let status = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .and_then(|stem| stem.rsplit('.').next())
        .and_then(|status| status.parse().ok())
        .expect("the name holds the status");
    Answer {
        method,
        url: "http://127.0.0.1/x".to_owned(),
        status,
        date: None,
        etag: None,
        location: None,
        retry_after: None,
        in_maintenance: name.starts_with("06-"),
        body: fs::read(&file).expect("readable"),
    }
}

fn read<T: DeserializeOwned>(version: &str, name: &str) -> T {
    decoded(&recorded(version, name, Method::GET)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn refusal(version: &str, name: &str, method: Method) -> ProviderError {
    judge(recorded(version, name, method))
        .expect_err("it is a refusal")
        .error
}

fn one_card(version: &str, name: &str) -> Card {
    decode::card(&read::<wire::Card>(version, name), |_| true)
}

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

#[test]
fn what_is_missing_is_not_allowed_and_a_deleted_card_says_so() {
    for version in BOTH {
        let missing = refusal(version, "31-card-get-missing", Method::GET);
        assert!(matches!(
            &missing,
            ProviderError::NotAllowed { status: 403, .. }
        ));
        assert!(!says_card_is_deleted(&missing), "{version}");
        let deleted = refusal(version, "60-card-get-deleted", Method::GET);
        assert!(says_card_is_deleted(&deleted), "{version}");
    }
}

#[test]
fn a_500_with_words_of_deck_is_a_refusal_and_a_crash_is_not() {
    for version in BOTH {
        for name in ["42-card-put-archived-true-again", "43-archived-assignLabel"] {
            let error = refusal(version, name, Method::PUT);
            assert!(!error.may_have_taken_effect(), "{version} {name}");
            assert!(
                error
                    .to_string()
                    .ends_with("500: Operation not allowed. This card is archived."),
                "{error}"
            );
        }
    }
    let crash = refusal(NEW, "03-board-abc", Method::POST);
    assert!(crash.may_have_taken_effect());
    let crash = refusal(NEW, "03-board-abc", Method::GET);
    assert!(!crash.may_have_taken_effect());
}

#[test]
fn logins_that_fail_are_told_apart_from_blocked_addresses() {
    for name in [
        "01-boards-noauth",
        "04-wrong-password-0",
        "07-user-disabled",
    ] {
        let error = refusal(NEW, name, Method::GET);
        assert!(matches!(error, ProviderError::NotLoggedIn { .. }), "{name}");
    }
    let blocked = refusal(NEW, "04-wrong-password-11", Method::GET);
    assert!(
        blocked.to_string().contains("wait half an hour"),
        "{blocked}"
    );
}

#[test]
fn maintenance_is_named_and_took_no_effect() {
    for name in ["06-maintenance-api", "06-maintenance-ocs"] {
        let error = refusal(NEW, name, Method::PUT);
        assert!(
            error
                .to_string()
                .ends_with("503: the server is in maintenance mode")
        );
        assert!(!error.may_have_taken_effect());
    }
}

#[test]
fn refusals_without_words_are_refusals_too() {
    for (name, status) in [
        ("03-route-404", 405),
        ("10-board-create-missing-title", 400),
        ("40-card-put-without-owner", 400),
        ("08-untrusted-host", 400),
        ("50-label-create-duplicate", 400),
        ("56-card-assignUser-nosuch", 400),
    ] {
        match refusal(NEW, name, Method::POST) {
            ProviderError::Refused { status: got, .. } => assert_eq!(got, status, "{name}"),
            error => panic!("{name}: {error}"),
        }
    }
    for name in ["07-deck-disabled", "57-card-unassignUser-again"] {
        let error = refusal(NEW, name, Method::GET);
        assert!(
            matches!(error, ProviderError::NotAllowed { status: 404, .. }),
            "{name}"
        );
    }
}

#[test]
fn a_wrong_type_is_named_with_its_path() {
    let mut answer = recorded(NEW, "90-inm-stacks", Method::GET);
    let text = String::from_utf8(answer.body).expect("text");
    answer.body = text
        .replacen("\"order\":999", "\"order\":\"first\"", 1)
        .into_bytes();
    let error = decoded::<Vec<wire::Stack>>(&answer).expect_err("a text is no number");
    let told = error.to_string();
    assert!(
        told.contains("`[0].cards[0].order`: invalid type: string \"first\""),
        "{told}"
    );
    answer.body = b"<html>\n\x1b[31m".to_vec();
    let error = decoded::<Vec<wire::Stack>>(&answer).expect_err("a page is no list");
    assert!(
        error
            .to_string()
            .ends_with("it begins `<html>\\n\\u{1b}[31m`"),
        "{error}"
    );
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
