//! The text of a card on three sides: trivial rows first, then by lines.

use std::sync::Arc;

use super::value::{Settled, merge_value};

/// What came of merging three texts by lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyMerge {
    /// The merged text.
    Merged(String),
    /// Both sides changed the same lines.
    Conflict,
}

/// Merges three texts by lines: base, ours, theirs. Each ends in a newline, or is empty; so does
/// the answer.
pub type MergeBody<'a> = &'a dyn Fn(&str, &str, &str) -> BodyMerge;

/// Merges the text of a card.
///
/// A text with a NUL is one value, and so is one without a base. For the lines, `\n` is added and
/// taken off again: a last line without it would count as changed by a line behind it.
pub fn merge_body(
    bases: &[&Option<Arc<str>>],
    ours: &Option<Arc<str>>,
    theirs: &Option<Arc<str>>,
    by_lines: MergeBody<'_>,
) -> Settled<Option<Arc<str>>> {
    if let Settled::Value(value) = merge_value(bases, ours, theirs) {
        return Settled::Value(value);
    }
    let Some(base) = bases.first() else {
        return Settled::Conflict;
    };
    let texts = [base, ours, theirs].map(|body| body.as_deref().unwrap_or_default());
    if texts.iter().any(|text| text.contains('\0')) {
        return Settled::Conflict;
    }
    let [base, mine, their] = texts.map(|text| {
        if text.is_empty() {
            String::new()
        } else {
            format!("{text}\n")
        }
    });
    match by_lines(&base, &mine, &their) {
        BodyMerge::Conflict => Settled::Conflict,
        BodyMerge::Merged(text) => {
            let text = text.strip_suffix('\n').unwrap_or(&text);
            // An empty text is what an empty side has for it.
            let empty = [ours, theirs]
                .into_iter()
                .find(|body| body.as_deref().unwrap_or_default().is_empty());
            Settled::Value(match (text, empty) {
                ("", Some(empty)) => empty.clone(),
                ("", None) => None,
                (text, _) => Some(Arc::from(text)),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{BodyMerge, merge_body};
    use crate::plan::value::Settled;

    fn body(text: &str) -> Option<Arc<str>> {
        Some(Arc::from(text))
    }

    /// Says what it was given, in place of merging.
    fn echo(base: &str, ours: &str, theirs: &str) -> BodyMerge {
        BodyMerge::Merged(format!("{base}|{ours}|{theirs}\n"))
    }

    fn never(_: &str, _: &str, _: &str) -> BodyMerge {
        panic!("the trivial rows need no merge by lines")
    }

    #[test]
    fn the_trivial_rows_are_settled_first() {
        let (a, b) = (body("a"), body("b"));
        let merged = merge_body(&[&a], &b, &a, &never);
        assert_eq!(merged, Settled::Value(b.clone()));
        let merged = merge_body(&[&a], &a, &None, &never);
        assert_eq!(merged, Settled::Value(None));
    }

    #[test]
    fn both_changed_is_merged_by_lines_with_newlines_added_and_taken_off() {
        let merged = merge_body(&[&body("a")], &body("b"), &body("c\n"), &echo);
        assert_eq!(merged, Settled::Value(body("a\n|b\n|c\n\n")));
        let merged = merge_body(&[&None], &body("b"), &body("c"), &echo);
        assert_eq!(merged, Settled::Value(body("|b\n|c\n")));
    }

    #[test]
    fn with_a_nul_the_text_is_one_value() {
        let merged = merge_body(&[&body("a")], &body("b\0"), &body("c"), &never);
        assert_eq!(merged, Settled::Conflict);
    }

    #[test]
    fn without_base_different_texts_are_a_conflict() {
        let merged = merge_body(&[], &body("b"), &body("c"), &never);
        assert_eq!(merged, Settled::Conflict);
    }

    #[test]
    fn what_becomes_empty_is_none() {
        let empty = |_: &str, _: &str, _: &str| BodyMerge::Merged(String::new());
        let merged = merge_body(&[&body("a")], &body("b"), &body("c"), &empty);
        assert_eq!(merged, Settled::Value(None));
    }
}
