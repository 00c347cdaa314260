//! The environment variables that git and we obey, of the process or set by hand.

use std::collections::BTreeMap;
use std::process::Command;

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

    pub(super) fn apply_to(&self, command: &mut Command) {
        for (name, value) in &self.overrides {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
    }
}
