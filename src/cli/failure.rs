//! Each error of a sync in words for a person.

use std::io::ErrorKind;

use crate::board::printable::printable;
use crate::plan::Conflict;
use crate::provider::{ApplyError, NO_ANSWER_IN_TIME, ProviderError};
use crate::repo::{NoBase, RepoError, State};
use crate::sync::error::{Command, SyncError};
use crate::text::Problem;

use super::error::Failure;
use super::exit_code::Exit;

/// What is done where a reading failed.
pub const NOTHING_DONE: &str = "nothing was changed here and nothing sent";

/// How many characters of a service's words are shown.
const WORDS: usize = 300;

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Provider(error) => of_provider(&error),
            SyncError::Repo(error) => of_repo(&error),
            SyncError::Content(error) => Self::new(Exit::Failed, error.to_string())
                .hint("save the file, or put it back with `git restore`, and run this again"),
            SyncError::Problems(problems) => of_problems(&problems),
            SyncError::BrokenState(problems) => of_problems(&problems)
                .line("these files are committed; the working tree is not read before they are"),
            SyncError::Scan(problems) => Self {
                lines: problems,
                ..Self::new(Exit::Failed, "the files here cannot be trusted as they are")
            }
            .line("nothing was changed and nothing sent")
            .hint("mend this, and run it again"),
            SyncError::Unwritable(problem) => of_problems(&[problem]),
            SyncError::Unmerged(paths) => Self {
                lines: paths,
                ..Self::new(Exit::Conflicts, "these files are in conflict")
            }
            .hint("edit them, `git add` them, and run this again"),
            SyncError::Obstacles { command, words } => Self {
                lines: words,
                ..Self::new(Exit::Failed, match command {
                    Command::Pull => "nothing was pulled: it could not be written here",
                    Command::Push => "nothing was sent: its outcome could not be written here",
                })
            }
            .hint("mend this, and run it again"),
            SyncError::Conflicts(conflicts) => {
                of_conflicts(&conflicts).hint(ways_out(&conflicts))
            }
            SyncError::CommittedConflicts(conflicts) => of_conflicts(&conflicts)
                .line("that is what is committed; the files here say otherwise")
                .hint("commit or stash first, and run this again"),
            SyncError::NoBase { url, why } => of_no_base(&url, why),
            SyncError::OtherBranch { expected, actual } => of_branch(&expected, actual.as_deref()),
            SyncError::Busy(state) => of_busy(state),
            SyncError::NoBoards { url, account } => {
                Self::new(Exit::Failed, format!("{url} shows no boards to `{account}`"))
                    .line("there were some before; nothing was removed here")
                    .hint("look at the server in a browser; is it the same account?")
            }
            SyncError::OtherAccount {
                url,
                expected,
                actual,
            } => Self::new(
                Exit::NotAllowed,
                format!("{url} knows these credentials as `{actual}`, not as `{expected}`"),
            )
            .line("nothing was sent")
            .hint(format!(
                "log in as `{expected}`, or say that this is right: git config board.account {actual}"
            )),
            SyncError::OtherServer { url, cards } => Self {
                lines: cards,
                ..Self::new(
                    Exit::Guarded,
                    format!("{url} is not the server that this repository knows"),
                )
            }
            .hint("ids came back as other things, as after a restore from an old backup; clone anew"),
            SyncError::Unsettled { candidates } => Self {
                lines: candidates,
                ..Self::new(
                    Exit::Guarded,
                    "a push was cut off, and what it created cannot be told for sure",
                )
            }
            .hint(
                "write the right `id` into the file that is new here; if none of them is it, move \
                 that file out of the boards, run `git board pull`, and put it back",
            ),
            error @ SyncError::Notes { .. } => Self::new(Exit::Failed, error.to_string()),
            SyncError::Bug(error) => Self::new(Exit::Failed, format!("a mistake of git-board: {error}"))
                .line("nothing was sent")
                .hint("please report it, with the command that you ran"),
            SyncError::Inner(text) => {
                Self::new(Exit::Failed, format!("a mistake of git-board: {text}"))
                    .hint("please report it, with the command that you ran")
            }
        }
    }
}

/// Returns what a provider's error says to a person whose boards were to be read.
pub fn of_provider(error: &ProviderError) -> Failure {
    let words = words_of(error);
    let failed = |exit| {
        Failure::new(exit, "failed to read the boards")
            .line(words.clone())
            .line(NOTHING_DONE)
    };
    let failure = match error {
        ProviderError::NotLoggedIn { url, message } => Failure::new(
            Exit::NotAllowed,
            format!("not logged in to {}", server_of(url)),
        )
        .line(match message.as_str() {
            "" => "the server does not accept this user name and app password".to_owned(),
            said => format!("the server says: {}", printable(said, WORDS)),
        })
        .line("it was tried once and is not tried again, since failures lock you out"),
        ProviderError::NotAllowed { status: 404, .. } => failed(Exit::Failed),
        ProviderError::NotAllowed { .. } => failed(Exit::NotAllowed),
        ProviderError::Refused { .. }
        | ProviderError::Unreachable { .. }
        | ProviderError::Nonsense { .. } => failed(Exit::Failed),
        ProviderError::Redirected { .. } => failed(Exit::Failed)
            .line("the redirect was not followed: a password never goes to another address"),
        ProviderError::Untrusted { .. } => {
            failed(Exit::Failed).line("no password was sent: somebody may have come in between")
        }
        ProviderError::Address(_) => Failure::new(Exit::Usage, words),
        ProviderError::Restless { .. }
        | ProviderError::NoSuchBoard { .. }
        | ProviderError::Local(_) => Failure::new(Exit::Failed, words),
        ProviderError::Stopped => Failure::new(Exit::PartlyDone, "stopped"),
    };
    Failure {
        hint: hint_of(error).or_else(|| match error {
            ProviderError::Refused { .. } => {
                Some("is the address right? the server's log may tell more".to_owned())
            }
            _ => None,
        }),
        ..failure
    }
}

/// Returns the words of a provider's error, on one line.
fn words_of(error: &ProviderError) -> String {
    printable(&error.to_string(), WORDS)
}

/// Returns the server's address from the address of a request.
fn server_of(url: &str) -> String {
    let end = ["/index.php/", "/ocs/", "/remote.php/"]
        .iter()
        .filter_map(|mark| url.find(mark))
        .min();
    printable(&url[..end.unwrap_or(url.len())], WORDS)
}

/// Returns what to do about a provider's error.
fn hint_of(error: &ProviderError) -> Option<String> {
    let hint = match error {
        ProviderError::NotLoggedIn { .. } => {
            "make an app password (Nextcloud: Personal settings → Security) and use it as \
             GIT_BOARD_TOKEN or at the prompt"
        }
        ProviderError::NotAllowed { status: 404, .. } => {
            "is the address right, and is Deck installed there?"
        }
        ProviderError::Nonsense { .. } => {
            "is the address right? open it in a browser: a login page or a proxy may stand before \
             the server"
        }
        ProviderError::NotAllowed { .. } => {
            "the thing is gone, or this account may not do that; ask the board's owner"
        }
        ProviderError::Redirected {
            service: Some(service),
            ..
        } => {
            let service = printable(service, WORDS);
            return Some(format!(
                "if you trust it: git config board.url {service} (or clone from there)"
            ));
        }
        ProviderError::Redirected { service: None, .. } => {
            "is the address right? open it in a browser: a login page or a proxy may stand before \
             the server"
        }
        ProviderError::Untrusted { .. } => {
            "ask who runs the server; the variable SSL_CERT_FILE names an authority of your own"
        }
        ProviderError::Address(problem) if !problem.contains("plain http") => {
            "write the server's address, for example https://cloud.example.com"
        }
        ProviderError::Address(_) => {
            "use https; where nobody else can listen: git -c board.allowHttp=true board …"
        }
        ProviderError::Unreachable { message, .. } if message == NO_ANSWER_IN_TIME => {
            "run this again; `git config board.timeout SECONDS` lets it wait longer; nothing is lost"
        }
        ProviderError::Unreachable { .. } => {
            "run this again when the server can be reached; nothing is lost"
        }
        ProviderError::Restless { .. } => "run this again in a moment",
        ProviderError::Refused { .. }
        | ProviderError::NoSuchBoard { .. }
        | ProviderError::Stopped
        | ProviderError::Local(_) => return None,
    };
    Some(hint.to_owned())
}

fn of_repo(error: &RepoError) -> Failure {
    let failure = Failure::new(Exit::Failed, format!("failed to {error}"));
    match error {
        RepoError::NoRepository { .. } => {
            failure.hint("go into one, or make one with `git board clone URL`")
        }
        RepoError::Locked { .. } => failure.hint("wait until it has ended, and run this again"),
        RepoError::Index { .. } => {
            failure.hint("`rm .git/index && git reset` makes it anew; your files stay as they are")
        }
        RepoError::Io { source, .. } => match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                failure.hint("make room, and run this again; it goes on from here")
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                failure.hint("make it writable, and run this again; it goes on from here")
            }
            _ => failure,
        },
        RepoError::Git { .. } => failure.hint("`git fsck` tells whether the repository is sound"),
        _ => failure,
    }
}

fn of_problems(problems: &[Problem]) -> Failure {
    let headline = match problems {
        [one] => one.to_string(),
        many => format!("{} problems in the files", many.len()),
    };
    let lines = if problems.len() > 1 {
        problems.iter().map(ToString::to_string).collect()
    } else {
        Vec::new()
    };
    let exit = if !problems.is_empty() && problems.iter().all(Problem::is_conflict) {
        Exit::Conflicts
    } else {
        Exit::Failed
    };
    Failure {
        lines,
        ..Failure::new(exit, headline)
    }
    .hint("nothing was changed and nothing sent; mend the files and run this again")
}

fn of_conflicts(conflicts: &[Conflict]) -> Failure {
    let count = conflicts.len();
    Failure {
        lines: conflicts.iter().map(ToString::to_string).collect(),
        ..Failure::new(
            Exit::Conflicts,
            format!(
                "{count} {} between here and the server",
                if count == 1 { "conflict" } else { "conflicts" }
            ),
        )
    }
    .line(NOTHING_DONE)
}

/// Returns what a person can do about the conflicts, each way once.
fn ways_out(conflicts: &[Conflict]) -> String {
    let mut ways: Vec<String> = Vec::new();
    for conflict in conflicts {
        let way = match conflict {
            Conflict::BothChanged { .. }
            | Conflict::DifferentWithoutBase { .. }
            | Conflict::BothMoved { .. } => {
                "take the server's value into your file (`git board diff --remote` shows it), or \
                 undo your edit"
                    .to_owned()
            }
            _ => conflict.way_out(),
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    match ways.as_slice() {
        [one] => one.clone(),
        many => many
            .iter()
            .map(|way| format!("{way}\n"))
            .collect::<String>()
            .trim_end()
            .replace('\n', "\n      "),
    }
}

fn of_no_base(url: &str, why: NoBase) -> Failure {
    let failure = Failure::new(
        Exit::Guarded,
        format!("nothing that was agreed with {url} is in this branch's history"),
    );
    match why {
        NoBase::Unborn => failure
            .line("nothing is committed on this branch")
            .hint("git merge board/main, or clone anew"),
        NoBase::Shallow => failure
            .line("the history was cut off by a shallow clone")
            .hint("git fetch --unshallow"),
        NoBase::NoneReachable { altered: None } => failure
            .line("without it, nobody can tell your edits from the server's")
            .hint("git merge --allow-unrelated-histories board/main, or go to the branch of the boards"),
        NoBase::NoneReachable {
            altered: Some(commit),
        } => failure
            .line(format!(
                "commit {commit} says that it is one, but its files were changed since"
            ))
            .hint("git merge --allow-unrelated-histories board/main"),
    }
}

fn of_branch(expected: &str, actual: Option<&str>) -> Failure {
    let headline = match actual {
        Some(actual) => format!("HEAD is on `{actual}`, and the boards are synced on `{expected}`"),
        None => format!("HEAD is on no branch, and the boards are synced on `{expected}`"),
    };
    let stay = match actual {
        Some(actual) => format!("; or, to sync here from now on: git config board.branch {actual}"),
        None => String::new(),
    };
    Failure::new(Exit::Guarded, headline).hint(format!("git switch {expected}{stay}"))
}

fn of_busy(state: State) -> Failure {
    let failure = Failure::new(Exit::Guarded, "git is in the middle of something else");
    match state.way_out() {
        Some(command) => failure.hint(format!("finish it, or leave it with `{command}`")),
        None => failure,
    }
}

/// Returns why an operation stopped a push, to a person; `None` for a person's own Ctrl-C.
pub fn of_apply(what: &str, error: Option<&ApplyError>) -> Failure {
    let headline = format!("failed to {what}");
    let Some(error) = error else {
        return Failure::new(Exit::PartlyDone, "stopped, as you asked")
            .hint("run `git board push` again; it goes on from here");
    };
    let failure = Failure::new(Exit::PartlyDone, headline);
    match error {
        ApplyError::Stale { .. } => failure
            .line(printable(&error.to_string(), WORDS))
            .hint("run `git board pull`, look at the change, and push again"),
        ApplyError::Failed { error, partly, .. } => {
            let failure = failure.line(words_of(error));
            let failure = if *partly {
                failure.line("a part of it took effect")
            } else {
                failure
            };
            failure.hint(hint_for_write(error))
        }
        ApplyError::Unknown { error, .. } => failure
            .line(words_of(error))
            .line("nobody knows whether it took effect; the next push finds out before it sends anything")
            .hint("run `git board push` again; it goes on from here"),
    }
}

/// Returns what to do about a write that took no effect.
fn hint_for_write(error: &ProviderError) -> &'static str {
    match error {
        ProviderError::NotAllowed { .. } => {
            "the thing is gone, or this account may not do that: ask the board's owner, or undo \
             this edit; then push again, it goes on from here"
        }
        ProviderError::NotLoggedIn { .. } => {
            "log in with an app password that is valid; then push again, it goes on from here"
        }
        ProviderError::Unreachable { .. }
        | ProviderError::Nonsense { .. }
        | ProviderError::Redirected { .. }
        | ProviderError::Untrusted { .. }
        | ProviderError::Restless { .. }
        | ProviderError::Stopped => {
            "push again when the server can be reached; it goes on from here"
        }
        ProviderError::Refused { .. }
        | ProviderError::NoSuchBoard { .. }
        | ProviderError::Address(_)
        | ProviderError::Local(_) => {
            "undo this edit or change it; then push again, it goes on from here"
        }
    }
}
