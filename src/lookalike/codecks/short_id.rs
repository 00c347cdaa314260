//! The short form in which the app shows a card's number, after a `$`.

/// Returns the number that a short form stands for.
///
/// Source: the "short id" gist of Codecks' founder.
pub fn number_of(short: &str) -> Option<i64> {
    let letters = "123456789acefghijkoqrsuvwxyz";
    let mut number: i64 = -1;
    for letter in short.chars() {
        let place = letters.find(letter)?;
        number = (number + 1).checked_mul(28)? + i64::try_from(place).ok()?;
    }
    // The first 28 + 28 * 28 of them are never given, and counting starts from 1.
    let number = number - (28 + 28 * 28 - 1);
    (number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::number_of;

    #[test]
    fn the_forms_seen_in_the_app_are_read() {
        assert_eq!(number_of("1as"), Some(274));
        assert_eq!(number_of("111"), Some(1));
        assert_eq!(number_of("zzz"), Some(21_952));
        assert_eq!(number_of("12"), None);
    }
}
