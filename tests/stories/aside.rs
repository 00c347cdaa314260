//! Boards that nobody touched are no part of a push, and what another client does to them while it
//! runs is neither overwritten nor overlooked.

use git_board::lookalike::deck::attachment::AttachmentKind;
use git_board::lookalike::deck::{Deck, Release};

use super::other_clients::at_every_request_to;
use super::world::World;

const LOGIN: &str = "boards/roadmap/to-do/1-fix-login.md";
const LEFT: &str = "1 board is left aside: nobody touched it";

fn retitle(world: &World) {
    world.substitute(LOGIN, "title: Fix login", "title: Ours");
}

/// Pushes verbosely; returns whether a board was left aside.
#[track_caller]
fn leaves_one(world: &World) -> bool {
    let ran = world.git_board("boards", &["push", "--yes", "--verbose"]);
    ran.code(0).err.contains(LEFT)
}

/// Pushes an edit of one board while another client does something to the other, before each
/// request; what it did has to come in with the next pull.
fn check(prepare: fn(&World), there: fn(&mut Deck), is_here: fn(&World) -> bool) {
    at_every_request_to(
        Release::V1_18,
        1,
        |world| {
            prepare(world);
            retitle(world);
        },
        there,
        |world, code, what| {
            assert_eq!(code, 0, "{what}");
            assert_eq!(world.card(1).title, "Ours", "{what}");
            world.later(10);
            let pulled = world.git_board("boards", &["pull", "--yes"]).code(0);
            assert!(is_here(world), "{what}, pull: {}", pulled.out);
            world.assert_settled();
        },
    );
}

#[test]
fn a_board_that_nobody_touched_is_left_aside() {
    let world = World::cloned();
    retitle(&world);
    assert!(leaves_one(&world));
    world.later(10);
    world.assert_settled();
    world.substitute(LOGIN, "title: Ours", "title: Ours again");
    assert!(leaves_one(&world), "nor after a push");
    world.assert_settled();
}

/// Something that a person does to a board.
type Touch = fn(&World);

#[test]
fn a_board_that_was_touched_is_none_of_those() {
    let touches: [(&str, Touch); 6] = [
        ("edited", |world| {
            world.substitute("boards/garden/beds/7-peas.md", "Sow.", "Sow now.");
        }),
        ("staged", |world| {
            world.substitute("boards/garden/beds/7-peas.md", "Sow.", "Sow now.");
            world.git("boards", &["add", "."]).code(0);
        }),
        ("committed", |world| {
            world.substitute("boards/garden/beds/7-peas.md", "Sow.", "Sow now.");
            world.commit("Sow");
        }),
        ("a new card", |world| {
            world.write("boards/garden/beds/new.md", "New\n");
        }),
        ("a card moved there", |world| {
            world.rename(
                "boards/roadmap/done/6-import.md",
                "boards/garden/beds/6-import.md",
            );
        }),
        ("changed there", |world| {
            world.there(|deck| deck.rename_card("alice", 7, "Sweet peas"));
        }),
    ];
    for (what, touch) in touches {
        let world = World::cloned();
        retitle(&world);
        touch(&world);
        world.later(10);
        assert!(!leaves_one(&world), "{what}");
        world.later(10);
        world.assert_settled();
    }
}

#[test]
fn a_copy_of_a_card_on_another_board_is_told_as_ever() {
    let world = World::cloned();
    let peas = world.read("boards/garden/beds/7-peas.md");
    world.write("boards/roadmap/to-do/7-peas.md", &peas);
    let ran = world.git_board("boards", &["push", "--yes"]).code(1);
    assert!(ran.err.contains("garden/beds/7-peas.md"), "{}", ran.err);
    assert!(ran.err.contains("roadmap/to-do/7-peas.md"), "{}", ran.err);
}

#[test]
fn a_card_changed_on_a_board_aside_comes_with_the_next_pull() {
    check(
        |_| {},
        |deck| {
            deck.rename_card("alice", 7, "Sweet peas")
                .expect("alice may");
        },
        |world| {
            world
                .read("boards/garden/beds/7-peas.md")
                .contains("Sweet peas")
        },
    );
}

#[test]
fn a_board_that_comes_meanwhile_comes_with_the_next_pull() {
    check(
        |_| {},
        |deck| {
            deck.create_board("alice", "Garden", "ff0000");
        },
        |world| world.has("boards/garden-2/board.yaml"),
    );
}

#[test]
fn a_board_aside_that_goes_meanwhile_goes_with_the_next_pull() {
    check(
        |_| {},
        |deck| {
            deck.delete_board("alice", 2).expect("alice may");
        },
        |world| !world.has("boards/garden/board.yaml"),
    );
}

/// Hangs a file on a card of the board aside, and brings it here.
fn with_picture(world: &World) {
    let first = b"first".as_slice().into();
    world.there(|deck| deck.attach("alice", 7, AttachmentKind::DeckFile, "shot.png", first));
    world.later(10);
    world.pull().code(0);
    world.later(10);
}

#[test]
fn a_file_of_the_same_size_replaced_on_a_board_aside_comes_with_the_next_pull() {
    check(
        with_picture,
        |deck| {
            let other = b"other".as_slice().into();
            let replaced = deck.replace_deck_file("alice", 7, 1, "shot.png", other);
            replaced.expect("alice may");
        },
        |world| world.read("boards/garden/beds/7-peas/shot.png") == "other",
    );
}

#[test]
fn a_card_that_moves_from_a_board_aside_to_a_touched_one_stands_at_one_place() {
    check(
        |_| {},
        |deck| {
            deck.move_card("alice", 7, 1).expect("alice may");
        },
        |world| {
            world.has("boards/roadmap/to-do/7-peas.md")
                && !world.has("boards/garden/beds/7-peas.md")
        },
    );
}

#[test]
fn a_card_that_moves_from_a_touched_board_to_one_aside_stands_at_one_place() {
    check(
        |_| {},
        |deck| {
            deck.move_card("alice", 2, 4).expect("alice may");
        },
        |world| {
            let cards = world.git("boards", &["ls-files", "*/2-*.md"]).out;
            cards.lines().count() == 1 && cards.starts_with("garden/")
        },
    );
}
