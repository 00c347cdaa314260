//! Conflicts of a pull: what stands in the files and in git, and the ways out, each to its end.

mod values;
mod world;
