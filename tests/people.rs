//! What a person meets: logging in and out, waiting, making a mistake.

mod login;
mod logout;
mod mistakes;
#[cfg(unix)]
mod rights;
mod secrets;
#[cfg(unix)]
mod terminal;
mod world;
