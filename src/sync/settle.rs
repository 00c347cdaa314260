//! Settles a push that was cut off: what it created is known again before anything new is sent.

use std::collections::{BTreeMap, BTreeSet};

use crate::board::printable::printable;
use crate::board::{Account, BoardId, CardId, LabelId, MovedCard, Names, Service, StackId};
use crate::monitor::Event;
use crate::plan::adopt::{Adoption, Attempt, Candidate, KnownIds, look_up};
use crate::plan::words::TITLE_CHARACTERS;
use crate::text::Known;

use super::error::SyncError;
use super::intent::{self, CreateIntent, Here, Kind};
use super::journal::Seen;
use super::journal::cut_off::{self, CutOff};
use super::session::Session;

pub(super) mod moved;
mod take;

/// What is known after settling.
#[derive(Debug)]
pub(super) struct Settled {
    /// The ids of things that are new in the files and that the server already has.
    pub(super) names: Names,
    /// The base, with what the service answered to the creates that were done.
    pub(super) base: Account,
    /// The creates that the ids belong to, for the next journal.
    pub(super) created: Vec<(CreateIntent, String)>,
    /// Cards that are made anew on another board, and still stand on the old one too.
    pub(super) rests: BTreeMap<CardId, MovedCard>,
    /// The creates whose answer was lost and whose thing is still here.
    unanswered: Vec<Unanswered>,
    /// What a create may have made, in words; a person has to choose.
    candidates: Vec<String>,
    /// The service may make a card without its text, which is then still to be sent.
    drops_texts: bool,
}

/// A create whose answer was lost.
#[derive(Debug)]
struct Unanswered {
    /// Its number in the journal.
    number: usize,
    kind: Kind,
    /// The thing in the files.
    here: Here,
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
    base: &Account,
    local: &Known,
    remote: &Account,
) -> Result<Settled, SyncError> {
    let mut settled = Settled::nothing(base.clone());
    settled.drops_texts = session.server.service == Service::Kanbanik;
    let folder = session.repo.common_folder()?;
    let cut_off = cut_off::cut_off(&folder).map_err(SyncError::notes("read the journal"))?;
    let Some(cut_off) = cut_off.filter(|cut_off| cut_off.is_of(session.server)) else {
        return Ok(settled);
    };
    if let Some(left) = &cut_off.left {
        let words = format!("the last push was cut off at this point: {left}");
        session.monitor.report(Event::Notice(&words));
    }
    let known = known_ids(&cut_off, &settled.base, &local.account);
    let labels = created_labels(&cut_off.created);
    for (intent, id) in cut_off.created {
        settled.take(local, remote, intent, id, &labels);
    }
    for (number, intent) in cut_off.unknown {
        let here = settled.new_here(local, &intent);
        if let Some(here) = here {
            settled.unanswered.push(Unanswered {
                number,
                kind: intent.kind,
                here,
            });
        } else if intent.moved.is_some() || !settled.has_unnamed(local, intent.kind) {
            // Nothing here could be made a second time: what it made comes in as new from there.
            continue;
        }
        let attempt = Attempt {
            create: &intent::as_operation(&intent),
            user: Some(&session.server.account),
            sent_at: Some(cut_off.server_time),
            known: &known,
        };
        match look_up(&attempt, remote) {
            Adoption::Adopted(id) => settled.take(local, remote, intent, id, &labels),
            Adoption::ChooseAmong(found) => {
                let words = found.iter().map(|one| in_words(&intent, one));
                settled.candidates.extend(words);
            }
            Adoption::PlanAgain => {}
        }
    }
    Ok(settled)
}

/// Returns true if the next reading must be of everything: a create of which nobody knows whether
/// it took effect is looked for.
///
/// # Errors
/// The journal cannot be read.
pub(super) fn needs_full_reading(session: Session<'_>) -> Result<bool, SyncError> {
    let folder = session.repo.common_folder()?;
    let cut_off = cut_off::cut_off(&folder).map_err(SyncError::notes("read the journal"))?;
    Ok(cut_off.is_some_and(|cut_off| cut_off.is_of(session.server) && !cut_off.unknown.is_empty()))
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

impl Settled {
    /// Returns what is known where nothing was cut off.
    pub(super) fn nothing(base: Account) -> Self {
        Self {
            names: Names::default(),
            base,
            created: Vec::new(),
            rests: BTreeMap::new(),
            unanswered: Vec::new(),
            candidates: Vec::new(),
            drops_texts: false,
        }
    }

    /// Returns the same if no person has to choose.
    ///
    /// # Errors
    /// `Unsettled`, with what there is to choose among.
    pub(super) fn without_choice(self) -> Result<Self, SyncError> {
        if self.candidates.is_empty() {
            return Ok(self);
        }
        Err(SyncError::Unsettled {
            candidates: self.candidates,
        })
    }

    /// Returns the ids that creates whose answer was lost turned out to have got, by their numbers
    /// in the journal; `names` are all that are known by now.
    pub(super) fn answers(&self, names: &Names) -> Vec<(usize, String)> {
        let named = self.unanswered.iter().filter_map(|create| {
            let id = intent::id_of(create.kind, &create.here, names)?;
            Some((create.number, id))
        });
        named.collect()
    }

    /// Returns true if nobody knows yet of some create whether it took effect.
    pub(super) fn is_open(&self, names: &Names) -> bool {
        self.answers(names).len() < self.unanswered.len()
    }
}
