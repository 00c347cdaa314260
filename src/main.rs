//! The `git-board` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    memory::keep_what_is_freed();
    git_board::cli::run()
}

/// What the program asks of glibc's allocator.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod memory {
    use libc::{M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, c_int, mallopt};

    /// Freed memory that is kept for what comes next, in bytes: more than a command ever holds.
    const KEPT_BYTES: c_int = 256 << 20;
    /// Pieces of so many bytes still go back to the system one by one; no larger number is taken.
    const LARGE_BYTES: c_int = 32 << 20;
    /// Places to allocate in, each of which keeps what it freed: with one for each thread a push
    /// held 3 MB of 80 more, and was no faster.
    const ARENAS: c_int = 2;

    /// Keeps memory from going back to the system that the next answer, index or tree needs again:
    /// a command takes a megabyte here and there, and each page that comes anew is a fault of its
    /// own, which was a twelfth of the time of a push.
    pub fn keep_what_is_freed() {
        // SAFETY: these parameters take any number, and no other thread runs yet.
        #[expect(unsafe_code, reason = "there is no other way to ask the allocator")]
        unsafe {
            mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
            mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
            mallopt(M_ARENA_MAX, ARENAS);
        }
    }
}
