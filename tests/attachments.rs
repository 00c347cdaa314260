//! Attachments through the command: there and back, added, replaced, removed, moved along.

mod large;
mod pulls;
mod pushes;
mod replacing;
mod world;
