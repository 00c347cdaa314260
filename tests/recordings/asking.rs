//! The recorded scenario, third part: all other calls, conditions, logins, and refusals.

use git_board::lookalike::deck::board::Board;
use git_board::lookalike::deck::comment::Comment;
use git_board::lookalike::deck::stack::Stack;
use git_board::lookalike::message::Request;
use serde_json::Value;

use super::setup::{adopt_foreign_cards, make_card, make_card_of, place_as_before};
use super::world::{World, id, list};

/// Comments are written, listed, edited and deleted.
pub fn comment(world: &mut World) {
    let (first, other) = {
        let created = world.recording("70-comment-create");
        world.deck.clock.set(created.at);
        (created.last_path_id(), id(created.data()))
    };
    let stack = id(&world.data("20-stack-create"));
    make_card(world, stack, first, "comments");
    world.play(&[
        "70-comments-empty",
        "70-comment-create",
        "70-comment-reply",
        "70-comments-list",
        "70-comments-list-xml",
        "70-comments-page",
        "71-comment-update",
        "71-comment-update-empty",
        "71-comment-update-missing",
        "71-comment-update-1001",
        "70-comment-create-1001",
        "70-comment-create-nomsg",
        "70-comment-create-badparent",
        "70-comment-create-nocard",
        "70-comment-create-empty",
        "70-comment-create-ctrl",
        "70-comment-create-ocs-v1",
        "70-comments-noauth",
        "70-comments-nocard",
        "72-comment-delete",
        "72-comment-delete-again",
    ]);
    // One of 1000 characters and an answer were written, and then the first was deleted.
    for _ in 0..2 {
        world
            .deck
            .write_comment("alice", first, "more", None)
            .expect("alice may");
    }
    world
        .deck
        .delete_comment("alice", first, other)
        .expect("it is alice's");
}

/// A comment of somebody else, met later.
pub fn meet_a_foreign_comment(world: &mut World) {
    let names = [
        "71-comment-update-not-author",
        "72-comment-delete-not-author",
    ];
    let path = world.recording(names[0]);
    let (card, comment) = (path.path_id(0), path.last_path_id());
    let comment = Comment {
        id: comment,
        author: "bob".to_owned(),
        ..Comment::default()
    };
    world.deck.insert_comment(card, comment);
    world.play(&names);
}

/// Sessions, what comes up, searches, settings.
pub fn ask_around(world: &mut World) {
    world.play(&[
        "74-session-create",
        "74-session-sync",
        "74-session-close",
        "74-session-sync-closed",
        "75-dashboard-due",
    ]);
    let last = list(&world.data("46-card-reorder")).last().map(id);
    world
        .deck
        .delete_card("alice", last.expect("five cards"))
        .expect("alice may");
    let groups = world.data("75-overview-upcoming");
    for cards in groups
        .as_object()
        .into_iter()
        .flat_map(|groups| groups.values())
    {
        for card in list(cards) {
            world.adopt_card(card);
        }
    }
    world.play(&["75-overview-upcoming"]);
    for stack in list(&world.data("76-search")) {
        let mut stack = stack["relatedStack"].clone();
        stack["cards"] = Value::Null;
        world.adopt_stack(&stack);
    }
    world.play(&[
        "76-search",
        "76-search-limit",
        "76-search-filter",
        "76-search-noterm",
        "77-config",
        "77-config-set",
        "77-config-set-board",
    ]);
}

/// The calls of the OCS API.
pub fn use_ocs(world: &mut World) {
    if world.recording("78-ocs-stacks").status == 200 {
        for stack in list(&world.data("78-ocs-stacks")) {
            world.adopt_stack(stack);
        }
    }
    world.play(&[
        "78-ocs-board-read",
        "78-ocs-stacks",
        "78-ocs-card-create",
        "78-ocs-card-update-missing",
        "78-ocs-card-update",
    ]);
    if world.has("78-ocs-card-reorder") {
        place_as_before(world, "78-ocs-card-reorder");
    }
    world.play(&[
        "78-ocs-card-reorder",
        "78-ocs-card-assignLabel",
        "78-ocs-card-removeLabel",
        "78-ocs-card-assign",
        "78-ocs-card-unassign",
        "78-ocs-card-clone",
        "78-ocs-card-clone-target",
        "78-ocs-card-dependent",
        "78-ocs-card-dependent-remove",
        "78-ocs-stack-create",
        "78-ocs-stack-done",
        "78-ocs-stack-delete",
        "78-ocs-board-create",
    ]);
}

/// The calls of the web page.
pub fn use_web(world: &mut World) {
    world.play(&[
        "79-web-card-done",
        "79-web-card-undone",
        "79-web-card-rename",
        "79-web-card-read",
        "79-web-board",
        "79-web-stacks",
        "79-web-stacks-archived",
        "79-web-board-export",
        "79-web-permissions",
        "79-api-board-clone",
    ]);
}

/// The conditional requests, in their order.
const CONDITIONAL: [&str; 30] = [
    "90-inm-boards",
    "91-ims-future-boards",
    "90-inm-boards_details",
    "91-ims-future-boards_details",
    "90-inm-board",
    "91-ims-future-board",
    "90-inm-stacks",
    "91-ims-future-stacks",
    "90-inm-archived",
    "91-ims-future-archived",
    "90-inm-stack",
    "91-ims-future-stack",
    "90-inm-card",
    "91-ims-future-card",
    "90-inm-att10",
    "91-ims-future-att10",
    "90-inm-att11",
    "91-ims-future-att11",
    "90-inm-comments",
    "91-ims-future-comments",
    "90-inm-label",
    "91-ims-future-label",
    "90-inm-ocsboards",
    "91-ims-future-ocsboards",
    "90-inm-ocsstacks",
    "91-ims-future-ocsstacks",
    "90-inm-upcoming",
    "91-ims-future-upcoming",
    "90-inm-webboard",
    "91-ims-future-webboard",
];

/// Conditional requests, and conditions that do not count.
pub fn ask_conditionally(world: &mut World) {
    // Every board with its time of then: the ETag of the list is made of them.
    for board in list(&world.data("90-inm-ocsboards")) {
        world.adopt_board(board);
    }
    let cards = world.data("90-inm-upcoming");
    for cards in cards
        .as_object()
        .into_iter()
        .flat_map(|groups| groups.values())
    {
        adopt_foreign_cards(world, cards);
    }
    let board = world.data("91-ims-future-board");
    world.adopt_board(&board);
    for stack in list(&world.data("90-inm-stacks")) {
        world.adopt_stack(stack);
    }
    if !world.has("91-ims-boards") {
        // The times of all boards are not known here; the request named the ETag just received.
        let request = world.recording("90-inm-boards").request(None);
        let request = Request::new(&request.method, &request.path)
            .with_header("ocs-apirequest", "true")
            .with_header("authorization", &world.authorization("alice@app"));
        let answer = world.deck.answer(&request);
        let (_, etag) = answer
            .headers
            .iter()
            .find(|(name, _)| *name == "ETag")
            .expect("an ETag");
        for name in ["90-inm-boards", "90-inm-boards_details"] {
            let etag = etag.clone();
            world.change(name, |recording| recording.name_etag(&etag));
        }
    }
    world.play(&CONDITIONAL);
    if world.has("91-ims-boards") {
        for board in list(&world.data("91-ims-boards")) {
            world.adopt_board(board);
        }
        for name in ["91-ims-stacks", "91-ims-archived"] {
            for stack in list(&world.data(name)) {
                world.adopt_stack(stack);
            }
        }
    }
    world.play(&[
        "91-ims-boards",
        "91-ims-stacks",
        "91-ims-stacks-none",
        "91-ims-archived",
    ]);
    if world.has("92-put-If-Match") {
        let card = world.data("92-put-If-Match");
        world.adopt_card(&card);
    }
    world.play(&[
        "92-put-If-Match",
        "92-put-If-None-Match",
        "92-put-If-Unmodified-Since",
    ]);
}

/// Logins that fail, app passwords, the login flow, and a server that is not at its best.
pub fn log_in(world: &mut World) {
    world.play(&["04-wrong-password-0"]);
    if world.has("04-wrong-password-11") {
        for _ in 1..11 {
            let request = world.recording("04-wrong-password-0").request(None);
            let request = request.with_header("authorization", "Basic YWxpY2U6bm8=");
            assert_eq!(world.deck.answer(&request).status, 401);
        }
    }
    world.play(&["04-wrong-password-11", "04-good-password-while-throttled"]);
    world.deck.forget_failed_logins();
    world.play(&["04-unknown-user", "04-wrong-password-ocs"]);
    world.deck.forget_failed_logins();
    world.play(&["05-getapppassword"]);
    if world.has("05-getapppassword") {
        let password = world.deck.new_app_password("bob").expect("bob is known");
        world.passwords.insert("bob@new".to_owned(), password);
    }
    world.play(&[
        "05-getapppassword-with-apppassword",
        "05-delete-apppassword",
        "05-deleted-apppassword",
        "05-loginflow2-start",
        "05-loginflow2-poll-pending",
        "05-loginflow2-poll-bogus",
    ]);
    if world.has("05-loginflow2-poll-done") {
        let begun = world.deck.begin_login_flow();
        world.deck.grant_login_flows("bob");
        world.stand_for("<token>", &begun.poll_token);
    }
    world.play(&["05-loginflow2-poll-done"]);
    world.deck.is_in_maintenance = true;
    world.play(&[
        "06-maintenance-api",
        "06-maintenance-ocs",
        "06-maintenance-status",
    ]);
    world.deck.is_in_maintenance = false;
    world.deck.is_disabled = true;
    world.play(&["07-deck-disabled", "07-deck-disabled-ocs"]);
    world.deck.is_disabled = false;
    set_disabled(world, "bob", true);
    world.play(&["07-user-disabled"]);
    set_disabled(world, "bob", false);
    world.play(&["08-untrusted-host"]);
}

fn set_disabled(world: &mut World, uid: &str, is_disabled: bool) {
    let user = world.deck.users().find(|user| user.id == uid).cloned();
    let mut user = user.expect("a known user");
    user.is_disabled = is_disabled;
    world.deck.insert_user(user);
}

/// An archived board.
pub fn refuse_changes_of_archived_boards(world: &mut World) {
    make_card_of(world, "113-archived-board-card-put", "Active");
    let path = world.recording("113-archived-board-card-put");
    let (board, stack) = (path.path_id(0), path.path_id(1));
    world.deck.insert_board(Board {
        id: board,
        owner: "alice".to_owned(),
        archived: true,
        ..Board::default()
    });
    world.deck.insert_stack(Stack {
        id: stack,
        board,
        ..Stack::default()
    });
    world.play(&[
        "113-archived-board-card-create",
        "113-archived-board-card-put",
        "113-archived-board-card-delete",
        "113-archived-board-stack-create",
    ]);
}

/// What the trash no longer holds.
pub fn miss_the_purged(world: &mut World) {
    let deleted = world.recording("64-card-create-in-deleted-stack");
    let (board, stack) = (deleted.path_id(0), deleted.path_id(1));
    world.deck.clock.set(deleted.at - 1000);
    world.deck.insert_board(Board {
        id: board,
        owner: "alice".to_owned(),
        ..Board::default()
    });
    let purged = world.recording("64-card-get-purged").path_id(1);
    for id in [
        purged,
        world.recording("64-stack-put-purged").path_id(1),
        stack,
    ] {
        world.deck.insert_stack(Stack {
            id,
            board,
            ..Stack::default()
        });
    }
    make_card_of(world, "64-card-get-purged", "purged");
    let card = world.recording("64-card-get-purged").path_id(2);
    world.deck.clock.advance(-1000);
    world.deck.delete_card("alice", card).expect("alice may");
    let gone = world.recording("64-stack-put-purged").path_id(1);
    world.deck.delete_stack("alice", gone).expect("alice may");
    world.deck.clock.advance(1000);
    world.deck.purge_trash();
    world.deck.delete_stack("alice", stack).expect("alice may");
    world.play(&[
        "64-card-get-purged",
        "64-card-put-purged",
        "64-stack-put-purged",
        "64-card-create-in-purged-stack",
        "64-card-create-in-deleted-stack",
    ]);
}
