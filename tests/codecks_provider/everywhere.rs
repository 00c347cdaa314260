//! A push of mixed edits is cut off at every request, to the service and to its store for files, in
//! every way.

use git_board::lookalike::codecks::Codecks;
use git_board::lookalike::s3::S3;
use git_board::lookalike::server::Server;

use super::mixed::Bench;
use crate::resume::matrix::{self, assert_every_case_ends_alike};
use crate::support::long::is_long;
use crate::support::sandbox::Sandbox;

impl matrix::Bench for Bench {
    type Server = Codecks;
    const CRASH: &'static str =
        r#"{"error":"Internal Server Error","message":"oops","statusCode":500}"#;

    fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    fn server(&self) -> &Server<Codecks> {
        &self.server
    }

    fn begin(&self) {
        Bench::begin(self);
    }

    fn asked(&self) -> Vec<String> {
        self.server.log().requests()
    }

    fn held(&self) -> String {
        Bench::held(self)
    }

    fn later(&self) {
        Bench::later(self);
    }
}

/// The same, cut off at the requests to the store.
struct AtTheStore(Bench);

impl matrix::Bench for AtTheStore {
    type Server = S3;
    const CRASH: &'static str =
        "<Error><Code>InternalError</Code><Message>We encountered an error</Message></Error>";

    fn sandbox(&self) -> &Sandbox {
        &self.0.sandbox
    }

    fn server(&self) -> &Server<S3> {
        &self.0.store
    }

    fn begin(&self) {
        self.0.store.faults().clear();
        self.0.begin();
        self.0.store.log().clear();
    }

    fn asked(&self) -> Vec<String> {
        self.0.store.log().requests()
    }

    fn held(&self) -> String {
        self.0.held()
    }

    fn later(&self) {
        self.0.later();
    }

    fn assert_settled(&self, what: &str) {
        matrix::Bench::assert_settled(&self.0, what);
    }
}

#[test]
fn a_push_to_codecks_cut_off_at_any_request_to_its_store_ends_alike() {
    assert_every_case_ends_alike("The store", || AtTheStore(Bench::new()), 1, 2);
}

#[test]
fn a_push_to_codecks_cut_off_at_any_request_in_any_way_ends_alike() {
    let benches = if is_long() { 2 } else { 1 };
    assert_every_case_ends_alike("Codecks", Bench::new, benches, 3);
}
