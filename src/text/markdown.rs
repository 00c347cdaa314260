//! What Markdown says: headings, checklists, links. Bodies are read, never rendered again.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::names::{join, split_path};

fn events(body: &str) -> Parser<'_> {
    Parser::new_ext(body, Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES)
}

/// Returns the text of the first heading of level one; `None` if there is none or it is empty.
pub fn first_heading(body: &str) -> Option<String> {
    let mut title: Option<String> = None;
    for event in events(body) {
        match (event, &mut title) {
            (
                Event::Start(Tag::Heading {
                    level: HeadingLevel::H1,
                    ..
                }),
                None,
            ) => title = Some(String::new()),
            (Event::End(TagEnd::Heading(_)), Some(_)) => break,
            (Event::Text(text) | Event::Code(text), Some(title)) => title.push_str(&text),
            (Event::SoftBreak | Event::HardBreak, Some(title)) => title.push(' '),
            _ => {}
        }
    }
    title
        .map(|title| title.trim().to_owned())
        .filter(|title| !title.is_empty())
}

/// How much of a body's checklists is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checklist {
    /// Ticked items.
    pub done: usize,
    /// All items.
    pub all: usize,
}

/// As people say it: `3 of 5`.
impl std::fmt::Display for Checklist {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} of {}", self.done, self.all)
    }
}

/// Returns how much of a body's checklists is done; `None` where there is no checklist.
pub fn checklist(body: &str) -> Option<Checklist> {
    let mut counted = Checklist::default();
    for event in events(body) {
        if let Event::TaskListMarker(is_ticked) = event {
            counted.all += 1;
            counted.done += usize::from(is_ticked);
        }
    }
    (counted.all > 0).then_some(counted)
}

/// A link or image whose target is a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLink {
    /// The path that it leads to, from the top of the repository; `None` if it leads out of it.
    pub path: Option<String>,
    /// The target as it is written.
    pub target: String,
    /// The byte offset in the body.
    pub at: usize,
}

/// Returns the relative links and images of a body, for the card's file at `card_path`.
pub fn file_links(card_path: &str, body: &str) -> Vec<FileLink> {
    let folder = split_path(card_path).0;
    let mut links = Vec::new();
    for (event, range) in events(body).into_offset_iter() {
        let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else {
            continue;
        };
        if !is_relative(&dest_url) {
            continue;
        }
        links.push(FileLink {
            path: target_path(folder, &dest_url),
            target: dest_url.into_string(),
            at: range.start,
        });
    }
    links
}

fn is_relative(target: &str) -> bool {
    let scheme_end = target.find(':').unwrap_or(usize::MAX);
    let has_scheme = scheme_end > 1
        && scheme_end < target.find('/').unwrap_or(usize::MAX)
        && scheme_end != usize::MAX;
    !has_scheme && !target.is_empty() && !target.starts_with(['#', '/', '?'])
}

/// Returns the path that a link in a folder leads to; `None` if it leads out of the top.
fn target_path(folder: &str, target: &str) -> Option<String> {
    let bare = target.split(['#', '?']).next().unwrap_or(target);
    let decoded = percent_decoded(bare);
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            part => path.push(part),
        }
    }
    Some(
        path.iter()
            .fold(String::new(), |path, part| join(&path, part)),
    )
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{checklist, file_links, first_heading};

    #[test]
    fn the_first_heading_is_a_title() {
        assert_eq!(
            first_heading("text\n\n# Fix `login`\n\n# Other").as_deref(),
            Some("Fix login")
        );
        assert_eq!(first_heading("Title\n=====\n").as_deref(), Some("Title"));
        assert_eq!(first_heading("## Two\n"), None);
        assert_eq!(first_heading("```\n# no\n```\n"), None);
    }

    #[test]
    fn checklists_are_counted() {
        let counted = checklist("- [x] a\n- [ ] b\n  - [X] c\n\n`- [ ] d`\n");
        assert_eq!(
            counted.map(|counted| counted.to_string()).as_deref(),
            Some("2 of 3")
        );
        assert_eq!(checklist("- a\n"), None);
    }

    #[test]
    fn relative_links_lead_to_files() {
        let body = "[a](x%20y.png) ![b](../z.png#top) [c](https://e.org) [d](#h) [e](../../../q)";
        let paths: Vec<Option<String>> = file_links("board/todo/12.md", body)
            .into_iter()
            .map(|link| link.path)
            .collect();
        assert_eq!(
            paths,
            [
                Some("board/todo/x y.png".to_owned()),
                Some("board/z.png".to_owned()),
                None
            ]
        );
    }
}
