//! Names of files and folders: what a title becomes, what is taken, what is nobody's.

use foldhash::{HashMap, HashSet};
use icu_normalizer::ComposingNormalizerBorrowed;

/// The most bytes of a slug.
const MOST_BYTES: usize = 80;
/// The slug of a title without letters and digits.
const UNTITLED: &str = "untitled";
/// Names that Windows keeps for devices, whatever the extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Returns what a title becomes in a file's name.
///
/// Letters and digits of every script in NFC and lower case, everything else one `-`; at most 80
/// bytes, never empty, never a name that Windows keeps.
pub fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len().min(MOST_BYTES));
    let composed = nfc(title);
    'letters: for char in composed.chars().flat_map(char::to_lowercase) {
        let char = if is_kept(char) { char } else { '-' };
        if char == '-' && (slug.is_empty() || slug.ends_with('-')) {
            continue;
        }
        if slug.len() + char.len_utf8() > MOST_BYTES {
            break 'letters;
        }
        slug.push(char);
    }
    let composed = nfc(slug.trim_end_matches('-'));
    let slug = composed.trim_start_matches(|char: char| !char.is_alphanumeric());
    if slug.is_empty() {
        return UNTITLED.to_owned();
    }
    if is_device(slug) {
        return format!("{slug}-");
    }
    slug.to_owned()
}

/// Letters, digits, and the marks that letters of many scripts are written with; not the letters
/// of Hangul that only fill a place and are not seen.
fn is_kept(char: char) -> bool {
    let is_filler = matches!(char, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    !is_filler && (char.is_alphanumeric() || (!char.is_ascii() && is_mark(char)))
}

/// Combining marks of the scripts that need them; without them words fall apart.
fn is_mark(char: char) -> bool {
    matches!(u32::from(char),
        0x0300..=0x036f | 0x0483..=0x0487 | 0x0591..=0x05c7 | 0x0610..=0x061a | 0x064b..=0x065f
        | 0x0900..=0x0903 | 0x093a..=0x094f | 0x0981..=0x0983 | 0x09bc..=0x09cd | 0x0a01..=0x0a4d
        | 0x0a81..=0x0acd | 0x0b01..=0x0bcd | 0x0c00..=0x0ccd | 0x0d00..=0x0d4d | 0x0dca..=0x0ddf
        | 0x0e31 | 0x0e34..=0x0e3a | 0x0e47..=0x0e4e | 0x0eb1..=0x0ebc | 0x0ec8..=0x0ece
        | 0x0f71..=0x0f84 | 0x102b..=0x103e | 0x17b4..=0x17d3 | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff
        | 0x20d0..=0x20ff | 0x3099..=0x309a)
}

/// Returns true for a name in lower case that Windows keeps for a device.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    let is_numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| {
            matches!(rest, "¹" | "²" | "³")
                || (rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    DEVICES.contains(&stem) || is_numbered("com") || is_numbered("lpt")
}

/// Returns the text in NFC.
pub fn nfc(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(text)
        .into_owned()
}

/// Returns a name as file systems compare it that heed neither case nor normal form.
pub fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    nfc(&nfc(name).to_lowercase())
}

/// The names that are taken in one folder.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    folded: HashSet<String>,
    /// For a folded stem the number from which on to look; thousands may want one name.
    next: HashMap<String, usize>,
}

impl Taken {
    /// Takes a name.
    pub fn take(&mut self, name: &str) {
        self.folded.insert(folded(name));
    }

    /// Gives a name back.
    pub fn release(&mut self, name: &str) {
        self.folded.remove(&folded(name));
        // A smaller number may have become free.
        self.next.clear();
    }

    /// Returns true if the name is taken, in whatever case or normal form.
    pub fn has(&self, name: &str) -> bool {
        self.folded.contains(&folded(name))
    }

    /// Takes and returns `stem`, or `stem-2`, `stem-3`, …: the first of which neither it nor it
    /// with `extension` is taken.
    pub fn take_unique(&mut self, stem: &str, extension: &str) -> String {
        let mut name = stem.to_owned();
        let is_taken = |taken: &Self, name: &str| {
            taken.has(name) || (!extension.is_empty() && taken.has(&format!("{name}{extension}")))
        };
        if is_taken(self, &name) {
            let key = format!("{}{extension}", folded(stem));
            let mut number = self.next.get(&key).copied().unwrap_or(2);
            loop {
                name = format!("{stem}-{number}");
                number += 1;
                if !is_taken(self, &name) {
                    break;
                }
            }
            self.next.insert(key, number);
        }
        self.take(&name);
        if !extension.is_empty() {
            self.take(&format!("{name}{extension}"));
        }
        name
    }
}

/// Returns true if a path is of no board by its name: hidden, or left by an editor or a merge.
///
/// One such name in it is enough. What base has is part of the board all the same.
pub fn is_ignored(path: &str) -> bool {
    path.split('/').any(is_ignored_name)
}

/// Returns true for one such name.
pub fn is_ignored_name(name: &str) -> bool {
    const ENDS: [&str; 9] = [
        "~",
        ".swp",
        ".swo",
        ".orig",
        ".rej",
        ".bak",
        ".tmp",
        ".part",
        ".crdownload",
    ];
    name.starts_with('.')
        || ENDS.iter().any(|end| name.ends_with(end))
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        || name.starts_with("~$")
        || matches!(name, "Thumbs.db" | "desktop.ini")
        || is_of_mergetool(name)
}

/// Returns true for what `git mergetool` leaves: `x_LOCAL_1234.md`.
fn is_of_mergetool(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".md") else {
        return false;
    };
    let digits_from = stem.trim_end_matches(|char: char| char.is_ascii_digit());
    digits_from.len() < stem.len()
        && ["_BASE_", "_LOCAL_", "_REMOTE_", "_BACKUP_"]
            .iter()
            .any(|side| digits_from.ends_with(side))
}

/// Returns true if a file of that name in a stack's folder would be a card.
pub fn is_card_name(name: &str) -> bool {
    let is_markdown = card_stem(name).is_some_and(|stem| !stem.is_empty());
    is_markdown && !name.eq_ignore_ascii_case("readme.md") && !is_ignored_name(name)
}

/// Returns the name without `.md`; `None` if it does not end so.
pub fn card_stem(name: &str) -> Option<&str> {
    let cut = name.len().checked_sub(3)?;
    let end = name.get(cut..)?;
    end.eq_ignore_ascii_case(".md").then(|| &name[..cut])
}

/// Returns folder and name of a path; the folder is empty at the top.
pub fn split_path(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Returns the path of a name in a folder.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::{Strategy, any, prop_oneof, proptest};
    use proptest::{prop_assert, prop_assert_eq};

    use super::{Taken, folded, is_card_name, is_ignored, nfc, slug};

    #[test]
    fn a_title_becomes_letters_digits_and_single_dashes() {
        for (title, name) in [
            ("Fix: login #2", "fix-login-2"),
            ("  -- ", "untitled"),
            ("", "untitled"),
            ("Überblick & Maße", "überblick-maße"),
            ("U\u{308}ber", "über"),
            ("日本語のタイトル", "日本語のタイトル"),
            ("हिन्दी", "हिन्दी"),
            ("🎉 Release 1.0 🎉", "release-1-0"),
            ("../../etc/passwd", "etc-passwd"),
            (".hidden", "hidden"),
            ("CON", "con-"),
            ("com1", "com1-"),
            ("a\u{0}b\nc", "a-b-c"),
            ("\u{3164}\u{feff}", "untitled"),
        ] {
            assert_eq!(slug(title), name, "{title}");
        }
    }

    #[test]
    fn a_slug_is_cut_between_characters() {
        let long = slug(&"日".repeat(100));
        assert_eq!(long.len(), 78);
        assert_eq!(slug(&"a".repeat(100)).len(), 80);
    }

    #[test]
    fn names_are_unique_without_regard_to_case_and_normal_form() {
        let mut taken = Taken::default();
        taken.take("\u{dc}ber");
        assert_eq!(taken.take_unique("U\u{308}BER", ""), "U\u{308}BER-2");
        assert_eq!(taken.take_unique("x", ".md"), "x");
        assert_eq!(taken.take_unique("X", ""), "X-2");
        assert_eq!(folded("ÀB"), folded("a\u{300}b"));
    }

    #[test]
    fn what_editors_leave_is_ignored() {
        for path in [
            ".git/config",
            "a/.x/b.md",
            "a/b.md~",
            "a/.b.md.swp",
            "a/#b.md#",
            "a/~$b.md",
            "a/b_LOCAL_123.md",
            "Thumbs.db",
            "a/b.orig",
        ] {
            assert!(is_ignored(path), "{path}");
        }
        for path in ["a/b.md", "a/#b.md", "a/b_LOCAL.md", "a/b_local_1.md", "swp"] {
            assert!(!is_ignored(path), "{path}");
        }
    }

    #[test]
    fn a_readme_is_no_card() {
        assert!(is_card_name("12-fix.md"));
        assert!(is_card_name("12-fix.MD"));
        assert!(!is_card_name("README.md"));
        assert!(!is_card_name("readme.md"));
        assert!(!is_card_name("notes.txt"));
        assert!(!is_card_name(".md"));
    }

    #[test]
    fn thousands_of_one_name_get_one_number_each() {
        let mut taken = Taken::default();
        for number in 2..50_000 {
            taken.take_unique("Same", ".md");
            assert!(!taken.has(&format!("same-{number}")));
        }
        taken.release("same-7");
        taken.release("same-7.md");
        assert_eq!(taken.take_unique("Same", ".md"), "Same-7");
    }

    proptest! {
        #[test]
        fn a_slug_is_a_name_that_every_file_system_takes(title in titles()) {
            let slug = slug(&title);
            prop_assert!(!slug.is_empty() && slug.len() <= 80);
            prop_assert_eq!(nfc(&slug), slug.clone());
            prop_assert!(!slug.starts_with(['-', '.', ' ']));
            prop_assert!(!slug.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '.', ' ']));
            prop_assert!(!slug.chars().any(|char| char.is_control() || char.is_whitespace()));
            prop_assert_eq!(slug.to_lowercase(), slug.clone());
            prop_assert!(!super::is_device(&slug));
            let file = format!("1-{slug}.md");
            prop_assert!(!is_ignored(&slug) && is_card_name(&file));
            prop_assert!(slug.chars().any(char::is_alphanumeric));
        }

        #[test]
        fn a_slug_is_its_own_slug(title in titles()) {
            let once = slug(&title);
            let again = slug(&once);
            prop_assert_eq!(again.trim_end_matches('-'), once.trim_end_matches('-'));
        }

        #[test]
        fn names_of_one_folder_differ_without_regard_to_case_and_normal_form(
            wanted in proptest::collection::vec(titles(), 1..40)
        ) {
            let mut taken = Taken::default();
            let mut given: HashSet<String> = HashSet::default();
            for title in &wanted {
                let name = taken.take_unique(&slug(title), ".md");
                prop_assert!(given.insert(folded(&name)), "{}", name);
            }
        }
    }

    /// Titles of all kinds, hostile ones often.
    fn titles() -> impl Strategy<Value = String> {
        const PIECES: [&str; 28] = [
            "..",
            "/",
            "\\",
            ".git",
            "con",
            "NUL",
            "com1",
            "lpt\u{b9}",
            ".md",
            "-",
            " ",
            "\0",
            "\u{1b}[m",
            "\u{202e}",
            "\u{feff}",
            "\u{3164}",
            "\u{301}",
            "\u{130}",
            "\u{1e9e}",
            "\u{fb01}",
            "\u{212b}",
            "\u{1f389}",
            "\u{e9}",
            "E\u{301}",
            "README",
            "~",
            "#",
            "a",
        ];
        let piece = prop_oneof![
            proptest::sample::select(&PIECES[..]).prop_map(str::to_owned),
            any::<String>(),
        ];
        proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
    }
}
