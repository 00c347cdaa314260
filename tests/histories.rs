//! Random histories of clones and a changing server: no server value is reverted, no edit is lost.

pub mod card_text;
pub mod chance;
pub mod check;
mod desk;
pub mod folder;
pub mod here;
pub mod ledger;
pub mod model;
mod pushing;
mod resolve;
mod steps;
pub mod there;
mod world;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::support::long::LONG;
use chance::Chance;
use steps::{Step, of_seed};
use world::{Ended, World};

/// How many histories an ordinary run plays.
const ORDINARY: u64 = 100;
/// How many broken histories are told of at once.
const MOST_TOLD: usize = 5;
/// Histories that broke a rule once: a thing whose answer was lost lost its folder; what was
/// fetched of a board became old, or stood in a state twice, when the board went out of sight; a
/// file that was committed and moved since stayed in the state of a push; a refused edit was taken
/// out of HEAD; a create that was known again stayed an open question, and a stranger's card
/// stopped every pull.
const ONCE_BROKEN: [u64; 10] = [57, 409, 528, 571, 806, 2609, 3116, 3274, 4543, 10815];
/// The variable that names the first seed.
const FIRST: &str = "GIT_BOARD_FIRST_HISTORY";
/// The variable that plays one history, by its seed, and tells all of it.
const ONE: &str = "GIT_BOARD_HISTORY";

type Counts = BTreeMap<(&'static str, Ended), usize>;

/// What came of a history: the rule that was broken, if one was, and what happened.
struct Played {
    broken: Option<String>,
    log: Vec<String>,
    counts: Counts,
}

fn play(seed: u64, steps: &[Step]) -> Played {
    let mut chance = Chance::new(seed ^ 0x5eed);
    let desks = 1 + usize::from(chance.one_in(3));
    let mut world = World::new(&mut chance, desks);
    let mut result = Ok(());
    for step in steps {
        result = world.step(*step);
        if result.is_err() {
            break;
        }
    }
    if result.is_ok() {
        result = world.settle(&mut chance);
    }
    Played {
        broken: result.err(),
        log: world.log,
        counts: world.counts,
    }
}

/// A panic is a broken rule too.
fn play_caught(seed: u64, steps: &[Step]) -> Played {
    let played = std::panic::catch_unwind(|| play(seed, steps));
    played.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Played {
            broken: Some(format!("a panic: {}", words.unwrap_or_default())),
            log: Vec::new(),
            counts: Counts::new(),
        }
    })
}

/// Drops steps as long as a rule stays broken.
fn shrunken(seed: u64, steps: Vec<Step>) -> Vec<Step> {
    let mut steps = steps;
    let mut at = steps.len();
    while at > 0 {
        at -= 1;
        let mut fewer = steps.clone();
        fewer.remove(at);
        if play_caught(seed, &fewer).broken.is_some() {
            steps = fewer;
            at = at.min(steps.len());
        }
    }
    steps
}

/// Plays histories; returns how they ended, or what is to be told of those that broke a rule.
fn play_all(seeds: &[u64]) -> Result<Counts, String> {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Vec<u64>> = Mutex::default();
    let counts: Mutex<Counts> = Mutex::default();
    let work = || {
        while let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
            if failed.lock().expect("no panic here").len() >= MOST_TOLD {
                break;
            }
            let played = play_caught(seed, &of_seed(seed));
            if let Some(broken) = &played.broken {
                eprintln!("history {seed}: {broken}");
                failed.lock().expect("no panic here").push(seed);
            }
            let mut counts = counts.lock().expect("no panic here");
            for (what, count) in played.counts {
                *counts.entry(what).or_default() += count;
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let failed = failed.into_inner().expect("no panic here");
    if failed.is_empty() {
        return Ok(counts.into_inner().expect("no panic here"));
    }
    let told: Vec<String> = failed.into_iter().map(told).collect();
    Err(told.join("\n\n"))
}

/// Tells of a history that broke a rule, with as few steps as will do.
fn told(seed: u64) -> String {
    let all = play_caught(seed, &of_seed(seed));
    let steps = shrunken(seed, of_seed(seed));
    let few = play_caught(seed, &steps);
    format!(
        "history {seed}: {}\nwith {} of its steps: {}\n{}",
        all.broken.unwrap_or_default(),
        steps.len(),
        few.broken.unwrap_or_default(),
        few.log.join("\n")
    )
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn no_server_value_is_reverted_and_no_edit_is_lost() {
    if let Some(seed) = number(ONE) {
        let played = play(seed, &of_seed(seed));
        println!("{}", played.log.join("\n"));
        assert_eq!(played.broken, None);
        return;
    }
    let count = number(LONG).unwrap_or(ORDINARY);
    let begin = Instant::now();
    let first = number(FIRST).unwrap_or(1);
    let seeds: Vec<u64> = ONCE_BROKEN
        .into_iter()
        .chain(first..first + count)
        .collect();
    match play_all(&seeds) {
        Ok(counts) => {
            println!(
                "{} histories in {:.1} s",
                seeds.len(),
                begin.elapsed().as_secs_f64()
            );
            for ((what, how), count) in counts {
                println!("  {what} {how:?}: {count}");
            }
        }
        Err(words) => panic!("{words}"),
    }
}
