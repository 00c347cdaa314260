//! Puts the merged things together, in merged orders, out of what the sides have already.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::card::MergedCards;
use super::label::MergedLabels;
use super::sides::{Side, Sides};
use super::structure::{Container, Structure};
use crate::board::{Account, Board, BoardKey, Card, CardKey, Stack, StackKey};
use crate::plan::order::merge_orders;

/// Returns all boards that the folder is to hold.
pub(super) fn folder(
    sides: &Sides<'_>,
    structure: &Structure,
    labels: &MergedLabels,
    cards: &MergedCards,
) -> Account {
    let mut stacks_in: HashMap<&Container, BTreeSet<&StackKey>> = HashMap::default();
    for (key, stack) in structure.stacks.iter().filter(|(_, stack)| stack.is_kept) {
        stacks_in.entry(&stack.container).or_default().insert(key);
    }
    let mut cards_in: HashMap<&StackKey, BTreeSet<&CardKey>> = HashMap::default();
    for (key, card) in &cards.kept {
        cards_in.entry(&card.stack).or_default().insert(key);
    }
    let assembly = Assembly {
        sides,
        structure,
        labels,
        cards,
        stacks_in,
        cards_in,
    };
    let mut boards: Vec<Arc<Board>> = sides.same.iter().map(|board| Arc::clone(board)).collect();
    for (key, board) in &structure.boards {
        if board.is_kept {
            boards.push(assembly.board(key));
        }
    }
    boards.sort_by(|one, other| one.key.cmp(&other.key));
    Account::of(boards)
}

struct Assembly<'m, 'a> {
    sides: &'m Sides<'a>,
    structure: &'m Structure,
    labels: &'m MergedLabels,
    cards: &'m MergedCards,
    stacks_in: HashMap<&'m Container, BTreeSet<&'m StackKey>>,
    cards_in: HashMap<&'m StackKey, BTreeSet<&'m CardKey>>,
}

impl Assembly<'_, '_> {
    fn board(&self, key: &BoardKey) -> Arc<Board> {
        let merged = &self.structure.boards[key];
        let board = Board {
            key: key.clone(),
            title: merged.title.clone(),
            color: merged.color.clone(),
            archived: merged.archived,
            labels: self.labels.of_boards.get(key).cloned().unwrap_or_default(),
            members: merged.members.clone(),
            projects: merged.projects.clone(),
            classes: merged.classes.clone(),
            stacks: self.stacks(&Container::Board(key.clone())),
        };
        let equal = [&self.sides.remote, &self.sides.local]
            .into_iter()
            .filter_map(|side| side.boards.get(key))
            .find(|other| is_same_board(other, &board));
        equal.map_or_else(|| Arc::new(board), |equal| Arc::clone(equal))
    }

    /// Returns the stacks in a container, in order.
    fn stacks(&self, container: &Container) -> Vec<Arc<Stack>> {
        let Some(members) = self.stacks_in.get(container) else {
            return Vec::new();
        };
        let order = |side: &Side<'_>| -> Vec<StackKey> {
            let stacks = match container {
                Container::Board(board) => side.boards.get(board).map(|board| &board.stacks),
                Container::Stack(stack) => side.stacks.get(stack).map(|at| &at.stack.stacks),
            };
            let keys = stacks.into_iter().flatten().map(|stack| &stack.key);
            keys.filter(|key| members.contains(key)).cloned().collect()
        };
        let merged = self.merged_order(order, members);
        merged.iter().map(|key| self.stack(key)).collect()
    }

    fn stack(&self, key: &StackKey) -> Arc<Stack> {
        let merged = &self.structure.stacks[key];
        let stack = Stack {
            key: key.clone(),
            title: merged.title.clone(),
            done_column: merged.done_column,
            lane: merged.lane.clone(),
            stacks: self.stacks(&Container::Stack(key.clone())),
            cards: self.cards(key),
        };
        let equal = [&self.sides.remote, &self.sides.local]
            .into_iter()
            .filter_map(|side| side.stacks.get(key))
            .find(|other| is_same_stack(other.stack, &stack));
        equal.map_or_else(|| Arc::new(stack), |equal| Arc::clone(equal.stack))
    }

    /// Returns the cards of a stack: the shown ones in order, then the archived ones by key.
    fn cards(&self, stack: &StackKey) -> Vec<Arc<Card>> {
        let Some(members) = self.cards_in.get(stack) else {
            return Vec::new();
        };
        let card = |key: &CardKey| &self.cards.kept[key].card;
        let (archived, shown): (BTreeSet<&CardKey>, BTreeSet<&CardKey>) =
            members.iter().partition(|key| card(key).archived);
        let order = |side: &Side<'_>| -> Vec<CardKey> {
            let at = side.stacks.get(stack);
            let cards = at.into_iter().flat_map(|at| at.stack.shown());
            let keys = cards.map(|card| &card.key);
            keys.filter(|key| shown.contains(key)).cloned().collect()
        };
        let merged = self.merged_order(order, &shown);
        merged
            .iter()
            .chain(archived)
            .map(|key| Arc::clone(card(key)))
            .collect()
    }

    /// Merges the sides' orders; what stands in neither comes last, by key.
    fn merged_order<K: Ord + Clone + std::hash::Hash>(
        &self,
        order: impl Fn(&Side<'_>) -> Vec<K>,
        members: &BTreeSet<&K>,
    ) -> Vec<K> {
        let bases: Vec<Vec<K>> = self.sides.bases.iter().map(&order).collect();
        let (ours, theirs) = (order(&self.sides.local), order(&self.sides.remote));
        let mut merged = merge_orders(&bases, &ours, &theirs);
        if merged.len() < members.len() {
            let placed: HashSet<K> = merged.iter().cloned().collect();
            let rest = members.iter().filter(|key| !placed.contains(**key));
            merged.extend(rest.map(|key| (*key).clone()));
        }
        merged
    }
}

fn is_same_stack(one: &Stack, other: &Stack) -> bool {
    let Stack {
        key,
        title,
        done_column,
        lane,
        stacks,
        cards,
    } = one;
    *key == other.key
        && *title == other.title
        && *done_column == other.done_column
        && *lane == other.lane
        && are_same(stacks, &other.stacks)
        && are_same(cards, &other.cards)
}

fn is_same_board(one: &Board, other: &Board) -> bool {
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
    } = one;
    *key == other.key
        && *title == other.title
        && *color == other.color
        && *archived == other.archived
        && *labels == other.labels
        && *members == other.members
        && *projects == other.projects
        && *classes == other.classes
        && are_same(stacks, &other.stacks)
}

/// Returns true if both hold the very same parts.
fn are_same<T>(one: &[Arc<T>], other: &[Arc<T>]) -> bool {
    let mut pairs = one.iter().zip(other);
    one.len() == other.len() && pairs.all(|(one, other)| Arc::ptr_eq(one, other))
}

/// Returns the folder's account without what is left alone.
pub(super) fn without_left_alone(
    folder: &Account,
    structure: &Structure,
    cards: &MergedCards,
) -> Account {
    let alone = Alone { structure, cards };
    let boards = folder
        .boards
        .iter()
        .filter(|board| {
            let merged = structure.boards.get(&board.key);
            merged.is_none_or(|merged| !merged.is_alone)
        })
        .map(|board| {
            let stacks = alone.rest(&board.stacks);
            if are_same(&stacks, &board.stacks) {
                return Arc::clone(board);
            }
            let mut board = Board::clone(board);
            board.stacks = stacks;
            Arc::new(board)
        })
        .collect();
    Account {
        boards,
        organization: Arc::clone(&folder.organization),
    }
}

struct Alone<'m> {
    structure: &'m Structure,
    cards: &'m MergedCards,
}

impl Alone<'_> {
    fn rest(&self, stacks: &[Arc<Stack>]) -> Vec<Arc<Stack>> {
        stacks
            .iter()
            .filter(|stack| {
                let merged = self.structure.stacks.get(&stack.key);
                merged.is_none_or(|merged| !merged.is_alone)
            })
            .map(|stack| {
                let inner = self.rest(&stack.stacks);
                let is_sent = |card: &&Arc<Card>| {
                    let merged = self.cards.kept.get(&card.key);
                    merged.is_none_or(|merged| !merged.is_alone)
                };
                let cards: Vec<Arc<Card>> = stack.cards.iter().filter(is_sent).cloned().collect();
                if cards.len() == stack.cards.len() && are_same(&inner, &stack.stacks) {
                    return Arc::clone(stack);
                }
                let mut stack = Stack::clone(stack);
                stack.stacks = inner;
                stack.cards = cards;
                Arc::new(stack)
            })
            .collect()
    }
}
