//! Runs `bodies/deck_board.rs` on what the fuzzer makes up.

#![no_main]

#[path = "../bodies/deck_board.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::deck_board(bytes));
