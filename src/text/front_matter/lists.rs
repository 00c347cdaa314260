//! Block lists: their items, each one value or a mapping.

use std::ops::Range;

use super::document::{Item, Node, Value};
use super::inline::{read_inline, rest_is_blank};
use super::lines::{Line, blanks, indent};
use super::parser::{Parsed, Parser};

impl Parser<'_> {
    /// Returns the items of a block list whose dashes stand at `dash_column`.
    pub(super) fn items(&mut self, lines: Range<usize>, dash_column: usize) -> Parsed<Vec<Item>> {
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
        if next == index + 1
            && let Some(inline) = read_inline(line, column)
        {
            self.is_simple &= inline.is_simple;
            if !inline.is_simple {
                self.refuse_within(at, start + inline.end)?;
            }
            return Ok(Some(Value::Inline {
                span: at..start + inline.end,
                node: inline.node,
            }));
        }
        if line[column..].starts_with(['-', '[', '{', '|', '>']) {
            return Ok(None);
        }
        Ok(self.entries(index..next, column, Some(at))?.map(Value::Map))
    }
}
