//! What a person gets wrong: the exit code, every word of the message, and that nothing changes.

mod address;
mod answers;
mod certificates;
mod disk;
mod files;
mod ids;
mod leftovers;
mod names;
mod redirects;
mod repository;
mod server;
mod silence;
mod world;
mod writes;
