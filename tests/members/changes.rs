//! Members that come, change and go, as the calls of a push; what another client does meanwhile.

use git_board::lookalike::deck::Release;
use git_board::lookalike::deck::person::{Group, User};
use git_board::lookalike::deck::rule::{Grants, RuleKind};
use git_board::lookalike::faults::{Fault, When};
use snapbox::{assert_data_eq, str};

use crate::edits::world::{BEANS, GARDEN, check_agreement, check_push, garden, garden_on};
use crate::support::deck_server::Served;

/// Lets the server know carol, the group `staff` and the team `7f3a`.
fn with_people(served: Served) -> Served {
    let group = |id: &str| Group {
        id: id.to_owned(),
        display_name: id.to_owned(),
        members: vec!["carol".to_owned()],
    };
    {
        let mut deck = served.server.model();
        deck.insert_user(User::new("carol", "Carol", "look-alike"));
        deck.insert_group(group("staff"));
        deck.insert_team(group("7f3a"));
    }
    served
}

/// The rules of the board Garden: `bob edit`.
fn rules(served: &Served) -> Vec<String> {
    let model = served.server.model();
    let mut lines: Vec<String> = model
        .rules()
        .filter(|rule| rule.board == 1)
        .map(|rule| {
            let words = [
                (rule.may_edit, " edit"),
                (rule.may_share, " share"),
                (rule.may_manage, " manage"),
            ];
            let words = words.into_iter().filter(|(may, _)| *may);
            let words: String = words.map(|(_, word)| word).collect();
            format!("{}{words}", rule.participant)
        })
        .collect();
    lines.sort();
    lines
}

const BOB: &str = "  - user: bob\n    permissions: [edit]\n";
const ALL: &str = "  - user: carol\n  - user: bob\n    permissions: [edit, share]\n  - group: staff\n    \
                   permissions: [edit, share, manage]\n  - team: 7f3a\n    permissions: [edit]\n";

#[test]
fn members_come_change_and_go_as_one_call_each_on_both_releases() {
    for release in [Release::V1_16, Release::V1_18] {
        let served = with_people(garden_on(release));
        served.substitute(GARDEN, BOB, ALL);
        let shown = served.git_board("boards", &["diff"]).code(0);
        assert_data_eq!(
            shown.out,
            str![[r#"
Garden
  edit member "bob"
    may edit → edit, share
  create member "carol"
    may read
  create member "group:staff"
    may edit, share, manage
  create member "team:7f3a"
    may edit

"#]]
        );
        check_push(
            &served,
            &[],
            &[
                r#"PUT boards/1/acl/1 {"permissionEdit":true,"permissionShare":true,"permissionManage":false}"#,
                r#"POST boards/1/acl {"permissionEdit":false,"permissionShare":false,"permissionManage":false,"type":0,"participant":"carol"}"#,
                r#"POST boards/1/acl {"permissionEdit":true,"permissionShare":true,"permissionManage":true,"type":1,"participant":"staff"}"#,
                r#"POST boards/1/acl {"permissionEdit":true,"permissionShare":false,"permissionManage":false,"type":7,"participant":"7f3a"}"#,
            ],
        );
        // The order and the spelling of the file are the user's.
        assert!(
            served.read(GARDEN).ends_with(ALL),
            "{}",
            served.read(GARDEN)
        );

        // Bob goes, from the cards too; a card that he is on is deleted by the same push.
        served.substitute(
            GARDEN,
            "  - user: bob\n    permissions: [edit, share]\n",
            "",
        );
        served.substitute(GARDEN, "    permissions: [edit, share, manage]\n", "");
        served.remove("boards/garden/doing/6-figs.md");
        let ran = served.git_board("boards", &["push", "--yes"]).code(6);
        assert!(ran.err.contains("takes \"bob\" away"), "{}", ran.err);
        assert!(
            ran.out.contains("delete member \"bob\": off 1 card\n"),
            "{}",
            ran.out
        );
        check_push(
            &served,
            &["--yes", "--allow-deletes"],
            &[
                "DELETE boards/1/stacks/2/cards/6",
                "DELETE boards/1/acl/1",
                r#"PUT boards/1/acl/3 {"permissionEdit":false,"permissionShare":false,"permissionManage":false}"#,
            ],
        );
        assert_eq!(rules(&served), ["7f3a edit", "carol", "staff"]);
        assert!(!served.read(BEANS).contains("bob"));
    }
}

#[test]
fn a_new_board_comes_with_its_members() {
    let served = with_people(garden());
    served.write(
        "boards/yard/board.yaml",
        "title: Yard\nmembers:\n  - user: carol\n    permissions: [edit]\n",
    );
    served.write(
        "boards/yard/next/chop.md",
        "---\nassignees: [carol]\n---\n# Chop\n",
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
            r#"POST boards/3/acl {"permissionEdit":true,"permissionShare":false,"permissionManage":false,"type":0,"participant":"carol"}"#,
            r#"POST boards/3/stacks {"title":"next","order":0}"#,
            r##"POST boards/3/stacks/5/cards {"title":"Chop","type":"plain","order":0,"description":"# Chop"}"##,
            r#"PUT boards/3/stacks/5/cards/8/assignUser {"userId":"carol","type":0}"#,
        ],
    );
}

#[test]
fn a_member_whom_the_server_does_not_know_is_taken_back() {
    for release in [Release::V1_16, Release::V1_18] {
        let served = garden_on(release);
        served.substitute(GARDEN, BOB, &format!("{BOB}  - user: nosuch\n"));
        let ran = served.git_board("boards", &["push"]).code(4);
        assert_data_eq!(
            ran.err,
            str![[r#"
error: failed to create member "nosuch" in Garden: may read
  the server knows no user `nosuch`
  0 of 1 operation were done; the rest is unchanged on the server and in the files
hint: undo this edit or change it; then push again, it goes on from here

"#]]
        );
        assert_eq!(rules(&served), ["bob edit"]);
        assert!(served.read(GARDEN).contains("nosuch"));
        served.substitute(GARDEN, "  - user: nosuch\n", "");
        check_push(&served, &[], &[]);
    }
}

#[test]
fn members_merge_one_by_one_and_one_changed_on_both_sides_is_a_conflict() {
    let served = with_people(garden());
    let all = Grants {
        edit: true,
        share: true,
        manage: true,
    };
    let change = |participant: &str| {
        let mut deck = served.server.model();
        let rules: Vec<_> = deck.rules().cloned().collect();
        let rule = rules
            .iter()
            .find(|rule| rule.board == 1 && rule.participant == participant);
        match rule {
            Some(rule) => deck.change_rule("alice", rule.id, all),
            None => deck.add_rule("alice", 1, RuleKind::User, participant, all),
        }
        .expect("alice may")
    };
    change("carol");
    served.later(10);
    served.substitute(GARDEN, "[edit]", "[share]");
    served.git_board("boards", &["push"]).code(0);
    assert_eq!(rules(&served), ["bob share", "carol edit share manage"]);
    check_agreement(&served);

    change("bob");
    served.later(10);
    served.substitute(GARDEN, "[share]", "[edit]");
    let ran = served.git_board("boards", &["push"]).code(3);
    assert!(
        ran.err.contains("`permissions` changed on both sides"),
        "{}",
        ran.err
    );
    assert_eq!(
        rules(&served),
        ["bob edit share manage", "carol edit share manage"]
    );
}

#[test]
fn an_answer_that_is_lost_or_says_that_a_rule_is_there_makes_no_second_one() {
    let crash = r#"{"status":500,"message":"Internal server error","requestId":"x"}"#;
    let served = with_people(garden());
    let faults = served.server.faults();
    for (fault, code) in [
        (
            Fault::FailAfterEffect {
                status: 500,
                body: crash.to_owned(),
            },
            0,
        ),
        (Fault::CutAfterEffect, 0),
        (
            Fault::Fail {
                status: 500,
                body: crash.to_owned(),
            },
            4,
        ),
        (Fault::Cut, 4),
    ] {
        served.substitute(GARDEN, BOB, &format!("{BOB}  - user: carol\n"));
        faults.plan(When::next("POST", "/acl"), fault.clone());
        let ran = served.git_board("boards", &["push"]);
        assert_eq!(ran.code, code, "{fault:?}: {}", ran.err);
        served.git_board("boards", &["push"]).code(0);
        assert_eq!(rules(&served), ["bob edit", "carol"], "{fault:?}");
        served.substitute(GARDEN, "  - user: carol\n", "");
        served
            .git_board("boards", &["push", "--yes", "--allow-deletes"])
            .code(0);
    }

    // Somebody else is faster: the same is found, and other permissions are not written over.
    for (edit, code, held) in [(false, 0, "carol"), (true, 4, "carol edit")] {
        served.substitute(GARDEN, BOB, &format!("{BOB}  - user: carol\n"));
        faults.before(When::next("POST", "/acl"), move |deck| {
            let grants = Grants {
                edit,
                share: false,
                manage: false,
            };
            drop(deck.add_rule("alice", 1, RuleKind::User, "carol", grants));
        });
        let ran = served.git_board("boards", &["push"]);
        assert_eq!(ran.code, code, "{}", ran.err);
        assert_eq!(rules(&served), ["bob edit", held]);
        if code == 0 {
            served.substitute(GARDEN, "  - user: carol\n", "");
            served
                .git_board("boards", &["push", "--yes", "--allow-deletes"])
                .code(0);
        }
    }
}
