//! Runs `bodies/answer.rs` on what the fuzzer makes up.

#![no_main]

#[path = "../bodies/answer.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::answer(bytes));
