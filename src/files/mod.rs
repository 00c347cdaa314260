//! A tree in memory: relative path to text or content id.

mod content_id;
mod tree;

pub use content_id::ContentId;
pub use tree::{Content, File, Files, ReadContent, Unreadable};
