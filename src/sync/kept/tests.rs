//! What is kept comes back, and nothing else does.

use std::collections::{BTreeMap, BTreeSet};

use crate::board::Service;
use crate::files::{File, Files};
use crate::repo::TreeId;
use crate::text::{Known, Layout, read_state};

use super::Kept;
use super::decode::parts;

fn encode(known: &Known) -> Option<Vec<u8>> {
    let folders = known.layout.boards.values();
    let folders = folders.zip(1..).map(|(folder, number)| {
        let tree = TreeId::from_raw([number; 20]);
        (folder.path.clone(), tree)
    });
    let mut bytes = Vec::new();
    super::encode::encode(known, &folders.collect(), &mut bytes).ok()?;
    Some(bytes)
}

fn decode(bytes: &[u8]) -> Option<Known> {
    let parts = parts(bytes)?;
    let (known, aside) = super::decode::decode(&parts.iter().collect::<Vec<_>>(), &[])?;
    assert_eq!(aside, []);
    Some(known)
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
fn what_files_say_comes_back_from_bytes() {
    for files in [Files::default(), everything()] {
        let known = known(&files);
        let bytes = encode(&known).expect("a state has an id for everything");
        assert_eq!(decode(&bytes), Some(known));
    }
}

#[test]
fn a_board_comes_back_apart_from_the_others() {
    let known = known(&everything());
    let kept = Kept {
        tree: TreeId::from_raw([9; 20]),
        bytes: encode(&known).expect("a state"),
    };
    let folder =
        |name: &str, tree| BTreeMap::from([(name.to_owned(), TreeId::from_raw([tree; 20]))]);
    let apart = kept.apart(&folder("b", 2)).expect("it is kept");
    let aside = BTreeMap::from([("b".to_owned(), known.account.boards[1].clone())]);
    assert_eq!(apart.aside, aside);
    assert_eq!(apart.known.account.boards, known.account.boards[..1]);
    let paths = |layout: &Layout| -> BTreeSet<String> { layout.paths().into_iter().collect() };
    let of_a = |path: &String| path.starts_with("a/");
    let expected: BTreeSet<String> = paths(&known.layout).into_iter().filter(of_a).collect();
    assert_eq!(paths(&apart.known.layout), expected);
    for other in [folder("b", 1), folder("c", 2)] {
        let apart = kept.apart(&other).expect("it is kept");
        assert_eq!(apart.aside, BTreeMap::new());
        assert_eq!(apart.known, known);
    }
}

#[test]
fn what_only_other_services_have_comes_back_too() {
    let kanbanik = [
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
    let codecks = [
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
        let bytes = encode(&known).expect("a state has an id for everything");
        assert_eq!(decode(&bytes).as_ref(), Some(&known), "{service:?}");
    }
}

#[test]
fn what_has_no_id_is_not_kept() {
    let mut files = everything();
    let new = File::with_bytes("New\n".as_bytes());
    files.entries.insert("a/todo/new.md".to_owned(), new);
    assert_eq!(encode(&known(&files)), None);
}

#[test]
fn bytes_that_were_cut_or_changed_are_none_or_another_state_and_never_a_panic() {
    let mut files = everything();
    files
        .entries
        .retain(|path, _| path.starts_with("a/") || path.contains("/1"));
    let whole = encode(&known(&files)).expect("a state");
    for length in (0..whole.len()).step_by(whole.len() / 500 + 1) {
        assert_eq!(decode(&whole[..length]), None, "{length}");
    }
    for at in (0..whole.len()).step_by(whole.len() / 2000 + 1) {
        let mut other = whole.clone();
        other[at] ^= 0x55;
        let _ = decode(&other);
    }
}
