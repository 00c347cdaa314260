//! The boards that are measured with: ten of ten stacks, cards of about a kilobyte.

use std::collections::BTreeSet;
use std::sync::Arc;

use git_board::board::{
    Account, Board, BoardKey, Card, CardKey, Label, LabelKey, Person, Stack, StackKey,
};
use jiff::Timestamp;

/// How many boards the cards are spread over.
pub const BOARDS: usize = 10;
const STACKS: usize = 10;
const LABELS: usize = 4;
const BODY_BYTES: usize = 900;

/// Returns an account with so many cards, evenly spread.
pub fn account(cards: usize) -> Account {
    let mut words = Words { state: 1 };
    let in_a_stack = cards / (BOARDS * STACKS);
    let mut next = 1;
    let boards = (1..=BOARDS).map(|number| {
        let title = format!("Board {number}");
        let mut board = Board::new(BoardKey::known(number.to_string()), title);
        board.labels = (0..LABELS).map(|label| new_label(number, label)).collect();
        for index in 1..=STACKS {
            let key = StackKey::known((number * 100 + index).to_string());
            let mut stack = Stack::new(key, format!("Stack {index}"));
            for _ in 0..in_a_stack {
                stack.cards.push(Arc::new(card(next, number, &mut words)));
                next += 1;
            }
            board.stacks.push(Arc::new(stack));
        }
        Arc::new(board)
    });
    let mut boards: Vec<Arc<Board>> = boards.collect();
    boards.sort_by(|one, other| one.key.cmp(&other.key));
    Account::of(boards)
}

fn new_label(board: usize, number: usize) -> Label {
    Label {
        key: label_key(board, number),
        name: format!("Label {number}"),
        color: "31cc7c".to_owned(),
    }
}

fn label_key(board: usize, number: usize) -> LabelKey {
    LabelKey::known((board * 100 + number + 1).to_string())
}

fn card(number: usize, board: usize, words: &mut Words) -> Card {
    let title = format!("{} {} {number}", words.next(), words.next());
    let mut card = Card::new(CardKey::known(number.to_string()), title);
    card.labels = BTreeSet::from([label_key(board, number % LABELS)]);
    card.assignees = BTreeSet::from([Person::user("alice")]);
    card.due = Timestamp::from_second(1_800_000_000 + number as i64).ok();
    card.created = Timestamp::from_second(1_600_000_000).ok();
    card.author = Some("alice".to_owned());
    card.body = Some(words.text(BODY_BYTES).into());
    card
}

/// Words that shrink as prose does, always the same.
struct Words {
    state: u32,
}

impl Words {
    fn number(&mut self) -> u32 {
        self.state = self.state.wrapping_mul(1_664_525);
        self.state = self.state.wrapping_add(1_013_904_223);
        self.state >> 8
    }

    fn next(&mut self) -> String {
        const KNOWN: [&str; 10] = [
            "card", "fix", "the", "login", "of", "board", "when", "user", "sees", "nothing",
        ];
        let number = self.number();
        match number >> 20 {
            0 => number.to_string(),
            _ => KNOWN[number as usize / 7 % KNOWN.len()].to_owned(),
        }
    }

    fn text(&mut self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 16);
        while text.len() < bytes {
            text.push_str(&self.next());
            text.push(if self.number().is_multiple_of(12) {
                '\n'
            } else {
                ' '
            });
        }
        text.push('.');
        text
    }
}
