//! Programs of the person's choice, as git knows them.

use std::process::Command;

use super::config::{git_command, run};
use super::{Repo, RepoError};

impl Repo {
    /// Returns the program that git would start for a purpose, as a line for a shell:
    /// `GIT_EDITOR`, `GIT_PAGER`.
    ///
    /// # Errors
    /// git knows none, as on a terminal that can do nothing.
    pub fn program(&self, variable: &str) -> Result<String, RepoError> {
        let mut command = git_command(self.workdir(), &self.environment);
        command.args(["var", variable]);
        let doing = format!("ask git for `{variable}`");
        let output = run(command, None, &doing)?;
        Ok(String::from_utf8_lossy(&output).trim_end().to_owned())
    }
}

/// Returns what the `git` on the `PATH` says of its version: `2.47.3`; `None` where there is none.
pub fn git_version() -> Option<String> {
    let output = Command::new("git").arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.trim().strip_prefix("git version ")?;
    Some(version.to_owned())
}

/// Returns the version of the libgit2 that this program is linked with.
pub fn libgit2_version() -> String {
    let (major, minor, patch) = git2::Version::get().libgit2_version();
    format!("{major}.{minor}.{patch}")
}
