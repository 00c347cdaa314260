//! What counts as agreed: fetches, resets, branches, shallow and orphaned histories.

use super::world::World;

const LOGIN: &str = "boards/roadmap/to-do/1-fix-login.md";
const LOGO: &str = "boards/roadmap/to-do/2-new-logo.md";

#[test]
fn a_push_after_a_fetch_sends_the_edits_here_and_reverts_nothing_there() {
    let world = World::cloned();
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.git_board("boards", &["fetch"]).code(0);
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert!(
        writes[0].ends_with("/boards/1/stacks/1/cards/1"),
        "{writes:?}"
    );
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.card(2).title, "A new logo");
    assert!(world.read(LOGO).contains("title: A new logo\n"));
    world.assert_settled();
}

#[test]
fn a_push_after_a_fetch_without_edits_sends_nothing() {
    let world = World::cloned();
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.git_board("boards", &["fetch"]).code(0);
    let before = world.local_state();
    let ran = world.git_board("boards", &["push"]).code(0);
    assert!(ran.out.contains("Nothing to push."), "{}", ran.out);
    assert_eq!(world.writes(), [""; 0]);
    assert_eq!(world.local_state(), before);
    world.pull().code(0);
    world.assert_settled();
    assert_eq!(world.card(2).title, "A new logo");
}

#[test]
fn a_reset_to_before_a_pull_makes_no_edit_of_what_came_with_it() {
    let world = World::cloned();
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.pull().code(0);
    world.vcs("boards", &["reset", "--quiet", "--hard", "HEAD~1"]);
    assert!(world.read(LOGO).contains("title: New logo\n"));
    let ran = world.git_board("boards", &["push"]).code(0);
    assert!(ran.out.contains("Nothing to push."), "{}", ran.out);
    assert_eq!(world.writes(), [""; 0]);
    assert_eq!(world.card(2).title, "A new logo");
    world.pull().code(0);
    world.assert_settled();
}

#[test]
fn a_reset_to_before_a_push_does_not_undo_it_on_the_server() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.write("boards/roadmap/to-do/new.md", "# Another\n");
    world.pushed();
    world.vcs("boards", &["reset", "--quiet", "--hard", "HEAD~1"]);
    world.server.log().clear();
    world.git_board("boards", &["push"]).code(0);
    assert_eq!(world.writes(), [""; 0]);
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.card(9).title, "Another");
    assert_eq!(world.card(9).deleted_at, 0);
    world.pull().code(0);
    assert!(world.read(LOGIN).contains("title: Fix the login\n"));
    world.assert_settled();
}

#[test]
fn a_push_from_a_reset_branch_sends_only_what_was_edited_since() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.pushed();
    world.vcs("boards", &["reset", "--quiet", "--hard", "HEAD~1"]);
    world.substitute(LOGO, "Round.", "Square.");
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(
        world.line(1),
        "To do: 1 Fix the login #Bug | one/two/three/four/five"
    );
    assert_eq!(world.line(2), "To do: 2 New logo | Square.");
    world.assert_settled();
}

/// Leaves `boards` on a branch `old`, cut before the last pull.
fn on_a_branch_cut_before_a_pull() -> World {
    let world = World::cloned();
    world.vcs("boards", &["branch", "old"]);
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.pull().code(0);
    world.vcs("boards", &["switch", "--quiet", "old"]);
    world
}

#[test]
fn another_branch_is_refused_with_the_command_that_helps() {
    let world = on_a_branch_cut_before_a_pull();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    let before = world.local_state();
    for command in ["push", "pull"] {
        let ran = world.git_board("boards", &[command]).code(6);
        assert!(ran.err.contains("git switch main"), "{}", ran.err);
    }
    assert_eq!(world.local_state(), before);
    assert_eq!(world.writes(), [""; 0]);
    // What only reads goes on.
    world.git_board("boards", &["status"]).code(0);
    world.git_board("boards", &["diff"]).code(0);
    world.git_board("boards", &["fetch"]).code(0);
    world.git_board("boards", &["push", "--dry-run"]).code(0);
}

#[test]
fn a_branch_cut_before_the_last_pull_sends_only_its_own_edits() {
    let world = on_a_branch_cut_before_a_pull();
    world.vcs("boards", &["config", "board.branch", "old"]);
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.card(2).title, "A new logo");
    world.assert_settled();
}

#[test]
fn a_branch_merged_back_into_the_boards_branch_is_pushed_as_its_edits() {
    let world = on_a_branch_cut_before_a_pull();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.commit("On the old branch");
    world.vcs("boards", &["switch", "--quiet", "main"]);
    world.vcs("boards", &["merge", "--quiet", "--no-edit", "old"]);
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.card(2).title, "A new logo");
    world.assert_settled();
}

#[test]
fn an_orphan_branch_has_no_base_and_nothing_is_sent() {
    let world = World::cloned();
    world.vcs("boards", &["checkout", "--quiet", "--orphan", "alone"]);
    world.vcs("boards", &["config", "board.branch", "alone"]);
    for is_committed in [false, true] {
        if is_committed {
            world.remove("boards/garden");
            world.commit("All of it, without a past");
        }
        let before = world.local_state();
        for command in ["push", "pull"] {
            let ran = world.git_board("boards", &[command, "--yes"]).code(6);
            assert!(ran.err.contains("board/main"), "{}", ran.err);
        }
        assert_eq!(world.local_state(), before);
    }
    assert_eq!(world.writes(), [""; 0]);
}

#[test]
fn the_way_out_of_an_orphan_branch_works() {
    let world = World::cloned();
    world.vcs("boards", &["checkout", "--quiet", "--orphan", "alone"]);
    world.vcs("boards", &["config", "board.branch", "alone"]);
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.commit("All of it, without a past");
    let ran = world.git_board("boards", &["push"]).code(6);
    let words = "git merge --allow-unrelated-histories board/main";
    assert!(ran.err.contains(words), "{}", ran.err);
    world.vcs(
        "boards",
        &[
            "merge",
            "--quiet",
            "--no-edit",
            "-s",
            "ours",
            "--allow-unrelated-histories",
            "board/main",
        ],
    );
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(world.card(1).title, "Fix the login");
    world.assert_settled();
}

#[test]
fn a_shallow_clone_whose_tip_is_no_state_is_refused_with_the_way_out() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.commit("An edit");
    world.git_clone_to("shallow", &["--depth", "1"]);
    for command in ["push", "pull", "status"] {
        let ran = world.git_board("shallow", &[command]).code(6);
        assert!(ran.err.contains("git fetch --unshallow"), "{}", ran.err);
    }
    assert_eq!(world.writes(), [""; 0]);
    world.vcs("shallow", &["fetch", "--quiet", "--unshallow"]);
    world.git_board("shallow", &["push"]).code(0);
    assert_eq!(world.card(1).title, "Fix the login");
    world.assert_settled_in("shallow");
}

#[test]
fn a_shallow_clone_whose_tip_is_a_state_has_a_base() {
    let world = World::cloned();
    world.git_clone_to("shallow", &["--depth", "1"]);
    world.substitute(
        "shallow/roadmap/to-do/1-fix-login.md",
        "title: Fix login",
        "title: Fix the login",
    );
    world.git_board("shallow", &["push"]).code(0);
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.writes().len(), 1);
    world.assert_settled_in("shallow");
}
