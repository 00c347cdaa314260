//! What a person gets wrong: the exit code, every word of the message, and that nothing changes.

mod address;
mod answers;
mod certificates;
mod files;
mod redirects;
mod repository;
mod server;
mod world;
mod writes;
