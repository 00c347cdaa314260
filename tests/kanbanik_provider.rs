//! The provider for Kanbanik against the look-alike of three versions: what it reads, what it
//! sends, what it refuses; and the whole round through the program.

mod cards;
mod classes;
mod columns;
mod everywhere;
mod faults;
mod held;
mod lost;
mod mixed;
mod moves;
mod places;
mod reading;
mod round;
mod sessions;
mod structure;
mod traps;
pub mod world;
