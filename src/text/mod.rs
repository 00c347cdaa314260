//! The format: account to files and back.
//!
//! `read` makes an account and a layout of a tree of files and reports every problem; `write` says
//! which files change so that a tree says another account. Everything in between is pure.

mod attachment_names;
mod board_file;
mod body;
mod card_file;
mod codecks_file;
mod comment_file;
mod fields;
mod front_matter;
mod label_names;
mod layout;
mod maps;
mod markdown;
mod names;
mod position;
mod positions;
mod problem;
mod read;
mod stack_file;
mod suggestion;
mod tags;
mod write;

pub use attachment_names::{COMMENTS, attachment_names};
pub use board_file::BOARD_FILE;
pub use body::{LineEnds, marker_line};
pub use codecks_file::CODECKS_FILE;
pub use comment_file::write_comment as comment_text;
pub use front_matter::text_scalar;
pub use layout::{AttachmentFile, CardFile, CommentFile, Folder, Known, Layout, OrganizationFile};
pub use markdown::{Checklist, FileLink, checklist, file_links, first_heading};
pub use names::{folded, is_card_name, is_ignored, slug};
pub use position::{NotAPosition, Position};
pub use positions::{Placed, positions_for};
pub use problem::{Problem, Severity};
pub use read::{SingleCard, TextRead, read, read_single, read_state};
pub use stack_file::STACK_FILE;
pub use suggestion::suggestion;
pub use write::{
    CardOver, CardPlace, Changes, NamePolicy, NewContent, Over, Written, card_text, stack_text,
    write,
};
