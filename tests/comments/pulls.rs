//! From the server into the folder of a card's comments.

use super::world::{ANSWER, OF_ALICE, OF_BOB, RELEASES, World};

#[test]
fn a_clone_brings_every_page_and_a_pull_without_changes_is_one_request() {
    for release in RELEASES {
        let world = World::on(release);
        for number in 0..401 {
            let mut model = world.server.model();
            model
                .write_comment("bob", 2, &format!("number {number}"), None)
                .expect("bob may");
        }
        world.later(3600);
        world.clone_to("boards");
        // Every page is asked for once.
        let page = |card, offset| {
            format!("GET cards/{card}/comments?format=json&limit=200&offset={offset}")
        };
        let mut asked = world.asked();
        asked.sort();
        assert_eq!(
            asked,
            [page(1, 0), page(2, 0), page(2, 200), page(2, 400)],
            "{release:?}"
        );
        assert_eq!(world.names(), [OF_BOB, ANSWER, OF_ALICE]);
        assert_eq!(
            world.read(&world.at(ANSWER)),
            "---\nid: 2\nauthor: alice\ncreated: 2026-11-02T09:00:00Z\nreply_to: 1\n---\n34.\nAnd 32.\n"
        );
        let many = world.path("boards/roadmap/to-do/2-new-logo/comments");
        assert_eq!(std::fs::read_dir(many).expect("a folder").count(), 401);
        assert_eq!(world.changes(), "");
        let ran = world.pull().code(0);
        assert!(ran.out.contains("Already up to date"), "{}", ran.out);
        assert_eq!(world.requests(), ["GET v1.0/boards"]);
        // What other cards' comments are is not asked when one card changes.
        let mut model = world.server.model();
        model.rename_card("bob", 3, "Find").expect("bob may");
        drop(model);
        world.pull().code(0);
        assert_eq!(world.asked(), Vec::<String>::new());
    }
}

#[test]
fn what_is_written_edited_and_deleted_there_comes_here() {
    for release in RELEASES {
        let world = World::on(release).cloned();
        {
            let mut model = world.server.model();
            model
                .write_comment("bob", 1, "Thanks!", Some(3))
                .expect("bob may");
            model
                .edit_comment("bob", 1, 1, "Which version of both?")
                .expect("bob may");
            model.delete_comment("alice", 1, 3).expect("alice may");
        }
        let ran = world.pull().code(0);
        assert!(ran.out.contains("comment"), "{}", ran.out);
        assert_eq!(world.asked().len(), 1);
        assert_eq!(world.names(), [OF_BOB, ANSWER, "2026-11-21-4.md"]);
        let edited = world.read(&world.at(OF_BOB));
        assert!(
            edited.ends_with("---\nWhich version of both?\n"),
            "{edited}"
        );
        // What it answered is gone, and so it answers nothing.
        let created = world.read(&world.at("2026-11-21-4.md"));
        assert!(created.starts_with("---\nid: 4\nauthor: bob\ncreated: 2026-11-21T"));
        assert!(created.ends_with("Z\n---\nThanks!\n"), "{created}");
        world.assert_settled();
        // An archived card has its comments too, and a changed one does not hide them.
        let mut model = world.server.model();
        model.archive_card("alice", 1, true).expect("alice may");
        drop(model);
        world.pull().code(0);
        assert_eq!(world.names().len(), 3);
        world
            .server
            .model()
            .write_comment("bob", 1, "Late", None)
            .expect("bob may");
        world.pull().code(0);
        assert_eq!(world.names().len(), 4);
        world.assert_settled();
    }
}
