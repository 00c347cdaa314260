//! An account: every board that one user of one server sees.

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::HashMap;

use super::sharing::are_equal;
use super::{Board, BoardKey, Card, CardKey, Names, Organization, Stack, StackKey};

/// The boards of one account, in order of key, and what stands over them.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The boards; parts that two accounts share are shared in memory, so that equality of
    /// pointers can be asked first.
    pub boards: Vec<Arc<Board>>,
    /// What stands over all boards; empty where the service has no such thing.
    pub organization: Arc<Organization>,
}

impl PartialEq for Account {
    fn eq(&self, other: &Self) -> bool {
        are_equal(&self.boards, &other.boards) && self.has_same_organization(other)
    }
}

/// Where a card stands.
#[derive(Clone, Debug)]
pub struct Located<'a> {
    /// The board.
    pub board: &'a Arc<Board>,
    /// The stack.
    pub stack: &'a Arc<Stack>,
    /// The card.
    pub card: &'a Arc<Card>,
    /// The card before it among the shown ones; `None` for the first and for archived ones.
    pub after: Option<&'a CardKey>,
}

/// Cards by key, with their places.
pub type CardIndex<'a> = HashMap<&'a CardKey, Located<'a>>;

/// Stacks by key: the board, the parent stack, the stack before it, the stack.
pub type StackIndex<'a> = HashMap<&'a StackKey, LocatedStack<'a>>;

/// Where a stack stands.
#[derive(Clone, Debug)]
pub struct LocatedStack<'a> {
    /// The board.
    pub board: &'a Arc<Board>,
    /// The stack that it is in, where stacks nest.
    pub parent: Option<&'a Arc<Stack>>,
    /// The stack before it, within its board or parent.
    pub after: Option<&'a StackKey>,
    /// The stack.
    pub stack: &'a Arc<Stack>,
}

impl Account {
    /// Returns an account of boards alone.
    pub fn of(boards: Vec<Arc<Board>>) -> Self {
        Self {
            boards,
            organization: Arc::default(),
        }
    }

    /// Returns true if the same stands over the boards of both.
    pub fn has_same_organization(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.organization, &other.organization)
            || self.organization == other.organization
    }

    /// Returns the board of that key.
    pub fn board(&self, key: &BoardKey) -> Option<&Arc<Board>> {
        self.boards.iter().find(|board| board.key == *key)
    }

    /// Returns every card with its place, archived ones included.
    pub fn cards(&self) -> CardIndex<'_> {
        let mut index = CardIndex::default();
        for board in &self.boards {
            index_cards(board, &mut index);
        }
        index
    }

    /// Returns every stack with its place, nested ones included.
    pub fn stacks(&self) -> StackIndex<'_> {
        let mut index = StackIndex::default();
        for board in &self.boards {
            index_stacks(board, &mut index);
        }
        index
    }

    /// Returns the account with the ids that new things have got; boards, stacks and cards
    /// without such a thing stay shared.
    pub fn resolved(&self, names: &Names) -> Account {
        if names.is_empty() {
            return self.clone();
        }
        let names = self.names_here(names);
        let mut boards: Vec<Arc<Board>> = self
            .boards
            .iter()
            .map(|board| resolved_board(board, &names))
            .collect();
        boards.sort_by(|one, other| one.key.cmp(&other.key));
        Account {
            boards,
            organization: Arc::clone(&self.organization),
        }
    }

    /// Returns the ids without those of cards that stand here on the board that they moved from:
    /// here they did not move.
    pub fn names_here<'n>(&self, names: &'n Names) -> Cow<'n, Names> {
        let mut here = Cow::Borrowed(names);
        for (id, moved) in &names.moved {
            let key = CardKey::Known(id.clone());
            let from = self.board(&BoardKey::Known(moved.from.clone()));
            let mut stacks = from.iter().flat_map(|board| board.all_stacks());
            if stacks.any(|stack| stack.cards.iter().any(|card| card.key == key)) {
                here.to_mut().moved.remove(id);
            }
        }
        here
    }
}

/// Adds every card of a board with its place, archived ones included.
pub fn index_cards<'a>(board: &'a Arc<Board>, index: &mut CardIndex<'a>) {
    for stack in board.all_stacks() {
        let mut after = None;
        for card in &stack.cards {
            let located = Located {
                board,
                stack,
                card,
                after: if card.archived { None } else { after },
            };
            index.insert(&card.key, located);
            after = Some(&card.key);
        }
    }
}

/// Adds every stack of a board with its place, nested ones included.
pub fn index_stacks<'a>(board: &'a Arc<Board>, index: &mut StackIndex<'a>) {
    insert_stacks(index, board, None, &board.stacks);
}

fn insert_stacks<'a>(
    index: &mut StackIndex<'a>,
    board: &'a Arc<Board>,
    parent: Option<&'a Arc<Stack>>,
    stacks: &'a [Arc<Stack>],
) {
    let mut after = None;
    for stack in stacks {
        let located = LocatedStack {
            board,
            parent,
            after,
            stack,
        };
        index.insert(&stack.key, located);
        after = Some(&stack.key);
        insert_stacks(index, board, Some(stack), &stack.stacks);
    }
}

/// Returns the board with the ids that new things have got; the same one where it holds none.
pub fn resolved_board(board: &Arc<Board>, names: &Names) -> Arc<Board> {
    let Board {
        key,
        title,
        color,
        archived,
        labels,
        members,
        projects,
        classes,
        stacks,
    } = board.as_ref();
    let resolved = Board {
        key: names.board(key),
        title: title.clone(),
        color: color.clone(),
        archived: *archived,
        labels: labels
            .iter()
            .map(|label| {
                let mut label = label.clone();
                label.key = names.label(&label.key);
                label
            })
            .collect(),
        members: members.clone(),
        projects: projects.clone(),
        classes: classes.clone(),
        stacks: stacks
            .iter()
            .map(|stack| resolved_stack(stack, names))
            .collect(),
    };
    if resolved == **board {
        Arc::clone(board)
    } else {
        Arc::new(resolved)
    }
}

/// Returns the stack with the ids that new things have got.
pub fn resolved_stack(stack: &Arc<Stack>, names: &Names) -> Arc<Stack> {
    let mut resolved = Stack {
        key: names.stack(&stack.key),
        title: stack.title.clone(),
        done_column: stack.done_column,
        lane: stack.lane.clone(),
        stacks: stack
            .stacks
            .iter()
            .map(|inner| resolved_stack(inner, names))
            .collect(),
        cards: stack
            .cards
            .iter()
            .map(|card| resolved_card(card, names))
            .collect(),
    };
    resolved.settle_archived();
    Arc::new(resolved)
}

/// Returns the card with the ids that new things have got; the same one where it names none.
pub fn resolved_card(card: &Arc<Card>, names: &Names) -> Arc<Card> {
    let has_new = names.card(&card.key) != card.key
        || card.key.is_new()
        || card.labels.iter().any(|key| key.is_new())
        || card.depends_on.iter().any(|key| key.is_new())
        || card.comments.keys().any(|key| key.is_new());
    if !has_new {
        return Arc::clone(card);
    }
    let mut resolved = Card::clone(card);
    resolved.key = names.card(&card.key);
    resolved.labels = card.labels.iter().map(|key| names.label(key)).collect();
    resolved.depends_on = card.depends_on.iter().map(|key| names.card(key)).collect();
    let comments = card.comments.iter();
    resolved.comments = comments
        .map(|(key, comment)| (names.comment(key), comment.resolved(names)))
        .collect();
    Arc::new(resolved)
}
