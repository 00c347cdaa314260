//! The table that is printed.

use std::time::Duration;

use crate::folder::Ran;

/// The rows of the table, printed as they come.
#[derive(Default)]
pub struct Table;

/// What a number is held against.
pub enum Limit {
    /// Seconds.
    Seconds(f64),
    /// So many times what git took.
    TimesGit(f64),
    /// So many times what curl took.
    TimesCurl(f64),
    /// No limit: for the record.
    None,
}

impl Table {
    /// Prints the head.
    pub fn new() -> Self {
        println!(
            "| what | ours: median (least) | processor | git: median (least) | ratio | limit | holds |"
        );
        println!("|---|---:|---:|---:|---:|---:|---|");
        Self
    }

    /// Prints a row of times: by the clock, and the processor's on average.
    pub fn row(&self, what: &str, ours: Vec<Ran>, git: Vec<Ran>, limit: Limit) {
        let busy: Option<Duration> = ours.iter().map(|ran| ran.busy).sum();
        let busy = busy.filter(|busy| !busy.is_zero());
        let busy = busy.map(|busy| seconds(busy.as_secs_f64() / ours.len() as f64));
        let by_clock = |ran: Vec<Ran>| {
            let mut times: Vec<Duration> = ran.into_iter().map(|ran| ran.took).collect();
            times.sort();
            times
        };
        let (ours, git) = (by_clock(ours), by_clock(git));
        let middle = |times: &[Duration]| times.get(times.len() / 2).map(Duration::as_secs_f64);
        let ratio = match (middle(&ours), middle(&git)) {
            (Some(ours), Some(git)) => Some(ours / git),
            _ => None,
        };
        let (limit, holds) = match limit {
            Limit::Seconds(most) => (
                seconds(most),
                yes_or_no(middle(&ours).is_some_and(|took| took <= most)),
            ),
            Limit::TimesGit(most) => (
                format!("{most:.1} × git"),
                yes_or_no(ratio.is_some_and(|ratio| ratio <= most)),
            ),
            // Where there is no curl, there is nothing to hold it against.
            Limit::TimesCurl(most) => (
                format!("{most:.1} × curl"),
                ratio.map_or("", |ratio| yes_or_no(ratio <= most)),
            ),
            Limit::None => (String::new(), ""),
        };
        println!(
            "| {what} | {} | {} | {} | {} | {limit} | {holds} |",
            spread(&ours),
            busy.unwrap_or_default(),
            spread(&git),
            ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"))
        );
    }

    /// Prints a row whose value is no time.
    pub fn value(&self, what: &str, value: &str, limit: &str, holds: Option<bool>) {
        let holds = holds.map_or("", yes_or_no);
        println!("| {what} | {value} | | | | {limit} | {holds} |");
    }
}

fn yes_or_no(holds: bool) -> &'static str {
    if holds { "yes" } else { "NO" }
}

fn spread(sorted: &[Duration]) -> String {
    let Some(least) = sorted.first() else {
        return String::new();
    };
    let median = sorted[sorted.len() / 2];
    format!(
        "{} ({})",
        seconds(median.as_secs_f64()),
        seconds(least.as_secs_f64())
    )
}

fn seconds(time: f64) -> String {
    if time < 0.1 {
        format!("{:.1} ms", time * 1000.0)
    } else if time < 1.0 {
        format!("{:.0} ms", time * 1000.0)
    } else {
        format!("{time:.2} s")
    }
}
