//! Sets on three sides: each element by itself.

use std::collections::BTreeSet;

use super::value::{Settled, merge_value};

/// Merges sets: an element is in the result if the table of values says so of its being there.
/// Never a conflict. `bases` as for [`merge_value`]; without any, the result holds what either
/// side holds.
pub fn merge_set<T: Ord + Clone>(
    bases: &[&BTreeSet<T>],
    ours: &BTreeSet<T>,
    theirs: &BTreeSet<T>,
) -> BTreeSet<T> {
    let no_base = [&BTreeSet::new()];
    let bases = if bases.is_empty() { &no_base } else { bases };
    ours.union(theirs)
        .filter(|element| {
            let was: Vec<bool> = bases.iter().map(|base| base.contains(element)).collect();
            let was: Vec<&bool> = was.iter().collect();
            let (here, there) = (ours.contains(element), theirs.contains(element));
            match merge_value(&was, &here, &there) {
                Settled::Value(is_in) => is_in,
                Settled::Conflict => unreachable!("of two different flags one is the base's"),
            }
        })
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::merge_set;

    fn set(elements: &str) -> BTreeSet<char> {
        elements.chars().collect()
    }

    fn check(base: &str, ours: &str, theirs: &str, expected: &str) {
        let merged = merge_set(&[&set(base)], &set(ours), &set(theirs));
        assert_eq!(merged, set(expected));
        let swapped = merge_set(&[&set(base)], &set(theirs), &set(ours));
        assert_eq!(swapped, set(expected));
    }

    #[test]
    fn what_either_side_adds_is_in_and_what_either_takes_away_is_out() {
        check("ab", "abc", "abd", "abcd");
        check("ab", "a", "ab", "a");
        check("ab", "ac", "bd", "cd");
    }

    #[test]
    fn without_base_all_is_in() {
        assert_eq!(merge_set(&[], &set("a"), &set("b")), set("ab"));
    }

    #[test]
    fn an_element_that_another_state_had_or_lacked_is_no_edit() {
        let bases = [&set("ab"), &set("bc")];
        assert_eq!(merge_set(&bases, &set("bc"), &set("ab")), set("ab"));
    }
}
