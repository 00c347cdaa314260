//! What an account may do with members, and that no push locks it out of a board.

use git_board::lookalike::deck::person::Group;
use git_board::lookalike::deck::rule::{Grants, RuleKind};
use snapbox::str;

use crate::edits::world::{GARDEN, check_refused, garden};
use crate::support::deck_server::Served;

/// Gives bob's rule other permissions, and clones the board as bob.
fn as_bob(grants: Grants) -> Served {
    let mut served = garden();
    {
        let mut deck = served.server.model();
        let id = deck.rules().next().expect("bob's rule").id;
        deck.change_rule("alice", id, grants).expect("alice may");
    }
    served.set("GIT_BOARD_USER", "bob");
    served.remove("boards");
    served.cloned()
}

/// Edits `board.yaml` in turn, and checks that each edit is refused with these words.
#[track_caller]
fn check_all_refused(served: &Served, edits: &[(&str, &str, i32, &str)]) {
    let before = served.read(GARDEN);
    for (old, new, code, words) in edits {
        served.substitute(GARDEN, old, new);
        let ran = check_refused(served, &["--yes", "--allow-deletes"], *code);
        assert!(ran.err.contains(words), "{new:?}: {}", ran.err);
        served.write(GARDEN, &before);
    }
}

const SHARER: Grants = Grants {
    edit: false,
    share: true,
    manage: false,
};
const MANAGER: Grants = Grants {
    edit: true,
    share: true,
    manage: true,
};

#[test]
fn who_may_only_share_gives_no_more_than_they_have_and_takes_nobody_away() {
    let served = as_bob(SHARER);
    check_all_refused(
        &served,
        &[
            (
                "members:\n",
                "members:\n  - user: carol\n    permissions: [manage]\n",
                5,
                "this account may not give or take `manage`, which it does not have itself",
            ),
            (
                "members:\n",
                "members:\n  - user: carol\n    permissions: [edit]\n",
                5,
                "this account may not give or take `edit`",
            ),
            (
                "members:\n  - user: bob\n    permissions: [share]\n",
                "",
                6,
                "only who manages the board may take members away",
            ),
            (
                "members:\n",
                "members:\n  - user: alice\n",
                6,
                "the board is theirs",
            ),
        ],
    );
}

#[test]
fn no_push_takes_from_the_account_what_it_needs() {
    let served = as_bob(MANAGER);
    let own = "  - user: bob\n    permissions: [edit, share, manage]\n";
    check_all_refused(
        &served,
        &[
            (own, "  - user: alice\n", 6, "the board is theirs"),
            (
                &format!("members:\n{own}"),
                "",
                6,
                "this account would lose its own access",
            ),
            // The board is archived after the right to do it is gone.
            (
                "members:\n  - user: bob\n    permissions: [edit, share, manage]\n",
                "archived: true\nmembers:\n  - user: bob\n    permissions: [edit]\n",
                6,
                "an earlier change of this push takes the right to do this",
            ),
            (
                "members:\n",
                "members:\n  - remote: carol@elsewhere.example\n",
                6,
                "knows no new members of other servers",
            ),
        ],
    );

    // With a group that he is in there is another way in, until that goes too.
    {
        let mut deck = served.server.model();
        deck.insert_group(Group {
            id: "staff".to_owned(),
            display_name: "Staff".to_owned(),
            members: vec!["bob".to_owned()],
        });
        deck.add_rule("alice", 1, RuleKind::Group, "staff", MANAGER)
            .expect("alice may");
    }
    served.later(10);
    served.git_board("boards", &["pull"]).code(0);
    served.substitute(GARDEN, own, "");
    served
        .git_board("boards", &["push", "--yes", "--allow-deletes"])
        .code(0);
    check_all_refused(
        &served,
        &[(
            "members:\n  - group: staff\n    permissions: [edit, share, manage]\n",
            "",
            6,
            "this account would lose its own access",
        )],
    );
    // Rights that nothing else needs can be given up.
    served.substitute(GARDEN, "[edit, share, manage]", "[edit]");
    served.substitute("boards/garden/to-do/stack.yaml", "To do", "Next");
    let ran = served.git_board("boards", &["push", "--yes"]).code(0);
    snapbox::assert_data_eq!(
        ran.out,
        str![[r#"
Garden
  ~ edit stack "To do": title "To do" → "Next"
  ~ edit member "group:staff": may edit, share, manage → edit
Pushed: 2 operations done.

"#]]
    );
}
