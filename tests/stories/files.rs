//! What editors, formatters and people do to files.

use super::world::World;

const LOGIN: &str = "boards/roadmap/to-do/1-fix-login.md";

/// Asserts that push, pull and diff refuse with these words, and that nothing changes.
#[track_caller]
fn assert_refused(world: &World, words: &[&str]) {
    let before = world.local_state();
    world.server.log().clear();
    for command in ["push", "pull", "diff"] {
        let ran = world.git_board("boards", &[command]).code(1);
        for word in words {
            assert!(
                ran.err.contains(word),
                "`{word}` in {command}:\n{}",
                ran.err
            );
        }
        assert_eq!(world.local_state(), before, "{command}");
    }
    assert_eq!(world.server.log().writes(), [""; 0]);
}

#[test]
fn a_front_matter_lost_to_a_formatter_is_no_new_card() {
    let world = World::cloned();
    world.write(LOGIN, "one\ntwo\nthree\nfour\nfive\n");
    assert_refused(&world, &["1-fix-login.md", "id: 1"]);
    // Also where it was committed.
    world.commit("Format");
    assert_refused(&world, &["1-fix-login.md", "id: 1"]);
    assert_eq!(
        world.line(1),
        "To do: 1 Fix login #Bug | one/two/three/four/five"
    );
    // As the message says: with its id back it is that card. The keys that are gone are edits.
    world.write(
        LOGIN,
        "---\nid: 1\ntitle: Fix login\nposition: 10\nlabels:\n  - Bug\n---\none\n",
    );
    world.pushed();
    assert_eq!(world.line(1), "To do: 1 Fix login #Bug | one");
    world.assert_settled();
}

#[test]
fn a_front_matter_that_a_formatter_made_a_rule_of_is_no_new_card() {
    let world = World::cloned();
    world.write(LOGIN, "* * *\n\nid: 1 title: Fix login\n\none\ntwo\n");
    assert_refused(&world, &["1-fix-login.md", "id: 1"]);
}

#[test]
fn a_lost_stack_file_is_no_deletion() {
    let world = World::cloned();
    world.remove("boards/roadmap/doing/stack.yaml");
    let words = ["roadmap/doing", "git restore", "roadmap/doing/stack.yaml"];
    assert_refused(&world, &words);
    world.vcs("boards", &["restore", "--", "roadmap/doing/stack.yaml"]);
    world.assert_settled();
}

#[test]
fn a_lost_board_file_is_no_deletion() {
    let world = World::cloned();
    world.remove("boards/roadmap/board.yaml");
    assert_refused(&world, &["roadmap", "git restore", "roadmap/board.yaml"]);
}

#[test]
fn a_card_renamed_without_its_folder_is_the_same_card() {
    let world = World::cloned();
    world.rename(LOGIN, "boards/roadmap/to-do/login.md");
    let ran = world.git_board("boards", &["push"]).code(0);
    assert_eq!(ran.out, "Nothing to push.\n");
    assert_eq!(world.writes(), [""; 0]);
    assert!(world.has("boards/roadmap/to-do/login.md"));
    // A change there finds the file under its new name.
    world.there(|deck| deck.rename_card("bob", 1, "Fix the login"));
    world.pull().code(0);
    assert!(
        world
            .read("boards/roadmap/to-do/login.md")
            .contains("title: Fix the login\n")
    );
    assert!(!world.has(LOGIN));
    // A move of the renamed file is a move and nothing more.
    world.rename(
        "boards/roadmap/to-do/login.md",
        "boards/roadmap/doing/login.md",
    );
    let writes = world.pushed();
    assert!(
        writes.iter().all(|line| line.starts_with("PUT")),
        "{writes:?}"
    );
    assert_eq!(
        world.line(1),
        "Doing: 1 Fix the login #Bug | one/two/three/four/five"
    );
    world.assert_settled();
}

#[test]
fn a_copied_card_is_refused_with_both_names() {
    let world = World::cloned();
    let copy = world.read(LOGIN);
    world.write("boards/roadmap/doing/login-again.md", &copy);
    assert_refused(
        &world,
        &["doing/login-again.md", "to-do/1-fix-login.md", "id"],
    );
    // Without its id it is a new card.
    world.write(
        "boards/roadmap/doing/login-again.md",
        &copy.replace("id: 1\n", ""),
    );
    world.pushed();
    assert_eq!(
        world.line(9),
        "Doing: 9 Fix login #Bug | one/two/three/four/five"
    );
    assert_eq!(
        world.line(1),
        "To do: 1 Fix login #Bug | one/two/three/four/five"
    );
    world.assert_settled();
}

#[test]
fn a_copied_card_whose_first_file_went_is_a_move() {
    let world = World::cloned();
    let copy = world.read(LOGIN);
    world.write("boards/roadmap/doing/login-again.md", &copy);
    world.remove(LOGIN);
    let writes = world.pushed();
    assert!(
        writes.iter().all(|line| line.starts_with("PUT")),
        "{writes:?}"
    );
    assert_eq!(
        world.line(1),
        "Doing: 1 Fix login #Bug | one/two/three/four/five"
    );
    world.assert_settled();
}

#[test]
fn a_card_changed_twice_within_one_second_around_a_pull_is_seen_both_times() {
    let world = World::cloned();
    world.later(10);
    world
        .server
        .model()
        .rename_card("bob", 1, "First")
        .expect("bob may");
    world.pull().code(0);
    assert!(world.read(LOGIN).contains("title: First\n"));
    // The clock stands still: the same time of change, the same tags.
    world
        .server
        .model()
        .rename_card("bob", 1, "Second")
        .expect("bob may");
    world.pull().code(0);
    assert!(world.read(LOGIN).contains("title: Second\n"));
    world
        .server
        .model()
        .rename_card("bob", 1, "Third")
        .expect("bob may");
    world.later(60);
    world.pull().code(0);
    assert!(world.read(LOGIN).contains("title: Third\n"));
    world.assert_settled();
}

#[test]
fn a_card_changed_within_the_second_of_a_push_is_not_overwritten() {
    let world = World::cloned();
    world.later(10);
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.pushed();
    world
        .server
        .model()
        .rename_card("bob", 1, "Theirs")
        .expect("bob may");
    world.substitute(LOGIN, "one\n", "ONE\n");
    world.pushed();
    assert_eq!(
        world.line(1),
        "To do: 1 Theirs #Bug | ONE/two/three/four/five"
    );
    assert!(world.read(LOGIN).contains("title: Theirs\n"));
    world.assert_settled();
}

#[test]
fn git_sees_an_edit_of_the_same_length_in_the_second_of_a_clone_also_after_a_pull() {
    // git compares whole seconds: an index that is written later must not vouch for the file.
    let world = World::cloned();
    world.substitute(LOGIN, "one\n", "ONE\n");
    world.later(10);
    world
        .server
        .model()
        .rename_card("bob", 2, "A new logo")
        .expect("bob may");
    let written = std::fs::metadata(world.path("boards/.git/index"))
        .and_then(|index| index.modified())
        .expect("an index");
    let second = |time: std::time::SystemTime| {
        time.duration_since(std::time::UNIX_EPOCH)
            .expect("after 1970")
            .as_secs()
    };
    while second(std::time::SystemTime::now()) == second(written) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    world.pull().code(0);
    assert_eq!(
        world.git("boards", &["status", "--porcelain"]).out,
        " M roadmap/to-do/1-fix-login.md\n"
    );
}
