//! Random edits of an account, planned, sent, and read back.

use std::collections::BTreeSet;
use std::sync::Arc;

use git_board::board::{
    Account, Board, BoardKey, Card, CardKey, Done, Label, LabelKey, Names, Person, Stack, StackKey,
};
use git_board::lookalike::deck::Release;
use git_board::plan::operations;
use git_board::provider::Read;
use jiff::Timestamp;

use super::world::{NOW, World};
use crate::providers::plans;

/// How many accounts are edited on each release.
const ROUNDS: u64 = 10;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).expect("small")).expect("small")
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn time(&mut self) -> Timestamp {
        let ahead = i64::try_from(self.below(1_000_000)).expect("small");
        Timestamp::from_second(NOW + ahead).expect("in range")
    }
}

/// An account on its way to other values.
struct Editor {
    dice: Dice,
    boards: Vec<Board>,
    next: u32,
    /// Whether cards have colors, start dates and dependencies.
    is_new: bool,
}

impl Editor {
    fn new(account: &Account, seed: u64, is_new: bool) -> Editor {
        Editor {
            dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            boards: account
                .boards
                .iter()
                .map(|board| Board::clone(board))
                .collect(),
            next: u32::try_from(seed % 3).expect("small") * 1000,
            is_new,
        }
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// Takes a random stack of a random board to change it.
    fn stack(&mut self) -> Option<(usize, usize)> {
        let board = self.dice.below(self.boards.len());
        let count = self.boards[board].stacks.len();
        (count > 0).then(|| (board, self.dice.below(count)))
    }

    fn change_stack(&mut self, (board, stack): (usize, usize), change: impl FnOnce(&mut Stack)) {
        let stack = Arc::make_mut(&mut self.boards[board].stacks[stack]);
        change(stack);
        stack.settle_archived();
    }

    fn take_card(&mut self) -> Option<(usize, Card)> {
        let at = self.stack()?;
        let count = self.boards[at.0].stacks[at.1].cards.len();
        if count == 0 {
            return None;
        }
        let index = self.dice.below(count);
        let mut taken = None;
        self.change_stack(at, |stack| taken = Some(stack.cards.remove(index)));
        taken.map(|card| (at.0, Card::clone(&card)))
    }

    fn put_card(&mut self, card: Card) {
        loop {
            if let Some(at) = self.stack() {
                let shown = self.boards[at.0].stacks[at.1].shown().len();
                let index = self.dice.below(shown + 1);
                let mut card = card;
                self.fit_labels(at.0, &mut card);
                self.change_stack(at, |stack| stack.cards.insert(index, Arc::new(card)));
                return;
            }
        }
    }

    /// Leaves only labels of the board on the card, or others of it.
    fn fit_labels(&mut self, board: usize, card: &mut Card) {
        let keys: Vec<LabelKey> = self.boards[board]
            .labels
            .iter()
            .map(|label| label.key.clone())
            .collect();
        card.labels.retain(|key| keys.contains(key));
        for key in keys {
            if self.dice.one_in(3) {
                card.labels.insert(key);
            }
        }
    }

    fn change_values(&mut self, board: usize, card: &mut Card) {
        if self.dice.one_in(3) {
            card.title = format!("title {}", self.dice.below(1000));
        }
        if self.dice.one_in(3) {
            card.body = Some(Arc::from(format!("text\r\n{}", self.dice.below(1000))));
        }
        if self.dice.one_in(4) {
            card.due = Some(self.dice.time());
        }
        if self.dice.one_in(4) {
            card.done = card.done.is_none().then(|| Done::At(self.dice.time()));
        }
        if self.dice.one_in(3) {
            card.archived = !card.archived;
        }
        if self.dice.one_in(4) {
            card.assignees = match card.assignees.is_empty() {
                true => BTreeSet::from([Person::user("alice")]),
                false => BTreeSet::new(),
            };
        }
        if self.is_new && self.dice.one_in(4) {
            card.color = Some("00ff00".to_owned());
            card.start = Some(self.dice.time());
        }
        if self.dice.one_in(2) {
            self.fit_labels(board, card);
        }
    }

    fn edit_once(&mut self) {
        match self.dice.below(12) {
            0..=3 => {
                // Somewhere else, or in another order.
                if let Some((_, card)) = self.take_card() {
                    self.put_card(card);
                }
            }
            4..=6 => {
                if let Some((board, mut card)) = self.take_card() {
                    self.change_values(board, &mut card);
                    self.put_card(card);
                }
            }
            7 => {
                // Gone for good, and off the cards that depend on it.
                self.take_card();
            }
            8 => {
                let mut card = Card::new(CardKey::New(self.fresh()), "new");
                let board = self.dice.below(self.boards.len());
                self.change_values(board, &mut card);
                self.put_card(card);
            }
            9 => self.edit_stacks(),
            10 => self.edit_labels(),
            _ => self.edit_boards(),
        }
    }

    fn edit_stacks(&mut self) {
        let number = self.fresh();
        let board = self.dice.below(self.boards.len());
        let count = self.boards[board].stacks.len();
        match self.dice.below(3) {
            0 => {
                let stack = Stack::new(StackKey::New(number), format!("stack {number}"));
                let index = self.dice.below(count + 1);
                self.boards[board].stacks.insert(index, Arc::new(stack));
            }
            1 if count > 0 => {
                let taken = self.dice.below(count);
                let mut stack = self.boards[board].stacks.remove(taken);
                Arc::make_mut(&mut stack).title = format!("stack {number}");
                let index = self.dice.below(count);
                self.boards[board].stacks.insert(index, stack);
            }
            _ if count > 1 => {
                let taken = self.dice.below(count);
                self.boards[board].stacks.remove(taken);
            }
            _ => {}
        }
    }

    fn edit_labels(&mut self) {
        let number = self.fresh();
        let index = self.dice.below(self.boards.len());
        let board = &mut self.boards[index];
        if board.labels.is_empty() || self.dice.one_in(2) {
            board.labels.push(Label {
                key: LabelKey::New(number),
                name: format!("label {number}"),
                color: "123456".to_owned(),
            });
        } else {
            let label = self.dice.below(board.labels.len());
            board.labels[label].name = format!("label {number}");
        }
    }

    fn edit_boards(&mut self) {
        let number = self.fresh();
        let board = self.dice.below(self.boards.len());
        if self.dice.one_in(2) {
            self.boards[board].title = format!("board {number}");
        } else {
            let mut board = Board::new(BoardKey::New(number), format!("board {number}"));
            board.color = "abcdef".to_owned();
            let stack = Stack::new(StackKey::New(number), format!("stack {number}"));
            board.stacks.push(Arc::new(stack));
            self.boards.push(board);
        }
    }

    fn account(mut self) -> Account {
        self.boards.sort_by(|one, other| one.key.cmp(&other.key));
        Account::of(self.boards.into_iter().map(Arc::new).collect())
    }
}

async fn round(release: Release, seed: u64) {
    let world = World::of(release);
    let mut before = world.read().await;
    for pass in 0..3 {
        let mut editor = Editor::new(&before.account, seed * 3 + pass, release == Release::V1_18);
        for _ in 0..=editor.dice.below(8) {
            editor.edit_once();
        }
        let merged = editor.account();
        before = send(&world, &before, &merged, seed).await;
    }
}

/// Sends what makes `before` the merged account, and returns it as read back.
async fn send(world: &World, before: &Read, merged: &Account, seed: u64) -> Read {
    let now = Timestamp::from_second(NOW).expect("in range");
    let plan = operations(&before.account, merged, now);
    let mut names = Names::default();
    world.clock.advance(10);
    for operation in &plan {
        let applied = world.apply(operation.resolved(&names)).await;
        let applied =
            applied.unwrap_or_else(|error| panic!("seed {seed}: {error}\n{operation:#?}"));
        plans::note(&mut names, operation, applied.created.as_deref());
    }
    // Seen with what was known before, and seen afresh.
    let after = world.read_after(before).await.expect("the server answers");
    let afresh = world.read().await;
    assert_eq!(after.account, afresh.account, "seed {seed}");
    let wanted = merged.resolved(&names);
    let rest = operations(&afresh.account, &wanted, now);
    assert!(rest.is_empty(), "seed {seed}: {rest:#?}");
    assert_eq!(
        plans::comparable(&afresh.account),
        plans::comparable(&wanted),
        "seed {seed}: {plan:#?}"
    );
    after
}

#[tokio::test]
async fn random_edits_come_back_as_they_were_planned() {
    for seed in 1..=ROUNDS {
        for release in [Release::V1_18, Release::V1_16] {
            round(release, seed).await;
        }
    }
}
