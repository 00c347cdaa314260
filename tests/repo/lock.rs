//! Our lock, and files that are there whole or not at all.

use git_board::repo::{Repo, RepoError};

use super::support::{Place, SCOPE, environment};

/// No process has this number: it is above the largest.
const NOBODY: u32 = 4_194_305;

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
    std::fs::write(lock, format!("{NOBODY}\n")).unwrap();
    place.repo.lock().unwrap();
}

#[test]
fn a_lock_of_gits_left_by_a_killed_run_is_called_stale_until_it_is_removed() {
    let place = Place::new();
    let ours = place.repo.common_folder().unwrap().join("lock");
    let of_git = place.path(".git/index.lock");
    let told = || {
        let _lock = place.repo.lock().unwrap();
        let found = place.repo.obstacles([], "main", 0);
        let found = found.iter().map(ToString::to_string);
        found
            .filter(|words| words.contains("index.lock"))
            .collect::<String>()
    };
    std::fs::write(&of_git, "").unwrap();
    assert!(told().contains("another git process is running, or one died"));
    // Who was killed could not take its number away.
    std::fs::write(&ours, format!("{NOBODY}\n")).unwrap();
    for _ in 0..2 {
        let words = told();
        assert!(words.contains(&format!("process {NOBODY}")), "{words}");
        assert!(words.contains("stale"), "{words}");
        assert!(
            words.contains(&format!("rm '{}'", of_git.display())),
            "{words}"
        );
    }
    std::fs::remove_file(&of_git).unwrap();
    assert_eq!(told(), "");
    assert_eq!(std::fs::read_to_string(&ours).unwrap(), "");
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
