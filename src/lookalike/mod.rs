//! Servers that behave like the services; imports nothing of ours.
