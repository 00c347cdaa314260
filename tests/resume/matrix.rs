//! A push cut off at every request, in every way: the next one ends with the very state of one that
//! nothing disturbed. The same for every service; a bench says what is pushed, and to what.

use std::collections::BTreeMap;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::server::{Model, Server};

use super::killing::{Moment, kill};
use crate::support::long::LONG;
use crate::support::sandbox::{Sandbox, files_below};

/// The variable that names one case, by its number.
const ONE: &str = "GIT_BOARD_CASE";

/// The push that is cut off.
pub const PUSH: [&str; 3] = ["push", "--yes", "--allow-deletes"];

/// For how many requests a lost connection stays lost: more than a run ever tries.
const LOST: usize = 40;

/// Boards on a server and a clone with edits, which can begin again as often as it is wanted.
pub trait Bench {
    /// What the server holds.
    type Server: Model;
    /// What a crash of the server answers, with 500.
    const CRASH: &'static str;

    /// Returns where the clone is.
    fn sandbox(&self) -> &Sandbox;
    /// Returns the server.
    fn server(&self) -> &Server<Self::Server>;
    /// Puts server and clone back to where they began.
    fn begin(&self);
    /// Returns what was asked of the server since then, in words.
    fn asked(&self) -> Vec<String>;
    /// Returns what the server holds, in lines, without ids that depend on the way.
    fn held(&self) -> String;
    /// Lets time go by on the server.
    fn later(&self);
    /// Asserts that files and server agree, and that pull and push find nothing to do.
    fn assert_settled(&self, what: &str) {
        let (sandbox, log) = (self.sandbox(), self.server().log());
        let before = files_below(&sandbox.path("boards"));
        log.clear();
        sandbox.git_board("boards", &["pull", "--full"]).code(0);
        let pushed = sandbox.git_board("boards", &["push"]).code(0);
        assert_eq!(pushed.out, "Nothing to push.\n", "{what}");
        assert_eq!(log.writes(), [""; 0], "{what}");
        let after = files_below(&sandbox.path("boards"));
        assert!(after == before, "{what}: pull and push changed files");
        let status = sandbox.git("boards", &["status", "--porcelain"]).code(0);
        assert_eq!(status.out, "", "{what}");
    }
}

/// How a push is cut off at a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// The connection is lost, from this request on.
    LostBefore,
    /// The same, and the request took effect.
    LostAfter,
    /// It took effect, and 500 is answered.
    CrashAfter,
    /// The process is killed, and the request has no effect.
    KilledBefore,
    /// The process is killed once the request took effect.
    KilledAfter,
}

const WAYS: [Way; 5] = [
    Way::KilledAfter,
    Way::LostAfter,
    Way::KilledBefore,
    Way::CrashAfter,
    Way::LostBefore,
];

/// How a push ended that was cut off.
#[derive(Clone, Copy)]
struct Ended {
    is_killed: bool,
    has_failed: bool,
}

/// What became of the cases.
#[derive(Default)]
struct Counted {
    cases: BTreeMap<Way, usize>,
    killed: usize,
    failed: usize,
    /// The numbers of cases that did not end alike.
    broken: Vec<usize>,
}

/// Tries cases on so many benches at a time: all in a long run, else `ordinary` ones.
pub fn assert_every_case_ends_alike<B: Bench>(
    what: &str,
    new: impl Fn() -> B + Sync,
    benches: usize,
    ordinary: usize,
) {
    let first = new();
    let (held, asked) = undisturbed(&first);
    let cases: Vec<(usize, Way)> = (1..=asked.len())
        .flat_map(|number| WAYS.map(|way| (number, way)))
        .collect();
    let chosen = chosen(cases.len(), ordinary);
    let next = AtomicUsize::new(0);
    let counted: Mutex<Counted> = Mutex::default();
    let work = |bench: &B| {
        while let Some(&case) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (number, way) = cases[case];
            let played = catch_unwind(AssertUnwindSafe(|| {
                play(bench, &held, number, way, &asked[number - 1])
            }));
            let mut counted = counted.lock().expect("no panic here");
            let Ok(ended) = played else {
                counted.broken.push(case);
                continue;
            };
            *counted.cases.entry(way).or_default() += 1;
            counted.killed += usize::from(ended.is_killed);
            counted.failed += usize::from(ended.has_failed);
        }
    };
    thread::scope(|scope| {
        for _ in 1..benches {
            scope.spawn(|| work(&new()));
        }
        work(&first);
    });
    let counted = counted.into_inner().expect("no panic here");
    println!(
        "{what}: {} of {} cases (a push of {} requests, cut in {} ways): {:?}; {} processes were \
         killed, {} pushes told of a failure",
        chosen.len(),
        cases.len(),
        asked.len(),
        WAYS.len(),
        counted.cases,
        counted.killed,
        counted.failed
    );
    assert!(
        counted.broken.is_empty(),
        "{what}: cases {:?}, see {ONE}",
        counted.broken
    );
}

/// A push that nothing disturbed: what the server holds then, and what was asked of it.
fn undisturbed<B: Bench>(bench: &B) -> (String, Vec<String>) {
    bench.begin();
    bench.sandbox().git_board("boards", &PUSH).code(0);
    let asked = bench.asked();
    let held = bench.held();
    assert_agrees(bench, "undisturbed");
    (held, asked)
}

/// Asserts that files and refs agree with the server, and that nothing is left to do.
fn assert_agrees<B: Bench>(bench: &B, what: &str) {
    let sandbox = bench.sandbox();
    bench.assert_settled(what);
    for left in ["push.journal", "pull.half"] {
        let path = sandbox.path(&format!("boards/.git/git-board/{left}"));
        assert!(!path.exists(), "{what}: {left}");
    }
    let holds = |arguments: &[&str]| drop(sandbox.git("boards", arguments).code(0));
    holds(&["diff", "--quiet", "HEAD", "board/main"]);
    holds(&["fsck", "--strict", "--no-dangling"]);
}

/// Returns the numbers of the cases to try, evenly chosen, of so many.
fn chosen(all: usize, ordinary: usize) -> Vec<usize> {
    if let Ok(one) = env::var(ONE) {
        return vec![one.parse().expect("a number")];
    }
    let few = match env::var(LONG) {
        Ok(number) => match number.parse() {
            Ok(number) if number > 1 && number < all => number,
            _ => return (0..all).collect(),
        },
        Err(_) => ordinary,
    };
    // Each a way further, so that no way is left out.
    (0..few)
        .map(|number| ((2 * number + 1) * all / (2 * few) + number) % all)
        .collect()
}

/// Cuts a push off, pushes again, and compares.
fn play<B: Bench>(bench: &B, held: &str, number: usize, way: Way, asked: &str) -> Ended {
    let what = format!("{way:?} at request {number}, {asked}");
    bench.begin();
    let ended = cut_off(bench, number, way, &what);
    bench.server().faults().clear();
    bench.later();
    let sandbox = bench.sandbox();
    sandbox.git_board("boards", &["status"]).code(0);
    let ran = sandbox.git_board("boards", &PUSH);
    assert_eq!(ran.code, 0, "{what}: {}{}", ran.out, ran.err);
    let now = bench.held();
    let only = |one: &str, other: &str| -> Vec<String> {
        let lines = one.lines();
        let lines = lines.filter(|line| !other.lines().any(|same| same == *line));
        lines.map(str::to_owned).collect()
    };
    assert!(
        now == held,
        "{what}: the server holds {:#?}, not {:#?}",
        only(&now, held),
        only(held, &now)
    );
    assert_agrees(bench, &what);
    ended
}

fn cut_off<B: Bench>(bench: &B, number: usize, way: Way, what: &str) -> Ended {
    let (sandbox, server) = (bench.sandbox(), bench.server());
    let when = When::Request(number);
    let faults = server.faults();
    let lose = |fault: Fault| {
        faults.plan(when.clone(), fault);
        for later in 1..LOST {
            faults.plan(When::Request(number + later), Fault::Cut);
        }
        false
    };
    let is_killed = match way {
        Way::LostBefore => lose(Fault::Cut),
        Way::LostAfter => lose(Fault::CutAfterEffect),
        Way::CrashAfter => {
            let body = B::CRASH.to_owned();
            faults.plan(when, Fault::FailAfterEffect { status: 500, body });
            false
        }
        Way::KilledBefore => kill(sandbox, server, &PUSH, when, Moment::Before),
        Way::KilledAfter => kill(sandbox, server, &PUSH, when, Moment::After),
    };
    if is_killed {
        return Ended {
            is_killed,
            has_failed: false,
        };
    }
    let ran = sandbox.git_board("boards", &PUSH);
    let is_expected = [0, 1, 4].contains(&ran.code);
    assert!(is_expected, "{what}: {}{}", ran.out, ran.err);
    Ended {
        is_killed,
        has_failed: ran.code != 0,
    }
}
