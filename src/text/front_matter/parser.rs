//! Splitting a block mapping into entries with their lines.

use std::ops::Range;

use super::document::{Entry, Node, Refusal, Value, refusal_at};
use super::inline::{read_inline, read_quoted, rest_is_blank};
use super::lines::{Line, blanks, end_of_open, indent, is_colon, lines_of};

/// What was made of a piece of text: `None` if it is of no form known here.
pub type Parsed<T> = Result<Option<T>, Refusal>;

/// Reads the forms of a text that stand on one line, and lists of them.
pub struct Parser<'a> {
    /// The text.
    pub text: &'a str,
    /// Its lines.
    pub lines: Vec<Line>,
    /// False once a form was met in which the readers could differ.
    pub is_simple: bool,
}

impl<'a> Parser<'a> {
    /// Returns a reader at the start of a text.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            lines: lines_of(text),
            is_simple: true,
        }
    }

    /// Returns the entries of the whole text.
    pub fn whole(&mut self) -> Parsed<Vec<Entry>> {
        self.entries(0..self.lines.len(), 0, None)
    }

    /// Returns the text of a line without its line end.
    pub(super) fn line(&self, index: usize) -> &'a str {
        &self.text[self.lines[index].start..self.lines[index].end]
    }

    /// Returns the refusal of what stands at an offset.
    pub(super) fn refuse(&self, offset: usize, message: impl Into<String>) -> Refusal {
        refusal_at(self.text, offset, message.into())
    }

    /// Returns the entries in `lines` that begin at `column`; the first may begin within its line.
    pub(super) fn entries(
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
        let next = self.end_of_value(index, end, column, value_at, is_empty)?;
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

    /// Returns the line after the last one of a value that begins on line `index`.
    fn end_of_value(
        &mut self,
        index: usize,
        end: usize,
        column: usize,
        value_at: usize,
        is_empty: bool,
    ) -> Result<usize, Refusal> {
        let rest = &self.text[value_at..self.lines[index].end];
        let is_block_scalar = !is_empty && rest.starts_with(['|', '>']);
        let keeps_blank = is_block_scalar
            && rest
                .split([' ', '\t'])
                .next()
                .is_some_and(|header| header.contains('+'));
        let mut last = index;
        if !is_empty && rest.starts_with(['"', '\'', '[', '{']) {
            let Some(closed) = end_of_open(self.text, value_at) else {
                let what = if rest.starts_with(['"', '\'']) {
                    "quote"
                } else {
                    "bracket"
                };
                return Err(self.refuse(value_at, format!("this {what} is never closed")));
            };
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
        Ok(last + 1)
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

    /// Returns true if a line says nothing.
    pub(super) fn is_blank_or_comment(&self, index: usize) -> bool {
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
        if is_list
            && dash_column >= column
            && let Some(items) = self.items(lines.clone(), dash_column)?
        {
            return Ok(Value::Items(items));
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
}
