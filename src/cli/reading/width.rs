//! How wide the terminal is, and lines that fit it.

use std::env;

use anstream::adapter::strip_str;
use unicode_width::UnicodeWidthStr;

/// Narrower terminals get lines that are too long: nothing could be read else.
const NARROWEST: usize = 40;

/// Returns how many columns a line may have: `COLUMNS` as for git, else the terminal's; without a
/// terminal, all that there are.
pub fn columns() -> usize {
    let said = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    said.or_else(seen)
        .filter(|columns| *columns > 0)
        .map_or(usize::MAX, |columns| columns.max(NARROWEST))
}

/// Returns how many columns a line takes; what colors it takes none.
pub fn width(line: &str) -> usize {
    strip_str(line).to_string().width()
}

/// Returns a plain text in lines of at most `columns`, broken at blanks: the first behind `first`
/// columns that are taken already, the others indented by `indent`.
pub fn wrapped(text: &str, columns: usize, first: usize, indent: usize) -> String {
    let mut lines = String::new();
    let mut at = first;
    for (number, word) in text.split(' ').enumerate() {
        let word_width = word.width();
        if number > 0 {
            let is_full = at.saturating_add(1 + word_width) > columns && at > indent;
            if is_full {
                lines.push('\n');
                lines.push_str(&" ".repeat(indent));
                at = indent;
            } else {
                lines.push(' ');
                at += 1;
            }
        }
        lines.push_str(word);
        at += word_width;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{width, wrapped};

    #[test]
    fn words_go_to_the_next_line_where_they_do_not_fit() {
        assert_eq!(wrapped("one two three", 9, 2, 4), "one two\n    three");
        assert_eq!(wrapped("日本 語", 6, 0, 2), "日本\n  語");
        assert_eq!(wrapped("a b", usize::MAX, 0, 2), "a b");
    }

    #[test]
    fn colors_take_no_room() {
        assert_eq!(width("\u{1b}[32mab\u{1b}[0m"), 2);
    }
}
