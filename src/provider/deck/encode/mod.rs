//! From the model to Deck's JSON, and the numbers that give things their place; pure.

mod card;
mod order;

pub(super) use card::{CardValues, new_card, person_kind};
pub(super) use order::order_between;
