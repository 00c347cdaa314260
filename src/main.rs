//! The `git-board` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    memory::keep_what_is_freed();
    git_board::cli::run()
}

/// What the program asks of the system's allocator.
mod memory {
    /// Freed memory that is kept for what comes next, in bytes: more than a command ever holds.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    const KEPT_BYTES: libc::c_int = 256 << 20;
    /// Pieces of this size still go back to the system one by one; glibc takes no larger number.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    const LARGE_BYTES: libc::c_int = 32 << 20;

    /// Keeps glibc from giving memory back to the system that the next answer, index or tree needs
    /// again: a command takes a megabyte here and there, frees it, and each page that comes anew is
    /// a fault of its own, which was a twelfth of the time of a push.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    pub fn keep_what_is_freed() {
        // SAFETY: both parameters take any number; nothing else runs yet that could allocate.
        #[expect(unsafe_code, reason = "there is no other way to ask the allocator")]
        unsafe {
            libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT_BYTES);
            libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE_BYTES);
        }
    }

    /// Other allocators have ways of their own.
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    pub fn keep_what_is_freed() {}
}
