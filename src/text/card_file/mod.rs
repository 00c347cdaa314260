//! A card's file: its values as text, read and written.

mod edit;
mod keys;
mod read;
mod verify;
mod write;

pub use edit::{UNCLOSED, edit_card, gets_its_time};
pub use read::{CardText, read_card};
pub use write::{WantedCard, id_scalar, new_card};
