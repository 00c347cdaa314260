//! The look-alike of Deck against recorded answers of the real one: each recorded request is
//! replayed on a model in the state that the recording presupposes, and the answers compared.

mod asking;
mod attaching;
mod changing;
mod compare;
mod fixture;
mod kanbanik;
mod making;
mod scenario;
mod setup;
mod world;

use std::io::Write;

use git_board::lookalike::deck::Release;

use world::World;

/// At least so many recordings of 1.18.3 are compared.
const LEAST: usize = 300;

/// Recordings that are not compared, each with its reason.
const LEFT_OUT: [(&str, &str); 6] = [
    ("06-maintenance-dav", "WebDAV is modeled for files alone"),
    (
        "61-web-cards-deleted",
        "the recorder cut the body, so that it is no JSON",
    ),
    ("73-dav-comments", "WebDAV is modeled for files alone"),
    (
        "102-att-over-post-max-deck_file",
        "that server's PHP put a warning in front of the answer",
    ),
    (
        "102-att-over-post-max-file",
        "that server's PHP put a warning in front of the answer",
    ),
    (
        "79-web-board-clone",
        "a call of Deck's own pages that nothing of ours sends: folders are copied",
    ),
];

fn check(folder: &str, release: Release, least: usize) {
    let recordings = fixture::read(folder);
    let mut world = World::new(recordings, release);
    scenario::play(&mut world);
    let left_out = |name: &str| LEFT_OUT.iter().find(|(known, _)| *known == name);
    let mut lines = Vec::new();
    for name in world.not_played() {
        let (_, reason) = left_out(&name).unwrap_or_else(|| panic!("`{name}` was not replayed"));
        lines.push(format!("left out {name}: {reason}"));
    }
    let skipped = lines.len();
    let all = world.recordings.len();
    let compared = world.compared;
    lines.push(format!(
        "{folder}: compared {compared} of {all}, left out {skipped}"
    ));
    // Written past the test runner, which would keep it to itself.
    writeln!(std::io::stderr(), "{}", lines.join("\n")).expect("standard error takes it");
    println!("{}", world.problems.join("\n"));
    assert!(
        world.problems.is_empty(),
        "{} recordings differ",
        world.problems.len()
    );
    assert!(
        compared >= least,
        "only {compared} recordings were compared"
    );
    assert!(
        skipped * 20 <= all,
        "{skipped} of {all} recordings were left out"
    );
}

#[test]
fn the_model_answers_as_deck_1_18_did() {
    check("deck-1.18.3", Release::V1_18, LEAST);
}

#[test]
fn the_model_answers_as_deck_1_16_did() {
    check("deck-1.16.7", Release::V1_16, 200);
}
