//! Asking the look-alike without a network.
