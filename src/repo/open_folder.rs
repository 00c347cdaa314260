//! A folder that is open, in which names are looked up without the path to it.

use std::ffi::OsStr;
use std::path::Path;

use super::stat::Stat;

/// A folder that is open; never a link to one.
#[cfg(unix)]
pub(super) struct OpenFolder(std::os::fd::OwnedFd);

#[cfg(unix)]
impl OpenFolder {
    const FLAGS: rustix::fs::OFlags = rustix::fs::OFlags::DIRECTORY
        .union(rustix::fs::OFlags::NOFOLLOW)
        .union(rustix::fs::OFlags::CLOEXEC);

    /// Opens a folder; none if there is none, or it cannot be read.
    pub(super) fn open(path: &Path) -> Option<Self> {
        let folder = rustix::fs::open(path, Self::FLAGS, rustix::fs::Mode::empty());
        folder.ok().map(Self)
    }

    /// Opens a folder in it.
    pub(super) fn inner(&self, name: &OsStr) -> Option<Self> {
        let folder = rustix::fs::openat(&self.0, name, Self::FLAGS, rustix::fs::Mode::empty());
        folder.ok().map(Self)
    }

    /// Returns what the system says of a regular file in it; none of anything else.
    pub(super) fn stat_of_file(&self, name: &OsStr) -> Option<Stat> {
        use rustix::fs::{AtFlags, FileType, statat};
        let found = statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let is_file = FileType::from_raw_mode(found.st_mode).is_file();
        is_file.then(|| Stat::of_raw(&found))
    }

    /// Returns true if all names in it fit, in no order; false also if they cannot be listed. The
    /// first that does not fit ends the look.
    pub(super) fn have_all_names(&self, mut fits: impl FnMut(&OsStr) -> bool) -> bool {
        use std::os::unix::ffi::OsStrExt;
        let Ok(mut listed) = rustix::fs::Dir::read_from(&self.0) else {
            return false;
        };
        listed.all(|found| {
            found.is_ok_and(|found| {
                let name = found.file_name().to_bytes();
                matches!(name, b"." | b"..") || fits(OsStr::from_bytes(name))
            })
        })
    }
}

/// A folder by its path, where the system knows no other way.
#[cfg(not(unix))]
pub(super) struct OpenFolder(std::path::PathBuf);

#[cfg(not(unix))]
impl OpenFolder {
    pub(super) fn open(path: &Path) -> Option<Self> {
        let found = std::fs::symlink_metadata(path).ok()?;
        found.is_dir().then(|| Self(path.to_path_buf()))
    }

    pub(super) fn inner(&self, name: &OsStr) -> Option<Self> {
        Self::open(&self.0.join(name))
    }

    pub(super) fn stat_of_file(&self, name: &OsStr) -> Option<Stat> {
        let found = std::fs::symlink_metadata(self.0.join(name)).ok()?;
        found.is_file().then(|| Stat::of(&found))
    }

    pub(super) fn have_all_names(&self, mut fits: impl FnMut(&OsStr) -> bool) -> bool {
        let Ok(mut listed) = std::fs::read_dir(&self.0) else {
            return false;
        };
        listed.all(|found| found.is_ok_and(|found| fits(&found.file_name())))
    }
}
