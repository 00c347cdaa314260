//! Calls on labels.

use super::rest::DEMANDED;
use super::{Call, Outcome};
use crate::lookalike::deck::refusal::Refusal;
use crate::lookalike::message::Answer;

const LONGEST_TITLE: usize = 100;
const COLOR_DIGITS: usize = 6;

/// Reads a label.
pub(super) fn read(call: &Call<'_>) -> Outcome {
    let id = call.params.id("labelId")?;
    let label = call.deck.read_label(&call.who, id)?;
    Ok(Answer::json(&call.deck.label_answer(label)))
}

/// Makes a label.
pub(super) fn create(call: &mut Call<'_>) -> Outcome {
    let (title, color) = title_and_color(call)?;
    let board = call.params.id("boardId")?;
    let label = call.deck.create_label(&call.who, board, &title, &color)?;
    Ok(Answer::json(&call.deck.new_label_answer(&label)))
}

/// Changes a label.
pub(super) fn update(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("labelId")?;
    let (title, color) = title_and_color(call)?;
    let label = call.deck.update_label(&call.who, id, &title, &color)?;
    Ok(Answer::json(&call.deck.label_answer(&label)))
}

/// Removes a label.
pub(super) fn delete(call: &mut Call<'_>) -> Outcome {
    let id = call.params.id("labelId")?;
    let label = call.deck.delete_label(&call.who, id)?;
    Ok(Answer::json(&call.deck.label_answer(&label)))
}

fn title_and_color(call: &Call<'_>) -> Result<(String, String), Refusal> {
    let title = call.params.text("title", LONGEST_TITLE, &DEMANDED)?;
    let color = call.params.text("color", COLOR_DIGITS, &DEMANDED)?;
    let is_hex = color.len() == COLOR_DIGITS && color.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex {
        let words = "color must be a valid hexadecimal color of six digits";
        return Err(Refusal::Invalid(words.to_owned()));
    }
    Ok((title, color))
}
