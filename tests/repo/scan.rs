//! What is seen of the working tree, and what is not.

use std::fs;
use std::os::unix::ffi::OsStrExt;

use git_board::files::{Content, ContentId, Files, ReadContent};
use git_board::repo::{Changes, Scan, ScanProblem};

use super::support::Place;

fn place() -> Place {
    Place::with(&[
        (".gitattributes", "* -text\n"),
        ("b/board.yaml", "1\n"),
        ("b/s/1.md", "one\n"),
        ("b/s/2.md", "two\n"),
    ])
}

/// Makes what was written a while old, and git's index with it, so that nothing is racy.
fn let_time_pass(place: &Place) {
    std::thread::sleep(std::time::Duration::from_millis(20));
    place.git(&["update-index", "-q", "--really-refresh"]);
    fs::OpenOptions::new()
        .append(true)
        .open(place.path(".git/index"))
        .unwrap()
        .set_modified(std::time::SystemTime::now())
        .unwrap();
}

fn paths(scan: &Scan) -> Vec<&str> {
    scan.files.entries.keys().map(String::as_str).collect()
}

fn changed(place: &Place) -> Vec<String> {
    let committed = place.committed();
    place.repo.cleanliness(&place.scan(), &committed).changed
}

#[test]
fn an_untouched_tree_is_not_read() {
    let place = place();
    let_time_pass(&place);
    let scan = place.scan();
    assert_eq!(scan.files, place.committed());
    assert_eq!(scan.files_read, 0);
    assert!(scan.problems.is_empty());
    assert!(place.repo.cleanliness(&scan, &place.committed()).is_clean());
    let bytes = scan.read("b/s/1.md", scan.files.get("b/s/1.md").unwrap());
    assert_eq!(&*bytes.unwrap(), b"one\n");
}

#[test]
fn an_edit_of_the_same_size_right_after_writing_is_seen() {
    for _ in 0..20 {
        let place = place();
        place.write("b/s/1.md", "eno\n");
        assert_eq!(changed(&place), ["b/s/1.md"]);
    }
}

#[test]
fn an_edit_that_keeps_size_and_modification_time_is_seen() {
    let place = place();
    let_time_pass(&place);
    let path = place.path("b/s/1.md");
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, "eno\n").unwrap();
    let file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.set_modified(before).unwrap();
    assert_eq!(changed(&place), ["b/s/1.md"]);
}

#[test]
fn edits_removals_and_new_files_are_seen() {
    let place = place();
    place.write("b/s/1.md", "longer than before\n");
    fs::remove_file(place.path("b/s/2.md")).unwrap();
    place.write("b/s/new.md", "new\n");
    place.write("c/board.yaml", "new board\n");
    place.write("d/x.md", "no board\n");
    let scan = place.scan();
    assert_eq!(
        paths(&scan),
        ["b/board.yaml", "b/s/1.md", "b/s/new.md", "c/board.yaml"]
    );
    let clean = place.repo.cleanliness(&scan, &place.committed());
    assert_eq!(
        clean.changed,
        ["b/s/1.md", "b/s/2.md", "b/s/new.md", "c/board.yaml"]
    );
    assert!(clean.staged.is_empty());
    place.git(&["add", "b/s/1.md", "d"]);
    let clean = place.repo.cleanliness(&place.scan(), &place.committed());
    assert_eq!(clean.staged, ["b/s/1.md"]);
}

#[test]
fn a_board_that_lost_its_marker_is_still_looked_at() {
    let place = place();
    fs::remove_file(place.path("b/board.yaml")).unwrap();
    assert_eq!(paths(&place.scan()), ["b/s/1.md", "b/s/2.md"]);
}

#[test]
fn a_board_that_is_gone_leaves_nothing() {
    let place = place();
    fs::remove_dir_all(place.path("b")).unwrap();
    assert!(place.scan().files.entries.is_empty());
}

#[test]
fn a_link_in_a_folders_place_deletes_nothing() {
    for folder in ["b", "b/s"] {
        let place = place();
        fs::rename(place.path(folder), place.path("elsewhere")).unwrap();
        std::os::unix::fs::symlink("../elsewhere", place.path(folder)).unwrap();
        let problems = place.scan().problems;
        assert!(
            matches!(&problems[..], [ScanProblem::UnreadableFolder { path, .. }] if path == folder),
            "{problems:?}"
        );
    }
}

#[test]
fn a_scan_and_a_reader_of_blobs_may_be_shared_between_threads() {
    fn is_shared<T: Send + Sync>() {}
    fn is_sent<T: Send>() {}
    is_shared::<Scan>();
    is_shared::<git_board::repo::Blobs>();
    is_sent::<git_board::repo::Repo>();
}

#[test]
fn links_and_fifos_are_told_and_not_followed() {
    let place = place();
    let link = |target: &str, path: &str| {
        std::os::unix::fs::symlink(target, place.path(path)).unwrap();
    };
    link("1.md", "b/s/link.md");
    link("/nonexistent", "b/s/dangling.md");
    link("s", "b/folder");
    let fifo = place.path("b/s/fifo.md");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.unwrap().success());
    let scan = place.scan();
    let content = |path: &str| scan.files.get(path).unwrap().content.clone();
    assert_eq!(content("b/s/link.md"), Content::Link);
    assert_eq!(content("b/s/dangling.md"), Content::Link);
    assert_eq!(content("b/folder"), Content::Link);
    assert_eq!(content("b/s/fifo.md"), Content::Special);
    assert_eq!(scan.files.entries.len(), 7);
    let file = scan.files.get("b/s/link.md").unwrap();
    assert!(scan.read("b/s/link.md", file).is_err());
}

#[test]
fn a_file_that_became_a_link_is_changed_and_not_read_through() {
    let place = place();
    fs::remove_file(place.path("b/s/1.md")).unwrap();
    std::os::unix::fs::symlink("2.md", place.path("b/s/1.md")).unwrap();
    let scan = place.scan();
    assert_eq!(scan.files.get("b/s/1.md").unwrap().content, Content::Link);
    assert_eq!(changed(&place), ["b/s/1.md"]);
}

#[test]
fn what_is_ignored_is_left_out_unless_the_base_has_it() {
    let place = place();
    place.write(".gitignore", "*.log\nbuild/\n");
    for path in [
        "b/x.log",
        "b/build/y.md",
        "b/.hidden",
        "b/s/1.md~",
        "b/.d/x.md",
    ] {
        place.write(path, "x\n");
    }
    assert_eq!(
        paths(&place.scan()),
        ["b/board.yaml", "b/s/1.md", "b/s/2.md"]
    );
    let mut known = place.committed();
    let had = Files::from_texts([
        ("b/x.log", "x\n"),
        ("b/build/y.md", "x\n"),
        ("b/.hidden", "y\n"),
    ]);
    known.entries.extend(had.entries);
    let scan = place.repo.scan(&known).unwrap();
    assert_eq!(
        paths(&scan),
        [
            "b/.hidden",
            "b/board.yaml",
            "b/build/y.md",
            "b/s/1.md",
            "b/s/2.md",
            "b/x.log"
        ]
    );
    let clean = place.repo.cleanliness(&scan, &known);
    assert_eq!(clean.changed, ["b/.hidden"]);
}

#[test]
fn what_git_tracks_is_not_ignored_by_its_rules() {
    let place = place();
    place.write("b/x.log", "x\n");
    place.git(&["add", "b/x.log"]);
    place.write(".gitignore", "*.log\n");
    assert!(paths(&place.scan()).contains(&"b/x.log"));
}

#[test]
fn a_name_that_is_not_utf8_is_a_problem() {
    let place = place();
    let name = std::ffi::OsStr::from_bytes(b"b/s/\xff.md");
    fs::write(place.repo.workdir().join(name), "x").unwrap();
    fs::create_dir(place.path("x")).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"\xfe");
    fs::rename(place.path("x"), place.repo.workdir().join(name)).unwrap();
    fs::write(place.repo.workdir().join(name).join("board.yaml"), "x").unwrap();
    let problem = |path: &str| ScanProblem::NotUtf8 {
        path: path.to_owned(),
    };
    assert_eq!(
        place.scan().problems,
        [problem("\u{fffd}"), problem("b/s/\u{fffd}.md")]
    );
}

#[test]
fn a_large_file_is_hashed_and_not_kept() {
    let place = place();
    let bytes = b"large\r\n".repeat(300_000);
    fs::write(place.path("b/s/large.bin"), &bytes).unwrap();
    let scan = place.scan();
    let file = scan.files.get("b/s/large.bin").unwrap();
    assert_eq!(file.content, Content::Elsewhere);
    assert_eq!(file.id, ContentId::of(&bytes));
    assert_eq!(
        &*scan.read("b/s/large.bin", file).unwrap(),
        bytes.as_slice()
    );
    fs::write(place.path("b/s/large.bin"), "x").unwrap();
    assert!(scan.read("b/s/large.bin", file).is_err());
}

#[test]
fn a_scan_brings_the_contents_of_the_known_tree_too() {
    let place = place();
    let known = place.committed();
    place.write("b/s/1.md", "edited\n");
    let scan = place.repo.scan(&known).unwrap();
    let read = |files: &Files, path: &str| {
        let bytes = scan.read(path, files.get(path).unwrap()).unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    assert_eq!(read(&known, "b/s/1.md"), "one\n");
    assert_eq!(read(&scan.files, "b/s/1.md"), "edited\n");
    assert_eq!(read(&known, "b/s/2.md"), "two\n");
    // What was scanned stays readable where the repository has it.
    place.write("b/s/2.md", "later\n");
    assert_eq!(read(&scan.files, "b/s/2.md"), "two\n");
}

#[test]
fn a_sparse_checkout_deletes_nothing() {
    let place = place();
    place.pull(&Changes::putting([
        ("c/board.yaml", "2\n"),
        ("c/t/3.md", "three\n"),
    ]));
    let mut before = "three\n".to_owned();
    for cone in ["--no-cone", "--cone", "--sparse-index"] {
        place.git(&["sparse-checkout", "set", cone, "b"]);
        assert!(!place.path("c").exists());
        let scan = place.scan();
        assert!(place.repo.cleanliness(&scan, &place.committed()).is_clean());
        assert_eq!(scan.not_on_disk.len(), 2, "{cone}");
        let file = scan.files.get("c/t/3.md").unwrap();
        assert_eq!(&*scan.read("c/t/3.md", file).unwrap(), before.as_bytes());
        // What is written there goes to the index and not to the disk.
        let text = format!("{cone}\n");
        let changes = Changes::putting([("c/t/3.md", text.as_str()), ("b/s/1.md", &text)]);
        place.pull(&changes);
        assert!(!place.path("c").exists());
        assert_eq!(place.read("b/s/1.md"), text);
        place.assert_clean();
        place.git(&["sparse-checkout", "disable"]);
        assert_eq!(place.read("c/t/3.md"), text);
        place.assert_clean();
        before = text;
    }
}

#[test]
fn a_submodule_in_a_cards_place_deletes_nothing() {
    let place = place();
    fs::remove_dir_all(place.path("b/s")).unwrap();
    place.git(&["init", "-q", "b/s"]);
    place.write("b/s/9.md", "of another repository\n");
    super::support::git(&place.path("b/s"), &["add", "."]);
    super::support::git(&place.path("b/s"), &["commit", "-qm", "x"]);
    place.git(&["rm", "-rq", "--cached", "b/s"]);
    place.git(&["add", "b/s"]);
    let scan = place.scan();
    assert_eq!(paths(&scan), ["b/board.yaml", "b/s/1.md", "b/s/2.md"]);
    assert_eq!(scan.not_on_disk.len(), 2);
}

fn attributes(place: &Place) -> Vec<String> {
    let problems = place.scan().problems;
    let lines = problems.into_iter().map(|problem| match problem {
        ScanProblem::Attribute(found) => format!("{}: {}", found.path, found.attribute),
        other => panic!("{other:?}"),
    });
    lines.collect()
}

#[test]
fn attributes_that_convert_are_problems() {
    let mut place = place();
    place.write(
        "b/.gitattributes",
        "*.md filter=lfs -ident\ns/2.md text eol=crlf\n",
    );
    assert_eq!(
        attributes(&place),
        [
            "b/s/1.md: filter=lfs",
            "b/s/2.md: eol=crlf",
            "b/s/2.md: filter=lfs",
            "b/s/2.md: text"
        ]
    );
    place.write("b/.gitattributes", "*.md diff -filter\n");
    assert!(attributes(&place).is_empty());
    place.repo.set_setting("core.autocrlf", "true").unwrap();
    assert!(attributes(&place).is_empty());
    place.write("b/.gitattributes", "s/* !text\n");
    assert_eq!(
        attributes(&place),
        [
            "b/s/1.md: core.autocrlf=true",
            "b/s/2.md: core.autocrlf=true"
        ]
    );
    fs::remove_file(place.path("b/.gitattributes")).unwrap();
    place.write(".git/info/attributes", "*.yaml text=auto\n");
    assert_eq!(attributes(&place), ["b/board.yaml: text=auto"]);
    place.write(".git/info/attributes", "");
    place.write(".gitattributes", "*.yaml binary\n*.md -crlf\n");
    assert!(attributes(&place).is_empty());
}

#[test]
fn a_repository_without_an_index_is_looked_at_whole() {
    let place = place();
    fs::remove_file(place.path(".git/index")).unwrap();
    let scan = place.scan();
    assert_eq!(scan.files_read, 3);
    assert!(changed(&place).is_empty());
}

#[test]
fn indexes_that_git_writes_in_other_forms_are_read() {
    let place = place();
    place.git(&["update-index", "--index-version", "4"]);
    let_time_pass(&place);
    place.git(&["update-index", "--untracked-cache"]);
    assert_eq!(place.scan().files_read, 0);
    place.pull(&Changes::putting([("b/s/1.md", "new\n")]));
    place.assert_clean();
    place.git(&["update-index", "--split-index"]);
    let refused = place.repo.scan(&Files::default()).unwrap_err().to_string();
    assert!(refused.contains("--no-split-index"), "{refused}");
}
