//! Random histories of edits, held against git at every step.

use std::collections::BTreeMap;
use std::fs;

use git_board::repo::{Changes, Put};

use super::support::{Place, git_command};

/// A generator of its own, so that a failure comes again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    /// Paths of few names, so that files and folders take each other's places.
    fn path(&mut self) -> String {
        let names = ["a", "a-", "a.b", "a0", "b", "é"];
        let depth = 1 + self.below(3);
        let names: Vec<&str> = (0..depth).map(|_| names[self.below(6)]).collect();
        format!("b/{}", names.join("/"))
    }

    fn changes(&mut self) -> Changes {
        let mut changes = Changes::default();
        for _ in 0..1 + self.below(6) {
            let path = self.path();
            if self.below(3) == 0 {
                changes.remove.insert(path);
            } else {
                let text = format!("{}\n", self.below(4));
                changes.put.insert(path, text.as_str().into());
            }
        }
        // What stands both above and below another wish has no one meaning.
        let puts: Vec<String> = changes.put.keys().cloned().collect();
        changes.put.retain(|path, _| {
            let below = format!("{path}/");
            !puts.iter().any(|other| other.starts_with(&below))
        });
        changes
            .remove
            .retain(|path| !changes.put.contains_key(path));
        changes
    }
}

/// What the changes make of files, said as simply as can be.
fn apply(files: &mut BTreeMap<String, Vec<u8>>, changes: &Changes) {
    for path in &changes.remove {
        files.remove(path);
    }
    for (path, put) in &changes.put {
        let Put::Bytes(bytes) = put else {
            panic!("all have bytes");
        };
        let below = format!("{path}/");
        files.retain(|other, _| {
            !other.starts_with(&below) && !path.starts_with(&format!("{other}/"))
        });
        files.insert(path.clone(), bytes.to_vec());
    }
}

#[test]
fn random_edits_make_the_trees_that_git_makes() {
    let place = Place::new();
    let mut random = Random(1);
    let mut files = BTreeMap::new();
    let mut tree = place.repo.edit_tree(None, &Changes::default()).unwrap();
    for _ in 0..300 {
        let changes = random.changes();
        apply(&mut files, &changes);
        tree = place.repo.edit_tree(Some(tree), &changes).unwrap();
        let listed = place.repo.all_files(tree).unwrap();
        let listed: Vec<&String> = listed.entries.keys().collect();
        assert_eq!(listed, files.keys().collect::<Vec<_>>());
    }
    // git, given the same files, gives the same tree.
    let mut lines = String::new();
    for (path, bytes) in &files {
        let id = git_board::files::ContentId::of(bytes);
        lines.push_str(&format!("100644 {id}\t{path}\n"));
    }
    let list = place.folder.path().join("list");
    fs::write(&list, lines).unwrap();
    let mut command = git_command(place.repo.workdir(), &["update-index", "--index-info"]);
    let status = command.stdin(fs::File::open(list).unwrap()).status();
    assert!(status.unwrap().success());
    assert_eq!(place.git(&["write-tree"]).trim(), tree.to_string());
    place.git(&["fsck", "--strict", "--no-dangling"]);
}

#[test]
fn random_pulls_over_random_edits_lose_nothing_and_leave_git_at_ease() {
    let place = Place::with(&[("b/board.yaml", "1\n")]);
    let mut random = Random(2);
    for round in 0..60 {
        // Someone edits, and git looks, or not.
        let mut edited = BTreeMap::new();
        for _ in 0..random.below(3) {
            let path = random.path();
            let full = place.path(&path);
            let text = format!("mine {}\n", random.below(9));
            let folder = full.parent().unwrap();
            if fs::create_dir_all(folder).is_ok() && !full.is_dir() {
                fs::write(&full, &text).unwrap();
                edited.insert(path, text);
            }
        }
        edited.retain(|path, _| place.path(path).is_file());
        if random.below(2) == 0 {
            place.git(&["status", "--porcelain"]);
        }
        // What was committed comes from the server; what was edited is not in its way.
        let mut changes = random.changes();
        let is_near = |path: &str, other: &str| {
            let below = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}/"));
            below(path, other) || below(other, path)
        };
        let is_free = |path: &String| !edited.keys().any(|other| is_near(path, other));
        let stands = place.committed();
        let stands = |path: &String| {
            let mut others = stands.entries.keys();
            !others.any(|other| other != path && is_near(path, other))
        };
        changes.put.retain(|path, _| is_free(path) && stands(path));
        changes.remove.retain(is_free);
        let (_, written) = place.pull(&changes);
        for (path, text) in &edited {
            assert_eq!(&place.read(path), text, "round {round}");
        }
        let committed = place.committed();
        let scan = place.scan();
        let ours = place.repo.cleanliness(&scan, &committed).changed;
        let status = place.git(&["status", "--porcelain", "-uall", "-z"]);
        let mut theirs: Vec<&str> = status.split('\0').filter(|line| !line.is_empty()).collect();
        theirs.sort_by_key(|line| &line[3..]);
        let theirs: Vec<&str> = theirs.iter().map(|line| &line[3..]).collect();
        assert_eq!(ours, theirs, "round {round}, left {:?}", written.left);
        place.git(&["add", "-A"]);
        place.git(&["commit", "-q", "--allow-empty", "-m", "mine"]);
    }
    place.git(&["fsck", "--strict", "--no-dangling"]);
}
