//! Whether a value on the server is still what an operation replaces.

use std::collections::BTreeSet;

use crate::board::Change;

/// A value that is neither the old nor the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Differs;

/// Returns the value to send: `None` if nothing changes, or if it is there already.
///
/// # Errors
/// `Differs` if the server has a third value.
pub(super) fn to_send<'c, T: PartialEq>(
    change: Option<&'c Change<T>>,
    present: &T,
) -> Result<Option<&'c T>, Differs> {
    match change {
        None => Ok(None),
        Some(change) if *present == change.new => Ok(None),
        Some(change) if *present == change.old => Ok(Some(&change.new)),
        Some(_) => Err(Differs),
    }
}

/// What to add to a set and what to take away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference<T> {
    pub(super) add: Vec<T>,
    pub(super) remove: Vec<T>,
}

impl<T: Ord + Clone> Difference<T> {
    /// Returns the way from `present` to `wanted`.
    pub(super) fn between(present: &BTreeSet<T>, wanted: &BTreeSet<T>) -> Self {
        Self {
            add: wanted.difference(present).cloned().collect(),
            remove: present.difference(wanted).cloned().collect(),
        }
    }

    /// Returns the way that `wanted` asks for, if it asks for one.
    pub(super) fn to(present: &BTreeSet<T>, wanted: Option<&BTreeSet<T>>) -> Self {
        Self::between(present, wanted.unwrap_or(present))
    }

    /// Returns true if there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{Differs, to_send};
    use crate::board::Change;

    #[test]
    fn only_the_old_value_is_replaced() {
        let change = Change { old: 1, new: 2 };
        assert_eq!(to_send(Some(&change), &1), Ok(Some(&2)));
        assert_eq!(to_send(Some(&change), &2), Ok(None));
        assert_eq!(to_send(Some(&change), &3), Err(Differs));
        assert_eq!(to_send(None, &3), Ok(None));
    }
}
