//! What a person meets: logging in and out, waiting, making a mistake.

mod login;
mod secrets;
mod world;
