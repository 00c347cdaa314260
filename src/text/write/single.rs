//! One card's file alone, for what is not the state of a folder: the sides of a conflict.

use crate::board::{Board, Card, LabelKey, Service, Stack};
use crate::text::card_file::{WantedCard, edit_card, new_card};
use crate::text::label_names::{LabelNames, Named, spellings};
use crate::text::position::Position;
use crate::text::problem::Problem;
use crate::text::stack_file::{WantedStack, write_stack};

/// A card's file as it stands.
#[derive(Clone, Copy, Debug)]
pub struct CardOver<'a> {
    /// Its path, for problems.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The body that it is known to mean.
    pub body: Option<&'a str>,
}

/// What a card's file says of the card's place.
#[derive(Clone, Copy, Debug, Default)]
pub struct CardPlace<'a> {
    /// What a `stack:` line is to say: the path, folder, title or id of a stack, which whoever
    /// reads the file obeys.
    pub stack: Option<&'a str>,
    /// The number; `None` keeps the one that is there.
    pub position: Option<Position>,
}

/// Returns the file of a card of `board`: `over` with the values changed that differ, or a new one.
///
/// # Errors
/// The file cannot be read, or cannot be changed without touching more than it should.
pub fn card_text(
    service: Service,
    board: &Board,
    card: &Card,
    place: CardPlace<'_>,
    over: Option<&CardOver<'_>>,
) -> Result<String, Problem> {
    let spelled = spellings(&board.labels);
    let labels: Vec<(&LabelKey, &str)> = board
        .labels
        .iter()
        .zip(&spelled)
        .filter(|(label, _)| card.labels.contains(&label.key))
        .map(|(label, name)| (&label.key, name.as_ref()))
        .collect();
    let wanted = WantedCard {
        card,
        labels: &labels,
        position: place.position,
        stack: place.stack,
    };
    let Some(CardOver { path, text, body }) = over else {
        return Ok(new_card(service, &wanted));
    };
    let names = LabelNames::new(&board.labels, &[]);
    let label_named = |name: &str| match names.named(name) {
        Named::Current(key) | Named::Former(key) => Some(key.clone()),
        Named::Gone(_) | Named::Unknown => None,
    };
    edit_card(service, path, text, &wanted, *body, &label_named)
}

/// Returns the file of a stack with another number, and every other value as it stands.
///
/// # Errors
/// The file cannot be read, or cannot be changed without touching more than it should.
pub fn stack_text(
    service: Service,
    path: &str,
    text: &str,
    stack: &Stack,
    position: Position,
) -> Result<String, Problem> {
    let wanted = WantedStack {
        id: stack.key.id().map(|id| id.as_str()),
        title: &stack.title,
        position: Some(position),
        done_column: stack.done_column,
        lane: &stack.lane,
    };
    write_stack(service, path, text, &wanted)
}
