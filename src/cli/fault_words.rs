//! What `serve --fault` understands: what goes wrong, and with which request.

use std::time::Duration;

use crate::lookalike::faults::{Fault, Faults, When};
use crate::text::suggestion;

/// How the words are put together, for `--help` and for those that cannot be read.
pub const HELP: &str = "\
Let a request go wrong, as WHAT@WHEN (repeatable; each happens once).

WHAT:
  fail[:STATUS]        no effect; answered with 500, or this status
  fail-after[:STATUS]  takes effect, and is answered with 500, or this status
  cut, cut-after       no effect, or takes effect; the connection is cut without an answer
  hang, hang-after     no effect, or takes effect; never answered
  delay:SECONDS        takes effect and is answered after a while
  busy[:SECONDS]       no effect; 429, with `Retry-After` if seconds are given
  half                 takes effect; the connection is cut after half of the answer
  half-sent            no effect; the connection is cut after half of what is sent has come
  html                 takes effect; a page of HTML is answered with 200
  endless              no effect; the answer never ends

WHEN, counted from 1 and from the start of the server:
  request:N            the N-th request
  write:N              the N-th request that asks for a change
  METHOD:PATH          the next request of this method whose path contains this

For example: --fault cut-after@write:3 --fault busy:2@GET:/boards";

const WHATS: [&str; 12] = [
    "fail",
    "fail-after",
    "cut",
    "cut-after",
    "hang",
    "hang-after",
    "delay",
    "busy",
    "half",
    "half-sent",
    "html",
    "endless",
];

/// What a service answers where it crashed.
const CRASHED: &str = r#"{"status":500,"message":"Internal server error","requestId":"x"}"#;

/// A fault that a person asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFault {
    /// The person's own words.
    pub words: String,
    /// Which request is meant.
    pub when: When,
    /// What goes wrong with it.
    pub fault: Fault,
}

impl PlannedFault {
    /// Plans the fault for the requests to come of a look-alike.
    pub fn plan<M>(&self, faults: &Faults<M>) {
        faults.plan(self.when.clone(), self.fault.clone());
    }
}

/// Reads `WHAT@WHEN`.
///
/// # Errors
/// What is wrong with it and what may have been meant, for a person.
pub fn parse(words: &str) -> Result<PlannedFault, String> {
    let Some((what, when)) = words.split_once('@') else {
        return Err("it lacks `@WHEN`, such as `@request:3` or `@write:2`".to_owned());
    };
    Ok(PlannedFault {
        words: words.to_owned(),
        when: when_of(when)?,
        fault: fault_of(what)?,
    })
}

fn fault_of(text: &str) -> Result<Fault, String> {
    let (what, value) = match text.split_once(':') {
        Some((what, value)) => (what, Some(value)),
        None => (text, None),
    };
    if !WHATS.contains(&what) {
        return Err(match suggestion(what, WHATS) {
            Some(meant) => format!("nothing is called `{what}`; did you mean `{meant}`?"),
            None => format!(
                "nothing is called `{what}`; there are: {}",
                WHATS.join(", ")
            ),
        });
    }
    if value.is_some() && !["fail", "fail-after", "delay", "busy"].contains(&what) {
        return Err(format!("`{what}` takes nothing behind it"));
    }
    let body = CRASHED.to_owned();
    Ok(match what {
        "fail" => Fault::Fail {
            status: status_of(value)?,
            body,
        },
        "fail-after" => Fault::FailAfterEffect {
            status: status_of(value)?,
            body,
        },
        "cut" => Fault::Cut,
        "cut-after" => Fault::CutAfterEffect,
        "hang" => Fault::Hang,
        "hang-after" => Fault::HangAfterEffect,
        "delay" => Fault::Delay(delay_of(value)?),
        "busy" => Fault::TooManyRequests {
            retry_after_seconds: value.map(whole_seconds).transpose()?,
        },
        "half" => Fault::HalfBody,
        "half-sent" => Fault::HalfSent,
        "html" => Fault::Html,
        _ => Fault::Endless,
    })
}

fn status_of(value: Option<&str>) -> Result<u16, String> {
    let Some(value) = value else {
        return Ok(500);
    };
    match value.parse() {
        Ok(status) if (400..=599).contains(&status) => Ok(status),
        _ => Err(format!("`{value}` is no status of a failure: 400 to 599")),
    }
}

fn delay_of(value: Option<&str>) -> Result<Duration, String> {
    let Some(value) = value else {
        return Err("`delay` needs seconds behind it: `delay:2` or `delay:0.5`".to_owned());
    };
    let seconds = value.parse().ok();
    let delay = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    delay.ok_or_else(|| format!("`{value}` is no number of seconds, such as 2 or 0.5"))
}

fn whole_seconds(value: &str) -> Result<u64, String> {
    value
        .parse()
        .map_err(|_| format!("`{value}` is no whole number of seconds"))
}

fn when_of(text: &str) -> Result<When, String> {
    let (kind, value) = text.split_once(':').unwrap_or((text, ""));
    let number = || match value.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!(
            "`{value}` is no number from 1 on, as in `{kind}:3`"
        )),
    };
    match kind {
        "request" => Ok(When::Request(number()?)),
        "write" => Ok(When::Write(number()?)),
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "PROPFIND" => {
            Ok(When::next(kind, value))
        }
        _ => Err(format!(
            "`{text}` is no request: write `request:3`, `write:2` or `PUT:/cards/7`"
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{HELP, WHATS, parse};
    use crate::lookalike::faults::{Fault, When};

    #[track_caller]
    fn assert_reads(words: &str, fault: Fault, when: When) {
        let planned = parse(words).expect(words);
        assert_eq!((planned.fault, planned.when), (fault, when));
    }

    #[test]
    fn what_goes_wrong_and_when_stand_around_an_at_sign() {
        assert_reads("cut-after@write:3", Fault::CutAfterEffect, When::Write(3));
        assert_reads(
            "busy:30@GET:/boards",
            Fault::TooManyRequests {
                retry_after_seconds: Some(30),
            },
            When::next("GET", "/boards"),
        );
        assert_reads(
            "delay:0.5@request:1",
            Fault::Delay(Duration::from_millis(500)),
            When::Request(1),
        );
        let failed = parse("fail-after:503@write:1").expect("it is right").fault;
        assert!(matches!(failed, Fault::FailAfterEffect { status: 503, .. }));
    }

    #[test]
    fn everything_that_can_go_wrong_is_in_the_help_and_can_be_asked_for() {
        for what in WHATS {
            assert!(HELP.contains(what), "{what}");
            let value = if what == "delay" { ":1" } else { "" };
            parse(&format!("{what}{value}@write:1")).expect(what);
        }
    }

    #[test]
    fn wrong_words_are_told_with_what_may_have_been_meant() {
        let wrong = |words| parse(words).expect_err("it is wrong");
        assert!(wrong("cut").contains("`@write:2`"));
        assert!(wrong("cutt@write:1").contains("did you mean `cut`?"));
        assert!(wrong("explode@write:1").contains("there are: fail,"));
        assert!(wrong("cut:3@write:1").contains("nothing behind it"));
        assert!(wrong("cut@write:0").contains("from 1 on"));
        assert!(wrong("cut@later").contains("`request:3`"));
        assert!(wrong("delay@write:1").contains("`delay:0.5`"));
        assert!(wrong("delay:-1@write:1").contains("no number of seconds"));
        assert!(wrong("fail:200@write:1").contains("400 to 599"));
    }
}
