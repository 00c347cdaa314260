//! Values that stand on one line: scalars, quoted or plain, and flow collections of them.

use super::document::{Node, Scalar};

/// A value on one line.
#[derive(Debug, PartialEq)]
pub struct Inline {
    /// Where it ends, as a byte offset in the line.
    pub end: usize,
    /// What it says.
    pub node: Node,
    /// True if it is of a form that needs no second reader: see `Document`.
    pub is_simple: bool,
}

/// Returns the value that starts at `at` of `line` and fills the line but for blanks and a comment.
///
/// `None` if it does not end on this line, is an anchor, alias or tag, or is not of a form known here.
pub fn read_inline(line: &str, at: usize) -> Option<Inline> {
    let first = line[at..].chars().next()?;
    let inline = match first {
        '"' | '\'' => read_quoted(line, at)?,
        '[' | '{' => {
            let (node, end) = read_flow(line, at, 0)?;
            Inline {
                end,
                node,
                is_simple: false,
            }
        }
        _ => return read_plain(line, at),
    };
    rest_is_blank(&line[inline.end..]).then_some(inline)
}

/// Returns true if `rest` holds nothing, blanks, or blanks and a comment.
pub fn rest_is_blank(rest: &str) -> bool {
    let trimmed = rest.trim_start_matches([' ', '\t']);
    trimmed.is_empty() || (trimmed.starts_with('#') && trimmed.len() < rest.len())
}

/// Returns the node that a plain scalar of that text is.
fn plain_node(text: &str) -> Node {
    if matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return Node::Null;
    }
    Node::Scalar(Scalar {
        text: text.to_owned(),
        is_quoted: false,
    })
}

fn read_plain(line: &str, at: usize) -> Option<Inline> {
    let text = &line[at..];
    let end = text
        .match_indices('#')
        .find(|(index, _)| text[..*index].ends_with([' ', '\t']))
        .map_or(text.len(), |(index, _)| index);
    let text = text[..end].trim_end_matches([' ', '\t']);
    if text.is_empty() || !may_open_plain(text) || text.contains(": ") || text.contains(":\t") {
        return None;
    }
    if text.ends_with(':') {
        return None;
    }
    let first = text.chars().next()?;
    let is_simple = (first.is_alphanumeric() || is_negative_number(text)) && !text.contains('\t');
    Some(Inline {
        end: at + text.len(),
        node: plain_node(text),
        is_simple,
    })
}

fn is_negative_number(text: &str) -> bool {
    text.strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_digit()))
}

/// Returns true if a plain scalar may begin like this.
fn may_open_plain(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('-' | '?' | ':') => chars.next().is_some_and(|char| !matches!(char, ' ' | '\t')),
        Some(
            ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
            | '@' | '`',
        )
        | None => false,
        Some(_) => true,
    }
}

/// Returns the quoted scalar at `at`, without looking at what follows it.
pub fn read_quoted(line: &str, at: usize) -> Option<Inline> {
    let mut text = String::new();
    let is_double = line[at..].starts_with('"');
    let mut chars = line[at + 1..].char_indices();
    while let Some((index, char)) = chars.next() {
        let end = at + 1 + index + 1;
        match char {
            '"' if is_double => return Some(quoted_inline(text, end)),
            '\'' if !is_double => {
                if line[end..].starts_with('\'') {
                    text.push('\'');
                    chars.next();
                } else {
                    return Some(quoted_inline(text, end));
                }
            }
            '\\' if is_double => text.push(unescape(&mut chars)?),
            char => text.push(char),
        }
    }
    None
}

fn quoted_inline(text: String, end: usize) -> Inline {
    Inline {
        end,
        is_simple: !text.contains('\t'),
        node: Node::Scalar(Scalar {
            text,
            is_quoted: true,
        }),
    }
}

fn unescape(chars: &mut std::str::CharIndices<'_>) -> Option<char> {
    let (_, escape) = chars.next()?;
    let digits = match escape {
        '0' => return Some('\0'),
        'a' => return Some('\x07'),
        'b' => return Some('\x08'),
        't' | '\t' => return Some('\t'),
        'n' => return Some('\n'),
        'v' => return Some('\x0b'),
        'f' => return Some('\x0c'),
        'r' => return Some('\r'),
        'e' => return Some('\x1b'),
        ' ' => return Some(' '),
        '"' => return Some('"'),
        '/' => return Some('/'),
        '\\' => return Some('\\'),
        'N' => return Some('\u{85}'),
        '_' => return Some('\u{a0}'),
        'L' => return Some('\u{2028}'),
        'P' => return Some('\u{2029}'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let mut code = 0_u32;
    for _ in 0..digits {
        let (_, digit) = chars.next()?;
        code = code.checked_mul(16)?.checked_add(digit.to_digit(16)?)?;
    }
    char::from_u32(code)
}

/// How deep flow collections may nest on one line.
const DEEPEST: usize = 8;

fn read_flow(line: &str, at: usize, depth: usize) -> Option<(Node, usize)> {
    if depth == DEEPEST {
        return None;
    }
    let is_list = line[at..].starts_with('[');
    let close = if is_list { ']' } else { '}' };
    let mut list = Vec::new();
    let mut map = Vec::new();
    let mut next = skip_blanks(line, at + 1);
    loop {
        if line[next..].starts_with(close) {
            let node = if is_list {
                Node::List(list)
            } else {
                Node::Map(map)
            };
            return Some((node, next + 1));
        }
        let (node, end) = read_flow_node(line, next, depth)?;
        next = skip_blanks(line, end);
        if is_list {
            list.push(node);
        } else {
            let Node::Scalar(key) = node else { return None };
            let after = line[next..].strip_prefix(':')?;
            if !after.starts_with([' ', '\t']) {
                return None;
            }
            let (value, end) = read_flow_node(line, skip_blanks(line, next + 1), depth)?;
            next = skip_blanks(line, end);
            map.push((key.text, value));
        }
        match line[next..].chars().next()? {
            ',' => next = skip_blanks(line, next + 1),
            char if char == close => {}
            _ => return None,
        }
    }
}

fn read_flow_node(line: &str, at: usize, depth: usize) -> Option<(Node, usize)> {
    match line[at..].chars().next()? {
        '[' | '{' => read_flow(line, at, depth + 1),
        '"' | '\'' => read_quoted(line, at).map(|inline| (inline.node, inline.end)),
        _ => {
            let text = &line[at..];
            let end = text
                .char_indices()
                .find(|(index, char)| match char {
                    ',' | '[' | ']' | '{' | '}' => true,
                    ':' => {
                        let after = text[index + 1..].chars().next();
                        after.is_none_or(|char| matches!(char, ' ' | '\t' | ',' | ']' | '}' | '['))
                    }
                    '#' => text[..*index].ends_with([' ', '\t']),
                    _ => false,
                })
                .map(|(index, _)| index)?;
            let text = text[..end].trim_end_matches([' ', '\t']);
            if !may_open_plain(text) || matches!(text, "-" | "?") {
                return None;
            }
            Some((plain_node(text), at + text.len()))
        }
    }
}

fn skip_blanks(line: &str, at: usize) -> usize {
    let rest = &line[at..];
    at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}
