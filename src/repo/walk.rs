//! The names in a folder of the working tree, never through a link.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;

/// What a walk asks about the paths it meets.
pub(super) struct Questions<'a> {
    /// Folders that belong to another repository.
    pub(super) gitlinks: HashSet<String>,
    /// Returns true for a path, of a folder if the second argument is true, that is left out.
    pub(super) is_left_out: &'a dyn Fn(&str, bool) -> bool,
    /// Returns true for a path that is known to be a file.
    pub(super) is_file: &'a dyn Fn(&str) -> bool,
}

/// What a walk met.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The paths of everything but folders, in no order.
    pub(super) files: Vec<String>,
    /// Paths whose names are not UTF-8, as well as they can be shown.
    pub(super) not_utf8: Vec<String>,
    /// Folders that could not be read, with the system's words.
    pub(super) unreadable: Vec<(String, String)>,
    /// Links at the top in the place of a folder that was to be walked.
    pub(super) links: Vec<String>,
    /// Folders that stand where a file is known.
    pub(super) not_files: Vec<String>,
    /// Whether a `.gitattributes` was met, in which folders.
    pub(super) attribute_files: BTreeSet<String>,
}

impl Names {
    /// Adds what is in a folder and below it. A folder that is not there is empty.
    pub(super) fn add_folder(&mut self, workdir: &Path, folder: &str, questions: &Questions<'_>) {
        let listed = match fs::read_dir(workdir.join(folder)) {
            Ok(listed) => listed,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                self.unreadable.push((folder.to_owned(), error.to_string()));
                return;
            }
        };
        for found in listed {
            let found = match found {
                Ok(found) => found,
                Err(error) => {
                    self.unreadable.push((folder.to_owned(), error.to_string()));
                    return;
                }
            };
            let name = found.file_name();
            let Some(name) = name.to_str() else {
                let name = name.to_string_lossy();
                self.not_utf8.push(format!("{folder}/{name}"));
                continue;
            };
            let path = format!("{folder}/{name}");
            if name == ".gitattributes" {
                self.attribute_files.insert(folder.to_owned());
            }
            // What cannot be told is told when the file is looked at.
            let is_folder = found.file_type().is_ok_and(|kind| kind.is_dir());
            if name == ".git"
                || questions.gitlinks.contains(&path)
                || (questions.is_left_out)(&path, is_folder)
            {
                continue;
            }
            if is_folder {
                if (questions.is_file)(&path) {
                    self.not_files.push(path.clone());
                }
                self.add_folder(workdir, &path, questions);
            } else {
                self.files.push(path);
            }
        }
    }
}
