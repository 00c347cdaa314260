//! The journal of a push: what is about to be sent, what came of it; it survives a crash.
//!
//! One JSON object a line, and every line is on the disk before the next call that changes anything
//! is sent. A push that ended well removes it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::half_member::NewMember;
use super::intent::CreateIntent;

mod told;

use told::told;

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

/// What is known of a push that was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutOff {
    /// The server.
    pub url: String,
    /// The account.
    pub account: String,
    /// The server's time when the push began.
    pub server_time: Timestamp,
    /// How many operations the plan had.
    pub operations: usize,
    /// How many of them were done.
    pub done: usize,
    /// What the server had before.
    pub seen: Seen,
    /// What was created, with the ids given.
    pub created: Vec<(CreateIntent, String)>,
    /// Creates that were sent and whose answer is not known, with their numbers in the journal.
    pub unknown: Vec<(usize, CreateIntent)>,
    /// Whom it may have added to a board.
    pub member: Option<NewMember>,
    /// What the operation had done that nobody saw the end of, in words.
    pub left: Option<String>,
}

/// Returns what the journal in `folder` says of a push that was cut off, if there is one.
///
/// A last line that was not written whole is left out: nothing was sent after it.
///
/// # Errors
/// The file cannot be read, or is not a journal of this version.
pub fn cut_off(folder: &Path) -> io::Result<Option<CutOff>> {
    let file = match File::open(folder.join(FILE)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut lines = Vec::new();
    for line in BufReader::new(file).split(b'\n') {
        match serde_json::from_slice::<Line>(&line?) {
            Ok(line) => lines.push(line),
            Err(_) => break,
        }
    }
    Ok(told(lines))
}

/// Adds the ids that creates of a push that was cut off turned out to have got, by their numbers.
///
/// # Errors
/// The lines cannot be written or flushed.
pub fn answer(folder: &Path, answers: &[(usize, String)]) -> io::Result<()> {
    if answers.is_empty() {
        return Ok(());
    }
    let path = folder.join(FILE);
    let text = fs::read(&path)?;
    let mut file = File::options().write(true).open(&path)?;
    // A last line that was not written whole would swallow what comes after it.
    let whole = text.iter().rposition(|byte| *byte == b'\n');
    file.set_len(whole.map_or(0, |at| at as u64 + 1))?;
    file.seek(SeekFrom::End(0))?;
    let journal = Journal {
        file: Mutex::new(file),
        path,
    };
    for (number, id) in answers {
        journal.created(*number, id)?;
    }
    Ok(())
}

/// Removes the journal of a push that was cut off and of which nothing is left to do.
///
/// # Errors
/// The file cannot be removed.
pub fn forget(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Beginning, CutOff, Ended, Journal, answer, cut_off};
    use crate::sync::intent::{CreateIntent, Kind};

    fn intent(title: &str) -> CreateIntent {
        CreateIntent {
            kind: Kind::Label,
            new: 1,
            board: Some("1".to_owned()),
            stack: None,
            title: title.to_owned(),
            body: None,
            file: None,
            moved: None,
        }
    }

    fn begun(folder: &std::path::Path) -> Journal {
        let beginning = Beginning {
            url: "https://cloud.example.com".to_owned(),
            account: "alice".to_owned(),
            server_time: jiff::Timestamp::UNIX_EPOCH,
            operations: 2,
            seen: super::Seen::default(),
        };
        Journal::begin(folder, &beginning, &[], None).expect("the folder can be written")
    }

    fn open_and_created(folder: &std::path::Path) -> (Vec<String>, Vec<String>) {
        let CutOff {
            created, unknown, ..
        } = cut_off(folder)
            .expect("the journal can be read")
            .expect("there is one");
        let open = unknown.into_iter().map(|(_, create)| create.title);
        let created = created.into_iter().map(|(create, id)| create.title + &id);
        (open.collect(), created.collect())
    }

    #[test]
    fn an_answer_that_was_found_out_later_closes_its_own_create() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let journal = begun(folder.path());
        for (number, title) in [(0, "a"), (1, "b")] {
            let ended = Ended::Unknown("cut".to_owned());
            journal
                .intend(number, title, Some(intent(title)))
                .and_then(|()| journal.creating(number))
                .and_then(|()| journal.ended(number, ended))
                .expect("the folder can be written");
        }
        assert_eq!(
            open_and_created(folder.path()),
            (vec!["a".to_owned(), "b".to_owned()], vec![])
        );
        journal.created(0, "7").expect("the folder can be written");
        assert_eq!(
            open_and_created(folder.path()),
            (vec!["b".to_owned()], vec!["a7".to_owned()])
        );
    }

    #[test]
    fn an_answer_stands_behind_a_line_that_was_cut_off() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let journal = begun(folder.path());
        journal
            .intend(0, "a", Some(intent("a")))
            .and_then(|()| journal.creating(0))
            .expect("the folder can be written");
        let path = folder.path().join(super::FILE);
        let whole = std::fs::read(&path).expect("it is there");
        let cut = [whole.as_slice(), b"{\"ended\":{\"num"].concat();
        std::fs::write(&path, cut).expect("it can be written");
        assert_eq!(open_and_created(folder.path()).0, ["a"]);
        answer(folder.path(), &[(0, "7".to_owned())]).expect("it can be written");
        assert_eq!(
            open_and_created(folder.path()),
            (vec![], vec!["a7".to_owned()])
        );
    }
}
