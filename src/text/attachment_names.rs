//! What the file of an attachment is called, and which attachment a file's name means.
//!
//! No memory is needed: a suffix names its attachment, a plain name the remaining one of it.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{folded, is_device, is_ignored_name, nfc};
use crate::board::{AttachmentId, RemoteAttachment};

/// The folder of a card's comments, which no attachment may be called.
pub const COMMENTS: &str = "comments";

/// Longest name of a file that is taken as it is, in bytes.
const MOST_BYTES: usize = 200;
/// Longest ending that a name keeps when the rest is made safe, in bytes.
const MOST_BYTES_OF_ENDING: usize = 16;

/// Returns the name of each attachment's file, by id; `present` are the names that the card's
/// folder had when it was last written.
///
/// Names that are present stay with their attachments. Every name is unique on the card without
/// regard to case and normal form, and in NFC.
pub fn attachment_names(
    listed: &[RemoteAttachment],
    present: &BTreeSet<&str>,
) -> BTreeMap<AttachmentId, String> {
    let mut names = BTreeMap::new();
    let mut oldest: Vec<&RemoteAttachment> = listed.iter().collect();
    oldest.sort_by_key(|one| (one.created, one.id.clone()));
    let mut plain = Vec::new();
    for name in present {
        match oldest.iter().find(|one| is_suffixed(name, &one.id)) {
            Some(one) => {
                names.insert(one.id.clone(), (*name).to_owned());
            }
            None => plain.push(*name),
        }
    }
    for name in plain {
        let mut rest = oldest.iter().filter(|one| !names.contains_key(&one.id));
        if let Some(one) = rest.find(|one| one.name == name && is_safe(name)) {
            names.insert(one.id.clone(), name.to_owned());
        }
    }
    let mut taken: BTreeSet<String> = names.values().map(|name| folded(name)).collect();
    for one in &oldest {
        if names.contains_key(&one.id) {
            continue;
        }
        let alike = listed
            .iter()
            .filter(|other| folded(&other.name) == folded(&one.name))
            .count();
        let is_plain = alike == 1 && is_safe(&one.name) && !taken.contains(&folded(&one.name));
        let name = match is_plain {
            true => one.name.clone(),
            false => suffixed(&one.name, &one.id),
        };
        taken.insert(folded(&name));
        names.insert(one.id.clone(), name);
    }
    names
}

/// Returns true if a name can be a file's as it is, and means no other attachment.
fn is_safe(name: &str) -> bool {
    let is_harmless = |letter: char| !letter.is_control() && !matches!(letter, '/' | '\\');
    !name.is_empty()
        && name.len() <= MOST_BYTES
        && name.chars().all(is_harmless)
        && !name.starts_with(['.', '-', ' '])
        && !name.ends_with(['.', ' '])
        && nfc(name) == name
        && !is_device(&name.to_lowercase())
        && !is_ignored_name(name)
        && folded(name) != COMMENTS
        && !looks_like_git(name)
        && suffix_of(name).is_none()
}

/// Returns true for names that some file systems take for git's own folder.
fn looks_like_git(name: &str) -> bool {
    let before_stream = name.split(':').next().unwrap_or(name);
    before_stream
        .trim_end_matches(['.', ' '])
        .eq_ignore_ascii_case("git~1")
}

fn is_suffixed(name: &str, id: &AttachmentId) -> bool {
    suffix_of(name).is_some_and(|suffix| suffix == id.to_string())
}

/// Returns `d12` of `shot~d12.png`.
fn suffix_of(name: &str) -> Option<&str> {
    let (_, rest) = name.rsplit_once('~')?;
    let suffix = rest.split('.').next().unwrap_or(rest);
    let is_one = match suffix.split_at_checked(1)? {
        ("d" | "f", digits) => {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        }
        ("a", id) => is_uuid(id),
        _ => false,
    };
    (is_one && rest.matches('.').count() <= 1).then_some(suffix)
}

/// Returns true for ids as Codecks gives them: `14c3021c-95ad-11e9-b939-5368e19a8f5e`.
fn is_uuid(id: &str) -> bool {
    let parts: Vec<usize> = id.split('-').map(str::len).collect();
    let is_digit = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    parts == [8, 4, 4, 4, 12] && id.bytes().all(is_digit)
}

/// Returns the name with what is not safe taken away, and the attachment's suffix.
fn suffixed(name: &str, id: &AttachmentId) -> String {
    let kept = |letter: char| match letter {
        '/' | '\\' | '~' => '-',
        letter if letter.is_control() => '-',
        letter => letter,
    };
    let name: String = nfc(name).chars().map(kept).collect();
    let name = nfc(&name);
    let is_ending = |ending: &str| {
        !ending.is_empty()
            && ending.len() <= MOST_BYTES_OF_ENDING
            && ending.chars().all(char::is_alphanumeric)
            && !is_ignored_name(&format!("x.{ending}"))
    };
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) && !bare(stem).is_empty() => {
            (stem, format!(".{ending}"))
        }
        _ => (name.as_str(), String::new()),
    };
    let stem = bare(stem);
    let room = MOST_BYTES - ending.len() - id.to_string().len() - 1;
    let mut end = stem.len().min(room);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let stem = stem[..end].trim_end_matches(['.', ' ']);
    let stem = if stem.is_empty() { "untitled" } else { stem };
    nfc(&format!("{stem}~{id}{ending}"))
}

fn bare(stem: &str) -> &str {
    stem.trim_start_matches(['.', '-', ' ', '#'])
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, attachment_names};
    use crate::board::{AttachmentId, RemoteAttachment};

    fn listed(all: &[(char, u32, &str)]) -> Vec<RemoteAttachment> {
        let one = |(kind, number, name): &(char, u32, &str)| RemoteAttachment {
            id: AttachmentId {
                kind: *kind,
                id: number.to_string(),
            },
            name: (*name).to_owned(),
            size: Some(1),
            modified: 1,
            created: i64::from(*number),
            by: None,
            path: None,
        };
        all.iter().map(one).collect()
    }

    #[track_caller]
    fn check(all: &[(char, u32, &str)], present: &[&str], expected: &[&str]) {
        let listed = listed(all);
        let present: BTreeSet<&str> = present.iter().copied().collect();
        let names = attachment_names(&listed, &present);
        let names: Vec<&str> = listed.iter().map(|one| names[&one.id].as_str()).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn a_safe_name_that_is_alone_is_kept() {
        check(
            &[('d', 1, "shot.png"), ('f', 1, "Notes, old.txt")],
            &[],
            &["shot.png", "Notes, old.txt"],
        );
    }

    #[test]
    fn what_no_file_may_be_called_gets_its_suffix() {
        for (name, file) in [
            ("../../x", "..-x~d7"),
            ("a/b.txt", "a-b~d7.txt"),
            ("CON.txt", "CON~d7.txt"),
            ("comments", "comments~d7"),
            (".hidden", "hidden~d7"),
            ("-rf", "rf~d7"),
            ("trail.", "trail~d7"),
            ("e\u{301}.txt", "\u{e9}~d7.txt"),
            ("tab\t.txt", "tab-~d7.txt"),
            ("x~d3.txt", "x-d3~d7.txt"),
            ("", "untitled~d7"),
            ("old.bak", "old.bak~d7"),
        ] {
            let expected = file.trim_start_matches(['.', '-']);
            check(&[('d', 7, name)], &[], &[expected]);
        }
        let long = format!("{}.txt", "é".repeat(125));
        let listed = listed(&[('d', 7, &long)]);
        let names = attachment_names(&listed, &BTreeSet::new());
        let name = &names[&listed[0].id];
        assert!(name.len() <= 200 && name.ends_with("~d7.txt"), "{name}");
    }

    #[test]
    fn names_that_only_case_tells_apart_get_suffixes() {
        check(
            &[('d', 1, "a.txt"), ('d', 2, "A.txt"), ('f', 1, "a.txt")],
            &[],
            &["a~d1.txt", "A~d2.txt", "a~f1.txt"],
        );
    }

    #[test]
    fn two_files_of_one_name_on_codecks_are_told_apart_by_their_ids() {
        let ids = [1, 2].map(|number| format!("0000000{number}-d03a-11ee-b559-434e60090b74"));
        let mut both = listed(&[('a', 1, "shot.png"), ('a', 2, "shot.png")]);
        for (one, id) in both.iter_mut().zip(&ids) {
            one.id.id.clone_from(id);
        }
        let present = BTreeSet::from(["shot.png"]);
        let names = attachment_names(&both, &present);
        let second = format!("shot~a{}.png", ids[1]);
        assert_eq!(names[&both[0].id], "shot.png");
        assert_eq!(names[&both[1].id], second);
        let names = attachment_names(&both[1..], &BTreeSet::from([&*second]));
        assert_eq!(names[&both[1].id], second);
    }

    #[test]
    fn what_is_there_keeps_its_name() {
        check(
            &[('d', 4, "a.txt"), ('f', 9, "a.txt")],
            &["a.txt"],
            &["a.txt", "a~f9.txt"],
        );
        check(&[('f', 9, "a.txt")], &["a~f9.txt"], &["a~f9.txt"]);
        check(&[('f', 9, "a.txt")], &["a~f8.txt"], &["a.txt"]);
    }
}
