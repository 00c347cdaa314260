//! What the status and the words of an answer of Nextcloud mean.

use serde::Deserialize;
use serde_json::Value;

use crate::provider::ProviderError;
use crate::provider::http::{Answer, Redirect, on_one_line};
use crate::provider::retry::{Again, Trouble};

/// Turns an answer that tells of trouble into that trouble; `Ok` are 2xx and 304.
pub(in crate::provider::deck) fn judge(answer: Answer) -> Result<Answer, Trouble> {
    match answer.status {
        200..=299 | 304 => Ok(answer),
        300..=399 => Err(Trouble::last(redirected(&answer))),
        401 => Err(Trouble::last(ProviderError::NotLoggedIn {
            message: words(&answer).unwrap_or_default(),
            url: answer.url,
        })),
        403 => Err(Trouble::last(not_allowed(
            &answer,
            "no permission, or not there",
        ))),
        404 => Err(Trouble::last(not_allowed(
            &answer,
            "not there; the app Deck may be missing or disabled on this server",
        ))),
        429 => Err(Trouble {
            again: again(&answer, Again::Never),
            error: unreachable(&answer, &too_many(&answer), false),
        }),
        500 => Err(judge_500(&answer)),
        503 if is_maintenance(&answer) => Err(Trouble {
            again: again(&answer, Again::Never),
            error: unreachable(&answer, "503: the server is in maintenance mode", false),
        }),
        502..=504 => Err(Trouble {
            again: again(&answer, Again::Soon),
            error: unreachable(
                &answer,
                &format!(
                    "{}: {}",
                    answer.status,
                    words(&answer).unwrap_or_else(|| "the server cannot answer now".to_owned())
                ),
                answer.is_of_write(),
            ),
        }),
        405 => Err(Trouble::last(refused(
            &answer,
            "the server does not know this request; is this a Nextcloud with Deck 1.16 or newer?",
        ))),
        _ => Err(Trouble::last(refused(
            &answer,
            "the server gives no reason",
        ))),
    }
}

/// Returns true for the refusal that tells a deleted card from one that was never there.
pub(in crate::provider::deck) fn says_card_is_deleted(error: &ProviderError) -> bool {
    matches!(error, ProviderError::NotAllowed { message, .. } if message == "Card is deleted")
}

/// How the refusals begin that Deck gives with status 500, before it has done anything: an archived
/// card or board and a label of elsewhere (recordings 42, 43, 53 and 113), a file that is none (100).
const REFUSALS_500: [&str; 2] = ["Operation not allowed", "No file"];

/// A 500 with Deck's own words for a refusal is one. With a request id it is a crash, in which a
/// write may have happened, and with words that no recording has nobody knows.
fn judge_500(answer: &Answer) -> Trouble {
    #[derive(Deserialize)]
    struct Crash {
        #[serde(rename = "requestId")]
        request_id: Option<Value>,
    }
    let words = words(answer);
    let is_crash =
        serde_json::from_slice::<Crash>(&answer.body).is_ok_and(|crash| crash.request_id.is_some());
    match words {
        Some(words) if !is_crash && is_refusal(answer, &words) => {
            Trouble::last(refused(answer, &words))
        }
        words => Trouble {
            again: again(answer, Again::Soon),
            error: unreachable(
                answer,
                &format!(
                    "500: {}",
                    words.unwrap_or_else(|| "the server failed".to_owned())
                ),
                answer.is_of_write(),
            ),
        },
    }
}

/// Reading does nothing, so that all words but those of a crash are a refusal of it.
fn is_refusal(answer: &Answer, words: &str) -> bool {
    if answer.is_of_write() {
        return REFUSALS_500.iter().any(|known| words.starts_with(known));
    }
    !words.starts_with("Internal server error")
}

fn again(answer: &Answer, otherwise: Again) -> Again {
    if answer.is_of_write() {
        return Again::Never;
    }
    answer.retry_after.map_or(otherwise, Again::After)
}

fn is_maintenance(answer: &Answer) -> bool {
    answer.in_maintenance || words(answer).is_some_and(|words| words.contains("maintenance"))
}

/// Returns the service's words, on one line; `None` where it says nothing.
fn words(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let text = body
        .get("message")
        .or_else(|| body.pointer("/ocs/meta/message"))?
        .as_str()?
        .trim();
    (!text.is_empty()).then(|| on_one_line(text))
}

fn refused(answer: &Answer, otherwise: &str) -> ProviderError {
    ProviderError::Refused {
        method: answer.method.to_string(),
        url: answer.url.clone(),
        status: answer.status,
        message: words(answer).unwrap_or_else(|| otherwise.to_owned()),
    }
}

fn not_allowed(answer: &Answer, otherwise: &str) -> ProviderError {
    ProviderError::NotAllowed {
        method: answer.method.to_string(),
        url: answer.url.clone(),
        status: answer.status,
        message: words(answer).unwrap_or_else(|| otherwise.to_owned()),
    }
}

fn redirected(answer: &Answer) -> ProviderError {
    let Some(Redirect { to, service }) = answer.location.clone() else {
        return refused(answer, "the server redirects and does not say where to");
    };
    ProviderError::Redirected {
        method: answer.method.to_string(),
        url: answer.url.clone(),
        to,
        service,
    }
}

/// Nextcloud names no wait when it blocks an address; what stands before it does.
fn too_many(answer: &Answer) -> String {
    match answer.retry_after {
        Some(wait) => format!(
            "429: too many requests; the server asks to wait {} seconds",
            wait.as_secs()
        ),
        None => "429: the server refuses every login from this network address for now, the right password too, since too many failed; wait half an hour".to_owned(),
    }
}

fn unreachable(answer: &Answer, message: &str, may_have_taken_effect: bool) -> ProviderError {
    ProviderError::Unreachable {
        method: answer.method.to_string(),
        url: answer.url.clone(),
        message: message.to_owned(),
        may_have_taken_effect,
    }
}
