//! A merge in progress, as git leaves one: `MERGE_HEAD` and what belongs to it.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::lock::write_atomically;
use super::{CommitId, Repo, RepoError, TreeId};

impl Repo {
    /// Leaves a merge of `theirs` into HEAD in progress: `git commit` ends it with `message`, and
    /// `git merge --abort` leaves it. Index and files are as they are.
    ///
    /// # Errors
    /// The system refuses; `MERGE_HEAD`, which alone makes it a merge, is written last.
    pub fn begin_merge(
        &self,
        head: CommitId,
        theirs: CommitId,
        message: &str,
    ) -> Result<(), RepoError> {
        let write = |name: &str, text: String| {
            let path = self.git_dir().join(name);
            write_atomically(&path, text.as_bytes())
        };
        write("ORIG_HEAD", format!("{head}\n"))?;
        write("MERGE_MSG", message.to_owned())?;
        write("MERGE_MODE", String::new())?;
        write("MERGE_HEAD", format!("{theirs}\n"))
    }

    /// Removes what [`Repo::begin_merge`] wrote before it came to `MERGE_HEAD`.
    ///
    /// # Errors
    /// The system refuses.
    pub fn forget_merge_message(&self, message: &str) -> Result<(), RepoError> {
        let path = self.git_dir().join("MERGE_MSG");
        if self.merge_head()?.is_some()
            || fs::read_to_string(&path).map_or(true, |present| present != message)
        {
            return Ok(());
        }
        for path in [path, self.git_dir().join("MERGE_MODE")] {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(RepoError::io("remove", path)(error));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Returns the commit that is being merged into HEAD, if a merge is in progress; of several,
    /// the first.
    ///
    /// # Errors
    /// `MERGE_HEAD` cannot be read.
    pub fn merge_head(&self) -> Result<Option<CommitId>, RepoError> {
        let path: PathBuf = self.git_dir().join("MERGE_HEAD");
        match fs::read_to_string(&path) {
            Ok(text) => self.revision(text.lines().next().unwrap_or_default().trim()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(RepoError::io("read", path)(error)),
        }
    }

    /// Returns true if the index holds exactly what a tree holds, ours or not.
    ///
    /// # Errors
    /// Index or tree cannot be read.
    pub fn is_index_of(&self, tree: TreeId) -> Result<bool, RepoError> {
        let index = self.read_index()?;
        let committed = self.all_files(tree)?;
        let is_same = |entry: &super::index_file::IndexEntry| {
            let path = std::str::from_utf8(&entry.path).ok();
            entry.stage == 0
                && path
                    .and_then(|path| committed.get(path))
                    .is_some_and(|file| *file.id.as_raw() == entry.id)
        };
        let entries = &index.file.entries;
        Ok(entries.len() == committed.entries.len() && entries.iter().all(is_same))
    }
}
