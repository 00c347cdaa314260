//! Other bytes under the same name, by the ways that Deck has for each kind of file.

use git_board::lookalike::deck::Release;
use git_board::lookalike::deck::attachment::AttachmentKind::{DeckFile, File};
use git_board::lookalike::faults::{Fault, When};

use super::world::{FIRST, World};

const RELEASES: [Release; 2] = [Release::V1_16, Release::V1_18];

fn missing() -> Fault {
    Fault::Fail {
        status: 404,
        body: "{}".to_owned(),
    }
}

/// A deck file `shot.png` and its other bytes in the clone.
fn replaced(release: Release) -> World {
    let world = World::on(release);
    world.attach(1, DeckFile, "shot.png", b"old");
    let world = world.cloned();
    world.put(&format!("{FIRST}/shot.png"), b"new");
    world
}

#[test]
fn a_shared_file_of_ones_own_is_replaced_in_its_place() {
    for release in RELEASES {
        let world = World::on(release);
        world.attach(1, File, "notes.txt", b"notes");
        let world = world.cloned();
        world.put(&format!("{FIRST}/notes.txt"), b"other notes");
        assert_eq!(
            world.pushed(),
            ["PUT /remote.php/dav/files/alice/Deck/notes.txt"]
        );
        assert_eq!(world.there(1), ["f1 notes.txt other notes"]);
        assert_eq!(world.changes(), "");
    }
}

#[test]
fn a_shared_file_of_somebody_else_stays_his_and_is_taken_off_after_the_upload() {
    for release in RELEASES {
        let world = World::on(release);
        world.attach_as("bob", 1, File, "notes.txt", b"notes");
        let world = world.cloned();
        world.put(&format!("{FIRST}/notes.txt"), b"other notes");
        assert_eq!(
            world.pushed(),
            [
                "POST v1.1/boards/0/stacks/0/cards/1/attachments",
                "DELETE v1.1/boards/0/stacks/0/cards/1/attachments/file/1",
            ]
        );
        assert_eq!(world.there(1), ["d1 notes.txt other notes"]);
        let model = world.server.model();
        let his = model
            .user_file_named("bob", "notes.txt")
            .map(|file| &file.content);
        assert_eq!(his.map(|bytes| &bytes[..]), Some(&b"notes"[..]));
        drop(model);
        assert_eq!(world.changes(), "");
        assert_eq!(world.pushed(), Vec::<String>::new());
        world.pull().code(0);
        assert_eq!(world.names(FIRST), ["notes.txt"]);
        assert_eq!(world.changes(), "");
    }
}

/// Deck keeps the name of a deleted file for that file: what is deleted cannot be uploaded again.
#[test]
fn where_the_server_cannot_replace_a_file_it_stays_as_it_was() {
    for release in RELEASES {
        let world = replaced(release);
        world.server.faults().plan(When::Write(1), missing());
        let ran = world.git_board("boards", &["push", "--yes"]).code(4);
        assert!(
            ran.err
                .contains("cannot replace attachment `shot.png`; it is as it was"),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("took effect"), "{}", ran.err);
        assert_eq!(
            world.writes(),
            [
                "POST /index.php/apps/deck/cards/1/attachment/deck_file:1",
                "DELETE v1.1/boards/0/stacks/0/cards/1/attachments/deck_file/1",
                "POST v1.1/boards/0/stacks/0/cards/1/attachments",
                "PUT v1.1/boards/0/stacks/0/cards/1/attachments/deck_file/1/restore",
            ]
        );
        assert_eq!(world.there(1), ["d1 shot.png old"], "{release:?}");
        assert_eq!(world.bytes(&format!("{FIRST}/shot.png")), b"new");
    }
}

#[test]
fn an_upload_in_its_stead_that_is_refused_brings_the_old_file_back() {
    for release in RELEASES {
        let world = replaced(release);
        world.server.faults().plan(When::Write(1), missing());
        let full = Fault::Fail {
            status: 507,
            body: r#"{"message":"no room left"}"#.to_owned(),
        };
        world.server.faults().plan(When::Write(3), full);
        let ran = world.git_board("boards", &["push", "--yes"]).code(4);
        assert!(ran.err.contains("no room left"), "{}", ran.err);
        assert_eq!(world.there(1), ["d1 shot.png old"], "{release:?}");
        assert_eq!(world.bytes(&format!("{FIRST}/shot.png")), b"new");
        world.later(10);
        world.pushed();
        assert_eq!(world.there(1), ["d1 shot.png new"]);
        assert_eq!(world.changes(), "");
    }
}

#[test]
fn an_upload_in_its_stead_whose_answer_is_lost_is_there_once_in_the_end() {
    for fault in [Fault::CutAfterEffect, Fault::Cut] {
        let world = replaced(Release::V1_18);
        world.server.faults().plan(When::Write(1), missing());
        world.server.faults().plan(When::Write(3), fault.clone());
        world.git_board("boards", &["push", "--yes"]).code(4);
        world.later(10);
        assert_eq!(world.bytes(&format!("{FIRST}/shot.png")), b"new");
        world.pushed();
        assert_eq!(world.there(1), ["d1 shot.png new"], "{fault:?}");
        assert_eq!(world.changes(), "", "{fault:?}");
    }
}
