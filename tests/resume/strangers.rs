//! After a create whose answer was lost: what somebody else makes meanwhile is not taken for it, and
//! stops nobody.

use git_board::lookalike::deck::card::NewCard;
use git_board::lookalike::deck::{Deck, card};
use git_board::lookalike::faults::{Fault, When};

use super::killing::{Moment, kill_at};
use super::lost_answers::{new_board, new_card, new_label, new_stack, ways, with_a_lost_answer};
use crate::stories::world::World;

/// Another client of the same account makes a card.
fn make_card(deck: &mut Deck, stack: i64, title: &str) -> card::Card {
    let new = NewCard {
        description: "Quite another.".to_owned(),
        ..NewCard::titled(title)
    };
    deck.create_card("alice", stack, &new).expect("alice may")
}

/// Loses the answer of what `edit` makes by a POST to `path`, lets somebody make a thing of the
/// same title and one of another, and asserts that pull and push go on from there.
#[track_caller]
fn assert_nobody_is_stopped(edit: fn(&World), path: &str, made: &str, make: fn(&mut Deck, &str)) {
    for fault in ways() {
        for title in [made, "Of a stranger"] {
            let world = with_a_lost_answer(edit, path, fault.clone());
            let status = world.git_board("boards", &["status"]).code(0);
            assert!(!status.out.contains("was cut off"), "{}", status.out);
            make(&mut world.server.model(), title);
            world.later(10);
            world.pull().code(0);
            world.write("boards/garden/paths/later.md", "# Later\n");
            world.pushed();
            let outline = world.outline();
            assert!(outline.contains("Later"), "{outline}");
            let count = outline.matches(made).count();
            assert_eq!(count, 1 + usize::from(title == made), "{outline}");
            world.assert_settled();
        }
    }
}

#[test]
fn a_strangers_card_stops_nobody_after_a_card_whose_answer_was_lost() {
    assert_nobody_is_stopped(new_card, "/cards", "An idea |", |deck, title| {
        make_card(deck, 1, title.trim_end_matches(" |"));
    });
}

#[test]
fn a_strangers_stack_stops_nobody_after_a_stack_whose_answer_was_lost() {
    assert_nobody_is_stopped(new_stack, "/stacks", "Plans", |deck, title| {
        deck.create_stack("alice", 1, title, 999)
            .expect("alice may");
    });
}

#[test]
fn a_strangers_board_stops_nobody_after_a_board_whose_answer_was_lost() {
    assert_nobody_is_stopped(new_board, "/boards", "Shed", |deck, title| {
        deck.create_board("alice", title, "00ff00");
    });
}

#[test]
fn a_strangers_label_stops_nobody_after_a_label_whose_answer_was_lost() {
    // On another board, since names are unique on one.
    assert_nobody_is_stopped(new_label, "/labels", "Urgent]", |deck, title| {
        let title = title.trim_end_matches(']');
        deck.create_label("alice", 2, title, "00ff00")
            .expect("alice may");
    });
}

#[test]
fn a_pull_that_adopts_a_card_leaves_no_question_open() {
    let world = World::cloned();
    new_card(&world);
    kill_at(
        &world,
        &["push"],
        When::next("POST", "/cards"),
        Moment::After,
    );
    world.later(10);
    world.pull().code(0);
    make_card(&mut world.server.model(), 1, "Of a stranger");
    // Something else that is new here must not be taken for the card that was lost.
    world.write("boards/roadmap/to-do/later.md", "# Later\n");
    world.later(10);
    world.pull().code(0);
    world.pushed();
    assert_eq!(world.line(11), "To do: 11 Later | # Later");
    assert_eq!(world.server.model().cards().count(), 11);
}

#[test]
fn a_file_that_is_taken_away_answers_the_question() {
    let world = World::cloned();
    new_card(&world);
    let fault = Fault::Fail {
        status: 500,
        body: r#"{"status":500,"message":"Internal server error","requestId":"x"}"#.to_owned(),
    };
    let when = When::next("POST", "/cards");
    world.server.faults().plan(when, fault);
    world.git_board("boards", &["push"]).code(4);
    world.later(10);
    make_card(&mut world.server.model(), 1, "Of a stranger");
    world.later(10);
    let ran = world.pull().code(6);
    assert!(ran.err.contains("out of the boards"), "{}", ran.err);
    // The way out that it names, for who knows that none of them is it.
    world.rename("boards/roadmap/to-do/idea.md", "idea.md");
    world.pull().code(0);
    world.rename("idea.md", "boards/roadmap/to-do/idea.md");
    world.pushed();
    assert_eq!(world.line(10), "To do: 10 An idea | # An idea//Good.");
    world.assert_settled();
}

#[test]
fn a_committed_card_that_was_edited_there_after_its_answer_was_lost_is_pulled() {
    let world = World::cloned();
    new_card(&world);
    world.commit("A new card");
    kill_at(
        &world,
        &["push"],
        When::next("POST", "/cards"),
        Moment::After,
    );
    world.there(|deck| deck.edit_card("bob", 9, |edit| edit.description.push_str("\nTheirs.")));
    world.pull().code(0);
    let path = "boards/roadmap/to-do/9-an-idea.md";
    let text = world.read(path);
    assert!(text.ends_with("# An idea\n\nGood.\nTheirs.\n"), "{text}");
    let names = world
        .git("boards", &["ls-tree", "-r", "--name-only", "HEAD"])
        .out;
    assert_eq!(names.matches("idea").count(), 1, "{names}");
    world.pushed();
    assert_eq!(world.server.model().cards().count(), 9);
    world.assert_settled();
}
