//! Which words of a text change.

use foldhash::HashMap;
use unicode_segmentation::UnicodeSegmentation;

use crate::board::sequence::longest_increasing;

/// From so many pairs of equal words on, words are not compared: the lines say enough.
const MOST_PAIRS: usize = 100_000;

/// A part of a text that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Both have it.
    Same(&'a str),
    /// Only the old one has it.
    Removed(&'a str),
    /// Only the new one has it.
    Added(&'a str),
}

impl<'a> Piece<'a> {
    /// Returns its text.
    pub fn text(self) -> &'a str {
        match self {
            Self::Same(text) | Self::Removed(text) | Self::Added(text) => text,
        }
    }
}

/// Returns the pieces that make up both texts, in order; `None` where the texts have too little in
/// common for that to be read.
pub fn word_change<'a>(old: &'a str, new: &'a str) -> Option<Vec<Piece<'a>>> {
    let (old_words, new_words) = (words(old), words(new));
    let kept = common(old, &old_words, new, &new_words)?;
    let letters = |text: &str| text.chars().filter(|char| char.is_alphanumeric()).count();
    let shared: usize = kept
        .iter()
        .map(|(word, _)| letters(&old[old_words[*word].0..old_words[*word].1]))
        .sum();
    if shared * 2 < letters(old).max(letters(new)) {
        return None;
    }
    let mut changes = Changes::default();
    let (mut old_at, mut new_at) = (0, 0);
    for (old_word, new_word) in kept {
        let ((old_from, old_to), (new_from, new_to)) = (old_words[old_word], new_words[new_word]);
        changes.differ((old_at, old_from), (new_at, new_from));
        changes.agree((old_from, old_to), (new_from, new_to));
        (old_at, new_at) = (old_to, new_to);
    }
    changes.differ((old_at, old.len()), (new_at, new.len()));
    Some(changes.pieces(old, new))
}

/// From and to, in bytes.
type Range = (usize, usize);

/// Returns where the words, and what stands between them, begin and end.
fn words(text: &str) -> Vec<Range> {
    text.split_word_bound_indices()
        .map(|(from, word)| (from, from + word.len()))
        .collect()
}

/// Returns the indices of the words of a longest common subsequence; `None` if the texts are so
/// repetitive that it would take long.
fn common(
    old: &str,
    old_words: &[Range],
    new: &str,
    new_words: &[Range],
) -> Option<Vec<(usize, usize)>> {
    let mut positions: HashMap<&str, Vec<usize>> = HashMap::default();
    for (position, (from, to)) in old_words.iter().enumerate() {
        positions
            .entry(&old[*from..*to])
            .or_default()
            .push(position);
    }
    let mut pairs = Vec::new();
    for (new_position, (from, to)) in new_words.iter().enumerate() {
        // The last one first, so that at most one is taken.
        let olds = positions.get(&new[*from..*to]).into_iter().flatten().rev();
        pairs.extend(olds.map(|old_position| (*old_position, new_position)));
        if pairs.len() > MOST_PAIRS {
            return None;
        }
    }
    let values: Vec<usize> = pairs.iter().map(|(old, _)| *old).collect();
    let belongs = longest_increasing(&values);
    let kept = pairs.into_iter().zip(belongs);
    Some(
        kept.filter_map(|(pair, belongs)| belongs.then_some(pair))
            .collect(),
    )
}

/// Stretches of both texts, in turn: what both have, and what differs.
#[derive(Default)]
struct Changes {
    stretches: Vec<(bool, Range, Range)>,
}

impl Changes {
    fn agree(&mut self, old: Range, new: Range) {
        self.push(true, old, new);
    }

    fn differ(&mut self, old: Range, new: Range) {
        if old.0 < old.1 || new.0 < new.1 {
            self.push(false, old, new);
        }
    }

    fn push(&mut self, is_same: bool, old: Range, new: Range) {
        match self.stretches.last_mut().filter(|last| last.0 == is_same) {
            Some((_, last_old, last_new)) => {
                last_old.1 = old.1;
                last_new.1 = new.1;
            }
            None => self.stretches.push((is_same, old, new)),
        }
    }

    /// Returns the pieces; a blank between two changes belongs to both, so that changed words that
    /// follow each other are shown as one.
    fn pieces<'a>(self, old: &'a str, new: &'a str) -> Vec<Piece<'a>> {
        let mut joined = Self::default();
        let last = self.stretches.len().saturating_sub(1);
        for (index, (is_same, of_old, of_new)) in self.stretches.into_iter().enumerate() {
            let text = &old[of_old.0..of_old.1];
            let is_between = index > 0 && index < last;
            let is_blank = is_same && is_between && text.chars().all(|char| char == ' ');
            joined.push(is_same && !is_blank, of_old, of_new);
        }
        let mut pieces = Vec::new();
        for (is_same, of_old, of_new) in joined.stretches {
            let (mut was, mut is) = (&old[of_old.0..of_old.1], &new[of_new.0..of_new.1]);
            if is_same {
                pieces.push(Piece::Same(is));
                continue;
            }
            // A blank that both begin or end with did not change.
            let (mut before, mut after) = ("", "");
            if let (Some(old), Some(new)) = (was.strip_prefix(' '), is.strip_prefix(' ')) {
                (before, was, is) = (" ", old, new);
            }
            if let (Some(old), Some(new)) = (was.strip_suffix(' '), is.strip_suffix(' ')) {
                (after, was, is) = (" ", old, new);
            }
            let all = [
                Piece::Same(before),
                Piece::Removed(was),
                Piece::Added(is),
                Piece::Same(after),
            ];
            pieces.extend(all.into_iter().filter(|piece| !piece.text().is_empty()));
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;
    use proptest::prop_assert_eq;

    use super::{Piece, word_change};

    fn shown(old: &str, new: &str) -> Option<String> {
        let pieces = word_change(old, new)?;
        let shown = pieces.iter().map(|piece| match piece {
            Piece::Same(text) => (*text).to_owned(),
            Piece::Removed(text) => format!("[-{text}-]"),
            Piece::Added(text) => format!("{{+{text}+}}"),
        });
        Some(shown.collect())
    }

    #[test]
    fn a_changed_word_is_shown_within_its_line() {
        assert_eq!(
            shown("The login fails on iOS.", "The login fails on Android.").as_deref(),
            Some("The login fails on [-iOS-]{+Android+}.")
        );
    }

    #[test]
    fn changed_words_that_follow_each_other_are_one_change() {
        assert_eq!(
            shown(
                "keep these red old words here",
                "keep these blue new words here"
            )
            .as_deref(),
            Some("keep these [-red old-]{+blue new+} words here")
        );
    }

    #[test]
    fn blanks_around_a_change_are_no_part_of_it() {
        assert_eq!(
            shown(
                "The login fails on phones.",
                "The login fails on all tablets."
            )
            .as_deref(),
            Some("The login fails on [-phones-]{+all tablets+}.")
        );
    }

    #[test]
    fn lines_without_much_in_common_are_no_matter_of_words() {
        assert_eq!(shown("one thing", "quite another matter"), None);
    }

    proptest! {
        #[test]
        fn the_pieces_make_up_both_texts(old in "[ab ]{0,30}", new in "[ab ]{0,30}") {
            if let Some(pieces) = word_change(&old, &new) {
                let side = |is_old: bool| -> String {
                    pieces.iter().map(|piece| match piece {
                        Piece::Same(text) => *text,
                        Piece::Removed(text) if is_old => *text,
                        Piece::Added(text) if !is_old => *text,
                        Piece::Removed(_) | Piece::Added(_) => "",
                    }).collect()
                };
                prop_assert_eq!(side(true), old.clone());
                prop_assert_eq!(side(false), new.clone());
            }
        }
    }
}
