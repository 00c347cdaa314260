//! Programs of the person's choice, as git knows them.

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
