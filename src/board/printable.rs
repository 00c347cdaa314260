//! Text from a server made fit to be printed, logged or put into a commit message.

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;

/// Returns the text on one line of at most `max_characters` characters.
///
/// Line breaks and tabs become `\n`, `\r` and `\t`; other control characters, bidirectional
/// controls and what has no width become `\u{…}`. What is too long is cut between graphemes and
/// ends in `…`; a cut never leaves half of an escape.
pub fn printable(text: &str, max_characters: usize) -> String {
    let mut shown = String::new();
    let mut length = 0;
    // Where to cut if it turns out that not all of the text fits.
    let mut cut = 0;
    for grapheme in text.graphemes(true) {
        let mut escaped = String::new();
        for character in grapheme.chars() {
            push_escaped(&mut escaped, character);
        }
        let is_one_piece = escaped == grapheme;
        let pieces: Vec<&str> = if is_one_piece {
            vec![escaped.as_str()]
        } else {
            escapes(&escaped)
        };
        for piece in pieces {
            length += piece.chars().count();
            if length > max_characters {
                shown.truncate(cut);
                if max_characters > 0 {
                    shown.push('…');
                }
                return shown;
            }
            shown.push_str(piece);
            if length < max_characters {
                cut = shown.len();
            }
        }
    }
    shown
}

/// Splits escaped text into characters and whole escapes.
fn escapes(escaped: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = escaped;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("\\u{") {
            rest.find('}').map_or(rest.len(), |end| end + 1)
        } else if first == '\\' {
            rest.chars().take(2).map(char::len_utf8).sum()
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(length);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn push_escaped(escaped: &mut String, character: char) {
    match character {
        '\n' => escaped.push_str("\\n"),
        '\r' => escaped.push_str("\\r"),
        '\t' => escaped.push_str("\\t"),
        _ if is_hidden(character) => {
            write!(escaped, "\\u{{{:x}}}", u32::from(character))
                .expect("writing to a string does not fail");
        }
        _ => escaped.push(character),
    }
}

/// Returns true for characters that would break the line, reorder it, or not be seen.
///
/// The zero-width joiner and the variation selectors stay: emoji are made with them.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};
    use proptest::prop_assert;

    use super::{is_hidden, printable};

    #[test]
    fn plain_text_stays() {
        assert_eq!(
            printable("Fix login: 2 – größer 👩‍👩‍👧", 60),
            "Fix login: 2 – größer 👩‍👩‍👧"
        );
    }

    #[test]
    fn line_breaks_and_controls_are_shown() {
        assert_eq!(
            printable("a\nb\r\n\u{1b}[31m\u{202e}x", 60),
            "a\\nb\\r\\n\\u{1b}[31m\\u{202e}x"
        );
    }

    #[test]
    fn what_is_too_long_is_cut_between_graphemes() {
        assert_eq!(printable("abcdef", 6), "abcdef");
        assert_eq!(printable("abcdefg", 6), "abcde…");
        assert_eq!(printable("abe\u{301}\u{301}\u{301}g", 4), "ab…");
        assert_eq!(printable("ab\u{7}", 4), "ab…");
        assert_eq!(printable("ab", 0), "");
    }

    proptest! {
        #[test]
        fn it_is_one_line_without_controls_and_short(text in any::<String>(), max in 0_usize..80) {
            let shown = printable(&text, max);
            prop_assert!(shown.chars().count() <= max);
            prop_assert!(!shown.chars().any(is_hidden));
            prop_assert!(!shown.contains(['\n', '\r']));
        }

        #[test]
        fn a_longer_limit_shows_at_least_as_much(text in any::<String>(), max in 1_usize..80) {
            let shorter = printable(&text, max);
            let longer = printable(&text, max + 1);
            prop_assert!(longer.starts_with(shorter.trim_end_matches('…')));
        }
    }
}
