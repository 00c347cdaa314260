//! Comments through the command: there and back, written, edited, deleted, refused, moved along.

mod conflicts;
mod copies;
mod files;
mod pulls;
mod pushes;
mod world;
