//! The number that says where a card or stack stands: a decimal, exact, never a float.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// How many decimals are kept.
const SCALE: usize = 18;
/// One, in units of the last decimal.
const ONE: i128 = 1_000_000_000_000_000_000;

/// A position: a decimal number with up to 18 digits before and 18 after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(i128);

/// Why a text is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAPosition {
    /// It is not of the form `12`, `-3` or `4.25`.
    #[error("not a decimal number")]
    NotDecimal,
    /// It has more digits than are kept.
    #[error("more than 18 digits before or after the point")]
    TooLong,
}

impl Position {
    /// Returns a whole number as a position; `None` beyond 18 digits.
    pub fn whole(number: i128) -> Option<Self> {
        (number.abs() < ONE).then(|| Self(number * ONE))
    }

    /// Returns the number in units of the `decimals`-th decimal; `None` beyond 18 digits.
    pub fn in_units(number: i128, decimals: usize) -> Option<Self> {
        let unit = unit(decimals);
        let scaled = number.checked_mul(unit)?;
        (scaled.abs() < ONE * ONE).then_some(Self(scaled))
    }

    /// Returns the largest number of units of the `decimals`-th decimal that is not above it.
    pub fn floor_units(self, decimals: usize) -> i128 {
        self.0.div_euclid(unit(decimals))
    }

    /// Returns the smallest number of units of the `decimals`-th decimal that is not below it.
    pub fn ceil_units(self, decimals: usize) -> i128 {
        -(-self.0).div_euclid(unit(decimals))
    }

    /// Returns how many decimals it is written with.
    pub fn decimals(self) -> usize {
        (0..=SCALE)
            .find(|decimals| self.0 % unit(*decimals) == 0)
            .unwrap_or(SCALE)
    }
}

fn unit(decimals: usize) -> i128 {
    (decimals..SCALE).fold(1, |unit, _| unit * 10)
}

impl FromStr for Position {
    type Err = NotAPosition;

    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        let (is_negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || fraction.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return Err(NotAPosition::NotDecimal);
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        if whole.len() > SCALE || fraction.len() > SCALE {
            return Err(NotAPosition::TooLong);
        }
        let digits = format!("{whole}{fraction:0<SCALE$}");
        let number: i128 = digits.parse().map_err(|_| NotAPosition::NotDecimal)?;
        Ok(Self(if is_negative { -number } else { number }))
    }
}

/// As few digits as say it: `20`, `-10`, `12.5`.
impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let number = self.0.abs();
        let (whole, fraction) = (number / ONE, number % ONE);
        if fraction == 0 {
            return write!(formatter, "{sign}{whole}");
        }
        let fraction = format!("{fraction:0SCALE$}");
        write!(
            formatter,
            "{sign}{whole}.{}",
            fraction.trim_end_matches('0')
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{NotAPosition, Position};

    fn position(text: &str) -> Position {
        text.parse().unwrap()
    }

    #[test]
    fn it_is_written_as_short_as_it_can_be() {
        for (text, written) in [
            ("20", "20"),
            ("-10", "-10"),
            ("12.50", "12.5"),
            ("007", "7"),
            ("-0.25", "-0.25"),
            ("-0", "0"),
        ] {
            assert_eq!(position(text).to_string(), written);
        }
    }

    #[test]
    fn it_is_exact() {
        assert!(position("0.1") < position("0.100000000000000001"));
        assert!(position("-1.5") < position("-1.25"));
        assert_eq!(position("1.250").decimals(), 2);
    }

    #[test]
    fn units_are_rounded_to_both_sides() {
        assert_eq!(position("-1.25").floor_units(1), -13);
        assert_eq!(position("-1.25").ceil_units(1), -12);
        assert_eq!(position("3").ceil_units(0), 3);
        assert_eq!(Position::in_units(-125, 2), Some(position("-1.25")));
    }

    #[test]
    fn what_is_no_decimal_number_is_refused() {
        for text in [
            "", "-", "1e3", "0x10", ".5", "5.", "1_000", "a", "1.2.3", " 1",
        ] {
            assert_eq!(
                text.parse::<Position>(),
                Err(NotAPosition::NotDecimal),
                "{text}"
            );
        }
        assert_eq!(
            "1.0000000000000000001".parse::<Position>(),
            Err(NotAPosition::TooLong)
        );
    }
}
