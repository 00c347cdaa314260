//! Tests of the merge: each row of the tables.
