//! Several users of one name in one organization: the files say which one is meant, both ways.

use git_board::lookalike::faults::{Fault, When};
use serde_json::{Value, json};

use crate::support::codecks_server::Served;

const FIRST: &str = "boards/garden/todo/111-dig.md";
const SECOND: &str = "boards/garden/todo/112-plant.md";

fn card(id: &str, title: &str, values: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: {title}\nposition: 10\n{values}created: 2026-11-20T08:00:00Z\n\
         author: alice\n---\n"
    )
}

fn served() -> Served {
    let dig = card("111", "Dig", "assignees:\n  - bob\n");
    let plant = card("112", "Plant", "");
    Served::files([
        ("garden/board.yaml", "id: p1\ntitle: Garden\n"),
        (
            "garden/todo/stack.yaml",
            "id: d1\ntitle: Todo\nposition: 10\n",
        ),
        ("garden/todo/111-dig.md", &dig),
        ("garden/todo/112-plant.md", &plant),
    ])
}

/// Changes a card there, as somebody else would.
fn set_there(served: &Served, number: i64, field: &str, value: Value) {
    served.clock.advance(60);
    let mut model = served.server.model();
    let id = model.card_of_seq(number).expect("a card");
    let mut row = model.row("card", &id).expect("a card").clone();
    row.insert(field.to_owned(), value);
    model.put("card", Value::Object(row));
    model.touch(&id);
}

fn get_there(served: &Served, number: i64, field: &str) -> Value {
    let model = served.server.model();
    let id = model.card_of_seq(number).expect("a card");
    model.row("card", &id).expect("a card")[field].clone()
}

fn user(served: &Served, name: &str) -> String {
    let model = served.server.model();
    let mut found = model.tables().ids_where("user", |row| row["name"] == name);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// Lets there be another user of a name, who has the second card.
fn add_twin(served: &Served, name: &str) -> String {
    let twin = served.server.model().insert_user(name, "human");
    set_there(served, 2, "assigneeId", json!(twin));
    twin
}

fn assigned(served: &Served, path: &str) -> String {
    let text = served.read(path);
    let rest = text.split("assignees:\n  - ").nth(1).unwrap_or_default();
    rest.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_name_of_two_users_is_told_apart_by_their_ids_both_ways() {
    let served = served();
    let bob = user(&served, "bob");
    let twin = add_twin(&served, "bob");
    let served = served.cloned();
    let (one, other) = (format!("bob ({bob})"), format!("bob ({twin})"));
    assert_eq!(assigned(&served, FIRST), one);
    assert_eq!(assigned(&served, SECOND), other);
    served.substitute(FIRST, &one, &other);
    served.substitute(SECOND, &other, &one);
    let written = served.push(&[]);
    assert_eq!(written.len(), 2, "{written:#?}");
    assert_eq!(get_there(&served, 1, "assigneeId"), json!(twin));
    assert_eq!(get_there(&served, 2, "assigneeId"), json!(bob));
    served.assert_settled();
    set_there(&served, 1, "assigneeId", json!(bob));
    served.git_board("boards", &["pull"]).code(0);
    assert_eq!(assigned(&served, FIRST), one);
    served.assert_settled();
    // The id alone will do, too, and is written as the name then.
    served.substitute(FIRST, &one, &twin);
    assert_eq!(served.push(&[]).len(), 1);
    assert_eq!(get_there(&served, 1, "assigneeId"), json!(twin));
    assert_eq!(assigned(&served, FIRST), other);
}

#[test]
fn a_second_user_of_a_name_that_comes_later_changes_files_and_no_card() {
    let served = served().cloned();
    let bob = user(&served, "bob");
    assert_eq!(assigned(&served, FIRST), "bob");
    let twin = add_twin(&served, "bob");
    served.git_board("boards", &["pull"]).code(0);
    assert_eq!(assigned(&served, FIRST), format!("bob ({bob})"));
    assert_eq!(assigned(&served, SECOND), format!("bob ({twin})"));
    assert_eq!(get_there(&served, 1, "assigneeId"), json!(bob));
    served.assert_settled();
}

#[test]
fn a_name_that_may_be_either_is_refused_with_both() {
    let served = served();
    let bob = user(&served, "bob");
    let twin = add_twin(&served, "bob");
    let served = served.cloned();
    served.substitute(SECOND, &format!("bob ({twin})"), "bob");
    let ran = served.git_board("boards", &["push"]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    for name in [&bob, &twin] {
        let words = format!("`bob ({name})`");
        assert!(ran.err.contains(&words), "{}{}", ran.out, ran.err);
    }
    assert!(served.writes().is_empty());
    assert_eq!(get_there(&served, 2, "assigneeId"), json!(twin));
}

#[test]
fn whoever_has_a_twin_makes_nothing_twice_and_may_change_what_is_theirs() {
    let served = served();
    let alice = user(&served, "alice");
    {
        let mut model = served.server.model();
        let card = model.card_of_seq(1).expect("a card");
        model.insert_thread(&card, &alice, "comment", "How deep?");
    }
    add_twin(&served, "alice");
    let served = served.cloned();
    let text = served.read(FIRST);
    assert!(text.contains(&format!("author: alice ({alice})")), "{text}");
    served.write("boards/garden/todo/x.md", "# Only once\n");
    let create = When::next("POST", "/dispatch/cards/create");
    served.server.faults().plan(create, Fault::CutAfterEffect);
    assert_ne!(served.git_board("boards", &["push"]).code, 0);
    served.clock.advance(5);
    served.git_board("boards", &["push"]).code(0);
    let made = served
        .server
        .model()
        .tables()
        .ids_where("card", |row| row["title"] == "Only once")
        .len();
    assert_eq!(made, 1);
    let comments = served.path("boards/garden/todo/111-dig/comments");
    let comment = std::fs::read_dir(comments)
        .expect("they are there")
        .next()
        .expect("there is one")
        .expect("it can be read")
        .file_name();
    let comment = format!(
        "boards/garden/todo/111-dig/comments/{}",
        comment.to_string_lossy()
    );
    served.substitute(&comment, "How deep?", "How wide?");
    assert_eq!(served.push(&[]).len(), 1);
    served.assert_settled();
}
