//! What git and the program say of a clone in conflict.

use snapbox::{IntoData, assert_data_eq};

use crate::stories::world::World;

/// The card that most tests are about.
pub const LOGIN: &str = "boards/roadmap/to-do/1-fix-login.md";
/// Another card.
pub const LOGO: &str = "boards/roadmap/to-do/2-new-logo.md";
/// A board with labels.
pub const BOARD: &str = "boards/roadmap/board.yaml";

/// Runs `pull` in `boards`, which leaves conflicts; compares all that it says, and then what git
/// says of the files.
#[track_caller]
pub fn check_pull(world: &World, said: impl IntoData, status: impl IntoData) {
    let ran = world.pull().code(3);
    assert_data_eq!(format!("{}{}", ran.out, ran.err), said.into_data());
    check_status(world, status);
}

/// Compares what `git status` says of `boards`; a first line tells of a merge in progress.
#[track_caller]
pub fn check_status(world: &World, expected: impl IntoData) {
    let out = world.vcs(
        "boards",
        &["status", "--porcelain", "--untracked-files=all"],
    );
    let is_merging = world.has("boards/.git/MERGE_HEAD");
    let merging = if is_merging { "(merging)\n" } else { "" };
    assert_data_eq!(format!("{merging}{out}"), expected.into_data());
}

/// Compares a file's text.
#[track_caller]
pub fn check_file(world: &World, path: &str, text: impl IntoData) {
    assert_data_eq!(world.read(path), text.into_data());
}

/// Asserts that `push` is refused for conflicts and sends nothing; compares what it says.
#[track_caller]
pub fn check_push_is_refused(world: &World, said: impl IntoData) {
    world.server.log().clear();
    let ran = world.git_board("boards", &["push", "--yes"]).code(3);
    assert_data_eq!(ran.err, said.into_data());
    assert_eq!(world.writes(), [""; 0]);
}
