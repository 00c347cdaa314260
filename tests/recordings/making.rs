//! The recorded scenario, first part: making boards, stacks and cards, and replacing a card.

use git_board::lookalike::deck::NextIds;
use git_board::lookalike::deck::board::Board;
use serde_json::Value;

use super::setup::make_card_of;
use super::world::{World, id, list};

/// The first calls: the Welcome board is made by the first.
pub fn greet(world: &mut World) {
    world.play(&[
        "00-status.php",
        "00-capabilities-anonymous",
        "00-capabilities",
        "00-whoami",
    ]);
    world.deck.gives_welcome_board = true;
    let own = |board: &Value| board["owner"]["uid"] == "alice";
    let first = list(&world.data("01-boards-apppassword"))
        .iter()
        .find(|one| own(one))
        .map(id);
    world.deck.set_next_ids(NextIds {
        board: first.expect("the Welcome board"),
        stack: 5,
        card: 6,
        label: 6,
        ..world.deck.next_ids()
    });
    world.play(&[
        "01-boards-apppassword",
        "01-boards-basic-real-password",
        "01-boards-no-ocsheader",
        "01-boards-noauth-html",
        "01-boards-noauth-noocs",
        "01-boards-noauth",
        "02-board-create-no-ocsheader",
        "02-ocs-boards-noaccept",
        "01-boards-pretty-url",
        "02-ocs-boards-no-ocsheader",
        "02-ocs-boards-noauth",
        "02-ocs-boards",
        "02-web-boards-no-ocsheader",
        "02-web-boards",
        "03-apiversion-9.9",
        "03-board-999999",
        "03-board-abc",
    ]);
    world.deck.insert_board(Board {
        id: 1,
        owner: "admin".to_owned(),
        ..Board::default()
    });
    world.play(&[
        "03-board-of-other-user",
        "03-options",
        "03-patch-405",
        "03-route-404",
    ]);
}

/// Where the first calls were not recorded: the boards that were there before.
pub fn meet_welcome_board(world: &mut World) {
    let before = id(&world.data("10-board-create"));
    for board in list(&world.data("12-boards-details")) {
        if id(board) < before {
            world.adopt_board(board);
        }
    }
}

/// Boards are made and changed.
pub fn make_boards(world: &mut World) {
    world.play(&[
        "10-board-create",
        "10-board-get",
        "10-board-create-title-100",
        "10-board-create-title-101",
        "10-board-create-missing-color",
        "10-board-create-missing-title",
        "10-board-create-empty-title",
        "10-board-create-blank-title",
        "10-board-create-color-hash",
        "10-board-create-color-zzz",
        "10-board-create-html-emoji-ctrl",
        "10-board-create-malformed-json",
        "10-board-create-form",
        "10-board-create-query",
        "11-board-update",
        "11-board-archive",
        "11-board-update-omitted-archived",
        "11-board-update-missing-color",
        "12-boards-details",
        "12-boards-details-1",
    ]);
}

/// Stacks are made, changed and reordered.
pub fn make_stacks(world: &mut World) {
    world.play(&["20-stacks-empty", "20-stack-create"]);
    let doing = world.data("21-stacks-list")[1].clone();
    world.adopt_stack(&doing);
    world.play(&[
        "20-stack-create-same-order",
        "20-stack-create-missing-order",
        "20-stack-create-missing-title",
        "20-stack-create-empty-title",
        "20-stack-create-title-101",
        "20-stack-create-order-string",
        "20-stack-create-order-negative",
        "20-stack-create-order-abc",
        "21-stacks-list",
        "21-stack-get",
        "21-stack-get-missing",
        "21-stack-get-wrong-board",
        "22-stack-update",
        "22-stack-update-missing-title",
        "22-stack-update-missing-order",
        "23-ocs-stack-reorder",
        "23-ocs-stack-reorder-no-boardId",
        "23-web-stack-reorder",
        "21-stacks-list2",
    ]);
}

/// Cards are made.
pub fn make_cards(world: &mut World) {
    world.play(&["30-card-create-minimal", "30-card-create-full"]);
    world.play(&["30-card-create-labels-users-startdate-color"]);
    if world
        .recording("30-card-create-labels-users-startdate-color")
        .status
        != 200
    {
        // The card that was made without labels and users afterwards.
        let card = world.data("31-card-get-extra");
        world.adopt_card(&card);
    }
    world.play(&[
        "31-card-get-minimal",
        "31-card-get-full",
        "31-card-get-extra",
        "31-card-get-missing",
        "31-card-get-wrong-stack",
        "32-card-create-duedate-2026_12_24",
        "32-card-create-duedate-2026_12_24_10_00",
        "32-card-create-duedate-2026_12_24_10_00_00_123_",
        "32-card-create-duedate-1795283837",
        "32-card-create-duedate-1795283837int",
        "32-card-create-duedate-_1795283837",
        "32-card-create-duedate-tomorrow",
        "32-card-create-duedate-",
        "32-card-create-duedate-garbage",
        "32-card-create-duedate-0int",
    ]);
    world.play(&[
        "33-card-create-title--0",
        "33-card-create-title-__-2",
        "33-card-create-title-None-0",
        "33-card-create-title-False-0",
        "33-card-create-title-false-5",
        "33-card-create-title-0-1",
        "33-card-create-title-0-0",
        "33-card-create-title-True-0",
        "33-card-create-title-xxxxxxxxxxxxxxxxxxxx-255",
        "33-card-create-title-xxxxxxxxxxxxxxxxxxxx-256",
        "33-card-create-title-____________________-255",
        "33-card-create-title-__x__-0",
        "33-card-create-title-__a___1_-0",
        "33-card-create-title-_script_alert_1___sc-25",
        "33-card-create-title-a_b_c_d-7",
        "33-card-create-title-_-1",
        "33-card-create-empty-body",
    ]);
}

/// A card is replaced with every field left out once.
pub fn put_cards(world: &mut World) {
    make_card_of(world, "40-card-put-full", "put");
    world.play(&[
        "40-card-put-full",
        "40-card-put-without-title",
        "40-card-put-without-type",
        "40-card-put-without-owner",
        "40-card-put-without-order",
        "40-card-put-without-description",
        "40-card-put-without-duedate",
        "40-card-put-without-startdate",
        "40-card-put-without-color",
        "40-card-put-without-archived",
        "40-card-put-without-done",
        "40-card-put-only-title",
        "40-card-put-title-type-owner",
        "41-card-put-done-2026_11_01T08_00_00_00_00",
        "41-card-put-done-2026_11_01T08_00_00_02_00",
        "41-card-put-done-2026_11_01",
        "41-card-put-done-True",
        "41-card-put-done-False",
        "41-card-put-done-true",
        "41-card-put-done-garbage",
        "41-card-put-done-1795283837",
        "41-card-put-done-",
    ]);
}
