//! Merge, difference, order of sending, refusals, guards, verification, words.
