//! Files to git and disk and back; the only user of git2.
