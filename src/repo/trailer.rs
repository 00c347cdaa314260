//! The last line of a state commit's message: which server's state, of whom, when, which tree.

use jiff::Timestamp;

use super::{RepoError, TreeId};

/// How the last line of a state commit begins.
const START: &str = "Board-State: 1 ";
/// What a line of the body must not begin with, in any case.
const KEY: &str = "board-state:";

/// What a state commit says of itself. Whether it is true, the commit's tree tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trailer {
    /// The server's address.
    pub url: String,
    /// The account as the server names it.
    pub account: String,
    /// The server's time of the state.
    pub server_time: Timestamp,
    /// The id of a tree that holds only what is ours of the commit's tree.
    pub tree: TreeId,
}

impl Trailer {
    /// Returns the trailer of a commit message: its last line, in exactly the form that we write.
    pub(super) fn parse(message: &[u8]) -> Option<Self> {
        let message = message.strip_suffix(b"\n").unwrap_or(message);
        let start = message.iter().rposition(|byte| *byte == b'\n')? + 1;
        // A blank line before it: what follows a line of text directly is part of the body.
        if !message[..start].ends_with(b"\n\n") {
            return None;
        }
        let line = std::str::from_utf8(&message[start..]).ok()?;
        let mut words = line.strip_prefix(START)?.split(' ');
        let trailer = Self {
            url: decoded(words.next()?)?,
            account: decoded(words.next()?)?,
            server_time: words.next()?.parse().ok()?,
            tree: words.next()?.parse().ok()?,
        };
        (words.next().is_none() && trailer.line() == line).then_some(trailer)
    }

    fn line(&self) -> String {
        let Self {
            url,
            account,
            server_time,
            tree,
        } = self;
        let (url, account) = (encoded(url), encoded(account));
        format!("{START}{url} {account} {server_time} {tree}")
    }
}

/// Returns the message of a state commit.
///
/// `subject` is one line; `body` may be empty and have lines of its own.
///
/// # Errors
/// The subject is empty or has a line break or another control character, a line of the body looks
/// like our trailer, or URL or account is empty.
pub fn state_message(subject: &str, body: &str, trailer: &Trailer) -> Result<String, RepoError> {
    if trailer.url.is_empty() || trailer.account.is_empty() {
        let reason = "a state needs a server and an account";
        return Err(RepoError::Message { reason });
    }
    let text = message(subject, body)?;
    Ok(format!("{text}\n{}\n", trailer.line()))
}

/// Returns the message of a commit that is no state, checked as that of a state is.
pub(super) fn message(subject: &str, body: &str) -> Result<String, RepoError> {
    let refuse = |reason| Err(RepoError::Message { reason });
    if subject.trim().is_empty() {
        return refuse("its first line is empty");
    }
    if subject.chars().any(char::is_control) {
        return refuse("its first line has a control character");
    }
    if body
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return refuse("it has a control character");
    }
    let looks_like_trailer = |line: &str| line.trim_start().to_lowercase().starts_with(KEY);
    if looks_like_trailer(subject) || body.lines().any(looks_like_trailer) {
        return refuse("a line of it looks like the mark of a state");
    }
    let body = body.trim_matches('\n');
    if body.is_empty() {
        return Ok(format!("{subject}\n"));
    }
    Ok(format!("{subject}\n\n{body}\n"))
}

/// Percent-encodes what would end a word or hide in it.
fn encoded(text: &str) -> String {
    let mut word = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && byte != b'%' {
            word.push(char::from(byte));
        } else {
            word.push_str(&format!("%{byte:02X}"));
        }
    }
    word
}

fn decoded(word: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let [first, more @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(more.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &more[2..];
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Trailer, message, state_message};

    fn trailer(url: &str, account: &str) -> Trailer {
        Trailer {
            url: url.to_owned(),
            account: account.to_owned(),
            server_time: "2026-11-21T20:00:00Z".parse().unwrap(),
            tree: "4b825dc642cb6eb9a060e54bf8d69288fbee4904".parse().unwrap(),
        }
    }

    #[test]
    fn a_trailer_comes_back_from_the_message() {
        for (url, account) in [
            ("https://cloud.example.com", "alice"),
            ("https://x.example/a%20b", "Äñ o\nBoard-State: 1"),
        ] {
            let wanted = trailer(url, account);
            for body in ["", "two\n\nlines", "\n\n"] {
                let text = state_message("pull: x", body, &wanted).unwrap();
                assert_eq!(Trailer::parse(text.as_bytes()), Some(wanted.clone()));
            }
        }
    }

    #[test]
    fn the_message_is_as_documented() {
        let text = state_message("pull: Roadmap", "", &trailer("https://c.example", "bob"));
        assert_eq!(
            text.unwrap(),
            "pull: Roadmap\n\nBoard-State: 1 https://c.example bob 2026-11-21T20:00:00Z \
             4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
        );
    }

    #[test]
    fn what_is_not_our_form_to_the_byte_is_no_trailer() {
        let good = state_message("s", "", &trailer("https://c.example", "bob")).unwrap();
        assert!(Trailer::parse(good.as_bytes()).is_some());
        for bad in [
            good.replace(": 1 ", ": 2 "),
            good.replace(" bob ", "  bob "),
            good.replace("bob", "%62ob"),
            good.replace("20:00:00Z", "20:00:00+00:00"),
            good.replace("4b825", "4B825"),
            good.replace("\n\nBoard", "\nBoard"),
            good.replace("\n\nBoard", "\n\n    Board"),
            format!("{good}Signed-off-by: bob\n"),
            format!("{good}\n"),
            good.trim_start_matches("s\n\n").to_owned(),
        ] {
            assert_eq!(Trailer::parse(bad.as_bytes()), None, "{bad:?}");
        }
    }

    #[test]
    fn nobody_else_writes_into_the_trailer_block() {
        for (subject, body) in [
            ("", ""),
            ("a\n\nBoard-State: 1 x", ""),
            ("a\r", ""),
            ("Board-State: 1 x", ""),
            ("a", "x\nboard-state: 1 x"),
            ("a", "  Board-State: 1"),
            ("a", "x\rBoard-State: 1"),
        ] {
            assert!(message(subject, body).is_err(), "{subject:?} {body:?}");
        }
    }
}
