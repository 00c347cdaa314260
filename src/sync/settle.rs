//! Settles a push that was cut off: what it created is known again before anything new is sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::board::apply::apply;
use crate::board::printable::printable;
use crate::board::{
    Account, Board, BoardId, BoardKey, Card, CardId, CardKey, CreateBoard, CreateCard, CreateLabel,
    CreateStack, Id, Key, LabelId, LabelKey, Names, Operation, Place, StackId, StackKey,
    StackPlace,
};
use crate::plan::adopt::{Adoption, Attempt, Candidate, KnownIds, look_up};
use crate::plan::words::TITLE_CHARACTERS;
use crate::text::Known;

use super::error::SyncError;
use super::fetch::Remote;
use super::journal::{self, CreateIntent, CutOff, Kind, Seen};
use super::session::Session;
use super::sides::StoredSide;

/// What is known after settling.
#[derive(Debug)]
pub(super) struct Settled {
    /// The ids of things that are new in the files and that the server already has.
    pub(super) names: Names,
    /// The base, with what the service answered to the creates that were done.
    pub(super) base: Account,
    /// The creates that the ids belong to, for the next journal.
    pub(super) created: Vec<(CreateIntent, String)>,
}

/// Reads the journal of a push that was cut off, if there is one.
///
/// What it created is named in the files' account; base gets what was sent of it, so that what
/// differs from that on either side is an edit of that side.
///
/// # Errors
/// The journal cannot be read.
pub(super) fn settle(
    session: Session<'_>,
    base: &StoredSide,
    local: &Known,
    remote: &Remote,
) -> Result<Settled, SyncError> {
    let mut settled = Settled {
        names: Names::default(),
        base: base.known.account.clone(),
        created: Vec::new(),
    };
    let folder = session.repo.common_folder()?;
    let cut_off = journal::cut_off(&folder).map_err(SyncError::notes("read the journal"))?;
    let Some(cut_off) = cut_off.filter(|cut_off| is_ours(cut_off, session)) else {
        return Ok(settled);
    };
    let known = known_ids(&cut_off, &settled.base, &local.account);
    let unknown = cut_off.unknown.clone();
    let labels = created_labels(&cut_off.created);
    for (intent, id) in cut_off.created {
        settled.take(local, &remote.account, intent, id, &labels);
    }
    let mut candidates = Vec::new();
    for intent in unknown {
        let attempt = Attempt {
            create: &journal::as_operation(&intent),
            user: Some(&session.server.account),
            sent_at: Some(cut_off.server_time),
            known: &known,
        };
        match look_up(&attempt, &remote.account) {
            Adoption::Adopted(id) => {
                settled.take(local, &remote.account, intent, id, &labels);
            }
            Adoption::ChooseAmong(found) => {
                candidates.extend(found.iter().map(|one| in_words(&intent, one)));
            }
            Adoption::PlanAgain => {}
        }
    }
    if candidates.is_empty() {
        Ok(settled)
    } else {
        Err(SyncError::Unsettled { candidates })
    }
}

/// Returns true if the next reading must be of everything: a create of which nobody knows whether
/// it took effect is looked for.
///
/// # Errors
/// The journal cannot be read.
pub(super) fn needs_full_reading(session: Session<'_>) -> Result<bool, SyncError> {
    let folder = session.repo.common_folder()?;
    let cut_off = journal::cut_off(&folder).map_err(SyncError::notes("read the journal"))?;
    Ok(cut_off.is_some_and(|cut_off| is_ours(&cut_off, session) && !cut_off.unknown.is_empty()))
}

/// Returns the ids that a lost create cannot have made.
fn known_ids(cut_off: &CutOff, base: &Account, local: &Account) -> KnownIds {
    let mut known = KnownIds::default();
    known.add(base);
    known.add(local);
    let Seen {
        boards,
        stacks,
        labels,
        cards,
    } = &cut_off.seen;
    known
        .boards
        .extend(boards.iter().map(|id| BoardId::new(id.as_str())));
    known
        .stacks
        .extend(stacks.iter().map(|id| StackId::new(id.as_str())));
    known
        .labels
        .extend(labels.iter().map(|id| LabelId::new(id.as_str())));
    known
        .cards
        .extend(cards.iter().map(|id| CardId::new(id.as_str())));
    for (intent, id) in &cut_off.created {
        let id = id.as_str();
        match intent.kind {
            Kind::Board => known.boards.insert(BoardId::new(id)),
            Kind::Stack => known.stacks.insert(StackId::new(id)),
            Kind::Label => known.labels.insert(LabelId::new(id)),
            Kind::Card => known.cards.insert(CardId::new(id)),
        };
    }
    known
}

/// Returns the ids of the labels among what was created.
fn created_labels(created: &[(CreateIntent, String)]) -> BTreeSet<String> {
    let labels = created
        .iter()
        .filter(|(intent, _)| intent.kind == Kind::Label);
    labels.map(|(_, id)| id.clone()).collect()
}

fn in_words(intent: &CreateIntent, candidate: &Candidate) -> String {
    let title = |text: &str| printable(text, TITLE_CHARACTERS);
    format!(
        "\"{}\" was sent; it may be \"{}\" with id {}{}",
        title(&intent.title),
        title(&candidate.title),
        candidate.id,
        candidate
            .board
            .as_deref()
            .map_or_else(String::new, |board| format!(" in {}", title(board)))
    )
}

fn is_ours(cut_off: &CutOff, session: Session<'_>) -> bool {
    cut_off.url == session.server.url && cut_off.account == session.server.account
}

impl Settled {
    /// Takes note of something that was created, if the server and the files still have it.
    ///
    /// `labels` are the ids of labels that the push made.
    fn take(
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
            Kind::Card => self.take_card(local, remote, &intent, &id),
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
        let here = local.account.boards.iter().find(|board| {
            board.title == intent.title && is_unnamed(&board.key, &self.names.boards)
        })?;
        name(&here.key, BoardId::new(id), &mut self.names.boards)?;
        self.answered(&Operation::CreateBoard(CreateBoard {
            key: there.key.clone(),
            title: intent.title.clone(),
            // As sent: where none was, the server's own is its edit.
            color: here.color.clone(),
            archived: false,
            label_names: Vec::new(),
            projects: Vec::new(),
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
        let here = self.board_here(local, intent)?;
        let stack = here.all_stacks().into_iter().find(|stack| {
            stack.title == intent.title && is_unnamed(&stack.key, &self.names.stacks)
        })?;
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
        let here = self.board_here(local, intent)?;
        let label = here.labels.iter().find(|label| {
            label.name == intent.title && is_unnamed(&label.key, &self.names.labels)
        })?;
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
        card.body = intent.body.as_deref().map(Arc::from);
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
    fn answered(&mut self, operation: &Operation) {
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

fn is_unnamed<OfKind>(
    key: &Key<OfKind>,
    names: &std::collections::BTreeMap<u32, Id<OfKind>>,
) -> bool {
    matches!(key, Key::New(number) if !names.contains_key(number))
}

fn name<OfKind>(
    key: &Key<OfKind>,
    id: Id<OfKind>,
    names: &mut std::collections::BTreeMap<u32, Id<OfKind>>,
) -> Option<()> {
    match key {
        Key::New(number) => {
            names.insert(*number, id);
            Some(())
        }
        Key::Known(_) => None,
    }
}
