//! Commits and refs: written with the user's identity, moved only from where they were.

use std::time::SystemTime;

use super::config::{git_command, run};
use super::trailer::message;
use super::{CommitId, Repo, RepoError, Trailer, TreeId, state_message};

/// The ref of the newest state that was fetched.
pub(super) const FETCHED: &str = "refs/remotes/board/main";

/// Whose name a commit bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// Where both come from.
    pub source: IdentitySource,
}

/// Where an identity comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentitySource {
    /// git's configuration or environment.
    User,
    /// git knows none; the commits are ours.
    Ours,
}

/// The two people whom git names in a commit.
#[derive(Clone, Copy)]
enum Role {
    Author,
    Committer,
}

impl Role {
    fn variable(self, what: &str) -> String {
        match self {
            Self::Author => format!("GIT_AUTHOR_{what}"),
            Self::Committer => format!("GIT_COMMITTER_{what}"),
        }
    }

    fn section(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Committer => "committer",
        }
    }
}

impl Repo {
    /// Returns the name that commits will bear: the user's, or ours if git knows none.
    ///
    /// # Errors
    /// git's configuration cannot be read.
    pub fn identity(&self) -> Result<Identity, RepoError> {
        self.identity_as(Role::Author)
    }

    /// Stores a commit that is no state, and moves no ref.
    ///
    /// # Errors
    /// The message would pass for a state's, or the commit cannot be written.
    pub fn commit(
        &self,
        tree: TreeId,
        parents: &[CommitId],
        subject: &str,
        body: &str,
    ) -> Result<CommitId, RepoError> {
        self.write_commit(tree, parents, &message(subject, body)?)
    }

    /// Stores a state commit, and moves no ref; the trailer's tree is computed from `tree`.
    ///
    /// # Errors
    /// The message or the trailer is not fit, or the commit cannot be written.
    pub fn commit_state(
        &self,
        tree: TreeId,
        parents: &[CommitId],
        subject: &str,
        body: &str,
        (url, account, server_time): (&str, &str, jiff::Timestamp),
    ) -> Result<CommitId, RepoError> {
        let trailer = Trailer {
            url: url.to_owned(),
            account: account.to_owned(),
            server_time,
            tree: self.boards_tree(tree)?,
        };
        self.write_commit(tree, parents, &state_message(subject, body, &trailer)?)
    }

    /// Returns the newest state that was fetched: `refs/remotes/board/main`.
    ///
    /// # Errors
    /// The ref is there and cannot be read.
    pub fn fetched(&self) -> Result<Option<CommitId>, RepoError> {
        self.read_ref(FETCHED)
    }

    /// Moves `refs/remotes/board/main` from where it was to `to`.
    ///
    /// # Errors
    /// `RefMoved` if it is elsewhere by now; nothing has changed then.
    pub fn set_fetched(
        &self,
        was: Option<CommitId>,
        to: CommitId,
        why: &str,
    ) -> Result<(), RepoError> {
        self.move_ref(FETCHED, was, to, why)
    }

    /// Moves a branch (its short name) from where it was to `to`; HEAD's log tells it too if HEAD
    /// is on it. The index and the files stay as they are.
    ///
    /// # Errors
    /// `RefMoved` if it is elsewhere by now; nothing has changed then.
    pub fn move_branch(
        &self,
        branch: &str,
        was: Option<CommitId>,
        to: CommitId,
        why: &str,
    ) -> Result<(), RepoError> {
        self.move_ref(&format!("refs/heads/{branch}"), was, to, why)
    }

    /// Moves any ref from where it was (none: it must not be there) to `to`.
    pub(super) fn move_ref(
        &self,
        name: &str,
        was: Option<CommitId>,
        to: CommitId,
        why: &str,
    ) -> Result<(), RepoError> {
        let failed = || RepoError::git(format!("move `{name}`"));
        let signature = self.signature(Role::Committer)?;
        let mut transaction = self.git.transaction().map_err(failed())?;
        transaction.lock_ref(name).map_err(failed())?;
        // Read under the lock, so that nobody can come between.
        if self.read_ref(name)? != was {
            return Err(RepoError::RefMoved {
                name: name.to_owned(),
            });
        }
        transaction
            .set_target(name, to.oid()?, Some(&signature), why)
            .map_err(failed())?;
        transaction.commit().map_err(failed())
    }

    pub(super) fn write_commit(
        &self,
        tree: TreeId,
        parents: &[CommitId],
        message: &str,
    ) -> Result<CommitId, RepoError> {
        let failed = || RepoError::git("write a commit");
        let author = self.signature(Role::Author)?;
        let committer = self.signature(Role::Committer)?;
        let tree = self.git.find_tree(tree.oid()?).map_err(failed())?;
        let mut found = Vec::with_capacity(parents.len());
        for parent in parents {
            found.push(self.find_commit(*parent)?);
        }
        let parents: Vec<&git2::Commit<'_>> = found.iter().collect();
        self.git
            .commit(None, &author, &committer, message, &tree, &parents)
            .map(CommitId::from_oid)
            .map_err(failed())
    }

    fn identity_as(&self, role: Role) -> Result<Identity, RepoError> {
        let settings = self.settings()?;
        let find = |what: &str, fallback: Option<String>| {
            let of_role = format!("{}.{}", role.section(), what.to_lowercase());
            let of_user = format!("user.{}", what.to_lowercase());
            self.environment
                .get(&role.variable(what))
                .or_else(|| settings.last(&of_role).map(|found| found.value.clone()))
                .or_else(|| settings.last(&of_user).map(|found| found.value.clone()))
                .or(fallback)
                .map(|text| without_crud(&text))
                .filter(|text| !text.is_empty())
        };
        let email = find("EMAIL", self.environment.get("EMAIL"));
        Ok(match (find("NAME", None), email) {
            (Some(name), Some(email)) => Identity {
                name,
                email,
                source: IdentitySource::User,
            },
            _ => Identity {
                name: "git-board".to_owned(),
                email: "git-board@localhost".to_owned(),
                source: IdentitySource::Ours,
            },
        })
    }

    fn signature(&self, role: Role) -> Result<git2::Signature<'static>, RepoError> {
        let identity = self.identity_as(role)?;
        let time = match self.environment.get(&role.variable("DATE")) {
            Some(date) => self.parse_date(&date)?,
            None => now(),
        };
        git2::Signature::new(&identity.name, &identity.email, &time)
            .map_err(RepoError::git("use the identity of the user"))
    }

    /// Reads `GIT_AUTHOR_DATE`: `<seconds> <zone>` and RFC 3339 here, all other forms by git.
    fn parse_date(&self, text: &str) -> Result<git2::Time, RepoError> {
        if let Some(time) = raw_date(text) {
            return Ok(time);
        }
        if let Ok(time) = text.parse::<jiff::Timestamp>() {
            return Ok(git2::Time::new(time.as_second(), 0));
        }
        let mut command = git_command(self.workdir(), &self.environment);
        command.args(["var", "GIT_AUTHOR_IDENT"]);
        command.env("GIT_AUTHOR_DATE", text);
        command
            .env("GIT_AUTHOR_NAME", "x")
            .env("GIT_AUTHOR_EMAIL", "x");
        let doing = format!("read the date `{text}`");
        let output = run(command, None, &doing)?;
        let line = String::from_utf8_lossy(&output);
        let date = line.split_once("> ").map(|(_, date)| date.trim());
        date.and_then(raw_date).ok_or(RepoError::Program {
            doing,
            reason: format!("git answered `{}`", line.trim()),
        })
    }
}

/// Reads git's internal form of a date: `@1700000000 +0100`, the `@` and the zone may lack.
fn raw_date(text: &str) -> Option<git2::Time> {
    let text = text.strip_prefix('@').unwrap_or(text);
    let (seconds, zone) = text.split_once(' ').unwrap_or((text, "+0000"));
    let seconds = seconds.parse().ok()?;
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
    Some(git2::Time::new(seconds, sign * minutes))
}

/// Returns the system's time in its zone.
fn now() -> git2::Time {
    let now = jiff::Zoned::try_from(SystemTime::now())
        .map(|now| now.with_time_zone(jiff::tz::TimeZone::system()));
    match now {
        Ok(now) => git2::Time::new(now.timestamp().as_second(), now.offset().seconds() / 60),
        Err(_) => git2::Time::new(0, 0),
    }
}

/// Removes what git takes out of names: angle brackets, line ends, and dots and commas around.
fn without_crud(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| !matches!(c, '<' | '>') && !c.is_control())
        .collect();
    let is_crud = |c: char| c.is_whitespace() || ".,:;\"\\'".contains(c);
    kept.trim_matches(is_crud).to_owned()
}
