//! A push of mixed edits is cut off at every request, in every way, on every version; the next push
//! ends with the very state of one that nothing disturbed.

use std::collections::BTreeMap;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::kanbanik::Release;

use super::mixed::Bench;
use crate::resume::killing::{Moment, kill};
use crate::support::long::{LONG, is_long};
use crate::support::sandbox::files_below;

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

/// What became of the cases of a version.
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
    let pushed = bench.sandbox.git_board("boards", &PUSH);
    assert_eq!(pushed.code, 0, "{}{}", pushed.out, pushed.err);
    let names = bench.names();
    let held = bench.held();
    assert_agrees(bench, "undisturbed");
    (held, names)
}

/// Asserts that files and refs agree with the server, and that nothing is left to do.
fn assert_agrees(bench: &Bench, what: &str) {
    let Bench {
        sandbox, server, ..
    } = bench;
    let before = files_below(&sandbox.path("boards"));
    server.log().clear();
    sandbox.git_board("boards", &["pull", "--full"]).code(0);
    let pushed = sandbox.git_board("boards", &["push"]).code(0);
    assert_eq!(pushed.out, "Nothing to push.\n", "{what}");
    assert_eq!(server.log().writes(), [""; 0], "{what}");
    let after = files_below(&sandbox.path("boards"));
    assert!(after == before, "{what}: pull and push changed files");
    for left in ["push.journal", "pull.half"] {
        let path = sandbox.path(&format!("boards/.git/git-board/{left}"));
        assert!(!path.exists(), "{what}: {left}");
    }
    let git = |arguments: &[&str]| sandbox.git("boards", arguments).code(0).out;
    assert_eq!(git(&["status", "--porcelain"]), "", "{what}");
    git(&["diff", "--quiet", "HEAD", "board/main"]);
    git(&["fsck", "--strict", "--no-dangling"]);
}

/// Cuts a push off at a request; returns whether the process was killed and whether it told of a
/// failure.
fn cut_off(bench: &Bench, number: usize, way: Way, what: &str) -> (bool, bool) {
    let Bench {
        sandbox, server, ..
    } = bench;
    let when = When::Request(number);
    let faults = server.faults();
    let lose = |fault: Fault| {
        faults.plan(when.clone(), fault);
        for later in 1..LOST {
            faults.plan(When::Request(number + later), Fault::Cut);
        }
    };
    let is_killed = match way {
        Way::LostBefore => {
            lose(Fault::Cut);
            false
        }
        Way::LostAfter => {
            lose(Fault::CutAfterEffect);
            false
        }
        Way::CrashAfter => {
            let body = "<h2>HTTP ERROR 500</h2>".to_owned();
            faults.plan(when, Fault::FailAfterEffect { status: 500, body });
            false
        }
        Way::KilledBefore => kill(sandbox, server, &PUSH, when, Moment::Before),
        Way::KilledAfter => kill(sandbox, server, &PUSH, when, Moment::After),
    };
    if is_killed {
        return (true, false);
    }
    let ran = sandbox.git_board("boards", &PUSH);
    let is_expected = [0, 1, 4].contains(&ran.code);
    assert!(is_expected, "{what}: {}{}", ran.out, ran.err);
    (false, ran.code != 0)
}

/// Cuts a push off, pushes again, and compares.
fn play(bench: &Bench, held: &str, number: usize, way: Way, name: &str) -> (bool, bool) {
    let what = format!("{way:?} at request {number}, {name}");
    bench.begin();
    let ended = cut_off(bench, number, way, &what);
    bench.server.faults().clear();
    bench.sandbox.git_board("boards", &["status"]).code(0);
    let ran = bench.sandbox.git_board("boards", &PUSH);
    assert_eq!(ran.code, 0, "{what}: {}{}", ran.out, ran.err);
    let now = bench.held();
    let only = |one: &str, other: &str| -> Vec<String> {
        let lines = one.lines();
        let lines = lines.filter(|line| !other.lines().any(|same| same == *line));
        lines.map(str::to_owned).collect()
    };
    assert!(
        now == held,
        "{what}: the server holds {:#?}, not {:#?}\n{now}",
        only(&now, held),
        only(held, &now)
    );
    assert_agrees(bench, &what);
    ended
}

/// Returns the numbers of the cases to try, evenly chosen, of so many.
fn chosen(release: Release, all: usize) -> Vec<usize> {
    if let Ok(one) = env::var(ONE) {
        return vec![one.parse().expect("a number")];
    }
    let few = match (env::var(LONG), release) {
        (Ok(number), _) => match number.parse() {
            Ok(number) if number > 1 => number,
            _ => return (0..all).collect(),
        },
        (Err(_), Release::Master) => 4,
        (Err(_), Release::V0_2_6 | Release::V1_0_0) => 1,
    };
    // Each a way further, so that no way is left out.
    (0..few)
        .map(|number| ((2 * number + 1) * all / (2 * few) + number) % all)
        .collect()
}

fn assert_every_case_ends_alike(release: Release) {
    let first = Bench::new(release);
    let (held, names) = undisturbed(&first);
    let cases: Vec<(usize, Way)> = (1..=names.len())
        .flat_map(|number| WAYS.map(|way| (number, way)))
        .collect();
    let chosen = chosen(release, cases.len());
    let next = AtomicUsize::new(0);
    let counted: Mutex<Counted> = Mutex::default();
    let work = |bench: &Bench| {
        while let Some(&case) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (number, way) = cases[case];
            let played = catch_unwind(AssertUnwindSafe(|| {
                play(bench, &held, number, way, &names[number - 1])
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
    thread::scope(|scope| {
        if is_long() {
            scope.spawn(|| work(&Bench::new(release)));
        }
        work(&first);
    });
    let counted = counted.into_inner().expect("no panic here");
    println!(
        "{release:?}: {} of {} cases (a push of {} requests, cut in {} ways): {:?}; {} processes \
         were killed, {} pushes told of a failure",
        chosen.len(),
        cases.len(),
        names.len(),
        WAYS.len(),
        counted.cases,
        counted.killed,
        counted.failed
    );
    assert!(
        counted.broken.is_empty(),
        "{release:?}: cases {:?}, see {ONE}",
        counted.broken
    );
}

#[test]
fn a_push_to_kanbanik_0_2_6_cut_off_at_any_request_in_any_way_ends_alike() {
    assert_every_case_ends_alike(Release::V0_2_6);
}

#[test]
fn a_push_to_kanbanik_1_0_0_cut_off_at_any_request_in_any_way_ends_alike() {
    assert_every_case_ends_alike(Release::V1_0_0);
}

#[test]
fn a_push_to_kanbanik_of_today_cut_off_at_any_request_in_any_way_ends_alike() {
    assert_every_case_ends_alike(Release::Master);
}
