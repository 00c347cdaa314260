//! What the system says of a file without reading it, in the form that git's index keeps.

use std::fs::Metadata;

/// What the system says of a file, cut to the 32 bits that the index has for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stat {
    pub(super) changed_s: u32,
    pub(super) changed_ns: u32,
    pub(super) modified_s: u32,
    pub(super) modified_ns: u32,
    pub(super) device: u32,
    pub(super) inode: u32,
    pub(super) user: u32,
    pub(super) group: u32,
    pub(super) size: u32,
}

/// Which of these git lets count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trust {
    /// `core.trustctime`: the time of the last change of the inode counts.
    pub(super) change_time: bool,
    /// `core.checkStat=minimal`: only the size and the whole seconds of the modification count.
    pub(super) minimal: bool,
    /// `core.fileMode`: the right to execute counts.
    pub(super) mode: bool,
}

impl Stat {
    #[cfg(unix)]
    pub(super) fn of(found: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        // git keeps the lower 32 bits of each.
        Self {
            changed_s: found.ctime() as u32,
            changed_ns: found.ctime_nsec() as u32,
            modified_s: found.mtime() as u32,
            modified_ns: found.mtime_nsec() as u32,
            device: found.dev() as u32,
            inode: found.ino() as u32,
            user: found.uid(),
            group: found.gid(),
            size: found.size() as u32,
        }
    }

    /// Returns the same of what the system itself returns.
    #[cfg(unix)]
    pub(super) fn of_raw(found: &rustix::fs::Stat) -> Self {
        Self {
            changed_s: found.st_ctime as u32,
            changed_ns: found.st_ctime_nsec as u32,
            modified_s: found.st_mtime as u32,
            modified_ns: found.st_mtime_nsec as u32,
            device: found.st_dev as u32,
            inode: found.st_ino as u32,
            user: found.st_uid,
            group: found.st_gid,
            size: found.st_size as u32,
        }
    }

    #[cfg(not(unix))]
    pub(super) fn of(found: &Metadata) -> Self {
        let since_1970 = |time: std::io::Result<std::time::SystemTime>| {
            time.ok()
                .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
                .unwrap_or_default()
        };
        let modified = since_1970(found.modified());
        let created = since_1970(found.created());
        Self {
            changed_s: created.as_secs() as u32,
            changed_ns: created.subsec_nanos(),
            modified_s: modified.as_secs() as u32,
            modified_ns: modified.subsec_nanos(),
            size: found.len() as u32,
            ..Self::default()
        }
    }

    /// Returns true if a file of which the index says `self` is untouched, as `now` tells.
    pub(super) fn is_same(&self, now: &Self, trust: Trust) -> bool {
        if self.size != now.size || self.modified_s != now.modified_s {
            return false;
        }
        if trust.minimal {
            return true;
        }
        // The device is left out, as git does: it changes when a network file system is mounted.
        let change_time = (self.changed_s, self.changed_ns) == (now.changed_s, now.changed_ns);
        self.modified_ns == now.modified_ns
            && (change_time || !trust.change_time)
            && (self.inode, self.user, self.group) == (now.inode, now.user, now.group)
    }

    /// Returns true if the file was modified so shortly before `time` (seconds, nanoseconds) that
    /// a later change can bear the same time.
    pub(super) fn is_racy(&self, time: (u32, u32)) -> bool {
        (self.modified_s, self.modified_ns) >= time
    }

    /// Returns the time of the last modification, in seconds and nanoseconds.
    pub(super) fn modified(&self) -> (u32, u32) {
        (self.modified_s, self.modified_ns)
    }
}

/// Returns true if the file may be executed.
#[cfg(unix)]
pub(super) fn is_executable(found: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    found.mode() & 0o100 != 0
}

/// Returns true if the file may be executed, which this system does not tell.
#[cfg(not(unix))]
pub(super) fn is_executable(_found: &Metadata) -> bool {
    false
}
