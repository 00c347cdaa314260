//! git's index after we wrote: clean at once, and nothing of others touched.

use std::fs;

use git_board::files::ContentId;
use git_board::monitor::Silent;
use git_board::repo::{Changes, RepoError};

use super::support::{Place, index_entries};

fn place() -> Place {
    Place::with(&[
        ("README.md", "read\n"),
        ("b/board.yaml", "1\n"),
        ("b/s/1.md", "one\n"),
        ("b/s/2.md", "two\n"),
    ])
}

#[test]
fn git_sees_a_clean_tree_right_after_each_write() {
    let place = place();
    for round in 0..20 {
        let text = format!("{}\n", round % 10);
        place.pull(&Changes::putting([("b/s/1.md", text.as_str())]));
        place.assert_clean();
    }
}

#[test]
fn staged_files_outside_stay_staged() {
    let place = place();
    place.write("README.md", "staged\n");
    place.write("new.txt", "new\n");
    place.git(&["add", "README.md", "new.txt"]);
    place.write("untracked.txt", "x\n");
    place.pull(&Changes::putting([
        ("b/s/1.md", "ONE\n"),
        ("b/s/3.md", "3\n"),
    ]));
    assert_eq!(
        place.git(&["status", "--porcelain"]),
        "M  README.md\nA  new.txt\n?? untracked.txt\n"
    );
}

#[test]
fn a_conflict_in_the_index_stays_one() {
    let place = place();
    place.git(&["checkout", "-qb", "other"]);
    place.write("b/s/2.md", "theirs\n");
    place.git(&["commit", "-qam", "theirs"]);
    place.git(&["checkout", "-q", "main"]);
    place.write("b/s/2.md", "ours\n");
    place.git(&["commit", "-qam", "ours"]);
    assert!(place.git_fails(&["merge", "other"]));
    let before = place.repo.unmerged().unwrap();
    assert_eq!(before.len(), 1);
    place.pull(&Changes::putting([
        ("b/s/1.md", "ONE\n"),
        ("b/s/2.md", "x\n"),
    ]));
    assert_eq!(place.repo.unmerged().unwrap(), before);
    assert!(
        place
            .git(&["status", "--porcelain"])
            .contains("UU b/s/2.md")
    );
}

#[test]
fn an_entry_whose_file_was_left_shows_the_edit() {
    let place = place();
    let changes = Changes::putting([("b/s/1.md", "ONE\n"), ("b/s/2.md", "TWO\n")]);
    let scan = place.scan();
    place.write("b/s/1.md", "mine\n");
    let tree = place.repo.edit_tree(Some(place.tree()), &changes).unwrap();
    let head = place.head();
    let commit = place.state_commit(tree, &[head.unwrap()]);
    place.repo.move_branch("main", head, commit, "x").unwrap();
    let written = place.repo.write_worktree(&scan, &changes, &Silent).unwrap();
    let entries = index_entries(&changes);
    place.repo.write_index(&entries, &written).unwrap();
    assert_eq!(place.git(&["status", "--porcelain"]), " M b/s/1.md\n");
    assert_eq!(place.git(&["diff", "--name-only", "--cached"]), "");
}

#[test]
fn an_entry_gets_its_stat_data_from_a_file_that_was_there_already() {
    let place = place();
    place.write("b/s/3.md", "three\n");
    let changes = Changes::putting([("b/s/3.md", "three\n")]);
    let tree = place.repo.edit_tree(Some(place.tree()), &changes).unwrap();
    let head = place.head();
    let commit = place.state_commit(tree, &[head.unwrap()]);
    place.repo.move_branch("main", head, commit, "x").unwrap();
    let id = ContentId::of(b"three\n");
    let entries = [("b/s/3.md".to_owned(), Some(id))].into();
    place
        .repo
        .write_index(&entries, &Default::default())
        .unwrap();
    place.assert_clean();
}

#[test]
fn a_held_index_lock_is_told_and_nothing_changes() {
    let place = place();
    let before = fs::read(place.path(".git/index")).unwrap();
    fs::write(place.path(".git/index.lock"), "").unwrap();
    let entries = [("b/s/1.md".to_owned(), None)].into();
    let refused = place.repo.write_index(&entries, &Default::default());
    let refused = refused.unwrap_err();
    assert!(
        matches!(refused, RepoError::IndexLocked { .. }),
        "{refused}"
    );
    assert!(place.path(".git/index.lock").exists());
    assert_eq!(fs::read(place.path(".git/index")).unwrap(), before);
    fs::remove_file(place.path(".git/index.lock")).unwrap();
    place
        .repo
        .write_index(&entries, &Default::default())
        .unwrap();
    assert!(!place.path(".git/index.lock").exists());
}

#[test]
fn what_git_marks_in_an_entry_is_kept() {
    let place = place();
    place.git(&["update-index", "--assume-unchanged", "b/s/1.md"]);
    place.write("b/s/9.md", "later\n");
    place.git(&["add", "--intent-to-add", "b/s/9.md"]);
    place.pull(&Changes::putting([
        ("b/s/1.md", "ONE\n"),
        ("b/s/2.md", "TWO\n"),
    ]));
    let listing = place.git(&["ls-files", "-v"]);
    assert!(listing.contains("h b/s/1.md\n"), "{listing}");
    assert_eq!(place.git(&["status", "--porcelain"]), " A b/s/9.md\n");
    assert!(place.repo.staged_files().unwrap().get("b/s/9.md").is_none());
}

#[test]
fn a_linked_worktree_has_its_own_index() {
    let place = place();
    place.git(&["worktree", "add", "-q", "../linked"]);
    let folder = place.folder.path().join("linked");
    let repo = git_board::repo::Repo::discover(
        &folder,
        super::support::SCOPE,
        super::support::environment(),
    );
    let linked = Place {
        repo: repo.unwrap(),
        folder: crate::support::folder::new_folder(),
    };
    let changes = Changes::putting([("b/s/1.md", "ONE\n")]);
    let tree = linked
        .repo
        .edit_tree(Some(linked.tree()), &changes)
        .unwrap();
    let head = linked.head();
    let commit = linked.state_commit(tree, &[head.unwrap()]);
    linked
        .repo
        .move_branch("linked", head, commit, "x")
        .unwrap();
    let scan = linked.scan();
    let written = linked
        .repo
        .write_worktree(&scan, &changes, &Silent)
        .unwrap();
    let entries = index_entries(&changes);
    linked.repo.write_index(&entries, &written).unwrap();
    linked.assert_clean();
    place.assert_clean();
    assert_eq!(place.read("b/s/1.md"), "one\n");
}
