//! A journal that only remembers.

use std::io;
use std::sync::{Arc, Mutex};

use git_board::provider::Record;

/// What a provider told of an operation, in order.
#[derive(Clone, Debug, Default)]
pub struct Notes(Arc<Mutex<Vec<String>>>);

impl Record for Notes {
    fn creating(&self) -> io::Result<()> {
        self.note("creating".to_owned());
        Ok(())
    }

    fn created(&self, id: &str) -> io::Result<()> {
        self.note(format!("created {id}"));
        Ok(())
    }
}

impl Notes {
    fn note(&self, line: String) {
        self.0.lock().expect("no test panics with it").push(line);
    }

    /// Returns it.
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().expect("no test panics with it").clone()
    }
}
