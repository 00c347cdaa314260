//! The program is killed at every point at which it talks to the server, and at some others; the
//! next run ends as if nothing had happened.

use std::time::Duration;

use git_board::lookalike::faults::When;

use super::killing::{Moment, kill_at};
use crate::stories::world::World;
use crate::support::long::step_of;

/// Twelve and more edits of all kinds, among them two new cards that are alike.
fn edit(world: &World) {
    let base = "boards/roadmap";
    world.substitute(
        &format!("{base}/board.yaml"),
        "  - name: Later\n    color: f1db50\n    id: 2\n",
        "  - name: Urgent\n    color: ff0000\n",
    );
    world.substitute(
        &format!("{base}/to-do/1-fix-login.md"),
        "title: Fix login",
        "title: Fix it",
    );
    world.substitute(&format!("{base}/to-do/2-new-logo.md"), "Round.", "Square.");
    world.write(
        &format!("{base}/to-do/idea.md"),
        "---\ntitle: An idea\nlabels:\n  - Urgent\ndone: 2026-11-20T10:00:00Z\n---\nGood.\n",
    );
    for name in ["twin", "twin-again"] {
        world.write(&format!("{base}/to-do/{name}.md"), "# Twin\n\nAlike.\n");
    }
    world.rename(
        &format!("{base}/doing/4-search.md"),
        &format!("{base}/done/4-search.md"),
    );
    world.substitute(
        &format!("{base}/doing/stack.yaml"),
        "title: Doing",
        "title: In progress",
    );
    world.write(&format!("{base}/plans/stack.yaml"), "title: Plans\n");
    world.write(&format!("{base}/plans/grow.md"), "# Grow\n");
    world.write("boards/shed/board.yaml", "title: Shed\ncolor: ff0000\n");
    world.write("boards/shed/tools/stack.yaml", "title: Tools\n");
    world.write("boards/shed/tools/spade.md", "# Spade\n");
    world.remove("boards/garden/beds/8-beans.md");
}

/// What the server holds after the edits were pushed, and the lines of the writes for it.
fn undisturbed() -> (String, Vec<String>) {
    let world = World::cloned();
    edit(&world);
    let writes = world.push(&["--yes", "--allow-deletes"]);
    world.assert_settled();
    (world.outline(), writes)
}

const PUSH: [&str; 3] = ["push", "--yes", "--allow-deletes"];

#[track_caller]
fn assert_a_push_ends_alike(world: &World, outline: &str, what: &str) {
    world.later(10);
    let ran = world.git_board("boards", &PUSH);
    assert_eq!(ran.code, 0, "{what}: {}{}", ran.out, ran.err);
    assert_eq!(world.outline(), outline, "{what}");
    world.assert_settled();
}

#[test]
fn a_push_killed_after_any_write_took_effect_ends_alike() {
    let (outline, writes) = undisturbed();
    assert!(writes.len() > 12, "{writes:?}");
    for (number, line) in writes.iter().enumerate().step_by(step_of(6)) {
        let world = World::cloned();
        edit(&world);
        kill_at(&world, &PUSH, When::Write(number + 1), Moment::After);
        assert_a_push_ends_alike(&world, &outline, &format!("killed after {line}"));
    }
}

#[test]
fn a_push_killed_before_any_create_took_effect_ends_alike() {
    let (outline, writes) = undisturbed();
    let creates = writes.iter().enumerate();
    let creates = creates.filter(|(_, line)| line.starts_with("POST"));
    for (number, line) in creates.step_by(step_of(4)) {
        let world = World::cloned();
        edit(&world);
        kill_at(&world, &PUSH, When::Write(number + 1), Moment::Before);
        assert_a_push_ends_alike(&world, &outline, &format!("killed before {line}"));
    }
}

#[test]
fn a_push_killed_while_it_reads_back_and_writes_files_ends_alike() {
    let (outline, writes) = undisturbed();
    let last = When::Write(writes.len());
    let delays_ms = [1, 12, 25, 40];
    for delay_ms in delays_ms.into_iter().step_by(step_of(2)) {
        for is_committed in [false, true] {
            let world = World::cloned();
            edit(&world);
            if is_committed {
                world.commit("Many edits");
            }
            let moment = Moment::Later(Duration::from_millis(delay_ms));
            kill_at(&world, &PUSH, last.clone(), moment);
            let what = format!("killed {delay_ms} ms after the last write");
            assert_a_push_ends_alike(&world, &outline, &what);
        }
    }
}

#[test]
fn a_push_killed_twice_ends_alike() {
    let (outline, writes) = undisturbed();
    let creates = writes
        .iter()
        .filter(|line| line.starts_with("POST"))
        .count();
    assert!(creates >= 7, "{writes:?}");
    let world = World::cloned();
    edit(&world);
    for _ in 0..writes.len() {
        kill_at(&world, &PUSH, When::Write(1), Moment::After);
        world.server.faults().clear();
    }
    assert_a_push_ends_alike(&world, &outline, "killed after each write");
}

#[test]
fn a_pull_killed_at_any_point_ends_alike_and_loses_no_edit() {
    let told = |world: &World| {
        world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
        world.there(|deck| deck.move_card("bob", 5, 1));
        world.there(|deck| deck.delete_card("alice", 8));
        world.substitute("boards/roadmap/to-do/1-fix-login.md", "one\n", "ONE\n");
        world.write("boards/roadmap/to-do/idea.md", "# An idea\n");
    };
    let moments = [
        (1, Moment::Before),
        (1, Moment::After),
        (3, Moment::After),
        (5, Moment::After),
        (4, Moment::Later(Duration::from_millis(4))),
        (4, Moment::Later(Duration::from_millis(10))),
        (4, Moment::Later(Duration::from_millis(20))),
    ];
    let mut ends = Vec::new();
    for moment in std::iter::once(None).chain(moments.into_iter().map(Some)) {
        let world = World::cloned();
        told(&world);
        if let Some((request, moment)) = moment {
            kill_at(&world, &["pull"], When::Request(request), moment);
        }
        world.server.faults().clear();
        world.pull().code(0);
        let status = world.git("boards", &["status", "--porcelain"]).out;
        let (_, mut files) = world.local_state();
        // The others name the server, which has a port of its own each time.
        files.retain(|(path, _)| path.contains('/'));
        ends.push((status, files));
        assert_eq!(ends[0], ends[ends.len() - 1], "{moment:?}");
        world.pushed();
        world.assert_settled();
    }
}

#[test]
fn a_clone_killed_at_any_request_leaves_the_server_alone_and_can_be_made_again() {
    let world = World::new();
    std::fs::create_dir(world.path("boards")).expect("a folder");
    let before = world.outline();
    let url = world.server.url().to_owned();
    for request in 1..=6 {
        kill_at(
            &world,
            &["clone", &url, "it"],
            When::Request(request),
            Moment::After,
        );
        world.server.faults().clear();
        if world.has("boards/it") {
            world.remove("boards/it");
        }
    }
    assert_eq!(world.writes(), [""; 0]);
    assert_eq!(world.outline(), before);
    world.git_board("boards", &["clone", &url, "it"]).code(0);
    world.assert_settled_in("boards/it");
}
