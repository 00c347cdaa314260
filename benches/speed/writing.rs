//! The writing part of a clone, with the files of a real one, beside git's time for the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use git_board::files::{ContentId, Files};
use git_board::monitor::Silent;
use git_board::repo::{Changes, Environment, Repo, Scope};

use crate::folder::{Folder, Ran};

const SCOPE: Scope = Scope {
    marker: "board.yaml",
    top_files: &[],
    is_ignored: |path| path.split('/').any(|name| name.starts_with('.')),
};

/// Returns our time for files, objects, index and commit, and git's for `add` and `commit`.
pub fn write_both(folder: &Folder, clone: &str, round: usize) -> (Ran, Ran) {
    let files = files_of(&folder.path(clone));
    let ours = ours(&folder.path(&format!("ours-{round}")), &files);
    let git = gits(folder, &format!("git-{round}"), &files);
    let ran = |took| Ran { took, busy: None };
    (ran(ours), ran(git))
}

fn files_of(clone: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(clone)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git")
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| entry.depth() > 1)
        .map(|entry| {
            let path = entry.path();
            let relative = path.strip_prefix(clone).expect("it lies below");
            let bytes = fs::read(path).expect("it can be read");
            (relative.to_string_lossy().into_owned(), bytes)
        })
        .collect()
}

fn ours(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Duration {
    let environment = Environment::of_process().without_user_config();
    let repo = Repo::init(folder, SCOPE, environment).expect("a repository");
    let mut changes = Changes::default();
    for (path, bytes) in files {
        changes.put.insert(path.clone(), bytes.clone().into());
    }
    let began = Instant::now();
    let tree = repo.edit_tree(None, &changes).expect("objects");
    let scan = repo.scan(&Files::default()).expect("an empty folder");
    let written = repo.write_worktree(&scan, &changes, &Silent);
    let written = written.expect("files");
    let put = changes.put.iter();
    let entries: BTreeMap<String, Option<ContentId>> = put
        .map(|(path, put)| (path.clone(), Some(put.id())))
        .collect();
    repo.write_index(&entries, &written).expect("an index");
    let state = ("https://x.example", "alice", jiff::Timestamp::UNIX_EPOCH);
    let commit = repo.commit_state(tree, &[], "clone", "", state);
    let moved = repo.move_branch("main", None, commit.expect("a commit"), "clone");
    moved.expect("a branch");
    began.elapsed()
}

fn gits(folder: &Folder, name: &str, files: &BTreeMap<String, Vec<u8>>) -> Duration {
    let root = folder.path(name);
    fs::create_dir_all(&root).expect("a folder");
    folder.git(name, &["init", "-q"]);
    for (path, bytes) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let add = folder.git(name, &["add", "-A"]).took;
    add + folder.git(name, &["commit", "-qm", "all"]).took
}
