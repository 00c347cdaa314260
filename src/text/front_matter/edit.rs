//! Changes of single values that leave every other byte of a block mapping alone.

use std::ops::Range;

use super::document::{Document, Entry, Item, Node, Value};
use super::forms::{ListOf, flow_map};
use super::scalar::flow_list;

/// One item of a list of scalars, as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemEdit {
    /// The index of the item that says so already, perhaps in other words.
    pub existing: Option<usize>,
    /// The text; `None` where the existing item stays as it is.
    pub text: Option<String>,
}

/// One item of a list of mappings, as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapEdit {
    /// The index of the item that is this one.
    pub existing: Option<usize>,
    /// Keys with their new values, as scalars that may stand in brackets too; of a new item all.
    pub values: Vec<(&'static str, String)>,
}

/// Collects changes of one document and makes the new text.
#[derive(Debug)]
pub struct Editor<'a> {
    document: &'a Document<'a>,
    line_end: &'static str,
    splices: Vec<Splice>,
}

/// A piece of the text and what comes in its place.
#[derive(Debug)]
struct Splice {
    range: Range<usize>,
    /// What comes first of several at one offset: lines of an entry, then new entries in order.
    rank: usize,
    new: String,
}

impl<'a> Editor<'a> {
    /// Returns an editor that changes nothing yet; new lines end like the first one.
    ///
    /// `line_end` is used where the document has no line.
    pub fn new(document: &'a Document<'a>, line_end: &'static str) -> Self {
        let line_end = match document.text.find('\n') {
            Some(end) if document.text[..end].ends_with('\r') => "\r\n",
            Some(_) => "\n",
            None => line_end,
        };
        Self {
            document,
            line_end,
            splices: Vec::new(),
        }
    }

    /// Puts `scalar`, valid YAML on one line, in the place of the key's value.
    ///
    /// `order` is the order of keys; a new key goes behind the last present one that precedes it.
    pub fn set(&mut self, key: &str, scalar: &str, order: &[&str]) {
        match self.document.entry(key) {
            Some(entry) => self.set_entry(entry, scalar, 0),
            None => {
                let line = format!("{key}: {scalar}{}", self.line_end);
                self.insert_key(key, order, line);
            }
        }
    }

    /// Takes the key's lines away.
    pub fn remove(&mut self, key: &str) {
        if let Some(entry) = self.document.entry(key) {
            for lines in self.own_lines(entry) {
                self.splice(lines, String::new());
            }
        }
    }

    /// Returns the lines of an entry without the blank ones and the comments at the left within.
    fn own_lines(&self, entry: &Entry) -> Vec<Range<usize>> {
        let text = self.document.text;
        let value = text[entry.after_colon..].trim_start_matches([' ', '\t']);
        if value.starts_with(['|', '>', '"', '\'']) {
            return vec![entry.lines.clone()];
        }
        let mut own: Vec<Range<usize>> = Vec::new();
        let mut start = entry.lines.start;
        for line in text[entry.lines.clone()].split_inclusive('\n') {
            let end = start + line.len();
            let is_nobodys = line.trim().is_empty() || line.starts_with('#');
            match own.last_mut() {
                _ if is_nobodys => {}
                Some(last) if last.end == start => last.end = end,
                _ => own.push(start..end),
            }
            start = end;
        }
        own
    }

    fn splice(&mut self, range: Range<usize>, new: String) {
        let rank = 0;
        self.splices.push(Splice { range, rank, new });
    }

    /// Makes the key's value this list of texts.
    pub fn set_list(&mut self, key: &str, of: ListOf, items: &[ItemEdit], order: &[&str]) {
        let texts = self.list_texts(key, items);
        let Some(entry) = self.document.entry(key) else {
            let lines = self.new_items(of, &texts);
            let text = format!("{key}:{}{lines}", self.line_end);
            return self.insert_key(key, order, text);
        };
        match &entry.value {
            Value::Empty => {
                let lines = self.new_items(of, &texts);
                self.insert_lines(self.line_after(entry.after_colon), lines);
            }
            Value::Items(present) => {
                let blocks: Vec<String> = texts.iter().map(|text| of.block(text)).collect();
                let existing: Vec<Option<usize>> = items.iter().map(|item| item.existing).collect();
                self.place_items(present, &existing, &blocks);
                for item in items {
                    if let (Some(index), Some(text)) = (item.existing, &item.text) {
                        self.set_item(&present[index], &of.block(text));
                    }
                }
            }
            Value::Inline { .. } | Value::Map(_) | Value::Other(_) => {
                let list = flow_list(texts.iter().map(|text| of.flow(text)));
                self.set_entry(entry, &list, 0);
            }
        }
    }

    /// Makes the key's value this list of mappings; keys that an item has besides stay.
    pub fn set_maps(&mut self, key: &str, items: &[MapEdit], order: &[&str], item_order: &[&str]) {
        let Some(entry) = self.document.entry(key) else {
            let lines: String = items.iter().map(|item| self.new_map("  ", item)).collect();
            let text = format!("{key}:{}{lines}", self.line_end);
            return self.insert_key(key, order, text);
        };
        match &entry.value {
            Value::Empty => {
                let lines: String = items.iter().map(|item| self.new_map("  ", item)).collect();
                self.insert_lines(self.line_after(entry.after_colon), lines);
            }
            Value::Items(present) => {
                let existing: Vec<Option<usize>> = items.iter().map(|item| item.existing).collect();
                let blocks: Vec<String> = items
                    .iter()
                    .map(|item| self.map_block(present, item))
                    .collect();
                self.place_items(present, &existing, &blocks);
                for item in items {
                    if let Some(index) = item.existing {
                        self.edit_map(&present[index], &item.values, item_order);
                    }
                }
            }
            Value::Inline { node, .. } | Value::Other(node) => {
                let nodes: &[Node] = match node {
                    Node::List(nodes) => nodes,
                    _ => &[],
                };
                let list = flow_list(items.iter().map(|item| {
                    let node = item.existing.and_then(|index| nodes.get(index));
                    flow_map(node, &item.values)
                }));
                self.set_entry(entry, &list, 0);
            }
            Value::Map(_) => {}
        }
    }

    /// Returns the new text.
    pub fn finish(mut self) -> String {
        let text = self.document.text;
        self.splices
            .sort_by_key(|splice| (splice.range.start, splice.range.end, splice.rank));
        let mut out = String::with_capacity(text.len() + 64);
        let mut at = 0;
        for Splice { range, new, .. } in &self.splices {
            out.push_str(&text[at..range.start.max(at)]);
            out.push_str(new);
            at = at.max(range.end);
        }
        out.push_str(&text[at..]);
        out
    }

    /// Returns the whole list's texts, present ones that stay included.
    fn list_texts(&self, key: &str, items: &[ItemEdit]) -> Vec<String> {
        let present = match self.document.entry(key).map(|entry| entry.value.node()) {
            Some(Node::List(nodes)) => nodes,
            _ => Vec::new(),
        };
        items
            .iter()
            .filter_map(|item| {
                let kept = || match item.existing.and_then(|index| present.get(index)) {
                    Some(Node::Scalar(scalar)) => Some(scalar.text.clone()),
                    Some(map @ Node::Map(_)) => Some(flow_map(Some(map), &[])),
                    _ => None,
                };
                item.text.clone().or_else(kept)
            })
            .collect()
    }

    fn set_entry(&mut self, entry: &Entry, scalar: &str, column: usize) {
        match &entry.value {
            Value::Empty => {
                let at = entry.after_colon;
                self.splice(at..at, format!(" {scalar}"));
            }
            Value::Inline { span, .. } => self.splice(span.clone(), scalar.to_owned()),
            Value::Items(_) | Value::Map(_) | Value::Other(_) => {
                let mut text: String = self
                    .comments_of(entry)
                    .iter()
                    .map(|comment| format!("{:column$}{comment}{}", "", self.line_end))
                    .collect();
                text.push_str(&format!("{}: {scalar}{}", entry.key, self.line_end));
                self.splice(entry.at..entry.lines.end, text);
            }
        }
    }

    /// Returns the comments that stand within an entry's lines.
    fn comments_of(&self, entry: &Entry) -> Vec<&'a str> {
        let text = self.document.text;
        let value = text[entry.after_colon..entry.lines.end].trim_start_matches([' ', '\t']);
        if value.starts_with(['|', '>', '"', '\'']) {
            return Vec::new();
        }
        text[entry.after_colon..entry.lines.end]
            .lines()
            .filter_map(|line| {
                let bare = line.trim_start_matches([' ', '\t']);
                if bare.starts_with('#') {
                    return Some(bare.trim_end());
                }
                let at = line.find(" #").or_else(|| line.find("\t#"))?;
                (!line[..at].contains(['"', '\''])).then(|| line[at + 1..].trim_end())
            })
            .collect()
    }

    /// Removes the items that no wanted one is, and inserts the new ones at their places.
    fn place_items(&mut self, present: &[Item], existing: &[Option<usize>], blocks: &[String]) {
        let Some(first) = present.first() else { return };
        for (index, item) in present.iter().enumerate() {
            if !existing.contains(&Some(index)) {
                self.splice(item.lines.clone(), String::new());
            }
        }
        let text = self.document.text;
        let indent = text[first.lines.start..first.dash].to_owned();
        let first_kept = existing.iter().flatten().min();
        let mut anchor = first_kept.map_or(first.lines.start, |index| present[*index].lines.start);
        let mut new_lines = String::new();
        for (existing, block) in existing.iter().zip(blocks) {
            match existing {
                Some(index) => {
                    self.insert_lines(anchor, std::mem::take(&mut new_lines));
                    anchor = present[*index].lines.end;
                }
                None => new_lines.push_str(&format!("{indent}- {block}{}", self.line_end)),
            }
        }
        self.insert_lines(anchor, new_lines);
    }

    fn set_item(&mut self, item: &Item, scalar: &str) {
        if let Value::Inline { span, .. } = &item.value {
            let is_bare_dash = span.start == item.dash + 1;
            let blank = if is_bare_dash { " " } else { "" };
            self.splice(span.clone(), format!("{blank}{scalar}"));
        }
    }

    fn edit_map(&mut self, item: &Item, values: &[(&'static str, String)], order: &[&str]) {
        if values.is_empty() {
            return;
        }
        let entries = match &item.value {
            Value::Map(entries) => entries,
            other => {
                let map = flow_map(Some(&other.node()), values);
                return self.set_item(item, &map);
            }
        };
        let Some(first) = entries.first() else { return };
        let column = first.at - item.lines.start;
        for (key, scalar) in values {
            if let Some(entry) = entries.iter().find(|entry| entry.key == *key) {
                self.set_entry(entry, scalar, column);
                continue;
            }
            let rank = |key: &str| order.iter().position(|other| *other == key);
            let before = entries
                .iter()
                .rfind(|entry| rank(&entry.key).is_some_and(|place| Some(place) < rank(key)))
                .unwrap_or(first);
            let line = format!("{:column$}{key}: {scalar}{}", "", self.line_end);
            self.insert_lines(before.lines.end, line);
        }
    }

    /// Returns a new item of mappings without its dash, its later lines indented like the list's.
    fn map_block(&self, present: &[Item], item: &MapEdit) -> String {
        let column = present
            .first()
            .map_or(2, |first| first.dash - first.lines.start);
        let between = format!("{}{:width$}", self.line_end, "", width = column + 2);
        let lines: Vec<String> = item
            .values
            .iter()
            .map(|(key, scalar)| format!("{key}: {scalar}"))
            .collect();
        lines.join(&between)
    }

    fn new_map(&self, indent: &str, item: &MapEdit) -> String {
        format!("{indent}- {}{}", self.map_block(&[], item), self.line_end)
    }

    fn new_items(&self, of: ListOf, texts: &[String]) -> String {
        texts
            .iter()
            .map(|text| format!("  - {}{}", of.block(text), self.line_end))
            .collect()
    }

    /// Inserts a new key's lines behind the last present key that precedes it in `order`.
    fn insert_key(&mut self, key: &str, order: &[&str], lines: String) {
        let rank = order.iter().position(|other| *other == key);
        let before: &[&str] = &order[..rank.unwrap_or(order.len())];
        let entries = &self.document.entries;
        let last = entries
            .iter()
            .rev()
            .find(|entry| before.contains(&entry.key.as_str()));
        let at = match (last, entries.first()) {
            (Some(entry), _) => entry.lines.end,
            (None, Some(first)) => first.lines.start,
            (None, None) => self.document.text.len(),
        };
        self.insert_ranked(at, lines, rank.unwrap_or(order.len()) + 1);
    }

    /// Returns the offset of the line after the one that `offset` is on.
    fn line_after(&self, offset: usize) -> usize {
        let text = self.document.text;
        text[offset..]
            .find('\n')
            .map_or(text.len(), |end| offset + end + 1)
    }

    fn insert_lines(&mut self, at: usize, lines: String) {
        self.insert_ranked(at, lines, 0);
    }

    fn insert_ranked(&mut self, at: usize, mut lines: String, rank: usize) {
        if lines.is_empty() {
            return;
        }
        let text = self.document.text;
        let is_first_here = !self
            .splices
            .iter()
            .any(|splice| splice.range == (at..at) && splice.new.ends_with('\n'));
        if at > 0 && !text[..at].ends_with('\n') && is_first_here {
            lines.insert_str(0, self.line_end);
        }
        let (range, new) = (at..at, lines);
        self.splices.push(Splice { range, rank, new });
    }
}
