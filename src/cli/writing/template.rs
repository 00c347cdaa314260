//! The template of new cards: the repository's own, or ours.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use minijinja::value::ValueKind;
use minijinja::{Environment as Templates, Output, State, Value, context};

use crate::cli::error::Failure;
use crate::cli::exit_code::Exit;
use crate::text::text_scalar;

/// Where a repository keeps a template of its own.
pub const OWN: &str = ".templates/card.md";
/// What there is where it has none.
const OURS: &str = include_str!("../../../templates/card.md");
/// The line that opens and closes what stands above a card's text.
const FENCE: &str = "---";

/// What a template may name.
#[derive(Clone, Debug)]
pub struct NewCard<'a> {
    /// `title`: the title of the card.
    pub title: &'a str,
    /// `board`: the title of the board.
    pub board: &'a str,
    /// `stack`: the title of the stack.
    pub stack: &'a str,
    /// `account`: the account's user on the server.
    pub account: &'a str,
    /// `date`: today, as `2026-11-21`.
    pub date: String,
}

/// Returns the text of a new card by the template of the repository in `workdir`.
///
/// # Errors
/// The repository's template cannot be read, or is none.
pub fn card_text(workdir: &Path, card: &NewCard<'_>) -> Result<String, Failure> {
    let path = workdir.join(OWN);
    match fs::read_to_string(&path) {
        Ok(template) => render(&template, card).map_err(|error| {
            Failure::new(Exit::Failed, format!("`{OWN}` is no template: {error}"))
                .line("no card was made")
                .hint(format!(
                    "mend it, or move it away to use the built-in one; \
                     it may name {}",
                    names()
                ))
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => render(OURS, card).map_err(|error| {
            Failure::new(Exit::Failed, format!("a mistake of git-board: {error}"))
        }),
        Err(error) => Err(
            Failure::new(Exit::Failed, format!("failed to read `{OWN}`: {error}"))
                .line("no card was made"),
        ),
    }
}

fn names() -> &'static str {
    "`title`, `board`, `stack`, `account` and `date`"
}

/// Renders what stands above the text, where values are quoted as YAML needs them, and the text,
/// where they stand as they are.
fn render(template: &str, card: &NewCard<'_>) -> Result<String, minijinja::Error> {
    let (head, body) = halves(template);
    let values = context! {
        title => card.title,
        board => card.board,
        stack => card.stack,
        account => card.account,
        date => &card.date,
    };
    let mut of_head = templates();
    of_head.set_formatter(as_yaml);
    // A template loses its last line end.
    let head = of_head.render_str(&format!("{head}\n"), &values)?;
    let body = templates().render_str(&format!("{body}\n"), &values)?;
    Ok(head + &body)
}

fn templates() -> Templates<'static> {
    let mut templates = Templates::new();
    templates.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    templates
}

/// Splits a template behind the line that closes what stands above the text.
fn halves(template: &str) -> (&str, &str) {
    if template.lines().next().is_none_or(|first| first != FENCE) {
        return ("", template);
    }
    let mut end = 0;
    for (number, line) in template.split_inclusive('\n').enumerate() {
        end += line.len();
        if number > 0 && line.trim_end_matches(['\r', '\n']) == FENCE {
            return template.split_at(end);
        }
    }
    (template, "")
}

fn as_yaml(
    output: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str().filter(|_| value.kind() == ValueKind::String) {
        Some(text) => Ok(output.write_str(&text_scalar(text))?),
        None => minijinja::escape_formatter(output, state, value),
    }
}

#[cfg(test)]
mod tests {
    use super::{NewCard, OURS, render};

    fn rendered(template: &str, title: &str) -> String {
        let card = NewCard {
            title,
            board: "Roadmap",
            stack: "To do",
            account: "alice",
            date: "2026-11-21".to_owned(),
        };
        render(template, &card).expect("a template")
    }

    #[test]
    fn the_built_in_template_is_a_title_and_no_text() {
        assert_eq!(rendered(OURS, "Fix login"), "---\ntitle: Fix login\n---\n");
    }

    #[test]
    fn values_above_the_text_are_quoted_where_yaml_needs_it() {
        assert_eq!(
            rendered(
                "---\ntitle: {{ title }}\n---\n# {{ title }} ({{ date }})\n",
                "Fix: #2"
            ),
            "---\ntitle: \"Fix: #2\"\n---\n# Fix: #2 (2026-11-21)\n"
        );
    }

    #[test]
    fn a_template_may_be_all_text() {
        assert_eq!(rendered("# {{ title }}\n", "no"), "# no\n");
    }
}
