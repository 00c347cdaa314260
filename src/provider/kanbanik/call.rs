//! One command as one request: its form and size, and what the words of an answer mean.

use serde::Deserialize;
use serde_json::Value;

use crate::provider::ProviderError;
use crate::provider::http::{Answer, Redirect, on_one_line};
use crate::provider::retry::{Again, Trouble};

/// The most encoded bytes that the server's container takes in a form.
const MOST_BYTES: usize = 200_000;

/// The status of a refusal, and that of a session that is no more.
const REFUSED: u16 = 452;
pub(super) const NOT_LOGGED_IN: u16 = 453;

/// Beginnings of refusals that repeat what was sent, which may hold a password.
const ECHOES: [&str; 3] = [
    "Error parsing input data",
    "The command name has to be defined",
    "The sessionId has to be set for command",
];

/// Returns the form of a command.
///
/// # Errors
/// `Local` if it is longer than the server takes.
pub(super) fn form_of(command: &Value) -> Result<String, ProviderError> {
    let text = command.to_string();
    let mut form = String::with_capacity(text.len() + text.len() / 8 + 8);
    form.push_str("command=");
    for byte in text.bytes() {
        match byte {
            b' ' => form.push('+'),
            // Only what a form cannot hold is encoded: each such byte counts three times.
            b'%' | b'&' | b'+' | b'=' | b'#' | 0..0x20 | 0x7f.. => {
                form.push_str(&format!("%{byte:02X}"));
            }
            byte => form.push(char::from(byte)),
        }
    }
    if form.len() > MOST_BYTES {
        return Err(ProviderError::Local(format!(
            "it takes {} bytes to send, and Kanbanik takes {MOST_BYTES}; shorten the text, or take pictures out of it (bytes beyond ASCII count three times)",
            form.len()
        )));
    }
    Ok(form)
}

/// Turns an answer that tells of trouble into that trouble.
pub(super) fn judge(answer: Answer) -> Result<Answer, Trouble> {
    if answer.status == 200 {
        return Ok(answer);
    }
    let words = words(&answer);
    match (answer.status, words) {
        (REFUSED | NOT_LOGGED_IN, Some(words)) => Err(Trouble::last(judge_words(&answer, words))),
        (300..=399, _) => Err(Trouble::last(redirected(&answer))),
        (404, _) => Err(Trouble::last(refused(
            &answer,
            "there is no Kanbanik at this address; its interface is at `/api` below it",
        ))),
        (400 | 413 | 414, _) => Err(Trouble::last(refused(
            &answer,
            "the server did not take so long a request",
        ))),
        (401 | 403, _) => Err(Trouble::last(ProviderError::NotLoggedIn {
            message: "something before Kanbanik asks for another login".to_owned(),
            url: answer.url,
        })),
        (500..=599, _) => {
            let may_have_taken_effect = answer.is_of_write();
            Err(Trouble {
                again: if may_have_taken_effect {
                    Again::Never
                } else {
                    Again::Soon
                },
                error: ProviderError::Unreachable {
                    method: answer.method.to_string(),
                    message: format!("{}: the server failed", answer.status),
                    url: answer.url,
                    may_have_taken_effect,
                },
            })
        }
        _ => Err(Trouble::last(refused(
            &answer,
            "the server gives no reason",
        ))),
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

fn judge_words(answer: &Answer, words: String) -> ProviderError {
    if answer.status == NOT_LOGGED_IN {
        return refused(answer, &words);
    }
    if words.starts_with("Login not successful") {
        return ProviderError::NotLoggedIn {
            url: answer.url.clone(),
            message: words,
        };
    }
    if words.starts_with("Insufficient permissions") || says_gone(&words) {
        return ProviderError::NotAllowed {
            method: answer.method.to_string(),
            url: answer.url.clone(),
            status: answer.status,
            message: words,
        };
    }
    refused(answer, &words)
}

fn says_gone(words: &str) -> bool {
    words.contains("No such task with id")
        || words.contains("No such board with id")
        || words.contains("has been deleted by a different user")
}

/// Returns true if the server says that the thing is not there.
pub(super) fn is_gone(error: &ProviderError) -> bool {
    matches!(error, ProviderError::NotAllowed { message, .. } if says_gone(message))
}

/// Returns true if the session is no more; nothing was done then.
pub(super) fn is_session_over(error: &ProviderError) -> bool {
    matches!(
        error,
        ProviderError::Refused {
            status: NOT_LOGGED_IN,
            ..
        }
    )
}

/// Returns true if somebody else changed the thing first.
pub(super) fn is_mid_air(error: &ProviderError) -> bool {
    matches!(error, ProviderError::Refused { message, .. } if message.contains("modified by a different user"))
}

fn refused(answer: &Answer, message: &str) -> ProviderError {
    ProviderError::Refused {
        method: answer.method.to_string(),
        url: answer.url.clone(),
        status: answer.status,
        message: message.to_owned(),
    }
}

/// Returns the server's words on one line, without what it repeats; `None` where it says nothing.
fn words(answer: &Answer) -> Option<String> {
    #[derive(Deserialize)]
    struct Refusal {
        #[serde(rename = "errorMessage")]
        message: String,
    }
    let Refusal { message } = serde_json::from_slice(&answer.body).ok()?;
    let message = message
        .trim()
        .trim_end_matches("For details please look at the server logs.")
        .trim();
    let echo = ECHOES.iter().find(|echo| message.starts_with(**echo));
    Some(on_one_line(echo.unwrap_or(&message)))
}

/// Returns the body as JSON; an error shows its beginning without sessions.
pub(super) fn decoded<T: for<'de> Deserialize<'de>>(answer: &Answer) -> Result<T, ProviderError> {
    let mut deserializer = serde_json::Deserializer::from_slice(&answer.body);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let message = format!("`{}`: {}", error.path(), error.inner());
        let nonsense = answer.nonsense(message);
        nonsense.map_words(|words| without_sessions(&words))
    })
}

/// Returns a text without the tokens of sessions in it.
fn without_sessions(text: &str) -> String {
    const MARK: &str = "\"sessionId\":\"";
    let mut parts = text.split(MARK);
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        clean.push_str(MARK);
        clean.push('…');
        if let Some(end) = part.find('"') {
            clean.push_str(&part[end..]);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{form_of, without_sessions};

    #[test]
    fn a_form_encodes_as_little_as_it_can() {
        let form = form_of(&json!({"a": "b c&d%+=æ\n<b>"})).expect("short");
        assert_eq!(form, "command={\"a\":\"b+c%26d%25%2B%3D%C3%A6\\n<b>\"}");
    }

    #[test]
    fn what_is_too_long_is_refused_before_it_is_sent() {
        assert!(form_of(&json!("a".repeat(190_000))).is_ok());
        assert!(form_of(&json!("æ".repeat(40_000))).is_err());
    }

    #[test]
    fn sessions_are_shown_to_nobody() {
        let shown =
            without_sessions(r#"{"userName":"a","sessionId":"secret","x":1,"sessionId":"sec"#);
        assert_eq!(
            shown,
            r#"{"userName":"a","sessionId":"…","x":1,"sessionId":"…"#
        );
    }
}
