//! State commits, the base, and snapshots.

use git_board::repo::{Base, Changes, CommitId, NoBase, Repo, StateCommit};

use super::support::{Place, SCOPE, URL, environment};

fn place() -> Place {
    Place::with(&[("b/board.yaml", "1\n"), ("b/s/1.md", "one\n")])
}

fn base(place: &Place) -> Base {
    place.repo.base(URL, place.head()).unwrap()
}

fn tips(place: &Place) -> Vec<CommitId> {
    match base(place) {
        Base::Tips(tips) => tips.into_iter().map(|tip| tip.commit).collect(),
        Base::None(reason) => panic!("{reason:?}"),
    }
}

fn commit(place: &Place, path: &str, text: &str) -> CommitId {
    place.write(path, text);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "edit"]);
    place.head().unwrap()
}

/// The server's next state, on HEAD.
fn pull(place: &Place, text: &str) -> CommitId {
    place.pull(&Changes::putting([("b/s/1.md", text)])).0
}

#[test]
fn the_base_is_the_newest_state_that_head_reaches() {
    let place = place();
    let first = place.head().unwrap();
    assert_eq!(tips(&place), [first]);
    commit(&place, "b/s/1.md", "here\n");
    commit(&place, "README.md", "here\n");
    assert_eq!(tips(&place), [first]);
    let second = pull(&place, "there\n");
    assert_eq!(tips(&place), [second]);
    place.git(&["reset", "-q", "--hard", "HEAD~1"]);
    assert_eq!(tips(&place), [first]);
}

#[test]
fn what_was_fetched_and_not_merged_is_no_base() {
    let place = place();
    let first = place.head().unwrap();
    let changes = Changes::putting([("b/s/1.md", "there\n")]);
    let tree = place.repo.edit_tree(Some(place.tree()), &changes).unwrap();
    let fetched = place.state_commit(tree, &[first]);
    place
        .repo
        .set_fetched(None, fetched, "board fetch")
        .unwrap();
    assert_eq!(tips(&place), [first]);
}

#[test]
fn an_amended_state_is_no_state_if_the_boards_differ() {
    let place = place();
    let first = place.head().unwrap();
    pull(&place, "there\n");
    place.write("b/s/1.md", "mine\n");
    place.git(&["commit", "-q", "--amend", "-a", "--no-edit"]);
    assert_eq!(tips(&place), [first]);
    let altered = place.head().unwrap();
    assert_eq!(place.repo.believed_state(altered).unwrap(), None);
}

#[test]
fn an_amended_state_is_a_state_if_only_other_files_differ() {
    let place = place();
    pull(&place, "there\n");
    place.write("README.md", "mine\n");
    place.git(&["add", "README.md"]);
    place.git(&["commit", "-q", "--amend", "-a", "--no-edit"]);
    assert_eq!(tips(&place), [place.head().unwrap()]);
}

#[test]
fn a_squashed_and_a_cherry_picked_state_is_no_state() {
    let place = place();
    let first = place.head().unwrap();
    let own = commit(&place, "b/s/2.md", "mine\n");
    let state = pull(&place, "there\n");
    place.git(&["reset", "-q", "--hard", &first.to_string()]);
    commit(&place, "b/s/3.md", "mine too\n");
    place.git(&["cherry-pick", &state.to_string()]);
    assert_eq!(tips(&place), [first]);
    place.git(&["reset", "-q", "--hard", &first.to_string()]);
    place.git(&["merge", "-q", "--squash", &state.to_string()]);
    place.git(&["commit", "-q", "--no-edit"]);
    assert_eq!(tips(&place), [first]);
    assert_ne!(own, first);
}

#[test]
fn a_history_without_its_state_has_no_base_and_names_what_was_altered() {
    let place = place();
    place.write("b/s/1.md", "mine\n");
    place.git(&["commit", "-q", "--amend", "-a", "--no-edit"]);
    let altered = place.head();
    assert_eq!(base(&place), Base::None(NoBase::NoneReachable { altered }));
}

#[test]
fn an_orphan_an_unborn_branch_and_another_server_have_no_base() {
    let place = place();
    let none = Base::None(NoBase::NoneReachable { altered: None });
    let other = place.repo.base("https://other.example", place.head());
    assert_eq!(other.unwrap(), none);
    place.git(&["checkout", "-q", "--orphan", "new"]);
    assert_eq!(base(&place), Base::None(NoBase::Unborn));
    place.git(&["commit", "-qm", "all anew"]);
    assert_eq!(base(&place), none);
}

#[test]
fn a_shallow_clone_is_told_apart() {
    let place = place();
    commit(&place, "b/s/1.md", "here\n");
    let url = format!("file://{}", place.repo.workdir().display());
    place.git(&["clone", "-q", "--depth", "1", &url, "../shallow"]);
    let folder = place.folder.path().join("shallow");
    let shallow = Repo::discover(&folder, SCOPE, environment()).unwrap();
    let head = shallow.head().unwrap().commit();
    assert_eq!(
        shallow.base(URL, head).unwrap(),
        Base::None(NoBase::Shallow)
    );
    // One that holds the state is as good as a whole one.
    place.git(&["clone", "-q", "--depth", "2", &url, "../deeper"]);
    let folder = place.folder.path().join("deeper");
    let deeper = Repo::discover(&folder, SCOPE, environment()).unwrap();
    assert!(matches!(deeper.base(URL, head).unwrap(), Base::Tips(_)));
}

#[test]
fn of_two_tips_the_one_of_the_newer_server_time_is_base() {
    let place = place();
    let first = place.head().unwrap();
    let changes = |text| Changes::putting([("b/s/1.md", text)]);
    let tree = |text| {
        let over = Some(place.tree());
        place.repo.edit_tree(over, &changes(text)).unwrap()
    };
    let newer = place.state_at(tree("a\n"), &[first], "2026-11-21T21:00:00Z");
    let older = place.state_at(tree("b\n"), &[first], "2026-11-21T20:30:00.5Z");
    let merge = |parents: &[CommitId]| place.repo.commit(tree("c\n"), parents, "m", "").unwrap();
    for parents in [[newer, older], [older, newer]] {
        let Base::Tips(tips) = place.repo.base(URL, Some(merge(&parents))).unwrap() else {
            panic!("there are two");
        };
        let tips: Vec<CommitId> = tips.into_iter().map(|tip| tip.commit).collect();
        assert_eq!(tips, [newer, older]);
    }
    // A state that contains both is the only tip again, also beside one of them.
    let both = place.state_at(tree("d\n"), &[newer, older], "2026-11-21T20:45:00Z");
    let beside = merge(&[newer, both]);
    let Base::Tips(tips) = place.repo.base(URL, Some(beside)).unwrap() else {
        panic!("there is one");
    };
    assert_eq!(tips.len(), 1);
    assert_eq!(tips[0].commit, both);
    let states = place.repo.states(URL, beside).unwrap();
    let states: Vec<StateCommit> = states.map(Result::unwrap).collect();
    assert_eq!(states.len(), 4);
    assert_eq!(states[0].commit, both);
}

#[test]
fn a_clock_that_was_wrong_hides_no_containment() {
    let place = place();
    let first = place.head().unwrap();
    // A state on top of `first` whose commit looks older than everything.
    let old = environment().set("GIT_COMMITTER_DATE", "1000000000 +0000");
    let repo = Repo::discover(place.repo.workdir(), SCOPE, old).unwrap();
    let changes = Changes::putting([("b/s/1.md", "there\n")]);
    let tree = repo.edit_tree(Some(place.tree()), &changes).unwrap();
    let time = "2026-11-21T19:00:00Z".parse().unwrap();
    let state = (URL, "alice", time);
    let second = repo
        .commit_state(tree, &[first], "pull: x", "", state)
        .unwrap();
    let merge = repo.commit(tree, &[first, second], "m", "").unwrap();
    let Base::Tips(tips) = repo.base(URL, Some(merge)).unwrap() else {
        panic!("there is one");
    };
    assert_eq!(tips.len(), 1);
    assert_eq!(tips[0].commit, second);
    assert_eq!(tips[0].state.account, "alice");
}

#[test]
fn a_title_forges_no_state() {
    let place = place();
    let head = place.head().unwrap();
    let tree = place.tree();
    for subject in ["x\n\nBoard-State: 1 a b c d", "Board-State: 1 a b c d"] {
        assert!(place.repo.commit(tree, &[head], subject, "").is_err());
    }
}

#[test]
fn ancestors_are_told() {
    let place = place();
    let first = place.head().unwrap();
    let second = commit(&place, "b/s/1.md", "here\n");
    let repo = &place.repo;
    assert!(repo.contains(second, first).unwrap());
    assert!(repo.contains(first, first).unwrap());
    assert!(!repo.contains(first, second).unwrap());
    assert_eq!(repo.merge_base(first, second).unwrap(), Some(first));
    let lonely = repo.commit(place.tree(), &[], "x", "").unwrap();
    assert_eq!(repo.merge_base(first, lonely).unwrap(), None);
    assert_eq!(repo.revision("HEAD~1").unwrap(), Some(first));
    assert_eq!(repo.revision("nothing").unwrap(), None);
}

#[test]
fn a_snapshot_keeps_files_and_index_and_comes_back_by_git_stash() {
    let place = place();
    assert_eq!(
        place.repo.keep_snapshot(&place.scan(), "pull").unwrap(),
        None
    );
    place.write("b/s/1.md", "staged\n");
    place.git(&["add", "b/s/1.md"]);
    place.write("b/s/1.md", "edited\n");
    place.write("b/s/new.md", "new\n");
    place.write("notes.txt", "not ours\n");
    let scan = place.scan();
    let kept = place.repo.keep_snapshot(&scan, "pull").unwrap().unwrap();
    let snapshot = place.repo.snapshot().unwrap().unwrap();
    assert_eq!((snapshot.commit, snapshot.before.as_str()), (kept, "pull"));
    let show = |name: &str| place.git(&["show", &format!("refs/git-board/before{name}")]);
    assert_eq!(show(":b/s/1.md"), "edited\n");
    assert_eq!(show(":b/s/new.md"), "new\n");
    assert_eq!(show("^2:b/s/1.md"), "staged\n");
    place.git(&["reset", "-q", "--hard"]);
    std::fs::remove_file(place.path("b/s/new.md")).unwrap();
    place.git(&["stash", "apply", "-q", "refs/git-board/before"]);
    assert_eq!(place.read("b/s/1.md"), "edited\n");
    assert_eq!(place.read("b/s/new.md"), "new\n");
    place.write("b/s/1.md", "edited again\n");
    place.repo.keep_snapshot(&place.scan(), "push").unwrap();
    assert_eq!(show("@{1}:b/s/1.md"), "edited\n");
}
