//! Conflicts of a pull: what stands in the files and in git, and the ways out, each to its end.

mod committed;
mod containers;
mod cut_off;
mod driver;
mod labels;
mod places;
mod presence;
mod values;
mod world;
