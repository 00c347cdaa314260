//! Which paths of the boards are in sight: all of them, or only those that a command is about.

use std::collections::BTreeSet;
use std::ops::Bound;

/// Which paths of the boards are in sight.
#[derive(Clone, Debug, Default)]
pub(super) enum Sight {
    /// All of them.
    #[default]
    All,
    /// All but what is below these top folders.
    Without(BTreeSet<String>),
    /// These files alone.
    Only(BTreeSet<String>),
}

impl Sight {
    /// Returns true if a file is in sight.
    pub(super) fn has(&self, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Without(folders) => match path.split_once('/') {
                Some((top, _)) => !folders.contains(top),
                None => true,
            },
            Self::Only(files) => files.contains(path),
        }
    }

    /// Returns true if something below a folder may be in sight.
    pub(super) fn has_below(&self, folder: &str) -> bool {
        match self {
            Self::All => true,
            Self::Without(folders) => match folder.split_once('/') {
                Some((top, _)) => !folders.contains(top),
                None => !folders.contains(folder),
            },
            Self::Only(files) => {
                let start = format!("{folder}/");
                let mut behind =
                    files.range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded));
                behind.next().is_some_and(|path| path.starts_with(&start))
            }
        }
    }

    /// Returns the files that are in sight, where these are told one by one.
    pub(super) fn files(&self) -> Option<&BTreeSet<String>> {
        match self {
            Self::Only(files) => Some(files),
            Self::All | Self::Without(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Sight;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_folder_is_in_sight_with_what_is_below_it() {
        let without = Sight::Without(names(&["a"]));
        for (path, is_seen) in [
            ("a/b.md", false),
            ("ab/b.md", true),
            ("a", true),
            ("c", true),
        ] {
            assert_eq!(without.has(path), is_seen, "{path}");
        }
        let only = Sight::Only(names(&["a/b/1.md", "a/board.yaml"]));
        for (folder, is_seen) in [("a", true), ("a/b", true), ("a/c", false), ("b", false)] {
            assert_eq!(only.has_below(folder), is_seen, "{folder}");
        }
        assert!(only.has("a/b/1.md") && !only.has("a/b/2.md"));
        assert!(!only.has_below("a/b/1.md"));
    }
}
