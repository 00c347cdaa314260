//! Comments that both sides changed.

use super::world::{ANSWER, OF_ALICE, RELEASES, World};

#[test]
fn lines_that_both_sides_changed_stand_between_markers() {
    for release in RELEASES {
        let world = World::on(release).cloned();
        {
            let mut model = world.server.model();
            model
                .edit_comment("alice", 1, 2, "34.\nAnd 31.")
                .expect("alice may");
            model
                .edit_comment("alice", 1, 3, "Found it!")
                .expect("alice may");
        }
        world.substitute(&world.at(ANSWER), "And 32.", "And 33.");
        world.git_board("boards", &["push", "--yes"]).code(3);
        let ran = world.pull().code(3);
        let told = "comment \"34.\" in Roadmap / To do / Fix login: `text` changed on both sides";
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains(told), "{said}");
        let marked = world.read(&world.at(ANSWER));
        assert_eq!(
            marked,
            "---\nid: 2\nauthor: alice\ncreated: 2026-11-02T09:00:00Z\nreply_to: 1\n---\n34.\n\
             <<<<<<< here\nAnd 33.\n=======\nAnd 31.\n>>>>>>> there\n"
        );
        assert!(world.read(&world.at(OF_ALICE)).ends_with("Found it!\n"));
        let ran = world.git_board("boards", &["push", "--yes"]);
        assert_ne!(ran.code, 0);
        assert_eq!(world.writes(), [""; 0]);
        let settled = marked.replace("<<<<<<< here\nAnd 33.\n=======\n", "");
        world.write(
            &world.at(ANSWER),
            &settled.replace(">>>>>>> there\n", "And 33.\n"),
        );
        world.git("boards", &["add", "."]).code(0);
        assert_eq!(world.pushed().len(), 1);
        assert_eq!(world.there(1)[1], "2 alice <1: 34.\nAnd 31.\nAnd 33.");
        world.assert_settled();
    }
}

#[test]
fn what_was_edited_survives_its_deletion_on_the_other_side() {
    let world = World::on(RELEASES[1]).cloned();
    {
        let mut model = world.server.model();
        model.delete_comment("alice", 1, 2).expect("alice may");
        model
            .edit_comment("alice", 1, 3, "Found it!")
            .expect("alice may");
    }
    world.substitute(&world.at(ANSWER), "And 32.", "And 33.");
    world.remove(&world.at(OF_ALICE));
    let ran = world.pull().code(3);
    let said = format!("{}{}", ran.out, ran.err);
    assert!(said.contains("deleted there and changed here"), "{said}");
    assert!(said.contains("deleted here and changed there"), "{said}");
    assert!(world.read(&world.at(ANSWER)).contains("And 33."));
    assert!(world.read(&world.at(OF_ALICE)).ends_with("Found it!\n"));
    // One becomes a new comment, the other is deleted again.
    world.substitute(&world.at(ANSWER), "id: 2\n", "");
    world.rename(&world.at(ANSWER), &world.at("anew.md"));
    world.remove(&world.at(OF_ALICE));
    world.git("boards", &["add", "-A", "."]).code(0);
    assert_eq!(world.pushed().len(), 2);
    assert_eq!(
        world.there(1),
        [
            "1 bob: Which version?",
            "4 alice <1: alice, 2026-11-02 09:00:00 UTC:\n34.\nAnd 33.",
        ]
    );
    world.assert_settled();
}
