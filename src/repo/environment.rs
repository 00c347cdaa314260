//! The environment variables that git and we obey, of the process or set by hand.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use git2::{Config, ConfigLevel};

/// Environment variables: those of the process, with some set or removed.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    overrides: BTreeMap<String, Option<String>>,
}

impl Environment {
    /// Returns the environment of this process.
    pub fn of_process() -> Self {
        Self::default()
    }

    /// Sets a variable here and for the programs that are started.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.overrides
            .insert(name.to_owned(), Some(value.to_owned()));
        self
    }

    /// Removes a variable here and for the programs that are started.
    #[must_use]
    pub fn unset(mut self, name: &str) -> Self {
        self.overrides.insert(name.to_owned(), None);
        self
    }

    /// Returns an environment in which git finds no configuration but the repository's own.
    #[must_use]
    pub fn without_user_config(self) -> Self {
        self.set("HOME", "/nonexistent")
            .set("XDG_CONFIG_HOME", "/nonexistent")
            .set("GIT_CONFIG_GLOBAL", "/dev/null")
            .set("GIT_CONFIG_SYSTEM", "/dev/null")
            .set("GIT_CONFIG_NOSYSTEM", "1")
    }

    /// Returns a variable's value; none if it is not set, empty, or not UTF-8.
    pub fn get(&self, name: &str) -> Option<String> {
        match self.overrides.get(name) {
            Some(value) => value.clone(),
            None => std::env::var(name).ok(),
        }
        .filter(|value| !value.is_empty())
    }

    /// Returns the configuration that libgit2 shall use in a repository, where the environment
    /// names other files than the usual ones; libgit2 itself does not look.
    pub(super) fn config_for(
        &self,
        git: &git2::Repository,
    ) -> Result<Option<git2::Config>, git2::Error> {
        let global = self.get("GIT_CONFIG_GLOBAL").map(PathBuf::from);
        let system = self.get("GIT_CONFIG_SYSTEM").map(PathBuf::from);
        let no_system = self.get("GIT_CONFIG_NOSYSTEM");
        let no_system = no_system.is_some_and(|value| value != "0" && value != "false");
        if global.is_none() && system.is_none() && !no_system {
            return Ok(None);
        }
        let mut files: Vec<(PathBuf, ConfigLevel)> = Vec::new();
        if !no_system && let Some(path) = system.or_else(|| Config::find_system().ok()) {
            files.push((path, ConfigLevel::System));
        }
        if let Some(path) = global {
            files.push((path, ConfigLevel::Global));
        } else {
            let found = [
                (Config::find_xdg(), ConfigLevel::XDG),
                (Config::find_global(), ConfigLevel::Global),
            ];
            files.extend(
                found
                    .into_iter()
                    .filter_map(|(path, level)| Some((path.ok()?, level))),
            );
        }
        files.push((git.commondir().join("config"), ConfigLevel::Local));
        files.push((git.path().join("config.worktree"), ConfigLevel::Worktree));
        let mut config = Config::new()?;
        for (path, level) in files.iter().filter(|(path, _)| path.is_file()) {
            config.add_file(path, *level, true)?;
        }
        Ok(Some(config))
    }

    pub(super) fn apply_to(&self, command: &mut Command) {
        for (name, value) in &self.overrides {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
    }
}
