//! A push that is cut off between adding a member whom the server does not know and taking that
//! member back.

use git_board::lookalike::faults::{Fault, When};

use crate::edits::world::{GARDEN, check_agreement, garden};
use crate::support::deck_server::Served;

const BOB: &str = "  - user: bob\n    permissions: [edit]\n";
const NOBODY: &str = "  - user: nosuch\n";

/// A clone in whose files a member stands whom nobody knows, and whom a push added that was killed
/// before it could take them back.
fn killed() -> Served {
    let served = garden();
    served.substitute(GARDEN, BOB, &format!("{BOB}{NOBODY}"));
    let faults = served.server.faults();
    faults.plan(When::next("DELETE", "/acl/"), Fault::Hang);
    let mut child = served.start("boards", &["push"]);
    while faults.pending() > 0 {
        assert_eq!(child.try_wait().expect("it can be waited for"), None);
    }
    child.kill().expect("it can be killed");
    served.ended(child);
    assert_eq!(participants(&served), ["bob", "nosuch"]);
    served.later(10);
    served
}

fn participants(served: &Served) -> Vec<String> {
    let model = served.server.model();
    let rules = model.rules().filter(|rule| rule.board == 1);
    rules.map(|rule| rule.participant.clone()).collect()
}

/// Pushes what the server refuses, and then goes back to what it does not.
fn refused_and_mended(served: &Served) {
    let ran = served.git_board("boards", &["push"]).code(4);
    assert!(
        ran.err.contains("the server knows no user `nosuch`"),
        "{}",
        ran.err
    );
    assert_eq!(participants(served), ["bob"]);
    assert!(served.read(GARDEN).contains(NOBODY));
    served.substitute(GARDEN, NOBODY, "");
    served.git_board("boards", &["push"]).code(0);
    assert_eq!(participants(served), ["bob"]);
    check_agreement(served);
}

#[test]
fn the_next_push_takes_the_member_back() {
    refused_and_mended(&killed());
}

#[test]
fn a_pull_in_between_does_not_believe_in_the_member() {
    let served = killed();
    for arguments in [&["pull"][..], &["fetch"], &["pull", "--full"]] {
        served.git_board("boards", arguments).code(0);
        let status = served.git_board("boards", &["status"]).code(0).out;
        assert!(status.contains("create member \"nosuch\""), "{status}");
    }
    refused_and_mended(&served);
}

#[test]
fn a_member_whose_line_is_gone_meanwhile_comes_into_sight_and_can_be_taken_away() {
    let served = killed();
    served.substitute(GARDEN, NOBODY, "");
    served.git_board("boards", &["push"]).code(0);
    served.git_board("boards", &["pull"]).code(0);
    assert!(served.read(GARDEN).contains(NOBODY));
    served.substitute(GARDEN, NOBODY, "");
    let arguments = ["push", "--yes", "--allow-deletes"];
    served.git_board("boards", &arguments).code(0);
    assert_eq!(participants(&served), ["bob"]);
    check_agreement(&served);
}

#[test]
fn a_taking_back_of_which_nobody_knows_the_end_is_tried_again() {
    for fault in [
        Fault::Cut,
        Fault::CutAfterEffect,
        Fault::Fail {
            status: 403,
            body: "{\"status\":403,\"message\":\"Permission denied\"}".to_owned(),
        },
    ] {
        let served = garden();
        served.substitute(GARDEN, BOB, &format!("{BOB}{NOBODY}"));
        let taking_back = When::next("DELETE", "/acl/");
        served.server.faults().plan(taking_back, fault.clone());
        let ran = served.git_board("boards", &["push"]);
        assert_eq!(ran.code, 4, "{fault:?}: {}", ran.err);
        served.later(10);
        refused_and_mended(&served);
    }
}

#[test]
fn a_member_whom_the_server_knows_is_not_added_twice() {
    let served = garden();
    let carol = git_board::lookalike::deck::person::User::new("carol", "Carol", "look-alike");
    served.server.model().insert_user(carol);
    served.substitute(GARDEN, BOB, &format!("{BOB}  - user: carol\n"));
    let faults = served.server.faults();
    faults.plan(When::next("POST", "/acl"), Fault::HangAfterEffect);
    let mut child = served.start("boards", &["push"]);
    while faults.pending() > 0 {
        assert_eq!(child.try_wait().expect("it can be waited for"), None);
    }
    while participants(&served).len() < 2 {
        std::thread::yield_now();
    }
    child.kill().expect("it can be killed");
    served.ended(child);
    served.later(10);
    served.server.log().clear();
    served.git_board("boards", &["pull"]).code(0);
    served.git_board("boards", &["push"]).code(0);
    assert_eq!(served.writes(), Vec::<String>::new());
    assert_eq!(participants(&served), ["bob", "carol"]);
    check_agreement(&served);
}
