//! What the text of a card says: its title, its tags, its checkboxes.

/// Returns the title that a text has: its first line without marks, at most 80 characters.
pub fn title_of(content: &str) -> String {
    let line = content.split('\n').next().unwrap_or_default();
    let line = line.trim().trim_start_matches('#').trim_start();
    let plain: String = line
        .chars()
        .filter(|char| !matches!(char, '*' | '`' | '_' | '~'))
        .collect();
    plain.chars().take(80).collect()
}

/// Returns the tags that stand in a text as `#tag`, each once, in order.
pub fn tags_of(content: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for word in content.split(|char: char| char.is_whitespace()) {
        let Some(tag) = word.strip_prefix('#') else {
            continue;
        };
        let tag: String = tag
            .chars()
            .take_while(|char| char.is_alphanumeric() || matches!(char, '-' | '_'))
            .collect();
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// Returns how many checkboxes a text has, and how many of them are checked.
pub fn checkboxes(content: &str) -> (usize, usize) {
    let marks = content.lines().filter_map(|line| {
        let line = line.trim_start();
        let line = line
            .strip_prefix("- [")
            .or_else(|| line.strip_prefix("* ["))?;
        line.split_once(']').map(|(mark, _)| mark.trim().to_owned())
    });
    let (mut total, mut checked) = (0, 0);
    for mark in marks {
        if mark.is_empty() || mark.eq_ignore_ascii_case("x") {
            total += 1;
            checked += usize::from(!mark.is_empty());
        }
    }
    (total, checked)
}

#[cfg(test)]
mod tests {
    use super::{checkboxes, tags_of, title_of};

    #[test]
    fn a_title_is_the_first_line_without_marks() {
        assert_eq!(title_of("# Fix *login* `now`\nmore"), "Fix login now");
        assert_eq!(title_of(&"x".repeat(100)).len(), 80);
    }

    #[test]
    fn tags_and_checkboxes_are_counted() {
        assert_eq!(tags_of("a #bug, #art\n# no\n#bug"), ["bug", "art"]);
        assert_eq!(checkboxes("- [ ] a\n- [x] b\n- [] c\n[x] d"), (3, 1));
    }
}
