//! A pull that writes conflicts and is cut off: the next run ends as if nothing had happened.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::world::{LOGIN, LOGO};
use crate::stories::world::World;
use crate::support::sandbox::files_below;

const NOTE: &str = "boards/.git/git-board/pull.half";

/// Conflicts of all kinds.
fn contradicting(is_committed: bool) -> World {
    let world = World::cloned();
    world.substitute(LOGIN, "title: Fix login", "title: Fix the login");
    world.remove(LOGO);
    world.substitute("boards/roadmap/doing/4-search.md", "Fast.", "Faster.");
    world.rename(
        "boards/garden/beds/7-peas.md",
        "boards/garden/paths/7-peas.md",
    );
    world.substitute("boards/garden/board.yaml", "title: Garden", "title: Yard");
    if is_committed {
        world.commit("Mine");
    }
    world.there(|deck| deck.rename_card("bob", 1, "Mend login"));
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.there(|deck| deck.delete_card("bob", 4));
    world.there(|deck| deck.rename_card("bob", 5, "Export it"));
    world.there(|deck| deck.rename_card("bob", 6, "Import it"));
    world.there(|deck| deck.update_board("alice", 2, "Plot", "31cc7c", false));
    world
}

/// Files, index and HEAD: all that a pull changes but `board/main`.
fn here(world: &World) -> String {
    let files: Vec<String> = files_below(&world.path("boards"))
        .into_iter()
        .filter(|(path, _)| path.contains('/'))
        .map(|(path, bytes)| format!("== {path}\n{}", String::from_utf8_lossy(&bytes)))
        .collect();
    let status = world.vcs("boards", &["status", "--porcelain=v2", "--branch"]);
    let status: Vec<&str> = status
        .lines()
        .filter(|line| !line.contains("oid"))
        .collect();
    let listed = world.vcs("boards", &["ls-tree", "-r", "HEAD", "roadmap", "garden"]);
    let merging = world.has("boards/.git/MERGE_HEAD");
    let message = world.has("boards/.git/MERGE_MSG");
    let status = status.join("\n");
    format!("{}\n{status}\n{listed}{merging} {message}", files.join(""))
}

/// The conflicts as an undisturbed pull leaves them.
fn undisturbed(is_committed: bool) -> String {
    let world = contradicting(is_committed);
    world.pull().code(3);
    assert!(!world.has(NOTE));
    here(&world)
}

#[test]
fn a_pull_that_cannot_write_refs_or_index_leaves_the_tree_as_it_was() {
    for is_committed in [false, true] {
        let expected = undisturbed(is_committed);
        let mut obstacles = vec!["boards/.git/index.lock"];
        if !is_committed {
            let branch = world_branch(&contradicting(is_committed));
            obstacles.push(if branch == "main" {
                "boards/.git/refs/heads/main.lock"
            } else {
                "boards/.git/refs/heads/master.lock"
            });
        }
        for obstacle in obstacles {
            let world = contradicting(is_committed);
            let before = here(&world);
            world.write(obstacle, "");
            let ran = world.pull();
            assert_eq!(ran.code, 1, "{obstacle}: {}{}", ran.out, ran.err);
            world.remove(obstacle);
            if world.has(NOTE) {
                // An index that is locked cannot be taken back either.
                let ran = world.git_board("boards", &["push"]).code(3);
                assert!(ran.err.contains("git board pull"), "{}", ran.err);
            }
            assert_eq!(here(&world), before, "{obstacle}");
            assert!(!world.has(NOTE));
            world.pull().code(3);
            assert_eq!(here(&world), expected, "{obstacle}");
        }
    }
}

fn world_branch(world: &World) -> String {
    let branch = world.vcs("boards", &["branch", "--show-current"]);
    branch.trim_end().to_owned()
}

#[test]
fn a_folder_in_the_way_of_a_file_leaves_the_tree_as_it_was() {
    let world = contradicting(false);
    let before = here(&world);
    world.remove("boards/roadmap/doing/5-export.md");
    world.write("boards/roadmap/doing/5-export.md/keep.txt", "mine\n");
    let ran = world.pull();
    assert_ne!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(!world.has("boards/.git/MERGE_HEAD"));
    world.remove("boards/roadmap/doing/5-export.md");
    world.vcs(
        "boards",
        &["checkout", "--quiet", "--", "roadmap/doing/5-export.md"],
    );
    assert_eq!(here(&world), before);
}

/// Runs `pull` and kills it some time after it began to write; returns true if it was cut off.
fn kill_while_it_writes(world: &World, after: Duration) -> bool {
    let mut child = world
        .command(env!("CARGO_BIN_EXE_git-board"), "boards")
        .arg("pull")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it can be started");
    let note = world.path(NOTE);
    while !note.exists() && child.try_wait().expect("it can be asked").is_none() {
        thread::yield_now();
    }
    let seen = Instant::now();
    while seen.elapsed() < after {
        thread::yield_now();
    }
    let _ = child.kill();
    child.wait().expect("it has ended");
    for lock in [
        "index.lock",
        "refs/heads/main.lock",
        "refs/heads/master.lock",
    ] {
        let _ = fs::remove_file(world.path("boards/.git").join(lock));
    }
    note.exists()
}

#[test]
fn a_pull_killed_while_it_writes_conflicts_ends_alike() {
    let mut cut_off = 0;
    for is_committed in [false, true] {
        let expected = undisturbed(is_committed);
        for after_us in [0, 200, 500, 1000, 2000, 4000, 8000] {
            let world = contradicting(is_committed);
            let before = here(&world);
            if kill_while_it_writes(&world, Duration::from_micros(after_us)) {
                cut_off += 1;
                // Any command that syncs takes it back; if it was over, there is nothing to.
                world.server.log().clear();
                let ran = world.git_board("boards", &["push", "--yes"]);
                assert!([3, 6].contains(&ran.code), "{}{}", ran.out, ran.err);
                assert_eq!(world.writes(), [""; 0]);
                let now = here(&world);
                assert!(now == before || now == expected, "{after_us} µs: {now}");
            }
            if here(&world) != expected {
                world.pull().code(3);
            }
            assert_eq!(here(&world), expected, "killed after {after_us} µs");
        }
    }
    println!("{cut_off} of 14 pulls were cut off while they wrote");
}

#[test]
fn what_somebody_changed_after_a_kill_stays() {
    let world = contradicting(false);
    // The note of a pull that wrote one file and was killed.
    let ran = world.pull().code(3);
    assert!(ran.out.contains("Pulled"), "{}", ran.out);
    let done = here(&world);
    // A note of another working tree is left alone.
    world.write(
        NOTE,
        r#"{"version":1,"workdir":"/elsewhere","head":null,"merge_message":null,"files":{},"index":{}}"#,
    );
    world.git_board("boards", &["push"]).code(3);
    assert!(world.has(NOTE));
    assert_eq!(here(&world), done);
    // One whose commit is past is over.
    let workdir = fs::canonicalize(world.path("boards")).expect("it is there");
    let workdir = workdir.to_string_lossy();
    world.write(
        NOTE,
        &format!(
            r#"{{"version":1,"workdir":"{workdir}","head":null,"merge_message":null,"files":{{}},"index":{{}}}}"#
        ),
    );
    world.git_board("boards", &["push"]).code(3);
    assert!(!world.has(NOTE));
    assert_eq!(here(&world), done);
}
