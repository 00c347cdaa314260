//! Files that an editor saves while a push or a pull runs.

use std::fs;
use std::path::PathBuf;

use git_board::lookalike::faults::When;

use super::world::World;

const LOGIN: &str = "boards/roadmap/to-do/1-fix-login.md";
const LOGO: &str = "boards/roadmap/to-do/2-new-logo.md";

/// Lets an editor replace text in a file just before the n-th write arrives at the server.
fn saves_before_write(world: &World, write: usize, path: &str, old: &str, new: &str) {
    let full = world.path(path);
    let (old, new) = (old.to_owned(), new.to_owned());
    world
        .server
        .faults()
        .before(When::Write(write), move |_| replace(&full, &old, &new));
}

fn replace(path: &PathBuf, old: &str, new: &str) {
    let text = fs::read_to_string(path).expect("the file is there");
    assert!(text.contains(old), "`{old}` in {text}");
    fs::write(path, text.replace(old, new)).expect("it can be saved");
}

#[test]
fn another_card_saved_while_a_push_runs_stays_an_edit() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    saves_before_write(&world, 1, LOGO, "Round.", "Square.");
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert!(world.read(LOGO).ends_with("Square.\n"));
    assert_eq!(
        world.git("boards", &["status", "--porcelain"]).out,
        " M roadmap/to-do/2-new-logo.md\n"
    );
    assert_eq!(world.card(2).description, "Round.");
    world.pushed();
    assert_eq!(world.card(2).description, "Square.");
    world.assert_settled();
}

#[test]
fn the_pushed_card_saved_while_the_push_runs_keeps_what_was_saved() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    saves_before_write(&world, 1, LOGIN, "one\n", "ONE\n");
    world.pushed();
    assert_eq!(
        world.line(1),
        "To do: 1 Fix the login #Bug | one/two/three/four/five"
    );
    let diff = world.git("boards", &["diff", "--unified=0"]).out;
    assert!(diff.contains("-one\n+ONE\n"), "{diff}");
    assert_eq!(diff.matches("\n+").count(), 2, "{diff}");
    world.pushed();
    assert_eq!(
        world.line(1),
        "To do: 1 Fix the login #Bug | ONE/two/three/four/five"
    );
    world.assert_settled();
}

#[test]
fn the_pushed_value_saved_again_while_the_push_runs_is_the_next_edit() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    saves_before_write(&world, 1, LOGIN, "title: Fix the login", "title: Mend it");
    world.pushed();
    assert_eq!(world.card(1).title, "Fix the login");
    assert!(world.read(LOGIN).contains("title: Mend it\n"));
    world.pushed();
    assert_eq!(world.card(1).title, "Mend it");
    world.assert_settled();
}

#[test]
fn a_new_card_saved_again_while_it_is_created_gets_its_id_and_keeps_the_edit() {
    let world = World::cloned();
    world.write("boards/roadmap/to-do/idea.md", "# An idea\n");
    saves_before_write(
        &world,
        1,
        "boards/roadmap/to-do/idea.md",
        "# An idea\n",
        "# An idea\n\nMore.\n",
    );
    world.pushed();
    assert_eq!(world.line(9), "To do: 9 An idea | # An idea");
    let path = "boards/roadmap/to-do/9-an-idea.md";
    let text = world.read(if world.has(path) {
        path
    } else {
        "boards/roadmap/to-do/idea.md"
    });
    assert!(
        text.contains("id: 9\n") && text.ends_with("\nMore.\n"),
        "{text}"
    );
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(world.line(9), "To do: 9 An idea | # An idea//More.");
    assert_eq!(world.server.model().cards().count(), 9);
    world.assert_settled();
}

#[test]
fn a_new_card_removed_while_it_is_created_is_deleted_by_the_next_push() {
    let world = World::cloned();
    world.write("boards/roadmap/to-do/idea.md", "# An idea\n");
    let path = world.path("boards/roadmap/to-do/idea.md");
    world.server.faults().before(When::Write(1), move |_| {
        fs::remove_file(&path).expect("it can be removed");
    });
    world.git_board("boards", &["push"]);
    assert_eq!(world.line(9), "To do: 9 An idea | # An idea");
    assert_eq!(world.server.model().cards().count(), 9);
    world.pull().code(0);
    // Nobody said that the card shall go from the server; it may come back, or be deleted, but
    // there is one of it at most.
    world.git_board("boards", &["push", "--yes"]).code(0);
    assert_eq!(world.server.model().cards().count(), 9);
    world.assert_settled();
}

#[test]
fn a_file_broken_while_a_push_runs_is_left_as_it_is() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    saves_before_write(&world, 1, LOGO, "title: New logo\n", "title: [New logo\n");
    let ran = world.git_board("boards", &["push"]);
    assert!(matches!(ran.code, 0 | 4), "{ran:?}");
    assert_eq!(world.card(1).title, "Fix the login");
    assert!(world.read(LOGO).contains("title: [New logo\n"));
    let ran = world.git_board("boards", &["push"]).code(1);
    assert!(ran.err.contains("2-new-logo.md"), "{}", ran.err);
    world.substitute(LOGO, "title: [New logo\n", "title: New logo\n");
    world.assert_settled();
}

#[test]
fn a_card_saved_while_a_pull_reads_is_not_overwritten() {
    let world = World::cloned();
    world.there(|deck| deck.rename_card("bob", 1, "Fix the login"));
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    let full = world.path(LOGIN);
    world
        .server
        .faults()
        .before(When::Request(1), move |_| replace(&full, "one\n", "ONE\n"));
    world.git_board("boards", &["pull"]);
    assert!(world.read(LOGIN).contains("ONE\n"));
    world.pull().code(0);
    let text = world.read(LOGIN);
    assert!(
        text.contains("title: Fix the login\n") && text.contains("ONE\n"),
        "{text}"
    );
    world.pushed();
    assert_eq!(
        world.line(1),
        "To do: 1 Fix the login #Bug | ONE/two/three/four/five"
    );
    world.assert_settled();
}
