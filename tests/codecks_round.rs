//! The whole round through the command: clone, edit, move, add, delete, push, pull.

use git_board::lookalike::faults::{Fault, When};

use crate::support::codecks_server::Served;
use crate::support::sandbox::files_below;
use serde_json::json;

const PROJECT: &str =
    "id: p1\ntitle: Garden\nlabels:\n  - name: urgent\n    color: \"\"\n    id: t1\n";
const CARD: &str = "---\nid: 111\ntitle: \"Dig: a hole\"\nposition: 10\nlabels:\n  - urgent\ndue: 2026-12-01\nstatus: started\npriority: high\neffort: 3\nmilestone: Alpha\nrun: Run 7\ndepends_on:\n  - 112\ncreated: 2026-11-20T08:00:00Z\nauthor: alice\n---\nWith a spade. See $112.\n";
const OTHER: &str = "---\nid: 112\ntitle: Buy a spade\nposition: 20\nassignees:\n  - bob\ndoc: true\ncreated: 2026-11-20T08:00:00Z\nauthor: bob\n---\n";

const FILE: &str = "garden/todo/111-dig-a-hole/plan.txt";
const COMMENTS: &str = "garden/todo/111-dig-a-hole/comments";
const ASKED: &str =
    "---\nid: e1\nauthor: bob\ncreated: 2026-11-20T09:00:00Z\nkind: review\n---\nHow deep?\n";
const ANSWERED: &str =
    "---\nid: e2\nauthor: alice\ncreated: 2026-11-20T10:00:00Z\nreply_to: e1\n---\nDeep.\n";
const OVER: &str = "---\nid: e3\nauthor: alice\ncreated: 2026-11-20T11:00:00Z\nkind: block\nclosed: 2026-11-20T12:00:00Z\n---\nRain.\n";

fn served() -> Served {
    Served::files([
        (FILE, "a plan\n"),
        (
            "garden/todo/111-dig-a-hole/comments/2026-11-20-e1.md",
            ASKED,
        ),
        (
            "garden/todo/111-dig-a-hole/comments/2026-11-20-e2.md",
            ANSWERED,
        ),
        ("garden/todo/111-dig-a-hole/comments/2026-11-20-e3.md", OVER),
        ("garden/board.yaml", PROJECT),
        (
            "garden/todo/stack.yaml",
            "id: d1\ntitle: Todo\nposition: 10\n",
        ),
        ("garden/todo/111-dig-a-hole.md", CARD),
        ("garden/todo/112-buy-a-spade.md", OTHER),
        (
            "garden/done/stack.yaml",
            "id: d2\ntitle: Done\nposition: 20\n",
        ),
        (
            "private-cards/board.yaml",
            "id: private\ntitle: Private cards\n",
        ),
        (
            "private-cards/cards/stack.yaml",
            "id: private\ntitle: Cards\nposition: 10\n",
        ),
        (
            "private-cards/cards/113-mine.md",
            "---\nid: 113\ntitle: Mine\nposition: 10\ncreated: 2026-11-20T08:00:00Z\nauthor: alice\n---\n\n",
        ),
    ])
}

#[test]
fn a_clone_is_what_was_served_byte_for_byte() {
    let served = served().cloned();
    for (path, text) in [
        ("garden/board.yaml", PROJECT),
        ("garden/todo/111-dig-a-hole.md", CARD),
        ("garden/todo/112-buy-a-spade.md", OTHER),
        (FILE, "a plan\n"),
        (&format!("{COMMENTS}/2026-11-20-e1.md"), ASKED),
        (&format!("{COMMENTS}/2026-11-20-e2.md"), ANSWERED),
        (&format!("{COMMENTS}/2026-11-20-e3.md"), OVER),
    ] {
        assert_eq!(served.read(&format!("boards/{path}")), text);
    }
    let private = served.read("boards/private-cards/cards/113-mine.md");
    assert!(private.ends_with("author: alice\n---\n\n"), "{private}");
}

#[test]
fn a_pull_of_nothing_is_one_query_and_writes_nothing() {
    let served = served().cloned();
    let before = files_below(&served.path("boards"));
    let ran = served.git_board("boards", &["pull"]).code(0);
    assert_eq!(ran.out, "Already up to date.\n");
    assert_eq!(served.server.log().count(), 1);
    assert_eq!(served.store.log().count(), 1);
    assert_eq!(files_below(&served.path("boards")), before);
    assert_eq!(served.git("boards", &["status", "--porcelain"]).out, "");
}

#[test]
fn every_edit_of_the_files_reaches_the_server() {
    let served = served().cloned();
    let card = "boards/garden/todo/111-dig-a-hole.md";
    served.substitute(card, "\"Dig: a hole\"", "\"Dig: two holes\"");
    served.substitute(card, "priority: high\n", "");
    served.substitute(card, "effort: 3", "effort: 5.5");
    served.rename(
        "boards/garden/todo/112-buy-a-spade.md",
        "boards/garden/done/112-buy-a-spade.md",
    );
    served.write(
        "boards/garden/done/new.md",
        "---\nlabels: [urgent]\nassignees: [bob]\nstatus: done\nparent: 111\n---\n# A new card\n\nText.\n",
    );
    served.remove("boards/private-cards/cards/113-mine.md");
    let written = served.push(&["--yes"]);
    let actions: Vec<&str> = written
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(
        actions,
        [
            "cards/update",
            "cards/update",
            "cards/create",
            "cards/update",
            "cards/update"
        ],
        "{written:#?}"
    );
    let model = served.server.model();
    let row = |seq: i64| {
        let id = model.card_of_seq(seq).expect("a card");
        serde_json::Value::Object(model.row("card", &id).expect("a card").clone())
    };
    assert_eq!(row(1)["content"], "Dig: two holes\nWith a spade. See $112.");
    assert_eq!(
        (&row(1)["priority"], &row(1)["effort"]),
        (&json!(null), &json!(5.5))
    );
    assert_eq!(row(2)["deckId"], "d2");
    assert_eq!(row(3)["visibility"], "deleted");
    drop(model);
    served.server.log().clear();
    served.git_board("boards", &["pull"]).code(0);
    assert_eq!(served.git("boards", &["status", "--porcelain"]).out, "");
    let again = served.git_board("boards", &["push"]).code(0);
    assert_eq!(again.out, "Nothing to push.\n");
    assert!(served.writes().is_empty());
}

#[test]
fn what_changes_on_the_server_comes_with_a_pull() {
    let served = served().cloned();
    served.clock.advance(60);
    {
        let mut model = served.server.model();
        let id = model.card_of_seq(1).expect("a card");
        let mut row = model.row("card", &id).expect("a card").clone();
        row.insert("content".to_owned(), json!("Dig: a hole\nWith a shovel."));
        row.insert("status".to_owned(), json!("done"));
        model.put("card", serde_json::Value::Object(row));
        model.touch(&id);
    }
    served.git_board("boards", &["pull"]).code(0);
    let diff = served
        .git("boards", &["diff", "--numstat", "HEAD~1", "HEAD"])
        .out;
    assert_eq!(diff, "2\t2\tgarden/todo/111-dig-a-hole.md\n");
}

#[test]
fn an_order_of_ones_own_stays_in_the_files_and_is_not_sent() {
    let served = served().cloned();
    served.substitute(
        "boards/garden/todo/112-buy-a-spade.md",
        "position: 20",
        "position: 5",
    );
    let ran = served.git_board("boards", &["push"]).code(0);
    assert_eq!(ran.out, "Nothing to push.\n");
    served.substitute(
        "boards/garden/todo/111-dig-a-hole.md",
        "status: started",
        "status: done",
    );
    assert_eq!(served.push(&[]).len(), 1);
    served.clock.advance(60);
    served.git_board("boards", &["pull"]).code(0);
    let card = served.read("boards/garden/todo/112-buy-a-spade.md");
    assert!(card.contains("position: 5\n"), "{card}");
}

#[test]
fn what_codecks_cannot_take_is_refused_before_anything_is_sent() {
    let served = served().cloned();
    let card = "boards/garden/todo/111-dig-a-hole.md";
    served.substitute(card, "due: 2026-12-01", "due: 2026-12-01T09:00:00Z");
    served.substitute(card, "priority: high", "priority: huge");
    served.substitute(
        card,
        "labels:\n  - urgent",
        "assignees:\n  - alice\n  - bob",
    );
    served.write("boards/cellar/board.yaml", "title: Cellar\n");
    let ran = served.git_board("boards", &["push", "--yes"]);
    assert_ne!(ran.code, 0);
    for words in [
        "`due` cannot be `2026-12-01T09:00:00Z`; there are whole days, like `2026-12-01`",
        "`priority` cannot be `huge`; there are `high`, `medium` and `low`",
        "`assignees` cannot be `alice, bob`; there are one user, or none",
        "Codecks 2.96 knows no new boards by way of its interface",
    ] {
        assert!(ran.err.contains(words), "{words}\n{}", ran.err);
    }
    assert!(served.writes().is_empty());
}

#[test]
fn the_service_is_kept_beside_the_address_or_in_front_of_it() {
    let served = served().cloned();
    let setting = |key: &str| served.git("boards", &["config", key]).out;
    assert_eq!(setting("board.service"), "codecks\n");
    assert_eq!(setting("board.url"), "SERVER/look-alike\n");
    let text = served.read("boards/.boardconfig");
    assert!(text.contains("service = \"codecks\"\n"), "{text}");
    let ran = served.git_board("boards", &["pull"]).code(0);
    assert_eq!(ran.out, "Already up to date.\n");
    served
        .git("boards", &["config", "--unset", "board.service"])
        .code(0);
    served
        .git("boards", &["config", "board.url", &served.url()])
        .code(0);
    let ran = served.git_board("boards", &["pull"]).code(0);
    assert_eq!(ran.out, "Already up to date.\n");
}

#[test]
fn another_clone_says_the_same_after_a_push() {
    let served = served().cloned();
    served.write(
        "boards/garden/todo/x.md",
        "---\nposition: 30\n---\n# Crème brûlée: 50 %\n\nText\n",
    );
    served.push(&[]);
    served
        .git_board(".", &["clone", &served.url(), "again"])
        .code(0);
    let boards = |folder: &str| {
        let mut files = files_below(&served.path(folder));
        files.retain(|(path, _)| path.contains('/'));
        files
    };
    assert_eq!(boards("boards"), boards("again"));
}

#[test]
fn a_create_whose_answer_was_lost_makes_no_second_card() {
    let served = served().cloned();
    served.write("boards/garden/todo/x.md", "# Only once\n\nText.\n");
    served.server.faults().plan(
        When::next("POST", "/dispatch/cards/create"),
        Fault::CutAfterEffect,
    );
    let ran = served.git_board("boards", &["push"]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    served.clock.advance(5);
    served.git_board("boards", &["push"]).code(0);
    let model = served.server.model();
    let made = model.tables().ids_where("card", |row| {
        row["content"] == "Only once\n# Only once\n\nText."
    });
    assert_eq!(made.len(), 1);
    drop(model);
    assert_eq!(served.git("boards", &["status", "--porcelain"]).out, "");
}

#[test]
fn both_sides_changing_one_value_is_a_conflict_and_changes_nothing() {
    let served = served().cloned();
    served.clock.advance(60);
    {
        let mut model = served.server.model();
        let id = model.card_of_seq(1).expect("a card");
        let mut row = model.row("card", &id).expect("a card").clone();
        row.insert("priority".to_owned(), json!("c"));
        row.insert("effort".to_owned(), json!(8));
        model.put("card", serde_json::Value::Object(row));
        model.touch(&id);
    }
    let card = "boards/garden/todo/111-dig-a-hole.md";
    served.substitute(card, "priority: high", "priority: medium");
    let before = served.read(card);
    let ran = served.git_board("boards", &["push"]).code(3);
    assert!(ran.err.contains("priority"), "{}", ran.err);
    assert!(!ran.err.contains("effort"), "{}", ran.err);
    assert_eq!(served.read(card), before);
    assert!(served.writes().is_empty());
}
