//! A push of mixed edits is cut off at every request, in every way, on every version.

use git_board::lookalike::kanbanik::{Kanbanik, Release};
use git_board::lookalike::server::Server;

use super::mixed::Bench;
use crate::resume::matrix::{self, assert_every_case_ends_alike};
use crate::support::long::is_long;
use crate::support::sandbox::Sandbox;

impl matrix::Bench for Bench {
    type Server = Kanbanik;
    const CRASH: &'static str = "<h2>HTTP ERROR 500</h2>";

    fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    fn server(&self) -> &Server<Kanbanik> {
        &self.server
    }

    fn begin(&self) {
        Bench::begin(self);
    }

    fn asked(&self) -> Vec<String> {
        self.names()
    }

    fn held(&self) -> String {
        Bench::held(self)
    }

    /// It has no clock that an answer shows.
    fn later(&self) {}
}

fn check(release: Release, ordinary: usize) {
    let what = format!("Kanbanik {release:?}");
    let benches = if is_long() { 2 } else { 1 };
    assert_every_case_ends_alike(&what, || Bench::new(release), benches, ordinary);
}

#[test]
fn a_push_to_kanbanik_0_2_6_cut_off_at_any_request_in_any_way_ends_alike() {
    check(Release::V0_2_6, 1);
}

#[test]
fn a_push_to_kanbanik_1_0_0_cut_off_at_any_request_in_any_way_ends_alike() {
    check(Release::V1_0_0, 1);
}

#[test]
fn a_push_to_kanbanik_of_today_cut_off_at_any_request_in_any_way_ends_alike() {
    check(Release::Master, 4);
}
