//! What is kept comes back, and nothing else does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::board::{BoardId, BoardKey, Service};
use crate::files::{File, Files};
use crate::repo::{CacheFile, TreeId};
use crate::text::{Known, Layout, read_state};

use super::index::{Entry, Index};
use super::{FOLDER, INDEX, Kept, Outline};
use super::{decode, encode, index, stored};

const HEAD: &str = "this program\n";

/// Returns the trees of the boards' folders: 1, 2, …
fn folders(known: &Known) -> BTreeMap<String, TreeId> {
    let folders = known.layout.boards.values().zip(1..);
    let with_tree = folders.map(|(folder, number)| (folder.path.clone(), tree(number)));
    with_tree.collect()
}

fn tree(number: u8) -> TreeId {
    TreeId::from_raw([number; 20])
}

fn keep(known: &Known, entries: Vec<Entry>, folder: &Path) {
    let cache = CacheFile::at(folder.join(INDEX)).expect("a folder");
    stored::write(&cache, HEAD, known, tree(9), entries).expect("it can be written");
}

fn kept(folder: &Path) -> Option<Kept> {
    let bytes = stored::read(&folder.join(INDEX), HEAD)?;
    Some(Kept {
        index: Index::parse(&bytes)?,
        folder: folder.join(FOLDER),
        head: HEAD.to_owned(),
    })
}

/// Keeps what files say in a folder of its own.
fn kept_of(known: &Known) -> Option<(TempDir, Kept)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    keep(
        known,
        index::entries(known, &folders(known), None)?,
        folder.path(),
    );
    let kept = kept(folder.path())?;
    Some((folder, kept))
}

fn ids(ids: [&str; 2]) -> BTreeSet<BoardId> {
    ids.into_iter().map(BoardId::new).collect()
}

fn file_name(folder: &str, number: u8) -> String {
    let entry = Entry {
        folder: folder.to_owned(),
        tree: tree(number),
        id: String::new(),
        has_attachments: false,
    };
    entry.file_name()
}

/// The names of all that is kept.
fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder.join(FOLDER)).expect("a folder");
    let names = files.map(|file| file.expect("a file").file_name());
    let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    names.sort();
    names
}

fn known(files: &Files) -> Known {
    known_of(Service::Deck, files)
}

fn known_of(service: Service, files: &Files) -> Known {
    let read = read_state(service, files, files, None);
    assert_eq!(read.problems, Vec::new());
    read.known
}

/// Every value that a file can say, and many cards.
fn everything() -> Files {
    let mut files = Files::from_texts([
        (
            "a/board.yaml",
            "id: 1\ntitle: A\ncolor: 0082c9\nlabels:\n  - id: 7\n    name: Bug\n    color: ff0000\n",
        ),
        ("a/todo/stack.yaml", "id: 3\ntitle: To do\nposition: 2.5\n"),
        (
            "a/todo/1-all.md",
            "---\nid: 1\ntitle: \"All: of it\"\nposition: -0.5\nlabels:\n  - Bug\nassignees:\n  - bob\n  \
             - group:staff\ndue: 2026-12-01T09:00:00Z\ndone: 2026-12-02T09:00:00Z\ncolor: aabbcc\n\
             start: 2026-11-01T09:00:00Z\ntype: markdown\ndepends_on:\n  - 2\n\
             created: 2026-10-30T08:12:44Z\nauthor: carol\n---\nText\r\nmore\n",
        ),
        ("a/todo/1-all/notes.txt", "beside\n"),
        (
            "a/todo/2-old.md",
            "---\nid: 2\ntitle: Old\narchived: true\n---\n",
        ),
        (
            "b/board.yaml",
            "id: 2\ntitle: B\ncolor: 0082c9\narchived: true\n",
        ),
        ("b/all/stack.yaml", "id: 4\ntitle: All\n"),
    ]);
    for number in 10..2500 {
        let text = format!("---\nid: {number}\ntitle: Card\nposition: {number}\n---\nBody\n");
        let path = format!("b/all/{number}-card.md");
        files
            .entries
            .insert(path, File::with_bytes(text.into_bytes()));
    }
    files
}

#[test]
fn what_files_say_comes_back() {
    for files in [Files::default(), everything()] {
        let known = known(&files);
        let (_folder, kept) = kept_of(&known).expect("a state has an id for everything");
        assert_eq!(kept.tree(), tree(9));
        assert_eq!(kept.known(), (known, true));
    }
}

#[test]
fn a_board_is_known_by_its_id_apart_from_the_others() {
    let known = known(&everything());
    let (_folder, kept) = kept_of(&known).expect("a state");
    let folder = |name: &str, number| BTreeMap::from([(name.to_owned(), tree(number))]);
    for (name, number, id, has_attachments) in [("a", 1, "1", true), ("b", 2, "2", false)] {
        let (aside, rest) = kept.apart(&folder(name, number), &ids(["1", "2"]));
        let (rest, is_all) = rest.known();
        assert!(is_all);
        let outline = Outline {
            folder: name.to_owned(),
            board: BoardKey::known(id),
            has_attachments,
        };
        assert_eq!(aside, [outline]);
        let others = known.account.boards.iter();
        let others: Vec<_> = others.filter(|b| b.key != BoardKey::known(id)).collect();
        assert_eq!(rest.account.boards.iter().collect::<Vec<_>>(), others);
        let paths = |layout: &Layout| -> BTreeSet<String> { layout.paths().into_iter().collect() };
        let is_other = |path: &String| !path.starts_with(&format!("{name}/"));
        let expected = paths(&known.layout).into_iter().filter(is_other);
        assert_eq!(paths(&rest.layout), expected.collect());
    }
    for (other, among) in [
        (folder("b", 1), ids(["1", "2"])),
        (folder("c", 2), ids(["1", "2"])),
        (folder("b", 2), ids(["1", "3"])),
    ] {
        let (aside, rest) = kept.apart(&other, &among);
        assert_eq!(aside, []);
        assert_eq!(rest.known(), (known.clone(), true));
    }
}

#[test]
fn what_is_known_of_one_board_is_kept_with_the_others_as_they_were() {
    let whole = known(&everything());
    let (folder, kept_before) = kept_of(&whole).expect("a state");
    let mut files = everything();
    files.entries.retain(|path, _| path.starts_with("a/"));
    let text = "---\nid: 2\ntitle: Older\narchived: true\n---\n".as_bytes();
    let file = File::with_bytes(text.to_vec());
    files.entries.insert("a/todo/2-old.md".to_owned(), file);
    let part = known(&files);
    let trees = |b| BTreeMap::from([("a".to_owned(), tree(3)), ("b".to_owned(), tree(b))]);
    let entries = |trees| index::entries(&part, &trees, Some(&kept_before));
    assert_eq!(entries(trees(4)), None, "b is another than what is kept");
    assert_eq!(index::entries(&part, &trees(2), None), None);
    keep(&part, entries(trees(2)).expect("b is kept"), folder.path());
    let mut expected =
        ["a", "b"].map(|folder| file_name(folder, if folder == "a" { 3 } else { 2 }));
    expected.sort();
    let [first, second] = expected;
    assert_eq!(names(folder.path()), [first, second, "index".to_owned()]);
    let (now, _) = kept(folder.path()).expect("it is kept").known();
    let boards = now.account.boards;
    let before = &whole.account.boards;
    assert_eq!(
        boards,
        [&part.account.boards[0], &before[1]].map(Clone::clone)
    );
}

#[test]
fn a_board_whose_folder_has_another_name_is_kept_anew() {
    let before = known(&everything());
    let (folder, _) = kept_of(&before).expect("a state");
    let files = everything().entries.into_iter().map(|(path, file)| {
        let path = path
            .strip_prefix("a/")
            .map_or(path.clone(), |rest| format!("c/{rest}"));
        (path, file)
    });
    let moved = known(&Files {
        entries: files.collect(),
    });
    let trees = BTreeMap::from([("c".to_owned(), tree(1)), ("b".to_owned(), tree(2))]);
    let entries = index::entries(&moved, &trees, None).expect("a state");
    keep(&moved, entries, folder.path());
    let now = kept(folder.path()).expect("it is kept");
    assert_eq!(now.known(), (moved, true));
}

#[test]
fn a_board_that_is_damaged_is_none_and_is_kept_anew() {
    let known = known(&everything());
    let (folder, kept) = kept_of(&known).expect("a state");
    let path = folder.path().join(FOLDER).join(file_name("a", 1));
    let mut bytes = fs::read(&path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).expect("it can be written");
    let (part, is_all) = kept.known();
    assert!(!is_all);
    assert_eq!(part.account.boards, known.account.boards[1..]);
    assert!(!path.exists());
    keep(
        &known,
        index::entries(&known, &folders(&known), None).expect("a state"),
        folder.path(),
    );
    assert_eq!(kept.known(), (known, true));
}

#[test]
fn what_only_other_services_have_comes_back_too() {
    let kanbanik = vec![
        (
            "a/board.yaml",
            "id: 1\ntitle: A\nprojects:\n  - name: Web\n    id: 21\n",
        ),
        (
            "a/todo/stack.yaml",
            "id: 3\ntitle: To do\nwip_limit: 4\norientation: vertical\n",
        ),
        (
            "a/todo/1-all.md",
            "---\nid: 1\ntitle: All\nlabels:\n  - red\n  - {name: big, color: blue, description: d, \
             picture: \"http://p\", url: \"http://u\", target: 1}\nassignees:\n  - bob\n\
             due: 2026-12-01\nproject: Web\nclass_of_service: Expedite\nticket: \"#12\"\n---\nText\n",
        ),
    ];
    let codecks = vec![
        (
            "codecks.yaml",
            "milestones:\n  - name: M\n    date: 2026-12-24\n    start: 2026-12-01\n    color: red\n    \
             projects: [A]\n    id: m1\nruns:\n  - name: R\n    start: 2026-11-16\n    id: r1\n",
        ),
        ("a/board.yaml", "id: garden\ntitle: A\n"),
        ("a/todo/stack.yaml", "id: todo\ntitle: To do\n"),
        (
            "a/todo/111-all.md",
            "---\nid: 111\ntitle: All\ndue: 2026-12-01\nparent: 112\nstatus: started\n\
             priority: high\neffort: 5.5\nmilestone: M\nrun: R\ndoc: true\ndepends_on:\n  - 112\n\
             ---\n",
        ),
    ];
    for (service, files, fields) in [
        (Service::Kanbanik, kanbanik, 2),
        (Service::Codecks, codecks, 7),
    ] {
        let known = known_of(service, &Files::from_texts(files));
        let cards = known.account.cards();
        let counts: Vec<usize> = cards.values().map(|at| at.card.fields.len()).collect();
        assert_eq!(counts, [fields], "{service:?}");
        let (_folder, kept) = kept_of(&known).expect("a state has an id for everything");
        assert_eq!(kept.known(), (known, true), "{service:?}");
    }
}

#[test]
fn what_has_no_id_is_not_kept() {
    let mut files = everything();
    let new = File::with_bytes("New\n".as_bytes());
    files.entries.insert("a/todo/new.md".to_owned(), new);
    assert!(kept_of(&known(&files)).is_none());
}

#[test]
fn bytes_that_were_cut_or_changed_are_none_or_another_state_and_never_a_panic() {
    let mut files = everything();
    files
        .entries
        .retain(|path, _| path.starts_with("a/") || path.contains("/1"));
    let known = known(&files);
    let organization = encode::organization(&known);
    for board in &known.account.boards {
        let mut whole = Vec::new();
        encode::part(board, &known.layout, &mut whole).expect("a state");
        for length in (0..whole.len()).step_by(whole.len() / 500 + 1) {
            assert!(decode::part(&whole[..length]).is_none(), "{length}");
        }
        for at in (0..whole.len()).step_by(whole.len() / 2000 + 1) {
            let mut other = whole.clone();
            other[at] ^= 0x55;
            let _ = decode::part(&other).and_then(|part| decode::known(&organization, vec![part]));
        }
    }
}
