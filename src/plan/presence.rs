//! The table of presence: a thing that is, or is not, on three sides.

/// A thing in the working tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    /// It is not there.
    Absent,
    /// It is there and has no id.
    WithoutId,
    /// It is there, as it was in base; or base had it not.
    Same,
    /// It is there, and it, or anything in it, changed, came or left.
    Changed,
}

/// A thing on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum There {
    /// The server says that it is not there.
    Absent,
    /// It is there, as it was in base; or base had it not.
    Same,
    /// It is there, and it, or anything in it, changed, came or left.
    Changed,
    /// Nobody can tell: not seen is not deleted.
    OutOfSight,
}

/// What comes of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is created on the server.
    Create,
    /// It is added here.
    Add,
    /// Both have it: it is merged, field by field.
    Merge,
    /// Both have it and base has not: field by field, without base.
    MergeWithoutBase,
    /// Here is an id that neither base nor the server has: if it is as any earlier state had it,
    /// it is removed here, else it is an error.
    UnknownThere,
    /// It is on neither side any more.
    Gone,
    /// It goes here.
    RemoveHere,
    /// It goes there.
    DeleteThere,
    /// Deleted there and changed here: it stays here, and is a conflict.
    DeletedThereChangedHere,
    /// Deleted here and changed there: it comes back, and is a conflict.
    DeletedHereChangedThere,
    /// It is left alone: neither written nor sent.
    LeftAlone,
}

/// Returns what comes of a thing, by the rows of the table. `was`: base has it.
pub fn fate(was: bool, here: Here, there: There) -> Fate {
    match (was, here, there) {
        (_, _, There::OutOfSight) => Fate::LeftAlone,
        (_, Here::WithoutId, _) => Fate::Create,
        (false, Here::Absent, There::Absent) | (true, Here::Absent, There::Absent) => Fate::Gone,
        (false, Here::Absent, There::Same | There::Changed) => Fate::Add,
        (false, Here::Same | Here::Changed, There::Same | There::Changed) => Fate::MergeWithoutBase,
        (false, Here::Same | Here::Changed, There::Absent) => Fate::UnknownThere,
        (true, Here::Same, There::Absent) => Fate::RemoveHere,
        (true, Here::Changed, There::Absent) => Fate::DeletedThereChangedHere,
        (true, Here::Absent, There::Same) => Fate::DeleteThere,
        (true, Here::Absent, There::Changed) => Fate::DeletedHereChangedThere,
        (true, Here::Same | Here::Changed, There::Same | There::Changed) => Fate::Merge,
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, Here, There, fate};

    #[test]
    fn here_without_id_is_created_there() {
        assert_eq!(fate(false, Here::WithoutId, There::Absent), Fate::Create);
    }

    #[test]
    fn only_there_is_added_here() {
        assert_eq!(fate(false, Here::Absent, There::Same), Fate::Add);
    }

    #[test]
    fn here_with_id_and_there_is_merged_without_base() {
        assert_eq!(fate(false, Here::Same, There::Same), Fate::MergeWithoutBase);
    }

    #[test]
    fn here_with_id_and_not_there_is_unknown_there() {
        assert_eq!(fate(false, Here::Same, There::Absent), Fate::UnknownThere);
    }

    #[test]
    fn was_and_is_nowhere_any_more_is_gone() {
        assert_eq!(fate(true, Here::Absent, There::Absent), Fate::Gone);
    }

    #[test]
    fn was_and_is_here_only_goes_or_is_a_conflict_if_it_changed() {
        assert_eq!(fate(true, Here::Same, There::Absent), Fate::RemoveHere);
        let changed = fate(true, Here::Changed, There::Absent);
        assert_eq!(changed, Fate::DeletedThereChangedHere);
    }

    #[test]
    fn was_and_is_there_only_goes_or_is_a_conflict_if_it_changed() {
        assert_eq!(fate(true, Here::Absent, There::Same), Fate::DeleteThere);
        let changed = fate(true, Here::Absent, There::Changed);
        assert_eq!(changed, Fate::DeletedHereChangedThere);
    }

    #[test]
    fn on_all_sides_is_merged_field_by_field() {
        assert_eq!(fate(true, Here::Changed, There::Changed), Fate::Merge);
    }

    #[test]
    fn out_of_sight_is_left_alone() {
        for was in [false, true] {
            for here in [Here::Absent, Here::WithoutId, Here::Same, Here::Changed] {
                assert_eq!(fate(was, here, There::OutOfSight), Fate::LeftAlone);
            }
        }
    }
}
