//! The boards' files of a clone, as an editor and a file manager see them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A clone's folder.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Returns the folder at a path.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the texts of all boards' files, by path.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        add_files(&self.path, "", &mut files);
        files.retain(|path, _| path.contains('/'));
        files
    }

    /// Writes a file, with the folders that it needs.
    pub fn write(&self, path: &str, text: &str) {
        let full = self.path.join(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("folders can be made");
        fs::write(full, text).expect("a file can be written");
    }

    /// Removes a file, and its folder if that is empty then.
    pub fn remove(&self, path: &str) {
        let full = self.path.join(path);
        fs::remove_file(&full).expect("a file can be removed");
        let mut folder = full.parent();
        while let Some(empty) = folder.filter(|folder| **folder != *self.path) {
            if fs::remove_dir(empty).is_err() {
                break;
            }
            folder = empty.parent();
        }
    }
}

fn add_files(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for found in fs::read_dir(folder).expect("a folder can be listed") {
        let found = found.expect("a folder can be listed");
        let name = found.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if found.file_type().expect("a kind").is_dir() {
            add_files(&found.path(), &format!("{path}/"), files);
        } else {
            let text = fs::read_to_string(found.path()).expect("a text");
            files.insert(path, text);
        }
    }
}
