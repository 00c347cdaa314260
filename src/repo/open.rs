//! The repository: found or made, and refused with words where it cannot serve.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::cache::Beside;
use super::config::Settings;
use super::index_read::ParsedIndex;
use super::sight::Sight;
use super::tree::Listed;
use super::{Environment, RepoError};

/// Which paths of a repository are ours.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// A folder at the top that holds a file of this name is ours, with all that is in it.
    pub marker: &'static str,
    /// Files at the top that are ours too.
    pub top_files: &'static [&'static str],
    /// Returns true for paths, of files or folders, that are never ours unless the base has them.
    pub is_ignored: fn(&str) -> bool,
}

/// A repository with a working tree.
pub struct Repo {
    pub(super) git: git2::Repository,
    pub(super) scope: Scope,
    pub(super) environment: Environment,
    pub(super) settings: OnceCell<Settings>,
    pub(super) listed: RefCell<Listed>,
    pub(super) beside: Beside,
    /// Shared with those that have less in sight.
    pub(super) index: Arc<Mutex<ParsedIndex>>,
    workdir: PathBuf,
    common: PathBuf,
    pub(super) sight: Sight,
}

impl std::fmt::Debug for Repo {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Repo")
            .field("workdir", &self.workdir)
            .finish_non_exhaustive()
    }
}

impl Repo {
    /// Opens the repository that `folder` lies in.
    ///
    /// # Errors
    /// There is none, it is bare, not of SHA-1, not the user's own, or has a remote named `board`.
    pub fn discover(
        folder: &Path,
        scope: Scope,
        environment: Environment,
    ) -> Result<Self, RepoError> {
        let opened = match environment.get("GIT_DIR") {
            Some(git_dir) => open_git_dir(&folder.join(git_dir), &environment, folder),
            None => git2::Repository::discover(folder),
        };
        let git = opened.map_err(|error| not_opened(folder, error))?;
        Self::wrap(git, folder, scope, environment)
    }

    /// Makes a repository in `folder`, which is made if it is not there.
    ///
    /// Its first branch is `init.defaultBranch`, or `main`.
    ///
    /// # Errors
    /// The system refuses, or `folder` is a repository that cannot serve.
    pub fn init(folder: &Path, scope: Scope, environment: Environment) -> Result<Self, RepoError> {
        fs::create_dir_all(folder).map_err(RepoError::io("make the folder", folder))?;
        let settings = Settings::load(folder, &environment)?;
        let branch = settings.last("init.defaultbranch");
        let branch = branch.map_or("main", |setting| setting.value.as_str());
        let mut options = git2::RepositoryInitOptions::new();
        options.initial_head(branch);
        // git's own sample hooks are noise; a template that the user chose is not.
        match settings.last("init.templatedir") {
            Some(template) => options.template_path(Path::new(&template.value)),
            None => options.external_template(false),
        };
        let git = git2::Repository::init_opts(folder, &options).map_err(RepoError::git(
            format!("make a repository in `{}`", folder.display()),
        ))?;
        Self::wrap(git, folder, scope, environment)
    }

    fn wrap(
        git: git2::Repository,
        folder: &Path,
        scope: Scope,
        environment: Environment,
    ) -> Result<Self, RepoError> {
        let Some(workdir) = git.workdir().map(Path::to_path_buf) else {
            return Err(RepoError::Bare {
                folder: git.path().to_path_buf(),
            });
        };
        let workdir = fs::canonicalize(&workdir).unwrap_or(workdir);
        let common = git.commondir().to_path_buf();
        let failed =
            || RepoError::git(format!("use git's configuration in `{}`", folder.display()));
        if let Some(config) = environment.config_for(&git).map_err(failed())? {
            git.set_config(&config).map_err(failed())?;
        }
        let remotes = git.remotes().map_err(RepoError::git(format!(
            "read the remotes of `{}`",
            folder.display()
        )))?;
        if remotes.iter_bytes().any(|name| name == b"board") {
            return Err(RepoError::RemoteNamedBoard { folder: workdir });
        }
        drop(remotes);
        // A relative `GIT_DIR` would mean another folder to a `git` that starts elsewhere.
        let environment = match environment.get("GIT_DIR") {
            Some(_) => environment
                .set("GIT_DIR", &git.path().to_string_lossy())
                .set("GIT_WORK_TREE", &workdir.to_string_lossy()),
            None => environment,
        };
        Ok(Self {
            git,
            scope,
            environment,
            settings: OnceCell::new(),
            listed: RefCell::default(),
            beside: Beside::default(),
            index: Arc::default(),
            workdir,
            common,
            sight: Sight::All,
        })
    }

    /// Opens the same repository once more, of which these top folders are not ours: nothing below
    /// them is listed, looked at or changed.
    ///
    /// # Errors
    /// It cannot be opened any more.
    pub fn leaving_aside(&self, folders: BTreeSet<String>) -> Result<Self, RepoError> {
        self.with_sight(Sight::Without(folders))
    }

    /// Opens the same repository once more, of which only these files are ours.
    ///
    /// # Errors
    /// It cannot be opened any more.
    pub fn seeing_only(&self, files: BTreeSet<String>) -> Result<Self, RepoError> {
        self.with_sight(Sight::Only(files))
    }

    fn with_sight(&self, sight: Sight) -> Result<Self, RepoError> {
        let git = git2::Repository::open(self.git.path())
            .and_then(|git| {
                if git.workdir() != self.git.workdir() {
                    git.set_workdir(&self.workdir, false)?;
                }
                Ok(git)
            })
            .map_err(|error| not_opened(&self.workdir, error))?;
        let environment = self.environment.clone();
        Ok(Self {
            sight,
            settings: self.settings.clone(),
            index: Arc::clone(&self.index),
            ..Self::wrap(git, &self.workdir, self.scope, environment)?
        })
    }

    /// Returns the top folder of the working tree, absolute.
    pub fn workdir(&self) -> &Path {
        &self.workdir
    }

    /// Returns which paths are ours.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Returns the environment that is obeyed.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Returns git's folder of this working tree: that of the repository, or of a linked worktree.
    pub(super) fn git_dir(&self) -> &Path {
        self.git.path()
    }

    /// Returns git's folder that all linked worktrees share.
    pub(super) fn common_dir(&self) -> &Path {
        &self.common
    }
}

fn open_git_dir(
    git_dir: &Path,
    environment: &Environment,
    folder: &Path,
) -> Result<git2::Repository, git2::Error> {
    let git = git2::Repository::open(git_dir)?;
    if let Some(work_tree) = environment.get("GIT_WORK_TREE") {
        git.set_workdir(&folder.join(work_tree), false)?;
    }
    Ok(git)
}

fn not_opened(folder: &Path, error: git2::Error) -> RepoError {
    if error.code() == git2::ErrorCode::NotFound {
        return RepoError::NoRepository {
            folder: folder.to_path_buf(),
        };
    }
    let message = error.message().to_lowercase();
    if message.contains("objectformat") || message.contains("object format") {
        return RepoError::ObjectFormat {
            folder: folder.to_path_buf(),
        };
    }
    RepoError::git(format!("open the repository of `{}`", folder.display()))(error)
}
