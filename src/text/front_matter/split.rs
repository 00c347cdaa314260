//! Where a card's front matter ends and its body begins.

/// The byte order mark, as a character.
pub const BOM: &str = "\u{feff}";

/// A card's file in its parts; put together again they are the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split<'a> {
    /// A byte order mark before everything, or nothing.
    pub bom: &'a str,
    /// The opening `---` with its line end; empty where there is no front matter.
    pub opening: &'a str,
    /// The lines between; empty where there is no front matter.
    pub front: &'a str,
    /// The closing `---` with its line end, if it has one; empty where there is no front matter.
    pub closing: &'a str,
    /// Everything after it.
    pub rest: &'a str,
}

/// The front matter begins and does not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unclosed;

impl<'a> Split<'a> {
    /// Returns the parts of a card's file.
    ///
    /// # Errors
    /// The first line is `---` and no later line is.
    pub fn of(text: &'a str) -> Result<Self, Unclosed> {
        let (bom, after_bom) = match text.strip_prefix(BOM) {
            Some(rest) => (BOM, rest),
            None => ("", text),
        };
        let (opening, mut ahead) = line_of(after_bom);
        if !is_fence(opening) {
            return Ok(Self {
                bom,
                opening: "",
                front: "",
                closing: "",
                rest: after_bom,
            });
        }
        let front_start = opening.len();
        let mut front_len = 0;
        while !ahead.is_empty() {
            let (line, after) = line_of(ahead);
            if is_fence(line) {
                return Ok(Self {
                    bom,
                    opening,
                    front: &after_bom[front_start..front_start + front_len],
                    closing: line,
                    rest: after,
                });
            }
            front_len += line.len();
            ahead = after;
        }
        Err(Unclosed)
    }

    /// Returns true if there is front matter.
    pub fn has_front(&self) -> bool {
        !self.opening.is_empty()
    }

    /// Returns the body: everything after the closing line but one final `\n`; `None` for nothing.
    pub fn body(&self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        Some(self.rest.strip_suffix('\n').unwrap_or(self.rest))
    }

    /// Returns the number of the first line of `front`, from 1.
    pub fn front_line(&self) -> usize {
        2
    }
}

/// Returns the first line with its line end, and what follows.
fn line_of(text: &str) -> (&str, &str) {
    match text.find('\n') {
        Some(end) => text.split_at(end + 1),
        None => (text, ""),
    }
}

fn is_fence(line: &str) -> bool {
    matches!(line, "---\n" | "---\r\n" | "---")
}

#[cfg(test)]
mod tests {
    use super::{Split, Unclosed};

    fn body(text: &str) -> Option<String> {
        Split::of(text).unwrap().body().map(str::to_owned)
    }

    #[test]
    fn the_parts_are_the_file() {
        for text in [
            "---\na: 1\n---\nx\n",
            "\u{feff}---\r\na: 1\r\n---\r\nx",
            "no front",
            "",
        ] {
            let split = Split::of(text).unwrap();
            let joined = [
                split.bom,
                split.opening,
                split.front,
                split.closing,
                split.rest,
            ]
            .concat();
            assert_eq!(joined, text);
        }
    }

    #[test]
    fn one_line_end_belongs_to_the_file_and_the_rest_to_the_body() {
        assert_eq!(body("---\n---"), None);
        assert_eq!(body("---\n---\n"), None);
        assert_eq!(body("---\n---\n\n").as_deref(), Some(""));
        assert_eq!(body("---\n---\nx").as_deref(), Some("x"));
        assert_eq!(body("---\n---\nx\n\n").as_deref(), Some("x\n"));
        assert_eq!(body("---\n---\nx\r\n").as_deref(), Some("x\r"));
        assert_eq!(body("---\n---\n---\n---\n").as_deref(), Some("---\n---"));
    }

    #[test]
    fn a_file_that_does_not_start_with_a_fence_is_all_body() {
        assert_eq!(body("---- \n---\n").as_deref(), Some("---- \n---"));
        assert_eq!(body("\u{feff}x\n").as_deref(), Some("x"));
    }

    #[test]
    fn a_fence_that_nothing_closes_is_an_error() {
        assert_eq!(Split::of("---\nid: 1\n----\n"), Err(Unclosed));
        assert_eq!(Split::of("---"), Err(Unclosed));
    }
}
