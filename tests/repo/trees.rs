//! Trees listed and edited; many objects at once.

use git_board::files::{Content, ContentId, ReadContent};
use git_board::repo::{Changes, Put, RepoError};

use super::support::Place;

#[test]
fn an_edit_of_a_tree_changes_what_it_names_and_nothing_else() {
    let place = Place::with(&[
        ("b/board.yaml", "1\n"),
        ("b/s/1.md", "one\n"),
        ("b/s/2.md", "two\n"),
        ("README.md", "read\n"),
    ]);
    let changes = Changes::putting([("b/s/1.md", "ONE\n"), ("b/t/3.md", "three\n")])
        .removing("b/s/2.md")
        .removing("b/none/x")
        .removing("b/s");
    let tree = place.repo.edit_tree(Some(place.tree()), &changes).unwrap();
    let listing = place.git(&["ls-tree", "-r", "--name-only", &tree.to_string()]);
    assert_eq!(listing, "README.md\nb/board.yaml\nb/s/1.md\nb/t/3.md\n");
    let files = place.repo.board_files(tree).unwrap();
    let paths: Vec<&String> = files.entries.keys().collect();
    assert_eq!(paths, ["b/board.yaml", "b/s/1.md", "b/t/3.md"]);
    let blobs = place.repo.blobs().unwrap();
    let bytes = blobs.read("b/s/1.md", files.get("b/s/1.md").unwrap());
    assert_eq!(&*bytes.unwrap(), b"ONE\n");
}

#[test]
fn a_tree_without_files_is_the_empty_one() {
    let place = Place::new();
    let tree = place.repo.edit_tree(None, &Changes::default()).unwrap();
    assert_eq!(tree.to_string(), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    let changes = Changes::putting([("a/b", "x")]);
    let full = place.repo.edit_tree(None, &changes).unwrap();
    let changes = Changes::default().removing("a/b");
    assert_eq!(place.repo.edit_tree(Some(full), &changes).unwrap(), tree);
}

#[test]
fn files_and_folders_take_each_others_places() {
    let place = Place::new();
    let list = |tree: git_board::repo::TreeId| {
        place.git(&["ls-tree", "-r", "--name-only", &tree.to_string()])
    };
    let first = Changes::putting([("a", "x"), ("a.b", "x"), ("c/d", "x")]);
    let first = place.repo.edit_tree(None, &first).unwrap();
    let second = Changes::putting([("a/b", "y"), ("c", "y")]);
    let second = place.repo.edit_tree(Some(first), &second).unwrap();
    assert_eq!(list(second), "a.b\na/b\nc\n");
    place.git(&["fsck", "--strict"]);
}

#[test]
fn kinds_and_modes_are_kept() {
    let place = Place::with(&[("b/board.yaml", "1\n"), ("b/run", "x\n")]);
    place.git(&["update-index", "--chmod=+x", "b/run"]);
    let link = place.repo.write_blob(b"board.yaml").unwrap();
    for (mode, path) in [("120000", "b/link"), ("160000", "b/module")] {
        let entry = format!("{mode},{link},{path}");
        place.git(&["update-index", "--add", "--cacheinfo", &entry]);
    }
    let tree = place.git(&["write-tree"]).trim().parse().unwrap();
    let files = place.repo.board_files(tree).unwrap();
    assert_eq!(files.get("b/link").unwrap().content, Content::Link);
    assert_eq!(files.get("b/module").unwrap().content, Content::Special);
    assert_eq!(files.get("b/run").unwrap().content, Content::Elsewhere);
    let changes = Changes::putting([("b/run", "y\n")]);
    let edited = place.repo.edit_tree(Some(tree), &changes).unwrap();
    let listing = place.git(&["ls-tree", "-r", &edited.to_string(), "b/run"]);
    assert!(listing.starts_with("100755"), "{listing}");
}

#[test]
fn only_marked_folders_and_top_files_are_ours() {
    let place = Place::with(&[
        ("b/board.yaml", "1\n"),
        ("b/s/x.md", "x\n"),
        ("other/x.md", "x\n"),
        ("deep/b/board.yaml", "x\n"),
        ("codecks.yaml", "x\n"),
        ("README.md", "x\n"),
    ]);
    let files = place.repo.board_files(place.tree()).unwrap();
    let paths: Vec<&String> = files.entries.keys().collect();
    assert_eq!(paths, ["b/board.yaml", "b/s/x.md", "codecks.yaml"]);
    let removed = Changes::default()
        .removing("README.md")
        .removing("other/x.md")
        .removing("deep/b/board.yaml");
    let ours = place.repo.edit_tree(Some(place.tree()), &removed).unwrap();
    assert_eq!(place.repo.boards_tree(place.tree()).unwrap(), ours);
    assert_eq!(place.repo.board_folders(place.tree()).unwrap(), ["b"]);
}

#[test]
fn many_objects_are_one_pack_that_git_believes() {
    let place = Place::new();
    let mut changes = Changes::default();
    let mut state = 1_u32;
    for number in 0..1200 {
        // Sizes on both sides of what one and two bytes of a header hold, some not compressible.
        let noise = (0..number % 60 * 40).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        let bytes: Vec<u8> = format!("{number}\n")
            .into_bytes()
            .into_iter()
            .chain(noise)
            .collect();
        let path = format!("b/s{}/{number}.md", number % 7);
        changes.put.insert(path, bytes.into());
    }
    changes
        .put
        .insert("b/board.yaml".to_owned(), Vec::new().into());
    changes
        .put
        .insert("b/large".to_owned(), vec![7; 300_000].into());
    changes
        .put
        .insert("b/huge".to_owned(), vec![9; 9 << 20].into());
    let tree = place.repo.edit_tree(None, &changes).unwrap();
    let packs = std::fs::read_dir(place.path(".git/objects/pack")).unwrap();
    assert_eq!(packs.count(), 2);
    place.git(&["fsck", "--strict", "--full"]);
    let ids: Vec<ContentId> = changes.put.values().map(Put::id).collect();
    let read = place.repo.read_blobs(&ids).unwrap();
    for (put, bytes) in changes.put.values().zip(read) {
        assert_eq!(put, &Put::Bytes(bytes));
    }
    let listed = place.repo.board_files(tree).unwrap();
    assert_eq!(listed.entries.len(), changes.put.len());
    for pack in std::fs::read_dir(place.path(".git/objects/pack")).unwrap() {
        let path = pack.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "idx") {
            place.git(&["verify-pack", path.to_str().unwrap()]);
        }
    }
    // The same again adds nothing.
    assert_eq!(place.repo.edit_tree(None, &changes).unwrap(), tree);
    let packs = std::fs::read_dir(place.path(".git/objects/pack")).unwrap();
    assert_eq!(packs.count(), 2);
}

#[test]
fn a_hostile_path_gets_into_no_tree() {
    let place = Place::new();
    for path in ["../x", "a/.git/config", "/x", "a//b", ""] {
        let changes = Changes::putting([(path, "x")]);
        let refused = place.repo.edit_tree(None, &changes).unwrap_err();
        assert!(matches!(refused, RepoError::Path { .. }), "{refused}");
    }
}

#[test]
fn a_large_file_is_stored_as_git_stores_it_and_comes_out_of_a_pack_again() {
    let place = Place::new();
    let bytes = b"\r\n\0x".repeat(600_000);
    std::fs::write(place.repo.workdir().join("large.bin"), &bytes).unwrap();
    let id = place.repo.store_worktree_file("large.bin").unwrap();
    assert_eq!(id, ContentId::of(&bytes));
    assert_eq!(&*place.repo.read_blob(id).unwrap(), bytes.as_slice());
    place.git(&["cat-file", "-e", &id.to_string()]);
    assert_eq!(place.git(&["fsck", "--strict", "--no-dangling"]), "");
    let copied = || {
        let mut copy = Vec::new();
        let blobs = place.repo.blobs().unwrap();
        blobs.copy_to(id, &mut copy).unwrap();
        copy
    };
    assert!(copied() == bytes);
    place.git(&["update-ref", "refs/tags/large", &id.to_string()]);
    place.git(&["repack", "-q", "-a", "-d"]);
    place.git(&["prune-packed"]);
    assert!(copied() == bytes);
}

/// Stores a tree object of any bytes, past git's checks.
fn raw_tree(place: &Place, bytes: &[u8]) -> String {
    let path = place.folder.path().join("tree");
    std::fs::write(&path, bytes).unwrap();
    let arguments = ["hash-object", "-t", "tree", "--literally", "-w"];
    let arguments = [&arguments[..], &[path.to_str().unwrap()]].concat();
    place.git(&arguments).trim().to_owned()
}

fn entry(mode: &str, name: &str, id: &str) -> Vec<u8> {
    let id: git_board::repo::TreeId = id.parse().unwrap();
    [mode.as_bytes(), b" ", name.as_bytes(), b"\0", id.as_raw()].concat()
}

#[test]
fn a_tree_made_to_do_harm_does_none() {
    let place = Place::new();
    let blob = place.repo.write_blob(b"x").unwrap().to_string();
    for name in ["a/b", ""] {
        let tree = raw_tree(&place, &entry("100644", name, &blob));
        assert!(place.repo.all_files(tree.parse().unwrap()).is_err());
    }
    // What leads out of the folder is listed, and written by nobody.
    let climbing = raw_tree(&place, &entry("100644", "x", &blob));
    let climbing = raw_tree(&place, &entry("40000", "..", &climbing));
    let files = place.repo.all_files(climbing.parse().unwrap()).unwrap();
    let changes = Changes {
        put: files
            .entries
            .iter()
            .map(|(path, file)| (path.clone(), Put::Stored(file.id)))
            .collect(),
        ..Changes::default()
    };
    let scan = place.scan();
    let refused = place
        .repo
        .write_worktree(&scan, &changes, &git_board::monitor::Silent);
    assert!(matches!(refused.unwrap_err(), RepoError::Path { .. }));
    let mut deep = raw_tree(&place, &entry("100644", "x", &blob));
    for _ in 0..20 {
        deep = raw_tree(&place, &entry("40000", &"d".repeat(250), &deep));
    }
    assert!(place.repo.all_files(deep.parse().unwrap()).is_err());
}
