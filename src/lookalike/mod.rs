//! Servers that behave like the services; imports nothing of ours.
//!
//! A look-alike is a model with plain functions ([`deck::Deck`]) behind a thin HTTP face
//! ([`server::Server`]), with a log of requests ([`log::Log`]) and faults on demand
//! ([`faults::Faults`]).
//!
//! ```
//! use git_board::lookalike::clock::Clock;
//! use git_board::lookalike::deck::board::Board;
//! use git_board::lookalike::deck::person::User;
//! use git_board::lookalike::deck::{Deck, Release};
//! use git_board::lookalike::server::{Options, Server};
//!
//! let clock = Clock::stopped(1_795_283_837);
//! let mut deck = Deck::new(Release::V1_18, clock.clone());
//! deck.insert_user(User::new("alice", "Alice", "app-password"));
//! let board = deck.insert_board(Board {
//!     title: "Garden".into(),
//!     owner: "alice".into(),
//!     ..Board::default()
//! });
//! let server = Server::start(deck, Options::default())?;
//! assert!(server.url().starts_with("http://127.0.0.1:"));
//! // … requests to `server.url()`; then, as another client would:
//! clock.advance(1);
//! server.model().create_stack("alice", board, "Doing", 0).expect("alice owns it");
//! assert!(server.log().writes().is_empty());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Filling the model: `insert_user`, `insert_group`, `insert_board`, `insert_stack`, `insert_card`,
//! `insert_label`, `insert_rule`, `insert_assignment`; they take public structs, id 0 meaning the
//! next one, and check nothing. Reading it: `boards`, `stacks`, `cards`, `labels`, `rules`, and
//! `board(id)` and so on. Acting as another client, with the same refusals and the same marks as the
//! calls: `create_…`, `update_…`, `delete_…`, `edit_card`, `move_card`, `reorder_card`,
//! `archive_card`, `assign_label`, `assign`, `write_comment`, and so on, the acting user first.
//!
//! `Deck::answer` answers a [`message::Request`] without any socket. `Deck::release` chooses between
//! Deck 1.18.3 and 1.16.7; `gives_welcome_board`, `is_in_maintenance`, `is_disabled` and
//! `purge_trash` do what they say. Importing boards and copying them are answered with 501.
//!
//! Beside the server: `server.faults().plan(When::Write(2), Fault::CutAfterEffect)` lets the second
//! write from now take effect and be cut off; `before` and `after` let another client act just then;
//! `server.set_latency` holds back every answer; `server.log()` has `requests()`, `writes()`,
//! `entries()` and `clear()`.

pub mod clock;
pub mod codecks;
pub mod deck;
pub mod faults;
pub mod kanbanik;
mod line;
pub mod log;
pub mod message;
mod multipart;
pub mod s3;
pub mod server;
