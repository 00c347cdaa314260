//! How long whole commands take against a look-alike on this machine, beside git's own time for
//! what is comparable: `cargo bench --bench speed` prints the table.

mod account;
mod attachments;
mod folder;
mod round_trips;
mod server;
mod table;
mod writing;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use git_board::lookalike::server::Server;

use account::BOARDS;
use folder::{Folder, Ran, append, without_id};
use server::Prepared;
use table::{Limit, Table};

const MANY: usize = 10_000;
const FEW: usize = 1_000;
/// The cards that are changed there, or here, for a pull.
const CHANGED: usize = 100;
/// The cards that are edited here for a push.
const EDITS: usize = 10;
const ROUNDS: usize = 5;
const SHORT_ROUNDS: usize = 11;
/// How much longer every answer takes where the round trips are counted.
const LATENCY: Duration = Duration::from_millis(40);

fn main() {
    // cargo adds `--bench`; `attachments` measures these alone, and a path is another build to
    // measure instead.
    let arguments = std::env::args().skip(1);
    let arguments = arguments.filter(|argument| !argument.starts_with('-'));
    let (parts, others): (Vec<String>, Vec<String>) =
        arguments.partition(|argument| argument == "attachments");
    let other = others.into_iter().next();
    let program = other.unwrap_or_else(|| env!("CARGO_BIN_EXE_git-board").to_owned());
    let program = Path::new(&program);
    let table = Table::new();
    if parts.is_empty() {
        start_up(&table, program);
        few_cards(&table, program);
        many_cards(&table, program);
    }
    attachments::measure(&table, program);
}

fn start_up(table: &Table, program: &Path) {
    let folder = Folder::new(program);
    let times = measured(SHORT_ROUNDS, || folder.git_board("", &["--help"]));
    table.row("start-up (`--help`)", times, vec![], Limit::Seconds(0.01));
}

fn few_cards(table: &Table, program: &Path) {
    let folder = Folder::new(program);
    let server = Prepared::start(&account::account(FEW));
    let times = clones(&folder, &server, "few");
    let limit = Limit::Seconds(0.5);
    table.row("clone of 1,000 cards", times, vec![], limit);
    restoring(table, &folder, &server);
}

/// All cards are deleted there; their files come back here without ids, and are pushed.
fn restoring(table: &Table, folder: &Folder, server: &Server<Prepared>) {
    server.model().delete(1..=FEW as i64);
    folder.git_board("few", &["pull", "--yes"]);
    folder.git("few", &["checkout", "HEAD~1", "--", "."]);
    for path in folder.cards("few") {
        without_id(&path);
    }
    server.model().answering = Duration::ZERO;
    server.log().clear();
    let ran = folder.git_board("few", &["push", "--yes"]);
    let took = ran.took;
    let answering = server.model().answering;
    let requests = server.log().count();
    table.row("restoring 1,000 cards", vec![ran], vec![], Limit::None);
    let ours = ran.busy.map(|busy| busy.as_secs_f64() / took.as_secs_f64());
    let ours = ours.map_or_else(String::new, |share| format!(", {:.0} %", share * 100.0));
    let each = answering.as_secs_f64() * 1000.0 / requests as f64;
    let value = format!("{requests} of {each:.2} ms{ours}");
    table.value("… requests, and our share of the time", &value, "", None);
}

fn many_cards(table: &Table, program: &Path) {
    let folder = Folder::new(program);
    let server = Prepared::start(&account::account(MANY));
    let times = clones(&folder, &server, "many");
    let limit = Limit::Seconds(2.5);
    table.row("clone of 10,000 cards", times, vec![], limit);
    let writing: Vec<(Ran, Ran)> = (0..ROUNDS)
        .map(|round| writing::write_both(&folder, "many", round))
        .collect();
    let (ours, git) = writing.into_iter().unzip();
    let limit = Limit::TimesGit(0.6);
    table.row("… of it writing; `git add` and `commit`", ours, git, limit);
    server.model().settle();
    unchanged(table, &folder);
    changed(table, &folder, &server);
    pushed(table, &folder, &server);
    memory(table, &folder, &server);
}

fn unchanged(table: &Table, folder: &Folder) {
    folder.git_board("many", &["pull"]);
    let times = measured(SHORT_ROUNDS, || folder.git_board("many", &["pull"]));
    let limit = Limit::Seconds(0.05);
    table.row("pull of nothing into 10,000", times, vec![], limit);
    folder.git("many", &["status"]);
    let (ours, git) = (0..SHORT_ROUNDS)
        .map(|_| {
            let ours = folder.git_board("many", &["status"]);
            (ours, folder.git("many", &["status"]))
        })
        .unzip();
    let limit = Limit::TimesGit(8.0);
    table.row("`status` at 10,000; `git status`", ours, git, limit);
}

fn changed(table: &Table, folder: &Folder, server: &Server<Prepared>) {
    let there = (1..=MANY as i64).step_by(MANY / CHANGED);
    let mut round = 0;
    let change = |round: u32| {
        let text = format!("There, round {round}.");
        let there = there.clone();
        server
            .model()
            .change(there, |card| card.description.clone_from(&text));
        // Once is not measured, and leaves the server's answers at hand.
        folder.git_board("warm", &["fetch"]);
    };
    folder.git("", &["clone", "-q", "many", "warm"]);
    copy_settings(folder);
    let times = measured(ROUNDS, || {
        round += 1;
        change(round);
        folder.git_board("many", &["pull"])
    });
    let limit = Limit::Seconds(0.5);
    table.row("pull of 100 cards into 10,000", times, vec![], limit);
    let cards = folder.cards("many");
    let times = measured(ROUNDS, || {
        round += 1;
        for path in cards.iter().skip(7).step_by(MANY / CHANGED) {
            append(path, "One more line here.");
        }
        change(round);
        folder.git_board("many", &["pull"])
    });
    let limit = Limit::Seconds(1.0);
    table.row("… with 100 others edited here", times, vec![], limit);
    folder.git("many", &["checkout", "-q", "--", "."]);
}

/// Lets the second clone know its server, as the first does.
fn copy_settings(folder: &Folder) {
    let read = std::fs::read_to_string(folder.path("many/.git/config"));
    let read = read.expect("a configuration");
    std::fs::write(folder.path("warm/.git/config"), read).expect("it can be written");
}

/// Ten edits on one board, then one on each of the ten; after a pull, and right after another push.
fn pushed(table: &Table, folder: &Folder, server: &Server<Prepared>) {
    let cards = folder.cards("many");
    let first_board = folder.path("many").join("board-1");
    let of_one = cards.iter().filter(|path| path.starts_with(&first_board));
    let of_one: Vec<&PathBuf> = of_one.step_by(MANY / BOARDS / EDITS).collect();
    let of_all: Vec<&PathBuf> = cards.iter().step_by(MANY / EDITS).collect();
    for (what, cards, before) in [
        ("push of 10 edits on one board", &of_one, Before::Pull),
        ("push of 10 edits on ten boards", &of_all, Before::Pull),
        ("the first, right after another push", &of_one, Before::Push),
        (
            "the second, right after another push",
            &of_all,
            Before::Push,
        ),
    ] {
        push_of(table, (folder, server), (what, before), cards);
    }
}

/// What ran before a push, which tells how much is known of its boards.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Pull,
    Push,
}

/// Edits these cards and pushes, a few times.
fn push_of(
    table: &Table,
    (folder, server): (&Folder, &Server<Prepared>),
    (what, before): (&str, Before),
    cards: &[&PathBuf],
) {
    assert_eq!(cards.len(), EDITS);
    let mut requests = 0;
    let mut answering = Vec::new();
    let mut push = |latency: Duration| {
        server.model().settle();
        if before == Before::Pull {
            folder.git_board("many", &["pull"]);
        }
        for path in cards {
            append(path, "One more line.");
        }
        server.model().answering = Duration::ZERO;
        server.set_latency(latency);
        server.log().clear();
        let ran = folder.git_board("many", &["push", "--yes"]);
        requests = server.log().count();
        server.set_latency(Duration::ZERO);
        answering.push(server.model().answering);
        ran
    };
    push(Duration::ZERO);
    let near = measured(ROUNDS, || push(Duration::ZERO));
    let far = measured(1, || push(LATENCY));
    let least = near.iter().map(|ran| ran.took).min().unwrap_or_default();
    let extra = far[0].took.saturating_sub(least).as_secs_f64();
    let round_trips = extra / LATENCY.as_secs_f64();
    let entries = server.log().entries();
    let targets: Vec<String> = entries.into_iter().map(|entry| entry.target).collect();
    let on_the_way = round_trips::on_the_way(server, &targets);
    let ours = near
        .iter()
        .zip(&answering[1..])
        .map(|(ran, answering)| Ran {
            took: ran.took.saturating_sub(*answering + on_the_way),
            busy: None,
        });
    let ours = ours.collect();
    table.row(what, near, vec![], Limit::None);
    let limit = Limit::Seconds(0.1);
    table.row("… without the round trips", ours, vec![], limit);
    let on_the_way = on_the_way.as_secs_f64() * 1000.0;
    let value = format!("{requests}, {round_trips:.0}; {on_the_way:.1} ms");
    table.value(
        "… requests, and round trips one after another; on the way",
        &value,
        "",
        None,
    );
}

fn memory(table: &Table, folder: &Folder, server: &Server<Prepared>) {
    let url = server.url();
    let row = |what: &str, arguments: &[&str], clone: &str| {
        let Some(mb) = folder.memory_mb(clone, arguments) else {
            return;
        };
        let holds = Some(mb < 80.0);
        table.value(what, &format!("{mb:.0} MB"), "80 MB", holds);
    };
    row("memory of a clone of 10,000", &["clone", url, "again"], "");
    row("memory of a pull of nothing", &["pull"], "many");
    row("memory of `status`", &["status"], "many");
    server
        .model()
        .change((1..=MANY as i64).step_by(100), |card| {
            card.description.push_str("\nMeasured.");
        });
    row("memory of a pull of 100 cards", &["pull"], "many");
    for path in folder.cards("many").iter().step_by(MANY / 10) {
        append(path, "One more line.");
    }
    row("memory of a push of 10 edits", &["push", "--yes"], "many");
}

/// Clones a few times, first into a folder of that name.
fn clones(folder: &Folder, server: &Server<Prepared>, name: &str) -> Vec<Ran> {
    let clone = |name: &str| folder.git_board("", &["clone", server.url(), name]);
    // Once is not measured, and leaves the server's answers at hand.
    clone(name);
    let mut round = 0;
    // Nothing is removed before the end: ext4 is slow to make files where many went just before.
    measured(ROUNDS, || {
        round += 1;
        clone(&format!("{name}-{round}"))
    })
}

/// Runs something a few times, once all that was written before is on the disk: the system writes
/// it in the background, and would still do so while the first rounds run.
fn measured(rounds: usize, mut once: impl FnMut() -> Ran) -> Vec<Ran> {
    // Without it the times are worse, not better.
    let _ = Command::new("sync").status();
    (0..rounds).map(|_| once()).collect()
}
