//! The table of values: one value on three sides.

/// What came of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled<T> {
    /// The sides agree, or one of them changed nothing.
    Value(T),
    /// Both changed it, to different values.
    Conflict,
}

/// Merges one value, by the rows of the table.
///
/// `bases` are the value in the states that count as base, the newest first. A value of ours that
/// is any of theirs is no edit; for the server, the newest one alone counts. Without any, equal
/// is equal and different is a conflict.
pub fn merge_value<T: PartialEq + Clone>(bases: &[&T], ours: &T, theirs: &T) -> Settled<T> {
    if ours == theirs {
        // `a a a` and `a b b`; equal by meaning, so the form is the server's.
        Settled::Value(theirs.clone())
    } else if bases.contains(&ours) {
        // `a a b`
        Settled::Value(theirs.clone())
    } else if bases.first() == Some(&theirs) {
        // `a b a`
        Settled::Value(ours.clone())
    } else {
        // `a b c`
        Settled::Conflict
    }
}

#[cfg(test)]
mod tests {
    use super::{Settled, merge_value};
    use crate::board::Done;
    use crate::plan::sketch::time;

    #[test]
    fn base_a_local_a_remote_a_is_a() {
        assert_eq!(merge_value(&[&1], &1, &1), Settled::Value(1));
    }

    #[test]
    fn base_a_local_b_remote_a_is_ours() {
        assert_eq!(merge_value(&[&1], &2, &1), Settled::Value(2));
    }

    #[test]
    fn base_a_local_a_remote_b_is_theirs() {
        assert_eq!(merge_value(&[&1], &1, &2), Settled::Value(2));
    }

    #[test]
    fn base_a_local_b_remote_b_is_b() {
        assert_eq!(merge_value(&[&1], &2, &2), Settled::Value(2));
    }

    #[test]
    fn base_a_local_b_remote_c_is_a_conflict() {
        assert_eq!(merge_value(&[&1], &2, &3), Settled::Conflict);
    }

    #[test]
    fn without_base_equal_is_equal_and_different_is_a_conflict() {
        assert_eq!(merge_value(&[], &2, &2), Settled::Value(2));
        assert_eq!(merge_value(&[], &2, &3), Settled::Conflict);
    }

    #[test]
    fn a_value_of_another_state_is_no_edit() {
        assert_eq!(merge_value(&[&1, &2], &2, &1), Settled::Value(1));
        assert_eq!(merge_value(&[&1, &2], &2, &3), Settled::Value(3));
        assert_eq!(merge_value(&[&1, &3], &2, &3), Settled::Conflict);
    }

    #[test]
    fn done_at_any_time_takes_the_time_of_the_server() {
        let at = Some(Done::At(time("2026-12-01")));
        let Settled::Value(Some(Done::At(merged))) =
            merge_value(&[&None], &Some(Done::AnyTime), &at)
        else {
            panic!("equal by meaning");
        };
        assert_eq!(merged, time("2026-12-01"));
    }
}
