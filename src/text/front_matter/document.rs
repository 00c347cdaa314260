//! A block mapping of YAML as entries with their lines: what the editor works on.
//!
//! Forms that stand on one line and lists of them are read here. Any other form is read by
//! `serde_yaml`, and wherever a document holds more than the plainest forms, both readers must agree.

use std::ops::Range;

use thiserror::Error;

use super::forbidden::refuse_raw_controls;
use super::parser::Parser;
use super::verify::verify;

/// The most bytes that front matter may have; a reader of YAML takes seconds for more.
pub const MOST_BYTES: usize = 64 * 1024;

/// Why a text is not taken as front matter.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct Refusal {
    /// The line within the text, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, without the place.
    pub message: String,
}

/// A value, with scalars as their text stands in the source.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing, `~` or `null`.
    Null,
    /// One scalar.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the source.
    Map(Vec<(String, Node)>),
}

/// A scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// Its text, without quotes; of a plain one exactly as in the source.
    pub text: String,
    /// True if it is quoted or a block scalar, and so text whatever it looks like.
    pub is_quoted: bool,
}

/// The value of an entry, with the form it has in the source.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing after the colon.
    Empty,
    /// A value on the line of its key.
    Inline {
        /// Its bytes in the text.
        span: Range<usize>,
        /// What it says.
        node: Node,
    },
    /// A block list.
    Items(Vec<Item>),
    /// A block mapping; only within lists.
    Map(Vec<Entry>),
    /// A form that only `serde_yaml` reads.
    Other(Node),
}

/// One item of a block list.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The bytes of all its lines.
    pub lines: Range<usize>,
    /// The byte offset of its dash.
    pub dash: usize,
    /// What it says.
    pub value: Value,
}

/// A key with its value and the lines that it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The byte offset of the key.
    pub at: usize,
    /// The byte offset right after the colon.
    pub after_colon: usize,
    /// The bytes of all its lines, line ends included.
    pub lines: Range<usize>,
    /// The value.
    pub value: Value,
}

/// A parsed block mapping.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The text that it was parsed from.
    pub text: &'a str,
    /// Its entries, in order; keys are unique.
    pub entries: Vec<Entry>,
}

impl Value {
    /// Returns what the value says, whatever its form.
    pub fn node(&self) -> Node {
        match self {
            Self::Empty => Node::Null,
            Self::Inline { node, .. } | Self::Other(node) => node.clone(),
            Self::Items(items) => Node::List(items.iter().map(|item| item.value.node()).collect()),
            Self::Map(entries) => Node::Map(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.node()))
                    .collect(),
            ),
        }
    }
}

impl<'a> Document<'a> {
    /// Returns the entries of `text`, a block mapping or nothing.
    ///
    /// # Errors
    /// The text is no YAML, or YAML of a form that front matter must not have.
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        Self::parse_with(text, false)
    }

    /// Returns the same as `parse`, always held against `serde_yaml`.
    ///
    /// # Errors
    /// As `parse`.
    pub fn parse_verified(text: &'a str) -> Result<Self, Refusal> {
        Self::parse_with(text, true)
    }

    fn parse_with(text: &'a str, is_verified: bool) -> Result<Self, Refusal> {
        if text.len() > MOST_BYTES {
            return Err(refusal_at(text, 0, "more than 64 KB".to_owned()));
        }
        refuse_raw_controls(text)?;
        let mut parser = Parser::new(text);
        let Some(mut entries) = parser.whole()? else {
            return Err(verify(text, None)
                .err()
                .unwrap_or_else(|| refusal_at(text, 0, "not a mapping of keys".to_owned())));
        };
        if is_verified || !parser.is_simple {
            verify(text, Some(&mut entries))?;
        }
        Ok(Self { text, entries })
    }

    /// Returns the entry of that key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Returns line and column, both from 1, of a byte offset.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        place(self.text, offset)
    }
}

/// Returns line and column, both from 1 and the column in characters, of a byte offset.
pub fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |index| index + 1);
    (line, before[line_start..].chars().count() + 1)
}

/// Returns the refusal of what stands at a byte offset.
pub fn refusal_at(text: &str, offset: usize, message: String) -> Refusal {
    let (line, column) = place(text, offset);
    Refusal {
        line,
        column,
        message,
    }
}
