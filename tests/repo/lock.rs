//! Our lock, and files that are there whole or not at all.

use git_board::repo::{Repo, RepoError};

use super::support::{Place, SCOPE, environment};

#[test]
fn a_second_run_is_told_who_holds_the_lock() {
    let place = Place::new();
    let held = place.repo.lock().unwrap();
    let other = Repo::discover(place.repo.workdir(), SCOPE, environment()).unwrap();
    let refused = other.lock().unwrap_err();
    assert!(matches!(refused, RepoError::Locked { .. }));
    let process = format!("process {}", std::process::id());
    assert!(refused.to_string().contains(&process), "{refused}");
    drop(held);
    other.lock().unwrap();
}

#[test]
fn the_lock_of_a_dead_process_holds_nobody_up() {
    let place = Place::new();
    let lock = place.repo.common_folder().unwrap().join("lock");
    std::fs::write(lock, "4711\n").unwrap();
    place.repo.lock().unwrap();
}

#[test]
fn a_file_of_ours_is_replaced_whole() {
    let place = Place::new();
    for text in ["one", "two"] {
        place
            .repo
            .write_file_atomically("cache/stamps", text.as_bytes())
            .unwrap();
        let path = place.repo.common_folder().unwrap().join("cache/stamps");
        assert_eq!(std::fs::read_to_string(path).unwrap(), text);
    }
    assert!(place.repo.write_file_atomically("../x", b"").is_err());
}
