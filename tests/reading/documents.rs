//! What `--json` prints: one document on standard output, as the schema says.

use serde_json::Value;
use snapbox::{assert_data_eq, str};

use super::log::broken;
use super::schema::faults;
use super::world::{clean, edited, run};
use crate::support::deck_server::Served;

/// Runs a command with `--json` and returns the document, which the schema describes.
#[track_caller]
fn document(served: &Served, arguments: &[&str], code: i32) -> Value {
    let all = [arguments, &["--json"]].concat();
    let ran = served.git_board("boards", &all).code(code);
    let document: Value = serde_json::from_str(&ran.out).expect("one JSON document");
    let schema = served.git_board(".", &["schema"]).code(0).out;
    let schema: Value = serde_json::from_str(&schema).expect("a schema");
    assert_eq!(faults(&schema, &document), [""; 0], "{}", ran.out);
    assert_eq!(document["exit_code"], code);
    assert_eq!(document["command"], arguments[0]);
    document
}

#[test]
fn status_is_one_document() {
    let served = edited();
    let status = document(&served, &["status"], 0);
    assert_eq!(status["branch"], "main");
    assert_eq!(status["account"]["user"], "alice");
    let login = &status["operations"][0];
    let text = serde_json::to_string_pretty(login).expect("JSON");
    assert_data_eq!(
        text,
        str![[r#"
{
  "verb": "create",
  "kind": "attachment",
  "board": "Work",
  "stack": "To do",
  "card": "1",
  "path": "work/to-do/1-login.md",
  "title": "log.txt",
  "words": "create attachment /"log.txt/" in Work / To do: on /"Signing in, after a change of the password, on every phone/"",
  "changes": [
    {
      "field": "card",
      "old": null,
      "new": "Signing in, after a change of the password, on every phone",
      "words": "on /"Signing in, after a change of the password, on every phone/""
    }
  ]
}
"#]]
    );
    document(&clean(), &["status"], 0);
}

#[test]
fn diff_has_the_operations_of_status() {
    let served = edited();
    let diff = document(&served, &["diff"], 0);
    assert_eq!(
        diff["operations"],
        document(&served, &["status"], 0)["operations"]
    );
    served
        .server
        .model()
        .rename_card("alice", 2, "Sign out")
        .expect("she may");
    served.later(60);
    let remote = document(&served, &["diff", "--remote"], 0);
    assert_eq!(remote["operations"][0]["changes"][0]["new"], "Sign out");
}

#[test]
fn a_push_tells_what_was_planned_and_how_much_is_done() {
    let served = edited();
    let shown = document(&served, &["push", "--dry-run"], 0);
    assert_eq!(shown["done"], 0);
    let pushed = document(&served, &["push", "--yes"], 0);
    assert_eq!(pushed["operations"], shown["operations"]);
    assert_eq!(
        pushed["done"],
        shown["operations"].as_array().expect("a list").len()
    );
    let nothing = document(&served, &["push"], 0);
    assert_eq!(nothing["operations"], Value::Array(Vec::new()));
}

#[test]
fn a_push_that_is_refused_says_why() {
    let served = edited();
    let refused = document(&served, &["push"], 6);
    assert_eq!(
        refused["error"]["hint"],
        "if it is right: git board push --yes"
    );
    assert!(!refused["guards"].as_array().expect("a list").is_empty());
    served.substitute(
        "boards/work/to-do/2-logout.md",
        "title: Logout",
        &format!("title: {}", "x".repeat(300)),
    );
    let refused = document(&served, &["push", "--yes"], 6);
    assert_eq!(refused["refusals"][0]["kind"], "card");
}

#[test]
fn a_pull_tells_what_came() {
    let served = clean();
    let nothing = document(&served, &["pull"], 0);
    assert_eq!(nothing["operations"], Value::Array(Vec::new()));
    served
        .server
        .model()
        .rename_card("alice", 2, "Sign out")
        .expect("she may");
    served.later(60);
    let fetched = document(&served, &["fetch"], 0);
    assert_eq!(fetched["operations"][0]["title"], "Logout");
    let status = document(&served, &["status"], 0);
    assert_eq!(status["fetched"], fetched["operations"]);
    let pulled = document(&served, &["pull"], 0);
    assert_eq!(pulled["operations"], fetched["operations"]);
    assert_eq!(pulled["files"], 1);
}

#[test]
fn conflicts_are_told_with_their_files_and_ways_out() {
    let served = clean();
    served.substitute(
        "boards/work/to-do/2-logout.md",
        "title: Logout",
        "title: Leave",
    );
    served
        .server
        .model()
        .rename_card("alice", 2, "Sign out")
        .expect("she may");
    served.later(60);
    let refused = document(&served, &["push"], 3);
    assert!(
        refused["conflicts"][0]["words"]
            .as_str()
            .expect("a text")
            .contains("Logout")
    );
    let pulled = document(&served, &["pull"], 3);
    assert_eq!(pulled["conflicts"][0]["path"], "work/to-do/2-logout.md");
    let checked = document(&served, &["check"], 3);
    assert_eq!(checked["conflicts"][0]["path"], "work/to-do/2-logout.md");
}

#[test]
fn problems_are_told_with_their_places() {
    let served = clean();
    served.substitute("boards/work/to-do/1-login.md", "- urgent", "- urgnet");
    for command in ["check", "status", "push"] {
        let document = document(&served, &[command], 1);
        let problem = &document["problems"][0];
        assert_eq!(problem["path"], "work/to-do/1-login.md");
        assert_eq!(problem["suggestion"], "urgent");
        assert_eq!(problem["line"], 6);
    }
}

#[test]
fn a_story_has_the_operations_of_each_commit() {
    let served = edited();
    served.push(&["--yes"]);
    let log = document(&served, &["log"], 0);
    let commits = log["commits"].as_array().expect("a list");
    assert_eq!(commits.len(), 2);
    assert_eq!(commits[1]["operations"][0]["kind"], "board");
}

#[test]
fn a_story_names_what_a_commit_broke() {
    let log = document(&broken(), &["log"], 0);
    let problems = |commit: usize| &log["commits"][commit]["problems"];
    assert_eq!(problems(0)[0]["path"], "work/board.yaml");
    assert_eq!(problems(1)[0]["path"], "work/to-do/2-logout.md");
    assert_eq!(problems(1)[0]["line"], 3);
    assert!(problems(2).as_array().is_none_or(Vec::is_empty));
}

#[test]
fn what_fails_before_anything_is_read_is_a_document_too() {
    let mut served = clean();
    served.set("GIT_BOARD_TOKEN", "wrong");
    served
        .server
        .model()
        .rename_card("alice", 2, "Sign out")
        .expect("she may");
    served.later(60);
    let failed = document(&served, &["pull"], 5);
    assert!(failed["error"]["message"].as_str().is_some());
    let ran = run(&mut served, "80", &["pull", "--json"]).code(5);
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
}
