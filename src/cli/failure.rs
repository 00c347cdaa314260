//! Each error of a sync in words for a person.

use std::io::ErrorKind;

use crate::plan::Conflict;
use crate::repo::{NoBase, RepoError, State};
use crate::sync::error::{Command, SyncError};
use crate::text::Problem;

use super::conflict_view::{of_unmerged, ways_out};
use super::error::{Details, Failure};
use super::exit_code::Exit;
use super::service_failure::{NOTHING_DONE, of_provider};

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Provider(error) => of_provider(&error),
            SyncError::Repo(error) => of_repo(&error),
            SyncError::Content(error) => Self::new(Exit::Failed, error.to_string())
                .hint("save the file, or put it back with `git restore`, and run this again"),
            SyncError::Problems(problems) => of_problems(&problems),
            SyncError::BrokenState(problems) => of_problems(&problems)
                .line("that is what is committed; commit what mends it, for it is read first"),
            SyncError::Scan(problems) => Self {
                lines: problems,
                ..Self::new(Exit::Failed, "the files here cannot be trusted as they are")
            }
            .line("nothing was changed and nothing sent")
            .hint("mend this, and run it again"),
            SyncError::Unwritable(problem) => of_problems(&[problem]),
            SyncError::Unmerged(files) => of_unmerged(&files),
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
            SyncError::Uncommitted { paths } => Self {
                lines: first_of(paths),
                ..Self::new(Exit::Guarded, "there are edits that are not committed")
            }
            .line("nothing was changed here")
            .hint("commit or stash them first, and run this again"),
            SyncError::Saved { paths } => Self {
                lines: paths,
                ..Self::new(Exit::Failed, "files were saved while they were about to be written")
            }
            .line("nothing was changed here")
            .hint("run this again"),
            error @ SyncError::Notes { .. } => Self::new(Exit::Failed, error.to_string())
                .line("the notes lie in git's folder, in `git-board/`")
                .hint("make room there, or make it writable, and run this again; it goes on from here"),
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

/// How many of many paths are named.
const MOST_PATHS: usize = 10;

/// Returns the paths, the first of them where they are many.
fn first_of(mut paths: Vec<String>) -> Vec<String> {
    let count = paths.len();
    if count > MOST_PATHS {
        paths.truncate(MOST_PATHS);
        paths.push(format!("… and {} more", count - MOST_PATHS));
    }
    paths
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
        RepoError::Git { source, .. } if is_about_room(&source.to_string()) => {
            failure.hint("make room, and run this again; it goes on from here")
        }
        RepoError::Git { .. } => failure.hint("`git fsck` tells whether the repository is sound"),
        _ => failure,
    }
}

/// Returns true for the words with which systems refuse to store more.
fn is_about_room(words: &str) -> bool {
    [
        "No space left",
        "File too large",
        "quota",
        "disk may be full",
    ]
    .iter()
    .any(|said| words.contains(said))
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
        details: Details::of_problems(problems),
        ..Failure::new(exit, headline)
    }
    .hint("nothing was changed and nothing sent; mend the files and run this again")
}

fn of_conflicts(conflicts: &[Conflict]) -> Failure {
    let count = conflicts.len();
    Failure {
        lines: conflicts.iter().map(ToString::to_string).collect(),
        details: Details::of_conflicts(conflicts.iter().map(|one| (one.clone(), None))),
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
