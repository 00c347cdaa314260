//! Trees: listed, edited, and narrowed to what is ours.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::files::{Content, ContentId, File, Files};

use super::pack::{Kind, NewObjects};
use super::sight::Sight;
use super::{Changes, Repo, RepoError, TreeId};

/// git's mode of a folder in a tree.
pub(super) const FOLDER: u32 = 0o040_000;
/// git's mode of a regular file.
pub(super) const REGULAR: u32 = 0o100_644;
/// git's mode of a file that may be executed.
pub(super) const EXECUTABLE: u32 = 0o100_755;
/// git's mode of a symbolic link.
pub(super) const LINK: u32 = 0o120_000;
/// git's mode of a submodule's commit.
pub(super) const GITLINK: u32 = 0o160_000;

/// No system takes a longer path; a tree that has one was made to do harm.
const LONGEST_PATH: usize = 4096;

/// An entry of a tree object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) mode: u32,
    pub(super) name: Vec<u8>,
    pub(super) id: [u8; 20],
}

/// What an edit does at one name of a folder, and below it.
#[derive(Debug, Default)]
struct Edit {
    file: Option<FileEdit>,
    below: Edits,
}

type Edits = BTreeMap<Vec<u8>, Edit>;

#[derive(Clone, Copy, Debug)]
enum FileEdit {
    Put([u8; 20]),
    Remove,
}

/// So many lists of trees are kept: that of HEAD, of the state, and of what they become.
const LISTED: usize = 4;

/// The lists of trees that were asked for last: a tree never changes.
#[derive(Default)]
pub(super) struct Listed {
    newest_first: VecDeque<(TreeId, Arc<Files>)>,
}

impl Listed {
    fn get(&self, tree: TreeId) -> Option<Arc<Files>> {
        let mut kept = self.newest_first.iter();
        let found = kept.find(|(of, _)| *of == tree);
        found.map(|(_, files)| Arc::clone(files))
    }

    fn add(&mut self, tree: TreeId, files: &Arc<Files>) {
        self.newest_first.truncate(LISTED - 1);
        self.newest_first.push_front((tree, Arc::clone(files)));
    }
}

impl Repo {
    /// Lists the files of a tree that are ours: ids only, kinds told apart.
    ///
    /// Names that are not UTF-8 are left out.
    ///
    /// # Errors
    /// A tree object is missing or broken.
    pub fn board_files(&self, tree: TreeId) -> Result<Arc<Files>, RepoError> {
        if let Some(files) = self.listed.borrow().get(tree) {
            return Ok(files);
        }
        let mut files = Files::default();
        for entry in self.board_entries(*tree.as_raw())? {
            let Ok(name) = String::from_utf8(entry.name.clone()) else {
                continue;
            };
            self.list_entry(&entry, name, &self.sight, &mut files)?;
        }
        let files = Arc::new(files);
        self.listed.borrow_mut().add(tree, &files);
        Ok(files)
    }

    /// Lists all files of a tree, ours or not.
    ///
    /// # Errors
    /// A tree object is missing or broken.
    pub fn all_files(&self, tree: TreeId) -> Result<Files, RepoError> {
        let mut files = Files::default();
        self.list_folder(*tree.as_raw(), "", &Sight::All, &mut files)?;
        Ok(files)
    }

    /// Returns the trees of the top folders that are boards in a tree, left aside or not.
    ///
    /// # Errors
    /// A tree object is missing or broken.
    pub fn folder_trees(&self, tree: TreeId) -> Result<BTreeMap<String, TreeId>, RepoError> {
        let entries = self.all_board_entries(*tree.as_raw())?.into_iter();
        let folders = entries.filter(|entry| entry.mode == FOLDER);
        let folders = folders.filter_map(|entry| {
            let name = String::from_utf8(entry.name).ok()?;
            Some((name, TreeId::from_raw(entry.id)))
        });
        Ok(folders.collect())
    }

    /// Returns the names of the top folders that are ours in a tree, in order.
    ///
    /// # Errors
    /// A tree object is missing or broken.
    pub fn board_folders(&self, tree: TreeId) -> Result<Vec<String>, RepoError> {
        let entries = self.board_entries(*tree.as_raw())?;
        Ok(entries
            .into_iter()
            .filter(|entry| entry.mode == FOLDER)
            .filter_map(|entry| String::from_utf8(entry.name).ok())
            .collect())
    }

    /// Returns the id of the tree that holds only the boards of `tree`, left aside or not; it need
    /// not be stored.
    ///
    /// # Errors
    /// A tree object is missing or broken.
    pub fn boards_tree(&self, tree: TreeId) -> Result<TreeId, RepoError> {
        let entries = self.all_board_entries(*tree.as_raw())?;
        let bytes = encode(&entries);
        Ok(TreeId::from_raw(Kind::Tree.id_of(&bytes)))
    }

    /// Stores the tree that `over` (none for an empty one) becomes by `changes`, with its blobs.
    ///
    /// Files that are replaced keep their mode. A folder that becomes empty is left out. What is
    /// put below a file replaces the file; what is put where a folder stands replaces the folder.
    ///
    /// # Errors
    /// A path is hostile, a tree object is missing, or the objects cannot be written; objects
    /// that were written already do no harm.
    pub fn edit_tree(&self, over: Option<TreeId>, changes: &Changes) -> Result<TreeId, RepoError> {
        let mut new = NewObjects::default();
        let ids = new.add_blobs(changes.put.values());
        let mut edits = Edits::new();
        for path in &changes.remove {
            insert_edit(&mut edits, path, FileEdit::Remove)?;
        }
        for (path, id) in changes.put.keys().zip(ids) {
            insert_edit(&mut edits, path, FileEdit::Put(*id.as_raw()))?;
        }
        let over = over.map(|tree| *tree.as_raw());
        let root = match self.edited(over, edits, &mut new)? {
            Some(root) => root,
            None => new.add(Kind::Tree, Vec::new()),
        };
        self.store(new)?;
        Ok(TreeId::from_raw(root))
    }

    fn edited(
        &self,
        over: Option<[u8; 20]>,
        edits: Edits,
        new: &mut NewObjects,
    ) -> Result<Option<[u8; 20]>, RepoError> {
        let mut entries: BTreeMap<Vec<u8>, Entry> = match over {
            Some(id) => self
                .tree_entries(id)?
                .into_iter()
                .map(|entry| (entry.name.clone(), entry))
                .collect(),
            None => BTreeMap::new(),
        };
        for (name, edit) in edits {
            let old = entries.remove(&name);
            if let Some(entry) = self.edited_entry(old, &name, edit, new)? {
                entries.insert(name, entry);
            }
        }
        if entries.is_empty() {
            return Ok(None);
        }
        let entries: Vec<Entry> = entries.into_values().collect();
        Ok(Some(new.add(Kind::Tree, encode(&entries))))
    }

    fn edited_entry(
        &self,
        old: Option<Entry>,
        name: &[u8],
        edit: Edit,
        new: &mut NewObjects,
    ) -> Result<Option<Entry>, RepoError> {
        let name = name.to_vec();
        let (folder, file) = match old {
            Some(entry) if entry.mode == FOLDER => (Some(entry.id), None),
            other => (None, other),
        };
        let file = match edit.file {
            Some(FileEdit::Put(id)) => {
                let mode = match file.map(|entry| entry.mode) {
                    Some(EXECUTABLE) => EXECUTABLE,
                    _ => REGULAR,
                };
                return Ok(Some(Entry { mode, name, id }));
            }
            Some(FileEdit::Remove) => None,
            None => file,
        };
        let folder = if edit.below.is_empty() {
            folder
        } else {
            self.edited(folder, edit.below, new)?
        };
        let mode = FOLDER;
        Ok(folder.map(|id| Entry { mode, name, id }).or(file))
    }

    /// Returns the entries of a tree's top that are ours.
    fn board_entries(&self, tree: [u8; 20]) -> Result<Vec<Entry>, RepoError> {
        let mut entries = self.all_board_entries(tree)?;
        entries.retain(|entry| {
            let name = std::str::from_utf8(&entry.name);
            name.is_ok_and(|name| match entry.mode {
                FOLDER => self.sight.has_below(name),
                _ => self.sight.has(name),
            })
        });
        Ok(entries)
    }

    fn all_board_entries(&self, tree: [u8; 20]) -> Result<Vec<Entry>, RepoError> {
        let mut ours = Vec::new();
        for entry in self.tree_entries(tree)? {
            let is_ours = if entry.mode == FOLDER {
                let marker = self.scope.marker.as_bytes();
                let below = self.tree_entries(entry.id)?;
                below.iter().any(|entry| entry.name == marker)
            } else {
                let mut names = self.scope.top_files.iter();
                names.any(|name| name.as_bytes() == entry.name)
            };
            if is_ours {
                ours.push(entry);
            }
        }
        Ok(ours)
    }

    fn list_folder(
        &self,
        tree: [u8; 20],
        prefix: &str,
        sight: &Sight,
        into: &mut Files,
    ) -> Result<(), RepoError> {
        if prefix.len() > LONGEST_PATH {
            let error = git2::Error::from_str("its folders nest too deeply");
            return Err(RepoError::git(format!(
                "list tree {}",
                TreeId::from_raw(tree)
            ))(error));
        }
        for entry in self.tree_entries(tree)? {
            let Ok(name) = std::str::from_utf8(&entry.name) else {
                continue;
            };
            self.list_entry(&entry, format!("{prefix}{name}"), sight, into)?;
        }
        Ok(())
    }

    fn list_entry(
        &self,
        entry: &Entry,
        path: String,
        sight: &Sight,
        into: &mut Files,
    ) -> Result<(), RepoError> {
        if entry.mode == FOLDER {
            if !sight.has_below(&path) {
                return Ok(());
            }
            return self.list_folder(entry.id, &format!("{path}/"), sight, into);
        }
        if sight.has(&path) {
            into.entries.insert(path, file_of(entry));
        }
        Ok(())
    }

    pub(super) fn tree_entries(&self, tree: [u8; 20]) -> Result<Vec<Entry>, RepoError> {
        let id = TreeId::from_raw(tree);
        let failed = || RepoError::git(format!("read tree {id}"));
        let odb = self.git.odb().map_err(failed())?;
        let object = odb.read(id.oid()?).map_err(failed())?;
        if object.kind() != git2::ObjectType::Tree {
            return Err(failed()(git2::Error::from_str("it is no tree")));
        }
        decode(object.data())
            .ok_or_else(|| git2::Error::from_str("the object is broken"))
            .map_err(failed())
    }
}

fn file_of(entry: &Entry) -> File {
    let content = match entry.mode {
        LINK => Content::Link,
        GITLINK => Content::Special,
        _ => Content::Elsewhere,
    };
    File {
        id: ContentId::from_raw(entry.id),
        content,
    }
}

fn insert_edit(edits: &mut Edits, path: &str, edit: FileEdit) -> Result<(), RepoError> {
    super::check_path(path).map_err(|problem| RepoError::Path {
        path: path.to_owned(),
        problem,
    })?;
    let mut folder = edits;
    let mut rest = path;
    while let Some((name, below)) = rest.split_once('/') {
        folder = &mut folder.entry(name.as_bytes().to_vec()).or_default().below;
        rest = below;
    }
    folder.entry(rest.as_bytes().to_vec()).or_default().file = Some(edit);
    Ok(())
}

/// Returns the bytes of a tree object; the entries come in any order.
pub(super) fn encode(entries: &[Entry]) -> Vec<u8> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    // git orders folders as if their names ended with a slash.
    sorted.sort_by(|a, b| sort_key(a).cmp(sort_key(b)));
    let mut bytes = Vec::with_capacity(entries.iter().map(|entry| entry.name.len() + 28).sum());
    for entry in sorted {
        bytes.extend_from_slice(format!("{:o} ", entry.mode).as_bytes());
        bytes.extend_from_slice(&entry.name);
        bytes.push(0);
        bytes.extend_from_slice(&entry.id);
    }
    bytes
}

fn sort_key(entry: &Entry) -> impl Iterator<Item = u8> + '_ {
    let slash = (entry.mode == FOLDER).then_some(b'/');
    entry.name.iter().copied().chain(slash)
}

fn decode(mut bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let blank = bytes.iter().position(|byte| *byte == b' ')?;
        let mode = std::str::from_utf8(&bytes[..blank]).ok()?;
        let mode = u32::from_str_radix(mode, 8).ok()?;
        bytes = &bytes[blank + 1..];
        let end = bytes.iter().position(|byte| *byte == 0)?;
        let name = bytes[..end].to_vec();
        // Such a name would be another path's.
        if name.is_empty() || name.contains(&b'/') {
            return None;
        }
        let id = bytes.get(end + 1..end + 21)?.try_into().ok()?;
        bytes = &bytes[end + 21..];
        entries.push(Entry { mode, name, id });
    }
    Some(entries)
}
