//! Front matter: YAML that is read with positions and edited line by line.

mod document;
mod edit;
mod forbidden;
mod forms;
mod inline;
mod lines;
mod lists;
mod parser;
mod scalar;
mod split;
mod verify;

pub use document::{Document, Entry, Node, Refusal, Scalar, Value};
pub use edit::{Editor, ItemEdit, MapEdit};
pub use forms::ListOf;
pub use scalar::{flow_list, flow_text, text_scalar};
pub use split::{BOM, Split};

#[cfg(test)]
mod tests;
