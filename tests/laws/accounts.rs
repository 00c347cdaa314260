//! Random accounts, and random edits of them.

use std::sync::Arc;

use git_board::board::{
    Account, Board, BoardKey, Card, CardKey, Comment, CommentKey, Done, Label, LabelKey, Member,
    Permissions, Person, Stack, StackKey,
};
use jiff::Timestamp;

use super::chance::Chance;
use super::tree::{every_card, number, stack_in, toggle};

/// Ids from here on are of things that base has not.
pub const FRESH: u32 = 1000;

/// Makes and edits accounts.
pub struct Maker {
    /// Where all chance comes from.
    pub chance: Chance,
    next_id: u32,
}

impl Maker {
    /// Returns one that gives ids from `first_id` on.
    pub fn new(seed: u64, first_id: u32) -> Self {
        Self {
            chance: Chance::new(seed),
            next_id: first_id,
        }
    }

    fn id(&mut self) -> String {
        self.next_id += 1;
        self.next_id.to_string()
    }

    /// Returns an account of a few boards.
    pub fn account(&mut self) -> Account {
        let mut account = Account::default();
        for _ in 0..=self.chance.below(3) {
            self.add_board(&mut account);
        }
        for _ in 0..self.chance.below(8) {
            self.edit(&mut account);
        }
        account
    }

    fn add_board(&mut self, account: &mut Account) {
        let id = self.id();
        let mut board = Board::new(BoardKey::known(id.as_str()), format!("board {id}"));
        for _ in 0..self.chance.below(4) {
            self.add_label(&mut board);
        }
        for _ in 0..self.chance.below(4) {
            let stack = self.stack(&board, 0);
            board.stacks.push(Arc::new(stack));
        }
        account.boards.push(Arc::new(board));
        account.boards.sort_by(|one, other| one.key.cmp(&other.key));
    }

    fn add_label(&mut self, board: &mut Board) {
        let id = self.id();
        // Names that boards share, so that labels can be found by name after a move.
        let common = ["Bug", "Idea", "Urgent"];
        let name = self.chance.pick(&common).unwrap_or_default();
        let is_free = board.labels.iter().all(|label| label.name != name);
        let is_base = self.next_id < FRESH;
        board.labels.push(Label {
            key: LabelKey::known(id.as_str()),
            name: if is_free && is_base {
                name.to_owned()
            } else {
                format!("label {id}")
            },
            color: "ff0000".to_owned(),
        });
    }

    fn stack(&mut self, board: &Board, depth: usize) -> Stack {
        let id = self.id();
        let mut stack = Stack::new(StackKey::known(id.as_str()), format!("stack {id}"));
        for _ in 0..self.chance.below(6) {
            let card = self.card(board);
            stack.cards.push(Arc::new(card));
        }
        if depth < 2 && self.chance.once_in(4) {
            let inner = self.stack(board, depth + 1);
            stack.stacks.push(Arc::new(inner));
        }
        stack.settle_archived();
        stack
    }

    fn card(&mut self, board: &Board) -> Card {
        let id = self.id();
        let mut card = Card::new(CardKey::known(id.as_str()), format!("card {id}"));
        if self.next_id < FRESH {
            card.created = Some(self.time());
            card.author = Some("alice".to_owned());
        }
        for _ in 0..self.chance.below(4) {
            self.edit_card(&mut card, board, &[]);
        }
        card
    }

    fn time(&mut self) -> Timestamp {
        let day = i64::try_from(self.chance.below(4)).expect("it is small");
        Timestamp::from_second(1_800_000_000 + day * 86_400).expect("it is a time")
    }

    fn edit_card(&mut self, card: &mut Card, board: &Board, others: &[CardKey]) {
        let is_fresh = number(&card.key) >= FRESH;
        match self.chance.below(12) {
            // A new thing's title stays its own, so that it is nobody's twin.
            0 if !is_fresh => card.title = format!("title {}", self.chance.below(3)),
            0 | 1 => {
                let texts = [None, Some("one\ntwo"), Some("one\n2"), Some("1\ntwo\n")];
                let text = self.chance.pick(&texts).flatten();
                card.body = text.map(Arc::from);
            }
            2 | 3 => {
                let labels: Vec<LabelKey> =
                    board.labels.iter().map(|label| label.key.clone()).collect();
                if let Some(label) = self.chance.pick(&labels) {
                    toggle(&mut card.labels, label);
                }
            }
            4 => {
                let people = ["alice", "bob", "carol"].map(Person::user);
                if let Some(person) = self.chance.pick(&people) {
                    toggle(&mut card.assignees, person);
                }
            }
            5 => card.due = (!self.chance.once_in(3)).then(|| self.time()),
            6 => {
                let dones = [None, Some(Done::AnyTime), Some(Done::At(self.time()))];
                card.done = self.chance.pick(&dones).flatten();
                // A server always says when: in base no card is done at any time.
                if self.next_id < FRESH && card.done == Some(Done::AnyTime) {
                    card.done = card.done.map(|_| Done::At(self.time()));
                }
            }
            7 => card.archived = !card.archived,
            8 => match self.chance.below(3) {
                0 => card.color = self.chance.once_in(2).then(|| "00ff00".to_owned()),
                1 => card.start = self.chance.once_in(2).then(|| self.time()),
                _ => card.card_type = self.chance.once_in(2).then(|| "text".to_owned()),
            },
            9 | 10 => self.edit_comment(card),
            _ => {
                if let Some(other) = self.chance.pick(others) {
                    toggle(&mut card.depends_on, other);
                }
            }
        }
    }

    fn edit_comment(&mut self, card: &mut Card) {
        let keys: Vec<CommentKey> = card.comments.keys().cloned().collect();
        let text = self.chance.pick(&["one\ntwo", "one\n2", "1\ntwo"]);
        let text = text.unwrap_or_default();
        match self.chance.pick(&keys) {
            Some(key) if self.chance.once_in(3) => {
                card.comments.remove(&key);
                for comment in card.comments.values_mut() {
                    comment.reply_to = comment.reply_to.take().filter(|other| *other != key);
                }
            }
            Some(key) if self.chance.once_in(2) => {
                if let Some(comment) = card.comments.get_mut(&key) {
                    comment.text = text.into();
                }
            }
            answered => {
                let id = self.id();
                let comment = Comment {
                    reply_to: answered,
                    // What is new is nobody's twin.
                    ..Comment::new(format!("{text}\n{id}"))
                };
                card.comments
                    .insert(CommentKey::known(id.as_str()), comment);
            }
        }
    }

    /// Changes one thing or another, or nothing.
    pub fn edit(&mut self, account: &mut Account) {
        if account.boards.is_empty() {
            self.add_board(account);
            return;
        }
        let at = self.often_first(account.boards.len());
        match self.chance.below(24) {
            0 => self.add_board(account),
            1 if self.chance.once_in(2) => {
                account.boards.remove(at);
            }
            2 | 3 => {
                let stack = {
                    let board = Arc::clone(&account.boards[at]);
                    self.stack(&board, 1)
                };
                self.insert_stack(account, at, stack);
            }
            4 => {
                let (mut stacks, keep) = self.split_off_stack(account, at);
                if self.chance.once_in(2) {
                    self.back(account, at, &mut stacks, keep);
                }
            }
            5 | 6 => self.move_stack(account, at),
            7..=9 => self.edit_board(Arc::make_mut(&mut account.boards[at])),
            10..=12 => self.move_card(account, at),
            13 => {
                let board = Arc::clone(&account.boards[at]);
                let card = self.card(&board);
                self.insert_card(account, at, Arc::new(card));
            }
            14 => {
                self.take_card(account, at);
            }
            _ => self.edit_some_card(account, at),
        }
    }

    /// Returns an index, often 0, so that both sides change the same things.
    pub(super) fn often_first(&mut self, length: usize) -> usize {
        if self.chance.once_in(2) {
            0
        } else {
            self.chance.below(length)
        }
    }

    fn edit_board(&mut self, board: &mut Board) {
        let is_fresh = number(&board.key) >= FRESH;
        let label = self.chance.below(board.labels.len().max(1));
        match self.chance.below(8) {
            0 if !is_fresh => board.title = format!("title {}", self.chance.below(3)),
            1 => board.color = ["", "aaaaaa", "bbbbbb"][self.chance.below(3)].to_owned(),
            2 => board.archived = !board.archived,
            3 => self.add_label(board),
            4 if label < board.labels.len() => {
                let is_fresh = number(&board.labels[label].key) >= FRESH;
                if self.chance.once_in(2) || is_fresh {
                    board.labels[label].color = "0000ff".to_owned();
                } else {
                    // Names may go round in a circle, but no two labels have one.
                    let other = self.chance.below(board.labels.len());
                    if number(&board.labels[other].key) < FRESH {
                        let name = board.labels[other].name.clone();
                        board.labels[other].name = board.labels[label].name.clone();
                        board.labels[label].name = name;
                    }
                }
            }
            5 if label < board.labels.len() => {
                let key = board.labels.remove(label).key;
                every_card(&mut board.stacks, &mut |card| {
                    if card.labels.contains(&key) {
                        Arc::make_mut(card).labels.remove(&key);
                    }
                });
            }
            6 => self.edit_members(board),
            _ => {
                let stacks: Vec<StackKey> = board
                    .all_stacks()
                    .iter()
                    .map(|stack| stack.key.clone())
                    .collect();
                if let Some(key) = self.chance.pick(&stacks)
                    && let Some(stack) = stack_in(&mut board.stacks, &key)
                {
                    if self.chance.once_in(2) || number(&key) >= FRESH {
                        stack.done_column = !stack.done_column;
                    } else {
                        stack.title = format!("title {}", self.chance.below(3));
                    }
                }
            }
        }
    }

    fn edit_members(&mut self, board: &mut Board) {
        let person = Person::user(["alice", "bob", "carol"][self.chance.below(3)]);
        board.members.retain(|member| member.person != person);
        if !self.chance.once_in(3) {
            board.members.push(Member {
                person,
                permissions: Permissions {
                    edit: self.chance.once_in(2),
                    share: self.chance.once_in(2),
                    manage: false,
                },
            });
            board.members.sort();
        }
    }

    fn edit_some_card(&mut self, account: &mut Account, at: usize) {
        let board = Arc::clone(&account.boards[at]);
        let cards = board
            .all_stacks()
            .into_iter()
            .flat_map(|stack| &stack.cards);
        let others: Vec<CardKey> = cards.map(|card| card.key.clone()).collect();
        let Some(stack) = self.some_stack(&board) else {
            return;
        };
        let stack = stack_in(&mut Arc::make_mut(&mut account.boards[at]).stacks, &stack);
        let Some(stack) = stack.filter(|stack| !stack.cards.is_empty()) else {
            return;
        };
        let index = self.often_first(stack.cards.len());
        let card = Arc::make_mut(&mut stack.cards[index]);
        self.edit_card(card, &board, &others);
        stack.settle_archived();
    }
}
