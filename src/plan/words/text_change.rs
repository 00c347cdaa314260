//! How much of a card's text changes: lines added and removed.

use std::sync::Arc;

use foldhash::HashMap;

use super::ChangeLine;
use super::value::counted;
use crate::board::Change;
use crate::board::sequence::longest_increasing;

/// From this many pairs of equal lines on, lines are counted without regard to their order.
const MOST_PAIRS: usize = 200_000;

/// How many lines a change of a text adds and removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineCount {
    /// Lines that are new.
    pub added: usize,
    /// Lines that go.
    pub removed: usize,
}

impl LineCount {
    /// Counts the lines that differ; a changed line is one added and one removed.
    pub fn between(old: &str, new: &str) -> Self {
        let (old, new) = without_common_ends(lines(old), lines(new));
        let kept = common(&old, &new);
        Self {
            added: new.len() - kept,
            removed: old.len() - kept,
        }
    }
}

fn lines(text: &str) -> Vec<&str> {
    if text.is_empty() {
        Vec::new()
    } else {
        text.split('\n').collect()
    }
}

fn without_common_ends<'a>(
    mut old: Vec<&'a str>,
    mut new: Vec<&'a str>,
) -> (Vec<&'a str>, Vec<&'a str>) {
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new);
    let head = head.count();
    old.drain(..head);
    new.drain(..head);
    while !old.is_empty() && old.last() == new.last() {
        old.pop();
        new.pop();
    }
    (old, new)
}

/// Returns the length of a longest common subsequence; of very repetitive texts, how many lines
/// both have.
fn common(old: &[&str], new: &[&str]) -> usize {
    let mut positions: HashMap<&str, Vec<usize>> = HashMap::default();
    for (position, line) in old.iter().enumerate() {
        positions.entry(line).or_default().push(position);
    }
    let mut in_new: HashMap<&str, usize> = HashMap::default();
    for line in new {
        *in_new.entry(line).or_default() += 1;
    }
    let pairs: usize = in_new
        .iter()
        .map(|(line, count)| count * positions.get(line).map_or(0, Vec::len))
        .sum();
    if pairs > MOST_PAIRS {
        return in_new
            .iter()
            .map(|(line, count)| positions.get(line).map_or(0, Vec::len).min(*count))
            .sum();
    }
    // For each new line the old ones equal to it, last first, so that at most one is taken.
    let matches: Vec<usize> = new
        .iter()
        .flat_map(|line| positions.get(line).into_iter().flatten().rev().copied())
        .collect();
    let belongs = longest_increasing(&matches);
    belongs.into_iter().filter(|belongs| *belongs).count()
}

/// Returns the line of a changed text: `text: 3 lines added, 1 removed`.
pub(super) fn text_line(change: &Change<Option<Arc<str>>>) -> ChangeLine {
    let old = change.old.as_deref().unwrap_or_default();
    let new = change.new.as_deref().unwrap_or_default();
    let LineCount { added, removed } = LineCount::between(old, new);
    let words = match (added, removed) {
        (0, 0) => "text: only its end".to_owned(),
        (added, 0) => format!("text: {} added", counted(added, "line")),
        (0, removed) => format!("text: {} removed", counted(removed, "line")),
        (added, removed) => format!("text: {} added, {removed} removed", counted(added, "line")),
    };
    ChangeLine {
        field: "text",
        old: change.old.as_deref().map(str::to_owned),
        new: change.new.as_deref().map(str::to_owned),
        words,
        text: Some(change.clone()),
    }
}

/// Returns the line of a new card's text: `3 lines of text`.
pub(super) fn new_text_line(body: &Arc<str>) -> ChangeLine {
    let count = lines(body.trim_end_matches('\n')).len();
    ChangeLine {
        field: "text",
        old: None,
        new: Some(body.to_string()),
        words: format!("{} of text", counted(count, "line")),
        text: Some(Change {
            old: None,
            new: Some(Arc::clone(body)),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::LineCount;

    fn check(old: &str, new: &str, added: usize, removed: usize) {
        let count = LineCount::between(old, new);
        assert_eq!((count.added, count.removed), (added, removed));
    }

    #[test]
    fn a_changed_line_is_one_added_and_one_removed() {
        check("a\nb\nc", "a\nB\nc", 1, 1);
        check("", "a\nb", 2, 0);
        check("a\nb", "", 0, 2);
        check("a\nx\nb\nx\nc", "x\nb\nq\nx\nc\nd", 2, 1);
    }

    #[test]
    fn many_equal_lines_are_counted_quickly() {
        let old = format!("start\n{}end", "\n".repeat(20_000));
        let new = format!("begin\n{}finish", "\n".repeat(20_010));
        check(&old, &new, 12, 2);
    }
}
