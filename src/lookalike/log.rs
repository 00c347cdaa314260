//! The log of requests that a look-alike keeps, for tests to assert on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One request, and what it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `GET`, `PUT` and so on.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub body: String,
    /// The name in the `Authorization` header, right or wrong; the rest of it is not kept.
    pub user: Option<String>,
    /// Whether the request asks for a change.
    pub is_write: bool,
    /// The condition it came with, `If-None-Match` or `If-Modified-Since`.
    pub condition: Option<String>,
    /// The status of the answer; `None` while there is none, and for a cut connection.
    pub status: Option<u16>,
}

impl Entry {
    /// Returns method and target in one line: `PUT /index.php/apps/deck/api/v1.0/boards/1`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }
}

/// A log; copies of it are the same log.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Arc<Mutex<Vec<Entry>>>,
}

impl Log {
    /// Returns all requests in the order of their arrival.
    pub fn entries(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    /// Returns all requests as lines, see [`Entry::line`].
    pub fn requests(&self) -> Vec<String> {
        self.lock().iter().map(Entry::line).collect()
    }

    /// Returns the requests that ask for a change, as lines.
    pub fn writes(&self) -> Vec<String> {
        let entries = self.lock();
        let writes = entries.iter().filter(|entry| entry.is_write);
        writes.map(Entry::line).collect()
    }

    /// Returns the requests that ask for a change.
    pub fn write_entries(&self) -> Vec<Entry> {
        let entries = self.lock();
        entries
            .iter()
            .filter(|entry| entry.is_write)
            .cloned()
            .collect()
    }

    /// Returns how many requests there were.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// Forgets all requests.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Adds a request; returns its place for [`Log::answered`].
    pub(super) fn add(&self, entry: Entry) -> usize {
        let mut entries = self.lock();
        entries.push(entry);
        entries.len() - 1
    }

    /// Notes the status of the answer, unless the log was cleared meanwhile.
    pub(super) fn answered(&self, place: usize, target: &str, status: u16) {
        if let Some(entry) = self.lock().get_mut(place)
            && entry.target == target
        {
            entry.status = Some(status);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
