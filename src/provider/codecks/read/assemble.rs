//! Putting boards together from what was collected and what was there before.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::collect::Collected;
use super::wanted::{Chosen, private_key};
use crate::board::{Account, Board, Card, StackKey};
use crate::provider::codecks::decode::{self, Context, card_key};
use crate::provider::codecks::short_code;

/// Returns the project of each deck of an account.
pub(super) fn decks_of(account: &Account) -> BTreeMap<String, String> {
    let mut decks = BTreeMap::new();
    for board in &account.boards {
        let Some(project) = board.key.id() else {
            continue;
        };
        for stack in &board.stacks {
            let deck = stack.key.id();
            decks.extend(deck.map(|deck| (deck.to_string(), project.to_string())));
        }
    }
    decks
}

/// Returns the boards that were chosen, in order of key; one in which nothing is different is the
/// very one of `before`.
///
/// With `keeps`, the cards of `before` that were not collected stay as they are.
pub(super) fn assemble(
    collected: &Collected,
    chosen: &Chosen,
    before: Option<&Account>,
    keeps: bool,
) -> Account {
    let users = collected.names_of_users();
    let context = Context {
        structure: &collected.structure,
        users: &users,
        numbers: &collected.numbers,
    };
    let mut stacks: HashMap<StackKey, Vec<Arc<Card>>> = HashMap::new();
    let old_cards = before.map(Account::cards).unwrap_or_default();
    for wire in collected.cards.values() {
        let Some(placed) = decode::card(wire, context) else {
            continue;
        };
        let old = old_cards.get(&placed.card.key);
        let card = match old {
            Some(old) if **old.card == placed.card => Arc::clone(old.card),
            _ => Arc::new(placed.card),
        };
        stacks.entry(placed.stack).or_default().push(card);
    }
    if keeps {
        let fresh: std::collections::HashSet<_> = collected
            .cards
            .keys()
            .map(|number| card_key(*number))
            .collect();
        for (key, old) in &old_cards {
            if !fresh.contains(*key) {
                let stack = old.stack.key.clone();
                stacks.entry(stack).or_default().push(Arc::clone(old.card));
            }
        }
    }
    let mut boards: Vec<Board> = collected
        .structure
        .projects
        .values()
        .filter(|project| chosen.projects.contains(&project.id))
        .map(decode::board)
        .collect();
    if chosen.private {
        boards.push(decode::private_board());
    }
    let mut account = Account::default();
    for mut board in boards {
        let has_cards = fill(&mut board, &mut stacks);
        if board.key == private_key() && !has_cards && !chosen.private_if_empty {
            continue;
        }
        let old = before.and_then(|before| before.board(&board.key));
        let board = match old {
            Some(old) if **old == board => Arc::clone(old),
            _ => Arc::new(board),
        };
        account.boards.push(board);
    }
    account.boards.sort_by(|one, other| one.key.cmp(&other.key));
    account
}

/// Puts cards into the stacks of a board, in order of number; returns whether there are any.
fn fill(board: &mut Board, stacks: &mut HashMap<StackKey, Vec<Arc<Card>>>) -> bool {
    let labels: Vec<_> = board.labels.iter().map(|label| label.key.clone()).collect();
    let mut has_cards = false;
    for stack in &mut board.stacks {
        let Some(mut cards) = stacks.remove(&stack.key) else {
            continue;
        };
        has_cards = true;
        for card in &mut cards {
            if !card.labels.iter().all(|key| labels.contains(key)) {
                Arc::make_mut(card)
                    .labels
                    .retain(|key| labels.contains(key));
            }
        }
        cards.sort_by_key(number);
        let stack = Arc::make_mut(stack);
        stack.cards = cards;
        stack.settle_archived();
    }
    has_cards
}

fn number(card: &Arc<Card>) -> i64 {
    let code = card.key.id().map_or("", |id| id.as_str());
    short_code::decode(code).unwrap_or(i64::MAX)
}
