//! From the folder of a card's comments to the server.

use git_board::lookalike::faults::{Fault, When};

use super::world::{ANSWER, COMMENTS, OF_ALICE, OF_BOB, RELEASES, World};

const FORMAT: &str = "?format=json";

#[test]
fn comments_are_written_answered_edited_and_deleted() {
    for release in RELEASES {
        let world = World::on(release).cloned();
        world.write(&world.at("mine.md"), "  Looks good, @bob. 👍\n\n");
        world.write(&world.at("reply.md"), "---\nreply_to: 1\n---\nBoth.\n");
        world.write(
            &world.at("a-thread.md"),
            "---\nreply_to: mine\n---\nAnd once more.\n",
        );
        world.substitute(&world.at(ANSWER), "And 32.", "And 33.");
        world.remove(&world.at(OF_ALICE));
        let status = world.git_board("boards", &["status"]).code(0).out;
        for line in [
            "create comment \"Looks good, @bob.",
            "edit comment \"34.\" in To do: on \"Fix login\"; text: 1 line added, 1 removed",
            "delete comment \"Found it.\" in To do: on \"Fix login\"",
        ] {
            assert!(status.contains(line), "{status}");
        }
        let diff = world.git_board("boards", &["diff"]).code(0).out;
        assert!(diff.contains("~And [-32-]{+33+}."), "{diff}");
        let mut writes = world.pushed();
        writes.sort();
        assert_eq!(
            writes,
            [
                format!("DELETE cards/1/comments/3{FORMAT}"),
                format!(
                    "POST cards/1/comments{FORMAT} {{\"message\":\"And once more.\",\"parentId\":4}}"
                ),
                format!("POST cards/1/comments{FORMAT} {{\"message\":\"Both.\",\"parentId\":1}}"),
                format!("POST cards/1/comments{FORMAT} {{\"message\":\"Looks good, @bob. 👍\"}}"),
                format!("PUT cards/1/comments/2{FORMAT} {{\"message\":\"34.\\nAnd 33.\"}}"),
            ]
        );
        assert_eq!(
            world.there(1),
            [
                "1 bob: Which version?",
                "2 alice <1: 34.\nAnd 33.",
                "4 alice: Looks good, @bob. 👍",
                "5 alice <4: And once more.",
                "6 alice <1: Both.",
            ]
        );
        assert_eq!(
            world.names(),
            [
                OF_BOB,
                ANSWER,
                "2026-11-21-4.md",
                "2026-11-21-5.md",
                "2026-11-21-6.md"
            ]
        );
        let thread = world.read(&world.at("2026-11-21-5.md"));
        assert!(
            thread.contains("\nreply_to: 4\n---\nAnd once more.\n"),
            "{thread}"
        );
        world.assert_settled();
    }
}

#[test]
fn a_new_card_takes_its_comments_along_and_a_moved_one_keeps_them() {
    let world = World::on(RELEASES[1]).cloned();
    world.write("boards/roadmap/doing/more.md", "# More\n");
    world.write("boards/roadmap/doing/more/comments/first.md", "Hello.\n");
    world.rename(
        "boards/roadmap/to-do/1-fix-login.md",
        "boards/roadmap/doing/1-fix-login.md",
    );
    world.substitute(&world.at(OF_ALICE), "Found it.", "Found.");
    let writes = world.pushed();
    assert_eq!(
        writes
            .iter()
            .filter(|line| line.contains("comments"))
            .count(),
        2
    );
    assert_eq!(world.there(4), ["4 alice: Hello."]);
    assert_eq!(world.there(1)[2], "3 alice: Found.");
    assert_eq!(world.names(), Vec::<String>::new());
    let moved = "boards/roadmap/doing/1-fix-login/comments";
    assert!(
        world
            .read(&format!("{moved}/{OF_ALICE}"))
            .ends_with("Found.\n")
    );
    let new = world.read("boards/roadmap/doing/4-more/comments/2026-11-21-4.md");
    assert!(new.starts_with("---\nid: 4\nauthor: alice\n"), "{new}");
    world.assert_settled();
    // What hangs on a card goes with it.
    world.remove("boards/roadmap/doing/1-fix-login.md");
    world.remove("boards/roadmap/doing/1-fix-login");
    assert_eq!(world.pushed().len(), 1);
    world.assert_settled();
}

#[test]
fn what_the_server_would_not_take_is_refused_before_any_call() {
    for release in RELEASES {
        let world = World::on(release).cloned();
        world.substitute(&world.at(OF_BOB), "Which", "What");
        let long = "é".repeat(1001);
        world.write(&world.at("long.md"), &format!("{long}\n"));
        let ran = world.git_board("boards", &["push", "--yes"]).code(6);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(
            said.contains("bob wrote it, and Nextcloud Deck lets nobody else change or delete it"),
            "{said}"
        );
        assert!(
            said.contains("it has 1001 characters, and Nextcloud Deck takes 1000"),
            "{said}"
        );
        world.git("boards", &["restore", "."]).code(0);
        world.remove(&world.at(OF_BOB));
        world.write(&world.at("long.md"), &format!("{} \n", &long[2..]));
        let ran = world.git_board("boards", &["push", "--yes"]).code(6);
        assert!(format!("{}{}", ran.out, ran.err).contains("git restore"));
        assert_eq!(world.writes(), [""; 0]);
        world.git("boards", &["restore", "."]).code(0);
        // A thousand characters of two bytes each are fine, and the blank at the end is none.
        assert_eq!(world.pushed().len(), 1);
        world.assert_settled();
    }
}

#[test]
fn a_comment_whose_answer_is_lost_is_written_once() {
    for fault in [
        Fault::CutAfterEffect,
        Fault::FailAfterEffect {
            status: 502,
            body: String::new(),
        },
        Fault::Cut,
    ] {
        let world = World::on(RELEASES[1]).cloned();
        world.write(&world.at("new.md"), "Hello.\n");
        world.write(&world.at("twin.md"), "Hello.\n");
        world.server.faults().plan(When::Write(1), fault);
        world.git_board("boards", &["push", "--yes"]).code(4);
        // Somebody else says the very same meanwhile.
        world.later(5);
        world
            .server
            .model()
            .write_comment("bob", 1, "Hello.", None)
            .expect("bob may");
        world.later(10);
        world.pushed();
        let of = |who: &str| {
            let said = format!("{who}: Hello.");
            let there = world.there(1).into_iter();
            there.filter(|line| line.ends_with(&said)).count()
        };
        assert_eq!((of("alice"), of("bob")), (2, 1));
        assert_eq!(world.names().len(), 6);
        world.assert_settled();
    }
}

#[test]
fn an_answer_that_was_not_sent_still_knows_what_it_answers() {
    for write in [1, 2] {
        let world = World::on(RELEASES[1]).cloned();
        world.write(&world.at("first.md"), "First.\n");
        world.write(
            &world.at("second.md"),
            "---\nreply_to: first\n---\nSecond.\n",
        );
        let fault = match write {
            1 => Fault::CutAfterEffect,
            _ => Fault::Cut,
        };
        world.server.faults().plan(When::Write(write), fault);
        world.git_board("boards", &["push", "--yes"]).code(4);
        // The first is known by its id, and its file is called by it.
        let second = world.read(&world.at("second.md"));
        assert_eq!(second, "---\nreply_to: 4\n---\nSecond.\n");
        assert!(!world.names().contains(&"first.md".to_owned()));
        world.git_board("boards", &["status"]).code(0);
        world.later(10);
        world.pushed();
        let there = world.there(1);
        assert_eq!(there[3..], ["4 alice: First.", "5 alice <4: Second."]);
        world.assert_settled();
    }
}

#[test]
fn many_deletions_need_leave_and_a_comment_that_came_meanwhile_saves_its_card() {
    let world = World::on(RELEASES[1]);
    for number in 0..11 {
        let mut model = world.server.model();
        model
            .write_comment("alice", 2, &format!("{number}"), None)
            .expect("alice may");
    }
    world.later(3600);
    let world = world.cloned();
    let logo = "boards/roadmap/to-do/2-new-logo";
    world.remove(logo);
    let ran = world.git_board("boards", &["push", "--yes"]).code(6);
    assert!(ran.err.contains("deletes 11 comments"), "{}", ran.err);
    world.push(&["--yes", "--allow-deletes"]);
    assert_eq!(world.there(2), Vec::<String>::new());
    world.assert_settled();
    world.remove(&format!("{logo}.md"));
    let comes = |model: &mut git_board::lookalike::deck::Deck| {
        model
            .write_comment("bob", 2, "Wait!", None)
            .expect("bob may");
    };
    // Just before the card is looked at for the last time.
    let faults = world.server.faults();
    faults.before(When::next("GET", "/stacks/1/cards/2"), comes);
    world.git_board("boards", &["push", "--yes"]).code(4);
    assert_eq!(faults.pending(), 0);
    assert_eq!(world.there(2), ["15 bob: Wait!"]);
    // Now the card is another than the one that was deleted here.
    world.later(10);
    world.git_board("boards", &["push", "--yes"]).code(3);
    assert_eq!(world.names().len(), 3);
    assert!(world.path(COMMENTS).exists());
}

#[test]
fn a_card_on_which_a_comment_was_edited_or_replaced_meanwhile_is_not_deleted() {
    let removed = || {
        let world = World::on(RELEASES[1]);
        let written = world.server.model().write_comment("bob", 2, "Hm.", None);
        let id = written.expect("bob may").id;
        world.later(3600);
        let world = world.cloned();
        world.remove("boards/roadmap/to-do/2-new-logo");
        world.remove("boards/roadmap/to-do/2-new-logo.md");
        world.server.log().clear();
        (world, id)
    };
    let (world, _) = removed();
    world.git_board("boards", &["push", "--yes"]).code(0);
    let requests = world.requests();
    let is_list = |request: &String| request.starts_with("GET") && request.contains("/comments");
    // The last time that the comments are listed is when the card is about to be deleted.
    let last = requests.iter().rposition(is_list).expect("it was asked");
    let delete = requests.iter().position(|one| one.starts_with("DELETE"));
    assert!(delete.is_some_and(|delete| last < delete), "{requests:#?}");
    for is_replaced in [false, true] {
        let (world, id) = removed();
        let faults = world.server.faults();
        faults.before(When::Request(last + 1), move |model| {
            if is_replaced {
                model.delete_comment("bob", 2, id).expect("bob may");
                let written = model.write_comment("bob", 2, "Wait!", None);
                written.expect("bob may");
            } else {
                let edited = model.edit_comment("bob", 2, id, "Wait!");
                edited.expect("bob may");
            }
        });
        let ran = world.git_board("boards", &["push", "--yes"]).code(4);
        assert_eq!(faults.pending(), 0);
        assert!(ran.err.contains("changed on the server"), "{}", ran.err);
        let there = world.there(2);
        assert!(matches!(there.as_slice(), [one] if one.ends_with("bob: Wait!")));
    }
}
