//! Runs `bodies/front_matter.rs` on what the fuzzer makes up.

#![no_main]

#[path = "../bodies/front_matter.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::front_matter(bytes));
