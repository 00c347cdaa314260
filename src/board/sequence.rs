//! Sequences: which elements of an order stay where they are.

/// Returns which elements belong to a longest strictly increasing subsequence of `values`.
///
/// The answer has one flag an element. Among several longest subsequences it is always the same one.
pub fn longest_increasing<T: Ord>(values: &[T]) -> Vec<bool> {
    // `tails[length - 1]` is the index of the smallest value that ends a subsequence of that length.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; values.len()];
    for (index, value) in values.iter().enumerate() {
        let length = tails.partition_point(|&tail| values[tail] < *value);
        before[index] = length.checked_sub(1).map(|shorter| tails[shorter]);
        if length == tails.len() {
            tails.push(index);
        } else {
            tails[length] = index;
        }
    }
    let mut belongs = vec![false; values.len()];
    let mut at = tails.last().copied();
    while let Some(index) = at {
        belongs[index] = true;
        at = before[index];
    }
    belongs
}

#[cfg(test)]
mod tests {
    use super::longest_increasing;

    fn kept(values: &[i32]) -> Vec<i32> {
        longest_increasing(values)
            .iter()
            .zip(values)
            .filter_map(|(belongs, value)| belongs.then_some(*value))
            .collect()
    }

    #[test]
    fn an_increasing_sequence_is_kept_whole() {
        assert_eq!(kept(&[1, 2, 5]), [1, 2, 5]);
        assert!(kept(&[]).is_empty());
    }

    #[test]
    fn one_moved_element_is_the_only_one_left_out() {
        assert_eq!(kept(&[5, 1, 2, 3]), [1, 2, 3]);
        assert_eq!(kept(&[1, 3, 4, 2, 5]), [1, 3, 4, 5]);
    }

    #[test]
    fn equal_values_do_not_increase() {
        assert_eq!(kept(&[2, 2, 2]).len(), 1);
    }
}
