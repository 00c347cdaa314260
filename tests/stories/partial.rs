//! Pushes that end in the middle: what is sent, what stays an edit, what is committed.

use git_board::lookalike::faults::{Fault, When};

use super::world::World;

/// Seven cards, in the order in which a push goes through them.
const CARDS: [&str; 7] = [
    "roadmap/to-do/1-fix-login.md",
    "roadmap/to-do/2-new-logo.md",
    "roadmap/to-do/3-dark-mode.md",
    "roadmap/doing/4-search.md",
    "roadmap/doing/5-export.md",
    "roadmap/done/6-import.md",
    "garden/beds/7-peas.md",
];

/// Appends a `!` to the titles of cards.
fn edit(world: &World, cards: &[&str]) {
    for card in cards {
        let path = format!("boards/{card}");
        let text = world.read(&path);
        let title = text
            .lines()
            .find(|line| line.starts_with("title:"))
            .expect("a title");
        world.substitute(&path, title, &format!("{title}!"));
    }
}

/// Returns which of the seven cards have the new title there.
fn sent(world: &World) -> Vec<i64> {
    (1..=7)
        .filter(|id| world.card(*id).title.ends_with('!'))
        .collect()
}

/// Refuses the fourth write, with words of the server.
fn refuse_the_fourth(world: &World) {
    world.server.faults().plan(
        When::Write(4),
        Fault::Fail {
            status: 400,
            body: "{\"status\":400,\"message\":\"the title is too loud\"}".to_owned(),
        },
    );
}

#[test]
fn a_push_refused_at_its_fourth_of_seven_keeps_uncommitted_edits_uncommitted() {
    let world = World::cloned();
    edit(&world, &CARDS);
    refuse_the_fourth(&world);
    let ran = world.git_board("boards", &["push"]).code(4);
    assert!(ran.err.contains("the title is too loud"), "{}", ran.err);
    assert!(ran.err.contains("3 of 7"), "{}", ran.err);
    assert_eq!(sent(&world), [1, 2, 3]);
    let status = world.git("boards", &["status", "--porcelain"]).out;
    let expected = " M garden/beds/7-peas.md\n M roadmap/doing/4-search.md\n \
                    M roadmap/doing/5-export.md\n M roadmap/done/6-import.md\n";
    assert_eq!(status, expected);
    let refs = world
        .git("boards", &["rev-parse", "HEAD", "board/main"])
        .out;
    let refs: Vec<&str> = refs.lines().collect();
    assert_eq!(refs[0], refs[1], "one state commit");
    assert_the_rest_goes(&world);
}

#[test]
fn a_push_refused_at_its_fourth_of_seven_keeps_committed_edits_committed() {
    let world = World::cloned();
    edit(&world, &CARDS);
    world.commit("Louder");
    refuse_the_fourth(&world);
    world.git_board("boards", &["push"]).code(4);
    assert_eq!(sent(&world), [1, 2, 3]);
    assert_eq!(world.git("boards", &["status", "--porcelain"]).out, "");
    // HEAD holds all seven and is no state; `board/main` holds the three.
    for (path, is_sent) in CARDS
        .iter()
        .zip([true, true, true, false, false, false, false])
    {
        let ours = world.git("boards", &["show", &format!("HEAD:{path}")]).out;
        assert!(ours.contains("!\n"), "{ours}");
        let theirs = world
            .git("boards", &["show", &format!("board/main:{path}")])
            .out;
        assert_eq!(theirs.contains("!\n"), is_sent, "{theirs}");
    }
    let message = world
        .git("boards", &["log", "-1", "--format=%B", "HEAD"])
        .out;
    assert!(!message.contains("Board-State"), "{message}");
    let message = world
        .git("boards", &["log", "-1", "--format=%B", "board/main"])
        .out;
    assert!(message.contains("Board-State: 1 "), "{message}");
    assert_the_rest_goes(&world);
}

#[test]
fn a_push_refused_at_its_fourth_keeps_committed_and_uncommitted_edits_apart() {
    let world = World::cloned();
    // Of each kind some are sent and some are not.
    let committed = [CARDS[0], CARDS[1], CARDS[4], CARDS[5]];
    edit(&world, &committed);
    world.commit("Louder");
    edit(&world, &[CARDS[2], CARDS[3], CARDS[6]]);
    refuse_the_fourth(&world);
    world.git_board("boards", &["push"]).code(4);
    assert_eq!(sent(&world), [1, 2, 3]);
    assert_eq!(
        world.git("boards", &["status", "--porcelain"]).out,
        " M garden/beds/7-peas.md\n M roadmap/doing/4-search.md\n"
    );
    assert_the_rest_goes(&world);
}

#[test]
fn a_push_refused_at_its_fourth_brings_what_changed_there() {
    for is_committed in [false, true] {
        let world = World::cloned();
        edit(&world, &CARDS);
        if is_committed {
            world.commit("Louder");
        }
        world.there(|deck| deck.rename_card("alice", 8, "Broad beans"));
        world.there(|deck| deck.edit_card("alice", 6, |edit| edit.description.push('?')));
        refuse_the_fourth(&world);
        world.git_board("boards", &["push"]).code(4);
        assert_eq!(sent(&world), [1, 2, 3]);
        assert!(
            world
                .read("boards/garden/beds/8-beans.md")
                .contains("title: Broad beans\n")
        );
        let import = world.read("boards/roadmap/done/6-import.md");
        assert!(
            import.contains("title: Import!\n") && import.ends_with("text.?\n"),
            "{import}"
        );
        assert_the_rest_goes(&world);
        assert_eq!(world.card(8).title, "Broad beans");
    }
}

/// Asserts that the next push sends the other four, and that all is well then.
#[track_caller]
fn assert_the_rest_goes(world: &World) {
    for path in CARDS {
        assert!(
            world.read(&format!("boards/{path}")).contains("!\n"),
            "{path}"
        );
    }
    let writes = world.pushed();
    assert_eq!(writes.len(), 4, "{writes:?}");
    assert_eq!(sent(world), [1, 2, 3, 4, 5, 6, 7]);
    world.assert_settled();
}

#[test]
fn a_pull_after_a_push_that_was_refused_keeps_the_edits_too() {
    for is_committed in [false, true] {
        let world = World::cloned();
        edit(&world, &CARDS);
        if is_committed {
            world.commit("Louder");
        }
        refuse_the_fourth(&world);
        world.git_board("boards", &["push"]).code(4);
        world.there(|deck| deck.rename_card("alice", 8, "Broad beans"));
        world.pull().code(0);
        assert_the_rest_goes(&world);
    }
}

#[test]
fn new_cards_of_a_push_that_was_refused_have_their_ids_and_are_not_made_again() {
    for is_committed in [false, true] {
        let world = World::cloned();
        for name in ["a", "b", "c", "d", "e"] {
            let path = format!("boards/roadmap/to-do/{name}.md");
            world.write(&path, &format!("# New {name}\n"));
        }
        if is_committed {
            world.commit("Five more");
        }
        refuse_the_fourth(&world);
        world.git_board("boards", &["push"]).code(4);
        let made = world.server.model().cards().count() - 8;
        assert_eq!(made, 3);
        assert!(world.has("boards/roadmap/to-do/9-new-a.md"));
        assert!(world.has("boards/roadmap/to-do/d.md"));
        let writes = world.pushed();
        assert_eq!(writes.len(), 2, "{writes:?}");
        assert_eq!(world.server.model().cards().count(), 8 + 5);
        world.assert_settled();
    }
}

#[test]
fn deletions_of_a_push_that_was_refused_stay_deletions() {
    for is_committed in [false, true] {
        let world = World::cloned();
        edit(&world, &CARDS[..4]);
        world.remove("boards/garden/beds/8-beans.md");
        if is_committed {
            world.commit("Louder, and no beans");
        }
        refuse_the_fourth(&world);
        world.git_board("boards", &["push", "--yes"]).code(4);
        assert!(!world.has("boards/garden/beds/8-beans.md"));
        world.pushed();
        assert_eq!(world.line(8), "gone");
        assert_eq!(sent(&world), [1, 2, 3, 4]);
        world.assert_settled();
    }
}

#[test]
fn a_committed_edit_of_a_card_that_was_moved_since_stays_in_head_after_a_push_in_part() {
    for is_renamed in [false, true] {
        let world = World::cloned();
        let mut from = CARDS[5].to_owned();
        edit(&world, &CARDS);
        if is_renamed {
            let to = "roadmap/done/renamed.md";
            world.rename(&format!("boards/{from}"), &format!("boards/{to}"));
            from = to.to_owned();
        }
        world.commit("Louder");
        let to = "roadmap/doing/6-import.md";
        world.rename(&format!("boards/{from}"), &format!("boards/{to}"));
        refuse_the_fourth(&world);
        world.git_board("boards", &["push"]).code(4);
        let committed = world.git("boards", &["show", &format!("HEAD:{from}")]).out;
        assert!(committed.contains("title: Import!\n"), "{committed}");
        assert!(world.read(&format!("boards/{to}")).contains("Import!\n"));
        let status = world.git("boards", &["status", "--porcelain"]).out;
        assert_eq!(status, format!(" D {from}\n?? {to}\n"));
        world.pushed();
        assert_eq!(world.line(6), "Doing: 6 Import! | From text.");
        world.assert_settled();
    }
}

#[test]
fn a_card_whose_move_was_refused_after_its_committed_edit_was_sent_stays_in_head() {
    let world = World::cloned();
    let (from, to) = (CARDS[5], "roadmap/doing/6-import.md");
    edit(&world, &[from]);
    world.commit("Louder");
    world.rename(&format!("boards/{from}"), &format!("boards/{to}"));
    world.server.faults().plan(
        When::Write(2),
        Fault::Fail {
            status: 400,
            body: "{\"status\":400,\"message\":\"no room\"}".to_owned(),
        },
    );
    let ran = world.git_board("boards", &["push"]);
    let writes = world.writes();
    if writes.len() > 1 {
        ran.code(4);
    }
    let names = world
        .git("boards", &["ls-tree", "-r", "--name-only", "HEAD"])
        .out;
    assert!(names.contains("6-import.md"), "{writes:?} {names}");
    world.pushed();
    assert_eq!(world.line(6), "Doing: 6 Import! | From text.");
    world.assert_settled();
}
