//! Stories of two boards, their users, their clones and git: each is told through the command,
//! against the look-alike, and ends as it has to.

mod alone;
mod aside;
mod bases;
mod clones;
mod containers;
mod deleted_meanwhile;
mod files;
mod histories;
mod other_clients;
mod partial;
mod pulls;
mod saving;
pub mod world;
