//! The recorded scenario, second part: archiving, moving, labels, people, sharing, the trash.

use git_board::lookalike::deck::NextIds;
use git_board::lookalike::deck::board::Board;
use git_board::lookalike::deck::rule::RuleKind;
use git_board::lookalike::deck::stack::Stack;

use super::setup::{make_card_of, place_as_before};
use super::world::{World, id, list};

/// A card is archived, edited and brought back.
pub fn archive_cards(world: &mut World) {
    make_card_of(world, "42-card-put-archived-true", "arch");
    world.play(&[
        "42-card-put-archived-true",
        "42-card-put-archived-true-again",
        "42-card-put-edit-archived-card",
        "42-card-put-archived-false",
        "43-card-archive",
        "43-card-archive-again",
        "43-card-get-archived",
    ]);
    // Cards were made in some of the stacks meanwhile, which left their times there.
    for stack in list(&world.data("44-stacks-archived")) {
        let held = world.deck.stack(id(stack)).cloned().expect("a known stack");
        world.deck.insert_stack(Stack {
            last_modified: stack["lastModified"].as_i64().unwrap_or_default(),
            ..held
        });
    }
    world.play(&[
        "44-stacks-archived",
        "43-archived-assignLabel",
        "43-archived-reorder",
        "43-archived-assignUser",
        "43-card-unarchive",
    ]);
}

/// Cards are moved and reordered.
pub fn move_cards(world: &mut World) {
    let card = make_card_of(world, "45-card-put-move-body-stackId", "move");
    world.play(&[
        "45-card-put-move-body-stackId",
        "45-card-put-move-url-stackId",
    ]);
    place_as_before(world, "45-card-reorder-move");
    world.play(&["45-card-reorder-move"]);
    assert_eq!(world.deck.card(card).map(|card| card.order), Some(0));
    if world.recording("45-card-reorder-no-order").status == 200 {
        place_as_before(world, "45-card-reorder-no-order");
        world.play(&["45-card-reorder-no-order", "45-card-reorder-no-stackId"]);
    } else {
        place_as_before(world, "45-card-reorder-no-stackId");
        world.play(&["45-card-reorder-no-stackId", "45-card-reorder-no-order"]);
    }
    let ordered = world.recording("46-card-reorder");
    let (board, stack) = (ordered.path_id(0), ordered.path_id(1));
    world.deck.insert_stack(Stack {
        id: stack,
        title: "ord".to_owned(),
        board,
        last_modified: 1,
        ..Stack::default()
    });
    place_as_before(world, "46-card-reorder");
    world.play(&["46-card-reorder", "50-label-create"]);
    move_to_another_board(world);
    world.play(&["22-stack-put-other-board-url"]);
}

fn move_to_another_board(world: &mut World) {
    let moved = world.data("47-card-move-other-board-put");
    let labels = moved["labels"].clone();
    let target_stack = moved["stackId"].as_i64().expect("a stack");
    let (finished, made) = (labels[0].clone(), id(&labels[1]));
    let target_board = finished["boardId"].as_i64().expect("a board");
    world.deck.insert_board(Board {
        id: target_board,
        title: "Second".to_owned(),
        color: "111111".to_owned(),
        owner: "alice".to_owned(),
        ..Board::default()
    });
    world.adopt_label(&finished);
    world.deck.insert_stack(Stack {
        id: target_stack,
        title: "T".to_owned(),
        board: target_board,
        ..Stack::default()
    });
    let card = make_card_of(world, "47-card-move-other-board-put", "xboard");
    let here = world.recording("47-card-move-other-board-put").path_id(0);
    let only_here = id(&world.data("50-label-create"));
    let is_finished = |label: &&git_board::lookalike::deck::label::Label| {
        label.board == here && label.title == "Finished"
    };
    let same = world
        .deck
        .labels()
        .find(is_finished)
        .map(|label| label.id)
        .expect("made before");
    for label in [same, only_here] {
        world
            .deck
            .assign_label("alice", card, label)
            .expect("alice may");
    }
    let assigned = id(&moved["assignedUsers"][0]);
    world.deck.set_next_ids(NextIds {
        assignment: assigned,
        label: made,
        ..world.deck.next_ids()
    });
    world
        .deck
        .assign("alice", card, "alice", RuleKind::User)
        .expect("alice may");
    world.play(&["47-card-move-other-board-put"]);
    let second = make_card_of(world, "47-card-move-other-board-reorder", "xboard2");
    world
        .deck
        .assign_label("alice", second, same)
        .expect("alice may");
    place_as_before(world, "47-card-move-other-board-reorder");
    world.play(&["47-card-move-other-board-reorder"]);
}

/// Labels are changed, given to a card and taken off it.
pub fn label_cards(world: &mut World) {
    world.play(&[
        "50-label-create-duplicate",
        "50-label-create-no-color",
        "50-label-create-no-title",
        "51-label-get",
        "51-label-get-missing",
        "52-label-update-duplicate",
        "52-label-update-no-color",
        "52-label-update",
    ]);
    make_card_of(world, "53-card-assignLabel", "lbl");
    world.play(&[
        "53-card-assignLabel",
        "53-card-assignLabel-again",
        "53-card-assignLabel-missing",
        "53-card-assignLabel-noarg",
        "53-card-assignLabel-other-board",
        "54-card-removeLabel",
        "54-card-removeLabel-again",
        "54-card-removeLabel-missing",
        "55-label-delete",
        "55-label-delete-again",
    ]);
}

/// People are assigned, and a board is shared.
pub fn share(world: &mut World) {
    world.play(&[
        "56-card-assignUser-nosuch",
        "56-card-assignUser-notmember",
        "56-card-assignUser",
        "56-card-assignUser-again",
        "56-card-assignUser-type5",
        "56-card-assignUser-noarg",
        "57-card-unassignUser",
        "57-card-unassignUser-again",
        "58-acl-add",
        "58-acl-add-again",
        "58-acl-add-group",
        "58-acl-add-nosuch",
        "58-acl-add-missing",
    ]);
    let board = world.data("58-board-get-with-acl");
    for label in list(&board["labels"]) {
        world.adopt_label(label);
    }
    world.adopt_bare_stacks(&board["stacks"]);
    world.deck.set_next_ids(NextIds {
        board: id(&world.data("58-boards-as-bob")[0]),
        ..world.deck.next_ids()
    });
    world.deck.gives_welcome_board = true;
    world.play(&["58-board-get-with-acl", "58-boards-as-bob"]);
    world.play(&[
        "59-board-put-edit-only",
        "59-board-delete-edit-only",
        "59-stack-create-edit-only",
        "59-label-create-edit-only",
        "58-acl-update-missing",
        "58-acl-update",
        "59-card-put-readonly",
        "56-card-assignUser-bob",
        "56-card-assignUser-group",
        "56-card-get-assigned",
        "58-acl-delete",
        "58-acl-delete-again",
        "58-acl-delete-group",
    ]);
}

/// Cards, stacks and boards are deleted and restored.
pub fn use_trash(world: &mut World) {
    make_card_of(world, "60-card-delete", "todelete");
    world.play(&[
        "60-card-delete",
        "60-card-delete-again",
        "60-card-get-deleted",
        "60-card-put-deleted",
        "60-card-get-after-put",
    ]);
    let card = world.recording("60-card-delete").path_id(2);
    world.deck.delete_card("alice", card).expect("alice may");
    world.play(&["61-web-stacks-deleted", "61-web-card-undelete"]);
    let stack = world.data("62-stack-delete");
    world.adopt_stack(&stack);
    let held = world.deck.stack(id(&stack)).cloned().expect("adopted");
    world.deck.insert_stack(Stack {
        deleted_at: 0,
        ..held
    });
    world.play(&[
        "62-stack-delete",
        "62-stack-get-deleted",
        "62-card-get-in-deleted-stack",
        "62-stack-put-deleted-undeletes",
    ]);
    let board = world.data("63-board-delete");
    world.adopt_board(&board);
    let held = world.deck.board(id(&board)).cloned().expect("adopted");
    world.deck.insert_board(Board {
        deleted_at: 0,
        ..held
    });
    world.play(&[
        "63-board-delete",
        "63-board-delete-again",
        "63-board-get-deleted",
        "63-board-stacks-deleted",
        "63-board-undo-delete",
        "63-board-undo-delete2",
    ]);
}
