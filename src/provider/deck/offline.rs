//! What answers of Deck mean, without a server: for the fuzz targets, which make up any bytes.

use std::sync::Arc;

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::api::{decoded, decoded_list, judge};
use super::decode::{self, ArchivedCards};
use super::wire;
use crate::board::Board;
use crate::provider::ProviderError;
use crate::provider::http::{Answer, Request};

/// Returns the board that three bodies hold: its own, its stacks with the shown cards, and with
/// the archived ones.
///
/// # Errors
/// `Nonsense` if one of them is not what Deck sends.
pub fn deck_board(about: &[u8], shown: &[u8], archived: &[u8]) -> Result<Board, ProviderError> {
    let answer = |body: &[u8]| answer(&Method::GET, 200, &[], body);
    let about: wire::Board = decoded(&answer(about))?;
    let shown: Vec<wire::Stack> = decoded_list(&answer(shown))?;
    let archived: Vec<wire::Stack> = decoded(&answer(archived))?;
    let stacks = archived.iter().filter(|stack| stack.deleted_at == 0);
    let cards: ArchivedCards = stacks
        .flat_map(|stack| &stack.cards)
        .filter(|card| card.archived && card.deleted_at == 0)
        .map(|card| (card.id.clone(), Arc::new(decode::card(card, |_| true))))
        .collect();
    Ok(decode::board(&about, &shown, &archived, &cards))
}

/// Judges an answer by status, headers and body, as every answer of Deck is judged.
///
/// # Errors
/// What the answer says went wrong.
pub fn judge_deck_answer(
    is_write: bool,
    status: u16,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<(), ProviderError> {
    let method = if is_write { Method::PUT } else { Method::GET };
    let judged = judge(answer(&method, status, headers, body));
    judged.map(drop).map_err(|trouble| trouble.error)
}

fn answer(method: &Method, status: u16, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let request = Request::new(method.clone(), "index.php/apps/deck/api/v1.0/boards", None);
    let url = format!("http://127.0.0.1/{}", request.path);
    let fit = headers.iter().filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_str(value).ok()?))
    });
    let headers: HeaderMap = fit.collect();
    let mut answer = Answer::of_head(&request, &url, status, &headers);
    answer.body = body.to_vec();
    answer
}

#[cfg(test)]
mod tests {
    use super::deck_board;

    const ABOUT: &[u8] = br#"{"id": 1, "title": "Board"}"#;
    const STACKS: usize = 5;
    const CARDS: usize = 40;

    /// Stacks that are so long together that two threads decode them.
    fn stacks() -> String {
        let text = "word ".repeat(200);
        let card = |stack: usize, number: usize| {
            let id = stack * 100 + number;
            format!(
                r#"{{"id":{id},"title":"{id}","stackId":{stack},"description":"{text}","order":{number}}}"#
            )
        };
        let stack = |id: usize| {
            let cards: Vec<String> = (1..=CARDS).map(|number| card(id, number)).collect();
            let cards = cards.join(",");
            format!(r#"{{"id":{id},"title":"Stack {id}","order":{id},"cards":[{cards}]}}"#)
        };
        let stacks: Vec<String> = (1..=STACKS).map(stack).collect();
        format!("[{}]", stacks.join(", "))
    }

    #[test]
    fn long_lists_of_stacks_keep_their_order() {
        let board = deck_board(ABOUT, stacks().as_bytes(), b"[]").expect("it can be read");
        let titles = board.stacks.iter().flat_map(|stack| &stack.cards);
        let titles: Vec<String> = titles.map(|card| card.title.clone()).collect();
        let numbers =
            (1..=STACKS).flat_map(|stack| (1..=CARDS).map(move |card| stack * 100 + card));
        let expected: Vec<String> = numbers.map(|number| number.to_string()).collect();
        assert_eq!(titles, expected);
    }

    #[test]
    fn what_is_wrong_in_a_long_list_is_told_with_its_place() {
        let wrong = |old: &str, new: &str| {
            let stacks = stacks().replacen(old, new, 1);
            let read = deck_board(ABOUT, stacks.as_bytes(), b"[]");
            read.expect_err("something is wrong").to_string()
        };
        let told = wrong(r#""title":"307""#, r#""title":307"#);
        assert!(
            told.contains("`[2].cards[6].title`: invalid type"),
            "{told}"
        );
        let told = wrong(r#"{"id":403,"#, r#"{"id":403;"#);
        assert!(told.contains("`[3].cards[2]"), "{told}");
    }
}
