//! Which relative paths may be written: none that leaves the working tree or hits git's own files.

use thiserror::Error;

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HostilePath {
    /// Nothing is named.
    #[error("it is empty, or a component of it is")]
    Empty,
    /// It starts at the root, or names a drive.
    #[error("it is not relative")]
    Absolute,
    /// It has a `.` or `..`.
    #[error("it goes out of its folder")]
    Climbs,
    /// It has a NUL, another control character, or a separator of another system.
    #[error("it has a character that no file name may have")]
    Character,
    /// A component is `.git`, or would be on some file system.
    #[error("it would be git's own folder on some file systems")]
    GitFolder,
    /// A component is longer than file systems take.
    #[error("a component of it is longer than 255 bytes")]
    TooLong,
}

/// Checks that `path` is relative, stays inside its folder and hits nothing of git's.
///
/// # Errors
/// What is wrong with it, the first that is found.
pub fn check_path(path: &str) -> Result<(), HostilePath> {
    if path.starts_with('/') {
        return Err(HostilePath::Absolute);
    }
    path.split('/').try_for_each(check_component)
}

fn check_component(name: &str) -> Result<(), HostilePath> {
    if name.is_empty() {
        return Err(HostilePath::Empty);
    }
    if name == "." || name == ".." {
        return Err(HostilePath::Climbs);
    }
    if name.len() > 255 {
        return Err(HostilePath::TooLong);
    }
    if name.chars().any(|c| c == '\\' || c.is_control()) {
        return Err(HostilePath::Character);
    }
    if cfg!(windows) && name.contains(':') {
        return Err(HostilePath::Absolute);
    }
    if is_git_on_some_file_system(name) {
        return Err(HostilePath::GitFolder);
    }
    Ok(())
}

/// Returns true for `.git` as HFS+ (which ignores some characters) and NTFS (which ignores blanks
/// and dots at the end, what follows a `:`, and knows `git~1`) read it, in any case.
///
/// Source: git's `is_hfs_dotgit` and `is_ntfs_dotgit`, as of git 2.47.
fn is_git_on_some_file_system(name: &str) -> bool {
    let seen_by_hfs: String = name.chars().filter(|c| !is_ignored_by_hfs(*c)).collect();
    if seen_by_hfs.eq_ignore_ascii_case(".git") {
        return true;
    }
    let before_stream = name.split(':').next().unwrap_or(name);
    let seen_by_ntfs = before_stream.trim_end_matches([' ', '.']);
    seen_by_ntfs.eq_ignore_ascii_case(".git") || seen_by_ntfs.eq_ignore_ascii_case("git~1")
}

fn is_ignored_by_hfs(c: char) -> bool {
    matches!(
        c,
        '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use proptest::prelude::{Strategy, any, prop_oneof, proptest};
    use proptest::prop_assert;

    use super::{HostilePath, check_path};

    #[test]
    fn ordinary_paths_are_let_through() {
        for path in [
            "roadmap/board.yaml",
            ".gitattributes",
            "a/.github/x",
            "git",
            "a/é 漢字.md",
            "a/git~2",
        ] {
            assert_eq!(check_path(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn every_spelling_of_the_git_folder_is_refused() {
        for path in [
            ".git",
            ".GIT/config",
            "a/.Git/x",
            ".g\u{200c}it/x",
            ".git\u{feff}",
            "git~1/x",
            "GIT~1",
            ".git ",
            ".git. .",
            ".git::$INDEX_ALLOCATION/x",
        ] {
            assert_eq!(check_path(path), Err(HostilePath::GitFolder), "{path}");
        }
    }

    #[test]
    fn a_path_that_leaves_its_folder_is_refused() {
        for (path, problem) in [
            ("", HostilePath::Empty),
            ("a//b", HostilePath::Empty),
            ("a/", HostilePath::Empty),
            ("/etc/passwd", HostilePath::Absolute),
            ("../x", HostilePath::Climbs),
            ("a/../../x", HostilePath::Climbs),
            ("./a", HostilePath::Climbs),
            ("a\\b", HostilePath::Character),
            ("a\0b", HostilePath::Character),
            ("a\nb", HostilePath::Character),
        ] {
            assert_eq!(check_path(path), Err(problem), "{path:?}");
        }
        assert_eq!(check_path(&"x".repeat(256)), Err(HostilePath::TooLong));
    }

    proptest! {
        #[test]
        fn a_path_that_is_taken_stays_in_its_folder(
            pieces in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(&["..", ".", "/", "a", ".git", "\\", "\0", "c:", "~", "GIT~1", ".g\u{200c}it", " "][..])
                        .prop_map(str::to_owned),
                    any::<String>(),
                ],
                0..8,
            )
        ) {
            let path = pieces.concat();
            if check_path(&path).is_ok() {
                let root = Path::new("/folder/of/all");
                let joined = root.join(&path);
                prop_assert!(joined.starts_with(root) && joined != root);
                let only_names = Path::new(&path)
                    .components()
                    .all(|component| matches!(component, Component::Normal(_)));
                prop_assert!(only_names, "{}", path);
                for name in path.split('/') {
                    prop_assert!(!name.eq_ignore_ascii_case(".git") && !name.is_empty());
                    prop_assert!(!name.chars().any(char::is_control));
                }
            }
        }
    }
}
