//! Any answer to any request: what is said of it is one line, and true of the request.

use git_board::provider::judge_deck_answer;

const STATUSES: [u16; 16] = [
    200, 204, 301, 302, 304, 307, 400, 401, 403, 404, 405, 418, 429, 500, 502, 503,
];

/// Judges bytes as an answer: the first byte chooses method and status, headers follow up to an
/// empty line, then the body.
///
/// # Panics
/// What would be said could harm a terminal, or cannot be true.
pub fn answer(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let is_write = first & 0x80 != 0;
    let status = STATUSES[usize::from(first & 0x0f)];
    let end = rest.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = rest.split_at(end.map_or(0, |end| end + 2));
    let head = String::from_utf8_lossy(head);
    let headers: Vec<(&str, &str)> = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .collect();
    let is_good = matches!(status, 200..=299 | 304);
    match judge_deck_answer(is_write, status, &headers, body) {
        Ok(()) => assert!(is_good, "{status} is taken for an answer"),
        Err(error) => {
            assert!(!is_good, "{status}: {error}");
            assert!(is_write || !error.may_have_taken_effect(), "{error}");
            let said = error.to_string();
            let is_harmful =
                |char: char| char.is_control() || ('\u{202a}'..='\u{202e}').contains(&char);
            assert!(!said.chars().any(is_harmful), "{said:?}");
        }
    }
}
