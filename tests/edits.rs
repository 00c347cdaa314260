//! Each kind of edit, made with an editor's means, as the calls that a push of it sends.

mod boards;
mod deletions;
mod labels;
mod many;
mod new_cards;
mod older;
mod places;
pub mod sent;
mod stacks;
mod values;
pub mod world;
