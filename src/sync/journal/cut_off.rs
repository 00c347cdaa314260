//! A push that was cut off, as its journal tells of it; and the end of that journal.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;
use std::sync::Mutex;

use jiff::Timestamp;

use super::{Ended, FILE, Journal, Line, Seen};
use crate::sync::half_member::NewMember;
use crate::sync::intent::CreateIntent;
use crate::sync::session::Server;

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

impl CutOff {
    /// Returns true if the push was to this account.
    pub fn is_of(&self, server: &Server) -> bool {
        self.url == server.url && self.account == server.account
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

/// Returns what the lines tell; `None` if nothing was sent.
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
        member: None,
        left: None,
    };
    let mut adding = None;
    let mut intent: Option<(usize, CreateIntent)> = None;
    let mut is_open = false;
    for line in lines {
        match line {
            Line::Begin { .. } => {}
            Line::Adding { number, member } => {
                adding = Some(number);
                cut_off.member = Some(member);
            }
            Line::Step { words, .. } => cut_off.left = Some(words),
            Line::Intent { number, create, .. } => {
                cut_off.left = None;
                intent = create.map(|create| (number, create));
                is_open = false;
            }
            Line::Creating { .. } => is_open = true,
            Line::Created { number, id } => {
                let is_of_it = |(of, _): &mut (usize, CreateIntent)| *of == number;
                // Where the answer was lost, the id was found out after the end.
                let late = cut_off.unknown.extract_if(.., is_of_it).next();
                if let Some((_, create)) = intent.take_if(is_of_it).or(late) {
                    cut_off.created.push((create, id));
                }
            }
            Line::Ended { number, how } => {
                // Whatever went wrong was told then.
                cut_off.left = None;
                if adding == Some(number) && !matches!(how, Ended::Unknown(_)) {
                    cut_off.member = None;
                }
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

#[cfg(test)]
mod tests {
    use super::{CutOff, answer, cut_off};
    use crate::sync::intent::{CreateIntent, Kind};
    use crate::sync::journal::{Beginning, Ended, FILE, Journal, Seen};

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
            seen: Seen::default(),
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
        let path = folder.path().join(FILE);
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
