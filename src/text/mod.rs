//! The format: account to files and back.
