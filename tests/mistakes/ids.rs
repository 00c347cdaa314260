//! Ids that do not fit: of things that the server has not, in two files, or of another account.

use snapbox::str;

use super::world::{LOGIN, check, check_here, work};
use crate::support::deck_server::Served;
use git_board::board::Account;
use git_board::lookalike::deck::Release;

#[test]
fn a_card_with_an_id_that_nobody_knows_is_told() {
    let served = work();
    served.write("boards/work/done/x.md", "---\nid: 99\ntitle: X\n---\n");
    for command in ["push", "pull"] {
        check(
            &served,
            &[command],
            3,
            str![[r#"
error: 1 conflict between here and the server
  card "X" in Work / Done: gone there, and its id `99` is in no state that is known here
  nothing was changed here and nothing sent
hint: delete the file, or remove `id` to make a new card

"#]],
        );
    }
}

#[test]
fn a_stack_and_a_board_with_ids_that_nobody_knows_are_told_and_not_removed() {
    let served = work();
    served.write("boards/work/x/stack.yaml", "id: 98\ntitle: X\n");
    served.write("boards/y/board.yaml", "id: 97\ntitle: Y\n");
    served.write("boards/work/done/z.md", "---\nid: 99\ntitle: Z\n---\n");
    for command in ["push", "pull"] {
        check(
            &served,
            &[command, "--yes"],
            3,
            str![[r#"
error: 3 conflicts between here and the server
  card "Z" in Work / Done: gone there, and its id `99` is in no state that is known here
  stack "X" in Work: gone there, and its id `98` is in no state that is known here
  board "Y": gone there, and its id `97` is in no state that is known here
  nothing was changed here and nothing sent
hint: delete the file, or remove `id` to make a new card
      delete the folder, or remove `id` to make a new stack
      delete the folder, or remove `id` to make a new board

"#]],
        );
    }
}

#[test]
fn conflicts_of_several_kinds_are_told_with_all_ways_out() {
    let served = work();
    served.write("boards/work/done/x.md", "---\nid: 99\ntitle: X\n---\n");
    served.substitute(LOGIN, "title: Login", "title: Log in");
    let renamed = served.server.model().rename_card("alice", 1, "Theirs");
    renamed.expect("alice may");
    check(
        &served,
        &["push"],
        3,
        str![[r#"
error: 2 conflicts between here and the server
  card "Log in" in Work / To do: `title` changed on both sides: "Log in" here, "Theirs" there, "Login" before
  card "X" in Work / Done: gone there, and its id `99` is in no state that is known here
  nothing was changed here and nothing sent
hint: `git board pull` shows both values in the file, for you to choose
      delete the file, or remove `id` to make a new card

"#]],
    );
}

#[test]
fn an_account_that_suddenly_sees_no_boards_empties_no_folder() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served
        .server
        .model()
        .delete_board("alice", 1)
        .expect("alice may");
    // Not even as deleted ones.
    served.later(600);
    served.server.model().purge_trash();
    for command in ["pull", "push", "fetch"] {
        check(
            &served,
            &[command],
            1,
            str![[r#"
error: SERVER shows no boards to `alice`
  there were some before; nothing was removed here
hint: look at the server in a browser; is it the same account?

"#]],
        );
    }
}

#[test]
fn ids_given_out_anew_after_a_restore_stop_everything() {
    // The same address, account and ids; another board.
    let served = work();
    let other = Served::files([
        ("home/board.yaml", "id: 1\ntitle: Home\n"),
        ("home/now/stack.yaml", "id: 1\ntitle: Now\n"),
        (
            "home/now/1-paint.md",
            "---\nid: 1\ntitle: Paint\ncreated: 2026-11-20T10:00:00Z\n---\n",
        ),
    ]);
    other.later(120);
    let touched = other.server.model().rename_card("alice", 1, "Paint it");
    touched.expect("alice may");
    std::mem::swap(&mut *served.server.model(), &mut *other.server.model());
    for command in ["pull", "push", "fetch"] {
        check(
            &served,
            &[command],
            6,
            str![[r#"
error: SERVER is not the server that this repository knows
  card "Paint it" in Home / Now has the id 1 of another card
hint: ids came back as other things, as after a restore from an old backup; clone anew

"#]],
        );
    }
}

#[test]
fn a_server_without_boards_is_cloned_as_an_empty_folder() {
    let served = Served::new(&Account::default(), Release::V1_18);
    let url = served.server.url().to_owned();
    let ran = served.git_board(".", &["clone", &url, "boards"]).code(0);
    assert_eq!(ran.err, "");
}

#[test]
fn another_account_of_the_same_server_does_not_push_what_it_cannot_see() {
    let mut served = work();
    served.substitute(LOGIN, "title: Login", "title: Log in");
    served.set("GIT_BOARD_USER", "bob");
    check_here(
        &served,
        &["push"],
        5,
        str![[r#"
error: SERVER knows these credentials as `bob`, not as `alice`
  nothing was sent
hint: log in as `alice`, or say that this is right: git config board.account bob

"#]],
    );
}
