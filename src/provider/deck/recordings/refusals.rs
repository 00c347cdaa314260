//! Refusals, crashes, and answers that cannot be understood.

use reqwest::Method;

use super::{BOTH, NEW, recorded, refusal};
use crate::provider::ProviderError;
use crate::provider::deck::api::{decoded, says_card_is_deleted};
use crate::provider::deck::wire;

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
    for name in [
        "113-archived-board-card-create",
        "113-archived-board-stack-create",
    ] {
        let error = refusal(NEW, name, Method::POST);
        assert!(!error.may_have_taken_effect(), "{name}: {error}");
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
