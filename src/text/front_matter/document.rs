//! A block mapping of YAML as entries with their lines: what the editor works on.
//!
//! Forms that stand on one line and lists of them are read here. Any other form is read by
//! `serde_yaml`, and wherever a document holds more than the plainest forms, both readers must agree.

use std::ops::Range;

use thiserror::Error;

use super::inline::{read_inline, read_quoted, rest_is_blank};
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
        let mut parser = Parser {
            text,
            lines: lines_of(text),
            is_simple: true,
        };
        let all = 0..parser.lines.len();
        let parsed = parser.entries(all, 0, None)?;
        let Some(mut entries) = parsed else {
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

/// A line: where it starts, where its text ends, where the next one starts.
#[derive(Clone, Copy, Debug)]
struct Line {
    start: usize,
    end: usize,
    next: usize,
}

fn lines_of(text: &str) -> Vec<Line> {
    let mut lines = Vec::with_capacity(16);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let next = start + line.len();
        let bare = line.strip_suffix('\n').unwrap_or(line);
        let bare = bare.strip_suffix('\r').unwrap_or(bare);
        lines.push(Line {
            start,
            end: start + bare.len(),
            next,
        });
        start = next;
    }
    lines
}

fn refuse_raw_controls(text: &str) -> Result<(), Refusal> {
    let is_plain = text
        .bytes()
        .all(|byte| byte == b'\n' || (0x20..0x7f).contains(&byte));
    if is_plain {
        return Ok(());
    }
    for (index, char) in text.char_indices() {
        let message = match char {
            '\n' | '\t' => continue,
            '\r' if text[index + 1..].starts_with('\n') => continue,
            '\u{85}' | '\u{2028}' | '\u{2029}' => {
                format!("the line break U+{:04X} is not allowed", u32::from(char))
            }
            '\u{feff}' => "a byte order mark is allowed only at the start".to_owned(),
            char if char.is_control() => {
                format!(
                    "the control character U+{:04X} is not allowed",
                    u32::from(char)
                )
            }
            _ => continue,
        };
        return Err(refusal_at(text, index, message));
    }
    Ok(())
}

/// What was made of a piece of text: `None` if it is of no form known here.
type Parsed<T> = Result<Option<T>, Refusal>;

struct Parser<'a> {
    text: &'a str,
    lines: Vec<Line>,
    /// False once a form was met in which the readers could differ.
    is_simple: bool,
}

impl<'a> Parser<'a> {
    fn line(&self, index: usize) -> &'a str {
        &self.text[self.lines[index].start..self.lines[index].end]
    }

    fn refuse(&self, offset: usize, message: impl Into<String>) -> Refusal {
        refusal_at(self.text, offset, message.into())
    }

    /// Returns the entries in `lines` that begin at `column`; the first may begin within its line.
    fn entries(
        &mut self,
        lines: Range<usize>,
        column: usize,
        first_at: Option<usize>,
    ) -> Parsed<Vec<Entry>> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut index = lines.start;
        while index < lines.end {
            let line = self.line(index);
            let at_column = match first_at {
                Some(at) if index == lines.start => at - self.lines[index].start,
                _ => indent(line),
            };
            let bare = &line[at_column..];
            if bare.is_empty() || bare.starts_with('#') {
                index += 1;
                continue;
            }
            if bare.trim_start_matches([' ', '\t']).is_empty() {
                self.is_simple = false;
                index += 1;
                continue;
            }
            let is_start_marker = column == 0 && entries.is_empty() && bare == "---";
            if is_start_marker {
                self.is_simple = false;
                index += 1;
                continue;
            }
            if at_column != column {
                return Ok(None);
            }
            let at = self.lines[index].start + at_column;
            self.refuse_structure(at, bare)?;
            let Some((entry, next)) = self.entry(index, lines.end, column, at)? else {
                return Ok(None);
            };
            if entries.iter().any(|other| other.key == entry.key) {
                return Err(self.refuse(at, format!("the key `{}` stands here twice", entry.key)));
            }
            entries.push(entry);
            index = next;
        }
        Ok(Some(entries))
    }

    fn refuse_structure(&self, at: usize, bare: &str) -> Result<(), Refusal> {
        let message = match bare.as_bytes()[0] {
            b'?' if bare.len() == 1 || bare[1..].starts_with([' ', '\t']) => {
                "keys that begin with `? ` are not allowed"
            }
            b'{' => "a mapping in braces is not allowed here; write one key a line",
            b'&' => "anchors are not allowed",
            b'*' => "aliases are not allowed",
            b'!' => "tags are not allowed",
            b'.' if bare == "..." || bare.starts_with("... ") => "a second document is not allowed",
            b'-' if bare == "---" || bare.starts_with("--- ") => "a second document is not allowed",
            _ => return Ok(()),
        };
        Err(self.refuse(at, message))
    }

    /// Returns the entry whose key stands at `at` of line `index`, and the line after it.
    fn entry(
        &mut self,
        index: usize,
        end: usize,
        column: usize,
        at: usize,
    ) -> Parsed<(Entry, usize)> {
        let Line {
            start,
            end: line_end,
            ..
        } = self.lines[index];
        let line = self.line(index);
        let Some((key, colon)) = self.key(line, at - start) else {
            return Ok(None);
        };
        let after_colon = start + colon + 1;
        let value_at = after_colon + blanks(&self.text[after_colon..line_end]);
        let rest = &self.text[value_at..line_end];
        let is_empty = rest_is_blank(&self.text[after_colon..line_end]);
        if self.text[after_colon..line_end].contains('\t') {
            self.is_simple = false;
        }
        if !is_empty {
            self.refuse_node_start(value_at, rest)?;
        }
        let next = self.end_of_value(index, end, column, value_at, is_empty);
        let value = if is_empty {
            self.block_value(index + 1..next, column)?
        } else {
            self.value_on_line(index, value_at, next)?
        };
        let entry = Entry {
            key,
            at,
            after_colon,
            lines: start..self.lines[next - 1].next,
            value,
        };
        Ok(Some((entry, next)))
    }

    /// Returns the key at `at` and the offset of its colon in the line.
    fn key(&mut self, line: &str, at: usize) -> Option<(String, usize)> {
        if line[at..].starts_with(['"', '\'']) {
            self.is_simple = false;
            let quoted = read_quoted(line, at)?;
            let Node::Scalar(key) = quoted.node else {
                return None;
            };
            let colon = quoted.end + blanks(&line[quoted.end..]);
            return is_colon(line, colon).then_some((key.text, colon));
        }
        let colon = line[at..]
            .match_indices(':')
            .map(|(index, _)| at + index)
            .find(|colon| is_colon(line, *colon))?;
        let key = line[at..colon].trim_end_matches([' ', '\t']);
        if key.is_empty() || key.contains(" #") {
            return None;
        }
        let is_simple = key.starts_with(|char: char| char.is_ascii_lowercase())
            && key
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            && !matches!(key, "null" | "true" | "false");
        self.is_simple &= is_simple && at + key.len() == colon;
        Some((key.to_owned(), colon))
    }

    fn refuse_node_start(&self, at: usize, rest: &str) -> Result<(), Refusal> {
        let message = match rest.as_bytes()[0] {
            b'&' => "anchors are not allowed",
            b'*' => "aliases are not allowed",
            b'!' => "tags are not allowed",
            _ => return Ok(()),
        };
        Err(self.refuse(at, message))
    }

    /// Returns the line after the last one of a value that begins on line `index`.
    fn end_of_value(
        &mut self,
        index: usize,
        end: usize,
        column: usize,
        value_at: usize,
        is_empty: bool,
    ) -> usize {
        let rest = &self.text[value_at..self.lines[index].end];
        let is_block_scalar = !is_empty && rest.starts_with(['|', '>']);
        let keeps_blank = is_block_scalar
            && rest
                .split([' ', '\t'])
                .next()
                .is_some_and(|header| header.contains('+'));
        let mut last = index;
        if !is_empty && rest.starts_with(['"', '\'', '[', '{']) {
            let closed = end_of_open(self.text, value_at);
            while last + 1 < end && self.lines[last + 1].start < closed {
                last += 1;
            }
        }
        for next in last + 1..end {
            let line = self.line(next);
            let bare = line.trim_start_matches([' ', '\t']);
            if bare.is_empty() {
                if keeps_blank {
                    last = next;
                }
                continue;
            }
            let indent = line.len() - bare.len();
            let is_item = is_empty && indent == column && (bare == "-" || bare.starts_with("- "));
            if indent > column || is_item {
                last = next;
            } else if !bare.starts_with('#') || is_block_scalar {
                break;
            }
        }
        last + 1
    }

    /// Returns the value that begins on the line of its key.
    fn value_on_line(
        &mut self,
        index: usize,
        value_at: usize,
        next: usize,
    ) -> Result<Value, Refusal> {
        let start = self.lines[index].start;
        let line = self.line(index);
        let goes_on = (index + 1..next).any(|index| !self.is_blank_or_comment(index));
        if goes_on {
            self.is_simple = false;
            self.refuse_within(value_at, self.lines[next - 1].end)?;
            return Ok(Value::Other(Node::Null));
        }
        let Some(inline) = read_inline(line, value_at - start) else {
            self.is_simple = false;
            self.refuse_within(value_at, self.lines[next - 1].end)?;
            return Ok(Value::Other(Node::Null));
        };
        self.is_simple &= inline.is_simple && index + 1 == next;
        if !inline.is_simple {
            self.refuse_within(value_at, start + inline.end)?;
        }
        Ok(Value::Inline {
            span: value_at..start + inline.end,
            node: inline.node,
        })
    }

    /// Refuses anchors, aliases and tags within collections.
    fn refuse_within(&self, from: usize, to: usize) -> Result<(), Refusal> {
        let text = &self.text[from..to];
        if !text.starts_with(['[', '{', '-']) {
            return Ok(());
        }
        let mut quote = None;
        let mut opens_node = true;
        let mut before = ' ';
        for (index, char) in text.char_indices() {
            if let Some(open) = quote {
                let is_escaped = open == '"' && before == '\\';
                if char == open && !is_escaped {
                    quote = None;
                }
                before = if is_escaped { ' ' } else { char };
                continue;
            }
            match char {
                '"' | '\'' if opens_node => quote = Some(char),
                '&' | '*' | '!' if opens_node => {
                    self.refuse_node_start(from + index, &text[index..])?;
                }
                _ => {}
            }
            opens_node = match char {
                '[' | '{' | ',' | '\n' => true,
                ' ' | '\t' | '\r' => opens_node || matches!(before, ':' | '-'),
                _ => false,
            };
            before = char;
        }
        Ok(())
    }

    fn is_blank_or_comment(&self, index: usize) -> bool {
        let bare = self.line(index).trim_start_matches([' ', '\t']);
        bare.is_empty() || bare.starts_with('#')
    }

    /// Returns the value below a key with nothing after its colon.
    fn block_value(&mut self, lines: Range<usize>, column: usize) -> Result<Value, Refusal> {
        let first = lines
            .clone()
            .find(|index| !self.is_blank_or_comment(*index));
        let Some(first) = first else {
            return Ok(Value::Empty);
        };
        let line = self.line(first);
        let dash_column = indent(line);
        let is_list = line[dash_column..].starts_with("- ") || &line[dash_column..] == "-";
        if is_list && dash_column >= column {
            if let Some(items) = self.items(lines.clone(), dash_column)? {
                return Ok(Value::Items(items));
            }
        }
        self.is_simple = false;
        for index in lines {
            let at = self.lines[index].start + indent(self.line(index));
            let bare = &self.text[at..self.lines[index].end];
            if !bare.is_empty() {
                self.refuse_node_start(at, bare)?;
                self.refuse_after_indicators(at, bare)?;
            }
        }
        Ok(Value::Other(Node::Null))
    }

    /// Refuses anchors, aliases and tags after `- ` and `: ` on a line of a nested block.
    fn refuse_after_indicators(&self, at: usize, bare: &str) -> Result<(), Refusal> {
        for mark in ["- ", ": "] {
            for (index, _) in bare.match_indices(mark) {
                let is_indicator =
                    mark == ": " || bare[..index].trim_matches([' ', '-']).is_empty();
                let value = index + 2 + blanks(&bare[index + 2..]);
                if is_indicator && value < bare.len() {
                    self.refuse_node_start(at + value, &bare[value..])?;
                }
            }
        }
        Ok(())
    }

    /// Returns the items of a block list whose dashes stand at `dash_column`.
    fn items(&mut self, lines: Range<usize>, dash_column: usize) -> Parsed<Vec<Item>> {
        let mut items = Vec::new();
        let mut index = lines.start;
        while index < lines.end {
            if self.is_blank_or_comment(index) {
                index += 1;
                continue;
            }
            let line = self.line(index);
            let bare = &line[indent(line)..];
            if indent(line) != dash_column || !(bare == "-" || bare.starts_with("- ")) {
                return Ok(None);
            }
            let mut last = index;
            for next in index + 1..lines.end {
                if self.is_blank_or_comment(next) {
                    continue;
                }
                if indent(self.line(next)) <= dash_column {
                    break;
                }
                last = next;
            }
            let Some(value) = self.item_value(index, last + 1, dash_column)? else {
                return Ok(None);
            };
            let start = self.lines[index].start;
            items.push(Item {
                lines: start..self.lines[last].next,
                dash: start + dash_column,
                value,
            });
            index = last + 1;
        }
        Ok(Some(items))
    }

    fn item_value(&mut self, index: usize, next: usize, dash_column: usize) -> Parsed<Value> {
        let Line { start, end, .. } = self.lines[index];
        let line = self.line(index);
        let after_dash = dash_column + 1;
        if rest_is_blank(&line[after_dash..]) {
            if next > index + 1 {
                return Ok(None);
            }
            let at = start + after_dash;
            return Ok(Some(Value::Inline {
                span: at..at,
                node: Node::Null,
            }));
        }
        let column = after_dash + blanks(&line[after_dash..]);
        if line[after_dash..column].contains('\t') {
            self.is_simple = false;
        }
        let at = start + column;
        self.refuse_node_start(at, &self.text[at..end])?;
        if next == index + 1 {
            if let Some(inline) = read_inline(line, column) {
                self.is_simple &= inline.is_simple;
                if !inline.is_simple {
                    self.refuse_within(at, start + inline.end)?;
                }
                return Ok(Some(Value::Inline {
                    span: at..start + inline.end,
                    node: inline.node,
                }));
            }
        }
        if line[column..].starts_with(['-', '[', '{', '|', '>']) {
            return Ok(None);
        }
        Ok(self.entries(index..next, column, Some(at))?.map(Value::Map))
    }
}

/// Returns how many spaces a line begins with.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Returns how many bytes of blanks a text begins with.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

fn is_colon(line: &str, at: usize) -> bool {
    line[at..].starts_with(':') && (at + 1 == line.len() || line[at + 1..].starts_with([' ', '\t']))
}

/// Returns the offset after the quote or bracket that closes the one at `at`; the end if none does.
fn end_of_open(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut index = at;
    while index < bytes.len() {
        match bytes[index] {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'#' if index > at && matches!(bytes[index - 1], b' ' | b'\t' | b'\n') => {
                while index + 1 < bytes.len() && bytes[index + 1] != b'\n' {
                    index += 1;
                }
            }
            quote @ (b'"' | b'\'') if index == at || opens_quote(bytes[index - 1]) => {
                index = end_of_quote(bytes, index, quote);
            }
            _ => {}
        }
        index += 1;
        if depth == 0 {
            return index.min(text.len());
        }
    }
    text.len()
}

fn opens_quote(before: u8) -> bool {
    matches!(before, b' ' | b'\t' | b'\n' | b'[' | b'{' | b',' | b':')
}

/// Returns the index of the closing quote.
fn end_of_quote(bytes: &[u8], at: usize, quote: u8) -> usize {
    let mut index = at + 1;
    while index < bytes.len() {
        if bytes[index] == b'\\' && quote == b'"' {
            index += 1;
        } else if bytes[index] == quote {
            if quote == b'\'' && bytes.get(index + 1) == Some(&b'\'') {
                index += 1;
            } else {
                return index;
            }
        }
        index += 1;
    }
    bytes.len()
}
