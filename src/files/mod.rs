//! A tree in memory: relative path to text or content id.
