//! What tests share: a sandbox with its own home, and a server of its own.

pub mod codecks_server;
pub mod deck_server;
pub mod encrypted;
pub mod fake_provider;
pub mod fake_server;
pub mod folder;
pub mod long;
pub mod notes;
pub mod sandbox;
pub mod uploads;
