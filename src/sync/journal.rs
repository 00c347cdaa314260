//! The journal of a push: what is about to be sent, what came of it; it survives a crash.
//!
//! One JSON object a line, flushed to disk before the next step. A push that ended well removes it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::board::{
    BoardKey, Card, CardKey, CreateBoard, CreateCard, CreateLabel, CreateStack, LabelKey,
    Operation, Place, StackKey, StackPlace,
};

const FILE: &str = "push.journal";

/// What kind of thing is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A board.
    Board,
    /// A stack.
    Stack,
    /// A label.
    Label,
    /// A card.
    Card,
}

/// A create as it is sent, to know the thing again if the answer is lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateIntent {
    /// What is created.
    pub kind: Kind,
    /// The number of the new thing in the plan.
    pub new: u32,
    /// The board's id, for stacks, labels and cards.
    pub board: Option<String>,
    /// The stack's id, for cards.
    pub stack: Option<String>,
    /// Title or name, as sent.
    pub title: String,
    /// The body, as sent.
    pub body: Option<String>,
    /// The file that it comes from.
    pub file: Option<String>,
}

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
    /// `created` is what the old one tells of things that the files do not name yet.
    ///
    /// # Errors
    /// The file cannot be made or flushed; the old one stands then.
    pub fn begin(
        folder: &Path,
        beginning: &Beginning,
        created: &[(CreateIntent, String)],
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
        fs::rename(&beside, &path)?;
        Ok(journal)
    }

    /// Notes that an operation begins.
    ///
    /// # Errors
    /// The line cannot be written or flushed.
    pub fn intend(
        &self,
        number: usize,
        words: &str,
        create: Option<CreateIntent>,
    ) -> io::Result<()> {
        self.add(&Line::Intent {
            number,
            words: words.to_owned(),
            create,
        })
    }

    /// Notes that the call that creates is about to be sent.
    ///
    /// # Errors
    /// The line cannot be written or flushed.
    pub fn creating(&self, number: usize) -> io::Result<()> {
        self.add(&Line::Creating { number })
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
    /// # Errors
    /// The line cannot be written or flushed.
    pub fn ended(&self, number: usize, how: Ended) -> io::Result<()> {
        self.add(&Line::Ended { number, how })
    }

    /// Ends the journal: everything of it stands in the files and commits.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn finish(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }

    fn add(&self, line: &Line) -> io::Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        let mut file = self
            .file
            .lock()
            .map_err(|_| io::Error::other("the journal was left in the middle of a line"))?;
        file.write_all(text.as_bytes())?;
        file.sync_data()
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
    /// Creates that were sent and whose answer is not known.
    pub unknown: Vec<CreateIntent>,
}

/// Returns the create as an operation, for looking it up; things that it names have ids.
pub fn as_operation(intent: &CreateIntent) -> Operation {
    let board = BoardKey::known(intent.board.clone().unwrap_or_default());
    match intent.kind {
        Kind::Board => Operation::CreateBoard(CreateBoard {
            key: BoardKey::New(intent.new),
            title: intent.title.clone(),
            color: String::new(),
            archived: false,
            label_names: Vec::new(),
            projects: Vec::new(),
        }),
        Kind::Stack => Operation::CreateStack(CreateStack {
            key: StackKey::New(intent.new),
            place: StackPlace {
                board,
                parent: None,
                after: None,
            },
            title: intent.title.clone(),
            done_column: false,
            lane: crate::board::Lane::default(),
        }),
        Kind::Label => Operation::CreateLabel(CreateLabel {
            board,
            key: LabelKey::New(intent.new),
            name: intent.title.clone(),
            color: String::new(),
        }),
        Kind::Card => {
            let mut card = Card::new(CardKey::New(intent.new), intent.title.clone());
            card.body = intent.body.as_deref().map(Arc::from);
            Operation::CreateCard(CreateCard {
                place: Place {
                    board,
                    stack: StackKey::known(intent.stack.clone().unwrap_or_default()),
                    after: None,
                },
                card: Arc::new(card),
            })
        }
    }
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

fn told(lines: Vec<Line>) -> Option<CutOff> {
    let mut lines = lines.into_iter();
    let Some(Line::Begin {
        url,
        account,
        server_time,
        operations,
        seen,
        ..
    }) = lines.next()
    else {
        // Not even the first line was flushed: nothing was sent.
        return None;
    };
    let mut cut_off = CutOff {
        url,
        account,
        server_time,
        operations,
        done: 0,
        seen,
        created: Vec::new(),
        unknown: Vec::new(),
    };
    let mut intent: Option<CreateIntent> = None;
    let mut is_open = false;
    for line in lines {
        match line {
            Line::Begin { .. } => {}
            Line::Intent { create, .. } => {
                intent = create;
                is_open = false;
            }
            Line::Creating { .. } => is_open = true,
            Line::Created { id, .. } => {
                is_open = false;
                if let Some(create) = intent.take() {
                    cut_off.created.push((create, id));
                }
            }
            Line::Ended { how, .. } => {
                if matches!(how, Ended::Failed(_)) {
                    is_open = false;
                }
                if how == Ended::Done {
                    cut_off.done += 1;
                    is_open = false;
                }
                cut_off.unknown.extend(intent.take().filter(|_| is_open));
            }
        }
    }
    cut_off.unknown.extend(intent.filter(|_| is_open));
    Some(cut_off)
}
