//! The provider for Deck against the look-alike: what it reads, what it sends, what it refuses.

mod boards;
mod cards;
mod changes;
mod faults;
mod idle;
mod moves;
mod new_cards;
mod reading;
mod round;
mod seen;
mod stacks;
pub mod world;
mod written;
