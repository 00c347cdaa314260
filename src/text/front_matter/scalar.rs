//! Text as a YAML scalar that readers of YAML 1.1 and of 1.2 both read as that very text.

use std::fmt::Write;

/// Returns `text` as a scalar on one line: plain where no reader could take it for anything else,
/// else in double quotes.
pub fn text_scalar(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Returns `text` as a scalar that may stand within `[` and `]`.
pub fn flow_text(text: &str) -> String {
    if is_plain(text) && !text.contains([',', '[', ']', '{', '}', ':', '?']) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Returns a list on one line of items that are scalars already.
pub fn flow_list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    format!("[{}]", items.join(", "))
}

/// Words that some YAML reader takes for a boolean, a null or a merge, in lower case.
const WORDS: [&str; 11] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf",
];

fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let opens_plain = first.is_alphanumeric() || matches!(first, '_' | '/' | '(' | '$');
    if !opens_plain && !is_plain_symbol(first) {
        return false;
    }
    if text.ends_with([' ', ':']) || text.contains(": ") || text.contains(" #") {
        return false;
    }
    if !text
        .chars()
        .all(|char| char == ' ' || is_plain_symbol(char) || is_plain_ascii(char))
    {
        return false;
    }
    if first.is_numeric() && (has_base(text) || text.chars().all(is_in_numbers)) {
        return false;
    }
    text.len() > 5 || !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn is_plain_ascii(char: char) -> bool {
    char.is_ascii_graphic()
}

/// Letters, digits and symbols beyond ASCII that no reader treats as blank, break or control.
fn is_plain_symbol(char: char) -> bool {
    if char.is_ascii() {
        return false;
    }
    let is_odd = char.is_control()
        || char.is_whitespace()
        || char == '\u{feff}'
        || is_bidi_or_invisible(char)
        || (u32::from(char) & 0xfffe) == 0xfffe;
    !is_odd
}

/// Characters that change the direction of a line, or that nobody sees.
fn is_bidi_or_invisible(char: char) -> bool {
    matches!(char, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fdd0}'..='\u{fdef}')
}

/// Returns true for what begins like a number that is not decimal: `0x1f`, `0o17`, `0b1`.
fn has_base(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next() == Some('0') && matches!(chars.next(), Some('x' | 'X' | 'o' | 'O' | 'b' | 'B'))
}

/// Characters that numbers, times and dates of any YAML version are made of.
fn is_in_numbers(char: char) -> bool {
    char.is_numeric()
        || matches!(char, 'e' | 'E' | 't' | 'T' | 'z' | 'Z')
        || matches!(char, '_' | '.' | ':' | '+' | '-' | ',' | ' ')
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            char if char == ' ' || is_plain_ascii(char) || is_plain_symbol(char) => out.push(char),
            char => escape(char, &mut out),
        }
    }
    out.push('"');
    out
}

fn escape(char: char, out: &mut String) {
    let code = u32::from(char);
    let written = match code {
        0..=0xff => write!(out, "\\x{code:02X}"),
        0x100..=0xffff => write!(out, "\\u{code:04X}"),
        _ => write!(out, "\\U{code:08X}"),
    };
    written.expect("a string takes everything");
}

#[cfg(test)]
mod tests {
    use super::{flow_text, text_scalar};

    #[test]
    fn text_that_nobody_mistakes_is_plain() {
        for text in [
            "To do",
            "Fix login",
            "3 of 5 done",
            "日本語",
            "ff7a66",
            "31cc7c",
            "0082c9",
            "a:b",
            "C#",
            "🎉 party",
            "it's",
            "50% off, now",
            "/path",
        ] {
            assert_eq!(text_scalar(text), text);
        }
    }

    #[test]
    fn text_that_some_reader_mistakes_is_quoted() {
        for text in [
            "",
            "yes",
            "No",
            "ON",
            "y",
            "~",
            "null",
            "1e3",
            "0x10",
            "2024-01-01",
            "00012",
            "12:30",
            "1_000",
            "@a",
            "*b",
            "&c",
            "!d",
            "- x",
            "-",
            "?",
            "#a",
            "a: b",
            "a #b",
            "a:",
            " a",
            "a ",
            "=",
            "<<",
            ".inf",
            "+1",
            "[a]",
            "{a}",
            "'a'",
            "\"a\"",
            "%a",
            "`a`",
            "|",
            ">",
            "123456",
            "1e3456",
            "0b1",
            "0o17",
            "2026-12-01T09:00:00Z",
            "1,000",
        ] {
            assert!(text_scalar(text).starts_with('"'), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(
            text_scalar("a\tb\u{85}\u{2028}\u{feff}"),
            r#""a\tb\x85\u2028\uFEFF""#
        );
    }

    #[test]
    fn commas_are_quoted_within_brackets() {
        assert_eq!(flow_text("a, b"), "\"a, b\"");
        assert_eq!(flow_text("edit"), "edit");
    }
}
