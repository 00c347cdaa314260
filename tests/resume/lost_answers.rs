//! Creates whose answer was lost: the next push knows again what took effect, and makes nothing
//! twice.

use git_board::lookalike::deck::Deck;
use git_board::lookalike::faults::{Fault, When};

use super::killing::{Moment, kill_at};
use crate::stories::world::World;

/// What Nextcloud answers when it crashed.
const CRASH: &str = r#"{"status":500,"message":"Internal server error","requestId":"x"}"#;

/// The ways in which an answer is lost although the request took effect.
pub fn ways() -> [Fault; 2] {
    [
        Fault::FailAfterEffect {
            status: 500,
            body: CRASH.to_owned(),
        },
        Fault::CutAfterEffect,
    ]
}

const CARD: &str = "boards/roadmap/to-do/idea.md";

/// Pushes what `edit` did and loses the answer of the first POST to `path`.
pub fn with_a_lost_answer(edit: impl Fn(&World), path: &str, fault: Fault) -> World {
    let world = World::cloned();
    edit(&world);
    world.server.faults().plan(When::next("POST", path), fault);
    let ran = world.git_board("boards", &["push", "--yes"]).code(4);
    assert!(ran.err.contains("nobody knows"), "{}", ran.err);
    assert_eq!(world.server.faults().pending(), 0);
    world.later(10);
    world
}

/// Lets `there` happen after the program was killed while a card was made; returns the world
/// before the next push.
fn after_a_lost_card(there: impl FnOnce(&mut Deck)) -> World {
    let world = World::cloned();
    new_card(&world);
    kill_at(
        &world,
        &["push"],
        When::next("POST", "/cards"),
        Moment::After,
    );
    world.later(10);
    there(&mut world.server.model());
    world.later(10);
    world
}

pub fn new_card(world: &World) {
    world.write(CARD, "# An idea\n\nGood.\n");
}

pub fn new_stack(world: &World) {
    world.write("boards/roadmap/plans/stack.yaml", "title: Plans\n");
    world.write("boards/roadmap/plans/grow.md", "# Grow\n");
}

pub fn new_board(world: &World) {
    world.write(
        "boards/shed/board.yaml",
        "title: Shed\ncolor: ff0000\nlabels:\n  - name: Rusty\n    color: 00ff00\n",
    );
    world.write("boards/shed/tools/stack.yaml", "title: Tools\n");
    world.write("boards/shed/tools/spade.md", "# Spade\n");
}

pub fn new_label(world: &World) {
    world.substitute(
        "boards/roadmap/board.yaml",
        "members:",
        "  - name: Urgent\n    color: ff0000\nmembers:",
    );
    world.substitute(
        "boards/roadmap/to-do/2-new-logo.md",
        "position: 20\n",
        "position: 20\nlabels:\n  - Urgent\n",
    );
}

/// Asserts that a push goes well and makes nothing, and that a pull brings the rest.
#[track_caller]
fn assert_nothing_is_made(world: &World) {
    let writes = world.pushed();
    world.pull().code(0);
    assert!(
        writes.iter().all(|line| !line.starts_with("POST")),
        "{writes:?}"
    );
    world.assert_settled();
}

#[test]
fn a_card_whose_answer_was_lost_is_adopted() {
    for fault in ways() {
        let world = with_a_lost_answer(new_card, "/cards", fault);
        assert_nothing_is_made(&world);
        assert_eq!(world.line(9), "To do: 9 An idea | # An idea//Good.");
        assert_eq!(world.server.model().cards().count(), 9);
        assert!(world.has("boards/roadmap/to-do/9-an-idea.md"));
        assert!(!world.has(CARD));
    }
}

#[test]
fn a_stack_whose_answer_was_lost_is_adopted() {
    for fault in ways() {
        let world = with_a_lost_answer(new_stack, "/stacks", fault);
        let writes = world.pushed();
        assert_eq!(writes.len(), 1, "{writes:?}");
        assert_eq!(world.server.model().stacks().count(), 6);
        assert_eq!(world.line(9), "Plans: 9 Grow | # Grow");
        world.assert_settled();
    }
}

#[test]
fn a_board_whose_answer_was_lost_is_adopted() {
    for fault in ways() {
        let world = with_a_lost_answer(new_board, "/boards", fault);
        let writes = world.pushed();
        assert!(
            writes.iter().all(|line| !line.ends_with("/boards")),
            "{writes:?}"
        );
        assert_eq!(world.server.model().boards().count(), 3);
        // Those that Deck gave to it are gone.
        let outline = world.outline();
        assert!(
            outline.contains("Shed [Rusty]\n  Tools\n    9 Spade | # Spade\n"),
            "{outline}"
        );
        world.assert_settled();
    }
}

#[test]
fn a_label_whose_answer_was_lost_is_adopted() {
    for fault in ways() {
        let world = with_a_lost_answer(new_label, "/labels", fault);
        assert_nothing_is_made(&world);
        assert_eq!(world.server.model().labels().count(), 4);
        assert_eq!(world.line(2), "To do: 2 New logo #Urgent | Round.");
    }
}

#[test]
fn a_create_that_failed_without_effect_is_made_by_the_next_push() {
    let world = World::cloned();
    new_card(&world);
    let fault = Fault::Fail {
        status: 500,
        body: CRASH.to_owned(),
    };
    world
        .server
        .faults()
        .plan(When::next("POST", "/cards"), fault);
    world.git_board("boards", &["push"]).code(4);
    world.later(10);
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(world.server.model().cards().count(), 9);
    world.assert_settled();
}

#[test]
fn a_pull_after_a_lost_answer_makes_no_second_file() {
    let world = after_a_lost_card(|_| {});
    world.pull().code(0);
    assert!(world.has("boards/roadmap/to-do/9-an-idea.md"));
    assert!(!world.has(CARD));
    // The file may lack the position that a file of the server's own would have.
    world.commit("What the pull left uncommitted");
    assert_nothing_is_made(&world);
    assert_eq!(world.server.model().cards().count(), 9);
}

#[test]
fn a_card_edited_and_moved_there_after_its_answer_was_lost_is_adopted() {
    let world = after_a_lost_card(|deck| {
        deck.edit_card("bob", 9, |edit| edit.description.push_str("\nTheirs."))
            .expect("bob may");
        deck.move_card("bob", 9, 2).expect("bob may");
    });
    assert_nothing_is_made(&world);
    assert_eq!(world.line(9), "Doing: 9 An idea | # An idea//Good./Theirs.");
    assert_eq!(world.server.model().cards().count(), 9);
}

#[test]
fn a_card_archived_there_after_its_answer_was_lost_is_adopted() {
    let world = after_a_lost_card(|deck| {
        deck.archive_card("bob", 9, true).expect("bob may");
    });
    assert_nothing_is_made(&world);
    assert_eq!(world.server.model().cards().count(), 9);
    assert!(world.card(9).archived);
}

#[test]
fn a_card_edited_here_after_its_answer_was_lost_is_adopted_and_edited() {
    let world = after_a_lost_card(|_| {});
    world.substitute(CARD, "Good.", "Better.");
    assert_nothing_is_made(&world);
    assert_eq!(world.line(9), "To do: 9 An idea | # An idea//Better.");
    assert_eq!(world.server.model().cards().count(), 9);
}

#[test]
fn a_card_retitled_there_after_its_answer_was_lost_stops_the_push_for_a_person() {
    let world = after_a_lost_card(|deck| {
        deck.rename_card("bob", 9, "A great idea").expect("bob may");
    });
    let before = world.local_state();
    world.server.log().clear();
    let ran = world.git_board("boards", &["push"]).code(6);
    assert!(ran.err.contains("A great idea"), "{}", ran.err);
    assert_eq!(world.writes(), [""; 0]);
    assert_eq!(world.local_state(), before);
    // The way out that it names.
    let text = world.read(CARD);
    world.write(
        CARD,
        &format!("---\nid: 9\ntitle: A great idea\n---\n{text}"),
    );
    world.git_board("boards", &["push"]).code(0);
    world.pull().code(0);
    world.commit("The name of the file is mine");
    assert_nothing_is_made(&world);
    assert_eq!(world.server.model().cards().count(), 9);
}

#[test]
fn of_twins_that_both_may_be_ours_the_first_is_adopted() {
    let world = after_a_lost_card(|deck| {
        let twin = deck.card(9).expect("it was made").clone();
        let twin = git_board::lookalike::deck::card::NewCard {
            title: twin.title,
            kind: twin.kind,
            order: twin.order,
            description: twin.description,
            due: None,
            start: None,
            color: None,
        };
        deck.create_card("alice", 1, &twin).expect("alice may");
    });
    assert_nothing_is_made(&world);
    let titles = world
        .outline()
        .matches("An idea | # An idea//Good.")
        .count();
    assert_eq!(titles, 2);
}

#[test]
fn two_new_cards_that_are_alike_are_two_after_the_first_answer_was_lost() {
    let edit = |world: &World| {
        for name in ["a", "b"] {
            world.write(&format!("boards/roadmap/to-do/{name}.md"), "# Twin\n");
        }
    };
    for fault in ways() {
        let world = with_a_lost_answer(edit, "/cards", fault);
        let writes = world.pushed();
        assert_eq!(writes.len(), 1, "{writes:?}");
        assert_eq!(world.server.model().cards().count(), 10);
        world.assert_settled();
    }
}

#[test]
fn a_card_of_somebody_else_of_that_title_is_not_taken_for_ours() {
    let world = World::cloned();
    new_card(&world);
    let fault = Fault::Fail {
        status: 500,
        body: CRASH.to_owned(),
    };
    world
        .server
        .faults()
        .plan(When::next("POST", "/cards"), fault);
    world.git_board("boards", &["push"]).code(4);
    world.there(|deck| {
        let new = git_board::lookalike::deck::card::NewCard {
            description: "Quite another.".to_owned(),
            ..git_board::lookalike::deck::card::NewCard::titled("An idea")
        };
        deck.create_card("bob", 2, &new)
    });
    world.pushed();
    assert_eq!(world.line(9), "Doing: 9 An idea | Quite another.");
    assert_eq!(world.line(10), "To do: 10 An idea | # An idea//Good.");
    world.assert_settled();
}

#[test]
fn an_edit_whose_answer_was_lost_is_planned_again_from_what_the_server_holds() {
    for fault in ways() {
        let world = World::cloned();
        let path = "boards/roadmap/to-do/1-fix-login.md";
        world.substitute(path, "title: Fix login", "title: Fix it");
        world.rename(path, "boards/roadmap/done/1-fix-login.md");
        world.server.faults().plan(When::Write(1), fault);
        world.git_board("boards", &["push"]).code(4);
        world.pushed();
        assert_eq!(
            world.line(1),
            "Done: 1 Fix it #Bug | one/two/three/four/five"
        );
        world.assert_settled();
    }
}

#[test]
fn a_deletion_whose_answer_was_lost_is_over() {
    for fault in ways() {
        let world = World::cloned();
        world.remove("boards/garden/beds/8-beans.md");
        world.server.faults().plan(When::Write(1), fault);
        world.git_board("boards", &["push", "--yes"]).code(4);
        world.later(10);
        world.server.log().clear();
        world.git_board("boards", &["push", "--yes"]).code(0);
        assert_eq!(world.writes(), [""; 0]);
        assert_eq!(world.line(8), "gone");
        world.assert_settled();
    }
}

#[test]
fn after_a_pull_that_adopted_it_nothing_tells_of_a_push_that_was_cut_off() {
    let world = after_a_lost_card(|_| {});
    let told = world.git_board("boards", &["status"]).code(0);
    assert!(told.out.contains("was cut off"), "{}", told.out);
    world.git_board("boards", &["pull"]).code(0);
    let pushed = world.git_board("boards", &["push"]).code(0);
    assert_eq!(pushed.out, "Nothing to push.\n");
    let told = world.git_board("boards", &["status"]).code(0);
    assert!(!told.out.contains("was cut off"), "{}", told.out);
}

#[test]
fn a_card_whose_answer_never_came_is_adopted() {
    let world = World::cloned();
    new_card(&world);
    world
        .git("boards", &["config", "board.timeout", "1"])
        .code(0);
    let when = When::next("POST", "/cards");
    world.server.faults().plan(when, Fault::HangAfterEffect);
    let ran = world.git_board("boards", &["push"]).code(4);
    assert!(ran.err.contains("nobody knows"), "{}", ran.err);
    world.later(10);
    assert_nothing_is_made(&world);
    assert_eq!(world.server.model().cards().count(), 9);
}
