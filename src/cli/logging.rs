//! What the program does, in detail, for those who look for a fault: `GIT_BOARD_LOG=debug`.

use std::env;
use std::io::{self, Write};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

use super::screen::above;

/// Standard error, with the bars out of the way.
struct AboveBars;

impl Write for AboveBars {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        above(|| io::stderr().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// Writes what this crate tells to standard error, from the level on that the environment names;
/// without `GIT_BOARD_LOG`, nothing. No secret is ever told.
pub fn start() {
    let Ok(level) = env::var("GIT_BOARD_LOG") else {
        return;
    };
    let level = level.parse().unwrap_or(LevelFilter::DEBUG);
    let lines = fmt::layer()
        .with_writer(|| AboveBars)
        .with_ansi(false)
        .with_filter(Targets::new().with_target("git_board", level));
    // A second start, as in tests, changes nothing.
    let _ = registry().with(lines).try_init();
}
