//! A card's file: its values as text, read and written.

mod keys;
mod read;
mod write;

pub use read::{CardText, read_card};
pub use write::{UNCLOSED, WantedCard, edit_card, id_scalar, new_card};
