//! Repositories that can serve, and those that cannot.

use std::fs;

use git_board::repo::{Environment, Head, IdentitySource, Repo, RepoError, State};

use super::support::{Place, SCOPE, environment, git};

fn refusal(place: &Place, folder: &str) -> RepoError {
    let folder = place.folder.path().join(folder);
    Repo::discover(&folder, SCOPE, environment()).unwrap_err()
}

#[test]
fn a_new_repository_stands_on_main_with_nothing_committed() {
    let place = Place::new();
    let head = Head::Branch {
        name: "main".to_owned(),
        tip: None,
    };
    assert_eq!(place.repo.head().unwrap(), head);
    assert_eq!(place.repo.state(), State::Clean);
}

#[test]
fn the_first_branch_has_the_name_that_the_user_wants() {
    let place = Place::new();
    let config = place.folder.path().join("config");
    fs::write(&config, "[init]\n\tdefaultBranch = trunk\n").unwrap();
    let environment = environment().set("GIT_CONFIG_GLOBAL", config.to_str().unwrap());
    let repo = Repo::init(&place.folder.path().join("b"), SCOPE, environment).unwrap();
    assert_eq!(repo.head().unwrap().branch(), Some("trunk"));
}

#[test]
fn a_repository_is_found_from_a_folder_within() {
    let place = Place::with(&[("roadmap/board.yaml", "title: x\n")]);
    let found = Repo::discover(&place.path("roadmap"), SCOPE, environment()).unwrap();
    assert_eq!(found.workdir(), place.repo.workdir());
}

#[test]
fn a_git_folder_given_by_the_environment_is_used() {
    let mut place = Place::with(&[("b/board.yaml", "1\n")]);
    place.repo.set_setting("board.url", "x").unwrap();
    let environment = environment()
        .set("GIT_DIR", "a/.git")
        .set("GIT_WORK_TREE", "a");
    let found = Repo::discover(place.folder.path(), SCOPE, environment).unwrap();
    assert_eq!(found.workdir(), place.repo.workdir());
    assert_eq!(found.setting("board.url").unwrap().unwrap().value, "x");
    assert!(
        found
            .cleanliness(&place.scan(), &place.committed())
            .is_clean()
    );
}

#[test]
fn no_repository_at_all_is_told() {
    let place = Place::new();
    assert!(matches!(
        refusal(&place, "."),
        RepoError::NoRepository { .. }
    ));
}

#[test]
fn a_bare_repository_is_refused() {
    let place = Place::new();
    git(place.folder.path(), &["init", "-q", "--bare", "bare"]);
    assert!(matches!(refusal(&place, "bare"), RepoError::Bare { .. }));
}

#[test]
fn a_repository_of_another_hash_is_refused() {
    let place = Place::new();
    let arguments = ["init", "-q", "--object-format=sha256", "sha256"];
    git(place.folder.path(), &arguments);
    let refusal = refusal(&place, "sha256");
    assert!(
        matches!(refusal, RepoError::ObjectFormat { .. }),
        "{refusal}"
    );
}

#[test]
fn a_remote_named_board_is_refused() {
    let place = Place::new();
    place.git(&["remote", "add", "board", "https://example.com/x.git"]);
    assert!(matches!(
        refusal(&place, "a"),
        RepoError::RemoteNamedBoard { .. }
    ));
}

#[test]
fn a_detached_head_and_a_rebase_are_told() {
    let place = Place::with(&[("b/board.yaml", "1\n")]);
    let first = place.head().unwrap();
    place.write("b/board.yaml", "2\n");
    place.git(&["commit", "-qam", "here"]);
    place.git(&["checkout", "-q", "--detach", &first.to_string()]);
    assert_eq!(place.repo.head().unwrap(), Head::Detached(first));
    place.write("b/board.yaml", "3\n");
    place.git(&["commit", "-qam", "there"]);
    assert!(place.git_fails(&["rebase", "main"]));
    assert_eq!(place.repo.state(), State::Rebase);
    place.git(&["rebase", "--abort"]);
    place.git(&["checkout", "-q", "main"]);
    assert!(place.git_fails(&["merge", "HEAD@{1}"]));
    assert_eq!(place.repo.state(), State::Merge);
    assert_eq!(place.repo.state().way_out(), Some("git merge --abort"));
    let unmerged = place.scan().unmerged;
    let conflict = &unmerged["b/board.yaml"];
    assert!(conflict.base.is_some() && conflict.ours != conflict.theirs);
}

#[test]
fn linked_worktrees_share_our_folder() {
    let place = Place::with(&[("b/board.yaml", "1\n")]);
    place.git(&["worktree", "add", "-q", "../linked"]);
    let linked = place.folder.path().join("linked");
    let linked = Repo::discover(&linked, SCOPE, environment()).unwrap();
    assert_eq!(
        linked.common_folder().unwrap().canonicalize().unwrap(),
        place.repo.common_folder().unwrap().canonicalize().unwrap()
    );
    assert_eq!(linked.head().unwrap().branch(), Some("linked"));
    let scan = linked.scan(&place.committed()).unwrap();
    assert!(linked.cleanliness(&scan, &place.committed()).is_clean());
}

#[test]
fn commits_bear_the_users_name_or_ours() {
    let mut place = Place::with(&[("b/board.yaml", "1\n")]);
    let line = "%an <%ae> %at %cn <%ce> %ct";
    let format = format!("--format={line}");
    assert_eq!(
        place.git(&["log", &format]).trim(),
        "git-board <git-board@localhost> 1700000000 git-board <git-board@localhost> 1700000000"
    );
    let identity = place.repo.identity().unwrap();
    assert_eq!(identity.source, IdentitySource::Ours);
    place.repo.set_setting("user.name", "Ann <x>").unwrap();
    place.repo.set_setting("user.email", "ann@x").unwrap();
    let identity = place.repo.identity().unwrap();
    assert_eq!(
        (identity.name.as_str(), identity.email.as_str()),
        ("Ann x", "ann@x")
    );
    let environment: Environment = environment()
        .set("GIT_AUTHOR_NAME", "Bo")
        .set("GIT_AUTHOR_DATE", "2020-01-02 03:04:05 +0100");
    let repo = Repo::discover(place.repo.workdir(), SCOPE, environment).unwrap();
    let head = place.head().unwrap();
    let tree = repo.tree_of(head).unwrap();
    let commit = repo.commit(tree, &[head], "push: x", "body").unwrap();
    assert_eq!(
        place
            .git(&["log", "-1", &format, &commit.to_string()])
            .trim(),
        "Bo <ann@x> 1577930645 Ann x <ann@x> 1700000000"
    );
}

#[test]
fn the_logs_of_refs_tell_of_each_move() {
    let place = Place::with(&[("b/board.yaml", "1\n")]);
    let head = place.head().unwrap();
    place.repo.set_fetched(None, head, "board fetch").unwrap();
    for name in ["HEAD", "main", "board/main"] {
        let log = place.git(&["reflog", "show", "--format=%gs", name]);
        assert!(log.starts_with("board "), "{name}: {log}");
    }
    let other = place.state_commit(place.tree(), &[head]);
    for was in [None, Some(other)] {
        let refused = place.repo.set_fetched(was, other, "x").unwrap_err();
        assert!(matches!(refused, RepoError::RefMoved { .. }), "{refused}");
    }
    place.repo.set_fetched(Some(head), other, "x").unwrap();
    assert_eq!(place.repo.fetched().unwrap(), Some(other));
}
