//! A repository that a clone is filling: marked until its branch is there, so that one that was cut
//! off can be told from a person's own, and taken away.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use git2::{ObjectType, Oid, TreeWalkMode, TreeWalkResult};
use walkdir::WalkDir;

use super::{Environment, Repo, RepoError, Scope};

/// In git's folder.
const FOLDER: &str = "git-board";
/// In [`FOLDER`].
const MARK: &str = "clone.half";

impl Repo {
    /// Makes a repository as [`Repo::init`] does, marked as unfinished.
    ///
    /// # Errors
    /// As for [`Repo::init`].
    pub fn init_unfinished(
        folder: &Path,
        scope: Scope,
        environment: Environment,
    ) -> Result<Self, RepoError> {
        let ours = folder.join(".git").join(FOLDER);
        // First the folder that the person named: where it cannot be made, it is told by its name.
        for folder in [folder, &ours] {
            fs::create_dir_all(folder).map_err(RepoError::io("make the folder", folder))?;
        }
        // First of all: without it, nobody could tell what is left of a run that was cut off.
        let mark = ours.join(MARK);
        fs::write(&mark, "").map_err(RepoError::io("write", &mark))?;
        Self::init(folder, scope, environment)
    }

    /// Takes the mark away: all is there.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn finish(&self) -> Result<(), RepoError> {
        let mark = self.common_folder()?.join(MARK);
        match fs::remove_file(&mark) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(RepoError::io("remove", mark)(error))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// Takes away what a clone that was cut off has left in `folder`: its files that are as it wrote
/// them, and then, if nothing else is there, its repository.
///
/// A repository that is not marked, or has a branch already, is left alone.
///
/// # Errors
/// The clone is still running, or the system refuses; it can be run again.
pub fn take_away_unfinished(
    folder: &Path,
    scope: Scope,
    environment: Environment,
) -> Result<(), RepoError> {
    let git_folder = folder.join(".git");
    let ours = git_folder.join(FOLDER);
    if !ours.join(MARK).exists() {
        return Ok(());
    }
    let opened = Repo::discover(folder, scope, environment).ok();
    // Around a folder of git's that is not whole, another repository may be found.
    let repo = opened.filter(|repo| fs::canonicalize(folder).is_ok_and(|at| at == repo.workdir()));
    let _lock = match &repo {
        None => None,
        Some(repo) => {
            let lock = repo.lock()?;
            if repo.head()?.commit().is_some() {
                return repo.finish();
            }
            take_files_away(repo, folder)?;
            Some(lock)
        }
    };
    let is_ours = |name: &std::ffi::OsStr| name == ".git";
    let entries = fs::read_dir(folder).map_err(RepoError::io("list", folder))?;
    if entries.flatten().any(|entry| !is_ours(&entry.file_name())) {
        return Ok(());
    }
    // The mark goes last.
    let entries = fs::read_dir(&git_folder).map_err(RepoError::io("list", &git_folder))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path != ours {
            remove(&path).map_err(RepoError::io("remove", path))?;
        }
    }
    remove(&git_folder).map_err(RepoError::io("remove", git_folder))
}

/// Removes the files that are as the fetched state has them, and folders that are empty then.
fn take_files_away(repo: &Repo, folder: &Path) -> Result<(), RepoError> {
    let Some(state) = repo.fetched()? else {
        return Ok(());
    };
    let failed = || RepoError::git("read what a clone was about to write".to_owned());
    let tree = repo.tree_of(state)?.oid()?;
    let tree = repo.git.find_tree(tree).map_err(failed())?;
    let mut files = Vec::new();
    tree.walk(TreeWalkMode::PreOrder, |parent, entry| {
        if let (Ok(name), Some(ObjectType::Blob)) = (entry.name(), entry.kind()) {
            files.push((folder.join(parent).join(name), entry.id()));
        }
        TreeWalkResult::Ok
    })
    .map_err(failed())?;
    for (path, id) in files {
        let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        if is_file && is_begun(repo, &path, id).map_err(failed())? {
            fs::remove_file(&path).map_err(RepoError::io("remove", path))?;
        }
    }
    let entries = WalkDir::new(folder)
        .min_depth(1)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git");
    let folders = entries.flatten().filter(|entry| entry.file_type().is_dir());
    let folders: Vec<_> = folders.collect();
    for folder in folders.iter().rev() {
        // One that is not empty stays.
        let _ = fs::remove_dir(folder.path());
    }
    Ok(())
}

/// Returns true if a file is the beginning of what is stored, or the whole of it.
fn is_begun(repo: &Repo, path: &Path, id: Oid) -> Result<bool, git2::Error> {
    if Oid::hash_file(ObjectType::Blob, path).is_ok_and(|now| now == id) {
        return Ok(true);
    }
    let (length, _) = repo.git.odb()?.read_header(id)?;
    let found = fs::metadata(path).map_or(u64::MAX, |found| found.len());
    if found >= length as u64 {
        return Ok(false);
    }
    let blob = repo.git.find_blob(id)?;
    Ok(fs::read(path).is_ok_and(|begun| blob.content().starts_with(&begun)))
}

fn remove(path: &Path) -> std::io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
}
