//! After a push that changed values of cards, those cards are read alone; what another client did to
//! their board meanwhile is not overlooked.

use git_board::lookalike::deck::attachment::AttachmentKind;
use git_board::lookalike::deck::card::NewCard;
use git_board::lookalike::deck::{Deck, Release};
use git_board::lookalike::faults::When;

use super::other_clients::at_every_request_to;
use super::world::World;

const LOGIN: &str = "boards/roadmap/to-do/1-fix-login.md";
const LOGO: &str = "boards/roadmap/to-do/2-new-logo.md";

fn retitle(world: &World) {
    world.substitute(LOGIN, "title: Fix login", "title: Ours");
}

/// Something that another client does to a board, and whether it came here.
type There = (&'static str, fn(&mut Deck), fn(&World) -> bool);

const THERE: [There; 7] = [
    ("another card is edited", retitled_there, |world| {
        world.outline_here().contains("title: Theirs")
    }),
    (
        "another card goes",
        |deck| {
            deck.delete_card("bob", 2).expect("bob may");
        },
        |world| !world.outline_here().contains("title: New logo"),
    ),
    (
        "a card comes",
        |deck| {
            let new = NewCard::titled("Theirs");
            deck.create_card("bob", 2, &new).expect("bob may");
        },
        |world| world.outline_here().contains("title: Theirs"),
    ),
    (
        "a stack gets another title",
        |deck| {
            deck.rename_stack("alice", 2, "Theirs").expect("alice may");
        },
        |world| world.outline_here().contains("title: Theirs"),
    ),
    (
        "a label gets another name",
        |deck| {
            deck.update_label("alice", 1, "Theirs", "ff7a66")
                .expect("alice may");
        },
        |world| world.outline_here().contains("name: Theirs"),
    ),
    (
        "another place in the stack",
        |deck| {
            deck.move_card("bob", 2, 2).expect("bob may");
        },
        |world| world.outline_here().contains("roadmap/doing/2-"),
    ),
    (
        "a file is hung on the very card",
        |deck| {
            let file = b"theirs".as_slice().into();
            deck.attach("alice", 1, AttachmentKind::DeckFile, "shot.png", file)
                .expect("alice may");
        },
        |world| world.outline_here().contains("shot.png"),
    ),
];

impl World {
    /// Returns the paths of the files here, and what they say.
    fn outline_here(&self) -> String {
        let paths = self.git("boards", &["ls-files"]).out;
        let said = self.git("boards", &["grep", "-h", "-e", "title:", "-e", "name:"]);
        format!("{paths}{}", said.out)
    }

    #[track_caller]
    fn assert_brought(&self, is_here: fn(&World) -> bool, what: &str) {
        assert_eq!(self.card(1).title, "Ours", "{what}");
        self.later(10);
        let pulled = self.git_board("boards", &["pull", "--yes"]).code(0);
        assert!(is_here(self), "{what}, pull: {}", pulled.out);
        self.assert_settled();
    }
}

#[test]
fn what_happens_on_the_board_meanwhile_comes_with_the_next_pull() {
    for (what, there, is_here) in THERE {
        at_every_request_to(Release::V1_18, 1, retitle, there, move |world, code, at| {
            let what = format!("{what} {at}");
            assert_eq!(code, 0, "{what}");
            world.assert_brought(is_here, &what);
        });
    }
}

#[test]
fn what_happens_in_the_very_second_of_the_write_comes_with_the_next_pull() {
    for (what, there, is_here) in THERE {
        for when in [When::Write(1), When::Request(5), When::Request(7)] {
            let world = World::cloned();
            retitle(&world);
            world.server.log().clear();
            world.server.faults().after(when, there);
            world.pushed();
            assert_eq!(world.server.faults().pending(), 0, "{what}");
            world.assert_brought(is_here, what);
        }
    }
}

/// Returns a world in which `there` happened in the second of a push of ours.
fn pushed_in_the_second_of(there: fn(&mut Deck)) -> World {
    let world = World::cloned();
    retitle(&world);
    world.server.faults().after(When::Write(1), there);
    world.pushed();
    world.later(10);
    world
}

#[test]
fn pushes_of_edited_cards_leave_what_happened_in_the_second_of_the_first_to_the_next_pull() {
    // What becomes of the very card is seen when it is read alone.
    let unseen = &THERE[..THERE.len() - 1];
    for (what, there, is_here) in unseen.iter().copied() {
        let world = pushed_in_the_second_of(there);
        for (path, old, new) in [
            ("boards/garden/beds/7-peas.md", "Sow.", "Sow now."),
            ("boards/roadmap/to-do/3-dark-mode.md", "Dark mode", "Dark"),
        ] {
            world.substitute(path, old, new);
            world.server.log().clear();
            world.pushed();
            assert!(
                !world.requests().iter().any(|one| is_of_stacks(one)),
                "{what}"
            );
            assert!(!is_here(&world), "{what}");
            world.later(10);
        }
        world.assert_brought(is_here, what);
    }
}

#[test]
fn a_second_push_of_anything_else_brings_what_happened_in_the_second_of_the_first() {
    for (what, there, is_here) in THERE {
        let world = pushed_in_the_second_of(there);
        let new = "---\ntitle: Beans\n---\n";
        world.write("boards/garden/beds/beans.md", new);
        world.pushed();
        assert!(is_here(&world), "{what}");
        world.later(10);
        world.assert_settled();
    }
}

/// Bob gives the card 2 another title.
fn retitled_there(deck: &mut Deck) {
    deck.rename_card("bob", 2, "Theirs").expect("bob may");
}

#[test]
fn a_second_push_of_a_card_that_was_edited_in_the_second_of_the_first_takes_nothing_back() {
    let world = pushed_in_the_second_of(retitled_there);
    world.substitute(LOGO, "Round.", "Square.");
    world.pushed();
    assert_eq!(world.card(2).title, "Theirs");
    assert_eq!(world.card(2).description, "Square.");
    world.later(10);
    world.git_board("boards", &["pull", "--yes"]).code(0);
    assert!(world.outline_here().contains("title: Theirs"));
    world.assert_settled();
}

#[test]
fn a_second_push_of_what_was_edited_in_the_second_of_the_first_is_refused() {
    let world = pushed_in_the_second_of(retitled_there);
    world.substitute(LOGO, "title: New logo", "title: Our logo");
    let pushed = world.git_board("boards", &["push", "--yes"]).code(4);
    let said = "the title of card `New logo` changed on the server since the plan was made";
    assert!(pushed.err.contains(said), "{}", pushed.err);
    assert_eq!(world.card(2).title, "Theirs");
    world.later(10);
    let pulled = world.git_board("boards", &["pull", "--yes"]).code(3);
    let said = "\"Our logo\" here, \"Theirs\" there, \"New logo\" before";
    assert!(pulled.err.contains(said), "{}", pulled.err);
}

/// Returns true if a request reads a whole board.
fn is_of_stacks(request: &str) -> bool {
    request.ends_with("/stacks")
}

#[test]
fn the_cards_alone_are_read_behind_the_last_write() {
    let world = World::cloned();
    retitle(&world);
    world.pushed();
    let requests = world.requests();
    let written = requests.iter().rposition(|one| !one.starts_with("GET"));
    let behind = &requests[written.expect("a write") + 1..];
    assert_eq!(
        behind,
        ["GET v1.0/boards", "GET v1.1/boards/1/stacks/1/cards/1"]
    );
}
