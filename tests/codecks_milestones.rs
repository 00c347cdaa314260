//! Milestones and runs in `codecks.yaml`: both ways, through the command.

use git_board::lookalike::faults::{Fault, When};
use serde_json::{Value, json};

use crate::support::codecks_server::Served;

const FILE: &str = "milestones:\n  - name: Beta\n    date: 2026-11-24\n    color: red\n    \
                    projects: [Garden, Kitchen]\n    id: m2\n  - name: Alpha\n    date: 2026-12-24\n    \
                    start: 2026-12-01\n    color: blue\n    global: true\n    id: m1\nruns:\n  \
                    - name: Run 7\n    start: 2026-11-16\n    end: 2026-11-29\n    id: r1\n";

fn card(id: &str, title: &str, values: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: {title}\nposition: 10\n{values}created: 2026-11-20T08:00:00Z\n\
         author: alice\n---\n"
    )
}

fn served() -> Served {
    let dig = card("111", "Dig", "milestone: Alpha\nrun: Run 7\n");
    let plant = card("112", "Plant", "milestone: Beta\n");
    let cook = card("113", "Cook", "milestone: Alpha\n");
    Served::files([
        ("codecks.yaml", FILE),
        ("garden/board.yaml", "id: p1\ntitle: Garden\n"),
        (
            "garden/todo/stack.yaml",
            "id: d1\ntitle: Todo\nposition: 10\n",
        ),
        ("garden/todo/111-dig.md", &dig),
        ("garden/todo/112-plant.md", &plant),
        ("kitchen/board.yaml", "id: p2\ntitle: Kitchen\n"),
        (
            "kitchen/shelf/stack.yaml",
            "id: d2\ntitle: Shelf\nposition: 10\n",
        ),
        ("kitchen/shelf/113-cook.md", &cook),
    ])
    .cloned()
}

/// Changes a milestone on the server, as somebody else would.
fn change_there(served: &Served, id: &str, field: &str, value: Value) {
    served.clock.advance(60);
    let mut model = served.server.model();
    let mut row = model.row("milestone", id).expect("a milestone").clone();
    row.insert(field.to_owned(), value);
    model.put("milestone", Value::Object(row));
}

fn milestones(served: &Served) -> Vec<String> {
    let model = served.server.model();
    let ids = model
        .tables()
        .ids_where("milestone", |row| row["isDeleted"] == json!(false));
    let mut lines: Vec<String> = ids
        .iter()
        .filter_map(|id| model.row("milestone", id))
        .map(|row| {
            let text = |field: &str| row[field].as_str().unwrap_or("none").to_owned();
            format!("{} {} {}", text("name"), text("date"), text("color"))
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn a_clone_has_the_milestones_and_runs_beside_the_boards() {
    let served = served();
    assert_eq!(served.read("boards/codecks.yaml"), FILE);
    let ran = served.git_board("boards", &["pull"]).code(0);
    assert_eq!(ran.out, "Already up to date.\n");
    assert_eq!(served.server.log().count(), 1);
    served.assert_settled();
}

#[test]
fn milestones_are_made_changed_and_deleted_with_a_call_each() {
    let served = served();
    let file = "boards/codecks.yaml";
    served.substitute(
        file,
        "- name: Alpha\n    date: 2026-12-24",
        "- name: Omega\n    date: 2027-01-06",
    );
    served.substitute(file, "  - name: Beta\n    date: 2026-11-24\n    color: red\n    projects: [Garden, Kitchen]\n    id: m2\n", "");
    served.substitute(
        file,
        "runs:\n",
        "  - name: Gamma\n    date: 2027-02-01\n    projects: [Kitchen]\nruns:\n",
    );
    served.substitute("boards/kitchen/shelf/113-cook.md", "Alpha", "Gamma");
    let planned = served.git_board("boards", &["push", "--dry-run"]).code(0);
    for words in [
        "Omega",
        "name \"Alpha\" → \"Omega\"",
        "date 2026-12-24 → 2027-01-06",
        "Gamma",
        "Beta",
    ] {
        assert!(planned.out.contains(words), "{words}\n{}", planned.out);
    }
    assert!(served.writes().is_empty());
    let guarded = served.git_board("boards", &["push", "--yes"]);
    assert_ne!(guarded.code, 0);
    let words = "deletes milestone \"Beta\", which is on 1 card";
    assert!(guarded.err.contains(words), "{}", guarded.err);
    let written = served.push(&["--yes", "--allow-deletes"]);
    let account = served.server.model().account.clone();
    let made = json!({
        "accountId": account, "name": "Gamma", "color": "gray", "date": "2027-02-01",
        "isGlobal": false, "projectIds": ["p2"],
    });
    let made = format!("milestones/create {made}");
    assert_eq!(written.len(), 4, "{written:#?}");
    assert_eq!(
        written[0],
        "milestones/update {\"name\":\"Omega\",\"date\":\"2027-01-06\",\"id\":\"m1\"}"
    );
    assert_eq!(written[1], made);
    assert_eq!(written[2], "milestones/delete {\"id\":\"m2\"}");
    assert!(written[3].starts_with("cards/update "), "{written:#?}");
    assert_eq!(
        milestones(&served),
        ["Gamma 2027-02-01 gray", "Omega 2027-01-06 blue"]
    );
    // Cards follow without a call of their own.
    let dig = served.read("boards/garden/todo/111-dig.md");
    assert!(dig.contains("milestone: Omega\n"), "{dig}");
    let plant = served.read("boards/garden/todo/112-plant.md");
    assert!(!plant.contains("milestone"), "{plant}");
    let text = served.read(file);
    assert!(
        text.contains("  - name: Gamma\n    date: 2027-02-01\n"),
        "{text}"
    );
    assert!(text.contains("color: gray\n"), "{text}");
    served.assert_settled();
}

#[test]
fn what_changes_there_comes_with_one_query_and_cards_follow() {
    let served = served();
    change_there(&served, "m1", "name", json!("Omega"));
    change_there(&served, "m2", "date", json!("2026-11-30"));
    served.substitute(
        "boards/kitchen/shelf/113-cook.md",
        "title: Cook",
        "title: Bake",
    );
    let ran = served.git_board("boards", &["pull"]).code(0);
    assert!(!ran.err.contains("conflict"), "{}", ran.err);
    let text = served.read("boards/codecks.yaml");
    assert_eq!(
        text,
        FILE.replace("Alpha", "Omega")
            .replace("2026-11-24", "2026-11-30")
    );
    for path in ["garden/todo/111-dig.md", "kitchen/shelf/113-cook.md"] {
        let card = served.read(&format!("boards/{path}"));
        assert!(card.contains("milestone: Omega\n"), "{card}");
    }
    let written = served.push(&[]);
    assert_eq!(written.len(), 1, "{written:#?}");
    assert!(written[0].contains("Bake"), "{written:#?}");
}

#[test]
fn one_date_that_both_sides_change_is_a_conflict_in_the_file() {
    let served = served();
    change_there(&served, "m1", "date", json!("2026-12-30"));
    change_there(&served, "m2", "color", json!("green"));
    let file = "boards/codecks.yaml";
    served.substitute(file, "2026-12-24", "2027-01-06");
    let ran = served.git_board("boards", &["push"]).code(3);
    let words = "milestone \"Alpha\": `date` changed on both sides";
    assert!(ran.err.contains(words), "{}", ran.err);
    assert!(served.writes().is_empty());
    served.git_board("boards", &["pull"]).code(3);
    let text = served.read(file);
    for line in [
        "<<<<<<<",
        "date: 2027-01-06\n",
        "date: 2026-12-30\n",
        "color: green\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let settled = FILE
        .replace("2026-12-24", "2027-01-06")
        .replace("color: red", "color: green");
    served.write(file, &settled);
    served.git("boards", &["add", "codecks.yaml"]).code(0);
    let written = served.push(&[]);
    assert_eq!(
        written,
        ["milestones/update {\"date\":\"2027-01-06\",\"id\":\"m1\"}"]
    );
    served.assert_settled();
}

#[test]
fn what_cannot_be_done_is_refused_before_anything_is_sent() {
    let file = "boards/codecks.yaml";
    let card = "boards/garden/todo/111-dig.md";
    let wrongs: [(&str, &str, &str, &str); 5] = [
        (
            file,
            "2026-11-16",
            "2026-11-17",
            "`runs` are made and changed in the app of Codecks alone",
        ),
        (
            file,
            "color: blue",
            "color: orange",
            "`color` cannot be `orange`",
        ),
        (
            file,
            "[Garden, Kitchen]",
            "[Garden, Cellar]",
            "there is no board `Cellar`",
        ),
        (
            file,
            "start: 2026-12-01",
            "start: 2027-12-01",
            "it starts after its `date`",
        ),
        (
            card,
            "milestone: Alpha",
            "milestone: Alpah",
            "no milestone of `codecks.yaml` is called `Alpah`",
        ),
    ];
    for (path, from, to, words) in wrongs {
        let served = served();
        served.substitute(
            "boards/garden/todo/112-plant.md",
            "title: Plant",
            "title: Sow",
        );
        served.substitute(path, from, to);
        let ran = served.git_board("boards", &["push", "--yes"]);
        assert_ne!(ran.code, 0, "{words}");
        assert!(ran.err.contains(words), "{words}\n{}", ran.err);
        assert!(served.writes().is_empty(), "{words}");
        let checked = served.git_board("boards", &["check"]);
        let told = format!("{}{}", checked.out, checked.err);
        assert!(told.contains(words), "{words}\n{told}");
    }
}

#[test]
fn a_file_that_is_gone_is_no_deletion_of_all_milestones() {
    let served = served();
    served.remove("boards/codecks.yaml");
    let ran = served.git_board("boards", &["push", "--yes", "--allow-deletes"]);
    assert_ne!(ran.code, 0);
    assert!(
        ran.err.contains("git restore -- codecks.yaml"),
        "{}",
        ran.err
    );
    assert!(served.writes().is_empty());
}

#[test]
fn the_file_comes_with_the_first_milestone_and_goes_with_the_last() {
    let served = Served::files([
        ("garden/board.yaml", "id: p1\ntitle: Garden\n"),
        (
            "garden/todo/stack.yaml",
            "id: d1\ntitle: Todo\nposition: 10\n",
        ),
    ])
    .cloned();
    assert!(!served.path("boards/codecks.yaml").exists());
    served.write(
        "boards/codecks.yaml",
        "# what we work towards\nmilestones:\n  - name: Alpha\n    date: 2026-12-24\n    global: true\n",
    );
    let written = served.push(&[]);
    assert_eq!(written.len(), 1, "{written:#?}");
    let text = served.read("boards/codecks.yaml");
    assert!(
        text.starts_with("# what we work towards\nmilestones:\n  - name: Alpha\n"),
        "{text}"
    );
    assert!(text.contains("    id: "), "{text}");
    served.assert_settled();
    let id = served
        .server
        .model()
        .tables()
        .ids_where("milestone", |_| true)
        .remove(0);
    change_there(&served, &id, "isDeleted", json!(true));
    served.git_board("boards", &["pull", "--yes"]).code(0);
    assert!(!served.path("boards/codecks.yaml").exists());
    served.assert_settled();
}

#[test]
fn a_push_that_is_cut_off_at_a_milestone_ends_as_if_it_had_not_been() {
    for action in ["create", "update", "delete"] {
        for fault in [Fault::CutAfterEffect, Fault::Cut] {
            let served = served();
            let file = "boards/codecks.yaml";
            served.substitute(file, "2026-12-24", "2027-01-06");
            served.substitute(file, "  - name: Beta\n    date: 2026-11-24\n    color: red\n    projects: [Garden, Kitchen]\n    id: m2\n", "");
            served.substitute(
                file,
                "runs:\n",
                "  - name: Gamma\n    date: 2027-02-01\n    global: true\nruns:\n",
            );
            let path = format!("/dispatch/milestones/{action}");
            served
                .server
                .faults()
                .plan(When::next("POST", &path), fault.clone());
            let all = ["push", "--yes", "--allow-deletes"];
            let ran = served.git_board("boards", &all);
            assert_ne!(ran.code, 0, "{action} {fault:?} {}", ran.out);
            served.clock.advance(5);
            served.git_board("boards", &all).code(0);
            assert_eq!(
                milestones(&served),
                ["Alpha 2027-01-06 blue", "Gamma 2027-02-01 gray"],
                "{action} {fault:?}"
            );
            served.assert_settled();
        }
    }
}

#[test]
fn two_milestones_of_one_name_are_told_apart_in_the_list_and_on_cards() {
    let served = served();
    served.clock.advance(60);
    let twin = {
        let mut model = served.server.model();
        let twin = model.insert_milestone(None, "Alpha", "2027-03-01");
        let id = model.card_of_seq(2).expect("a card");
        let mut row = model.row("card", &id).expect("a card").clone();
        row.insert("milestoneId".to_owned(), json!(twin));
        model.put("card", Value::Object(row));
        model.touch(&id);
        twin
    };
    served.git_board("boards", &["pull"]).code(0);
    let listed = served.read("boards/codecks.yaml");
    let name = |path: &str| {
        let text = served.read(path);
        let rest = text.split("milestone: ").nth(1).unwrap_or_default();
        rest.lines().next().unwrap_or_default().to_owned()
    };
    let (one, other) = (
        name("boards/garden/todo/111-dig.md"),
        name("boards/garden/todo/112-plant.md"),
    );
    assert_ne!(one, other);
    for name in [&one, &other] {
        assert!(name.starts_with("Alpha (") && listed.contains(&format!("name: {name}\n")));
    }
    served.assert_settled();
    served.substitute("boards/codecks.yaml", &other, "Omega");
    let written = served.push(&[]);
    let named = format!("milestones/update {}", json!({"name": "Omega", "id": twin}));
    assert_eq!(written, [named]);
    // Alone again, the other one has its plain name.
    served.git_board("boards", &["pull"]).code(0);
    assert_eq!(name("boards/garden/todo/111-dig.md"), "Alpha");
    assert_eq!(name("boards/garden/todo/112-plant.md"), "Omega");
    served.assert_settled();
}
