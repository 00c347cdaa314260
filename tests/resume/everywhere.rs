//! A push of forty mixed edits to Deck is cut off at every request, in every way.

use git_board::lookalike::deck::Deck;
use git_board::lookalike::server::Server;

use super::matrix::{self, assert_every_case_ends_alike};
use super::mixed::{Bench, EDITS};
use crate::support::sandbox::Sandbox;

impl matrix::Bench for Bench {
    type Server = Deck;
    const CRASH: &'static str =
        r#"{"status":500,"message":"Internal server error","requestId":"x"}"#;

    fn sandbox(&self) -> &Sandbox {
        &self.world
    }

    fn server(&self) -> &Server<Deck> {
        &self.world.server
    }

    fn begin(&self) {
        Bench::begin(self);
    }

    fn asked(&self) -> Vec<String> {
        self.world.requests()
    }

    fn held(&self) -> String {
        Bench::held(self)
    }

    fn later(&self) {
        self.world.later(10);
    }

    fn assert_settled(&self, _what: &str) {
        self.world.assert_settled();
    }
}

fn edited() -> Bench {
    Bench::new(|world| EDITS.iter().for_each(|edit| edit(world)))
}

#[test]
fn a_push_cut_off_at_any_request_in_any_way_ends_alike() {
    let bench = edited();
    bench.begin();
    let planned = bench
        .world
        .git_board("boards", &["push", "--dry-run"])
        .code(0);
    let count = planned.out.lines().last().unwrap_or_default();
    let operations: Option<usize> = count.split(' ').next().and_then(|word| word.parse().ok());
    assert!(operations >= Some(40), "{}", planned.out);
    drop(bench);
    assert_every_case_ends_alike("Deck", edited, 2, 14);
}
