//! New things here that are the same as new things there: they get the id, and are not sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::Note;
use super::comment::{is_same_text, title_of};
use crate::board::person::may_be;
use crate::board::{
    Account, Board, BoardKey, Card, CardKey, Comment, CommentKey, Key, Label, LabelKey, Names,
    Stack, StackKey,
};
use crate::plan::conflict::{Thing, ThingKey};

/// Returns the ids of new things in `local` that are the same as things in `remote` which neither
/// base nor `local` knows.
///
/// The same is: a board of the same title; a label of the same name on the same board; a stack of
/// the same title in the same board or stack; a card of the same title and text in the same stack;
/// a comment of `user` with the same text on the same card.
/// Among twins the lowest id is taken; none is taken twice. A label may be one that base knows:
/// its entry here lost the id.
pub(super) fn names(
    bases: &[&Account],
    local: &Account,
    remote: &Account,
    user: Option<&str>,
) -> Names {
    let mut search = Search {
        known: Known::of(bases.iter().copied().chain([local])),
        labels_here: Known::of([local].into_iter()).labels,
        names: Names::default(),
    };
    if !has_new(local) {
        return search.names;
    }
    for board in &local.boards {
        if board.key.is_new() {
            search.adopt_board(board, &remote.boards);
        }
        let key = search.names.board(&board.key);
        if let Some(there) = remote.board(&key) {
            search.adopt_labels(board, there);
            search.adopt_within(&board.stacks, &there.stacks);
        }
    }
    search.adopt_cards(local, remote);
    if let Some(user) = user {
        search.adopt_comments(bases, local, remote, user);
    }
    search.names
}

fn has_new(account: &Account) -> bool {
    account.boards.iter().any(|board| {
        let has_new_label = board.labels.iter().any(|label| label.key.is_new());
        board.key.is_new()
            || has_new_label
            || board.all_stacks().iter().any(|stack| {
                stack.key.is_new() || stack.cards.iter().any(|card| has_new_part(card))
            })
    })
}

fn has_new_part(card: &Card) -> bool {
    card.key.is_new() || card.comments.keys().any(|key| key.is_new())
}

/// The things that are not new to us.
#[derive(Default)]
struct Known {
    boards: HashSet<BoardKey>,
    labels: HashSet<LabelKey>,
    stacks: HashSet<StackKey>,
    cards: HashSet<CardKey>,
}

impl Known {
    fn of<'a>(accounts: impl Iterator<Item = &'a Account>) -> Self {
        let mut known = Self::default();
        for board in accounts.flat_map(|account| &account.boards) {
            known.boards.insert(board.key.clone());
            let labels = board.labels.iter();
            known.labels.extend(labels.map(|label| label.key.clone()));
            for stack in board.all_stacks() {
                known.stacks.insert(stack.key.clone());
                let cards = stack.cards.iter();
                known.cards.extend(cards.map(|card| card.key.clone()));
            }
        }
        known
    }
}

struct Search {
    known: Known,
    labels_here: HashSet<LabelKey>,
    names: Names,
}

/// Returns the lowest key that is not known.
fn lowest<'a, Of: 'a>(
    keys: impl Iterator<Item = &'a Key<Of>>,
    known: &HashSet<Key<Of>>,
) -> Option<Key<Of>> {
    keys.filter(|key| !known.contains(key)).min().cloned()
}

impl Search {
    fn adopt_board(&mut self, board: &Board, there: &[Arc<Board>]) {
        let same = there.iter().filter(|there| there.title == board.title);
        let found = lowest(same.map(|board| &board.key), &self.known.boards);
        if let (Some(Key::Known(id)), Key::New(number)) = (found, &board.key) {
            self.known.boards.insert(Key::Known(id.clone()));
            self.names.boards.insert(*number, id);
        }
    }

    fn adopt_labels(&mut self, here: &Board, there: &Board) {
        for Label { key, name, .. } in &here.labels {
            let Key::New(number) = key else { continue };
            let same = there.labels.iter().filter(|label| label.name == *name);
            let found = lowest(same.map(|label| &label.key), &self.labels_here);
            if let Some(Key::Known(id)) = found {
                self.labels_here.insert(Key::Known(id.clone()));
                self.names.labels.insert(*number, id);
            }
        }
    }

    fn adopt_within(&mut self, here: &[Arc<Stack>], there: &[Arc<Stack>]) {
        for stack in here {
            if let Key::New(number) = &stack.key {
                let same = there.iter().filter(|there| there.title == stack.title);
                let found = lowest(same.map(|stack| &stack.key), &self.known.stacks);
                if let Some(Key::Known(id)) = found {
                    self.known.stacks.insert(Key::Known(id.clone()));
                    self.names.stacks.insert(*number, id);
                }
            }
            let key = self.names.stack(&stack.key);
            if let Some(there) = there.iter().find(|there| there.key == key) {
                self.adopt_within(&stack.stacks, &there.stacks);
            }
        }
    }

    fn adopt_cards(&mut self, local: &Account, remote: &Account) {
        let mut unknown: HashMap<StackKey, HashMap<&str, BTreeSet<CardKey>>> = HashMap::default();
        let mut bodies: HashMap<&CardKey, &Card> = HashMap::default();
        for stack in remote.boards.iter().flat_map(|board| board.all_stacks()) {
            for card in &stack.cards {
                if !self.known.cards.contains(&card.key) {
                    let titles = unknown.entry(stack.key.clone()).or_default();
                    let same_title = titles.entry(&card.title).or_default();
                    same_title.insert(card.key.clone());
                    bodies.insert(&card.key, card);
                }
            }
        }
        for stack in local.boards.iter().flat_map(|board| board.all_stacks()) {
            let key = self.names.stack(&stack.key);
            for card in &stack.cards {
                let Key::New(number) = &card.key else {
                    continue;
                };
                let titles = unknown.get_mut(&key);
                let Some(keys) = titles.and_then(|titles| titles.get_mut(card.title.as_str()))
                else {
                    continue;
                };
                let has_text = |key: &&CardKey| bodies[*key].body == card.body;
                if let Some(found) = keys.iter().find(has_text).cloned() {
                    keys.remove(&found);
                    if let Key::Known(id) = found {
                        self.names.cards.insert(*number, id);
                    }
                }
            }
        }
    }

    fn adopt_comments(
        &mut self,
        bases: &[&Account],
        local: &Account,
        remote: &Account,
        user: &str,
    ) {
        let here = || local.boards.iter().flat_map(|board| board.all_stacks());
        let has_new = |card: &Arc<Card>| card.comments.keys().any(|key| key.is_new());
        if !here().any(|stack| stack.cards.iter().any(has_new)) {
            return;
        }
        let there = remote.cards();
        let bases: Vec<_> = bases.iter().map(|base| base.cards()).collect();
        for card in here().flat_map(|stack| &stack.cards) {
            if !has_new(card) {
                continue;
            }
            let key = self.names.card(&card.key);
            let Some(there) = there.get(&key) else {
                continue;
            };
            let mut free: BTreeMap<&CommentKey, &Comment> = there.card.comments.iter().collect();
            free.retain(|key, comment| {
                let is_ours = comment
                    .author
                    .as_deref()
                    .is_some_and(|author| may_be(author, user));
                let mut bases = bases.iter().filter_map(|base| base.get(&there.card.key));
                let is_in_base = bases.any(|base| base.card.comments.contains_key(*key));
                is_ours && !is_in_base && !card.comments.contains_key(*key)
            });
            for (key, comment) in &card.comments {
                let Key::New(number) = key else { continue };
                let is_same = |there: &Comment| is_same_text(&comment.text, &there.text);
                let same = free.iter().find(|(_, there)| is_same(there));
                if let Some(Key::Known(id)) = same.map(|(key, _)| (*key).clone()) {
                    free.remove(&Key::Known(id.clone()));
                    self.names.comments.insert(*number, id);
                }
            }
        }
    }
}

/// Returns a note for each adopted thing.
pub(super) fn notes(names: &Names, merged: &Account) -> Vec<Note> {
    if names.is_empty() {
        return Vec::new();
    }
    let boards: BTreeSet<BoardKey> = names.boards.values().cloned().map(Key::Known).collect();
    let labels: BTreeSet<LabelKey> = names.labels.values().cloned().map(Key::Known).collect();
    let stacks: BTreeSet<StackKey> = names.stacks.values().cloned().map(Key::Known).collect();
    let cards: BTreeSet<CardKey> = names.cards.values().cloned().map(Key::Known).collect();
    let comments: BTreeSet<CommentKey> = names.comments.values().cloned().map(Key::Known).collect();
    let mut notes = Vec::new();
    let mut add = |key: ThingKey, board: Option<&Board>, stack: Option<&Stack>, title: &str| {
        notes.push(Note::Adopted {
            thing: Thing {
                key,
                board: board.map(|board| board.title.clone()),
                stack: stack.map(|stack| stack.title.clone()),
                title: title.to_owned(),
            },
        });
    };
    for board in &merged.boards {
        if boards.contains(&board.key) {
            add(ThingKey::Board(board.key.clone()), None, None, &board.title);
        }
        for label in board
            .labels
            .iter()
            .filter(|label| labels.contains(&label.key))
        {
            let key = ThingKey::Label(label.key.clone());
            add(key, Some(board), None, &label.name);
        }
        for stack in board.all_stacks() {
            if stacks.contains(&stack.key) {
                let key = ThingKey::Stack(stack.key.clone());
                add(key, Some(board), None, &stack.title);
            }
            for card in stack.cards.iter().filter(|card| cards.contains(&card.key)) {
                let key = ThingKey::Card(card.key.clone());
                add(key, Some(board), Some(stack), &card.title);
            }
            for card in stack.cards.iter().filter(|_| !comments.is_empty()) {
                let adopted = card.comments.iter();
                for (key, comment) in adopted.filter(|(key, _)| comments.contains(*key)) {
                    let key = ThingKey::Comment(card.key.clone(), key.clone());
                    add(key, Some(board), Some(stack), &title_of(comment));
                }
            }
        }
    }
    notes
}
