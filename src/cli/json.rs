//! What `--json` prints: one document a run, as `templates/schema.json` describes it.

use serde::Serialize;

use crate::board::CardKey;
use crate::plan::words::{Described, line};
use crate::plan::{Conflict, Guard, Refusal};
use crate::text::Problem;

use super::error::{Details, Failure};
use super::exit_code::Exit;

/// The version of the documents; another one may mean something else by a name.
pub const VERSION: u32 = 1;

/// The schema of the documents.
pub const SCHEMA: &str = include_str!("../../templates/schema.json");

/// All that a run has to say.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Document {
    version: u32,
    command: &'static str,
    exit_code: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorPart>,
    /// The repository's account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountPart>,
    /// The branch that HEAD is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// When the base was agreed with the server, by its clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed_at: Option<String>,
    /// What would be, or was, sent or pulled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operations: Option<Vec<OperationPart>>,
    /// How many of the operations were done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<usize>,
    /// How many files were written or removed here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<u64>,
    /// A push that was cut off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<CutOffPart>,
    /// What was fetched and is not merged yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched: Option<Vec<OperationPart>>,
    /// True if the server changed since the base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_is_ahead: Option<bool>,
    /// What is wrong with the files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ProblemPart>,
    /// What a person should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What a person must allow first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guards: Vec<GuardPart>,
    /// What service or account cannot do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<RefusalPart>,
    /// What contradicts each other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<ConflictPart>,
    /// The story of boards, newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commits: Option<Vec<CommitPart>>,
}

/// Why a run ended early.
#[derive(Clone, Debug, Serialize)]
struct ErrorPart {
    message: String,
    lines: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// An account on a server.
#[derive(Clone, Debug, Serialize)]
pub struct AccountPart {
    /// The server's address.
    pub url: String,
    /// The account's user.
    pub user: String,
    /// `deck`, `codecks` or `kanbanik`.
    pub service: &'static str,
}

/// An operation.
#[derive(Clone, Debug, Serialize)]
pub struct OperationPart {
    verb: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_stack: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    title: String,
    words: String,
    changes: Vec<ChangePart>,
}

/// One value that an operation changes.
#[derive(Clone, Debug, Serialize)]
struct ChangePart {
    field: &'static str,
    old: Option<String>,
    new: Option<String>,
    words: String,
}

/// A push that was cut off.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CutOffPart {
    /// How many operations it had.
    pub operations: usize,
    /// How many of them were done.
    pub done: usize,
}

/// Something that is wrong with a file.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemPart {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
}

/// Something that a person must allow first.
#[derive(Clone, Debug, Serialize)]
pub struct GuardPart {
    needs_allow_deletes: bool,
    words: String,
}

/// Something that service or account cannot do.
#[derive(Clone, Debug, Serialize)]
pub struct RefusalPart {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<String>,
    title: String,
    reason: String,
}

/// Something that a person has to decide.
#[derive(Clone, Debug, Serialize)]
pub struct ConflictPart {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    words: String,
    way_out: String,
}

/// A commit of a story.
#[derive(Clone, Debug, Serialize)]
pub struct CommitPart {
    /// Its id.
    pub id: String,
    /// When it was made, by the committer's clock, in UTC.
    pub time: String,
    /// Who made it.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
    /// What changed with it.
    pub operations: Vec<OperationPart>,
    /// What cannot be read since then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ProblemPart>,
}

impl Document {
    /// Returns the document of a command.
    pub fn new(command: &'static str) -> Self {
        Self {
            version: VERSION,
            command,
            ..Self::default()
        }
    }

    /// Returns the text of the document, once the run has ended.
    pub fn text(mut self, result: &Result<Exit, Failure>) -> String {
        self.exit_code = match result {
            Ok(exit) => *exit as u8,
            Err(failure) => {
                self.fail(failure);
                failure.exit as u8
            }
        };
        // It holds nothing that has no form in JSON.
        serde_json::to_string_pretty(&self).unwrap_or_default()
    }

    fn fail(&mut self, failure: &Failure) {
        let Failure {
            exit: _,
            headline,
            lines,
            hint,
            details,
        } = failure;
        let Details {
            problems: wrong,
            conflicts: open,
        } = &**details;
        self.error = Some(ErrorPart {
            message: headline.clone(),
            lines: lines.clone(),
            hint: hint.clone(),
        });
        self.problems.extend(problems(wrong));
        let open = open.iter();
        self.conflicts
            .extend(open.map(|(conflict, path)| conflict_part(conflict, path.as_deref())));
    }
}

/// Returns operations, with the paths of the cards' files where they are known.
pub fn operations<'p>(
    described: &[Described],
    path: &dyn Fn(&CardKey) -> Option<&'p str>,
) -> Option<Vec<OperationPart>> {
    Some(described.iter().map(|one| operation(one, path)).collect())
}

fn operation<'p>(
    described: &Described,
    path: &dyn Fn(&CardKey) -> Option<&'p str>,
) -> OperationPart {
    let Described {
        verb,
        kind,
        board,
        stack,
        new_stack,
        card,
        id,
        title,
        lines,
    } = described;
    let card_id = card.as_ref().and_then(|key| key.id());
    OperationPart {
        verb: verb.word(),
        kind: kind.word(),
        board: board.clone(),
        stack: stack.clone(),
        new_stack: new_stack.clone(),
        id: id.clone(),
        card: card_id.map(ToString::to_string),
        path: card.as_ref().and_then(path).map(str::to_owned),
        title: title.clone(),
        words: line(described),
        changes: lines
            .iter()
            .map(|line| ChangePart {
                field: line.field,
                old: line.old.clone(),
                new: line.new.clone(),
                words: line.words.clone(),
            })
            .collect(),
    }
}

/// Returns what is wrong with files.
pub fn problems(problems: &[Problem]) -> Vec<ProblemPart> {
    let part = |problem: &Problem| ProblemPart {
        path: problem.path.clone(),
        line: problem.line,
        column: problem.column,
        severity: match problem.is_error() {
            true => "error",
            false => "warning",
        },
        message: problem.message.clone(),
        suggestion: problem.suggestion.clone(),
    };
    problems.iter().map(part).collect()
}

/// Returns what a person must allow first.
pub fn guards(guards: &[Guard]) -> Vec<GuardPart> {
    let part = |guard: &Guard| GuardPart {
        needs_allow_deletes: guard.needs_allow_deletes(),
        words: guard.to_string(),
    };
    guards.iter().map(part).collect()
}

/// Returns what service or account cannot do.
pub fn refusals(refusals: &[Refusal]) -> Vec<RefusalPart> {
    let part = |refusal: &Refusal| RefusalPart {
        kind: refusal.kind.word(),
        board: refusal.board.clone(),
        title: refusal.title.clone(),
        reason: refusal.reason.to_string(),
    };
    refusals.iter().map(part).collect()
}

impl ConflictPart {
    /// Returns a conflict in words, with the file that shows it.
    pub fn of(path: Option<&str>, words: String, way_out: String) -> Self {
        Self {
            path: path.map(str::to_owned),
            words,
            way_out,
        }
    }
}

fn conflict_part(conflict: &Conflict, path: Option<&str>) -> ConflictPart {
    ConflictPart::of(path, conflict.to_string(), conflict.way_out())
}
