//! Things that a push created and the files do not name yet: they are named, and base gets what was
//! sent of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::board::apply::apply;
use crate::board::{
    Account, Board, BoardId, BoardKey, Card, CardId, CardKey, CreateBoard, CreateCard, CreateLabel,
    CreateStack, Id, Key, Label, LabelId, LabelKey, Names, Operation, Place, Stack, StackId,
    StackKey, StackPlace,
};
use crate::text::Known;

use super::Settled;
use crate::sync::intent::{CreateIntent, Here, Kind};

impl Settled {
    /// Takes note of something that was created, if the server and the files still have it.
    ///
    /// `labels` are the ids of labels that the push made.
    pub(super) fn take(
        &mut self,
        local: &Known,
        remote: &Account,
        intent: CreateIntent,
        id: String,
        labels: &BTreeSet<String>,
    ) {
        let is_named = match intent.kind {
            Kind::Board => self.take_board(local, remote, &intent, &id, labels),
            Kind::Stack => self.take_stack(local, remote, &intent, &id),
            Kind::Label => self.take_label(local, remote, &intent, &id),
            Kind::Card => match &intent.moved {
                Some(from) => self.take_moved(local, remote, &intent, from, &id),
                None => self.take_card(local, remote, &intent, &id),
            },
        };
        if is_named.is_some() {
            self.created.push((intent, id));
        }
    }

    fn take_board(
        &mut self,
        local: &Known,
        remote: &Account,
        intent: &CreateIntent,
        id: &str,
        created: &BTreeSet<String>,
    ) -> Option<()> {
        let there = remote.board(&BoardKey::known(id))?;
        let here = self.new_board(local, intent)?;
        name(&here.key, BoardId::new(id), &mut self.names.boards)?;
        self.answered(&Operation::CreateBoard(CreateBoard {
            key: there.key.clone(),
            title: intent.title.clone(),
            // As sent: where none was, the server's own is its edit.
            color: here.color.clone(),
            archived: false,
            label_names: Vec::new(),
            projects: Vec::new(),
            classes: Vec::new(),
        }));
        self.take_labels_of_its_own(here, there, created);
        Some(())
    }

    /// Takes the labels that a service gives to a new board for part of the answer: those that
    /// nobody asked for and no card carries. As the files lack them they are deleted, which the
    /// cut-off create would have done.
    fn take_labels_of_its_own(&mut self, here: &Board, there: &Board, created: &BTreeSet<String>) {
        let cards = there
            .all_stacks()
            .into_iter()
            .flat_map(|stack| &stack.cards);
        let carried: BTreeSet<&LabelKey> = cards.flat_map(|card| &card.labels).collect();
        for label in &there.labels {
            let is_asked_for = here.labels.iter().any(|asked| asked.name == label.name)
                || label
                    .key
                    .id()
                    .is_some_and(|id| created.contains(id.as_str()));
            if is_asked_for || carried.contains(&label.key) {
                continue;
            }
            self.answered(&Operation::CreateLabel(CreateLabel {
                board: there.key.clone(),
                key: label.key.clone(),
                name: label.name.clone(),
                color: label.color.clone(),
            }));
        }
    }

    fn take_stack(
        &mut self,
        local: &Known,
        remote: &Account,
        intent: &CreateIntent,
        id: &str,
    ) -> Option<()> {
        let key = StackKey::known(id);
        let board_key = remote.stacks().get(&key)?.board.key.clone();
        let stack = self.new_stack(local, intent)?;
        name(&stack.key, StackId::new(id), &mut self.names.stacks)?;
        let after = self.base.board(&board_key).and_then(|board| {
            let last = board.stacks.last()?;
            Some(last.key.clone())
        });
        self.answered(&Operation::CreateStack(CreateStack {
            key,
            place: StackPlace {
                board: board_key,
                parent: None,
                after,
            },
            title: intent.title.clone(),
            done_column: false,
            lane: crate::board::Lane::default(),
        }));
        Some(())
    }

    fn take_label(
        &mut self,
        local: &Known,
        remote: &Account,
        intent: &CreateIntent,
        id: &str,
    ) -> Option<()> {
        let key = LabelKey::known(id);
        let board = remote
            .boards
            .iter()
            .find(|board| board.label(&key).is_some())?;
        let color = board.label(&key)?.color.clone();
        let label = self.new_label(local, intent)?;
        name(&label.key, LabelId::new(id), &mut self.names.labels)?;
        self.answered(&Operation::CreateLabel(CreateLabel {
            board: board.key.clone(),
            key,
            name: intent.title.clone(),
            color,
        }));
        Some(())
    }

    fn take_card(
        &mut self,
        local: &Known,
        remote: &Account,
        intent: &CreateIntent,
        id: &str,
    ) -> Option<()> {
        let key = CardKey::known(id);
        let located = remote.cards().remove(&key)?;
        let here = card_here(local, intent, &self.names)?;
        name(&here, CardId::new(id), &mut self.names.cards)?;
        let mut card = Card::new(key, intent.title.clone());
        let is_dropped = self.drops_texts && located.card.body.is_none();
        card.body = intent
            .body
            .as_deref()
            .filter(|_| !is_dropped)
            .map(Arc::from);
        card.created = located.card.created;
        card.author = located.card.author.clone();
        // Where it was sent to: that it stands elsewhere by now is an edit there.
        let sent_to = intent.stack.as_deref().map(StackKey::known);
        let in_base = self.base.stacks();
        let stack = sent_to
            .and_then(|key| in_base.get(&key))
            .or_else(|| in_base.get(&located.stack.key));
        let place = stack.map(|stack| Place {
            board: stack.board.key.clone(),
            stack: stack.stack.key.clone(),
            after: stack.stack.shown().last().map(|card| card.key.clone()),
        });
        drop(in_base);
        if let Some(place) = place {
            self.answered(&Operation::CreateCard(CreateCard {
                place,
                card: Arc::new(card),
            }));
        }
        Some(())
    }

    /// Returns the thing here that a create was for.
    pub(super) fn new_here(&self, local: &Known, intent: &CreateIntent) -> Option<Here> {
        if let Some(from) = &intent.moved {
            return self
                .is_moved_here(local, from)
                .then(|| Here::Moved(from.id()));
        }
        let number = match intent.kind {
            Kind::Board => number(&self.new_board(local, intent)?.key),
            Kind::Stack => number(&self.new_stack(local, intent)?.key),
            Kind::Label => number(&self.new_label(local, intent)?.key),
            Kind::Card => number(&card_here(local, intent, &self.names)?),
        };
        number.map(Here::New)
    }

    /// Returns true if the files have something new of that kind.
    pub(super) fn has_unnamed(&self, local: &Known, kind: Kind) -> bool {
        let Names {
            boards,
            stacks,
            cards,
            labels,
            comments: _,
            moved: _,
        } = &self.names;
        let mut here = local.account.boards.iter();
        here.any(|board| match kind {
            Kind::Board => is_unnamed(&board.key, boards),
            Kind::Label => {
                let mut keys = board.labels.iter().map(|label| &label.key);
                keys.any(|key| is_unnamed(key, labels))
            }
            Kind::Stack => {
                let mut keys = board.all_stacks().into_iter().map(|stack| &stack.key);
                keys.any(|key| is_unnamed(key, stacks))
            }
            Kind::Card => {
                let within = board.all_stacks().into_iter();
                let mut keys = within.flat_map(|stack| &stack.cards).map(|card| &card.key);
                keys.any(|key| is_unnamed(key, cards))
            }
        })
    }

    fn new_board<'a>(&self, local: &'a Known, intent: &CreateIntent) -> Option<&'a Arc<Board>> {
        let mut boards = local.account.boards.iter();
        boards
            .find(|board| board.title == intent.title && is_unnamed(&board.key, &self.names.boards))
    }

    fn new_stack<'a>(&self, local: &'a Known, intent: &CreateIntent) -> Option<&'a Arc<Stack>> {
        let mut stacks = self.board_here(local, intent)?.all_stacks().into_iter();
        stacks
            .find(|stack| stack.title == intent.title && is_unnamed(&stack.key, &self.names.stacks))
    }

    fn new_label<'a>(&self, local: &'a Known, intent: &CreateIntent) -> Option<&'a Label> {
        let mut labels = self.board_here(local, intent)?.labels.iter();
        labels
            .find(|label| label.name == intent.title && is_unnamed(&label.key, &self.names.labels))
    }

    /// Returns the board here that the thing belongs to.
    fn board_here<'a>(&self, local: &'a Known, intent: &CreateIntent) -> Option<&'a Arc<Board>> {
        let wanted = intent.board.as_deref().map(BoardKey::known)?;
        local
            .account
            .boards
            .iter()
            .find(|board| self.names.board(&board.key) == wanted)
    }

    /// Adds to base what was answered; where base lacks the container, the thing counts as new
    /// on both sides, and equal values are equal.
    pub(super) fn answered(&mut self, operation: &Operation) {
        if let Ok(base) = apply(&self.base, operation) {
            self.base = base;
        }
    }
}

/// Returns the new card that a create was for: by its file, or else by title and body.
fn card_here(local: &Known, intent: &CreateIntent, names: &Names) -> Option<CardKey> {
    let unnamed = |key: &&CardKey| is_unnamed(key, &names.cards);
    let by_path = local
        .layout
        .cards
        .iter()
        .filter(|(_, file)| Some(&file.path) == intent.file.as_ref())
        .map(|(key, _)| key)
        .find(unnamed);
    if let Some(key) = by_path {
        return Some(key.clone());
    }
    let cards = local.account.cards();
    let mut same: Vec<&CardKey> = cards
        .values()
        .filter(|located| {
            located.card.title == intent.title
                && located.card.body.as_deref() == intent.body.as_deref()
        })
        .map(|located| &located.card.key)
        .filter(unnamed)
        .collect();
    same.sort();
    same.first().map(|key| (*key).clone())
}

fn is_unnamed<OfKind>(key: &Key<OfKind>, names: &BTreeMap<u32, Id<OfKind>>) -> bool {
    matches!(key, Key::New(number) if !names.contains_key(number))
}

fn number<OfKind>(key: &Key<OfKind>) -> Option<u32> {
    match key {
        Key::New(number) => Some(*number),
        Key::Known(_) => None,
    }
}

fn name<OfKind>(
    key: &Key<OfKind>,
    id: Id<OfKind>,
    names: &mut BTreeMap<u32, Id<OfKind>>,
) -> Option<()> {
    match key {
        Key::New(number) => {
            names.insert(*number, id);
            Some(())
        }
        Key::Known(_) => None,
    }
}
