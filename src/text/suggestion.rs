//! What may have been meant by a word that nobody knows.

/// Returns the known word that is closest to `word`, if one is close enough to be meant.
///
/// Case counts for nothing; otherwise a third of the letters may differ, or one of a short word's.
/// Of several the first wins.
pub fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    known
        .into_iter()
        .filter_map(|candidate| {
            let letters: Vec<char> = candidate.to_lowercase().chars().collect();
            let most = (word.len().max(letters.len()) / 3).max(1);
            let distance = distance(&word, &letters);
            (distance <= most && distance < word.len().max(1)).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns how many letters must be changed, added, removed or swapped with their neighbor.
fn distance(one: &[char], other: &[char]) -> usize {
    let width = other.len() + 1;
    let mut before_last = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut now = vec![row + 1; width];
        for (column, candidate) in other.iter().enumerate() {
            let changed = last[column] + usize::from(letter != candidate);
            let mut best = changed.min(last[column + 1] + 1).min(now[column] + 1);
            let is_swap =
                row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *candidate;
            if is_swap {
                best = best.min(before_last[column - 1] + 1);
            }
            now[column + 1] = best;
        }
        before_last = std::mem::replace(&mut last, now);
    }
    last[width - 1]
}

#[cfg(test)]
mod tests {
    use super::suggestion;

    #[test]
    fn a_word_with_swapped_letters_is_recognized() {
        assert_eq!(suggestion("urgnet", ["bug", "Urgent"]), Some("Urgent"));
    }

    #[test]
    fn a_word_like_none_suggests_nothing() {
        assert_eq!(suggestion("spaceship", ["bug", "urgent"]), None);
        assert_eq!(suggestion("x", ["y", "z"]), None);
        assert_eq!(suggestion("mine", ["done", "title"]), None);
    }

    #[test]
    fn only_the_case_may_differ() {
        assert_eq!(suggestion("BUG", ["bag", "bug"]), Some("bug"));
    }
}
