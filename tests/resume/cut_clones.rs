//! `clone` and `pull` are killed while they write, at each file that they change; run again, they
//! end with the same tree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;

use super::killing::remove_locks;
use super::mixed::{Bench, EDITS};
use crate::stories::world::World;
use crate::support::sandbox::files_below;

/// How many cases an ordinary run tries of each.
const ORDINARY: usize = 4;
/// The variable that asks for all.
const LONG: &str = "GIT_BOARD_LONG_TESTS";

/// Length and time of change of everything below a folder, git's objects left out.
type Look = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

fn look(folder: &Path) -> Look {
    let entries = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != "objects");
    let found = entries.filter_map(Result::ok).filter_map(|entry| {
        let metadata = entry.metadata().ok()?;
        let path = entry.path().strip_prefix(folder).ok()?.to_owned();
        Some((path, (metadata.len(), metadata.modified().ok())))
    });
    found.collect()
}

/// Returns the paths that a run changes, each a moment to be killed at; evenly chosen.
fn moments(before: &Look, after: &Look) -> Vec<PathBuf> {
    let is_changed = |path: &&PathBuf| before.get(*path) != after.get(*path);
    let all: Vec<PathBuf> = before
        .keys()
        .filter(|path| !after.contains_key(*path))
        .chain(after.keys().filter(is_changed))
        .filter(|path| !path.as_os_str().is_empty())
        .cloned()
        .collect();
    if std::env::var(LONG).is_ok() {
        return all;
    }
    let step = (all.len() / ORDINARY).max(1);
    all.into_iter().skip(step / 2).step_by(step).collect()
}

/// Runs `git-board` and kills it as soon as a path changes; returns true if that ended it.
fn kill_at_change(world: &World, arguments: &[&str], path: &Path) -> bool {
    let state = |path: &Path| {
        let found = fs::symlink_metadata(path).ok()?;
        Some((found.len(), found.modified().ok()))
    };
    let before = state(path);
    let mut child = world
        .command(env!("CARGO_BIN_EXE_git-board"), "boards")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it can be started");
    while state(path) == before {
        if child.try_wait().expect("it can be asked").is_some() {
            break;
        }
        // Leaves the processor to the one that is watched.
        std::thread::sleep(std::time::Duration::from_micros(30));
    }
    // It may have ended.
    let _ = child.kill();
    let status = child.wait().expect("it has ended");
    remove_locks(&world.path("boards"));
    status.code().is_none()
}

/// Files, branch and index.
fn here(world: &World, folder: &str) -> (Vec<(String, Vec<u8>)>, String) {
    let mut git = String::new();
    for arguments in [
        &["rev-parse", "HEAD^{tree}", "board/main^{tree}"][..],
        &["status", "--porcelain"],
        &["config", "board.url"],
    ] {
        git += &world.git(folder, arguments).code(0).out;
    }
    world
        .git(folder, &["fsck", "--strict", "--no-dangling"])
        .code(0);
    (files_below(&world.path(folder)), git)
}

#[test]
fn a_clone_killed_at_any_file_is_made_whole_by_the_next() {
    let bench = Bench::new(|_| {});
    let world = &bench.world;
    bench.begin_without_clone();
    let url = world.server.url().to_owned();
    let clone = ["clone", &url, "it"];
    world.git_board("boards", &clone).code(0);
    let expected = here(world, "boards/it");
    let moments = moments(&Look::new(), &look(&world.path("boards")));
    let (mut killed, mut whole) = (0, 0);
    for moment in &moments {
        bench.begin_without_clone();
        let path = world.path("boards").join(moment);
        killed += usize::from(kill_at_change(world, &clone, &path));
        let again = world.git_board("boards", &clone);
        let what = moment.display();
        if again.code == 2 {
            // All of it was there: nothing of a whole clone is taken away.
            whole += 1;
        } else {
            assert_eq!(again.code, 0, "{what}: {}{}", again.out, again.err);
        }
        assert!(here(world, "boards/it") == expected, "{what}");
        assert!(!world.has("boards/it/.git/git-board/clone.half"), "{what}");
    }
    println!(
        "{} clones, {killed} of them killed while they wrote; {whole} were whole",
        moments.len()
    );
}

#[test]
fn what_somebody_put_into_a_clone_that_was_cut_off_stays() {
    let bench = Bench::new(|_| {});
    let world = &bench.world;
    bench.begin_without_clone();
    let url = world.server.url().to_owned();
    let clone = ["clone", &url, "it"];
    let mine = "boards/it/mine.txt";
    for _ in 0..20 {
        let path = world.path("boards/it/roadmap/board.yaml");
        let was_killed = kill_at_change(world, &clone, &path);
        // One that has a branch already is whole.
        let is_half = world.has("boards/it/.git/git-board/clone.half")
            && !world.has("boards/it/.git/refs/heads/main");
        if was_killed && is_half {
            world.write(mine, "mine\n");
            let refused = world.git_board("boards", &clone).code(2);
            assert!(
                refused.err.contains("not an empty folder"),
                "{}",
                refused.err
            );
            assert_eq!(world.read(mine), "mine\n");
            world.remove(mine);
            world.git_board("boards", &clone).code(0);
            return;
        }
        bench.begin_without_clone();
    }
    panic!("no clone could be killed in time");
}

/// What another client does, and what is edited here without a commit.
fn change(world: &World) {
    for card in 9..19 {
        world.there(|deck| deck.rename_card("bob", card, &format!("New {card}")));
    }
    world.there(|deck| deck.move_card("bob", 20, 1));
    world.there(|deck| deck.delete_card("alice", 8));
    world.there(|deck| deck.create_stack("alice", 2, "Shed", 999));
    world.substitute("boards/roadmap/to-do/1-fix-login.md", "one\n", "ONE\n");
    world.substitute("boards/roadmap/ideas/9-idea-9.md", "Text 9.", "My text.");
    world.write("boards/roadmap/to-do/idea.md", "# An idea\n");
}

#[test]
fn a_pull_killed_at_any_file_is_ended_by_the_next() {
    for is_committed in [false, true] {
        let bench = Bench::new(|_| {});
        let world = &bench.world;
        let begin = || {
            bench.begin();
            change(world);
            if is_committed {
                world.commit("Mine");
            }
        };
        begin();
        let before = look(&world.path("boards"));
        world.pull().code(0);
        let expected = here(world, "boards");
        let moments = moments(&before, &look(&world.path("boards")));
        let mut killed = 0;
        for moment in &moments {
            begin();
            let path = world.path("boards").join(moment);
            killed += usize::from(kill_at_change(world, &["pull"], &path));
            let what = moment.display();
            let again = world.pull();
            assert_eq!(again.code, 0, "{what}: {}{}", again.out, again.err);
            assert!(here(world, "boards") == expected, "{what}");
        }
        println!(
            "{} pulls, {killed} of them killed while they wrote",
            moments.len()
        );
        world.pushed();
        world.assert_settled();
    }
}

#[test]
fn a_push_killed_at_any_file_is_ended_by_the_next() {
    let push = ["push", "--yes", "--allow-deletes"];
    let bench = Bench::new(|world| EDITS.iter().for_each(|edit| edit(world)));
    let world = &bench.world;
    bench.begin();
    let before = look(&world.path("boards"));
    world.git_board("boards", &push).code(0);
    let held = bench.held();
    let moments = moments(&before, &look(&world.path("boards")));
    let mut killed = 0;
    for moment in &moments {
        bench.begin();
        let path = world.path("boards").join(moment);
        killed += usize::from(kill_at_change(world, &push, &path));
        let what = moment.display();
        world.later(10);
        let again = world.git_board("boards", &push);
        assert_eq!(again.code, 0, "{what}: {}{}", again.out, again.err);
        assert!(bench.held() == held, "{what}");
        world.assert_settled();
    }
    println!(
        "{} pushes, {killed} of them killed at a file",
        moments.len()
    );
}
