//! Seeds for the look-alikes: boards in our format as what a server holds.

pub mod deck;
pub mod kanbanik;
