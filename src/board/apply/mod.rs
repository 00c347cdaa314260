//! What applying an operation to an account means.
