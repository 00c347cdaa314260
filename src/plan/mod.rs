//! Merge, difference, order of sending, refusals, guards, adoption, verification, words.

pub mod adopt;
pub mod body;
pub mod conflict;
pub mod diff;
pub mod field;
pub mod guard;
pub mod merge;
pub mod order;
pub mod presence;
pub mod refuse;
pub mod set;
pub mod three_values;
pub mod value;
pub mod verify;
pub mod words;

#[cfg(test)]
pub(crate) mod sketch;

pub use adopt::{Adoption, Attempt, Candidate, KnownIds, look_up};
pub use body::BodyMerge;
pub use conflict::{Conflict, Field, Thing, ThingKey, ThreeValues};
pub use diff::{operations, without_orders};
pub use guard::{Guard, guards, pull_guards};
pub use merge::{
    Bug, CardMerge, CommentVersions, Merged, Note, Outcome, Scope, Versions, merge, merge_values,
    strangers, with_values_of,
};
pub use refuse::{Reason, Refusal, refuse};
pub use verify::{Difference, NormalForms, Value, Verdict, verify};
pub use words::bytes_in_words;
pub use words::{Described, Summary, describe, line, summary};
