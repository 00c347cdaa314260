//! Short codes: how Codecks shows the number of a card, `1as` for 274.
//!
//! Source: Codecks' own gist danielberndt/19857421171dbb07a3681f0ea6634049, and codes seen in the app
//! by the author of CodecksPlasticIntegration.

/// The digits; those that are easily taken for others are left out.
const ALPHABET: &[u8; 28] = b"123456789acefghijkoqrsuvwxyz";
/// The codes of one and two digits, which are not given.
const START: i64 = 28 * 29 - 1;

/// Returns the code of a card's number.
pub(super) fn encode(number: i64) -> String {
    let mut rest = number.max(0).saturating_add(START + 1);
    let mut digits = Vec::new();
    while rest > 0 {
        rest -= 1;
        let digit = usize::try_from(rest % 28).unwrap_or_default();
        digits.push(ALPHABET[digit]);
        rest /= 28;
    }
    digits.reverse();
    digits.into_iter().map(char::from).collect()
}

/// Returns the number of a card's code; `None` if it is none.
pub(super) fn decode(code: &str) -> Option<i64> {
    let digit = |byte: u8| {
        let index = ALPHABET.iter().position(|known| *known == byte)?;
        i64::try_from(index).ok()
    };
    let mut value: Option<i64> = None;
    for byte in code.bytes() {
        let digit = digit(byte)?;
        value = Some(match value {
            None => digit,
            Some(value) => value.checked_add(1)?.checked_mul(28)?.checked_add(digit)?,
        });
    }
    value
        .map(|value| value - START)
        .filter(|number| *number >= 0)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn the_codes_are_those_that_the_app_shows() {
        for (number, code) in [
            (67, "13c"),
            (274, "1as"),
            (290, "1ca"),
            (481, "1k5"),
            (640, "1uv"),
            (590, "1s2"),
            (1, "111"),
            (2, "112"),
            (28, "11z"),
            (29, "121"),
            (38, "12a"),
            (784, "1zz"),
            (785, "211"),
            (892, "24v"),
            (1000, "28q"),
            (12_345, "irw"),
            (21_952, "zzz"),
            (100_000, "4iie"),
        ] {
            assert_eq!(encode(number), code);
            assert_eq!(decode(code), Some(number), "{code}");
        }
    }

    #[test]
    fn what_is_no_code_has_no_number() {
        for text in ["", "0as", "1AS", "1a-", "z", "zzzzzzzzzzzzzzzzzzzz"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
