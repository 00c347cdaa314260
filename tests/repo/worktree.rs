//! Writing to the working tree: never over an edit, never through a link.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use git_board::monitor::Silent;
use git_board::repo::{Changes, Left, LeftBecause, Put, RepoError};

use super::support::Place;

fn place() -> Place {
    Place::with(&[
        ("b/board.yaml", "1\n"),
        ("b/s/1.md", "one\n"),
        ("b/s/2.md", "two\n"),
    ])
}

/// Scans, lets `between` happen, and writes.
fn left(place: &Place, changes: &Changes, between: impl FnOnce()) -> Vec<Left> {
    let scan = place.scan();
    between();
    place
        .repo
        .write_worktree(&scan, changes, &Silent)
        .unwrap()
        .left
}

fn one(path: &str, because: LeftBecause) -> Vec<Left> {
    vec![Left {
        path: path.to_owned(),
        because,
    }]
}

#[test]
fn files_are_written_replaced_and_removed_with_their_folders() {
    let place = place();
    let changes = Changes::putting([("b/s/1.md", "ONE\n"), ("b/t/u/3.md", "three\n")]);
    let (_, written) = place.pull(&changes.removing("b/s/2.md"));
    assert_eq!((written.files_written, written.files_removed), (2, 1));
    assert!(written.left.is_empty());
    place.assert_clean();
    let changes = Changes::default()
        .removing("b/s/1.md")
        .removing("b/t/u/3.md");
    place.pull(&changes);
    place.assert_clean();
    assert!(!place.path("b/s").exists() && !place.path("b/t").exists());
    place.pull(&Changes::default().removing("b/board.yaml"));
    assert!(!place.path("b").exists());
    let names = fs::read_dir(place.repo.workdir()).unwrap().count();
    assert_eq!(names, 1);
}

#[test]
fn a_file_saved_between_scan_and_write_is_left() {
    let place = place();
    let changes = Changes::putting([("b/s/1.md", "ONE\n")]);
    let save = || place.write("b/s/1.md", "saved\n");
    assert_eq!(
        left(&place, &changes, save),
        one("b/s/1.md", LeftBecause::Changed)
    );
    assert_eq!(place.read("b/s/1.md"), "saved\n");
}

#[test]
fn a_file_saved_between_scan_and_removal_is_left() {
    let place = place();
    let changes = Changes::default().removing("b/s/1.md");
    let save = || place.write("b/s/1.md", "saved\n");
    assert_eq!(
        left(&place, &changes, save),
        one("b/s/1.md", LeftBecause::Changed)
    );
    assert_eq!(place.read("b/s/1.md"), "saved\n");
}

#[test]
fn a_file_removed_between_scan_and_write_stays_removed() {
    let place = place();
    let changes = Changes::putting([("b/s/1.md", "ONE\n")]).removing("b/s/2.md");
    let remove = || {
        fs::remove_file(place.path("b/s/1.md")).unwrap();
        fs::remove_file(place.path("b/s/2.md")).unwrap();
    };
    assert_eq!(
        left(&place, &changes, remove),
        one("b/s/1.md", LeftBecause::Gone)
    );
    assert!(!place.path("b/s/1.md").exists());
}

#[test]
fn a_file_that_appeared_is_left_unless_it_is_the_same() {
    let place = place();
    let changes = Changes::putting([("b/s/3.md", "three\n"), ("c/4.md", "four\n")]);
    let appear = || {
        place.write("b/s/3.md", "mine\n");
        place.write("c/4.md", "four\n");
    };
    assert_eq!(
        left(&place, &changes, appear),
        one("b/s/3.md", LeftBecause::Appeared)
    );
    assert_eq!(place.read("b/s/3.md"), "mine\n");
    // One that the scan leaves out counts as appeared.
    place.write("b/s/.x.md", "mine\n");
    let changes = Changes::putting([("b/s/.x.md", "x\n")]);
    assert_eq!(
        left(&place, &changes, || {}),
        one("b/s/.x.md", LeftBecause::Appeared)
    );
}

#[test]
fn nothing_is_written_through_a_link() {
    let place = place();
    let outside = place.folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("1.md"), "one\n").unwrap();
    symlink(&outside, place.path("b/link")).unwrap();
    symlink(outside.join("1.md"), place.path("b/s/3.md")).unwrap();
    let changes = Changes::putting([
        ("b/link/1.md", "x\n"),
        ("b/link/deep/2.md", "x\n"),
        ("b/s/3.md", "x\n"),
    ])
    .removing("b/link/x.md");
    let left_paths = left(&place, &changes, || {});
    assert_eq!(left_paths.len(), 3, "{left_paths:?}");
    assert!(
        left_paths
            .iter()
            .all(|left| left.because == LeftBecause::NotAFile)
    );
    // The folder becomes a link after the scan.
    let swap = || {
        fs::rename(place.path("b/s"), place.path("b/was")).unwrap();
        symlink(&outside, place.path("b/s")).unwrap();
    };
    let changes = Changes::putting([("b/s/2.md", "x\n")]).removing("b/s/1.md");
    assert_eq!(
        left(&place, &changes, swap),
        one("b/s/2.md", LeftBecause::NotAFile)
    );
    assert_eq!(fs::read_to_string(outside.join("1.md")).unwrap(), "one\n");
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
}

#[test]
fn a_folder_where_a_file_shall_be_is_left() {
    let place = place();
    place.write("b/s/3.md/x", "x\n");
    place.write("b/file", "x\n");
    let changes = Changes::putting([("b/s/3.md", "x\n"), ("b/file/x.md", "x\n")]);
    let left = left(&place, &changes, || {});
    assert!(
        left.iter()
            .all(|left| left.because == LeftBecause::NotAFile)
    );
    assert_eq!(left.len(), 2);
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let place = place();
    place.pull(&Changes::putting([("b/s/1.md/x.md", "x\n")]).removing("b/s/1.md"));
    place.assert_clean();
    place.pull(&Changes::putting([("b/s/1.md", "x\n")]).removing("b/s/1.md/x.md"));
    place.assert_clean();
}

#[test]
fn a_moved_file_stays_where_it_was_if_its_new_place_is_taken() {
    let place = place();
    let moved = Changes::putting([("b/t/1.md", "one\n")]).removing("b/s/1.md");
    let taken = || place.write("b/t/1.md", "mine\n");
    let left = left(&place, &moved, taken);
    let expected = [
        ("b/t/1.md", LeftBecause::Appeared),
        ("b/s/1.md", LeftBecause::MayBeNeeded),
    ];
    let expected = expected.map(|(path, because)| one(path, because)).concat();
    assert_eq!(left, expected);
    assert_eq!(place.read("b/s/1.md"), "one\n");
}

#[test]
fn a_name_changes_its_case() {
    let place = place();
    place.pull(&Changes::putting([("b/S/1.MD", "one\n")]).removing("b/s/1.md"));
    place.assert_clean();
    assert_eq!(place.read("b/S/1.MD"), "one\n");
}

#[test]
fn a_hostile_path_stops_all_before_anything() {
    let place = place();
    for path in [
        "../x",
        "b/../../x",
        ".git/config",
        "b/.GIT/x",
        "/tmp/x",
        "b/\0",
    ] {
        let changes = Changes::putting([("b/s/1.md", "ONE\n"), (path, "x")]);
        let scan = place.scan();
        let refused = place.repo.write_worktree(&scan, &changes, &Silent);
        assert!(matches!(refused.unwrap_err(), RepoError::Path { .. }));
        assert_eq!(place.read("b/s/1.md"), "one\n");
    }
}

#[test]
fn a_file_keeps_its_mode() {
    let place = place();
    let path = place.path("b/s/1.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    place.git(&["commit", "-qam", "may be executed"]);
    place.pull(&Changes::putting([("b/s/1.md", "ONE\n")]));
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o755
    );
    place.assert_clean();
}

#[test]
fn a_stored_blob_is_written() {
    let place = place();
    let id = place.repo.write_blob(b"\r\nstored\0").unwrap();
    let mut changes = Changes::default();
    changes.put.insert("b/s/x.bin".to_owned(), Put::Stored(id));
    place.pull(&changes);
    assert_eq!(fs::read(place.path("b/s/x.bin")).unwrap(), b"\r\nstored\0");
    place.assert_clean();
}

#[test]
fn no_temporary_file_is_left_behind() {
    let place = place();
    place.pull(&Changes::putting([
        ("b/s/1.md", "ONE\n"),
        ("b/s/9.md", "9\n"),
    ]));
    let ours = place.repo.common_folder().unwrap();
    assert_eq!(fs::read_dir(ours).unwrap().count(), 0);
    assert_eq!(fs::read_dir(place.path("b/s")).unwrap().count(), 3);
}

#[test]
fn two_thousand_nasty_bodies_come_back_to_the_byte_under_autocrlf() {
    let mut place = Place::with(&[
        (
            ".gitattributes",
            "* -text\n*.md diff merge=git-board -whitespace\n",
        ),
        ("b/board.yaml", "1\n"),
    ]);
    place.repo.set_setting("core.autocrlf", "true").unwrap();
    let pieces: [&[u8]; 16] = [
        b"\r\n",
        b"\r",
        b"\n",
        b"\0",
        b"\x1b[31m",
        b"---\n",
        b"<<<<<<< x\n",
        b"=======\n",
        b">>>>>>> y\n",
        b"\xef\xbb\xbf",
        b"$Id$",
        b"text",
        b" \t",
        b"\x7f\x01",
        b"\xc3\xa9",
        b"\x1a",
    ];
    let mut state = 7_u64;
    let mut random = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    let mut bodies = Changes::default();
    for number in 0..2000 {
        let count = random(12);
        let body: Vec<u8> = (0..count)
            .flat_map(|_| pieces[random(16) as usize].to_vec())
            .collect();
        bodies.put.insert(format!("b/s/{number}.md"), body.into());
    }
    let (_, written) = place.pull(&bodies);
    assert_eq!(written.files_written, 2000);
    place.assert_clean();
    let check = |place: &Place| {
        for (path, put) in &bodies.put {
            let bytes = fs::read(place.path(path)).unwrap();
            assert_eq!(put, &Put::Bytes(bytes.into()), "{path}");
        }
    };
    // git's own way there and back.
    place.git(&["rm", "-rq", "--cached", "b/s"]);
    place.git(&["commit", "-qm", "gone"]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "again"]);
    fs::remove_dir_all(place.path("b/s")).unwrap();
    place.git(&["checkout", "-q", "--", "b/s"]);
    check(&place);
    let committed = place.committed();
    for (path, put) in &bodies.put {
        assert_eq!(committed.get(path).unwrap().id, put.id());
    }
    place.assert_clean();
}

#[test]
fn obstacles_are_found_before_anything_is_written() {
    let place = place();
    let obstacles = |bytes| {
        let paths = ["b/s/1.md", "c/new/x.md"];
        place.repo.obstacles(paths, "main", bytes)
    };
    assert!(obstacles(1000).is_empty());
    assert!(matches!(obstacles(u64::MAX)[0], RepoError::NoSpace { .. }));
    fs::write(place.path(".git/index.lock"), "").unwrap();
    fs::write(place.path(".git/refs/heads/main.lock"), "").unwrap();
    let found = obstacles(1000);
    assert!(matches!(found[0], RepoError::IndexLocked { .. }));
    assert!(matches!(found[1], RepoError::RefLocked { .. }));
}
