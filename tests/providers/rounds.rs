//! What the program claims of a round on every service: what was pushed comes back as it is here.

use std::fs;

use git_board::board::{CardKey, Service};
use git_board::lookalike::server::{Model, Server};

use super::bench::Bench;
use crate::support::sandbox::{Sandbox, files_below};

/// Returns a sandbox with alice's clone in `boards`; the log is empty.
fn cloned(bench: &impl Bench) -> Sandbox {
    let mut sandbox = Sandbox::new();
    // A token is somebody's by itself.
    if bench.service() != Service::Codecks {
        sandbox.set("GIT_BOARD_USER", "alice");
    }
    sandbox.set("GIT_BOARD_TOKEN", bench.secret());
    clone_to(&sandbox, bench, "boards");
    bench.server().log().clear();
    sandbox
}

fn clone_to(sandbox: &Sandbox, bench: &impl Bench, folder: &str) {
    let url = bench.url();
    let ran = sandbox.git_board(".", &["clone", &url, folder]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

/// Runs a command and returns how many writes it sent.
#[track_caller]
fn writes<M: Model>(sandbox: &Sandbox, server: &Server<M>, arguments: &[&str]) -> usize {
    server.log().clear();
    let ran = sandbox.git_board("boards", arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.out, ran.err);
    server.log().write_entries().len()
}

/// Returns the path of the file of a card with this title.
fn file_of(sandbox: &Sandbox, folder: &str, title: &str) -> String {
    let line = format!("\ntitle: {title}\n");
    let files = files_below(&sandbox.path(folder)).into_iter();
    let mut found = files.filter(|(path, bytes)| {
        path.ends_with(".md") && String::from_utf8_lossy(bytes).contains(&line)
    });
    let (path, _) = found.next().expect("there is one");
    format!("{folder}/{path}")
}

/// Asserts that pull and push find nothing to do, change no byte and leave git a clean tree.
#[track_caller]
fn assert_settled(sandbox: &Sandbox, bench: &impl Bench) {
    let before = files_below(&sandbox.path("boards"));
    for arguments in [&["pull"][..], &["pull", "--full"], &["push"]] {
        assert_eq!(writes(sandbox, bench.server(), arguments), 0);
    }
    assert!(
        files_below(&sandbox.path("boards")) == before,
        "pull and push changed files"
    );
    let status = sandbox.git("boards", &["status", "--porcelain"]).code(0);
    assert_eq!(status.out, "");
}

pub fn a_clone_has_nothing_to_pull_and_nothing_to_push(bench: &impl Bench) {
    let sandbox = cloned(bench);
    assert_settled(&sandbox, bench);
}

pub fn one_edit_of_a_file_is_one_write(bench: &impl Bench) {
    let sandbox = cloned(bench);
    let file = file_of(&sandbox, "boards", "a");
    sandbox.substitute(&file, "\ntitle: a\n", "\ntitle: Apples\n");
    assert_eq!(writes(&sandbox, bench.server(), &["push"]), 1);
    assert_settled(&sandbox, bench);
    let path = sandbox.path(&file);
    let text = fs::read_to_string(&path).expect("the file keeps its name");
    let body = "<i>Pears</i> & ☃\n\n- [ ] +100%\n\n";
    let end = text.rfind("\n---\n").expect("front matter") + 5;
    sandbox.write(&file, &format!("{}{body}", &text[..end]));
    assert_eq!(writes(&sandbox, bench.server(), &["push"]), 1);
    assert_settled(&sandbox, bench);
    assert!(sandbox.read(&file).ends_with(body));
}

pub fn edits_of_every_kind_come_back_byte_for_byte(bench: &impl Bench) {
    let sandbox = cloned(bench);
    let edited = file_of(&sandbox, "boards", "a");
    sandbox.substitute(&edited, "\ntitle: a\n", "\ntitle: Apples\n");
    let removed = file_of(&sandbox, "boards", "b");
    sandbox.remove(&removed);
    let project = sandbox
        .read(&edited)
        .lines()
        .find(|line| line.starts_with("project: "))
        .map_or_else(String::new, |line| format!("{line}\n"));
    let new = "boards/garden/later";
    sandbox.write(&format!("{new}/stack.yaml"), "title: Later\n");
    let card = format!("---\n{project}---\n# Plums\n\nSweet.\n");
    sandbox.write(&format!("{new}/plums.md"), &card);
    writes(&sandbox, bench.server(), &["push", "--yes"]);
    assert_settled(&sandbox, bench);
    clone_to(&sandbox, bench, "again");
    for title in ["Apples", "Plums"] {
        let here = sandbox.read(&file_of(&sandbox, "boards", title));
        let there = sandbox.read(&file_of(&sandbox, "again", title));
        let without_place = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| !line.starts_with("position: "));
            lines.map(str::to_owned).collect()
        };
        assert_eq!(without_place(&here), without_place(&there));
    }
    let all = files_below(&sandbox.path("again"));
    let is_removed =
        |(_, bytes): &(String, Vec<u8>)| String::from_utf8_lossy(bytes).contains("\ntitle: b\n");
    assert!(!all.iter().any(is_removed), "it is deleted there");
}

pub fn what_another_client_did_comes_with_a_pull(bench: &impl Bench) {
    let sandbox = cloned(bench);
    let file = file_of(&sandbox, "boards", "a");
    let text = sandbox.read(&file);
    let mut lines = text.lines();
    let id = lines.find_map(|line| line.strip_prefix("id: "));
    let key = CardKey::known(id.expect("an id"));
    bench.retitle(&key, "theirs");
    assert_eq!(writes(&sandbox, bench.server(), &["pull"]), 0);
    assert!(sandbox.read(&file).contains("\ntitle: theirs\n"));
    assert_settled(&sandbox, bench);
}
