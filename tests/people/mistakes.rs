//! Fifty mistakes that a person makes: each is answered by a message that names the thing and the
//! way out, and by the right exit code; and nothing changes by it.

mod addresses;
mod commands;
mod files;
mod places;
mod pushes;
mod table;
