//! Files as a person reads and edits them: lines, and nothing of the program's own parser.

/// Returns the front matter and the body of a card's file.
pub fn split(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix("---\n") else {
        return ("", text);
    };
    match rest.find("\n---\n") {
        Some(at) => (&rest[..=at], &rest[at + 5..]),
        None => match rest.strip_suffix("\n---") {
            Some(front) => (front, ""),
            None => rest
                .strip_prefix("---\n")
                .map_or((rest, ""), |body| ("", body)),
        },
    }
}

/// Returns the file of a front matter and a body.
pub fn joined(front: &str, body: &str) -> String {
    format!("---\n{front}---\n{body}")
}

/// Lines of `key: value`, and lists below keys.
pub struct Front<'a> {
    text: &'a str,
}

impl<'a> Front<'a> {
    /// Returns the front matter, or the file of a board or stack.
    pub fn of(text: &'a str) -> Self {
        Self { text }
    }

    /// Returns the value of a key at the first column.
    pub fn value(&self, key: &str) -> Option<String> {
        let line = self.text.lines().find_map(|line| {
            let rest = line.strip_prefix(key)?;
            rest.strip_prefix(':')
        })?;
        let value = line.trim().trim_matches('"').trim_matches('\'');
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// Returns the items below a key.
    pub fn items(&self, key: &str) -> Vec<String> {
        let heading = format!("{key}:");
        let after = self
            .text
            .lines()
            .skip_while(|line| **line != heading)
            .skip(1);
        after
            .map_while(|line| line.trim_start().strip_prefix("- "))
            .map(|item| item.trim().trim_matches('"').to_owned())
            .collect()
    }
}

/// Returns the text with a key's line replaced, removed (an empty value), or added at the end.
pub fn with_value(text: &str, key: &str, value: &str) -> String {
    let is_of_key = |line: &&str| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.starts_with(':'))
    };
    let had = text.lines().any(|line| is_of_key(&line));
    let mut new = String::new();
    for line in text.lines() {
        if !is_of_key(&line) {
            new.push_str(line);
        } else if value.is_empty() {
            continue;
        } else {
            new.push_str(&format!("{key}: {value}"));
        }
        new.push('\n');
    }
    if !had && !value.is_empty() {
        new.push_str(&format!("{key}: {value}\n"));
    }
    new
}

/// Returns the front matter with the items of a list.
pub fn with_items(text: &str, key: &str, items: &[String]) -> String {
    let heading = format!("{key}:");
    let mut new = String::new();
    let mut is_within = false;
    let block = || {
        let items: String = items.iter().map(|item| format!("  - {item}\n")).collect();
        format!("{heading}\n{items}")
    };
    let mut is_written = items.is_empty();
    for line in text.lines() {
        if is_within && line.trim_start().starts_with("- ") {
            continue;
        }
        is_within = line == heading;
        if !is_within {
            new.push_str(line);
            new.push('\n');
        } else if !is_written {
            new.push_str(&block());
            is_written = true;
        }
    }
    if !is_written {
        new.push_str(&block());
    }
    new
}

/// A label in a board's file.
#[derive(Clone, Debug)]
pub struct LabelEntry {
    /// Its name.
    pub name: String,
    /// Its color.
    pub color: String,
    /// The server's id.
    pub id: Option<String>,
}

/// Returns the labels in a board's file.
pub fn board_labels(text: &str) -> Vec<LabelEntry> {
    let mut labels: Vec<LabelEntry> = Vec::new();
    let after = text.lines().skip_while(|line| *line != "labels:").skip(1);
    for line in after.take_while(|line| line.starts_with(' ')) {
        let line = line.trim_start();
        let is_first = line.starts_with("- ");
        let Some((key, value)) = line.trim_start_matches("- ").split_once(": ") else {
            continue;
        };
        if is_first {
            labels.push(LabelEntry {
                name: String::new(),
                color: String::new(),
                id: None,
            });
        }
        let value = value.trim().trim_matches('"').trim_matches('\'').to_owned();
        if let Some(label) = labels.last_mut() {
            match key {
                "name" => label.name = value,
                "color" => label.color = value,
                "id" => label.id = Some(value),
                _ => {}
            }
        }
    }
    labels
}

/// Returns a board's file with other labels.
pub fn with_board_labels(text: &str, labels: &[LabelEntry]) -> String {
    let mut new = String::new();
    let mut is_within = false;
    for line in text.lines() {
        if is_within && line.starts_with(' ') {
            continue;
        }
        is_within = line == "labels:";
        if !is_within {
            new.push_str(line);
            new.push('\n');
        }
    }
    if labels.is_empty() {
        return new;
    }
    new.push_str("labels:\n");
    for LabelEntry { name, color, id } in labels {
        new.push_str(&format!("  - name: {name}\n"));
        if !color.is_empty() {
            new.push_str(&format!("    color: \"{color}\"\n"));
        }
        if let Some(id) = id {
            new.push_str(&format!("    id: {id}\n"));
        }
    }
    new
}
