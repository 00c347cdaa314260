//! Bodies of every kind come back exactly, and over files that hold others.

use std::sync::Arc;

use git_board::board::{Account, Card, CardKey, Service};
use git_board::text::read_state;

use super::support::{Chance, base, board, cloned, known, written};

const PIECES: [&str; 30] = [
    "a",
    "word ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\0",
    "\t",
    "\u{7}",
    "\u{1b}[0m",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "---\n",
    "---",
    "\n---\n",
    "- [ ] x\n",
    "# h\n",
    "<<<<<<< ours",
    "\n=======\n",
    ">>>>>>> theirs\n",
    "```\n",
    "日本",
    "🎉",
    "é",
    "e\u{301}",
    "  ",
    "\\",
    "id: 1\n",
    "%",
];

fn body(chance: &mut Chance) -> Option<Arc<str>> {
    let count = chance.below(9);
    let body: String = (0..count).map(|_| chance.of(&PIECES)).collect();
    (!body.is_empty()).then(|| Arc::from(body))
}

/// Returns an account with the base board's first card saying this.
fn with_body(base: &Account, body: Option<&Arc<str>>) -> Account {
    let mut account = base.clone();
    let board = Arc::make_mut(&mut account.boards[0]);
    for stack in &mut board.stacks {
        for card in &mut Arc::make_mut(stack).cards {
            if card.key == CardKey::known("12") {
                let card: &mut Card = Arc::make_mut(card);
                card.body = body.cloned();
            }
        }
    }
    account
}

#[test]
fn two_thousand_bodies_come_back_from_their_files() {
    let mut chance = Chance(4);
    let base = base().account;
    for _ in 0..2_000 {
        let body = body(&mut chance);
        let account = with_body(&base, body.as_ref());
        let files = cloned(&account);
        let again = known(&files, None);
        assert_eq!(again.account, account, "{body:?}");
    }
}

#[test]
fn bodies_come_back_over_files_that_hold_others() {
    let mut chance = Chance(5);
    let mut files = board();
    let mut now = known(&files, None);
    let base = now.account.clone();
    for _ in 0..500 {
        let body = body(&mut chance);
        let account = with_body(&base, body.as_ref());
        files = written(&files, &now, &account);
        let again = read_state(Service::Deck, &files, &files, Some(&now));
        assert_eq!(again.problems, []);
        assert_eq!(again.known.account, account, "{body:?}");
        now = again.known;
        // Read with itself as base it is the same, whatever its line ends.
        let with_base = known(&files, Some(&now));
        assert_eq!(with_base, now);
    }
}
