//! One trait: what is happening, how much is left, whether to stop.
