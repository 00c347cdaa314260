//! All integration tests, in one binary.

mod architecture;
mod attachments;
mod codecks_guide;
mod codecks_hangs;
mod codecks_provider;
mod codecks_round;
mod comments;
mod conflicts;
mod deck_provider;
mod edits;
mod format;
mod fuzz;
mod histories;
mod kanbanik_provider;
mod laws;
mod members;
mod mistakes;
mod pair;
mod providers;
mod recordings;
mod repo;
mod resume;
mod round_trip;
mod stories;
mod support;
mod work;
