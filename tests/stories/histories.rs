//! A push's commit that was amended, squashed, cherry-picked or rebased, and then cloned afresh.

use super::world::World;

const LOGIN: &str = "boards/roadmap/to-do/1-fix-login.md";
const LOGO: &str = "boards/roadmap/to-do/2-new-logo.md";

/// A title was pushed; the commit of that is HEAD.
fn pushed_title() -> World {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.pushed();
    world
}

/// Clones with git, edits one thing, and asserts that a push sends that and nothing else.
#[track_caller]
fn assert_a_fresh_clone_works(world: &World) {
    world.git_clone_to("second", &[]);
    world.server.log().clear();
    let ran = world.git_board("second", &["push", "--yes"]).code(0);
    assert!(ran.out.contains("Nothing to push."), "{}", ran.out);
    let search = "second/roadmap/doing/4-search.md";
    world.substitute(search, "Fast.", "Faster.");
    world.git_board("second", &["push", "--yes"]).code(0);
    assert_eq!(world.writes().len(), 1, "{:?}", world.writes());
    assert_eq!(world.card(4).description, "Faster.");
    world.assert_settled_in("second");
}

#[test]
fn a_fresh_clone_of_a_push_commit_needs_no_ref_of_ours() {
    let world = pushed_title();
    assert_a_fresh_clone_works(&world);
    assert_eq!(world.card(1).title, "Fix the login");
}

#[test]
fn a_push_commit_whose_message_was_replaced_is_no_state_and_costs_nothing() {
    let world = pushed_title();
    world.vcs(
        "boards",
        &["commit", "--quiet", "--amend", "-m", "My own words"],
    );
    assert_a_fresh_clone_works(&world);
    assert_eq!(world.card(1).title, "Fix the login");
    world.pull().code(0);
    world.assert_settled();
}

#[test]
fn what_was_amended_into_a_push_commit_is_an_edit() {
    let world = pushed_title();
    world.substitute(LOGO, "Round.", "Square.");
    world.vcs(
        "boards",
        &["commit", "--quiet", "--all", "--amend", "--no-edit"],
    );
    world.git_clone_to("second", &[]);
    world.server.log().clear();
    world.git_board("second", &["push"]).code(0);
    assert_eq!(world.writes().len(), 1, "{:?}", world.writes());
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.card(2).description, "Square.");
    world.assert_settled_in("second");
    // The first clone has the same edit, which is no edit any more.
    world.pull().code(0);
    world.assert_settled();
}

#[test]
fn a_value_amended_over_a_pushed_one_is_a_conflict_and_not_lost() {
    let world = pushed_title();
    world.substitute(LOGIN, "title: Fix the login", "title: Mend the login");
    world.vcs(
        "boards",
        &["commit", "--quiet", "--all", "--amend", "--no-edit"],
    );
    world.server.log().clear();
    let ran = world.git_board("boards", &["push"]).code(3);
    assert!(ran.err.contains("Mend the login"), "{}", ran.err);
    assert_eq!(world.writes(), [""; 0]);
    assert!(world.read(LOGIN).contains("title: Mend the login\n"));
}

#[test]
fn a_squashed_push_costs_nothing() {
    let world = pushed_title();
    world.substitute(LOGO, "Round.", "Square.");
    world.pushed();
    world.vcs("boards", &["reset", "--quiet", "--soft", "HEAD~2"]);
    world.vcs("boards", &["commit", "--quiet", "-m", "Both at once"]);
    assert_a_fresh_clone_works(&world);
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.card(2).description, "Square.");
}

#[test]
fn a_squash_that_keeps_the_old_message_is_not_believed() {
    let world = pushed_title();
    let message = world.vcs("boards", &["log", "-1", "--format=%B"]);
    world.substitute(LOGO, "Round.", "Square.");
    world.commit("An edit that was not sent");
    world.vcs("boards", &["reset", "--quiet", "--soft", "HEAD~2"]);
    world.vcs("boards", &["commit", "--quiet", "-m", message.trim_end()]);
    world.git_clone_to("second", &[]);
    world.server.log().clear();
    world.git_board("second", &["push"]).code(0);
    assert_eq!(world.writes().len(), 1, "{:?}", world.writes());
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.card(2).description, "Square.");
    world.assert_settled_in("second");
}

#[test]
fn a_push_commit_cherry_picked_onto_another_history_is_not_believed() {
    let world = pushed_title();
    world.vcs("boards", &["switch", "--quiet", "-c", "other", "HEAD~1"]);
    world.substitute(LOGO, "Round.", "Square.");
    world.commit("An edit that was not sent");
    world.vcs("boards", &["cherry-pick", "main"]);
    world.vcs("boards", &["config", "board.branch", "other"]);
    world.git_clone_to("second", &["--branch", "other"]);
    world.vcs("second", &["config", "board.branch", "other"]);
    world.server.log().clear();
    world.git_board("second", &["push"]).code(0);
    assert_eq!(world.writes().len(), 1, "{:?}", world.writes());
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.card(2).description, "Square.");
    world.assert_settled_in("second");
}

#[test]
fn a_push_commit_rebased_over_an_unsent_edit_does_not_swallow_it() {
    let world = World::cloned();
    world.vcs("boards", &["switch", "--quiet", "-c", "topic"]);
    world.substitute(LOGO, "Round.", "Square.");
    world.commit("An edit that was not sent");
    world.vcs("boards", &["switch", "--quiet", "main"]);
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.pushed();
    world.vcs("boards", &["rebase", "--quiet", "topic"]);
    world.git_clone_to("second", &["--branch", "main"]);
    world.server.log().clear();
    world.git_board("second", &["push"]).code(0);
    assert_eq!(world.writes().len(), 1, "{:?}", world.writes());
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.card(2).description, "Square.");
    world.assert_settled_in("second");
}
