//! Fetch, pull, push: where the pure modules meet I/O.
