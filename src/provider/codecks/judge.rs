//! What the status and the words of an answer of Codecks mean.
//!
//! Source: the tests of the official client, and what clients saw of live answers: a 401 has its
//! code in `message` or in `error`, a refused action its words in `payload.error`.

use std::time::Duration;

use serde_json::Value;

use crate::provider::ProviderError;
use crate::provider::http::{Answer, Redirect, on_one_line};
use crate::provider::retry::{Again, Trouble};

/// What is said of a token whose organization is not the one of `X-Account`.
const OTHER_ACCOUNT: &str = "token_account_mismatch";

/// The wait where the server names none: the length of the window that requests are counted in.
const WINDOW: Duration = Duration::from_secs(5);
/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_secs(15);

/// Turns an answer that tells of trouble into that trouble.
pub(super) fn judge(answer: Answer) -> Result<Answer, Trouble> {
    match answer.status {
        200..=299 => Ok(answer),
        300..=399 => Err(Trouble::last(redirected(&answer))),
        401 => Err(Trouble::last(ProviderError::NotLoggedIn {
            message: token_words(&answer),
            url: answer.url,
        })),
        400 if words(&answer).is_some_and(|words| words.contains(OTHER_ACCOUNT)) => {
            Err(Trouble::last(ProviderError::NotLoggedIn {
                message: format!("the token is of another organization (`{OTHER_ACCOUNT}`)"),
                url: answer.url,
            }))
        }
        403 => Err(Trouble::last(ProviderError::NotAllowed {
            method: answer.method.to_string(),
            url: answer.url.clone(),
            status: 403,
            message: words(&answer).unwrap_or_else(|| "the token may not do this".to_owned()),
        })),
        429 => Err(Trouble {
            again: Again::After(wait(answer.retry_after_text.as_deref())),
            error: unreachable(
                &answer,
                "too many requests from this network address",
                false,
            ),
        }),
        500 | 502..=504 => Err(Trouble {
            again: Again::Soon,
            error: unreachable(
                &answer,
                &words(&answer).unwrap_or_else(|| "the server cannot answer now".to_owned()),
                answer.is_of_write(),
            ),
        }),
        status => Err(Trouble::last(ProviderError::Refused {
            method: answer.method.to_string(),
            url: answer.url.clone(),
            status,
            message: words(&answer).unwrap_or_else(|| "the server gives no reason".to_owned()),
        })),
    }
}

fn redirected(answer: &Answer) -> ProviderError {
    let method = answer.method.to_string();
    let url = answer.url.clone();
    match &answer.location {
        Some(Redirect { to, service: _ }) => ProviderError::Redirected {
            method,
            url,
            to: to.clone(),
            // The interface is not where people know their organization by.
            service: None,
        },
        None => ProviderError::Refused {
            method,
            url,
            status: answer.status,
            message: "the server redirects and does not say where to".to_owned(),
        },
    }
}

/// Returns how long to wait after too many requests.
///
/// The live service names milliseconds, also fractions of one; other servers name seconds. More
/// than the longest wait in seconds can only be milliseconds.
pub(super) fn wait(text: Option<&str>) -> Duration {
    let number = text.and_then(|text| text.trim().parse::<f64>().ok());
    let Some(number) = number.filter(|number| number.is_finite() && *number >= 0.0) else {
        return WINDOW;
    };
    let seconds = if number <= LONGEST.as_secs_f64() {
        number
    } else {
        number / 1000.0
    };
    Duration::from_secs_f64(seconds.min(LONGEST.as_secs_f64()).max(0.05))
}

/// Returns the field that a server says it does not know.
pub(super) fn unknown_field(error: &ProviderError) -> Option<String> {
    let ProviderError::Refused {
        status: 400,
        message,
        ..
    } = error
    else {
        return None;
    };
    let marks = ["has no field '", "has no relation '"];
    let rest = marks
        .iter()
        .find_map(|mark| message.split_once(mark).map(|(_, rest)| rest));
    if let Some(name) = rest.and_then(|rest| rest.split('\'').next()) {
        return Some(name.to_owned());
    }
    let is_known = ["unknown_field", "unknown_relation", "invalid_aggregate"]
        .iter()
        .any(|code| message.contains(code));
    let path = message.rsplit_once(" at ").map(|(_, path)| path)?;
    is_known.then(|| path.rsplit('.').next().unwrap_or(path).to_owned())
}

/// Returns true for the bare 500 with which older servers answer a field that they do not know.
pub(super) fn is_bare_failure(error: &ProviderError) -> bool {
    matches!(error, ProviderError::Unreachable { message, .. } if message.starts_with("500"))
}

fn token_words(answer: &Answer) -> String {
    let said = words(answer).unwrap_or_default();
    let known = [
        ("token_expired", "the token has expired"),
        ("invalid_token", "the token is not valid, or was revoked"),
        (
            "not_a_member",
            "the token's owner is disabled in the organization",
        ),
        (
            "user_api_tokens_disabled",
            "the organization takes no personal tokens",
        ),
    ];
    match known.iter().find(|(code, _)| said.contains(code)) {
        Some((code, words)) => format!("{words} (`{code}`)"),
        None if said.is_empty() => "the server does not accept the token".to_owned(),
        None => said,
    }
}

/// Returns what the service says, with the place in the query and the scope that is missing.
fn words(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let text = |value: &Value| {
        value
            .as_str()
            .map(str::to_owned)
            .filter(|text| !text.is_empty())
    };
    let refused = body.get("payload").and_then(|payload| payload.get("error"));
    let mut said = refused
        .and_then(text)
        .or_else(|| body.get("message").and_then(text))
        .or_else(|| body.get("error").and_then(text))?;
    let code = body.get("error").and_then(text);
    if answer.status == 401
        && let Some(code) = code.filter(|code| code != "Unauthorized" && *code != said)
    {
        said = format!("{code}: {said}");
    }
    if let Some(path) = body.get("path").and_then(text) {
        said = format!("{said} at {path}");
    }
    if let Some(scope) = body.get("requiredScope").and_then(text)
        && !said.contains(&scope)
    {
        said = format!("{said}; the token needs `{scope}`");
    }
    Some(on_one_line(&said))
}

fn unreachable(answer: &Answer, message: &str, may_have_taken_effect: bool) -> ProviderError {
    ProviderError::Unreachable {
        method: answer.method.to_string(),
        url: answer.url.clone(),
        message: format!("{}: {message}", answer.status),
        may_have_taken_effect,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::wait;

    #[test]
    fn a_wait_is_in_seconds_or_in_milliseconds() {
        for (text, ms) in [
            (Some("3"), 3000),
            (Some("15"), 15_000),
            (Some("1200"), 1200),
            (Some("4321.5"), 4321),
            (Some("90000"), 15_000),
            (Some("0"), 50),
            (Some("soon"), 5000),
            (None, 5000),
        ] {
            let wait = wait(text);
            assert_eq!(wait.as_millis(), ms, "{text:?}");
            assert!(wait <= Duration::from_secs(15));
        }
    }
}
