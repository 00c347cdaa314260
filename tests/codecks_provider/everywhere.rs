//! A push of mixed edits is cut off at every request, in every way.

use git_board::lookalike::codecks::Codecks;
use git_board::lookalike::server::Server;

use super::mixed::Bench;
use crate::resume::matrix::{self, assert_every_case_ends_alike};
use crate::support::long::is_long;
use crate::support::sandbox::{Sandbox, files_below};

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

    fn assert_settled(&self, what: &str) {
        let Bench {
            sandbox, server, ..
        } = self;
        let before = files_below(&sandbox.path("boards"));
        server.log().clear();
        sandbox.git_board("boards", &["pull", "--full"]).code(0);
        let pushed = sandbox.git_board("boards", &["push"]).code(0);
        assert_eq!(pushed.out, "Nothing to push.\n", "{what}");
        assert_eq!(server.log().writes(), [""; 0], "{what}");
        let after = files_below(&sandbox.path("boards"));
        assert!(after == before, "{what}: pull and push changed files");
        let status = sandbox.git("boards", &["status", "--porcelain"]).code(0);
        assert_eq!(status.out, "", "{what}");
    }
}

#[test]
fn a_push_to_codecks_cut_off_at_any_request_in_any_way_ends_alike() {
    let benches = if is_long() { 2 } else { 1 };
    assert_every_case_ends_alike("Codecks", Bench::new, benches, 5);
}
