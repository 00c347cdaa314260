//! Sends the operations of a plan, one after another, each wrapped in the journal.

use std::io;

use crate::board::{
    BoardId, BoardKey, CardId, CardKey, Id, Key, LabelId, Names, Operation, StackId,
};
use crate::monitor::{Event, Monitor};
use crate::provider::{ApplyError, Contents, Provider, ProviderError, Record};

use super::journal::{CreateIntent, Ended, Journal, Kind};

/// What became of a plan.
#[derive(Debug, Default)]
pub struct Executed {
    /// How many operations were done, from the first.
    pub done: usize,
    /// The ids that new things have got.
    pub names: Names,
    /// Why it stopped before the end.
    pub stopped: Option<Stopped>,
}

/// Where and why the sending stopped.
#[derive(Debug)]
pub struct Stopped {
    /// The number of the operation, from 0.
    pub number: usize,
    /// Why; `None` where the person asked to stop.
    pub error: Option<ApplyError>,
}

/// Sends operations in order and stops at the first that is not done.
///
/// `words` say the same, one for one, and `file_of` names the file that a new card comes from;
/// both are for the journal.
pub async fn execute(
    provider: &dyn Provider,
    operations: &[Operation],
    contents: &dyn Contents,
    words: &[String],
    file_of: &(dyn Fn(&CardKey) -> Option<String> + Sync),
    journal: &Journal,
    monitor: &dyn Monitor,
) -> Executed {
    let mut executed = Executed::default();
    for (number, operation) in operations.iter().enumerate() {
        if monitor.is_stopping() {
            executed.stopped = Some(Stopped {
                number,
                error: None,
            });
            break;
        }
        let resolved = operation.resolved(&executed.names);
        let intent = Intent {
            number,
            words: words.get(number).map_or("", String::as_str),
            create: create_intent(&resolved, file_of),
        };
        let sent = send(
            (provider, contents),
            &resolved,
            intent,
            journal,
            &mut executed.names,
        )
        .await;
        if let Err(error) = sent {
            executed.stopped = Some(Stopped {
                number,
                error: Some(error),
            });
            break;
        }
        executed.done += 1;
        monitor.report(Event::Step {
            done: executed.done as u64,
        });
    }
    executed
}

/// What the journal is told before an operation is sent.
struct Intent<'a> {
    number: usize,
    words: &'a str,
    create: Option<CreateIntent>,
}

async fn send(
    (provider, contents): (&dyn Provider, &dyn Contents),
    operation: &Operation,
    intent: Intent<'_>,
    journal: &Journal,
    names: &mut Names,
) -> Result<(), ApplyError> {
    let Intent {
        number,
        words,
        create,
    } = intent;
    journal
        .intend(number, words, create)
        .map_err(|error| not_journaled(&error))?;
    let record = Recorder { journal, number };
    let answer = provider.apply(operation, contents, &record).await;
    let (how, created) = match &answer {
        Ok(applied) => (Ended::Done, applied.created.as_deref()),
        Err(ApplyError::Stale { .. }) => (Ended::Failed("stale".to_owned()), None),
        Err(ApplyError::Failed { error, created, .. }) => {
            (Ended::Failed(error.to_string()), created.as_deref())
        }
        Err(ApplyError::Unknown { error, created }) => {
            (Ended::Unknown(error.to_string()), created.as_deref())
        }
    };
    if let Some(id) = created {
        name(operation, id, names);
    }
    let noted = journal.ended(number, how);
    answer?;
    noted.map_err(|error| not_journaled(&error))
}

/// Keeps the id that a new thing has got.
fn name(operation: &Operation, id: &str, names: &mut Names) {
    match operation {
        Operation::CreateBoard(create) => keep(&create.key, BoardId::new(id), &mut names.boards),
        Operation::CreateStack(create) => keep(&create.key, StackId::new(id), &mut names.stacks),
        Operation::CreateLabel(create) => keep(&create.key, LabelId::new(id), &mut names.labels),
        Operation::CreateCard(create) => keep(&create.card.key, CardId::new(id), &mut names.cards),
        Operation::EditBoard(_)
        | Operation::DeleteBoard(_)
        | Operation::EditLabel(_)
        | Operation::DeleteLabel(_)
        | Operation::EditMember(_)
        | Operation::EditStack(_)
        | Operation::DeleteStack(_)
        | Operation::EditCard(_)
        | Operation::DeleteCard(_)
        | Operation::EditAttachment(_) => {}
    }
}

fn keep<Kind>(
    key: &Key<Kind>,
    id: Id<Kind>,
    names: &mut std::collections::BTreeMap<u32, Id<Kind>>,
) {
    if let Key::New(number) = key {
        names.insert(*number, id);
    }
}

fn create_intent(
    operation: &Operation,
    file_of: &(dyn Fn(&CardKey) -> Option<String> + Sync),
) -> Option<CreateIntent> {
    let intent = |kind, new: u32, board: Option<&BoardKey>, title: &str| CreateIntent {
        kind,
        new,
        board: board.and_then(BoardKey::id).map(ToString::to_string),
        stack: None,
        title: title.to_owned(),
        body: None,
        file: None,
    };
    match operation {
        Operation::CreateBoard(create) => Some(intent(
            Kind::Board,
            number_of(&create.key)?,
            None,
            &create.title,
        )),
        Operation::CreateStack(create) => Some(intent(
            Kind::Stack,
            number_of(&create.key)?,
            Some(&create.place.board),
            &create.title,
        )),
        Operation::CreateLabel(create) => Some(intent(
            Kind::Label,
            number_of(&create.key)?,
            Some(&create.board),
            &create.name,
        )),
        Operation::CreateCard(create) => {
            let key = &create.card.key;
            let plain = intent(
                Kind::Card,
                number_of(key)?,
                Some(&create.place.board),
                &create.card.title,
            );
            Some(CreateIntent {
                stack: create.place.stack.id().map(ToString::to_string),
                body: create.card.body.as_deref().map(str::to_owned),
                file: file_of(key),
                ..plain
            })
        }
        _ => None,
    }
}

fn number_of<Kind>(key: &Key<Kind>) -> Option<u32> {
    match key {
        Key::New(number) => Some(*number),
        Key::Known(_) => None,
    }
}

fn not_journaled(error: &io::Error) -> ApplyError {
    ApplyError::Failed {
        error: Box::new(ProviderError::Local(format!(
            "cannot write the journal: {error}"
        ))),
        created: None,
        partly: false,
    }
}

struct Recorder<'a> {
    journal: &'a Journal,
    number: usize,
}

impl Stopped {
    /// Returns true if nobody knows whether the last call took effect.
    pub fn is_unknown(&self) -> bool {
        matches!(self.error, Some(ApplyError::Unknown { .. }))
    }
}

impl Record for Recorder<'_> {
    fn creating(&self) -> io::Result<()> {
        self.journal.creating(self.number)
    }

    fn step(&self, words: &str) -> io::Result<()> {
        self.journal.step(self.number, words)
    }

    fn created(&self, id: &str) -> io::Result<()> {
        self.journal.created(self.number, id)
    }
}
