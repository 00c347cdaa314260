//! A push of forty mixed edits is cut off at every request, in every way; the next push ends with
//! the very state of one that nothing disturbed.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use git_board::lookalike::faults::{Fault, When};

use super::killing::{Moment, kill_at};
use super::mixed::{Bench, EDITS};

/// How many cases an ordinary run tries.
const ORDINARY: usize = 14;
/// The variable that asks for all.
const LONG: &str = "GIT_BOARD_LONG_TESTS";
/// The variable that names one case, by its number.
const ONE: &str = "GIT_BOARD_CASE";

const PUSH: [&str; 3] = ["push", "--yes", "--allow-deletes"];
/// For how many requests a lost connection stays lost: more than a run ever tries.
const LOST: usize = 40;

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

/// What became of a case.
#[derive(Default)]
struct Counted {
    cases: BTreeMap<Way, usize>,
    killed: usize,
    failed: usize,
    /// The numbers of cases that did not end alike.
    broken: Vec<usize>,
}

/// A push that nothing disturbed: what the server holds then, and what was asked of it.
fn undisturbed(bench: &Bench) -> (String, Vec<String>) {
    bench.begin();
    let planned = bench
        .world
        .git_board("boards", &["push", "--dry-run"])
        .code(0);
    let count = planned.out.lines().last().unwrap_or_default().to_owned();
    let operations: usize = count
        .split(' ')
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or_default();
    assert!(operations >= 40, "{}", planned.out);
    bench.begin();
    bench.world.git_board("boards", &PUSH).code(0);
    let requests = bench.world.requests();
    let held = bench.held();
    assert_agrees(bench, "undisturbed");
    (held, requests)
}

/// Asserts that files and refs agree with the server, and that nothing is left to do.
fn assert_agrees(bench: &Bench, what: &str) {
    let world = &bench.world;
    world.assert_settled();
    for left in ["push.journal", "pull.half"] {
        let path = format!("boards/.git/git-board/{left}");
        assert!(!world.has(&path), "{what}: {left}");
    }
    world
        .git("boards", &["diff", "--quiet", "HEAD", "board/main"])
        .code(0);
    world
        .git("boards", &["fsck", "--strict", "--no-dangling"])
        .code(0);
}

/// Cuts a push off at a request, pushes again, and compares; returns whether the process was
/// killed and whether it told of a failure.
fn play(bench: &Bench, held: &str, number: usize, way: Way, line: &str) -> (bool, bool) {
    let what = format!("{way:?} at request {number}, {line}");
    bench.begin();
    let world = &bench.world;
    let when = When::Request(number);
    let faults = world.server.faults();
    let mut is_killed = false;
    let mut has_failed = false;
    let lose = |fault: Fault| {
        faults.plan(when.clone(), fault);
        for later in 1..LOST {
            faults.plan(When::Request(number + later), Fault::Cut);
        }
    };
    match way {
        Way::LostBefore => lose(Fault::Cut),
        Way::LostAfter => lose(Fault::CutAfterEffect),
        Way::CrashAfter => faults.plan(
            when.clone(),
            Fault::FailAfterEffect {
                status: 500,
                body: r#"{"status":500,"message":"Internal server error","requestId":"x"}"#
                    .to_owned(),
            },
        ),
        Way::KilledBefore => is_killed = kill_at(world, &PUSH, when, Moment::Before),
        Way::KilledAfter => is_killed = kill_at(world, &PUSH, when, Moment::After),
    }
    if !is_killed {
        let ran = world.git_board("boards", &PUSH);
        assert!(
            [0, 1, 4].contains(&ran.code),
            "{what}: {}{}",
            ran.out,
            ran.err
        );
        has_failed = ran.code != 0;
    }
    faults.clear();
    world.later(10);
    world.git_board("boards", &["status"]).code(0);
    let ran = world.git_board("boards", &PUSH);
    assert_eq!(ran.code, 0, "{what}: {}{}", ran.out, ran.err);
    let now = bench.held();
    let only = |one: &str, other: &str| -> Vec<String> {
        let lines = one
            .lines()
            .filter(|line| !other.lines().any(|same| same == *line));
        lines.map(str::to_owned).collect()
    };
    assert!(
        now == held,
        "{what}: the server holds {:#?}, not {:#?}",
        only(&now, held),
        only(held, &now)
    );
    assert_agrees(bench, &what);
    (is_killed, has_failed)
}

fn edited() -> Bench {
    Bench::new(|world| EDITS.iter().for_each(|edit| edit(world)))
}

/// Returns the numbers of the cases to try, evenly chosen, of so many.
fn chosen(all: usize) -> Vec<usize> {
    if let Ok(one) = std::env::var(ONE) {
        return vec![one.parse().expect("a number")];
    }
    if std::env::var(LONG).is_ok() {
        return (0..all).collect();
    }
    (0..ORDINARY)
        .map(|number| (2 * number + 1) * all / (2 * ORDINARY))
        .collect()
}

#[test]
fn a_push_cut_off_at_any_request_in_any_way_ends_alike() {
    let first = edited();
    let (held, requests) = undisturbed(&first);
    let cases: Vec<(usize, Way)> = (1..=requests.len())
        .flat_map(|number| WAYS.map(|way| (number, way)))
        .collect();
    let chosen = chosen(cases.len());
    let next = AtomicUsize::new(0);
    let counted: Mutex<Counted> = Mutex::default();
    let work = |bench: &Bench| {
        while let Some(&case) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (number, way) = cases[case];
            let played = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                play(bench, &held, number, way, &requests[number - 1])
            }));
            let mut counted = counted.lock().expect("no panic here");
            let Ok((is_killed, has_failed)) = played else {
                counted.broken.push(case);
                continue;
            };
            *counted.cases.entry(way).or_default() += 1;
            counted.killed += usize::from(is_killed);
            counted.failed += usize::from(has_failed);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| work(&edited()));
        work(&first);
    });
    let counted = counted.into_inner().expect("no panic here");
    println!(
        "{} of {} cases (a push of {} requests, cut in {} ways): {:?}; {} processes were killed, \
         {} pushes told of a failure",
        chosen.len(),
        cases.len(),
        requests.len(),
        WAYS.len(),
        counted.cases,
        counted.killed,
        counted.failed
    );
    assert!(
        counted.broken.is_empty(),
        "cases {:?}, see {ONE}",
        counted.broken
    );
}
