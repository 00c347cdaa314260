//! Pulls over edits, committed and not, and pushes while the server changed.

use super::world::World;

const LOGIN: &str = "boards/roadmap/to-do/1-fix-login.md";
const LOGO: &str = "boards/roadmap/to-do/2-new-logo.md";
const SEARCH: &str = "boards/roadmap/doing/4-search.md";

#[test]
fn a_pull_over_uncommitted_edits_keeps_them_uncommitted() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.write("boards/roadmap/to-do/idea.md", "# An idea\n");
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.there(|deck| deck.edit_card("bob", 1, |edit| edit.description.push_str("\nsix")));
    let ran = world.pull().code(0);
    assert!(ran.out.contains("A new logo"), "{}", ran.out);
    assert!(world.read(LOGO).contains("title: A new logo\n"));
    let login = world.read(LOGIN);
    assert!(
        login.contains("title: Fix the login\n") && login.ends_with("five\nsix\n"),
        "{login}"
    );
    // HEAD is the state; on top of it lie the edits and nothing else.
    let refs = world
        .git("boards", &["rev-parse", "HEAD", "board/main"])
        .out;
    let refs: Vec<&str> = refs.lines().collect();
    assert_eq!(refs[0], refs[1]);
    assert_eq!(
        world.git("boards", &["status", "--porcelain"]).out,
        " M roadmap/to-do/1-fix-login.md\n?? roadmap/to-do/idea.md\n"
    );
    let diff = world.git("boards", &["diff", "--numstat"]).out;
    assert_eq!(diff, "1\t1\troadmap/to-do/1-fix-login.md\n");
    let before = world.git(
        "boards",
        &["show", "refs/git-board/before:roadmap/to-do/1-fix-login.md"],
    );
    assert!(before.out.contains("title: Fix the login\n"), "{before:?}");
    world.pushed();
    assert_eq!(
        world.line(1),
        "To do: 1 Fix the login #Bug | one/two/three/four/five/six"
    );
    assert_eq!(world.line(2), "To do: 2 A new logo | Round.");
    world.assert_settled();
}

#[test]
fn a_pull_over_committed_edits_is_a_merge() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.commit("Mine");
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.there(|deck| deck.edit_card("bob", 1, |edit| edit.description.push_str("\nsix")));
    world.pull().code(0);
    assert_eq!(world.git("boards", &["status", "--porcelain"]).out, "");
    let parents = world
        .git("boards", &["rev-list", "--parents", "-1", "HEAD"])
        .out;
    assert_eq!(parents.split_whitespace().count(), 3, "{parents}");
    let second = world
        .git("boards", &["rev-parse", "HEAD^2", "board/main"])
        .out;
    let second: Vec<&str> = second.lines().collect();
    assert_eq!(second[0], second[1]);
    let login = world.read(LOGIN);
    assert!(
        login.contains("title: Fix the login\n") && login.ends_with("five\nsix\n"),
        "{login}"
    );
    assert!(world.read(LOGO).contains("title: A new logo\n"));
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(
        world.line(1),
        "To do: 1 Fix the login #Bug | one/two/three/four/five/six"
    );
    world.assert_settled();
}

#[test]
fn a_pull_over_committed_and_uncommitted_edits_keeps_each_where_it_was() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.commit("Mine");
    world.substitute(LOGIN, "one\n", "ONE\n");
    world.substitute(SEARCH, "Fast.", "Faster.");
    world.write("boards/notes.txt", "staged\n");
    world.vcs("boards", &["add", "notes.txt"]);
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.there(|deck| deck.edit_card("bob", 1, |edit| edit.description.push_str("\nsix")));
    world.pull().code(0);
    assert_eq!(
        world.git("boards", &["status", "--porcelain"]).out,
        "A  notes.txt\n M roadmap/doing/4-search.md\n M roadmap/to-do/1-fix-login.md\n"
    );
    let diff = world
        .git(
            "boards",
            &["diff", "--unified=0", "--", "roadmap/to-do/1-fix-login.md"],
        )
        .out;
    assert!(diff.contains("-one\n+ONE\n"), "{diff}");
    assert!(!diff.contains("six") && !diff.contains("title"), "{diff}");
    let committed = world
        .git("boards", &["show", "HEAD:roadmap/to-do/1-fix-login.md"])
        .out;
    assert!(committed.contains("title: Fix the login\n"), "{committed}");
    assert!(
        committed.ends_with("one\ntwo\nthree\nfour\nfive\nsix\n"),
        "{committed}"
    );
    world.pushed();
    assert_eq!(
        world.line(1),
        "To do: 1 Fix the login #Bug | ONE/two/three/four/five/six"
    );
    assert_eq!(world.line(4), "Doing: 4 Search | Faster.");
    assert_eq!(
        world.git("boards", &["status", "--porcelain"]).out,
        "A  notes.txt\n"
    );
}

#[test]
fn an_uncommitted_deletion_and_an_uncommitted_move_outlive_a_pull() {
    let world = World::cloned();
    world.remove(SEARCH);
    world.rename(LOGO, "boards/roadmap/done/2-new-logo.md");
    world.there(|deck| deck.rename_card("bob", 1, "Fix the login"));
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.pull().code(0);
    assert!(!world.has(SEARCH) && !world.has(LOGO));
    let moved = world.read("boards/roadmap/done/2-new-logo.md");
    assert!(moved.contains("title: A new logo\n"), "{moved}");
    world.pushed();
    assert_eq!(world.line(2), "Done: 2 A new logo | Round.");
    assert_eq!(world.line(4), "gone");
    world.assert_settled();
}

/// Edits one value here and the same otherwise there.
fn contradicting(is_committed: bool) -> World {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    if is_committed {
        world.commit("Mine");
    }
    world.there(|deck| deck.rename_card("bob", 1, "Mend login"));
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world
}

#[test]
fn a_push_that_conflicts_says_so_and_touches_nothing() {
    for is_committed in [false, true] {
        let world = contradicting(is_committed);
        let before = world.local_state();
        let ran = world.git_board("boards", &["push"]).code(3);
        for words in ["Fix the login", "Mend login", "git board pull"] {
            assert!(ran.err.contains(words), "{}", ran.err);
        }
        assert_eq!(world.local_state(), before);
        assert_eq!(world.writes(), [""; 0]);
        // Taking theirs ends it.
        world.substitute(LOGIN, "title: Fix the login", "title: Mend login");
        if is_committed {
            let ran = world.pull().code(3);
            assert!(ran.err.contains("commit or stash first"), "{}", ran.err);
            world.commit("Theirs");
        }
        world.pull().code(0);
        assert!(world.read(LOGO).contains("title: A new logo\n"));
        world.server.log().clear();
        world.git_board("boards", &["push"]).code(0);
        assert_eq!(world.writes(), [""; 0]);
        assert_eq!(world.card(1).title, "Mend login");
    }
}

#[test]
fn a_card_deleted_there_and_edited_here_stops_until_somebody_decides() {
    let world = World::cloned();
    world.substitute(LOGO, "Round.", "Square.");
    world.there(|deck| deck.delete_card("bob", 2));
    let before = world.local_state();
    let ran = world.git_board("boards", &["push"]).code(3);
    assert!(ran.err.contains("New logo"), "{}", ran.err);
    assert_eq!(world.local_state(), before);
    // Without its id it is a new card.
    world.substitute(LOGO, "id: 2\n", "");
    world.rename(LOGO, "boards/roadmap/to-do/logo.md");
    world.pushed();
    assert_eq!(world.line(2), "gone");
    assert_eq!(world.line(9), "To do: 9 New logo | Square.");
    world.assert_settled();
}

#[test]
fn a_card_deleted_here_and_edited_there_is_not_deleted_there() {
    let world = World::cloned();
    world.remove(LOGO);
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    let ran = world.git_board("boards", &["push", "--yes"]).code(3);
    assert!(
        ran.err.contains("A new logo") || ran.err.contains("New logo"),
        "{}",
        ran.err
    );
    assert_eq!(world.writes(), [""; 0]);
    assert_eq!(world.line(2), "To do: 2 A new logo | Round.");
}

#[test]
fn a_push_merges_what_changed_there_and_leaves_nothing_to_do() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.write("boards/roadmap/to-do/idea.md", "# An idea\n");
    world.remove("boards/garden/beds/8-beans.md");
    world.rename(SEARCH, "boards/roadmap/done/4-search.md");
    world.there(|deck| deck.edit_card("bob", 1, |edit| edit.description.push_str("\nsix")));
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.there(|deck| deck.move_card("bob", 5, 1));
    world.there(|deck| deck.delete_card("alice", 7));
    world.pushed();
    // Right afterwards, without a pull.
    assert!(world.read(LOGO).contains("title: A new logo\n"));
    assert!(world.read(LOGIN).ends_with("five\nsix\n"));
    assert!(world.has("boards/roadmap/to-do/9-an-idea.md"));
    assert!(world.has("boards/roadmap/to-do/5-export.md"));
    assert!(!world.has("boards/garden/beds/7-peas.md"));
    let refs = world
        .git("boards", &["rev-parse", "HEAD", "board/main"])
        .out;
    let refs: Vec<&str> = refs.lines().collect();
    assert_eq!(refs[0], refs[1]);
    assert_eq!(world.git("boards", &["status", "--porcelain"]).out, "");
    assert_eq!(
        world.outline(),
        "Roadmap [Bug, Later]\n  To do\n    1 Fix the login #Bug | one/two/three/four/five/six\n    \
         2 A new logo | Round.\n    5 Export | As text.\n    3 Dark mode\n    9 An idea | # An idea\n  \
         Doing\n  Done\n    4 Search | Fast.\n    6 Import | From text.\nGarden [Bug]\n  Beds\n  Paths\n"
    );
    world.assert_settled();
}

#[test]
fn a_dry_run_changes_neither_side() {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.write("boards/roadmap/to-do/idea.md", "# An idea\n");
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    let before = world.local_state();
    let refs = world.git("boards", &["for-each-ref"]).out;
    let ran = world.git_board("boards", &["push", "--dry-run"]).code(0);
    assert!(
        ran.out.contains("Fix the login") && ran.out.contains("An idea"),
        "{}",
        ran.out
    );
    assert_eq!(world.writes(), [""; 0]);
    assert_eq!(world.local_state(), before);
    assert_eq!(world.git("boards", &["for-each-ref"]).out, refs);
}

#[test]
fn a_refused_deletion_changes_neither_side() {
    let world = World::cloned();
    world.remove("boards/garden/beds");
    let before = world.local_state();
    for arguments in [
        &["push"][..],
        &["push", "--yes"],
        &["push", "--allow-deletes"],
    ] {
        world.git_board("boards", arguments).code(6);
        assert_eq!(world.local_state(), before);
    }
    assert_eq!(world.writes(), [""; 0]);
    world
        .git_board("boards", &["push", "--allow-deletes", "--yes"])
        .code(0);
    assert_eq!(world.line(7), "gone");
    world.assert_settled();
}
