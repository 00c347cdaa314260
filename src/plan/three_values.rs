//! A value as each of the three sides has it.

use super::conflict::Field;
use super::words::{counted, quoted};

/// Three values of one field, in words; `None` for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreeValues {
    /// In base; `None` also where base has not the thing.
    pub base: Option<String>,
    /// In the working tree.
    pub ours: Option<String>,
    /// On the server.
    pub theirs: Option<String>,
}

impl ThreeValues {
    /// Returns them in one clause: `"a" here, "b" there, "c" before`; texts are not shown.
    pub(super) fn in_words(&self, field: Field) -> String {
        let shown = |value: &Option<String>| match (field, value) {
            (_, None) => "none".to_owned(),
            (Field::Text, Some(text)) => counted(text.lines().count(), "line"),
            (_, Some(value)) => quoted(value),
        };
        let Self { base, ours, theirs } = self;
        format!(
            "{} here, {} there, {} before",
            shown(ours),
            shown(theirs),
            shown(base)
        )
    }
}
