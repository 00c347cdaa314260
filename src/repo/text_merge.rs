//! Merging three texts by lines, and showing how two differ.

use super::RepoError;

/// What came of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// Both sides' changes, one text.
    Clean(Vec<u8>),
    /// The text with markers where both changed the same lines.
    Conflict(Vec<u8>),
    /// One of the texts has a NUL, which no merge by lines can respect.
    NotText,
}

/// How a conflict is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConflictStyle {
    /// Both sides.
    #[default]
    Merge,
    /// Both sides and base between.
    Diff3,
    /// As `Diff3`, without the lines that both sides share at the ends.
    Zdiff3,
}

impl ConflictStyle {
    /// Returns the style of a value of git's setting `merge.conflictStyle`.
    pub fn of_setting(value: &str) -> Option<Self> {
        match value {
            "merge" => Some(Self::Merge),
            "diff3" => Some(Self::Diff3),
            "zdiff3" => Some(Self::Zdiff3),
            _ => None,
        }
    }
}

/// What the sides are called behind the markers.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// The common text's name.
    pub base: &'a str,
    /// The name of the text here.
    pub local: &'a str,
    /// The name of the text there.
    pub remote: &'a str,
    /// How many characters a marker has; git's own have [`MARKER_SIZE`].
    pub marker_size: u16,
}

/// How many characters git's markers have unless an attribute says otherwise.
pub const MARKER_SIZE: u16 = 7;

/// Merges three texts by lines, with git's own algorithm.
///
/// A last line without its line end is another line than the same with it.
///
/// # Errors
/// libgit2 refuses: the texts are too large for it.
pub fn merge_text(
    base: &[u8],
    local: &[u8],
    remote: &[u8],
    style: ConflictStyle,
    sides: Sides<'_>,
) -> Result<Merged, RepoError> {
    if [base, local, remote].iter().any(|text| text.contains(&0)) {
        return Ok(Merged::NotText);
    }
    wake_libgit2();
    let failed = || RepoError::git("merge three texts");
    let input = |text| {
        let mut input = git2::MergeFileInput::new();
        input.content(text);
        input
    };
    let mut options = git2::MergeFileOptions::new();
    options
        .ancestor_label(sides.base)
        .our_label(sides.local)
        .their_label(sides.remote)
        .marker_size(sides.marker_size)
        .style_diff3(style == ConflictStyle::Diff3)
        .style_zdiff3(style == ConflictStyle::Zdiff3);
    let (base, local, remote) = (input(base), input(local), input(remote));
    let result = git2::merge_file(&base, &local, &remote, Some(&mut options)).map_err(failed())?;
    let bytes = result.content().to_vec();
    Ok(if result.is_automergeable() {
        Merged::Clean(bytes)
    } else {
        Merged::Conflict(bytes)
    })
}

/// Sets up libgit2, which merging and comparing texts alone would not do.
fn wake_libgit2() {
    // Any call that allocates a buffer does; what it answers is of no interest.
    let _ = git2::message_prettify("", None);
}

/// Returns the unified diff of two texts, as `git diff` shows it; empty if they are equal.
///
/// A side that is none was not there, or is gone.
///
/// # Errors
/// libgit2 refuses: the texts are too large for it.
pub fn unified_diff(
    path: &str,
    old: Option<&[u8]>,
    new: Option<&[u8]>,
    context_lines: u32,
) -> Result<Vec<u8>, RepoError> {
    if old == new {
        return Ok(Vec::new());
    }
    wake_libgit2();
    let failed = || RepoError::git(format!("show the changes of `{path}`"));
    let mut options = git2::DiffOptions::new();
    // A NUL in a card does not hide its diff.
    options.context_lines(context_lines).force_text(true);
    let name = path;
    let path = std::path::Path::new(path);
    let mut patch = git2::Patch::from_buffers(
        old.unwrap_or_default(),
        Some(path),
        new.unwrap_or_default(),
        Some(path),
        Some(&mut options),
    )
    .map_err(failed())?;
    let diff = patch.to_buf().map_err(failed())?.to_vec();
    let (mark, line) = match (old, new) {
        (None, _) => ("new file mode 100644\n", b"--- "),
        (_, None) => ("deleted file mode 100644\n", b"+++ "),
        _ => return Ok(diff),
    };
    if diff.is_empty() {
        return Ok(format!("diff --git a/{name} b/{name}\n{mark}").into_bytes());
    }
    Ok(with_side_missing(&diff, mark, line))
}

/// Marks a diff as that of a file that comes or goes, which libgit2 does not know of two buffers.
fn with_side_missing(diff: &[u8], mark: &str, line: &[u8]) -> Vec<u8> {
    let mut marked = Vec::with_capacity(diff.len() + mark.len());
    let mut is_header = true;
    for (number, text) in diff.split_inclusive(|byte| *byte == b'\n').enumerate() {
        is_header = is_header && !text.starts_with(b"@@ ");
        if is_header && text.starts_with(line) {
            marked.extend_from_slice(line);
            marked.extend_from_slice(b"/dev/null\n");
        } else {
            marked.extend_from_slice(text);
        }
        if number == 0 {
            marked.extend_from_slice(mark.as_bytes());
        }
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::{ConflictStyle, MARKER_SIZE, Merged, Sides, merge_text, unified_diff};

    const SIDES: Sides<'static> = Sides {
        base: "base",
        local: "here",
        remote: "there",
        marker_size: MARKER_SIZE,
    };

    fn merged(base: &str, local: &str, remote: &str, style: ConflictStyle) -> Merged {
        let texts = (base.as_bytes(), local.as_bytes(), remote.as_bytes());
        merge_text(texts.0, texts.1, texts.2, style, SIDES).unwrap()
    }

    #[test]
    fn changes_of_different_lines_are_both_kept() {
        assert_eq!(
            merged(
                "a\nb\nc\nd\n",
                "A\nb\nc\nd\n",
                "a\nb\nc\nD\n",
                ConflictStyle::Merge
            ),
            Merged::Clean(b"A\nb\nc\nD\n".to_vec())
        );
    }

    #[test]
    fn changes_of_the_same_line_are_marked() {
        assert_eq!(
            merged("a\n", "b\n", "c\n", ConflictStyle::Merge),
            Merged::Conflict(b"<<<<<<< here\nb\n=======\nc\n>>>>>>> there\n".to_vec())
        );
        assert_eq!(
            merged("a\n", "b\n", "c\n", ConflictStyle::Diff3),
            Merged::Conflict(
                b"<<<<<<< here\nb\n||||||| base\na\n=======\nc\n>>>>>>> there\n".to_vec()
            )
        );
    }

    #[test]
    fn a_text_with_a_nul_never_merges() {
        assert_eq!(
            merged("a\nb\n", "a\nb\n\0", "A\nb\n", ConflictStyle::Merge),
            Merged::NotText
        );
    }

    #[test]
    fn a_diff_is_as_git_shows_it() {
        let diff = unified_diff("x/y.md", Some(b"a\nb\n"), Some(b"a\nc\n"), 3).unwrap();
        let text = String::from_utf8(diff).unwrap();
        assert!(text.starts_with("diff --git a/x/y.md b/x/y.md\n"), "{text}");
        assert!(text.ends_with("@@ -1,2 +1,2 @@\n a\n-b\n+c\n"), "{text}");
    }

    #[test]
    fn a_diff_of_a_file_that_comes_or_goes_says_so() {
        let diff = |old, new| {
            let diff = unified_diff("x", old, new, 3).unwrap();
            let text = String::from_utf8(diff).unwrap();
            let lines = text.lines().filter(|line| !line.starts_with("index "));
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            diff(None, Some(b"a\0\n")),
            "diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\0"
        );
        assert_eq!(
            diff(Some(b"a\n"), None),
            "diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a"
        );
        assert!(diff(None, Some(b"")).starts_with("diff --git a/x b/x\nnew file mode 100644"));
        assert_eq!(diff(Some(b"a"), Some(b"a")), "");
    }
}
