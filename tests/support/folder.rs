//! Empty folders for tests, in memory where that has room: on a disk, most of the tests' time is
//! its time for small files.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;

/// Where Linux lets programs keep files in memory.
#[cfg(target_os = "linux")]
const MEMORY: &str = "/dev/shm";
/// What all tests that run at a time need, at a guess that is large.
#[cfg(target_os = "linux")]
const NEEDED_BYTES: u64 = 4 << 30;

/// Makes an empty folder that goes with what is returned. It lies where `TMPDIR` says, if that is
/// set.
pub fn new_folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("git-board-test-")
        .tempdir_in(&*PLACE)
        .expect("a temporary folder")
}

/// Where the folders of all tests of this process lie.
static PLACE: LazyLock<PathBuf> = LazyLock::new(|| match env::var_os("TMPDIR") {
    Some(_) => env::temp_dir(),
    None => in_memory().unwrap_or_else(env::temp_dir),
});

#[cfg(target_os = "linux")]
fn in_memory() -> Option<PathBuf> {
    let found = rustix::fs::statvfs(MEMORY).ok()?;
    let has_room = found.f_bavail.saturating_mul(found.f_frsize) >= NEEDED_BYTES;
    let is_ours = || tempfile::tempfile_in(MEMORY).is_ok();
    (has_room && is_ours()).then(|| Path::new(MEMORY).to_path_buf())
}

#[cfg(not(target_os = "linux"))]
fn in_memory() -> Option<PathBuf> {
    None
}
