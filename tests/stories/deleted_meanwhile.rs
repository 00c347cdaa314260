//! What another client writes into a stack, onto a board or to a label while a push is about to
//! delete it, at every request but the very write, is never lost.

use git_board::lookalike::deck::attachment::{AttachmentKind, Uploaded};
use git_board::lookalike::deck::card::NewCard;
use git_board::lookalike::deck::refusal::Refusal;
use git_board::lookalike::deck::rule::RuleKind;
use git_board::lookalike::deck::{Deck, Release};

use super::other_clients::at_every_request_to;
use super::world::World;

/// What another client does, and how the server tells that it is done.
type Edit = (fn(&mut Deck), fn(&Deck) -> bool);

/// Pushes a deletion while another client makes each of the edits; to the older release the last.
///
/// `is_there` says whether the thing that is to go is there. The edit is made only while it is; so
/// what was edited has to be there in the end, and the push must have said so.
fn check(prepare: fn(&World), edits: &[Edit], is_there: fn(&Deck) -> bool, named: &str) {
    let older = edits.len() - 1;
    for (release, from) in [(Release::V1_16, older), (Release::V1_18, 0)] {
        for (number, (edit, is_edited)) in edits.iter().copied().enumerate().skip(from) {
            at_every_request_to(
                release,
                1 + number % 2,
                prepare,
                move |deck| {
                    if is_there(deck) {
                        edit(deck);
                    }
                },
                |world, code, what| {
                    let what = format!("{release:?}, edit {number}, {what}");
                    let deck = world.server.model();
                    if !is_edited(&deck) {
                        assert_eq!((is_there(&deck), code), (false, 0), "{what}");
                        return;
                    }
                    assert!(is_there(&deck), "{what}");
                    assert!(matches!(code, 3 | 4), "{what}");
                    let says_what = what.contains(named) || what.contains("\"Theirs\"");
                    assert!(says_what, "{what}");
                    if code == 4 {
                        let says_why = what.contains("changed on the server")
                            || what.contains("changed there");
                        assert!(says_why, "{what}");
                    }
                },
            );
        }
    }
}

fn stack_is_there(deck: &Deck, id: i64) -> bool {
    deck.stack(id).is_some_and(|stack| stack.deleted_at == 0)
}

fn new_card(deck: &mut Deck, stack: i64) {
    let new = NewCard::titled("Theirs");
    deck.create_card("alice", stack, &new).expect("alice may");
}

fn has_card(deck: &Deck, title: &str) -> bool {
    deck.cards().any(|card| card.title == title)
}

/// Archives card 5 there, brings that here, and removes its stack with card 4.
fn remove_doing(world: &World) {
    world.there(|deck| deck.archive_card("alice", 5, true));
    world.pull().code(0);
    world.later(10);
    world.remove("boards/roadmap/doing");
}

#[test]
fn a_stack_is_not_deleted_with_a_shown_card_that_was_edited_there() {
    let edit: Edit = (
        |deck| drop(deck.rename_card("alice", 4, "Theirs").expect("alice may")),
        |deck| has_card(deck, "Theirs"),
    );
    check(
        remove_doing,
        &[edit],
        |deck| stack_is_there(deck, 2),
        "Doing",
    );
}

#[test]
fn a_stack_is_not_deleted_with_an_archived_card_that_was_edited_there() {
    let edit: Edit = (
        |deck| {
            let assigned = deck.assign("alice", 5, "bob", RuleKind::User);
            drop(assigned.expect("bob is a member"));
        },
        |deck| {
            deck.card(5)
                .is_some_and(|card| !card.assignments.is_empty())
        },
    );
    check(
        remove_doing,
        &[edit],
        |deck| stack_is_there(deck, 2),
        "Doing",
    );
}

#[test]
fn an_empty_stack_that_got_a_card_there_or_another_title_is_not_deleted() {
    let edits: [Edit; 2] = [
        (|deck| new_card(deck, 5), |deck| has_card(deck, "Theirs")),
        (
            |deck| deck.rename_stack("alice", 5, "Theirs").expect("alice may"),
            |deck| deck.stack(5).is_some_and(|stack| stack.title == "Theirs"),
        ),
    ];
    check(
        |world| world.remove("boards/garden/paths"),
        &edits,
        |deck| stack_is_there(deck, 5),
        "Paths",
    );
}

#[test]
fn a_label_that_is_another_there_or_on_another_card_is_not_deleted() {
    let edits: [Edit; 3] = [
        (
            |deck| {
                let edited = deck.update_label("alice", 1, "Theirs", "ff7a66");
                drop(edited.expect("alice may"));
            },
            |deck| deck.labels().any(|label| label.title == "Theirs"),
        ),
        (
            |deck| {
                let edited = deck.update_label("alice", 1, "Bug", "123456");
                drop(edited.expect("alice may"));
            },
            |deck| deck.labels().any(|label| label.color == "123456"),
        ),
        (
            |deck| drop(deck.assign_label("bob", 4, 1).expect("bob may")),
            |deck| deck.card(4).is_some_and(|card| card.labels == [1]),
        ),
    ];
    check(
        |world| {
            world.substitute(
                "boards/roadmap/board.yaml",
                "  - name: Bug\n    color: ff7a66\n    id: 1\n",
                "",
            );
            let card = "boards/roadmap/to-do/1-fix-login.md";
            world.substitute(card, "labels:\n  - Bug\n", "");
        },
        &edits,
        |deck| deck.label(1).is_some(),
        "Bug",
    );
}

#[test]
fn a_board_on_which_anything_was_edited_there_is_not_deleted() {
    let edits: [Edit; 3] = [
        (
            |deck| {
                let edited = deck.update_board("alice", 2, "Garden", "123456", false);
                drop(edited.expect("alice may"));
            },
            |deck| deck.board(2).is_some_and(|board| board.color == "123456"),
        ),
        (
            |deck| drop(deck.rename_card("alice", 7, "Theirs").expect("alice may")),
            |deck| has_card(deck, "Theirs"),
        ),
        (
            |deck| {
                let edited = deck.edit_card("alice", 8, |edit| edit.description.push('!'));
                drop(edited.expect("alice may"));
            },
            |deck| {
                deck.card(8)
                    .is_some_and(|card| card.description.contains('!'))
            },
        ),
    ];
    check(
        |world| {
            world.there(|deck| deck.archive_card("alice", 8, true));
            world.pull().code(0);
            world.later(10);
            world.remove("boards/garden");
        },
        &edits,
        |deck| deck.board(2).is_some_and(|board| board.deleted_at == 0),
        "Garden",
    );
}

/// Hangs a file on card 4, brings it here, and removes what is named.
fn remove_with_files(world: &World, gone: &str) {
    world.there(|deck| hang(deck, "kept.txt"));
    world.later(10);
    world.pull().code(0);
    world.later(10);
    world.remove(gone);
    if gone.ends_with(".md") {
        world.remove(gone.trim_end_matches(".md"));
    }
}

fn hang(deck: &mut Deck, name: &str) -> Result<Uploaded, Refusal> {
    let content = b"bytes".as_slice().into();
    deck.attach("alice", 4, AttachmentKind::DeckFile, name, content)
}

fn bytes_of_files(deck: &Deck) -> Vec<Vec<u8>> {
    let files = deck.deck_files(4).filter(|file| file.deleted_at == 0);
    files
        .map(|file| file.content.as_deref().unwrap_or_default().to_vec())
        .collect()
}

const HUNG_OR_REPLACED: [Edit; 2] = [
    (
        |deck| drop(hang(deck, "Theirs")),
        |deck| bytes_of_files(deck).len() == 2,
    ),
    (
        |deck| {
            let content = b"other".as_slice().into();
            drop(deck.replace_deck_file("alice", 4, 1, "kept.txt", content));
        },
        |deck| bytes_of_files(deck).contains(&b"other".to_vec()),
    ),
];

#[test]
fn a_card_on_which_a_file_was_hung_or_replaced_there_is_not_deleted() {
    check(
        |world| remove_with_files(world, "boards/roadmap/doing/4-search.md"),
        &HUNG_OR_REPLACED,
        |deck| deck.card(4).is_some_and(|card| card.deleted_at == 0),
        "Search",
    );
}

#[test]
fn a_stack_is_not_deleted_with_a_card_on_which_a_file_was_hung_or_replaced_there() {
    check(
        |world| remove_with_files(world, "boards/roadmap/doing"),
        &HUNG_OR_REPLACED,
        |deck| stack_is_there(deck, 2),
        "Doing",
    );
}
