//! Two clones, two people, two accounts.

use git_board::cli::seed::deck::PASSWORD;

use super::world::World;

const LOGIN: &str = "roadmap/to-do/1-fix-login.md";
const LOGO: &str = "roadmap/to-do/2-new-logo.md";

/// A world with a second git clone of `boards` in `second`.
fn two_clones() -> World {
    let world = World::cloned();
    world.git_clone_to("second", &[]);
    world
}

fn in_first(path: &str) -> String {
    format!("boards/{path}")
}

fn in_second(path: &str) -> String {
    format!("second/{path}")
}

/// Merges what the other clone has committed into a clone, through git.
fn merge_through_git(world: &World, into: &str, from: &str) {
    let from = format!("../{from}");
    world.vcs(
        into,
        &["pull", "--quiet", "--no-rebase", "--no-edit", &from, "main"],
    );
}

#[test]
fn two_clones_that_each_pushed_and_then_merged_have_nothing_to_push() {
    let world = two_clones();
    world.substitute(&in_first(LOGIN), "title: Fix login", "title: Fix the login");
    world.pushed();
    world.later(10);
    world.substitute(&in_second(LOGO), "Round.", "Square.");
    world.git_board("second", &["push"]).code(0);
    world.later(10);
    merge_through_git(&world, "boards", "second");
    world.server.log().clear();
    world.assert_settled();
    world.substitute(&in_first(LOGO), "Square.", "Oval.");
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(world.card(1).title, "Fix the login");
    assert_eq!(world.card(2).description, "Oval.");
    world.assert_settled();
}

#[test]
fn two_clones_that_pushed_without_a_pull_between_and_merged_send_only_new_edits() {
    let world = two_clones();
    // Neither knows of the other: each of the two states lacks nothing of the server.
    world.substitute(&in_first(LOGIN), "title: Fix login", "title: Fix the login");
    world.substitute(&in_first("roadmap/doing/4-search.md"), "Fast.", "Faster.");
    world.pushed();
    world.later(10);
    world.there(|deck| deck.rename_card("bob", 5, "Export it"));
    world.substitute(&in_second(LOGO), "Round.", "Square.");
    world.git_board("second", &["push"]).code(0);
    world.later(10);
    merge_through_git(&world, "boards", "second");
    // An old value of one of the two states is no edit either.
    world.substitute(
        &in_first("roadmap/doing/4-search.md"),
        "position: 10",
        "position: 30",
    );
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(
        world.outline(),
        "Roadmap [Bug, Later]\n  To do\n    1 Fix the login #Bug | one/two/three/four/five\n    \
         2 New logo | Square.\n    3 Dark mode\n  Doing\n    5 Export it | As text.\n    \
         4 Search | Faster.\n  Done\n    6 Import | From text.\nGarden [Bug]\n  Beds\n    \
         7 Peas | Sow.\n    8 Beans | Sow later.\n  Paths\n"
    );
    world.assert_settled();
}

#[test]
fn the_same_edit_in_two_clones_is_sent_once() {
    let world = two_clones();
    for path in [in_first(LOGIN), in_second(LOGIN)] {
        world.substitute(&path, "title: Fix login", "title: Fix the login");
    }
    world.write("boards/roadmap/to-do/idea.md", "# An idea\n");
    world.write("second/roadmap/to-do/idea.md", "# An idea\n");
    world.pushed();
    world.later(10);
    world.server.log().clear();
    let ran = world.git_board("second", &["push"]).code(0);
    assert_eq!(world.writes(), [""; 0], "{}", ran.out);
    world.pull().code(0);
    world.git_board("second", &["pull"]).code(0);
    assert!(world.has("second/roadmap/to-do/9-an-idea.md"));
    assert!(!world.has("second/roadmap/to-do/idea.md"));
    world.assert_settled();
    world.assert_settled_in("second");
}

#[test]
fn contradicting_edits_of_two_clones_are_a_conflict_for_the_second() {
    let world = two_clones();
    world.substitute(&in_first(LOGIN), "title: Fix login", "title: Fix the login");
    world.substitute(&in_second(LOGIN), "title: Fix login", "title: Mend login");
    world.pushed();
    world.later(10);
    world.server.log().clear();
    let ran = world.git_board("second", &["push"]).code(3);
    assert!(
        ran.err.contains("Mend login") && ran.err.contains("Fix the login"),
        "{}",
        ran.err
    );
    assert_eq!(world.writes(), [""; 0]);
    assert_eq!(world.card(1).title, "Fix the login");
    assert!(
        world
            .read(&in_second(LOGIN))
            .contains("title: Mend login\n")
    );
}

/// A colleague has pushed a new card from `second`.
fn with_a_colleagues_card() -> World {
    let world = two_clones();
    world.write("second/roadmap/to-do/idea.md", "# An idea\n");
    world.git_board("second", &["push"]).code(0);
    world.later(10);
    world
}

const IDEA: &str = "boards/roadmap/to-do/9-an-idea.md";

#[test]
fn a_colleagues_card_pulled_through_git_and_deleted_there_is_gone_here() {
    let world = with_a_colleagues_card();
    merge_through_git(&world, "boards", "second");
    assert!(world.has(IDEA));
    world.there(|deck| deck.delete_card("bob", 9));
    world.server.log().clear();
    world.pull().code(0);
    assert!(!world.has(IDEA));
    assert_eq!(world.writes(), [""; 0]);
    world.assert_settled();
}

#[test]
fn a_colleagues_card_that_came_through_git_after_its_deletion_is_gone_here() {
    let world = with_a_colleagues_card();
    world.there(|deck| deck.delete_card("bob", 9));
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    // The newest state knows nothing of the card; the older one, of another line, does.
    world.pull().code(0);
    merge_through_git(&world, "boards", "second");
    assert!(world.has(IDEA));
    world.server.log().clear();
    world.git_board("boards", &["push", "--yes"]).code(0);
    assert_eq!(world.writes(), [""; 0]);
    world.pull().code(0);
    assert!(!world.has(IDEA));
    assert_eq!(world.line(9), "gone");
    world.assert_settled();
}

#[test]
fn a_colleagues_card_edited_here_and_deleted_there_is_not_lost() {
    let world = with_a_colleagues_card();
    merge_through_git(&world, "boards", "second");
    world.there(|deck| deck.delete_card("bob", 9));
    world.substitute(IDEA, "# An idea", "# A better idea");
    for command in ["pull", "push"] {
        let ran = world.git_board("boards", &[command]).code(3);
        assert!(ran.err.contains("An idea"), "{}", ran.err);
    }
    assert!(world.read(IDEA).contains("# A better idea"));
    assert_eq!(world.line(9), "gone");
}

#[test]
fn an_account_that_sees_fewer_boards_leaves_the_others_alone() {
    let mut world = World::cloned();
    world.git_clone_to("nightly", &[]);
    world.vcs("nightly", &["config", "board.account", "bob"]);
    world.set("GIT_BOARD_USER", "bob");
    world.set("GIT_BOARD_TOKEN", PASSWORD);
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.server.log().clear();
    for command in [["pull", "--yes"], ["push", "--yes"]] {
        world.git_board("nightly", &command).code(0);
    }
    assert!(world.has("nightly/garden/beds/7-peas.md"));
    assert_eq!(world.writes(), [""; 0]);
    world.substitute(
        "nightly/roadmap/to-do/1-fix-login.md",
        "title: Fix login",
        "title: Fix the login",
    );
    world.git_board("nightly", &["push", "--yes"]).code(0);
    assert_eq!(world.writes().len(), 1, "{:?}", world.writes());
    world.later(10);
    world.git_board("nightly", &["pull", "--full"]).code(0);
    assert!(world.has("nightly/garden/beds/8-beans.md"));
    assert_eq!(world.git("nightly", &["status", "--porcelain"]).out, "");
    // Back with alice, the nightly job's commits are merged: nothing is missing.
    world.set("GIT_BOARD_USER", "alice");
    merge_through_git(&world, "boards", "nightly");
    assert_eq!(world.line(7), "Beds: 7 Peas | Sow.");
    world.assert_settled();
}

#[test]
fn an_edit_in_a_board_out_of_sight_is_not_sent_and_not_lost() {
    let mut world = World::cloned();
    world.git_clone_to("nightly", &[]);
    world.vcs("nightly", &["config", "board.account", "bob"]);
    world.set("GIT_BOARD_USER", "bob");
    world.substitute("nightly/garden/beds/7-peas.md", "Sow.", "Sow early.");
    world.remove("nightly/garden/beds/8-beans.md");
    let ran = world.git_board("nightly", &["push", "--yes"]).code(0);
    assert!(
        ran.err.contains("Garden") || ran.out.contains("Garden"),
        "{ran:?}"
    );
    assert_eq!(world.writes(), [""; 0]);
    world.git_board("nightly", &["pull", "--yes"]).code(0);
    assert!(
        world
            .read("nightly/garden/beds/7-peas.md")
            .contains("Sow early.")
    );
    assert!(!world.has("nightly/garden/beds/8-beans.md"));
    assert_eq!(world.line(8), "Beds: 8 Beans | Sow later.");
}

#[test]
fn a_board_taken_from_an_account_is_left_alone_and_comes_back() {
    let mut world = World::cloned();
    world.set("GIT_BOARD_USER", "bob");
    world.clone_to("bobs");
    assert!(!world.has("bobs/garden"));
    let rule = world
        .server
        .model()
        .rules()
        .next()
        .expect("bob's rule")
        .clone();
    world.there(|deck| {
        deck.remove_rule("alice", rule.id)?;
        // A board of bob's own, so that he sees any at all.
        Ok::<_, git_board::lookalike::deck::refusal::Refusal>(
            deck.create_board("bob", "Bob's", "ff0000"),
        )
    });
    for command in [["pull", "--yes"], ["push", "--yes"]] {
        world.git_board("bobs", &command).code(0);
    }
    assert!(world.has("bobs/roadmap/to-do/1-fix-login.md"));
    assert!(world.has("bobs/bob-s/board.yaml"));
    world.there(|deck| {
        deck.rename_card("alice", 1, "Fix the login")?;
        deck.add_rule(
            "alice",
            1,
            rule.kind,
            "bob",
            git_board::lookalike::deck::rule::Grants {
                edit: true,
                share: false,
                manage: false,
            },
        )
    });
    world.git_board("bobs", &["pull"]).code(0);
    assert!(
        world
            .read("bobs/roadmap/to-do/1-fix-login.md")
            .contains("title: Fix the login\n")
    );
    world.server.log().clear();
    world.git_board("bobs", &["push"]).code(0);
    assert_eq!(world.writes(), [""; 0]);
}

#[test]
fn an_account_that_suddenly_sees_nothing_empties_no_folder() {
    let mut world = World::cloned();
    world.set("GIT_BOARD_USER", "bob");
    world.clone_to("bobs");
    let rule = world
        .server
        .model()
        .rules()
        .next()
        .expect("bob's rule")
        .clone();
    world.there(|deck| deck.remove_rule("alice", rule.id));
    for command in [["pull", "--yes"], ["push", "--yes"]] {
        let ran = world.git_board("bobs", &command).code(1);
        assert!(ran.err.contains("no boards"), "{}", ran.err);
    }
    assert!(world.has("bobs/roadmap/to-do/1-fix-login.md"));
}
