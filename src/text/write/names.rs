//! Names for what has none yet, unique in its folder.

use super::Writer;
use crate::text::names::{Taken, join};

impl Writer<'_> {
    /// Returns the names that are taken in a folder: all that stand there and stay.
    pub(super) fn taken_in(&mut self, folder: &str) -> &mut Taken {
        if !self.taken.contains_key(folder) {
            let mut taken = Taken::default();
            let skip = if folder.is_empty() {
                0
            } else {
                folder.len() + 1
            };
            let mut last = "";
            for (path, _) in self.over.files.below(folder) {
                let name = path[skip..].split('/').next().unwrap_or("");
                if name != last && !self.changes.remove.contains(path) {
                    taken.take(name);
                    last = name;
                }
            }
            self.taken.insert(folder.to_owned(), taken);
        }
        self.taken.entry(folder.to_owned()).or_default()
    }

    /// Returns the path of a new folder, with a number where the name is taken.
    pub(super) fn new_folder(&mut self, parent: &str, name: &str) -> String {
        let name = self.taken_in(parent).take_unique(name, "");
        join(parent, &name)
    }

    /// Returns the path of a new card's file, with a number where the name is taken.
    pub(super) fn new_card_path(&mut self, folder: &str, stem: &str) -> String {
        let stem = self.taken_in(folder).take_unique(stem, ".md");
        join(folder, &format!("{stem}.md"))
    }
}
