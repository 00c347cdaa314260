//! Random edits of an organization, planned, sent, and read back.

use std::collections::BTreeSet;
use std::sync::Arc;

use git_board::board::{
    Account, Board, Card, CardField, CardKey, Comment, CommentKey, Done, Label, LabelKey, Names,
    Person, Service, Stack, StackKey, Thread, ThreadKind,
};
use git_board::lookalike::codecks::short_id::number_of;
use git_board::plan::{operations, without_orders};
use git_board::provider::Read;
use jiff::Timestamp;

use super::world::{NOW, World};
use crate::histories::chance::Chance;
use crate::providers::plans;
use crate::support::long::is_long;

/// An account on its way to other values.
struct Editor {
    chance: Chance,
    boards: Vec<Board>,
    next: u32,
}

impl Editor {
    /// Each pass counts on from a number of its own: nothing new has the name of what an earlier one
    /// made, which a label of that name would be.
    fn new(account: &Account, seed: u64, pass: u32) -> Editor {
        let boards = account.boards.iter();
        Editor {
            chance: Chance::new(seed * 3 + u64::from(pass)),
            boards: boards.map(|board| Board::clone(board)).collect(),
            next: pass * 1000,
        }
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// Takes a stack of a project, which is never the place of private cards.
    fn stack(&mut self) -> (usize, usize) {
        loop {
            let board = self.chance.below(self.boards.len());
            let count = self.boards[board].stacks.len();
            let is_private = self.boards[board].title == "Private cards";
            if count > 0 && !is_private {
                return (board, self.chance.below(count));
            }
        }
    }

    fn take_card(&mut self) -> Option<Card> {
        let (board, stack) = self.stack();
        let stack = Arc::make_mut(&mut self.boards[board].stacks[stack]);
        if stack.cards.is_empty() {
            return None;
        }
        let index = self.chance.below(stack.cards.len());
        Some(Card::clone(&stack.cards.remove(index)))
    }

    /// Puts a card into some stack, where the service would list it: by its number, what is new last.
    fn put_card(&mut self, mut card: Card) {
        let (board, stack) = self.stack();
        let labels: Vec<LabelKey> = self.boards[board]
            .labels
            .iter()
            .map(|label| label.key.clone())
            .collect();
        card.labels.retain(|key| labels.contains(key));
        for key in labels {
            if self.chance.one_in(3) {
                card.labels.insert(key);
            }
        }
        let stack = Arc::make_mut(&mut self.boards[board].stacks[stack]);
        stack.cards.push(Arc::new(card));
        stack.cards.sort_by_key(|card| match &card.key {
            CardKey::Known(id) => (0, number_of(id.as_str()).unwrap_or(i64::MAX)),
            CardKey::New(number) => (1, i64::from(*number)),
        });
        stack.settle_archived();
    }

    fn change_values(&mut self, card: &mut Card) {
        let number = self.chance.below(1000);
        match self.chance.below(9) {
            0 => card.title = format!("title {number}\r"),
            1 => card.body = None,
            2 => card.body = Some(Arc::from(format!("\ntext\r\n{number}\n"))),
            3 => {
                let day = i64::try_from(number).expect("small") * 86_400;
                card.due = Timestamp::from_second(1_790_035_200 + day).ok();
            }
            4 => {
                card.assignees = match card.assignees.is_empty() {
                    true => BTreeSet::from([Person::user("bob")]),
                    false => BTreeSet::new(),
                }
            }
            5 => card.set_field(CardField::Priority, Some("medium".to_owned())),
            6 => card.set_field(CardField::Effort, Some(format!("{number}.5"))),
            7 => card.set_field(CardField::Status, Some("done".to_owned())),
            _ => card.archived = !card.archived,
        }
    }

    /// Says something on a card; what is archived has no open threads.
    fn talk(&mut self, card: &mut Card) {
        let number = self.fresh();
        let first = card.comments.iter().find(|(_, one)| one.thread.is_some());
        let first = first.map(|(key, _)| key.clone());
        match (self.chance.below(4), first) {
            (0, Some(first)) => {
                let answer = Comment {
                    reply_to: Some(first),
                    ..Comment::new(format!("answer {number}"))
                };
                card.comments.insert(CommentKey::New(number), answer);
            }
            (1, Some(first)) => {
                let comment = card.comments.get_mut(&first).expect("it is there");
                comment.text = Arc::from(format!("other words {number}"));
            }
            (2, Some(first)) => {
                let comment = card.comments.get_mut(&first).expect("it is there");
                let thread = comment.thread.as_mut().expect("it begins one");
                thread.closed = match thread.closed {
                    None => Some(Done::AnyTime),
                    Some(_) => None,
                };
            }
            _ => {
                let opened = Comment {
                    thread: Some(Thread::new(ThreadKind::Comment)),
                    ..Comment::new(format!("words {number}"))
                };
                card.comments.insert(CommentKey::New(number), opened);
            }
        }
    }

    fn edit_once(&mut self) {
        let number = self.fresh();
        match self.chance.below(12) {
            0..=2 => {
                if let Some(card) = self.take_card() {
                    self.put_card(card);
                }
            }
            3..=5 => {
                if let Some(mut card) = self.take_card() {
                    self.change_values(&mut card);
                    self.put_card(card);
                }
            }
            6 | 7 => {
                if let Some(mut card) = self.take_card() {
                    if !card.archived {
                        self.talk(&mut card);
                    }
                    self.put_card(card);
                }
            }
            8 => drop(self.take_card()),
            9 => {
                let mut card = Card::new(CardKey::New(number), format!("new {number}"));
                self.change_values(&mut card);
                self.put_card(card);
            }
            10 => {
                let (board, stack) = self.stack();
                let board = &mut self.boards[board];
                if self.chance.one_in(2) {
                    let title = format!("stack {number}");
                    let stack = Stack::new(StackKey::New(number), title);
                    board.stacks.push(Arc::new(stack));
                } else {
                    let stack = Arc::make_mut(&mut board.stacks[stack]);
                    stack.title = format!("stack {number}");
                }
            }
            _ => {
                let (board, _) = self.stack();
                let labels = &mut self.boards[board].labels;
                let name = format!("tag-{number}");
                match labels.first_mut().filter(|_| self.chance.one_in(2)) {
                    Some(label) => label.name = name,
                    None => labels.push(Label {
                        key: LabelKey::New(number),
                        name,
                        color: String::new(),
                    }),
                }
            }
        }
    }

    fn account(self) -> Account {
        Account::of(self.boards.into_iter().map(Arc::new).collect())
    }
}

/// Returns the account without what the server alone decides.
fn comparable(account: &Account) -> Account {
    let mut account = plans::comparable(account);
    for board in &mut account.boards {
        for stack in &mut Arc::make_mut(board).stacks {
            let cards = &mut Arc::make_mut(stack).cards;
            for card in cards.iter_mut() {
                let card = Arc::make_mut(card);
                for comment in card.comments.values_mut() {
                    // An archived card has no open threads: the service closes them.
                    comment.thread = comment.thread.take().filter(|_| !card.archived);
                }
            }
            // Its order is its own.
            cards.sort_by(|one, other| one.key.cmp(&other.key));
        }
    }
    account
}

/// Sends what makes `before` the merged account, and returns it as read back.
async fn send(world: &World, before: &Read, merged: &Account, seed: u64) -> Read {
    let now = Timestamp::from_second(NOW).expect("in range");
    let plan = without_orders(Service::Codecks, operations(&before.account, merged, now));
    let mut names = Names::default();
    world.clock.advance(10);
    world.provider.announce(&plan);
    for operation in &plan {
        let applied = world.apply_alone(&operation.resolved(&names)).await;
        let applied =
            applied.unwrap_or_else(|error| panic!("seed {seed}: {error}\n{operation:#?}"));
        plans::note(&mut names, operation, applied.created.as_deref());
    }
    // Seen with what was known before, and seen afresh.
    let after = world.read_after(before).await.expect("the server answers");
    let afresh = world.read().await;
    assert_eq!(after.account, afresh.account, "seed {seed}");
    let wanted = merged.resolved(&names);
    assert_eq!(
        comparable(&afresh.account),
        comparable(&wanted),
        "seed {seed}: {plan:#?}"
    );
    after
}

#[tokio::test]
async fn random_edits_come_back_as_they_were_planned() {
    let rounds = if is_long() { 200 } else { 8 };
    for seed in 1..=rounds {
        let world = World::new();
        let mut before = world.read().await;
        for pass in 0..3 {
            let mut editor = Editor::new(&before.account, seed, pass);
            for _ in 0..=editor.chance.below(8) {
                editor.edit_once();
            }
            let merged = editor.account();
            before = send(&world, &before, &merged, seed).await;
        }
    }
}
