//! What another client writes while a push runs, at every request but the very write, is never
//! overwritten.

use git_board::lookalike::deck::card::NewCard;
use git_board::lookalike::deck::{Deck, Release};
use git_board::lookalike::faults::When;

use super::world::World;
use crate::support::long::step_of;

const LOGIN: &str = "boards/roadmap/to-do/1-fix-login.md";

/// How many requests after the first write are tried too.
const AFTERWARDS: usize = 1;

/// Pushes what `edit` does, again and again; each time `there` happens before another request.
/// `check` sees the world afterwards, and the exit code.
///
/// Left out is the time between our last read and our write, which no client of Deck can close:
/// `there` at the write itself.
fn at_every_request(
    edit: impl Fn(&World),
    there: impl Fn(&mut Deck) + Clone + Send + 'static,
    check: impl Fn(&World, i32, &str),
) {
    at_every_request_to(Release::V1_18, 1, edit, there, check);
}

/// The same, to a release of Deck; an ordinary run tries every third request from `first` on.
pub fn at_every_request_to(
    release: Release,
    first: usize,
    edit: impl Fn(&World),
    there: impl Fn(&mut Deck) + Clone + Send + 'static,
    check: impl Fn(&World, i32, &str),
) {
    let mut writes_met = 0;
    let step = step_of(3);
    let mut number = if step == 1 { 1 } else { first };
    let mut codes = Vec::new();
    while writes_met <= AFTERWARDS {
        let world = World::cloned_from(release);
        edit(&world);
        world.server.log().clear();
        let act = there.clone();
        let clock = world.clock.clone();
        world
            .server
            .faults()
            .before(When::Request(number), move |deck| {
                clock.advance(5);
                act(deck);
                clock.advance(5);
            });
        let ran = world.git_board("boards", &["push", "--yes", "--allow-deletes"]);
        assert_eq!(
            world.server.faults().pending(),
            0,
            "request {number} never came"
        );
        let requests = world.requests();
        let at = &requests[number - 1];
        number += step;
        let is_write = !at.starts_with("GET");
        let is_after = requests[..number - step]
            .iter()
            .any(|one| !one.starts_with("GET"));
        if is_after {
            writes_met += step;
        }
        if is_write {
            continue;
        }
        let what = format!("before {at}: {}{}", ran.out, ran.err);
        assert!(matches!(ran.code, 0 | 3 | 4), "{what}");
        check(&world, ran.code, &what);
        codes.push(ran.code);
    }
    assert!(codes.len() >= 5 / step, "{codes:?}");
}

fn retitle(world: &World) {
    world.substitute(LOGIN, "title: Fix login", "title: Ours");
}

#[test]
fn a_title_set_there_is_never_overwritten() {
    at_every_request(
        retitle,
        |deck| {
            deck.rename_card("bob", 1, "Theirs").expect("bob may");
        },
        |world, code, what| {
            assert_eq!(world.card(1).title, "Theirs", "{what}");
            if code != 0 {
                assert!(world.read(LOGIN).contains("title: Ours\n"), "{what}");
            }
        },
    );
}

#[test]
fn another_field_of_the_same_card_set_there_survives_and_ours_is_sent_or_kept() {
    at_every_request(
        retitle,
        |deck| {
            deck.edit_card("bob", 1, |edit| edit.description.push_str("\nsix"))
                .expect("bob may");
        },
        |world, code, what| {
            let card = world.card(1);
            assert!(card.description.ends_with("\nsix"), "{what}");
            match code {
                0 => {
                    assert_eq!(card.title, "Ours", "{what}");
                    world.assert_settled();
                }
                _ => assert!(world.read(LOGIN).contains("title: Ours\n"), "{what}"),
            }
        },
    );
}

#[test]
fn a_card_edited_there_is_not_deleted() {
    at_every_request(
        |world| world.remove("boards/garden/beds/8-beans.md"),
        |deck| {
            // A card that is gone by then stays gone.
            let _ = deck.rename_card("alice", 8, "Broad beans");
        },
        |world, code, what| match code {
            0 => assert_eq!(world.line(8), "gone", "{what}"),
            _ => assert_eq!(world.line(8), "Beds: 8 Broad beans | Sow later.", "{what}"),
        },
    );
}

#[test]
fn a_card_deleted_there_is_not_brought_back_by_our_edit() {
    at_every_request(
        retitle,
        |deck| {
            deck.delete_card("bob", 1).expect("bob may");
        },
        |world, code, what| {
            assert_eq!(world.line(1), "gone", "{what}");
            if code != 0 {
                assert!(world.read(LOGIN).contains("title: Ours\n"), "{what}");
            }
        },
    );
}

#[test]
fn a_move_there_is_never_undone() {
    at_every_request(
        |world| world.rename(LOGIN, "boards/roadmap/done/1-fix-login.md"),
        |deck| {
            deck.move_card("bob", 1, 2).expect("bob may");
        },
        |world, _, what| assert!(world.line(1).starts_with("Doing:"), "{what}"),
    );
}

#[test]
fn an_edit_after_a_move_there_does_not_move_the_card_back() {
    at_every_request(
        retitle,
        |deck| {
            deck.move_card("bob", 1, 2).expect("bob may");
        },
        |world, _, what| assert!(world.line(1).starts_with("Doing:"), "{what}"),
    );
}

#[test]
fn a_label_put_on_a_card_there_stays_on_it() {
    at_every_request(
        |world| {
            world.substitute(LOGIN, "labels:\n  - Bug\n", "");
        },
        |deck| {
            deck.assign_label("bob", 1, 2).expect("bob may");
        },
        |world, _, what| assert!(world.line(1).contains("#Later"), "{what}"),
    );
}

#[test]
fn a_stack_renamed_there_keeps_that_name() {
    at_every_request(
        |world| {
            let path = "boards/roadmap/doing/stack.yaml";
            world.substitute(path, "title: Doing", "title: Ours");
        },
        |deck| {
            deck.rename_stack("alice", 2, "Theirs").expect("alice may");
        },
        |world, _, what| assert!(world.outline().contains("  Theirs\n"), "{what}"),
    );
}

#[test]
fn a_stack_that_got_a_card_there_is_not_deleted() {
    at_every_request(
        |world| world.remove("boards/roadmap/doing"),
        |deck| {
            let new = NewCard::titled("Theirs");
            // The stack may be gone by then, and the card invisible, as on the real server.
            let _ = deck.create_card("bob", 2, &new);
        },
        |world, code, what| {
            if code != 0 {
                assert_eq!(world.line(9), "Doing: 9 Theirs", "{what}");
            }
        },
    );
}

#[test]
fn a_label_renamed_there_keeps_that_name() {
    at_every_request(
        |world| world.substitute("boards/roadmap/board.yaml", "name: Bug", "name: Ours"),
        |deck| {
            deck.update_label("alice", 1, "Theirs", "ff7a66")
                .expect("alice may");
        },
        |world, _, what| assert!(world.line(1).contains("#Theirs"), "{what}"),
    );
}

#[test]
fn a_board_renamed_there_keeps_that_name() {
    at_every_request(
        |world| world.substitute("boards/garden/board.yaml", "title: Garden", "title: Ours"),
        |deck| {
            deck.update_board("alice", 2, "Theirs", "31cc7c", false)
                .expect("alice may");
        },
        |world, _, what| assert!(world.outline().contains("Theirs ["), "{what}"),
    );
}

#[test]
fn a_new_card_goes_into_no_stack_that_was_deleted_there() {
    at_every_request(
        |world| world.write("boards/roadmap/doing/idea.md", "# An idea\n"),
        |deck| {
            deck.delete_stack("alice", 2).expect("alice may");
        },
        |world, code, what| {
            if code != 0 {
                assert_eq!(world.server.model().cards().count(), 8, "{what}");
                assert!(world.has("boards/roadmap/doing/idea.md"), "{what}");
            }
        },
    );
}
