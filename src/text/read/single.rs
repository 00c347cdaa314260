//! One card's file alone, without its board: what git hands to a merge driver.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::board::{Card, CardKey, Label, LabelKey, Service};
use crate::text::body::marker_line;
use crate::text::card_file::read_card;
use crate::text::front_matter::Split;
use crate::text::position::Position;
use crate::text::problem::Problem;

/// What a card's file says by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct SingleCard {
    /// The card; its labels are known by their names.
    pub card: Card,
    /// Its labels, in the order of the file.
    pub labels: Vec<Label>,
    /// The number.
    pub position: Option<Position>,
    /// What a `stack:` line says.
    pub stack: Option<String>,
}

/// Returns what a file says if it is that of a card that the service knows, and nothing is wrong
/// with it; `None` else.
pub fn read_single(service: Service, path: &str, text: &str) -> Option<SingleCard> {
    if marker_line(text, None).is_some() {
        return None;
    }
    let split = Split::of(text).ok()?;
    let (says, problems) = read_card(service, path, &split);
    let says = says.filter(|_| !problems.iter().any(Problem::is_error))?;
    let labels: Vec<Label> = says
        .labels
        .iter()
        .map(|spelled| Label {
            key: LabelKey::known(spelled.text.as_str()),
            name: spelled.text.clone(),
            color: String::new(),
        })
        .collect();
    let body = split
        .body()
        .filter(|body| service.has_title_in_text() || !body.is_empty());
    let card = Card {
        key: CardKey::known(says.id?),
        title: says.title?,
        body: body.map(Arc::from),
        labels: labels.iter().map(|label| label.key.clone()).collect(),
        assignees: says.assignees,
        due: says.due,
        done: says.done,
        archived: says.archived,
        color: says.color,
        start: says.start,
        card_type: says.card_type,
        depends_on: says.depends_on,
        fields: says.fields,
        attachments: BTreeMap::new(),
        comments: BTreeMap::new(),
        tags: says.tags,
        ticket: says.ticket,
        created: says.created,
        author: says.author,
    };
    Some(SingleCard {
        card,
        labels,
        position: says.position,
        stack: says.stack.map(|spelled| spelled.text),
    })
}
