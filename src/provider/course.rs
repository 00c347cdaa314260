//! How far an operation has come, and which error that makes of whatever happens next.

use super::http::on_one_line;
use super::{Applied, ApplyError, Contents, ProviderError, Record};
use crate::board::Key;

/// The course that an operation takes over the calls of a service, `A`.
pub(super) struct Course<'a, A> {
    pub(super) api: A,
    pub(super) contents: &'a dyn Contents,
    pub(super) record: &'a dyn Record,
    /// The id of what was created.
    pub(super) created: Option<String>,
    /// True if a call took effect.
    pub(super) has_written: bool,
}

impl<'a, A> Course<'a, A> {
    /// Returns the course of an operation of which nothing was sent.
    pub(super) fn new(api: A, contents: &'a dyn Contents, record: &'a dyn Record) -> Self {
        Self {
            api,
            contents,
            record,
            created: None,
            has_written: false,
        }
    }

    /// Returns what came of it, at its end.
    pub(super) fn applied(self) -> Applied {
        Applied {
            created: self.created,
        }
    }

    /// Takes note of what a reading brought.
    pub(super) fn read<T>(&self, answer: Result<T, ProviderError>) -> Result<T, ApplyError> {
        answer.map_err(|error| self.failed(error))
    }

    /// Takes note of how a writing call ended.
    pub(super) fn wrote<T>(&mut self, answer: Result<T, ProviderError>) -> Result<T, ApplyError> {
        match answer {
            Ok(answer) => {
                self.has_written = true;
                Ok(answer)
            }
            Err(error) if error.may_have_taken_effect() => Err(ApplyError::Unknown {
                error: Box::new(error),
                created: self.created.clone(),
            }),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Notes that the call which creates comes next.
    pub(super) fn creating(&self) -> Result<(), ApplyError> {
        self.noted(self.record.creating())
    }

    /// Notes what was created.
    pub(super) fn has_created(&mut self, id: &str) -> Result<(), ApplyError> {
        self.created = Some(id.to_owned());
        self.noted(self.record.created(id))
    }

    /// Notes what another call undoes if the next one fails.
    pub(super) fn step(&self, words: &str) -> Result<(), ApplyError> {
        self.noted(self.record.step(words))
    }

    fn noted(&self, kept: std::io::Result<()>) -> Result<(), ApplyError> {
        kept.map_err(|error| self.refused(format!("cannot keep the journal: {error}")))
    }

    /// Returns the error that something is not as the operation says.
    pub(super) fn stale(&self, what: impl Into<String>) -> ApplyError {
        let what = what.into();
        if self.has_written {
            // Only an operation of which nothing was sent may be called stale.
            return self.refused(format!(
                "{what} changed on the server while this was carried out"
            ));
        }
        ApplyError::Stale { what }
    }

    /// Returns the error that this cannot be done; nothing was asked of the server for it.
    pub(super) fn refused(&self, message: impl Into<String>) -> ApplyError {
        self.failed(ProviderError::Local(message.into()))
    }

    /// Returns the error that a call did not do what it was to do.
    pub(super) fn failed(&self, error: ProviderError) -> ApplyError {
        ApplyError::Failed {
            error: Box::new(error),
            created: self.created.clone(),
            partly: self.has_written,
        }
    }

    /// Returns the id of a thing that the plan says the service knows.
    pub(super) fn id<'k, Kind>(&self, key: &'k Key<Kind>) -> Result<&'k str, ApplyError> {
        match key {
            Key::Known(id) => Ok(id.as_str()),
            Key::New(number) => {
                Err(self.refused(format!("the plan names thing {number} before it was made")))
            }
        }
    }
}

/// Returns the words for a thing with a title: ``card `Fix login` ``.
pub(super) fn named(kind: &str, title: &str) -> String {
    format!("{kind} `{}`", on_one_line(title))
}
