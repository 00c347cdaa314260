//! The attachments of one card on three sides, by the names of their files.

use std::collections::{BTreeMap, BTreeSet};

use crate::board::ContentId;
use crate::plan::value::{Settled, merge_value};

/// What both sides did to one attachment; nothing of it is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BothSides {
    /// Replaced on both sides: the server's stands, ours lies beside it.
    Replaced {
        /// Its name.
        name: String,
        /// The name of ours.
        beside: String,
    },
    /// Deleted there and replaced here: ours stays, and a push brings it back there.
    DeletedThere {
        /// Its name.
        name: String,
    },
    /// Deleted here and replaced there: theirs comes back.
    DeletedHere {
        /// Its name.
        name: String,
    },
}

type Attachments = BTreeMap<String, ContentId>;

/// Merges attachments by name, `bases` the newest first.
pub(super) fn merge_attachments(
    bases: &[&Attachments],
    ours: &Attachments,
    theirs: &Attachments,
) -> (Attachments, Vec<BothSides>) {
    if ours == theirs || bases.first().is_some_and(|base| *base == ours) {
        return (theirs.clone(), Vec::new());
    }
    let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let mut merged = Attachments::new();
    let mut both = Vec::new();
    for name in names {
        if is_left_over(name, bases, ours, theirs) {
            continue;
        }
        let at = |side: &Attachments| side.get(name).copied();
        let in_bases: Vec<Option<ContentId>> = bases.iter().map(|base| at(base)).collect();
        let in_bases: Vec<&Option<ContentId>> = in_bases.iter().collect();
        let (mine, their) = (at(ours), at(theirs));
        let settled = match merge_value(&in_bases, &mine, &their) {
            Settled::Value(value) => value,
            Settled::Conflict => match (mine, their) {
                (Some(mine), Some(their)) => {
                    let beside = name_beside(name, ours, theirs);
                    merged.insert(beside.clone(), mine);
                    both.push(BothSides::Replaced {
                        name: name.clone(),
                        beside,
                    });
                    Some(their)
                }
                // Without a base both are simply there.
                (mine, their) if bases.is_empty() => mine.or(their),
                (Some(mine), None) => {
                    both.push(BothSides::DeletedThere { name: name.clone() });
                    Some(mine)
                }
                (None, their) => {
                    both.push(BothSides::DeletedHere { name: name.clone() });
                    their
                }
            },
        };
        merged.extend(settled.map(|content| (name.clone(), content)));
    }
    (merged, both)
}

/// Returns true for `shot~d7.png` there if a replacement of `shot.png` left it that was cut off
/// between the new file and the end of the old one: it holds what we hang in the place of the old
/// one.
fn is_left_over(
    name: &str,
    bases: &[&Attachments],
    ours: &Attachments,
    theirs: &Attachments,
) -> bool {
    let (stem, extension) = split_extension(name);
    let Some((stem, _)) = stem.rsplit_once('~') else {
        return false;
    };
    let replaced = format!("{stem}{extension}");
    let is_new = !ours.contains_key(name) && bases.iter().all(|base| !base.contains_key(name));
    let content = theirs.get(name);
    is_new
        && content.is_some()
        && ours.get(&replaced) == content
        && theirs.contains_key(&replaced)
        && theirs.get(&replaced) != content
        && bases.first().and_then(|base| base.get(&replaced)) == theirs.get(&replaced)
}

/// Returns `shot (here).png` for `shot.png`, or the first such name that neither side has.
fn name_beside(name: &str, ours: &Attachments, theirs: &Attachments) -> String {
    let (stem, extension) = split_extension(name);
    let is_taken = |name: &String| ours.contains_key(name) || theirs.contains_key(name);
    let first = format!("{stem} (here){extension}");
    if !is_taken(&first) {
        return first;
    }
    (2..)
        .map(|number| format!("{stem} (here {number}){extension}"))
        .find(|name| !is_taken(name))
        .unwrap_or(first)
}

/// Returns the name that a name of the form `shot (here).png` stands beside.
pub fn name_it_is_beside(name: &str) -> Option<String> {
    let (stem, extension) = split_extension(name);
    let (before, mark) = stem.rsplit_once(" (here")?;
    let number = mark.strip_suffix(')')?;
    let is_mark = number.is_empty()
        || number
            .strip_prefix(' ')
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    is_mark.then(|| format!("{before}{extension}"))
}

/// Splits `shot.png` into `shot` and `.png`.
fn split_extension(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 => name.split_at(at),
        _ => (name, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::{Attachments, BothSides, merge_attachments, name_it_is_beside};
    use crate::board::ContentId;

    fn files(list: &[(&str, &str)]) -> Attachments {
        list.iter()
            .map(|(name, text)| ((*name).to_owned(), ContentId::of(text.as_bytes())))
            .collect()
    }

    #[test]
    fn what_one_side_did_is_done_on_both() {
        let base = files(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let ours = files(&[("a", "2"), ("b", "1"), ("new", "x")]);
        let theirs = files(&[("a", "1"), ("c", "1"), ("other", "y")]);
        let (merged, both) = merge_attachments(&[&base], &ours, &theirs);
        assert_eq!(merged, files(&[("a", "2"), ("new", "x"), ("other", "y")]));
        assert_eq!(both, []);
    }

    #[test]
    fn what_both_replaced_is_kept_twice() {
        let base = files(&[("shot.png", "1")]);
        let (ours, theirs) = (files(&[("shot.png", "2")]), files(&[("shot.png", "3")]));
        let (merged, both) = merge_attachments(&[&base], &ours, &theirs);
        assert_eq!(
            merged,
            files(&[("shot.png", "3"), ("shot (here).png", "2")])
        );
        assert_eq!(both.len(), 1);
        let beside = name_it_is_beside("shot (here).png");
        assert_eq!(beside.as_deref(), Some("shot.png"));
        assert_eq!(name_it_is_beside("shot (there).png"), None);
    }

    #[test]
    fn what_a_replacement_left_that_was_cut_off_goes() {
        let base = files(&[("shot.png", "1")]);
        let ours = files(&[("shot.png", "2")]);
        let theirs = files(&[("shot.png", "1"), ("shot~d7.png", "2")]);
        let (merged, both) = merge_attachments(&[&base], &ours, &theirs);
        assert_eq!((merged, both), (ours, Vec::new()));
        let other = files(&[("shot.png", "3")]);
        let (merged, _) = merge_attachments(&[&base], &other, &theirs);
        let kept = files(&[("shot.png", "3"), ("shot~d7.png", "2")]);
        assert_eq!(merged, kept);
    }

    #[test]
    fn a_replaced_one_survives_its_deletion() {
        let base = files(&[("a", "1"), ("b", "1")]);
        let (ours, theirs) = (files(&[("a", "2")]), files(&[("b", "2")]));
        let (merged, both) = merge_attachments(&[&base], &ours, &theirs);
        assert_eq!(merged, files(&[("a", "2"), ("b", "2")]));
        let name = |name: &str| name.to_owned();
        assert_eq!(
            both,
            [
                BothSides::DeletedThere { name: name("a") },
                BothSides::DeletedHere { name: name("b") },
            ]
        );
    }

    #[test]
    fn the_same_file_on_both_sides_is_one() {
        let same = files(&[("a", "1")]);
        let (merged, both) = merge_attachments(&[&Attachments::new()], &same, &same);
        assert_eq!((merged, both), (same, Vec::new()));
    }
}
