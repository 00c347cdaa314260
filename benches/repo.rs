//! How long it takes to write, look at and list 10,000 cards, beside git's own time for the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use git_board::files::{ContentId, Files};
use git_board::monitor::Silent;
use git_board::repo::{Changes, Environment, Repo, Scope};

const CARDS: usize = 10_000;
const ROUNDS: usize = 5;
const SCOPE: Scope = Scope {
    marker: "board.yaml",
    top_files: &[],
    is_ignored: |path| path.split('/').any(|name| name.starts_with('.')),
};

/// The times of each step, in order of the steps.
#[derive(Default)]
struct Times(Vec<(&'static str, Vec<Duration>)>);

impl Times {
    fn measure<T>(&mut self, step: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        let took = start.elapsed();
        match self.0.iter_mut().find(|(name, _)| *name == step) {
            Some((_, times)) => times.push(took),
            None => self.0.push((step, vec![took])),
        }
        result
    }

    fn median_ms(&self, step: &str) -> f64 {
        let found = self.0.iter().find(|(name, _)| *name == step);
        let mut times = found.expect("the step was measured").1.clone();
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1000.0
    }
}

fn main() {
    let mut times = Times::default();
    let cards = cards();
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir().expect("a temporary folder");
        ours(&folder.path().join("ours"), &cards, &mut times);
        gits(&folder.path().join("git"), &cards, &mut times);
    }
    println!("{CARDS} cards of 1 KB, median of {ROUNDS} rounds:");
    for (step, all) in &times.0 {
        let least = all.iter().min().expect("at least one round");
        let least_ms = least.as_secs_f64() * 1000.0;
        println!(
            "{step:<34} {:>8.1} ms  (least {least_ms:.1})",
            times.median_ms(step)
        );
    }
    let writing = ["objects", "files", "index", "commit"];
    let writing: f64 = writing.iter().map(|step| times.median_ms(step)).sum();
    let git = times.median_ms("git: add and commit");
    println!(
        "writing in all: {writing:.1} ms, git: {git:.1} ms, ratio {:.2}",
        writing / git
    );
    let scan = times.median_ms("scan, clean");
    let git = times.median_ms("git: status, clean");
    println!(
        "scan: {scan:.1} ms, git status: {git:.1} ms, ratio {:.2}",
        scan / git
    );
}

fn ours(folder: &Path, cards: &Changes, times: &mut Times) {
    let environment = Environment::of_process().without_user_config();
    let repo = Repo::init(folder, SCOPE, environment.clone()).expect("a repository");
    let scan = repo.scan(&Files::default()).expect("an empty folder");
    let tree = times.measure("objects", || repo.edit_tree(None, cards).expect("objects"));
    let written = times.measure("files", || {
        repo.write_worktree(&scan, cards, &Silent).expect("files")
    });
    let entries = entries(cards);
    times.measure("index", || {
        repo.write_index(&entries, &written).expect("an index")
    });
    times.measure("commit", || {
        let state = ("https://x.example", "alice", jiff::Timestamp::UNIX_EPOCH);
        let commit = repo.commit_state(tree, &[], "pull: all", "", state);
        let commit = commit.expect("a commit");
        repo.move_branch("main", None, commit, "clone")
            .expect("a branch");
    });
    let known = times.measure("list a tree", || repo.board_files(tree).expect("a list"));
    std::thread::sleep(Duration::from_millis(20));
    let repo = times.measure("open", || {
        let repo = Repo::discover(folder, SCOPE, environment).expect("the repository");
        repo.setting("board.url").expect("a configuration");
        repo
    });
    let scan = times.measure("scan, clean", || repo.scan(&known).expect("a scan"));
    assert_eq!(
        scan.files_read, 0,
        "nothing is read that the index vouches for"
    );
    times.measure("base", || {
        let head = repo.head().expect("a head").commit();
        repo.base("https://x.example", head).expect("a base")
    });
    some_cards(&repo, cards, &known, times);
    times.measure("read all blobs", || {
        let ids: Vec<ContentId> = cards.put.values().map(|put| put.id()).collect();
        repo.read_blobs(&ids).expect("blobs")
    });
    fs::remove_file(folder.join(".git/index")).expect("the index");
    times.measure("scan, without an index", || {
        repo.scan(&known).expect("a scan")
    });
}

/// 100 cards are changed there, and pulled.
fn some_cards(repo: &Repo, cards: &Changes, known: &Files, times: &mut Times) {
    let mut changes = Changes::default();
    for (number, path) in cards.put.keys().step_by(cards.put.len() / 100).enumerate() {
        let text = format!("changed {number}\n");
        changes.put.insert(path.clone(), text.into_bytes().into());
    }
    times.measure("100 cards pulled: scan", || {
        repo.scan(known).expect("a scan")
    });
    let scan = repo.scan(known).expect("a scan");
    let head = repo.head().expect("a head").commit().expect("a commit");
    let tree = repo.tree_of(head).expect("a tree");
    times.measure("100 cards pulled: objects", || {
        repo.edit_tree(Some(tree), &changes).expect("objects")
    });
    let written = times.measure("100 cards pulled: files", || {
        repo.write_worktree(&scan, &changes, &Silent)
            .expect("files")
    });
    let entries = entries(&changes);
    times.measure("100 cards pulled: index", || {
        repo.write_index(&entries, &written).expect("an index")
    });
}

fn gits(folder: &Path, cards: &Changes, times: &mut Times) {
    fs::create_dir_all(folder).expect("a folder");
    git(folder, &["init", "-q"]);
    for (path, text) in texts(cards) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    times.measure("git: add and commit", || {
        git(folder, &["add", "-A"]);
        git(folder, &["commit", "-qm", "all"]);
    });
    git(folder, &["status", "--porcelain"]);
    std::thread::sleep(Duration::from_millis(20));
    times.measure("git: status, clean", || {
        git(folder, &["status", "--porcelain"])
    });
}

fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=x", "-c", "user.email=x", "-c", "gc.auto=0"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .status();
    assert!(status.expect("git runs").success());
}

fn texts(cards: &Changes) -> impl Iterator<Item = (&str, Vec<u8>)> {
    cards.put.iter().map(|(path, put)| match put {
        git_board::repo::Put::Bytes(bytes) => (path.as_str(), bytes.to_vec()),
        git_board::repo::Put::Stored(_) => unreachable!("all cards here have bytes"),
    })
}

fn entries(changes: &Changes) -> BTreeMap<String, Option<ContentId>> {
    let put = changes.put.iter();
    put.map(|(path, put)| (path.clone(), Some(put.id())))
        .collect()
}

/// Ten boards of ten stacks, with words that shrink as prose does.
fn cards() -> Changes {
    let words = [
        "card", "fix", "the", "login", "of", "board", "when", "user", "sees", "nothing",
    ];
    let mut state = 1_u32;
    let mut changes = Changes::default();
    for number in 0..CARDS {
        let mut text = format!("---\nid: {number}\ntitle: Card {number}\nposition: 10\n---\n");
        while text.len() < 1024 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(words[(state >> 24) as usize % words.len()]);
            text.push(' ');
            if state >> 28 == 0 {
                text.push_str(&(state >> 8).to_string());
            }
        }
        text.push('\n');
        let path = format!(
            "board-{}/stack-{}/{number}-card.md",
            number % 10,
            number / 10 % 10
        );
        changes.put.insert(path, text.into_bytes().into());
    }
    for board in 0..10 {
        let text = format!("id: {board}\ntitle: Board {board}\n");
        let path = format!("board-{board}/board.yaml");
        changes.put.insert(path, text.into_bytes().into());
    }
    changes
}
