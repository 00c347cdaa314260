//! Orders on three sides. An order is never a conflict.

use std::hash::Hash;

use foldhash::{HashMap, HashSet};

use crate::board::sequence::longest_increasing;

/// Merges the orders of two sides; the result holds each element of either once.
///
/// A side moved the elements outside a longest increasing subsequence of its order against base.
/// The skeleton is what is on all sides and moved by nobody. Every other element stands in the
/// gap of the skeleton where the side that moved or added it has it; moved or added by both to
/// different gaps, in that of `theirs`. In one gap, what both hold keeps its order (that of
/// `theirs` if they differ), and between these the elements of `theirs` come first.
///
/// `bases` as for [`super::value::merge_value`]: an order of ours that is any of theirs is no edit.
/// No order holds an element twice.
pub fn merge_orders<K: Eq + Hash + Clone>(bases: &[Vec<K>], ours: &[K], theirs: &[K]) -> Vec<K> {
    if ours == theirs {
        return ours.to_vec();
    }
    let no_base = Vec::new();
    let base = bases.first().unwrap_or(&no_base);
    let is_of_another_state = bases.iter().skip(1).any(|other| is_same_order(other, ours));
    if is_of_another_state && !is_same_order(base, ours) {
        return merge_two(base, &grafted(theirs, ours), theirs);
    }
    merge_two(base, ours, theirs)
}

/// Returns true if `ours` has nothing that the other order has not, in the same order.
fn is_same_order<K: Eq + Hash>(other: &[K], ours: &[K]) -> bool {
    let own: HashSet<&K> = ours.iter().collect();
    let common = other.iter().filter(|element| own.contains(element));
    common.eq(ours.iter())
}

/// Returns the first order with the elements that only the second has, each behind the element
/// that it stands behind there.
fn grafted<K: Eq + Hash + Clone>(stem: &[K], other: &[K]) -> Vec<K> {
    let known: HashSet<&K> = stem.iter().collect();
    let mut behind: HashMap<Option<&K>, Vec<&K>> = HashMap::default();
    let mut last = None;
    for element in other {
        if known.contains(element) {
            last = Some(element);
        } else {
            behind.entry(last).or_default().push(element);
        }
    }
    let mut result: Vec<&K> = behind.remove(&None).unwrap_or_default();
    for element in stem {
        result.push(element);
        result.extend(behind.remove(&Some(element)).unwrap_or_default());
    }
    result.into_iter().cloned().collect()
}

fn merge_two<K: Eq + Hash + Clone>(base: &[K], ours: &[K], theirs: &[K]) -> Vec<K> {
    let was: HashMap<&K, usize> = positions(base);
    let (mine, their) = (Side::new(&was, ours), Side::new(&was, theirs));
    let is_skeleton =
        |element: &K| was.contains_key(element) && mine.leaves(element) && their.leaves(element);
    let (my_gaps, their_gaps) = (mine.gaps(&is_skeleton), their.gaps(&is_skeleton));
    let skeleton: Vec<&K> = theirs
        .iter()
        .filter(|element| is_skeleton(element))
        .collect();
    let mut gaps: Vec<Gap<'_, K>> = Vec::new();
    gaps.resize_with(skeleton.len() + 1, Gap::default);
    for element in theirs.iter().filter(|element| !is_skeleton(element)) {
        let gap = their_gaps[element];
        match my_gaps.get(element) {
            None => gaps[gap].theirs.push(element),
            Some(my_gap) => {
                // On both sides: who leaves it where it was has no say.
                if their.leaves(element) && !mine.leaves(element) {
                    continue;
                }
                gaps[gap].theirs.push(element);
                if *my_gap == gap && !mine.leaves(element) {
                    gaps[gap].common.insert(element);
                }
            }
        }
    }
    for element in ours.iter().filter(|element| !is_skeleton(element)) {
        let gap = my_gaps[element];
        let is_ours = !their_gaps.contains_key(element)
            || gaps[gap].common.contains(element)
            || (their.leaves(element) && !mine.leaves(element));
        if is_ours {
            gaps[gap].ours.push(element);
        }
    }
    let mut merged = Vec::with_capacity(ours.len().max(theirs.len()));
    for (index, gap) in gaps.into_iter().enumerate() {
        if index > 0 {
            merged.push(skeleton[index - 1].clone());
        }
        merged.extend(gap.merged().into_iter().cloned());
    }
    merged
}

fn positions<K: Eq + Hash>(order: &[K]) -> HashMap<&K, usize> {
    order
        .iter()
        .enumerate()
        .map(|(position, element)| (element, position))
        .collect()
}

/// One side's order, with what it left where base has it.
struct Side<'a, K> {
    order: &'a [K],
    left: HashSet<&'a K>,
}

impl<'a, K: Eq + Hash> Side<'a, K> {
    fn new(was: &HashMap<&K, usize>, order: &'a [K]) -> Self {
        let common: Vec<(&K, usize)> = order
            .iter()
            .filter_map(|element| was.get(element).map(|position| (element, *position)))
            .collect();
        let values: Vec<usize> = common.iter().map(|(_, position)| *position).collect();
        let left = common
            .iter()
            .zip(longest_increasing(&values))
            .filter_map(|((element, _), stays)| stays.then_some(*element))
            .collect();
        Self { order, left }
    }

    /// Returns true if the element is here, and not moved against base.
    fn leaves(&self, element: &K) -> bool {
        self.left.contains(element)
    }

    /// Returns for each element outside the skeleton how many of the skeleton are before it.
    fn gaps(&self, is_skeleton: &dyn Fn(&K) -> bool) -> HashMap<&'a K, usize> {
        let mut gaps = HashMap::default();
        let mut before = 0;
        for element in self.order {
            if is_skeleton(element) {
                before += 1;
            } else {
                gaps.insert(element, before);
            }
        }
        gaps
    }
}

/// The elements between two of the skeleton.
struct Gap<'a, K> {
    ours: Vec<&'a K>,
    theirs: Vec<&'a K>,
    common: HashSet<&'a K>,
}

impl<K> Default for Gap<'_, K> {
    fn default() -> Self {
        Self {
            ours: Vec::new(),
            theirs: Vec::new(),
            common: HashSet::default(),
        }
    }
}

impl<'a, K: Eq + Hash> Gap<'a, K> {
    fn merged(self) -> Vec<&'a K> {
        // What is only ours, by the common element that it stands behind.
        let mut behind: HashMap<Option<&K>, Vec<&'a K>> = HashMap::default();
        let mut last = None;
        for element in self.ours {
            if self.common.contains(element) {
                last = Some(element);
            } else {
                behind.entry(last).or_default().push(element);
            }
        }
        let mut merged = Vec::new();
        let mut last = None;
        for element in self.theirs {
            if self.common.contains(element) {
                merged.extend(behind.remove(&last).unwrap_or_default());
                last = Some(element);
            }
            merged.push(element);
        }
        merged.extend(behind.remove(&last).unwrap_or_default());
        merged
    }
}

#[cfg(test)]
mod tests {
    use super::merge_orders;

    fn check(base: &str, ours: &str, theirs: &str, expected: &str) {
        let order = |text: &str| text.chars().collect::<Vec<char>>();
        let merged = merge_orders(&[order(base)], &order(ours), &order(theirs));
        assert_eq!(merged.into_iter().collect::<String>(), expected);
    }

    #[test]
    fn equal_orders_are_that_order() {
        check("abc", "cab", "cab", "cab");
    }

    #[test]
    fn one_side_as_base_is_the_other() {
        check("abcd", "abcd", "xdbyca", "xdbyca");
        check("abcd", "xdbyca", "abcd", "xdbyca");
    }

    #[test]
    fn a_card_moved_on_one_side_takes_that_sides_neighbors() {
        check("1234", "1423", "1342", "1432");
    }

    #[test]
    fn a_card_moved_on_both_sides_takes_the_remotes() {
        check("abcde", "bcdea", "bcade", "bcade");
        check("abcde", "bcade", "bcdea", "bcdea");
    }

    #[test]
    fn at_one_gap_the_remotes_come_first() {
        check("ab", "axyb", "apqb", "apqxyb");
        check("", "xy", "pq", "pqxy");
    }

    #[test]
    fn in_one_gap_what_both_hold_keeps_its_order() {
        check("ab", "axmyb", "apmqb", "apxmqyb");
        check("ab", "amnb", "anmb", "anmb");
    }

    #[test]
    fn an_order_of_another_state_is_no_edit() {
        let order = |text: &str| text.chars().collect::<Vec<char>>();
        let bases = [order("abc"), order("cab")];
        let merged = merge_orders(&bases, &order("cab"), &order("abcd"));
        assert_eq!(merged, order("abcd"));
        let merged = merge_orders(&bases, &order("cxab"), &order("abcd"));
        assert_eq!(merged.len(), 5);
    }
}
