//! Faults asked of `serve` by hand.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use git_board::cli::seed::deck::{PASSWORD, USER};
use snapbox::{assert_data_eq, str};

use crate::support::sandbox::Sandbox;

/// A server that does not outlive its test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `serve` with these faults, its address, and what it goes on to print.
fn serve(sandbox: &Sandbox, faults: &[&str]) -> (Serving, String, BufReader<ChildStdout>) {
    let mut arguments = vec!["serve"];
    for fault in faults {
        arguments.extend(["--fault", fault]);
    }
    let child = sandbox
        .command(env!("CARGO_BIN_EXE_git-board"), ".")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it can be started");
    let mut child = Serving(child);
    let mut out = BufReader::new(child.0.stdout.take().expect("a pipe"));
    let mut line = String::new();
    while !line.trim_start().starts_with("URL") {
        line.clear();
        let length = out.read_line(&mut line).expect("text");
        assert_ne!(length, 0, "it ended without an address");
    }
    let url = line.split_whitespace().last().expect("an address");
    (child, url.to_owned(), out)
}

#[test]
fn what_was_asked_for_goes_wrong_once_each() {
    let mut sandbox = Sandbox::new();
    sandbox.set("GIT_BOARD_USER", USER);
    sandbox.set("GIT_BOARD_TOKEN", PASSWORD);
    let faults = [
        "fail:503@request:1",
        "cut-after@write:1",
        "busy:1@GET:/none",
    ];
    let (mut child, url, out) = serve(&sandbox, &faults);
    // The first request is answered with 503 and asked again, or the clone is.
    let first = sandbox.git_board(".", &["clone", &url, "boards"]);
    if first.code != 0 {
        sandbox.git_board(".", &["clone", &url, "boards"]).code(0);
    }
    let (card, _) = crate::support::sandbox::files_below(&sandbox.path("boards"))
        .into_iter()
        .find(|(path, _)| path.matches('/').count() == 2 && path.ends_with(".md"))
        .expect("the example has cards");
    let card = format!("boards/{card}");
    let text = sandbox.read(&card);
    sandbox.write(&card, &format!("{text}\nOne more line.\n"));
    let cut = sandbox.git_board("boards", &["push"]).code(4);
    assert!(cut.err.contains("nobody knows"), "{}", cut.err);
    sandbox.git_board("boards", &["push"]).code(0);
    let ended = Command::new("kill")
        .args(["-s", "INT", &child.0.id().to_string()])
        .status();
    assert!(ended.expect("`kill` is there").success());
    assert_eq!(child.0.wait().expect("it ends").code(), Some(0));
    let rest: Vec<String> = out.lines().map_while(Result::ok).collect();
    assert!(
        rest.iter().any(|line| line
            == "Going wrong, once each: fail:503@request:1, cut-after@write:1, busy:1@GET:/none"),
        "{rest:?}"
    );
}

#[test]
fn a_fault_that_nobody_knows_is_refused_with_what_may_be_meant() {
    let sandbox = Sandbox::new();
    let ran = sandbox
        .git_board(".", &["serve", "--fault", "cut-afer@write:1"])
        .code(2);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: invalid value 'cut-afer@write:1' for '--fault <WHAT@WHEN>': nothing is called `cut-afer`; did you mean `cut-after`?

For more information, try '--help'.

"#]]
    );
    let help = sandbox.git_board(".", &["serve", "--help"]).code(0);
    assert!(
        help.out.contains("--fault cut-after@write:3"),
        "{}",
        help.out
    );
}
