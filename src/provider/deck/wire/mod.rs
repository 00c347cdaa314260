//! The JSON of Deck, as its REST and OCS interfaces send it.
//!
//! Seen in Deck 1.16.7 (Nextcloud 32) and 1.18.3 (Nextcloud 34); the interface is described in
//! <https://github.com/nextcloud/deck/blob/main/docs/API.md>. Keys that we do not use are not
//! named here, and unknown ones are ignored.

mod attachment;
mod board;
mod card;
mod comment;
mod ocs;
mod scalar;
mod stack;

pub(super) use attachment::{Attachment, Conflict, Extended};
pub(super) use board::{Acl, Board, Created, Label};
pub(super) use card::{Card, Participant};
pub(super) use comment::Comment;
pub(super) use ocs::{Capabilities, Envelope, User};
pub(super) use scalar::WireId;
pub(super) use stack::Stack;
