//! Seeds for the look-alikes: boards in our format as what a server holds.

pub mod codecks;
pub mod deck;
pub mod kanbanik;
