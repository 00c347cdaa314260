//! A stack: an ordered list of cards.

use std::sync::Arc;

use super::sharing::are_equal;
use super::{Card, StackKey};

/// What a column has besides a title (Kanbanik).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// The most cards that it is to hold; `None` for no limit.
    pub wip_limit: Option<i64>,
    /// How it lies, as the service spells it; `None` for the usual way.
    pub orientation: Option<String>,
}

impl Lane {
    /// Returns the values in words: `limit 3, vertical`; `None` if there are none.
    pub fn words(&self) -> Option<String> {
        let limit = self.wip_limit.map(|limit| format!("limit {limit}"));
        let parts: Vec<String> = [limit, self.orientation.clone()]
            .into_iter()
            .flatten()
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// A stack of a board. Its board, parent and place stand in what holds it.
#[derive(Clone, Debug)]
pub struct Stack {
    /// What names it.
    pub key: StackKey,
    /// Its title.
    pub title: String,
    /// Whether cards that come here become done (Deck from 1.18).
    pub done_column: bool,
    /// Limit and orientation (Kanbanik).
    pub lane: Lane,
    /// The stacks within it, in order; empty on services whose stacks do not nest.
    pub stacks: Vec<Arc<Stack>>,
    /// The cards that are shown, in order; behind them the archived ones, in order of key.
    pub cards: Vec<Arc<Card>>,
}

impl PartialEq for Stack {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            key,
            title,
            done_column,
            lane,
            stacks,
            cards,
        } = other;
        self.key == *key
            && self.title == *title
            && self.done_column == *done_column
            && self.lane == *lane
            && are_equal(&self.stacks, stacks)
            && are_equal(&self.cards, cards)
    }
}

impl Stack {
    /// Returns a stack with a title and nothing in it.
    pub fn new(key: StackKey, title: impl Into<String>) -> Self {
        Self {
            key,
            title: title.into(),
            done_column: false,
            lane: Lane::default(),
            stacks: Vec::new(),
            cards: Vec::new(),
        }
    }

    /// Returns the cards that are shown, in order.
    pub fn shown(&self) -> &[Arc<Card>] {
        let end = self.cards.partition_point(|card| !card.archived);
        &self.cards[..end]
    }

    /// Returns the archived cards, in order of key.
    pub fn archived(&self) -> &[Arc<Card>] {
        &self.cards[self.shown().len()..]
    }

    /// Returns how many cards it holds, archived ones and those of the stacks within it too.
    pub fn count_cards(&self) -> usize {
        let inner = self.stacks.iter().map(|stack| stack.count_cards());
        self.cards.len() + inner.sum::<usize>()
    }

    /// Returns the cards of the stack and of the stacks within it, archived ones too.
    pub fn all_cards(&self) -> Vec<&Arc<Card>> {
        let inner = self.stacks.iter().flat_map(|stack| stack.all_cards());
        self.cards.iter().chain(inner).collect()
    }

    /// Puts archived cards behind the shown ones, in order of key; the shown ones keep their order.
    pub fn settle_archived(&mut self) {
        let (mut shown, mut archived): (Vec<_>, Vec<_>) = std::mem::take(&mut self.cards)
            .into_iter()
            .partition(|card| !card.archived);
        archived.sort_by(|one, other| one.key.cmp(&other.key));
        shown.append(&mut archived);
        self.cards = shown;
    }
}
