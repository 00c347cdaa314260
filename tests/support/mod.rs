//! What tests share: a sandbox with its own home, server and folder.

pub mod sandbox;
