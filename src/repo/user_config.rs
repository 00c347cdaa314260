//! The user's own configuration as git sees it from a folder, in a repository or not.

use std::path::{Path, PathBuf};

use super::config::{Settings, normal_key, parse_flag};
use super::{Environment, Repo, RepoError, Setting};

/// The user's own configuration as git sees it from a folder, which need not be a repository.
#[derive(Clone, Debug)]
pub struct UserConfig {
    pub(super) folder: PathBuf,
    pub(super) environment: Environment,
    settings: Settings,
}

impl UserConfig {
    /// Reads the configuration as `git` sees it from `folder`.
    ///
    /// # Errors
    /// git's configuration cannot be read.
    pub fn of_folder(folder: &Path, environment: Environment) -> Result<Self, RepoError> {
        Ok(Self {
            settings: Settings::load(folder, &environment)?,
            folder: folder.to_path_buf(),
            environment,
        })
    }

    /// Returns the environment that is obeyed.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Returns a setting (`board.timeout`); case does not matter.
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.last(&normal_key(key))
    }

    /// Returns a setting as git reads booleans; none if it is not set or is no boolean.
    pub fn flag(&self, key: &str) -> Option<bool> {
        parse_flag(&self.setting(key)?.value)
    }
}

impl Repo {
    /// Returns the user's own configuration as it is seen from here.
    ///
    /// # Errors
    /// git's configuration cannot be read.
    pub fn user_config(&self) -> Result<UserConfig, RepoError> {
        Ok(UserConfig {
            folder: self.workdir().to_path_buf(),
            environment: self.environment().clone(),
            settings: self.settings()?.clone(),
        })
    }
}
