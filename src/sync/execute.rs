//! Sends the operations of a plan, one after another, each wrapped in the journal.

use std::io;

use crate::board::{CardKey, Names, Operation, Service};
use crate::monitor::{Event, Monitor};
use crate::provider::{ApplyError, Contents, Provider, ProviderError, Record};

use super::half_member::new_member;
use super::intent::{CreateIntent, create_intent, name};
use super::journal::{Ended, Journal};

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

/// What the journal is told beside the operations.
pub struct Told<'a> {
    /// The service that they are sent to.
    pub service: Service,
    /// The same in words, one for one.
    pub words: &'a [String],
    /// Names the file that a new card comes from.
    pub file_of: &'a (dyn Fn(&CardKey) -> Option<String> + Sync),
}

/// Sends operations in order and stops at the first that is not done.
pub async fn execute(
    provider: &dyn Provider,
    operations: &[Operation],
    contents: &dyn Contents,
    told: &Told<'_>,
    journal: &Journal,
    monitor: &dyn Monitor,
) -> Executed {
    let mut executed = Executed::default();
    provider.announce(operations);
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
            words: told.words.get(number).map_or("", String::as_str),
            create: create_intent(&resolved, told.service, told.file_of),
        };
        let record = Recorder {
            journal,
            number,
            monitor,
        };
        let sent = send(
            (provider, contents),
            &resolved,
            intent,
            record,
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
    record: Recorder<'_>,
    names: &mut Names,
) -> Result<(), ApplyError> {
    let Intent {
        number,
        words,
        create,
    } = intent;
    let journal = record.journal;
    let member = new_member(operation);
    let adds = member.is_some();
    journal
        .intend(number, words, create)
        .and_then(|()| member.map_or(Ok(()), |member| journal.adding(number, member)))
        .map_err(|error| not_journaled(&error))?;
    let answer = provider.apply(operation, contents, &record).await;
    let how = match &answer {
        Ok(_) => Ended::Done,
        Err(ApplyError::Stale { .. }) => Ended::Failed("stale".to_owned()),
        // One whom nobody knows could not be taken back.
        Err(ApplyError::Failed { error, partly, .. }) if adds && *partly => {
            Ended::Unknown(error.to_string())
        }
        Err(ApplyError::Failed { error, .. }) => Ended::Failed(error.to_string()),
        Err(ApplyError::Unknown { error, .. }) => Ended::Unknown(error.to_string()),
    };
    // What a create that was not done to its end has made is known from the journal: all that it
    // lacks, and all that the service added to it, is still to be planned.
    if let Ok(applied) = &answer
        && let Some(id) = &applied.created
    {
        name(operation, id, names);
    }
    let noted = journal.ended(number, how);
    answer?;
    noted.map_err(|error| not_journaled(&error))
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
    monitor: &'a dyn Monitor,
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

    fn monitor(&self) -> &dyn Monitor {
        self.monitor
    }
}
