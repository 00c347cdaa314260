//! From Deck's JSON to the model; no requests, no choices about when to ask.

mod attachment;
mod board;
mod card;
mod comment;

pub(super) use attachment::{DECK_FILE, attachments, kind_word};
pub(super) use board::{
    ArchivedCards, board, member, rights, shown_in_order, stack, stacks_in_order,
};
pub(super) use card::{PLAIN, card};
pub(super) use comment::comments;
