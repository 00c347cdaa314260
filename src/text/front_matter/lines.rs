//! Lines of a text, and where quotes and brackets that span them end.

/// A line: where it starts, where its text ends, where the next one starts.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Its first byte.
    pub start: usize,
    /// The byte after its last one, line end left out.
    pub end: usize,
    /// The first byte of the next line.
    pub next: usize,
}

/// Returns the lines of a text.
pub fn lines_of(text: &str) -> Vec<Line> {
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

/// Returns how many spaces a line begins with.
pub fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Returns how many bytes of blanks a text begins with.
pub fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// Returns true if a colon that ends a key stands at `at`.
pub fn is_colon(line: &str, at: usize) -> bool {
    line[at..].starts_with(':') && (at + 1 == line.len() || line[at + 1..].starts_with([' ', '\t']))
}

/// Returns the offset after the quote or bracket that closes the one at `at`; `None` if none does.
pub fn end_of_open(text: &str, at: usize) -> Option<usize> {
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
            quote @ (b'"' | b'\'') if index == at || opens_value(&bytes[at..index]) => {
                index = end_of_quote(bytes, index, quote);
            }
            _ => {}
        }
        index += 1;
        if depth == 0 {
            return (index <= bytes.len()).then_some(index);
        }
    }
    None
}

/// Returns true if a quote right behind these bytes begins a value: within a plain one it is text.
fn opens_value(before: &[u8]) -> bool {
    let last = before
        .iter()
        .rfind(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    matches!(last, Some(b'[' | b'{' | b',' | b':'))
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
