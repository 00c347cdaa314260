//! Files and threads on cards of Codecks, through the command.

use git_board::cli::seed::codecks::attach;
use git_board::lookalike::faults::{Fault, When};
use serde_json::Value;

use crate::resume::killing::{Moment, kill};
use crate::support::codecks_server::Served;

const FOLDER: &str = "boards/garden/todo/111-dig";

fn served() -> Served {
    Served::files([
        ("garden/board.yaml", "id: p1\ntitle: Garden\n"),
        ("garden/todo/stack.yaml", "id: d1\ntitle: Todo\n"),
        (
            "garden/todo/111-dig.md",
            "---\nid: 111\ntitle: Dig\nauthor: alice\n---\n",
        ),
        (
            "garden/todo/112-rest.md",
            "---\nid: 112\ntitle: Rest\nauthor: bob\n---\n",
        ),
        ("garden/todo/111-dig/plan.txt", "a plan\n"),
        ("garden/todo/111-dig/list.txt", "a list\n"),
        (
            "garden/todo/111-dig/comments/a.md",
            "---\nid: e1\nauthor: bob\ncreated: 2026-11-20T09:00:00Z\nkind: review\n---\nHow deep?\n",
        ),
        (
            "garden/todo/111-dig/comments/b.md",
            "---\nid: e2\nauthor: alice\ncreated: 2026-11-20T10:00:00Z\nreply_to: e1\n---\nDeep.\n",
        ),
    ])
}

/// Returns the names of the actions that a push sends.
#[track_caller]
fn pushed(served: &Served) -> Vec<String> {
    let written = served.push(&["--yes"]);
    let names = written.iter().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

/// Returns the files of a card in the clone that was made afresh: name and text.
fn cloned_again(served: &Served) -> Vec<(String, String)> {
    served
        .git_board(".", &["clone", &served.url(), "again"])
        .code(0);
    let folder = served.path("again/garden/todo/111-dig");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("it is there") {
        let path = entry.expect("it can be read").path();
        if path.is_file() {
            let name = path.file_name().expect("a name").to_string_lossy();
            let text = std::fs::read_to_string(&path).expect("text");
            files.push((name.into_owned(), text));
        }
    }
    files.sort();
    files
}

fn pair(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

#[test]
fn files_come_and_go_in_both_directions() {
    let served = served().cloned();
    served.write(&format!("{FOLDER}/new.txt"), "new\n");
    served.write(&format!("{FOLDER}/plan.txt"), "another plan\n");
    served.remove(&format!("{FOLDER}/list.txt"));
    let mut actions = pushed(&served);
    actions.sort();
    assert_eq!(
        actions,
        [
            "attachments/delete",
            "attachments/delete",
            "cards/addFile",
            "cards/addFile"
        ]
    );
    for entry in served.store.log().entries() {
        assert_eq!(entry.user, None, "{}", entry.line());
    }
    served.assert_settled();
    let expected = [pair("new.txt", "new\n"), pair("plan.txt", "another plan\n")];
    assert_eq!(cloned_again(&served), expected);

    served.clock.advance(60);
    {
        let mut model = served.server.model();
        let card = model.card_of_seq(1).expect("a card");
        attach(
            &mut model,
            &mut served.store.model(),
            &card,
            "photo.txt",
            b"theirs\n",
        );
        model.touch(&card);
    }
    served.git_board("boards", &["pull"]).code(0);
    assert_eq!(served.read(&format!("{FOLDER}/photo.txt")), "theirs\n");
    served.assert_settled();
}

#[test]
fn a_replacement_that_is_cut_off_leaves_one_file_in_the_end() {
    for fault in [Fault::Cut, Fault::CutAfterEffect] {
        let served = served().cloned();
        served.write(&format!("{FOLDER}/plan.txt"), "another plan\n");
        let when = When::next("POST", "/dispatch/attachments/delete");
        served.server.faults().plan(when, fault);
        let ran = served.git_board("boards", &["push"]);
        assert_ne!(ran.code, 0, "{}", ran.out);
        served.clock.advance(60);
        served.git_board("boards", &["push", "--yes"]).code(0);
        served.assert_settled();
        let expected = [
            pair("list.txt", "a list\n"),
            pair("plan.txt", "another plan\n"),
        ];
        assert_eq!(cloned_again(&served), expected);
    }
}

#[test]
fn a_file_that_is_stored_and_hangs_on_no_card_is_told_of() {
    let served = served().cloned();
    served.write(&format!("{FOLDER}/new.txt"), "new\n");
    let body = r#"{"payload":{"error":"Storage is full"}}"#.to_owned();
    served.server.faults().plan(
        When::next("POST", "/dispatch/cards/addFile"),
        Fault::Fail { status: 400, body },
    );
    let ran = served.git_board("boards", &["push"]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    assert!(ran.err.contains("Storage is full"), "{}", ran.err);
    assert!(ran.err.contains("and no card names it"), "{}", ran.err);
    assert!(ran.err.contains(served.store.url()), "{}", ran.err);
    assert_eq!(pushed(&served), ["cards/addFile"]);
    served.assert_settled();
}

#[test]
fn a_push_that_was_killed_after_a_file_was_stored_is_told_of_the_next_time() {
    let served = served().cloned();
    served.write(&format!("{FOLDER}/new.txt"), "new\n");
    let when = When::next("POST", "/dispatch/cards/addFile");
    assert!(kill(
        &served,
        &served.server,
        &["push"],
        when,
        Moment::Before
    ));
    served.server.faults().clear();
    served.clock.advance(60);
    let ran = served.git_board("boards", &["push"]).code(0);
    let words = "the last push was cut off at this point: attachment `new.txt` is stored at ";
    assert!(ran.err.contains(words), "{}", ran.err);
    assert!(ran.err.contains(served.store.url()), "{}", ran.err);
    served.assert_settled();
    let expected = [
        pair("list.txt", "a list\n"),
        pair("new.txt", "new\n"),
        pair("plan.txt", "a plan\n"),
    ];
    assert_eq!(cloned_again(&served), expected);
}

#[test]
fn threads_are_opened_answered_edited_closed_and_opened_again() {
    let served = served().cloned();
    let asked = format!("{FOLDER}/comments/2026-11-20-e1.md");
    let answer = format!("{FOLDER}/comments/2026-11-20-e2.md");
    served.substitute(&asked, "kind: review\n", "kind: review\nclosed: true\n");
    served.substitute(&answer, "Deep.", "Very deep.");
    served.write(
        "boards/garden/todo/112-rest/comments/stop.md",
        "---\nkind: block\n---\nNobody rests, @bob.\n",
    );
    served.write(
        "boards/garden/todo/112-rest/comments/why.md",
        "---\nreply_to: stop\n---\nSince it rains.\n",
    );
    let shown = served.git_board("boards", &["push", "--dry-run"]).code(0);
    assert!(shown.out.contains("closed"), "{}", shown.out);
    assert!(shown.out.contains("begins a block"), "{}", shown.out);
    let actions = pushed(&served);
    assert_eq!(
        actions,
        [
            "resolvables/close",
            "resolvables/updateComment",
            "resolvables/create",
            "resolvables/comment"
        ]
    );
    served.assert_settled();
    let text = served.read(&asked);
    assert!(text.contains("kind: review\nclosed: 2026-"), "{text}");
    {
        let model = served.server.model();
        let threads: Vec<(Value, Value)> = model
            .tables()
            .all("resolvable")
            .map(|row| (row["context"].clone(), row["isClosed"].clone()))
            .collect();
        let both = [
            (Value::from("review"), Value::from(true)),
            (Value::from("block"), Value::from(false)),
        ];
        assert_eq!(threads, both);
        // The service keeps a mention by the id of whom it names, and so do the files then.
        let entries = model.tables().all("resolvableEntry");
        let mentions = entries.filter(|row| {
            row["content"]
                .as_str()
                .is_some_and(|text| text.contains("@[userId:"))
        });
        assert_eq!(mentions.count(), 1);
    }
    let lines: Vec<String> = text
        .lines()
        .filter(|line| !line.starts_with("closed: "))
        .map(str::to_owned)
        .collect();
    served.write(&asked, &(lines.join("\n") + "\n"));
    assert_eq!(pushed(&served), ["resolvables/reopen"]);
    served.assert_settled();
}

#[test]
fn what_nobody_can_do_with_comments_is_refused_before_anything_is_sent() {
    let served = served().cloned();
    let asked = format!("{FOLDER}/comments/2026-11-20-e1.md");
    let answer = format!("{FOLDER}/comments/2026-11-20-e2.md");
    served.substitute(&asked, "How deep?", "How wide?");
    served.remove(&answer);
    served.server.log().clear();
    let ran = served.git_board("boards", &["push", "--yes"]);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("deletions of comments"), "{}", ran.err);
    assert!(ran.err.contains("bob"), "{}", ran.err);
    assert!(served.writes().is_empty());
    served.git("boards", &["restore", "."]).code(0);
    served.substitute(&asked, "kind: review", "kind: block");
    let ran = served.git_board("boards", &["push"]).code(0);
    assert_eq!(ran.out, "Nothing to push.\n");
    assert!(ran.err.contains("`kind`"), "{}", ran.err);
    served.substitute(&asked, "kind: block", "kind: question");
    let ran = served.git_board("boards", &["push"]);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("no kind of thread"), "{}", ran.err);
    served.git("boards", &["restore", "."]).code(0);
    served.substitute(&answer, "reply_to: e1\n", "reply_to: e1\nclosed: true\n");
    let ran = served.git_board("boards", &["push"]);
    assert_ne!(ran.code, 0);
    let words = "`closed` stands in the file of the first comment of a thread";
    assert!(ran.err.contains(words), "{}", ran.err);
}

#[test]
fn a_comment_whose_answer_was_lost_is_there_once_though_it_names_somebody() {
    let served = served().cloned();
    served.write(&format!("{FOLDER}/comments/new.md"), "Look, @bob.\n");
    served.server.faults().plan(
        When::next("POST", "/dispatch/resolvables/create"),
        Fault::CutAfterEffect,
    );
    let ran = served.git_board("boards", &["push"]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    served.clock.advance(60);
    assert_eq!(pushed(&served), [""; 0]);
    served.assert_settled();
    let model = served.server.model();
    assert_eq!(model.tables().all("resolvable").count(), 2);
}

#[test]
fn an_answer_follows_what_it_answers_where_only_that_was_sent() {
    let served = served().cloned();
    let folder = "boards/garden/todo/111-dig/comments";
    served.write(
        &format!("{folder}/stop.md"),
        "---\nkind: block\n---\nRain.\n",
    );
    served.write(
        &format!("{folder}/go.md"),
        "---\nreply_to: stop\n---\nOver.\n",
    );
    let answer = When::next("POST", "/dispatch/resolvables/comment");
    served.server.faults().plan(answer, Fault::Cut);
    assert_ne!(served.git_board("boards", &["push"]).code, 0);
    // The file that it names has the comment's id in its name by now.
    assert!(!served.path(&format!("{folder}/stop.md")).exists());
    served.git_board("boards", &["status"]).code(0);
    served.clock.advance(5);
    assert_eq!(pushed(&served), ["resolvables/comment"]);
    served.assert_settled();
}

#[test]
fn what_is_said_there_comes_with_a_pull() {
    let served = served().cloned();
    served.clock.advance(60);
    {
        let mut model = served.server.model();
        let thread = model.tables().ids_where("resolvable", |_| true).remove(0);
        let bob = model.tables().ids_where("user", |row| row["name"] == "bob");
        model.insert_entry(&thread, &bob[0], "Two meters?", Value::Null);
    }
    served.git_board("boards", &["pull"]).code(0);
    let diff = served
        .git("boards", &["diff", "--stat", "HEAD~1", "HEAD"])
        .out;
    assert!(diff.contains("1 file changed"), "{diff}");
    assert!(diff.contains("comments/2026-11-21-"), "{diff}");
    served.assert_settled();
}
