//! Putting boards together from what was collected and what was there before.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::collect::Collected;
use super::wanted::{Chosen, private_key};
use crate::board::{Account, Board, Card, Organization, StackKey};
use crate::provider::codecks::decode::{self, Context, card_key};
use crate::provider::codecks::short_code;
use crate::provider::codecks::structure::Names;
use crate::provider::codecks::threads;

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
        let Some(mut placed) = decode::card(wire, context) else {
            continue;
        };
        let old = old_cards.get(&placed.card.key);
        // The bytes of what hangs on cards are the business of others.
        let attachments = old.map(|old| old.card.attachments.clone());
        placed.card.attachments = attachments.unwrap_or_default();
        let threads = collected.threads.get(&wire.account_seq);
        let threads = threads.map_or(&[][..], Vec::as_slice);
        placed.card.comments = threads::comments(threads, &users);
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
                let card = with_late_threads(old.card, collected, &users);
                stacks.entry(stack).or_default().push(card);
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
    account.organization = organization(collected, before);
    account
}

/// Returns what stands over the boards; the very one of `before` if it is the same.
fn organization(collected: &Collected, before: Option<&Account>) -> Arc<Organization> {
    let before = before.map(|before| &before.organization);
    let planning = &collected.structure.planning;
    let now = planning.organization(before.map(AsRef::as_ref));
    match before {
        Some(before) if **before == now => Arc::clone(before),
        _ => Arc::new(now),
    }
}

/// Returns a card with those of its threads in which something happened.
fn with_late_threads(card: &Arc<Card>, collected: &Collected, users: &Names) -> Arc<Card> {
    let Some(threads) = collected.late_threads.get(&number(card)) else {
        return Arc::clone(card);
    };
    let comments = threads::renewed(&card.comments, threads, users);
    if comments == card.comments {
        return Arc::clone(card);
    }
    Arc::new(Card {
        comments,
        ..Card::clone(card)
    })
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
