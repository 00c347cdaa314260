//! A label of a board.

use super::LabelKey;

/// A label of a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What names it.
    pub key: LabelKey,
    /// Its name; unique within its board on the services that check.
    pub name: String,
    /// Its color, six hexadecimal digits without `#` where the service uses such.
    pub color: String,
}
