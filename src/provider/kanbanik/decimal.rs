//! The numbers that tasks are ordered by: decimals with up to 34 digits and exponents, as texts;
//! never floats.

use std::cmp::Ordering;
use std::fmt;

/// The most digits that the server keeps.
const MOST_DIGITS: usize = 34;
/// Numbers further apart than that many places have no middle that could be written.
const MOST_PLACES: i64 = 400;

/// A decimal, exactly: `0.d₁d₂d₃… × 10^exponent`, without zeros at either end of its digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    is_negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

impl Decimal {
    /// Returns the number that a text says; none and the empty text are 0, and so is what is no
    /// number, as on the server's own pages.
    pub(super) fn of(text: Option<&str>) -> Self {
        text.and_then(Self::parse).unwrap_or_else(Self::zero)
    }

    /// Reads a number; `None` if it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (is_negative, text) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, power) = match text.find(['e', 'E']) {
            Some(at) => {
                let power = text[at + 1..].strip_prefix('+').unwrap_or(&text[at + 1..]);
                (&text[..at], i64::from(power.parse::<i32>().ok()?))
            }
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let digits = whole
            .bytes()
            .chain(fraction.bytes())
            .map(|byte| byte - b'0');
        let exponent = i64::try_from(whole.len()).ok()? + power;
        Some(Self::normal(is_negative, digits.collect(), exponent))
    }

    fn zero() -> Self {
        Self {
            is_negative: false,
            digits: Vec::new(),
            exponent: 0,
        }
    }

    fn normal(is_negative: bool, mut digits: Vec<u8>, mut exponent: i64) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        if digits.is_empty() {
            return Self::zero();
        }
        exponent -= i64::try_from(zeros).unwrap_or(0);
        Self {
            is_negative,
            digits,
            exponent,
        }
    }

    /// Returns the number a hundred above, rounded.
    pub(super) fn hundred_more(&self) -> Self {
        self.plus(&Self::normal(false, vec![1], 3))
    }

    /// Returns the number a hundred below, rounded.
    pub(super) fn hundred_less(&self) -> Self {
        self.plus(&Self::normal(true, vec![1], 3))
    }

    /// Returns the middle of two numbers; `None` if none of 34 digits lies strictly between.
    pub(super) fn middle(&self, other: &Self) -> Option<Self> {
        if (self.exponent - other.exponent).abs() > MOST_PLACES {
            return None;
        }
        let sum = self.sum(other);
        // Half of it: five times, and one place down.
        let mut carry = 0;
        let mut half: Vec<u8> = sum
            .digits
            .iter()
            .rev()
            .map(|digit| {
                let product = digit * 5 + carry;
                carry = product / 10;
                product % 10
            })
            .collect();
        half.push(carry);
        half.reverse();
        let middle = Self::normal(sum.is_negative, half, sum.exponent).rounded();
        let (low, high) = if self < other {
            (self, other)
        } else {
            (other, self)
        };
        (*low < middle && middle < *high).then_some(middle)
    }

    fn plus(&self, other: &Self) -> Self {
        if (self.exponent - other.exponent).abs() > MOST_PLACES {
            let is_self_larger = self.exponent > other.exponent;
            return if is_self_larger {
                self.clone()
            } else {
                other.clone()
            };
        }
        self.sum(other).rounded()
    }

    /// Returns the exact sum.
    fn sum(&self, other: &Self) -> Self {
        if self.digits.is_empty() {
            return other.clone();
        }
        if other.digits.is_empty() {
            return self.clone();
        }
        let top = self.exponent.max(other.exponent);
        let width = [self, other]
            .map(|one| one.padded(top).len())
            .into_iter()
            .max();
        let width = width.unwrap_or(0);
        let [mine, theirs] = [self, other].map(|one| {
            let mut digits = one.padded(top);
            digits.resize(width, 0);
            digits
        });
        if self.is_negative == other.is_negative {
            let mut sum = vec![0; width + 1];
            for place in (0..width).rev() {
                let total = sum[place + 1] + mine[place] + theirs[place];
                sum[place + 1] = total % 10;
                sum[place] = total / 10;
            }
            return Self::normal(self.is_negative, sum, top + 1);
        }
        let (larger, smaller, is_negative) = if mine >= theirs {
            (mine, theirs, self.is_negative)
        } else {
            (theirs, mine, other.is_negative)
        };
        let mut borrow = 0;
        let mut difference = vec![0; width];
        for place in (0..width).rev() {
            let taken = smaller[place] + borrow;
            borrow = u8::from(larger[place] < taken);
            difference[place] = larger[place] + 10 * borrow - taken;
        }
        Self::normal(is_negative, difference, top)
    }

    /// Returns the digits with zeros before them, so that the first one stands at `top`.
    fn padded(&self, top: i64) -> Vec<u8> {
        let zeros = usize::try_from(top - self.exponent).unwrap_or(0);
        let mut padded = vec![0; zeros];
        padded.extend_from_slice(&self.digits);
        padded
    }

    /// Returns the number with 34 digits at most, halves to even.
    fn rounded(mut self) -> Self {
        if self.digits.len() <= MOST_DIGITS {
            return self;
        }
        let rest = self.digits.split_off(MOST_DIGITS);
        let is_odd = self.digits.last().is_some_and(|digit| digit % 2 == 1);
        let half = rest.as_slice().cmp(&[5][..]);
        if half == Ordering::Greater || (half == Ordering::Equal && is_odd) {
            let mut place = self.digits.len();
            loop {
                if place == 0 {
                    self.digits.insert(0, 1);
                    self.exponent += 1;
                    break;
                }
                place -= 1;
                if self.digits[place] < 9 {
                    self.digits[place] += 1;
                    break;
                }
                self.digits[place] = 0;
            }
        }
        Self::normal(self.is_negative, self.digits, self.exponent)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |one: &Self| match (one.digits.is_empty(), one.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = |one: &Self, other: &Self| {
            (one.exponent, &one.digits).cmp(&(other.exponent, &other.digits))
        };
        match (sign(self), sign(other)) {
            (1, 1) => size(self, other),
            (-1, -1) => size(other, self),
            (mine, theirs) => mine.cmp(&theirs),
        }
    }
}

/// Plain where that is short, else with an exponent.
impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits.is_empty() {
            return formatter.write_str("0");
        }
        let sign = if self.is_negative { "-" } else { "" };
        let digits: String = self
            .digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect();
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
        let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
        match self.exponent {
            exponent @ -5..=0 => write!(formatter, "{sign}0.{}{digits}", zeros(-exponent)),
            exponent if exponent >= length && exponent <= 34 => {
                write!(formatter, "{sign}{digits}{}", zeros(exponent - length))
            }
            exponent if exponent > 0 && exponent < length => {
                let (whole, fraction) = digits.split_at(usize::try_from(exponent).unwrap_or(0));
                write!(formatter, "{sign}{whole}.{fraction}")
            }
            exponent => {
                let (first, rest) = digits.split_at(1);
                let point = if rest.is_empty() { "" } else { "." };
                write!(formatter, "{sign}{first}{point}{rest}E{}", exponent - 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).expect(text)
    }

    #[test]
    fn spellings_of_one_number_are_equal() {
        for (one, other) in [
            ("1E+2", "100"),
            ("1.50", "1.5"),
            ("-0", "0"),
            ("0.0", "0E-7"),
            ("+5", "5"),
        ] {
            assert_eq!(number(one), number(other));
        }
        for wrong in ["", "abc", "1e", "--1", ".", "1.2.3", "0x1"] {
            assert_eq!(Decimal::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Decimal::of(None), number("0"));
    }

    #[test]
    fn order_is_by_value_in_all_digits() {
        let sorted = [
            "-1E+2",
            "-99.5",
            "-2.8421709430404007434844970703125E-12",
            "0",
            "2.8421709430404007434844970703124E-12",
            "2.8421709430404007434844970703125E-12",
            "1.000000000000000000000000000000000",
            "1.000000000000000000000000000000001",
            "1E+30",
        ];
        for pair in sorted.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn the_middle_is_strictly_between_or_none() {
        let middle = |one: &str, other: &str| {
            number(one)
                .middle(&number(other))
                .map(|middle| middle.to_string())
        };
        assert_eq!(middle("5", "6").as_deref(), Some("5.5"));
        assert_eq!(middle("-100", "100").as_deref(), Some("0"));
        assert_eq!(middle("-99", "299.5").as_deref(), Some("100.25"));
        assert_eq!(middle("0", "1E-20").as_deref(), Some("5E-21"));
        assert_eq!(middle("7", "7"), None);
        assert_eq!(
            middle("1", "1.000000000000000000000000000000001"),
            None,
            "34 digits are all there are"
        );
        assert_eq!(number("99.5").hundred_more().to_string(), "199.5");
        assert_eq!(number("0").hundred_less().to_string(), "-100");
    }
}
