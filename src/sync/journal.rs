//! The journal of a push: what is about to be sent, what came of it; it survives a crash.
//!
//! One JSON object a line, and every line is on the disk before the next call that changes anything
//! is sent. A push that ended well removes it.

pub mod cut_off;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::half_member::NewMember;
use super::intent::CreateIntent;

const FILE: &str = "push.journal";

/// The ids that the server had before the push, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Boards.
    pub boards: BTreeSet<String>,
    /// Stacks.
    pub stacks: BTreeSet<String>,
    /// Labels.
    pub labels: BTreeSet<String>,
    /// Cards.
    pub cards: BTreeSet<String>,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// It took effect.
    Done,
    /// It did not, or not wholly; the service's words.
    Failed(String),
    /// Nobody knows; what happened instead of an answer.
    Unknown(String),
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Begin {
        version: u32,
        url: String,
        account: String,
        server_time: Timestamp,
        operations: usize,
        seen: Seen,
    },
    Intent {
        number: usize,
        words: String,
        create: Option<CreateIntent>,
    },
    Creating {
        number: usize,
    },
    Adding {
        number: usize,
        member: NewMember,
    },
    Step {
        number: usize,
        words: String,
    },
    Created {
        number: usize,
        id: String,
    },
    Ended {
        number: usize,
        how: Ended,
    },
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    file: Mutex<File>,
    path: PathBuf,
}

/// What a push begins with.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// The server.
    pub url: String,
    /// The account.
    pub account: String,
    /// The server's time of the reading that the plan was made from.
    pub server_time: Timestamp,
    /// How many operations the plan has.
    pub operations: usize,
    /// What the server had.
    pub seen: Seen,
}

impl Journal {
    /// Begins the journal of a push in `folder`; it takes the place of one that was cut off.
    ///
    /// `created` is what the old one tells of things that the files do not name yet, and `member`
    /// whom it may have added.
    ///
    /// # Errors
    /// The file cannot be made or flushed; the old one stands then.
    pub fn begin(
        folder: &Path,
        beginning: &Beginning,
        created: &[(CreateIntent, String)],
        member: Option<NewMember>,
    ) -> io::Result<Self> {
        let path = folder.join(FILE);
        let beside = folder.join(format!("{FILE}.new"));
        let journal = Self {
            file: Mutex::new(File::create(&beside)?),
            path: path.clone(),
        };
        journal.add(&Line::Begin {
            version: 1,
            url: beginning.url.clone(),
            account: beginning.account.clone(),
            server_time: beginning.server_time,
            operations: beginning.operations,
            seen: beginning.seen.clone(),
        })?;
        for (index, (intent, id)) in created.iter().enumerate() {
            let number = beginning.operations + index;
            journal.intend(number, "created before", Some(intent.clone()))?;
            journal.created(number, id)?;
        }
        if let Some(member) = member {
            journal.adding(beginning.operations + created.len(), member)?;
        }
        fs::rename(&beside, &path)?;
        Ok(journal)
    }

    /// Notes that an operation begins.
    ///
    /// That of a create is flushed together with [`Journal::creating`], before which nothing of it
    /// is sent.
    ///
    /// # Errors
    /// The line cannot be written or flushed.
    pub fn intend(
        &self,
        number: usize,
        words: &str,
        create: Option<CreateIntent>,
    ) -> io::Result<()> {
        let is_flushed_later = create.is_some();
        let line = Line::Intent {
            number,
            words: words.to_owned(),
            create,
        };
        if is_flushed_later {
            return self.add_unflushed(&line);
        }
        self.add(&line)
    }

    /// Notes that the call that creates is about to be sent.
    ///
    /// # Errors
    /// The line cannot be written or flushed.
    pub fn creating(&self, number: usize) -> io::Result<()> {
        self.add(&Line::Creating { number })
    }

    /// Notes whom an operation is about to add to a board.
    ///
    /// # Errors
    /// The line cannot be written or flushed.
    pub fn adding(&self, number: usize, member: NewMember) -> io::Result<()> {
        self.add(&Line::Adding { number, member })
    }

    /// Notes something that another call of the operation undoes if the next one fails.
    ///
    /// # Errors
    /// The line cannot be written or flushed.
    pub fn step(&self, number: usize, words: &str) -> io::Result<()> {
        self.add(&Line::Step {
            number,
            words: words.to_owned(),
        })
    }

    /// Notes the id that the service gave.
    ///
    /// # Errors
    /// The line cannot be written or flushed.
    pub fn created(&self, number: usize, id: &str) -> io::Result<()> {
        self.add(&Line::Created {
            number,
            id: id.to_owned(),
        })
    }

    /// Notes how an operation ended.
    ///
    /// What was done is flushed with the next line that is: nothing is sent before that, and a
    /// power cut in between leaves what one during the call would have left. The id of what was
    /// created is on the disk already, see [`Journal::created`].
    ///
    /// # Errors
    /// The line cannot be written or flushed.
    pub fn ended(&self, number: usize, how: Ended) -> io::Result<()> {
        let is_flushed_later = how == Ended::Done;
        let line = Line::Ended { number, how };
        if is_flushed_later {
            return self.add_unflushed(&line);
        }
        self.add(&line)
    }

    /// Ends the journal: everything of it stands in the files and commits.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn finish(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }

    fn add(&self, line: &Line) -> io::Result<()> {
        self.write(line)?.sync_data()
    }

    fn add_unflushed(&self, line: &Line) -> io::Result<()> {
        self.write(line).map(drop)
    }

    fn write(&self, line: &Line) -> io::Result<MutexGuard<'_, File>> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        let mut file = self
            .file
            .lock()
            .map_err(|_| io::Error::other("the journal was left in the middle of a line"))?;
        file.write_all(text.as_bytes())?;
        Ok(file)
    }
}
