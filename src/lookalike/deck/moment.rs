//! Dates as the server takes and gives them: PHP's loose input, ISO 8601 output, UTC storage.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp, ToSpan};

/// A date as it was sent: the wall clock's seconds, and the offset that the answer echoes.
///
/// The server keeps `wall_seconds` as if they were UTC; the offset is lost after the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Unix seconds of the wall clock reading, taken as UTC.
    pub wall_seconds: i64,
    /// Minutes east of UTC, only for the echo.
    pub offset_minutes: i32,
}

impl Moment {
    /// Returns the moment as `2026-12-24T19:29:30+02:00`.
    pub fn echo(&self) -> String {
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        let minutes = self.offset_minutes.abs();
        format!(
            "{}{sign}{:02}:{:02}",
            wall(self.wall_seconds),
            minutes / 60,
            minutes % 60
        )
    }
}

/// Returns unix seconds as `2026-12-24T19:29:30+00:00`.
pub fn iso(seconds: i64) -> String {
    format!("{}+00:00", wall(seconds))
}

/// Returns unix seconds as an HTTP date, `Sat, 21 Nov 2026 17:57:17 GMT`.
pub fn http_date(seconds: i64) -> String {
    civil(seconds)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

/// Returns the unix seconds of an `If-Modified-Since` header.
///
/// IMF-fixdate, RFC 850 and asctime are read; anything else, numeric offsets too, is `None`.
pub fn from_http_date(text: &str) -> Option<i64> {
    const FORMATS: [&str; 3] = [
        "%a, %d %b %Y %H:%M:%S GMT",
        "%A, %d-%b-%y %H:%M:%S GMT",
        "%a %b %e %H:%M:%S %Y",
    ];
    FORMATS
        .iter()
        .find_map(|format| DateTime::strptime(format, text).ok())
        .and_then(unix_seconds)
}

/// Reads what PHP's `DateTime` reads, as far as clients send it; `None` is a date it refuses.
///
/// An empty text is now, `@` starts unix seconds, a date alone means midnight, fractions are cut,
/// and the days 29 to 31 of a shorter month run on into the next one.
pub fn from_php(text: &str, now: i64) -> Option<Moment> {
    let text = text.trim();
    let utc = |wall_seconds| Moment {
        wall_seconds,
        offset_minutes: 0,
    };
    let midnight = now - now.rem_euclid(86_400);
    match text.to_ascii_lowercase().as_str() {
        "" | "now" => return Some(utc(now)),
        "today" | "midnight" => return Some(utc(midnight)),
        "tomorrow" => return Some(utc(midnight + 86_400)),
        "yesterday" => return Some(utc(midnight - 86_400)),
        _ => {}
    }
    if let Some(seconds) = text.strip_prefix('@') {
        return seconds.parse().ok().map(utc);
    }
    let (date, rest) = take_date(text)?;
    let (time, offset_minutes) = take_time(rest)?;
    let wall_seconds = unix_seconds(date.to_datetime(time))?;
    Some(Moment {
        wall_seconds,
        offset_minutes,
    })
}

fn take_date(text: &str) -> Option<(Date, &str)> {
    let head = text.get(..10)?;
    let mut parts = head.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let (year, month, day): (i16, i8, i64) = (digits(year)?, digits(month)?, digits(day)?);
    if day > 31 {
        return None;
    }
    let first = Date::new(year, month, 1).ok()?;
    let date = first.checked_add((day - 1).days()).ok()?;
    Some((date, &text[10..]))
}

fn take_time(text: &str) -> Option<(Time, i32)> {
    if text.is_empty() {
        return Some((Time::midnight(), 0));
    }
    let text = text.strip_prefix(['T', 't', ' '])?;
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))
        .unwrap_or(text.len());
    let (clock, zone) = text.split_at(end);
    let whole = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let mut parts = whole.split(':');
    let hour = digits(parts.next()?)?;
    let minute = digits(parts.next()?)?;
    let second = parts.next().map_or(Some(0), digits)?;
    if parts.next().is_some() {
        return None;
    }
    let time = Time::new(hour, minute, second, 0).ok()?;
    Some((time, offset_minutes(zone.trim_start())?))
}

fn offset_minutes(zone: &str) -> Option<i32> {
    if zone.is_empty() || zone.eq_ignore_ascii_case("z") || zone.eq_ignore_ascii_case("utc") {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let bare: String = rest.chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match bare.len() {
        1 | 2 => (digits::<i32>(&bare)?, 0),
        4 => (digits(&bare[..2])?, digits(&bare[2..])?),
        _ => return None,
    };
    Some(sign * (hours * 60 + minutes))
}

fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.parse().ok()).flatten()
}

fn civil(seconds: i64) -> DateTime {
    Timestamp::UNIX_EPOCH
        .checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .datetime()
}

fn wall(seconds: i64) -> String {
    civil(seconds).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn unix_seconds(at: DateTime) -> Option<i64> {
    at.to_zoned(jiff::tz::TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::{from_http_date, from_php, http_date, iso};

    const NOW: i64 = 1_795_283_869;

    fn check(sent: &str, kept: Option<&str>, echoed: Option<&str>) {
        let read = from_php(sent, NOW);
        assert_eq!(read.map(|moment| iso(moment.wall_seconds)).as_deref(), kept);
        assert_eq!(read.map(|moment| moment.echo()).as_deref(), echoed);
    }

    #[test]
    fn dates_are_read_as_php_reads_them() {
        let same = |sent, kept| check(sent, Some(kept), Some(kept));
        same("2026-12-24", "2026-12-24T00:00:00+00:00");
        same("2026-12-24 10:00", "2026-12-24T10:00:00+00:00");
        same("2026-12-24T10:00:00.123Z", "2026-12-24T10:00:00+00:00");
        same("2026-02-30", "2026-03-02T00:00:00+00:00");
        same("@1795283837", "2026-11-21T17:57:17+00:00");
        same("", "2026-11-21T17:57:49+00:00");
        same("tomorrow", "2026-11-22T00:00:00+00:00");
        check("garbage", None, None);
        check("1795283837", None, None);
        check("2026-13-01", None, None);
    }

    #[test]
    fn an_offset_is_echoed_and_then_dropped() {
        check(
            "2026-12-24T19:29:30+02:00",
            Some("2026-12-24T19:29:30+00:00"),
            Some("2026-12-24T19:29:30+02:00"),
        );
    }

    #[test]
    fn the_three_http_dates_are_read_and_no_other() {
        let text = http_date(1_795_284_143);
        assert_eq!(text, "Sat, 21 Nov 2026 18:02:23 GMT");
        assert_eq!(from_http_date(&text), Some(1_795_284_143));
        assert_eq!(
            from_http_date("Saturday, 21-Nov-26 18:02:23 GMT"),
            Some(1_795_284_143)
        );
        assert_eq!(
            from_http_date("Sat Nov 21 18:02:23 2026"),
            Some(1_795_284_143)
        );
        assert_eq!(from_http_date("Sat, 21 Nov 2026 18:02:23 +0200"), None);
        assert_eq!(from_http_date("2026-11-21T18:02:23Z"), None);
    }
}
