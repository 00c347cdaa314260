//! The recorded scenario, fourth part: attachments of both kinds.

use std::sync::Arc;

use git_board::lookalike::deck::attachment::{DeckFile, Share, UserFile};
use git_board::lookalike::deck::board::Board;
use git_board::lookalike::deck::rule::{Rule, RuleKind};
use git_board::lookalike::deck::stack::Stack;
use serde_json::Value;

use super::setup::{make_card, make_card_of};
use super::world::{World, id, list};

/// Files are uploaded, listed, read, replaced, deleted and restored.
pub fn attach(world: &mut World) {
    let first = "100-att-create-v10-deck_file";
    let card = make_place(world, first, "att");
    let stack = world.recording(first).path_id(1);
    let other = world.recording("104-att-get-other-card").path_id(2);
    make_card(world, stack, other, "other");
    world.play(&[
        "100-att-create-v10-deck_file",
        "100-att-create-v10-file",
        "100-att-create-v11-deck_file",
        "100-att-create-v11-file",
        "100-att-create-v12",
        "100-att-create-no-data-field",
        "100-att-create-bogus-type",
        "100-att-create-no-type",
        "100-att-create-no-file",
        "100-att-create-no-file-deck",
        "100-att-create-wrong-field",
        "100-att-create-json",
        "100-att-create-ocs",
        "100-att-create-web",
        "101-att-collision-deck_file-0",
        "101-att-collision-deck_file-1",
        "101-att-collision-file-0",
        "101-att-collision-file-1",
        "102-att-empty-deck_file",
        "102-att-empty-file",
    ]);
    if world.recording("102-att-over-post-max-file").status == 400 {
        world.play(&[
            "102-att-over-post-max-deck_file",
            "102-att-over-post-max-file",
        ]);
    }
    let all = world.data("103-att-list-v11");
    adopt_attachments(world, card, &all, "data");
    if world.has("106-att-restore-file") {
        adopt_restored(world);
    }
    world.play(&[
        "103-att-list-v10",
        "103-att-list-v11",
        "103-att-list-ocs",
        "103-card-get-v10",
        "103-card-get-v11",
        "104-att-get-v10-deck_file",
        "104-att-get-v11-deck_file",
        "104-att-get-v11-deck-missing",
        "104-att-get-v11-file",
        "104-att-get-v11-file-missing",
        "104-att-get-v10-file-id",
        "104-att-get-bogus",
        "104-att-get-range",
        "104-att-head",
        "104-att-get-other-card",
        "104-att-get-other-card-deck",
        "104-att-get-web",
        "105-att-put-v10-deck-multipart",
        "105-att-put-v11-file-multipart",
        "105-att-post-v11-file",
        "105-att-post-web-file",
        "105-att-post-web-deck-same-name",
        "105-att-post-web-deck-renamed",
        "105-att-put-json",
        "106-att-delete-deck_file",
        "106-att-get-deleted",
        "106-att-restore",
        "107-dav-propfind-attachment",
        "106-att-delete-file",
        "106-att-delete-file-again",
        "106-att-delete-v10",
        "106-att-restore-file",
    ]);
    attach_later(world);
}

/// What was recorded on other cards, later.
fn attach_later(world: &mut World) {
    if world.has("102-att-over-post-max") {
        let card = make_place(world, "102-att-over-post-max", "huge");
        let shared = world
            .recording("104-att-get-v10-with-type-query")
            .last_path_id();
        let file = UserFile {
            owner: "alice".to_owned(),
            name: "a.txt".to_owned(),
            content: Arc::from(*b"hello world"),
            ..UserFile::default()
        };
        let file = world.deck.insert_user_file(file);
        world.deck.insert_share(Share {
            id: shared,
            card,
            file,
            ..Share::default()
        });
        world.play(&["102-att-over-post-max", "104-att-get-v10-with-type-query"]);
    }
    let of_another = "103-att-list-v11-as-other-user";
    if world.has(of_another) {
        let card = make_place(world, of_another, "shared");
        world.deck.insert_rule(Rule {
            id: 0,
            board: world.recording(of_another).path_id(0),
            kind: RuleKind::User,
            participant: "bob".to_owned(),
            may_edit: true,
            may_share: false,
            may_manage: false,
        });
        let all = world.data(of_another);
        adopt_attachments(world, card, &all, "x");
        world.play(&[of_another]);
    }
}

/// Makes alice's board, stack and card that a recording's path names.
fn make_place(world: &mut World, recording: &str, title: &str) -> i64 {
    let path = world.recording(recording);
    let (board, stack) = (path.path_id(0), path.path_id(1));
    world.deck.insert_board(Board {
        id: board,
        owner: "alice".to_owned(),
        ..Board::default()
    });
    world.deck.insert_stack(Stack {
        id: stack,
        board,
        ..Stack::default()
    });
    make_card_of(world, recording, title)
}

/// Adopts the attachments of a recorded list that the model does not know, each filled up to its
/// size.
fn adopt_attachments(world: &mut World, card: i64, all: &Value, begin: &str) {
    for one in list(all) {
        let extended = &one["extendedData"];
        let size = extended["filesize"].as_u64();
        let content = size.map(|size| {
            let mut bytes = begin.as_bytes().to_vec();
            bytes.resize(usize::try_from(size).expect("it fits"), 0);
            Arc::from(bytes)
        });
        let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let number = |key: &str| one[key].as_i64().unwrap_or_default();
        let is_known = match one["type"] == "file" {
            true => world.deck.shares(card).any(|share| share.id == id(one)),
            false => world.deck.deck_files(card).any(|file| file.id == id(one)),
        };
        if is_known {
            continue;
        }
        if one["type"] == "file" {
            let file = world.deck.insert_user_file(UserFile {
                id: extended["fileid"].as_i64().unwrap_or_default(),
                owner: text("createdBy"),
                name: text("data"),
                content: content.unwrap_or_default(),
                modified: number("lastModified"),
            });
            world.deck.insert_share(Share {
                id: id(one),
                card,
                file,
                created_at: number("createdAt"),
            });
        } else {
            world.deck.insert_deck_file(DeckFile {
                id: id(one),
                card,
                name: text("data"),
                content,
                last_modified: number("lastModified"),
                created_at: number("createdAt"),
                created_by: text("createdBy"),
                deleted_at: number("deletedAt"),
            });
        }
    }
}

/// Adopts the deck file that is restored in place of a user's file, where it is another card's.
fn adopt_restored(world: &mut World) {
    let restored = world.data("106-att-restore-file");
    let card = restored["cardId"].as_i64().expect("a card");
    let text = world.data("104-att-get-v10-file-id");
    let before = world
        .deck
        .deck_files(card)
        .any(|file| file.id == id(&restored));
    if before {
        return;
    }
    world.deck.insert_deck_file(DeckFile {
        id: id(&restored),
        card,
        name: restored["data"].as_str().expect("a name").to_owned(),
        content: text.as_str().map(|text| Arc::from(text.as_bytes())),
        last_modified: 1,
        created_at: 1,
        created_by: "alice".to_owned(),
        deleted_at: 0,
    });
}
