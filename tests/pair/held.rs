//! What a Deck holds, in the words of the bookkeeping.

use std::sync::Arc;

use git_board::board::{
    Account, Board, BoardKey, Card, CardKey, Done, Label, LabelKey, Stack, StackKey,
};
use git_board::lookalike::deck::Deck;
use git_board::lookalike::deck::card::Card as DeckCard;
use jiff::Timestamp;

/// Returns what a Deck holds.
pub fn account_of(deck: &Deck) -> Account {
    let mut account = Account::default();
    for found in deck.boards().filter(|board| board.deleted_at == 0) {
        let mut board = Board::new(BoardKey::known(found.id.to_string()), &found.title);
        board.labels = deck
            .labels_of(found.id)
            .map(|label| Label {
                key: LabelKey::known(label.id.to_string()),
                name: label.title.clone(),
                color: label.color.clone(),
            })
            .collect();
        let is_of_board =
            |stack: &&git_board::lookalike::deck::stack::Stack| stack.board == found.id;
        let mut stacks: Vec<_> = deck.stacks().filter(is_of_board).collect();
        stacks.retain(|stack| stack.deleted_at == 0);
        stacks.sort_by_key(|stack| (stack.order, stack.id));
        for found in stacks {
            let mut stack = Stack::new(StackKey::known(found.id.to_string()), &found.title);
            let shown = deck.shown_cards(found.id);
            let is_archived =
                |card: &&DeckCard| card.stack == found.id && card.archived && card.deleted_at == 0;
            let cards = shown.into_iter().chain(deck.cards().filter(is_archived));
            stack.cards = cards.map(|card| Arc::new(card_of(card))).collect();
            board.stacks.push(Arc::new(stack));
        }
        account.boards.push(Arc::new(board));
    }
    account
}

fn card_of(found: &DeckCard) -> Card {
    let time = |second: i64| Timestamp::from_second(second).expect("a time of this age");
    let mut card = Card::new(CardKey::known(found.id.to_string()), &found.title);
    card.body = (!found.description.is_empty()).then(|| found.description.as_str().into());
    card.labels = found
        .labels
        .iter()
        .map(|label| LabelKey::known(label.to_string()))
        .collect();
    card.due = found.due.map(time);
    card.done = found.done.map(|second| Done::At(time(second)));
    card.archived = found.archived;
    card.color = found.color.clone().filter(|color| !color.is_empty());
    card
}
