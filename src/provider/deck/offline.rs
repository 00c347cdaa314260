//! What answers of Deck mean, without a server: for the fuzz targets, which make up any bytes.

use std::sync::Arc;

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::api::{decoded, judge};
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
    let shown: Vec<wire::Stack> = decoded(&answer(shown))?;
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
