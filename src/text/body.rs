//! Bodies: line ends that an editor changed, and markers that a merge left.

use foldhash::HashMap;

/// How the lines of a file end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnds {
    /// All with `\n`, or there is only one line.
    Lf,
    /// All with `\r\n`.
    CrLf,
    /// Some so, some so.
    Mixed,
}

impl LineEnds {
    /// Returns how the lines of `text` end.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut lf = false;
        let mut crlf = false;
        for (index, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' {
                let is_crlf = index > 0 && bytes[index - 1] == b'\r';
                crlf |= is_crlf;
                lf |= !is_crlf;
            }
        }
        match (lf, crlf) {
            (true, true) => Self::Mixed,
            (false, true) => Self::CrLf,
            (_, false) => Self::Lf,
        }
    }
}

/// Returns the body that a file means whose line ends an editor changed as a whole.
///
/// `rest` is all that follows the closing line, `ends` are the line ends of the whole file, `base`
/// and `base_ends` the body and the line ends before. Lines that are as before end as before.
pub fn with_ends_of_base(
    rest: &str,
    ends: LineEnds,
    base: Option<&str>,
    base_ends: LineEnds,
) -> Option<String> {
    if ends == LineEnds::Mixed || ends == base_ends {
        return None;
    }
    let base = base.unwrap_or("");
    let (base_text, had_cr) = split_last_cr(base);
    let now = rest.replace("\r\n", "\n");
    let now = now.strip_suffix('\n').unwrap_or(&now);
    if now == base_text.replace("\r\n", "\n") {
        return Some(base.to_owned());
    }
    let before: Vec<&str> = base_text.split('\n').collect();
    let lines: Vec<&str> = now.split('\n').collect();
    let same = |one: &str, other: &str| one == other.strip_suffix('\r').unwrap_or(other);
    let most = before.len().min(lines.len());
    let first = (0..most)
        .take_while(|index| same(lines[*index], before[*index]))
        .count();
    let last = (0..most - first)
        .take_while(|index| {
            same(
                lines[lines.len() - 1 - index],
                before[before.len() - 1 - index],
            )
        })
        .count();
    let crlf_count = base_text.matches("\r\n").count();
    let is_crlf_mostly = 2 * crlf_count > before.len() - 1;
    let mut body = String::with_capacity(now.len() + lines.len());
    for (index, line) in lines.iter().enumerate() {
        body.push_str(line);
        if index + 1 == lines.len() {
            break;
        }
        let had = if index < first && index + 1 < before.len() {
            before[index].ends_with('\r')
        } else if lines.len() - index <= last {
            before[before.len() - (lines.len() - index)].ends_with('\r')
        } else {
            is_crlf_mostly
        };
        body.push_str(if had { "\r\n" } else { "\n" });
    }
    if had_cr {
        body.push('\r');
    }
    Some(body)
}

/// Returns a body without a `\r` at its end, and whether there was one.
fn split_last_cr(body: &str) -> (&str, bool) {
    match body.strip_suffix('\r') {
        Some(bare) => (bare, true),
        None => (body, false),
    }
}

/// Returns the number of the first line, from 1, of markers that a merge left in `text`.
///
/// Lines that `base` has as often are no markers, and `=======` alone underlines a heading.
pub fn marker_line(text: &str, base: Option<&str>) -> Option<usize> {
    if !["<<<<<<<", ">>>>>>>", "|||||||"]
        .iter()
        .any(|marker| text.contains(marker))
    {
        return None;
    }
    let mut of_base: HashMap<&str, usize> = HashMap::default();
    let before = base.unwrap_or("").lines();
    for line in before.filter(|line| is_marker(line)) {
        *of_base.entry(line).or_default() += 1;
    }
    let mut lines = text.lines();
    let found = lines.position(|line| {
        if !is_marker(line) {
            return false;
        }
        match of_base.get_mut(line) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        }
    });
    found.map(|index| index + 1)
}

/// Returns true for a line that git puts before, between or behind the sides of a conflict: seven
/// or more of one sign, and what the side is called. A marker that opens may lack that.
fn is_marker(line: &str) -> bool {
    let Some(sign) = line.chars().next().filter(|sign| "<>|".contains(*sign)) else {
        return false;
    };
    let rest = line.trim_start_matches(sign);
    let count = line.len() - rest.len();
    count >= 7 && (rest.starts_with(' ') || (rest.is_empty() && sign == '<'))
}

#[cfg(test)]
mod tests {
    use super::{LineEnds, marker_line, with_ends_of_base};

    fn after(rest: &str, base: &str, base_ends: LineEnds) -> Option<String> {
        with_ends_of_base(rest, LineEnds::of(rest), Some(base), base_ends)
    }

    #[test]
    fn line_ends_that_an_editor_changed_are_no_edit() {
        let lf = LineEnds::Lf;
        assert_eq!(after("a\r\nb\r\n", "a\nb", lf).as_deref(), Some("a\nb"));
        let mixed = LineEnds::Mixed;
        assert_eq!(after("a\nb\n", "a\r\nb", mixed).as_deref(), Some("a\r\nb"));
        assert_eq!(
            after("a\r\nb\r\n", "a\r\nb\r", mixed).as_deref(),
            Some("a\r\nb\r")
        );
        assert_eq!(
            after("a\nb\nc\n", "a\r\nb\nc", mixed).as_deref(),
            Some("a\r\nb\nc")
        );
    }

    #[test]
    fn an_edit_keeps_the_line_ends_of_base() {
        let lf = LineEnds::Lf;
        assert_eq!(
            after("a\r\nx\r\nb\r\n", "a\nb", lf).as_deref(),
            Some("a\nx\nb")
        );
        let mixed = LineEnds::Mixed;
        assert_eq!(
            after("a\nx\nb\nc\n", "a\r\nb\nc", mixed).as_deref(),
            Some("a\r\nx\nb\nc")
        );
    }

    #[test]
    fn line_ends_as_before_are_taken_as_they_are() {
        assert_eq!(after("a\nb\n", "a\nb", LineEnds::Lf), None);
        assert_eq!(after("a\r\nb\n", "a\nb", LineEnds::Lf), None);
    }

    #[test]
    fn markers_are_found_unless_base_has_them() {
        let text = "a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n";
        assert_eq!(marker_line(text, None), Some(2));
        assert_eq!(marker_line(text, Some(text)), None);
        assert_eq!(marker_line("Heading\n=======\n", None), None);
        let twice = format!("{text}{text}");
        assert_eq!(marker_line(&twice, Some(text)), Some(8));
    }

    #[test]
    fn markers_of_any_size_and_of_base_are_found() {
        assert_eq!(marker_line("<<<<<<<<< ours\n", None), Some(1));
        assert_eq!(marker_line("a\n||||||| base\n", None), Some(2));
        assert_eq!(marker_line("<<<<<<<\n", None), Some(1));
        for text in ["<<<<<< six\n", ">>>>>>>\n", "|||||||||\n", "a <<<<<<< b\n"] {
            assert_eq!(marker_line(text, None), None, "{text}");
        }
    }
}
