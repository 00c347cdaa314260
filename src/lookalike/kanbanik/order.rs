//! The numbers that tasks are ordered by: decimals of 34 digits, as Scala's `BigDecimal` has them.

/// Digits that are kept (`MathContext.DECIMAL128`).
const DIGITS: usize = 34;
/// Numbers further apart than this are not added digit by digit.
const WIDEST: i64 = 4000;

/// A decimal: its digits, and how many of them stand behind the point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    /// Most significant first; `[0]` for zero.
    digits: Vec<u8>,
    scale: i64,
}

/// Returns the order of a task between these two.
///
/// # Errors
/// One is no number; the message is Java's.
pub fn between(before: Option<&str>, after: Option<&str>) -> Result<String, String> {
    let read = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(Decimal::parse);
    let (before, after) = (read(before).transpose()?, read(after).transpose()?);
    let hundred = Decimal::parse("100")?;
    Ok(match (before, after) {
        (None, None) => "0".to_owned(),
        (None, Some(after)) => after.plus(&hundred.negated()).to_string(),
        (Some(before), None) => before.plus(&hundred).to_string(),
        (Some(before), Some(after)) if before.negative == after.negative => {
            before.plus(&after).half().to_string()
        }
        (Some(before), Some(after)) => before
            .plus(&before.absolute().plus(&after.absolute()).half())
            .to_string(),
    })
}

impl Decimal {
    /// Reads a number.
    ///
    /// # Errors
    /// It is none; the message is Java's.
    pub fn parse(text: &str) -> Result<Decimal, String> {
        let bad = |letter: char| {
            format!(
                "Character {letter} is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark."
            )
        };
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => {
                let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
                let exponent: i32 = exponent
                    .parse()
                    .map_err(|_| "No exponent digits.".to_owned())?;
                (mantissa, i64::from(exponent))
            }
            None => (rest, 0),
        };
        let mut digits = Vec::new();
        let mut behind = None;
        for letter in mantissa.chars() {
            match letter {
                '0'..='9' => {
                    digits.push(letter as u8 - b'0');
                    behind = behind.map(|count: i64| count + 1);
                }
                '.' if behind.is_none() => behind = Some(0),
                letter => return Err(bad(letter)),
            }
        }
        if digits.is_empty() {
            return Err("No digits found.".to_owned());
        }
        let number = Decimal {
            negative,
            digits,
            scale: behind.unwrap_or(0) - exponent,
        };
        Ok(number.rounded())
    }

    fn is_zero(&self) -> bool {
        self.digits.iter().all(|digit| *digit == 0)
    }

    fn negated(mut self) -> Decimal {
        self.negative = !self.negative && !self.is_zero();
        self
    }

    fn absolute(&self) -> Decimal {
        Decimal {
            negative: false,
            ..self.clone()
        }
    }

    /// Returns the sum, rounded.
    pub fn plus(&self, other: &Decimal) -> Decimal {
        let top = |number: &Decimal| number.digits.len() as i64 - number.scale;
        if (top(self) - top(other)).abs() > WIDEST || (self.scale - other.scale).abs() > WIDEST {
            return if top(self) > top(other) {
                self.clone()
            } else {
                other.clone()
            };
        }
        let scale = self.scale.max(other.scale);
        let aligned = |number: &Decimal| {
            let mut digits = number.digits.clone();
            digits.resize(digits.len() + (scale - number.scale) as usize, 0);
            digits
        };
        let (mine, theirs) = (aligned(self), aligned(other));
        let width = mine.len().max(theirs.len()) + 1;
        let padded = |digits: &[u8]| {
            let mut padded = vec![0; width - digits.len()];
            padded.extend_from_slice(digits);
            padded
        };
        let (mine, theirs) = (padded(&mine), padded(&theirs));
        let (negative, digits) = if self.negative == other.negative {
            (self.negative, added(&mine, &theirs))
        } else if mine >= theirs {
            (self.negative, subtracted(&mine, &theirs))
        } else {
            (other.negative, subtracted(&theirs, &mine))
        };
        Decimal {
            negative,
            digits,
            scale,
        }
        .rounded()
    }

    /// Returns the half, rounded, with as few digits behind the point as it takes.
    pub fn half(&self) -> Decimal {
        let wanted = self.scale;
        let mut carry = 0;
        let mut digits: Vec<u8> = vec![0; self.digits.len() + 1];
        for (place, digit) in self.digits.iter().enumerate().rev() {
            let product = digit * 5 + carry;
            digits[place + 1] = product % 10;
            carry = product / 10;
        }
        digits[0] = carry;
        let mut half = Decimal {
            negative: self.negative,
            digits,
            scale: self.scale + 1,
        }
        .rounded();
        while half.scale > wanted && half.digits.len() > 1 && half.digits.last() == Some(&0) {
            half.digits.pop();
            half.scale -= 1;
        }
        if half.is_zero() {
            half.scale = wanted;
        }
        half
    }

    /// Returns the number without zeros in front, and with 34 digits at most, halves to even.
    fn rounded(mut self) -> Decimal {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros.min(self.digits.len() - 1));
        if self.digits.len() > DIGITS {
            let rest = self.digits.split_off(DIGITS);
            self.scale -= rest.len() as i64;
            let is_odd = self.digits.last().is_some_and(|digit| digit % 2 == 1);
            let is_more = rest[0] > 5 || (rest[0] == 5 && rest[1..].iter().any(|digit| *digit > 0));
            if is_more || (rest[0] == 5 && is_odd) {
                let mut one = vec![0; DIGITS];
                one[DIGITS - 1] = 1;
                let mut padded = vec![0];
                padded.extend_from_slice(&self.digits);
                one.insert(0, 0);
                self.digits = added(&padded, &one);
                return self.rounded();
            }
        }
        if self.is_zero() {
            self.negative = false;
        }
        self
    }
}

/// As Java writes it: with an exponent where the point would stand far away.
impl std::fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits: String = self
            .digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect();
        let sign = if self.negative { "-" } else { "" };
        let exponent = digits.len() as i64 - 1 - self.scale;
        if self.scale == 0 {
            return write!(formatter, "{sign}{digits}");
        }
        if self.scale > 0 && exponent >= -6 {
            let point = digits.len() as i64 - self.scale;
            return match usize::try_from(point) {
                Ok(point) if point > 0 => {
                    write!(formatter, "{sign}{}.{}", &digits[..point], &digits[point..])
                }
                _ => {
                    let zeros = "0".repeat(usize::try_from(-point).unwrap_or(0));
                    write!(formatter, "{sign}0.{zeros}{digits}")
                }
            };
        }
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let plus = if exponent > 0 { "+" } else { "" };
        if exponent == 0 {
            return write!(formatter, "{sign}{first}{point}{rest}");
        }
        write!(formatter, "{sign}{first}{point}{rest}E{plus}{exponent}")
    }
}

fn added(mine: &[u8], theirs: &[u8]) -> Vec<u8> {
    let mut sum = vec![0; mine.len()];
    let mut carry = 0;
    for place in (0..mine.len()).rev() {
        let total = mine[place] + theirs[place] + carry;
        sum[place] = total % 10;
        carry = total / 10;
    }
    sum
}

/// The first is not the smaller one.
fn subtracted(mine: &[u8], theirs: &[u8]) -> Vec<u8> {
    let mut difference = vec![0; mine.len()];
    let mut borrow = 0;
    for place in (0..mine.len()).rev() {
        let (top, bottom) = (mine[place], theirs[place] + borrow);
        borrow = u8::from(top < bottom);
        difference[place] = top + 10 * borrow - bottom;
    }
    difference
}

#[cfg(test)]
mod tests {
    use super::between;

    fn put(before: &str, after: &str) -> String {
        between(Some(before), Some(after)).expect("numbers")
    }

    #[test]
    fn orders_are_made_as_the_server_makes_them() {
        assert_eq!(put("", ""), "0");
        assert_eq!(put("", "0"), "-100");
        assert_eq!(put("5", ""), "105");
        assert_eq!(put("5", "6"), "5.5");
        assert_eq!(put("-99", "299.5"), "100.25");
        assert_eq!(put("100", "0"), "50");
        assert_eq!(put("-100", "-50"), "-75");
        assert_eq!(put("-100", "100"), "0");
        assert!(between(Some("abc"), None).is_err());
    }

    #[test]
    fn many_halvings_end_at_34_digits() {
        let mut order = "1".to_owned();
        for _ in 0..43 {
            order = put("0", &order);
        }
        assert_eq!(order, "1.136868377216160297393798828125E-13");
        for _ in 0..200 {
            order = put("1", &order);
        }
        assert!(order.len() <= 36, "{order}");
    }
}
