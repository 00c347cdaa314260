//! Three versions of one card's file become one, by field: what a merge driver does, and what tells
//! a person which values a conflict is about.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::board::{Board, BoardKey, Card, Label, LabelKey, Service};
use crate::plan::value::{Settled, merge_value};
use crate::plan::{self, Conflict, Outcome, Thing, ThingKey, ThreeValues};
use crate::repo::{self, ConflictStyle, RepoError};
use crate::text::{self, CardOver, CardPlace, Problem, SingleCard};

use super::merging::merge_bodies;
use super::versions::{Style, Versions};

/// Three versions of a file; both sides have it.
#[derive(Clone, Copy, Debug)]
pub struct ThreeTexts<'a> {
    /// The common one; `None` if both sides made the file.
    pub base: Option<&'a [u8]>,
    /// Here.
    pub ours: &'a [u8],
    /// There.
    pub theirs: &'a [u8],
}

/// How conflicts are marked.
#[derive(Clone, Debug)]
pub struct Marks {
    /// With or without base.
    pub style: ConflictStyle,
    /// What the sides are called: base, ours, theirs.
    pub names: [String; 3],
    /// How many characters a marker has.
    pub size: u16,
}

/// What came of merging a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergedFile {
    /// Both sides' changes.
    Clean(Vec<u8>),
    /// With markers; ours, where there can be none.
    Conflict(Vec<u8>),
}

/// Merges a file: a card by its fields, any other by lines.
///
/// # Errors
/// libgit2 refuses: the texts are too large for it.
pub fn merge_files(
    service: Service,
    path: &str,
    texts: ThreeTexts<'_>,
    marks: &Marks,
) -> Result<MergedFile, RepoError> {
    let style = Style {
        style: marks.style,
        names: marks.names.clone(),
        marker_size: marks.size,
    };
    let cards = ThreeCards::read(service, path, texts);
    if let Some(cards) = &cards
        && let Some(merged) = cards.merged_file(&style)?
    {
        return Ok(merged);
    }
    let is_card = |bytes: &[u8]| cards.is_none() || card_thing(service, path, bytes).is_some();
    let ThreeTexts { base, ours, theirs } = texts;
    let base = base.unwrap_or_default();
    let merged = repo::merge_text(base, ours, theirs, style.style, style.sides())?;
    Ok(match merged {
        repo::Merged::Clean(bytes) if is_card(&bytes) => MergedFile::Clean(bytes),
        repo::Merged::Clean(bytes) | repo::Merged::Conflict(bytes) => MergedFile::Conflict(bytes),
        repo::Merged::NotText => MergedFile::Conflict(ours.to_vec()),
    })
}

/// Returns what three versions of a card's file contradict each other in; empty if they do not, or
/// if the file is no card's.
pub(super) fn conflicts_in(service: Service, path: &str, texts: ThreeTexts<'_>) -> Vec<Conflict> {
    let Some(card) = ThreeCards::read(service, path, texts) else {
        return Vec::new();
    };
    let thing = thing_of(&card.ours);
    let merged = card.merged();
    let of_values = merged.outcome.conflicts.into_iter();
    let of_values = of_values.map(|(field, values)| match card.base {
        Some(_) => Conflict::BothChanged {
            thing: thing.clone(),
            field,
            values,
        },
        None => Conflict::DifferentWithoutBase {
            thing: thing.clone(),
            field,
            values,
        },
    });
    let of_place = merged.stack.err().map(|values| Conflict::BothMoved {
        thing: thing.clone(),
        values,
    });
    of_values.chain(of_place).collect()
}

/// Returns the card that a file is of; `None` if it is no card's.
pub(super) fn card_thing(service: Service, path: &str, bytes: &[u8]) -> Option<Thing> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(thing_of(&text::read_single(service, path, text)?))
}

fn thing_of(card: &SingleCard) -> Thing {
    Thing {
        key: ThingKey::Card(card.card.key.clone()),
        board: None,
        stack: None,
        title: card.card.title.clone(),
    }
}

/// One card in three files.
struct ThreeCards<'a> {
    service: Service,
    path: &'a str,
    texts: [&'a str; 3],
    base: Option<SingleCard>,
    ours: SingleCard,
    theirs: SingleCard,
    /// A board with every label that one of them names.
    board: Board,
}

/// The text that a version of a file is written over.
#[derive(Clone, Copy, Debug)]
enum Over {
    EachItsOwn,
    /// Ours, so that each value stands at the same place in all of them.
    Ours,
}

/// The values of a card, merged.
struct MergedCard {
    outcome: Outcome,
    /// What a `stack:` line says, or what it says on each side.
    stack: Result<Option<String>, ThreeValues>,
    /// An order is never a conflict: where both sides moved the card, it stands as there.
    position: Option<text::Position>,
}

impl<'a> ThreeCards<'a> {
    /// Reads the three; `None` if one is no card's file, or another card's.
    fn read(service: Service, path: &'a str, texts: ThreeTexts<'a>) -> Option<Self> {
        let texts = [texts.base, Some(texts.ours), Some(texts.theirs)];
        let [base, ours, theirs] = texts.map(|text| text.map(std::str::from_utf8));
        let base = base.transpose().ok()?;
        let (ours, theirs) = (ours?.ok()?, theirs?.ok()?);
        let card = |text: &str| text::read_single(service, path, text);
        let of_base = match base {
            Some(text) => Some(card(text)?),
            None => None,
        };
        let (of_ours, of_theirs) = (card(ours)?, card(theirs)?);
        let is_other = |other: &SingleCard| other.card.key != of_ours.card.key;
        if is_other(&of_theirs) || of_base.as_ref().is_some_and(is_other) {
            return None;
        }
        let mut board = Board::new(BoardKey::New(0), "");
        let of_all = [Some(&of_ours), Some(&of_theirs), of_base.as_ref()];
        for label in of_all.into_iter().flatten().flat_map(|card| &card.labels) {
            if board.label(&label.key).is_none() {
                board.labels.push(Label::clone(label));
            }
        }
        Some(Self {
            service,
            path,
            texts: [base.unwrap_or_default(), ours, theirs],
            base: of_base,
            ours: of_ours,
            theirs: of_theirs,
            board,
        })
    }

    fn merged(&self) -> MergedCard {
        let base = self.base.as_ref();
        let bases: Vec<&Card> = base.map(|base| &base.card).into_iter().collect();
        let labels: Vec<BTreeSet<LabelKey>> =
            bases.iter().map(|card| card.labels.clone()).collect();
        let (ours, theirs) = (
            Arc::new(self.ours.card.clone()),
            Arc::new(self.theirs.card.clone()),
        );
        let outcome = plan::merge_values(
            &plan::CardMerge {
                bases: &bases,
                ours: &ours,
                theirs: &theirs,
                base_labels: &labels,
                our_labels: &ours.labels,
                their_labels: &theirs.labels,
                earlier: &Vec::new,
            },
            &merge_bodies,
        );
        let stacks: Vec<&Option<String>> = base.map(|base| &base.stack).into_iter().collect();
        let stack = match merge_value(&stacks, &self.ours.stack, &self.theirs.stack) {
            Settled::Value(stack) => Ok(stack),
            Settled::Conflict => Err(ThreeValues {
                base: base.and_then(|base| base.stack.clone()),
                ours: self.ours.stack.clone(),
                theirs: self.theirs.stack.clone(),
            }),
        };
        let numbers: Vec<_> = base.map(|base| &base.position).into_iter().collect();
        let position = match merge_value(&numbers, &self.ours.position, &self.theirs.position) {
            Settled::Value(position) => position,
            Settled::Conflict => self.theirs.position,
        };
        MergedCard {
            outcome,
            stack,
            position,
        }
    }

    /// Returns the merged file; `None` if it would not say exactly what is merged.
    fn merged_file(&self, style: &Style) -> Result<Option<MergedFile>, RepoError> {
        let merged = self.merged();
        let is_conflict = !merged.outcome.conflicts.is_empty() || merged.stack.is_err();
        // Two sides may say one thing at two places: by lines that is no conflict.
        let mut last = None;
        for over in [Over::EachItsOwn, Over::Ours] {
            let Ok(versions) = self.versions(&merged, over) else {
                return Ok(None);
            };
            let merged_file = self.by_lines(&versions, (&merged, is_conflict), style)?;
            if merged_file.is_some() {
                return Ok(merged_file);
            }
            last = Some(versions);
        }
        let shown = last.filter(|_| is_conflict);
        let shown = shown.map(|versions| versions.shown(style)).transpose()?;
        Ok(shown.map(MergedFile::Conflict))
    }

    /// Merges what the format does not know, and comments, by lines; `None` where that hides a
    /// conflict, or does not say what is merged.
    fn by_lines(
        &self,
        versions: &Versions,
        (merged, is_conflict): (&MergedCard, bool),
        style: &Style,
    ) -> Result<Option<MergedFile>, RepoError> {
        let [base, ours, theirs] = [&versions.base, &versions.ours, &versions.theirs];
        let bytes = |text: &Option<Arc<[u8]>>| text.clone().unwrap_or_default();
        let by_lines = repo::merge_text(
            &bytes(base),
            &bytes(ours),
            &bytes(theirs),
            style.style,
            style.sides(),
        )?;
        let clean = match by_lines {
            repo::Merged::Conflict(bytes) => return Ok(Some(MergedFile::Conflict(bytes))),
            repo::Merged::NotText if is_conflict => {
                return Ok(Some(MergedFile::Conflict(bytes(ours).to_vec())));
            }
            repo::Merged::NotText => bytes(ours).to_vec(),
            repo::Merged::Clean(bytes) => bytes,
        };
        let is_right = !is_conflict && self.says(&clean, merged);
        Ok(is_right.then_some(MergedFile::Clean(clean)))
    }

    fn says(&self, bytes: &[u8], merged: &MergedCard) -> bool {
        let text = std::str::from_utf8(bytes).ok();
        let read = text.and_then(|text| text::read_single(self.service, self.path, text));
        read.is_some_and(|read| {
            read.card == *merged.outcome.card
                && read.position == merged.position
                && merged
                    .stack
                    .as_ref()
                    .is_ok_and(|stack| *stack == read.stack)
        })
    }

    /// Returns the three files with all that is merged in each; they differ in what is in conflict,
    /// and in what the format does not know where each is written over its own text.
    fn versions(&self, merged: &MergedCard, over: Over) -> Result<Versions, Problem> {
        let card = &merged.outcome.card;
        let [base, ours, theirs] = match &merged.outcome.versions {
            Some(versions) => [
                versions.base.as_ref().unwrap_or(card),
                &versions.ours,
                &versions.theirs,
            ],
            None => [card; 3],
        };
        let text_of = |number: usize, was: &SingleCard, card: &Card| {
            let (text, body) = match over {
                Over::EachItsOwn => (self.texts[number], was.card.body.as_deref()),
                Over::Ours => (self.texts[1], self.ours.card.body.as_deref()),
            };
            let stack = match &merged.stack {
                Ok(stack) => stack.as_deref(),
                Err(_) => was.stack.as_deref(),
            };
            let place = CardPlace {
                stack,
                position: merged.position,
            };
            let over = CardOver {
                path: self.path,
                text,
                body,
            };
            let text = text::card_text(self.service, &self.board, card, place, Some(&over))?;
            Ok(Some(Arc::from(text.into_bytes())))
        };
        Ok(Versions {
            base: match &self.base {
                Some(was) => text_of(0, was, base)?,
                None => None,
            },
            ours: text_of(1, &self.ours, ours)?,
            theirs: text_of(2, &self.theirs, theirs)?,
            is_of_two: false,
        })
    }
}
