//! Two people with a clone each: random edits, pulls and pushes by turns, branches exchanged
//! through a third repository, conflicts settled by a coin in the ways that are printed.

mod exchange;
mod held;
mod mending;
mod settling;
mod steps;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::histories::chance::Chance;
use crate::support::long::{LONG, is_long};
use steps::{Step, of_seed};
use world::{Counts, World};

/// How many stories an ordinary run plays.
const ORDINARY: u64 = 4;
/// The seed of the first: these four meet conflicts of pulls, of merges by git, and in no file.
const ORDINARY_FIRST: u64 = 5;
/// The variable that names the first seed.
const FIRST: &str = "GIT_BOARD_FIRST_PAIR";
/// The variable that plays one story, by its seed, and tells all of it.
const ONE: &str = "GIT_BOARD_PAIR";

/// What came of a story.
struct Played {
    broken: Option<String>,
    log: Vec<String>,
    counts: Counts,
}

fn play(seed: u64, steps: &[Step]) -> Played {
    let mut world = World::new(seed);
    let mut chance = Chance::new(seed ^ 0x5eed);
    let played = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for step in steps {
            world.step(*step)?;
        }
        world.ends(&mut chance)
    }));
    let broken = played.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("a panic: {}", words.unwrap_or_default()))
    });
    Played {
        broken: broken.err(),
        log: world.log,
        counts: world.counts,
    }
}

/// Drops steps, many at first, as long as a rule is broken in words that begin alike.
fn shrunken(seed: u64, steps: Vec<Step>, broken: &str) -> Vec<Step> {
    let beginning: String = broken.chars().take(16).collect();
    let is_alike = |broken: Option<String>| broken.is_some_and(|it| it.starts_with(&beginning));
    let mut steps = steps;
    let mut size = steps.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + size).min(steps.len()));
            if is_alike(play(seed, &fewer).broken) {
                steps = fewer;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    steps
}

/// Plays stories; returns how they went, or the seeds of those that broke a rule.
fn play_all(seeds: &[u64]) -> Result<Counts, Vec<u64>> {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Vec<u64>> = Mutex::default();
    let counts: Mutex<Counts> = Mutex::default();
    let work = || {
        while let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
            let played = play(seed, &of_seed(seed));
            if let Some(broken) = &played.broken {
                eprintln!("story {seed}: {broken}");
                failed.lock().expect("no panic here").push(seed);
            }
            if is_long() {
                println!("story {seed}: {:?}", played.counts);
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
        Ok(counts.into_inner().expect("no panic here"))
    } else {
        Err(failed)
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn two_people_end_with_the_servers_state_and_no_edit_is_lost() {
    if let Some(seed) = number(ONE) {
        let played = play(seed, &of_seed(seed));
        println!("{}", played.log.join("\n"));
        if let Some(broken) = played.broken {
            println!("story {seed}: {broken}; now with fewer steps");
            let steps = shrunken(seed, of_seed(seed), &broken);
            let few = play(seed, &steps);
            panic!(
                "story {seed}: {broken}\nwith {} of its steps: {}\n{}",
                steps.len(),
                few.broken.unwrap_or_default(),
                few.log.join("\n")
            );
        }
        return;
    }
    let count = number(LONG).unwrap_or(ORDINARY);
    let usual = if is_long() { 1 } else { ORDINARY_FIRST };
    let first = number(FIRST).unwrap_or(usual);
    let seeds: Vec<u64> = (first..first + count).collect();
    let begin = Instant::now();
    match play_all(&seeds) {
        Ok(counts) => {
            println!(
                "{count} stories in {:.1} s: {counts:?}",
                begin.elapsed().as_secs_f64()
            );
            if first == ORDINARY_FIRST && !is_long() {
                for what in ["exchanges", "merges in conflict", "pulls in conflict"] {
                    assert!(counts.contains_key(what), "no {what}: {counts:?}");
                }
            }
        }
        Err(seeds) => panic!("stories {seeds:?} broke a rule; {ONE}=SEED tells all of one"),
    }
}
