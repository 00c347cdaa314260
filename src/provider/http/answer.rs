//! What came back, and the error that nothing did.

use std::error::Error;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::Method;
use reqwest::header::{DATE, ETAG, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};

use super::Request;
use super::address::{Redirect, redirect_target};
use crate::provider::retry::{Again, Trouble};
use crate::provider::{NO_ANSWER_IN_TIME, ProviderError};

/// What came back, read to its end.
#[derive(Clone, Debug)]
pub(in crate::provider) struct Answer {
    pub(in crate::provider) method: Method,
    /// The request's address, without secrets and query.
    pub(in crate::provider) url: String,
    pub(in crate::provider) status: u16,
    /// The server's clock.
    pub(in crate::provider) date: Option<Timestamp>,
    /// The tag, with its quotes.
    pub(in crate::provider) etag: Option<String>,
    /// Where a redirect leads.
    pub(in crate::provider) location: Option<Redirect>,
    pub(in crate::provider) retry_after: Option<Duration>,
    /// The same as the server spelled it, for one that has units of its own.
    pub(in crate::provider) retry_after_text: Option<String>,
    /// Whether the request asked for a change.
    pub(in crate::provider) is_of_write: bool,
    pub(in crate::provider) in_maintenance: bool,
    pub(in crate::provider) body: Vec<u8>,
}

impl Answer {
    pub(in crate::provider) fn of_head(
        request: &Request,
        shown: &str,
        status: u16,
        headers: &HeaderMap,
    ) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            method: request.method.clone(),
            url: shown.to_owned(),
            status,
            date: text(DATE).and_then(|date| DateTimeParser::new().parse_timestamp(date).ok()),
            etag: text(ETAG).map(str::to_owned),
            location: text(LOCATION).map(|to| redirect_target(shown, &request.path, to)),
            retry_after: text(RETRY_AFTER)
                .and_then(|seconds| seconds.trim().parse().ok())
                .map(Duration::from_secs),
            retry_after_text: text(RETRY_AFTER).map(str::to_owned),
            in_maintenance: headers.contains_key("x-nextcloud-maintenance-mode"),
            is_of_write: request.is_write(),
            body: Vec::new(),
        }
    }

    /// Returns true if the request was to change something.
    pub(in crate::provider) fn is_of_write(&self) -> bool {
        self.is_of_write
    }

    /// Returns the error that the body is not what it should be.
    pub(in crate::provider) fn nonsense(&self, message: impl Into<String>) -> ProviderError {
        ProviderError::Nonsense {
            method: self.method.to_string(),
            url: self.url.clone(),
            message: message.into(),
            beginning: beginning(&self.body),
            may_have_taken_effect: self.is_of_write(),
        }
    }
}

/// Returns text of a server on one line: control and direction characters are escaped.
pub(in crate::provider) fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        let is_bidi = matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}')
            || ('\u{202a}'..='\u{202e}').contains(&character)
            || ('\u{2066}'..='\u{2069}').contains(&character);
        if character.is_control() || is_bidi {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

/// Names of values that let whoever has them in.
const SECRET_NAMES: [&str; 6] = [
    "sessionId",
    "appPassword",
    "apppassword",
    "password",
    "secret",
    "token",
];

/// Returns the first characters of a body on one line, without what lets anybody in: Kanbanik
/// tells the session with every user.
pub(super) fn beginning(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(1200)]);
    let text = text.chars().take(300).collect::<String>();
    on_one_line(&without_secrets(&text))
}

/// Returns text of JSON with `…` in place of the values of [`SECRET_NAMES`], cut ones too.
fn without_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, name)) = SECRET_NAMES
        .iter()
        .filter_map(|name| Some((rest.find(&format!("\"{name}\""))?, name)))
        .min()
    {
        let (before, after) = rest.split_at(at + name.len() + 2);
        shown.push_str(before);
        rest = after;
        let value = after.trim_start_matches([':', ' ']);
        let Some(value) = value.strip_prefix('"') else {
            continue;
        };
        shown.push_str(":\"…\"");
        let mut is_escaped = false;
        let end = value.find(|letter| {
            let is_end = letter == '"' && !is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            is_end
        });
        rest = end.map_or("", |end| &value[end + 1..]);
    }
    shown.push_str(rest);
    shown
}

pub(super) fn no_answer(request: &Request, shown: &str, error: &reqwest::Error) -> Trouble {
    let never_sent = error.is_connect() || error.is_builder();
    if let Some(message) = certificate_problem(error) {
        return Trouble::last(ProviderError::Untrusted {
            method: request.method.to_string(),
            url: shown.to_owned(),
            message,
        });
    }
    let message = if error.is_timeout() {
        NO_ANSWER_IN_TIME.to_owned()
    } else if never_sent {
        format!("cannot connect: {}", causes(error))
    } else {
        format!("the connection was cut: {}", causes(error))
    };
    Trouble {
        error: ProviderError::Unreachable {
            method: request.method.to_string(),
            url: shown.to_owned(),
            message,
            may_have_taken_effect: request.is_write() && !never_sent,
        },
        // Who has waited for minutes already should not wait three times as long.
        again: if error.is_timeout() {
            Again::Never
        } else {
            Again::Soon
        },
    }
}

/// Returns what is wrong with the server's certificate, if that is why there is no connection.
fn certificate_problem(error: &reqwest::Error) -> Option<String> {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(cause) = next {
        if let Some(rustls::Error::InvalidCertificate(_)) = tls_error(cause) {
            return Some(format!("nobody vouches for this server: {}", causes(error)));
        }
        next = cause.source();
    }
    None
}

/// Returns the error of the encryption that `cause` is or, as an error of input, wraps.
fn tls_error<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = cause;
    while let Some(wrapper) = cause.downcast_ref::<std::io::Error>() {
        cause = wrapper.get_ref()?;
    }
    cause.downcast_ref::<rustls::Error>()
}

/// Returns the innermost cause, which alone tells something: `Connection refused`.
pub(super) fn causes(error: &reqwest::Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    if std::ptr::addr_eq(innermost, error) {
        return on_one_line(
            error
                .to_string()
                .split(" for url")
                .next()
                .unwrap_or_default(),
        );
    }
    on_one_line(&innermost.to_string())
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn what_lets_anybody_in_is_not_shown_of_a_body() {
        let body =
            r#"{"sessionId": "6f\"1","userName":"a","assignee":{"sessionId":null},"token":"ab"#;
        assert_eq!(
            beginning(body.as_bytes()),
            r#"{"sessionId":"…","userName":"a","assignee":{"sessionId":null},"token":"…""#
        );
    }
}
