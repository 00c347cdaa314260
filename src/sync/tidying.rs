//! Tidying: files and folders get the names of today's titles, in a commit of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::board::printable::printable;
use crate::monitor::Monitor;
use crate::repo::{Repo, TreeId};
use crate::text::{self, Changes, Known, NamePolicy, NewContent, Over};

use super::changes::{index_after, local_changes, stored_changes};
use super::error::SyncError;
use super::half_pull::{self, HalfPull};
use super::here::Here;
use super::session::Server;

/// What would get another name.
#[derive(Clone, Debug, Default)]
pub struct Renames {
    /// Old and new path of each folder and each card's file, in order of the old one; what stands in
    /// a folder that gets another name is named only where its own name changes too.
    pub named: Vec<(String, String)>,
    changes: Changes,
}

/// Returns what does not bear the name of its title.
///
/// # Errors
/// A file cannot be read.
pub fn renames(server: &Server, here: &Here) -> Result<Renames, SyncError> {
    let local = here.local();
    let over = Over {
        files: &local.scan.files,
        contents: &local.scan,
        known: &local.known,
    };
    let account = &local.known.account;
    let keep = text::write(server.service, account, &over, NamePolicy::Keep)?;
    let written = text::write(server.service, account, &over, NamePolicy::OfTitles)?;
    let mut changes = written.changes;
    // What would be spelled anew in any case is no matter of names.
    changes
        .put
        .retain(|path, content| keep.changes.put.get(path) != Some(content));
    let after = Known {
        account: account.clone(),
        layout: written.layout,
    };
    let named = named(&local.known, &after);
    take_strangers_along(&local.known, &after, &over, &mut changes);
    Ok(Renames { named, changes })
}

/// Returns the folders and files that have another name than before.
fn named(before: &Known, after: &Known) -> Vec<(String, String)> {
    let (old, new) = (&before.layout, &after.layout);
    let boards = old.boards.iter().filter_map(|(key, folder)| {
        let now = new.boards.get(key)?;
        Some((folder.path.clone(), now.path.clone()))
    });
    let stacks = old.stacks.iter().filter_map(|(key, folder)| {
        let now = new.stacks.get(key)?;
        Some((folder.path.clone(), now.path.clone()))
    });
    let cards = old.cards.iter().filter_map(|(key, file)| {
        let now = new.cards.get(key)?;
        Some((file.path.clone(), now.path.clone()))
    });
    let own_name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let mut all: Vec<(String, String)> = boards
        .chain(stacks)
        .chain(cards)
        .filter(|(old, new)| own_name(old) != own_name(new))
        .collect();
    all.sort();
    all
}

/// Lets files of no board go along with the folder that they stand in.
fn take_strangers_along(before: &Known, after: &Known, over: &Over<'_>, changes: &mut Changes) {
    let (old, new) = (&before.layout, &after.layout);
    let boards = old.boards.iter().filter_map(|(key, folder)| {
        let now = new.boards.get(key)?;
        Some((folder.path.as_str(), now.path.as_str()))
    });
    let stacks = old.stacks.iter().filter_map(|(key, folder)| {
        let now = new.stacks.get(key)?;
        Some((folder.path.as_str(), now.path.as_str()))
    });
    let moved: BTreeMap<&str, &str> = boards.chain(stacks).filter(|(a, b)| a != b).collect();
    let owned: BTreeSet<String> = old.paths().into_iter().collect();
    for path in over.files.entries.keys() {
        if owned.contains(path) || changes.remove.contains(path) {
            continue;
        }
        // The innermost folder that moves says where it goes.
        let mut folder = path.as_str();
        while let Some((parent, _)) = folder.rsplit_once('/') {
            folder = parent;
            let Some(target) = moved.get(folder) else {
                continue;
            };
            let target = format!("{target}{}", &path[folder.len()..]);
            changes.remove.insert(path.clone());
            changes.put.insert(target, NewContent::From(path.clone()));
            break;
        }
    }
}

/// Renames in the files here and in a commit on HEAD, and returns how many paths have moved.
///
/// # Errors
/// `Uncommitted` where the files here or the index are not as HEAD has them; nothing has changed
/// then. `Saved` where somebody saved a file meanwhile.
pub fn rename(
    (repo, monitor): (&Repo, &dyn Monitor),
    here: &Here,
    renames: Renames,
) -> Result<usize, SyncError> {
    let scan = &here.local().scan;
    let (Some(head), Some(branch)) = (here.head.commit(), here.head.branch()) else {
        return Err(SyncError::OtherBranch {
            expected: "main".to_owned(),
            actual: None,
        });
    };
    let tree = repo.tree_of(head)?;
    let committed = repo.board_files(tree)?;
    let clean = repo.cleanliness(scan, &committed);
    if !clean.is_clean() {
        let mut paths: BTreeSet<String> = clean.changed.into_iter().collect();
        paths.extend(clean.staged);
        return Err(SyncError::Uncommitted {
            paths: paths.into_iter().collect(),
        });
    }
    let Renames { named, changes } = renames;
    let stored = stored_changes(changes.clone(), &committed)?;
    let new_tree: TreeId = repo.edit_tree(Some(tree), &stored)?;
    let (subject, body) = message(&named);
    let commit = repo.commit(new_tree, &[head], &subject, &body)?;
    let files = local_changes(changes, scan)?;
    let new_files = repo.board_files(new_tree)?;
    let index = index_after(repo, scan, &committed, &new_files)?;
    let half = HalfPull {
        head: Some(head),
        merge_message: None,
        scan,
        files: &files,
        index: &index,
    };
    half.begin(repo)?;
    let moved = Arc::clone(&new_files);
    let outcome = repo.write_worktree(scan, &files, monitor);
    let written = match outcome {
        Ok(written) if written.left.is_empty() => written,
        Ok(written) => {
            half_pull::take_back(repo, monitor)?;
            return Err(SyncError::Saved {
                paths: written.left.into_iter().map(|left| left.path).collect(),
            });
        }
        Err(error) => {
            // Where this fails too, the note stands, and the next run takes it back.
            let _ = half_pull::take_back(repo, monitor);
            return Err(error.into());
        }
    };
    repo.change_index(&index, &written)?;
    repo.move_branch(branch, Some(head), commit, "board: tidy")?;
    half_pull::forget(repo)?;
    let is_new = |path: &&String| committed.get(path).is_none();
    Ok(moved.entries.keys().filter(is_new).count())
}

fn message(named: &[(String, String)]) -> (String, String) {
    let subject = match named {
        [(_, new)] => {
            let name = new.rsplit('/').next().unwrap_or(new);
            format!("tidy: {name} is named as its title is today")
        }
        many => format!("tidy: {} names as the titles are today", many.len()),
    };
    let subject = printable(&subject, 72);
    let line = |(old, new): &(String, String)| {
        let old = printable(old, usize::MAX);
        format!("{old} → {}", printable(new, usize::MAX))
    };
    let lines: Vec<String> = named.iter().map(line).collect();
    (subject, lines.join("\n"))
}
