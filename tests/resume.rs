//! Pushes and pulls that were cut off, killed or left without an answer, and what the next one
//! makes of it.

mod killing;
mod kills;
mod lost_answers;
mod strangers;
