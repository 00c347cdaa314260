//! Pushes and pulls that were cut off, killed, interrupted or left without an answer, and what the
//! next one makes of it.

mod cut_clones;
mod everywhere;
mod held;
mod interruptions;
pub mod killing;
mod kills;
mod lost_answers;
pub mod matrix;
mod mixed;
mod served_faults;
mod strangers;
