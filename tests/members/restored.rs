//! A board that was deleted and is brought back here, as `git revert` does, comes out of the trash.

use git_board::lookalike::deck::Release;
use git_board::lookalike::faults::{Fault, When};
use snapbox::{assert_data_eq, str};

use crate::edits::world::{GARLIC, check_agreement, check_push, check_refused, garden_on};
use crate::support::deck_server::Served;
use crate::support::sandbox::files_below;

/// Deletes the board Kitchen with a push, and reverts that commit.
fn reverted(release: Release) -> Served {
    let served = garden_on(release);
    served.remove("boards/kitchen");
    served
        .git_board("boards", &["push", "--yes", "--allow-deletes"])
        .code(0);
    assert_eq!(
        served.git_board("boards", &["pull"]).code(0).out,
        "Already up to date.\n"
    );
    revert(&served);
    served.later(60);
    served
}

fn revert(served: &Served) {
    let who = ["-c", "user.name=Alice", "-c", "user.email=alice@localhost"];
    let what = ["revert", "--no-edit", "HEAD"];
    served
        .git("boards", &[&who[..], &what[..]].concat())
        .code(0);
}

#[test]
fn a_reverted_deletion_of_a_board_is_one_call_that_restores_it() {
    let served = reverted(Release::V1_18);
    let before = served.read(GARLIC);
    let diff = served.git_board("boards", &["diff"]).code(0);
    assert_data_eq!(
        diff.out,
        str![[r#"
Kitchen
  restore board "Kitchen" (2)
    with 1 card

"#]]
    );
    served.git_board("boards", &["pull"]).code(0);
    assert_eq!(served.read(GARLIC), before);
    // The answer of the first try is lost; what it did is found.
    let faults = served.server.faults();
    faults.plan(When::next("POST", "undo_delete"), Fault::Cut);
    served.git_board("boards", &["push"]).code(4);
    assert_eq!(served.read(GARLIC), before);
    check_push(&served, &[], &["POST boards/2/undo_delete"]);
    assert_eq!(served.read(GARLIC), before);

    served.remove("boards/kitchen");
    served
        .git_board("boards", &["push", "--yes", "--allow-deletes"])
        .code(0);
    // Not committed, it is meant all the same.
    let checkout = ["checkout", "HEAD~1", "--", "kitchen"];
    served.git("boards", &checkout).code(0);
    let pulled = served.git_board("boards", &["pull"]).code(0);
    assert_eq!(pulled.out, "Already up to date.\n");
    faults.plan(When::next("POST", "undo_delete"), Fault::CutAfterEffect);
    served.git_board("boards", &["push"]).code(4);
    served.later(60);
    check_push(&served, &[], &[]);
    assert_eq!(served.server.model().boards().count(), 2);
}

#[test]
fn a_board_that_came_back_otherwise_is_as_the_server_has_it() {
    let served = reverted(Release::V1_18);
    served
        .server
        .faults()
        .before(When::next("POST", "undo_delete"), |deck| {
            deck.restore_board("alice", 2).expect("it is in the trash");
            deck.rename_card("alice", 7, "Leek").expect("alice may");
        });
    let ran = served.git_board("boards", &["push"]).code(0);
    assert!(
        ran.err.contains("title became \"Leek\" on the server"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert!(served.read(GARLIC).contains("title: Leek"));
    served.later(60);
    check_agreement(&served);
}

#[test]
fn what_cannot_be_restored_is_refused_and_stays() {
    let served = reverted(Release::V1_16);
    let ran = check_refused(&served, &[], 6);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: the server cannot take this
  board "Kitchen": Nextcloud Deck 1.16.7 knows no restoring of boards; remove the ids to make it anew
  nothing was sent
hint: undo these edits, and push again

"#]]
    );

    // Changed after it was deleted: a person decides.
    let served = reverted(Release::V1_18);
    served.substitute(GARLIC, "title: Garlic", "title: Leek");
    let ran = check_refused(&served, &[], 3);
    assert!(ran.err.contains("Leek"), "{}", ran.err);
    served.substitute(GARLIC, "title: Leek", "title: Garlic");

    served.later(3600);
    served.server.model().purge_trash();
    let ran = served.git_board("boards", &["push"]);
    assert_data_eq!(
        format!("{}{}", ran.out, ran.err),
        str![[r#"
Nothing to push.
board "Kitchen" was deleted, and the server holds it no more: to make it anew, remove the ids from its files

"#]]
    );
}

#[test]
fn what_hangs_on_the_cards_of_a_board_comes_back_with_it() {
    let served = Served::example().cloned();
    let before = files_below(&served.path("boards/product-roadmap"));
    served.remove("boards/product-roadmap");
    served
        .git_board("boards", &["push", "--yes", "--allow-deletes"])
        .code(0);
    revert(&served);
    let writes = served.push(&[]);
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(files_below(&served.path("boards/product-roadmap")), before);
    let pulled = served.git_board("boards", &["pull"]).code(0);
    assert_eq!(pulled.out, "Already up to date.\n");
}
