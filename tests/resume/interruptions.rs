//! Ctrl-C, the lock, and what `status` tells of a run that was cut off.

use std::process::Stdio;
use std::thread;
use std::time::Duration;

use git_board::lookalike::faults::{Fault, When};
use snapbox::{assert_data_eq, str};

use super::killing::{Moment, kill_at, run_to_signal};
use crate::stories::world::World;
use crate::support::sandbox::Ran;

const CARD: &str = "boards/roadmap/to-do/idea.md";

fn with_edits() -> World {
    let world = World::cloned();
    world.write(CARD, "# An idea\n\nGood.\n");
    world.substitute(
        "boards/roadmap/to-do/1-fix-login.md",
        "title: Fix login",
        "title: Fix it",
    );
    world.substitute("boards/garden/beds/7-peas.md", "Sow.", "Sow now.");
    world
}

#[test]
fn ctrl_c_in_a_push_finishes_the_call_under_way_and_the_next_push_the_rest() {
    for signal in [&["INT"], &["TERM"]] {
        let world = with_edits();
        let (is_killed, ran) =
            run_to_signal(&world, &["push"], When::Write(1), Moment::After, signal);
        assert!(!is_killed);
        assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
        // An operation that was begun is done to its end.
        assert!(world.writes().len() <= 2, "{:?}", world.writes());
        assert_data_eq!(
            ran.err,
            str![[r#"

Stopping after the call under way; once more ends at once.
error: stopped, as you asked
  1 of 3 operations were sent; what came of them is not in the files yet
hint: run `git board push` again; it goes on from here

"#]]
        );
        let told = world.git_board("boards", &["status"]).code(0);
        assert!(
            told.out
                .contains("A push was cut off: 1 of 3 operations were done;"),
            "{}",
            told.out
        );
        world.later(10);
        world.pushed();
        assert_eq!(world.server.model().cards().count(), 9);
        world.assert_settled();
        let told = world.git_board("boards", &["status"]).code(0);
        assert!(!told.out.contains("cut off"), "{}", told.out);
    }
}

#[test]
fn ctrl_c_in_a_reading_ends_it_with_nothing_changed() {
    for arguments in [&["pull"][..], &["fetch"], &["push", "--dry-run"], &["push"]] {
        for signal in [&["INT"], &["TERM"]] {
            let world = with_edits();
            world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
            let before = world.local_state();
            let when = When::Request(1);
            let (is_killed, ran) = run_to_signal(&world, arguments, when, Moment::After, signal);
            assert!(!is_killed);
            assert_eq!(ran.code, 4, "{arguments:?}: {}{}", ran.out, ran.err);
            assert_data_eq!(
                ran.err,
                str![[r#"

Stopping after the call under way; once more ends at once.
error: stopped, as you asked
  nothing was changed here and nothing sent
hint: run this again

"#]]
            );
            assert_eq!(world.writes(), [""; 0]);
            assert_eq!(world.local_state(), before);
        }
    }
}

/// The server asks for patience at a request, and the signal comes while the program waits.
fn stopped_in_a_wait(world: &World, command: &str, when: &When) -> Ran {
    let busy = Fault::TooManyRequests {
        retry_after_seconds: Some(20),
    };
    world.server.faults().plan(when.clone(), busy);
    let soon = Moment::Later(Duration::from_millis(150));
    let (is_killed, ran) = run_to_signal(world, &[command], when.clone(), soon, &["INT"]);
    assert!(!is_killed);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("error: stopped, as you asked\n"),
        "{}",
        ran.err
    );
    assert_eq!(world.server.faults().pending(), 0);
    ran
}

#[test]
fn ctrl_c_ends_a_wait_that_the_server_asked_for() {
    let world = with_edits();
    let before = world.local_state();
    for command in ["pull", "push"] {
        world.server.log().clear();
        let ran = stopped_in_a_wait(&world, command, &When::Request(1));
        assert!(
            ran.err
                .contains("nothing was changed here and nothing sent"),
            "{}",
            ran.err
        );
        assert_eq!(world.requests().len(), 1);
        assert_eq!(world.local_state(), before);
    }
    // Within an operation: what was done is recorded, and the rest is for the next push.
    let again = When::next("GET", "/stacks/1/cards/1");
    let ran = stopped_in_a_wait(&world, "push", &again);
    assert!(
        ran.err.contains(" of 3 operations were sent;"),
        "{}",
        ran.err
    );
    world.later(10);
    world.pushed();
    assert_eq!(world.server.model().cards().count(), 9);
    world.assert_settled();
}

#[test]
fn a_server_that_asks_for_a_minute_is_not_waited_for() {
    let world = with_edits();
    let busy = Fault::TooManyRequests {
        retry_after_seconds: Some(60),
    };
    world.server.faults().plan(When::Request(1), busy);
    let ran = world.git_board("boards", &["push"]).code(1);
    assert!(ran.err.contains("nothing was changed"), "{}", ran.err);
    world.pushed();
    world.assert_settled();
}

#[test]
fn ctrl_c_in_a_clone_leaves_nothing() {
    let world = World::new();
    std::fs::create_dir(world.path("boards")).expect("a folder");
    let url = world.server.url().to_owned();
    for request in 1..=4 {
        for signal in [&["INT"], &["TERM"]] {
            let clone = ["clone", &url, "it"];
            let when = When::Request(request);
            let (is_killed, ran) = run_to_signal(&world, &clone, when, Moment::After, signal);
            assert!(!is_killed);
            assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
            assert!(ran.err.contains("stopped, as you asked"), "{}", ran.err);
            assert!(!world.has("boards/it"));
        }
    }
}

#[test]
fn a_second_ctrl_c_ends_it_at_once() {
    let world = with_edits();
    world.server.faults().plan(When::Write(1), Fault::Hang);
    let (_, ran) = run_to_signal(
        &world,
        &["push"],
        When::Write(1),
        Moment::After,
        &["INT", "INT"],
    );
    assert_eq!(ran.code, 130, "{}{}", ran.out, ran.err);
    world.later(10);
    world.pushed();
    world.assert_settled();
}

#[test]
fn one_sync_at_a_time_and_a_killed_one_blocks_nobody() {
    let world = with_edits();
    let holder = |arguments: &[&str]| {
        world.server.faults().clear();
        let arrived = std::sync::Arc::new(std::sync::Barrier::new(2));
        let there = std::sync::Arc::clone(&arrived);
        world.server.faults().plan(When::Request(1), Fault::Hang);
        world.server.faults().after(When::Request(1), move |_| {
            there.wait();
        });
        let child = world
            .command(env!("CARGO_BIN_EXE_git-board"), "boards")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it can be started");
        arrived.wait();
        child
    };
    for arguments in [&["pull"], &["push"], &["fetch"]] {
        let mut held = holder(arguments);
        for other in ["pull", "push", "fetch"] {
            let refused = world.git_board("boards", &[other]).code(1);
            let process = format!("process {}", held.id());
            assert!(refused.err.contains(&process), "{}", refused.err);
        }
        // What asks nobody and changes nothing is not held up.
        world.git_board("boards", &["status"]).code(0);
        held.kill().expect("it can be killed");
        held.wait().expect("it has ended");
        world.git_board("boards", &["fetch"]).code(0);
    }
    world.pushed();
    world.assert_settled();
}

#[test]
fn status_tells_of_a_pull_that_was_cut_off_while_it_wrote_conflicts() {
    let note = "boards/.git/git-board/pull.half";
    for _ in 0..40 {
        let world = World::cloned();
        let login = "boards/roadmap/to-do/1-fix-login.md";
        world.substitute(login, "title: Fix login", "title: Fix the login");
        world.there(|deck| deck.rename_card("bob", 1, "Mend login"));
        let mut child = world
            .command(env!("CARGO_BIN_EXE_git-board"), "boards")
            .arg("pull")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it can be started");
        while !world.has(note) && child.try_wait().expect("it can be asked").is_none() {
            thread::yield_now();
        }
        // It may be over already.
        let _ = child.kill();
        child.wait().expect("it has ended");
        super::killing::remove_locks(&world.path("boards/.git"));
        if !world.has(note) || world.has("boards/.git/MERGE_HEAD") {
            continue;
        }
        let told = world.git_board("boards", &["status"]);
        assert!(told.out.contains("cut off while it wrote"), "{}", told.out);
        world.pull().code(3);
        let told = world.git_board("boards", &["status"]);
        assert!(!told.out.contains("cut off while it wrote"), "{}", told.out);
        return;
    }
    panic!("no pull could be killed in time");
}

#[test]
fn status_tells_of_a_push_that_was_killed() {
    let world = with_edits();
    assert!(kill_at(&world, &["push"], When::Write(2), Moment::Before));
    let told = world.git_board("boards", &["status"]).code(0);
    assert!(told.out.contains("A push was cut off"), "{}", told.out);
    world.later(10);
    world.pushed();
    world.assert_settled();
}
