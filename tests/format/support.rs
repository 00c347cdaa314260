//! Trees in memory: made of texts, read, written, compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use git_board::board::{Account, Service};
use git_board::files::{Content, File, Files};
use git_board::text::{Changes, Known, NamePolicy, NewContent, Over, read, write};

/// Returns every file below a folder of this repository.
pub fn files_in(folder: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Files::default();
    let mut ahead = vec![root.clone()];
    while let Some(folder) = ahead.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                ahead.push(path);
                continue;
            }
            let relative = path.strip_prefix(&root).unwrap().to_str().unwrap();
            let bytes = fs::read(&path).unwrap();
            files
                .entries
                .insert(relative.to_owned(), File::with_bytes(bytes));
        }
    }
    files
}

/// Returns the files after the changes.
pub fn applied(files: &Files, changes: &Changes) -> Files {
    let mut after = files.clone();
    for path in &changes.remove {
        assert!(after.entries.remove(path).is_some(), "{path} was not there");
    }
    for (path, content) in &changes.put {
        let file = match content {
            NewContent::Stored(id) => File::with_id(*id),
            NewContent::Bytes(bytes) => File::with_bytes(Arc::clone(bytes)),
            NewContent::From(from) => files.entries[from].clone(),
        };
        after.entries.insert(path.clone(), file);
    }
    after
}

pub fn cloned(account: &Account) -> Files {
    let nothing = Files::default();
    let known = Known::default();
    let over = Over {
        files: &nothing,
        contents: &nothing,
        known: &known,
    };
    let written = write(Service::Deck, account, &over, NamePolicy::AsPulled).unwrap();
    applied(&nothing, &written.changes)
}

pub fn texts(files: &Files) -> BTreeMap<&str, String> {
    files
        .entries
        .iter()
        .map(|(path, file)| {
            let Content::Bytes(bytes) = &file.content else {
                panic!("{path} is not in memory");
            };
            (path.as_str(), String::from_utf8_lossy(bytes).into_owned())
        })
        .collect()
}

/// A board with two labels and two stacks, as a clone leaves it.
pub const BOARD: [(&str, &str); 6] = [
    (
        "roadmap/board.yaml",
        "id: 10\ntitle: Roadmap\ncolor: ff0000\nlabels:\n  - name: Bug\n    color: ff7a66\n    id: 39\n  \
         - name: Urgent\n    color: f1db50\n    id: 40\n",
    ),
    (
        "roadmap/todo/stack.yaml",
        "id: 4\ntitle: To do\nposition: 10\n",
    ),
    (
        "roadmap/todo/12-fix-login.md",
        "---\nid: 12\ntitle: Fix login\nposition: 10\nlabels:\n  - Bug\n  - Urgent\nassignees:\n  \
         - alice\ncreated: 2026-10-30T08:12:44Z\nauthor: bob\n---\nThe body.\n\n- [ ] fix\n",
    ),
    (
        "roadmap/todo/13-write-docs.md",
        "---\nid: 13\ntitle: Write docs\nposition: 20\ncreated: 2026-10-30T08:12:44Z\nauthor: bob\n---\n",
    ),
    (
        "roadmap/doing/stack.yaml",
        "id: 5\ntitle: Doing\nposition: 20\n",
    ),
    (
        "roadmap/doing/14-release.md",
        "---\nid: 14\ntitle: Release\nposition: 10\nlabels:\n  - Urgent\ncreated: \
         2026-10-30T08:12:44Z\nauthor: bob\n---\nSoon.\n",
    ),
];

/// Returns the board's files.
pub fn board() -> Files {
    Files::from_texts(BOARD)
}

/// Puts a text at a path.
pub fn put(files: &mut Files, path: &str, text: &str) {
    files
        .entries
        .insert(path.to_owned(), File::with_bytes(text.as_bytes()));
}

/// Returns the text at a path.
pub fn text_at(files: &Files, path: &str) -> String {
    texts(files)
        .remove(path)
        .unwrap_or_else(|| panic!("nothing at {path}"))
}

/// Replaces a piece of the text at a path, which must be there.
pub fn replace(files: &mut Files, path: &str, old: &str, new: &str) {
    let text = text_at(files, path);
    assert!(text.contains(old), "{path} has no {old:?}:\n{text}");
    put(files, path, &text.replacen(old, new, 1));
}

/// Moves a file.
pub fn rename(files: &mut Files, from: &str, to: &str) {
    let file = files.entries.remove(from).expect("the file is there");
    files.entries.insert(to.to_owned(), file);
}

/// Returns what the board's files say.
pub fn base() -> Known {
    known(&board(), None)
}

/// Returns what files say that have no errors.
pub fn known(files: &Files, base: Option<&Known>) -> Known {
    let read = read(Service::Deck, files, files, base);
    let errors: Vec<String> = read
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .map(ToString::to_string)
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    read.known
}

/// Returns the problems of files, one a line.
pub fn problems(files: &Files, base: Option<&Known>) -> String {
    let read = read(Service::Deck, files, files, base);
    let lines: Vec<String> = read.problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Returns the files after writing `wanted` over them, which must then say it.
pub fn written(files: &Files, known_now: &Known, wanted: &Account) -> Files {
    written_with(files, known_now, wanted, NamePolicy::AsPulled)
}

/// Returns the same with a policy for names.
pub fn written_with(
    files: &Files,
    known_now: &Known,
    wanted: &Account,
    policy: NamePolicy,
) -> Files {
    let over = Over {
        files,
        contents: files,
        known: known_now,
    };
    let written = write(Service::Deck, wanted, &over, policy).unwrap();
    let after = applied(files, &written.changes);
    let again = read(Service::Deck, &after, &after, None);
    let is_unsent = wanted.cards().keys().any(|key| key.is_new());
    if !is_unsent {
        assert_eq!(again.known.account, *wanted);
        assert_eq!(again.known.layout, written.layout);
    }
    after
}

/// Returns which files differ: `+` new, `-` gone, `~` changed.
pub fn difference(before: &Files, after: &Files) -> String {
    let (before, after) = (texts(before), texts(after));
    let mut lines = Vec::new();
    for (path, text) in &before {
        match after.get(path) {
            None => lines.push(format!("- {path}")),
            Some(other) if other != text => lines.push(format!("~ {path}")),
            Some(_) => {}
        }
    }
    let new = after.keys().filter(|path| !before.contains_key(*path));
    lines.extend(new.map(|path| format!("+ {path}")));
    lines.sort();
    lines.join("\n")
}

/// Returns the lines that differ in one file: `-old`, `+new`.
pub fn changed_lines(before: &Files, after: &Files, path: &str) -> String {
    let (before, after) = (text_at(before, path), text_at(after, path));
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let most = before.len().min(after.len());
    let first = (0..most)
        .take_while(|index| before[*index] == after[*index])
        .count();
    let last = (0..most - first)
        .take_while(|index| before[before.len() - 1 - index] == after[after.len() - 1 - index])
        .count();
    let gone = before[first..before.len() - last]
        .iter()
        .map(|line| format!("-{line}"));
    let new = after[first..after.len() - last]
        .iter()
        .map(|line| format!("+{line}"));
    gone.chain(new).collect::<Vec<_>>().join("\n")
}

/// Numbers that look like chance and are the same on every run.
pub struct Chance(pub u64);

impl Chance {
    /// Returns a number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) % end as u64).unwrap()
    }

    /// Returns true once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Returns one of these.
    pub fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}
