//! What front matter must not have, though YAML allows it.

use super::document::{Refusal, refusal_at};
use super::lines::blanks;
use super::parser::Parser;

/// Refuses raw control characters and odd line breaks.
pub fn refuse_raw_controls(text: &str) -> Result<(), Refusal> {
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

impl Parser<'_> {
    /// Refuses what may not begin an entry's line.
    pub(super) fn refuse_structure(&self, at: usize, bare: &str) -> Result<(), Refusal> {
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

    /// Refuses anchors, aliases and tags at the start of a value.
    pub(super) fn refuse_node_start(&self, at: usize, rest: &str) -> Result<(), Refusal> {
        let message = match rest.as_bytes()[0] {
            b'&' => "anchors are not allowed",
            b'*' => "aliases are not allowed",
            b'!' => "tags are not allowed",
            _ => return Ok(()),
        };
        Err(self.refuse(at, message))
    }

    /// Refuses anchors, aliases and tags within collections.
    pub(super) fn refuse_within(&self, from: usize, to: usize) -> Result<(), Refusal> {
        let text = &self.text[from..to];
        if !text.starts_with(['[', '{']) {
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
                ' ' | '\t' | '\r' => opens_node || before == ':',
                '?' => opens_node,
                _ => false,
            };
            before = char;
        }
        Ok(())
    }

    /// Refuses anchors, aliases and tags after `- ` and `: ` on a line of a nested block.
    pub(super) fn refuse_after_indicators(&self, at: usize, bare: &str) -> Result<(), Refusal> {
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
}
