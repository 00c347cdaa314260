//! Files that are too large to be held in memory, and transfers that end in the middle.

use std::fs;
use std::time::Duration;

use git_board::lookalike::deck::attachment::AttachmentKind::DeckFile;
use git_board::lookalike::faults::{Fault, When};

use super::world::{FIRST, World};

/// Bytes that do not shrink, always the same.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

impl World {
    /// Returns the files in git's folder that are only half of something.
    fn halves(&self, clone: &str) -> Vec<String> {
        let git = walkdir::WalkDir::new(self.path(&format!("{clone}/.git")));
        let names = git.into_iter().flatten().map(|entry| {
            let name = entry.file_name().to_string_lossy();
            name.into_owned()
        });
        names
            .filter(|name| name.contains("tmp") || name.starts_with("attachment-"))
            .collect()
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_large_file_passes_both_ways_and_is_never_held_whole() {
    const FILE_BYTES: usize = 33_000_000;
    const MOST_KB: u64 = 56_000;
    let world = World::new();
    let limit = ["config", "--global", "board.maxAttachmentSize", "1g"];
    world.git(".", &limit).code(0);
    world.server.model().largest_upload_bytes = 1 << 30;
    world.server.model().largest_post_bytes = 1 << 30;
    let world = world.cloned();
    let bytes = noise(FILE_BYTES);
    world.put(&format!("{FIRST}/large.bin"), &bytes);
    let run = |folder: &str, arguments: &[&str]| {
        let mut child = world.start(folder, arguments);
        let status = format!("/proc/{}/status", child.id());
        let mut most_kb = 0;
        while child.try_wait().expect("it can be waited for").is_none() {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find(|line| line.starts_with("VmHWM:"));
            let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
            most_kb = most_kb.max(kb.unwrap_or_default());
            std::thread::sleep(Duration::from_millis(1));
        }
        world.ended(child).code(0);
        assert!(most_kb < MOST_KB, "{arguments:?}: {most_kb} kB");
    };
    run("boards", &["status"]);
    run("boards", &["push", "--yes"]);
    world.later(10);
    assert!(
        world
            .server
            .model()
            .deck_files(1)
            .any(|file| file.content.as_deref() == Some(bytes.as_slice()))
    );
    run(".", &["clone", world.server.url(), "other"]);
    assert!(world.bytes(&format!("{}/large.bin", FIRST.replace("boards", "other"))) == bytes);
    for arguments in [&["status"][..], &["diff"], &["check"], &["pull"], &["push"]] {
        run("other", arguments);
    }
    // What git packed comes out of the pack again.
    for arguments in [&["repack", "-q", "-a", "-d"][..], &["prune-packed", "-q"]] {
        world.git("other", arguments).code(0);
    }
    world
        .server
        .model()
        .rename_card("alice", 1, "Fix it")
        .expect("alice may");
    let (from, to) = ("to-do/1-fix-login", "doing/1-fix-login");
    for (from, to) in [
        (from.to_owned(), to.to_owned()),
        (format!("{from}.md"), format!("{to}.md")),
    ] {
        world.rename(
            &format!("other/roadmap/{from}"),
            &format!("other/roadmap/{to}"),
        );
    }
    run("other", &["push", "--yes"]);
    assert_eq!(world.halves("other"), Vec::<String>::new());
}

#[test]
fn an_upload_that_is_cut_in_the_middle_leaves_nothing_there_and_is_sent_again() {
    let world = World::new().cloned();
    let bytes = noise(3_000_000);
    world.put(&format!("{FIRST}/shot.png"), &bytes);
    let upload = When::next("POST", "/attachments");
    world.server.faults().plan(upload, Fault::HalfSent);
    let cut = world.git_board("boards", &["push", "--yes"]).code(4);
    assert!(cut.err.contains("shot.png"), "{}", cut.err);
    assert_eq!(world.server.faults().pending(), 0);
    assert_eq!(world.there(1), Vec::<String>::new());
    assert_eq!(world.halves("boards"), Vec::<String>::new());
    world.pushed();
    assert_eq!(world.there(1).len(), 1);
    // A file that is there keeps its bytes until all of the new ones have come.
    let other = noise(2_000_000);
    world.put(&format!("{FIRST}/shot.png"), &other);
    let replacing = When::next("POST", "/attachment/");
    world.server.faults().plan(replacing, Fault::HalfSent);
    world.git_board("boards", &["push", "--yes"]).code(4);
    let held = || {
        let model = world.server.model();
        let contents = model.deck_files(1).filter(|file| file.deleted_at == 0);
        let contents = contents.map(|file| file.content.as_deref().map(<[u8]>::len));
        contents.collect::<Vec<_>>()
    };
    assert_eq!(held(), [Some(bytes.len())]);
    world.pushed();
    assert_eq!(held(), [Some(other.len())]);
    assert_eq!(world.changes(), "");
}

#[test]
fn a_large_download_that_is_cut_in_the_middle_leaves_nothing() {
    let world = World::new().cloned();
    let bytes = noise(3_000_000);
    let path = format!("{FIRST}/shot.png");
    world.attach(1, DeckFile, "shot.png", &bytes);
    let download = When::next("GET", "/attachments/");
    world.server.faults().plan(download, Fault::HalfBody);
    world.pull().code(0);
    assert_eq!(world.server.faults().pending(), 0);
    assert!(
        world.bytes(&path) == bytes,
        "begun anew, from the first byte"
    );
    let requests = world.requests();
    let first = requests
        .iter()
        .position(|line| line.contains("/attachments/"));
    let first = first.expect("it was downloaded") + 1;

    world.server.log().clear();
    world.attach(1, DeckFile, "more.png", &bytes);
    for request in first..first + 20 {
        let download = When::Request(request);
        world.server.faults().plan(download, Fault::HalfBody);
    }
    assert_ne!(world.pull().code, 0);
    assert!(world.downloads() > 0);
    assert_eq!(world.names(FIRST), ["shot.png"]);
    assert_eq!(world.halves("boards"), Vec::<String>::new());
    assert_eq!(world.changes(), "");
    world.server.faults().clear();
    world.pull().code(0);
    assert!(world.bytes(&path.replace("shot", "more")) == bytes);
    assert_eq!(world.git("boards", &["fsck", "--strict"]).code(0).err, "");
}

#[test]
fn a_download_that_does_not_end_is_given_up() {
    let world = World::new().cloned();
    world.attach(1, DeckFile, "shot.png", &noise(1_000_000));
    let download = When::next("GET", "/attachments/");
    world.server.faults().plan(download, Fault::Endless);
    let ran = world.pull();
    assert_ne!(ran.code, 0);
    assert!(
        ran.err.contains("longer than the 1000000 bytes"),
        "{}",
        ran.err
    );
    assert_eq!(world.halves("boards"), Vec::<String>::new());
    world.pull().code(0);
}

#[test]
fn what_a_killed_download_left_goes_with_the_next_run() {
    let world = World::new().cloned();
    world.attach(1, DeckFile, "shot.png", &noise(20_000_000));
    let mut child = world.start("boards", &["pull"]);
    while child.try_wait().expect("it can be waited for").is_none() {
        if !world.halves("boards").is_empty() {
            child.kill().expect("it can be killed");
        }
    }
    world.ended(child);
    world.pull().code(0);
    assert_eq!(world.halves("boards"), Vec::<String>::new());
    assert_eq!(world.bytes(&format!("{FIRST}/shot.png")).len(), 20_000_000);
}

#[test]
fn what_was_just_pushed_is_read_once_more_and_then_known() {
    let world = World::new().cloned();
    world.put(&format!("{FIRST}/notes.txt"), b"notes");
    world.pushed();
    let downloads = |arguments: &[&str]| {
        world.server.log().clear();
        world.git_board("boards", arguments).code(0);
        world.downloads()
    };
    // It was pushed and read back within one second, in which another client may have written too.
    assert_eq!(downloads(&["fetch"]), 1);
    for arguments in [
        &["fetch"][..],
        &["pull"],
        &["pull", "--full"],
        &["push"],
        &["diff", "--remote"],
    ] {
        assert_eq!(downloads(arguments), 0, "{arguments:?}");
    }
    let replaced = |bytes: &[u8]| {
        let mut model = world.server.model();
        model
            .replace_deck_file("alice", 1, 1, "notes.txt", bytes.into())
            .expect("alice may");
    };
    replaced(b"other");
    world.later(10);
    assert_eq!(downloads(&["pull"]), 1);
    assert_eq!(world.bytes(&format!("{FIRST}/notes.txt")), b"other");
}
