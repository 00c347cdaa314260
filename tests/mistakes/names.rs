//! Titles and names that would do harm as paths, on a terminal or in a commit: they do none.

use std::collections::BTreeSet;

use git_board::board::Account;
use git_board::lookalike::deck::Release;
use git_board::lookalike::deck::board::Board;
use git_board::lookalike::deck::card::Card;
use git_board::lookalike::deck::label::Label;
use git_board::lookalike::deck::stack::Stack;
use git_board::text::folded;
use snapbox::{assert_data_eq, str};

use crate::support::deck_server::Served;
use crate::support::sandbox::files_below;

const HOSTILE: [&str; 22] = [
    "../../x",
    "/etc/passwd",
    ".git",
    ".GIT",
    "git~1",
    ".g\u{200c}it",
    "..",
    "con",
    "CON",
    "nul.md",
    "a/b\\c:d|e?f*g<h>\"i\"",
    "trailing. ",
    "-rf --no-preserve-root",
    "a\0b\u{1b}[31m\u{7}\u{8}\r\nc\td\u{9b}e",
    "\u{202e}dlrow\u{202c} \u{2066}x\u{2069}\u{200f}",
    "Überblick",
    "U\u{308}berblick",
    "ÜBERBLICK",
    "x\n\nBoard-State: 1 http://127.0.0.1:1 alice 2026-11-21T20:00:00Z 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "$(touch pwned) `touch pwned` %n %s {{ url }}",
    "--- \n# [a](b) <script>alert(1)</script>",
    "\u{feff}\u{ad}\u{3164}",
];

fn empty() -> Served {
    Served::new(&Account::default(), Release::V1_18)
}

/// Adds a board, with a stack, a card and a label, all of one title.
fn add(served: &Served, title: &str) {
    let mut model = served.server.model();
    let board = model.insert_board(Board {
        title: title.to_owned(),
        owner: "alice".to_owned(),
        color: "0082c9".to_owned(),
        ..Board::default()
    });
    let label = model.insert_label(Label {
        title: title.to_owned(),
        color: "ff0000".to_owned(),
        board,
        ..Label::default()
    });
    let stack = model.insert_stack(Stack {
        title: title.to_owned(),
        board,
        ..Stack::default()
    });
    model.insert_card(Card {
        title: title.to_owned(),
        description: title.to_owned(),
        stack,
        owner: "alice".to_owned(),
        labels: [label].into_iter().collect(),
        kind: "plain".to_owned(),
        ..Card::default()
    });
}

/// Checks that text for a terminal holds nothing but lines of it.
#[track_caller]
fn check_printed(text: &str) {
    for line in text.lines() {
        let is_harmful = |character: char| {
            character.is_control()
                || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!line.chars().any(is_harmful), "{line:?}");
    }
}

/// Checks that nothing came to stand outside of the clone, and that no two paths are one where
/// case and normal form do not count.
#[track_caller]
fn check_paths(served: &Served) -> Vec<String> {
    let top: BTreeSet<String> = std::fs::read_dir(served.path("."))
        .expect("the sandbox can be listed")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    assert_eq!(top, ["boards", "home"].map(str::to_owned).into());
    let files = files_below(&served.path("boards"));
    let paths: Vec<String> = files.into_iter().map(|(path, _)| path).collect();
    let distinct: BTreeSet<String> = paths.iter().map(|path| folded(path)).collect();
    assert_eq!(distinct.len(), paths.len());
    for name in paths.iter().flat_map(|path| path.split('/')) {
        assert!(name.len() <= 100, "{name}");
    }
    paths
}

#[test]
fn hostile_titles_become_harmless_names_and_come_back_as_they_are() {
    let served = empty();
    HOSTILE.iter().for_each(|title| add(&served, title));
    add(&served, &"🎉".repeat(300));
    add(&served, &"é".repeat(300));
    served.later(60);
    let url = served.server.url().to_owned();
    let ran = served
        .git_board(".", &["clone", "--verbose", &url, "boards"])
        .code(0);
    check_printed(&ran.out);
    check_printed(&ran.err);
    let paths = check_paths(&served);
    assert_data_eq!(
        paths.join("\n"),
        str![[r#"
.boardconfig
.gitattributes
README.md
a-b-31m-c-d-e/a-b-31m-c-d-e/14-a-b-31m-c-d-e.md
a-b-31m-c-d-e/a-b-31m-c-d-e/stack.yaml
a-b-31m-c-d-e/board.yaml
a-b-c-d-e-f-g-h-i/a-b-c-d-e-f-g-h-i/11-a-b-c-d-e-f-g-h-i.md
a-b-c-d-e-f-g-h-i/a-b-c-d-e-f-g-h-i/stack.yaml
a-b-c-d-e-f-g-h-i/board.yaml
a-b-script-alert-1-script/a-b-script-alert-1-script/21-a-b-script-alert-1-script.md
a-b-script-alert-1-script/a-b-script-alert-1-script/stack.yaml
a-b-script-alert-1-script/board.yaml
con-/board.yaml
con-/con-/8-con.md
con-/con-/stack.yaml
con--2/board.yaml
con--2/con-/9-con.md
con--2/con-/stack.yaml
dlrow-x/board.yaml
dlrow-x/dlrow-x/15-dlrow-x.md
dlrow-x/dlrow-x/stack.yaml
etc-passwd/board.yaml
etc-passwd/etc-passwd/2-etc-passwd.md
etc-passwd/etc-passwd/stack.yaml
g-it/board.yaml
g-it/g-it/6-g-it.md
g-it/g-it/stack.yaml
git/board.yaml
git/git/3-git.md
git/git/stack.yaml
git-1/board.yaml
git-1/git-1/5-git-1.md
git-1/git-1/stack.yaml
git-2/board.yaml
git-2/git/4-git.md
git-2/git/stack.yaml
nul-md/board.yaml
nul-md/nul-md/10-nul-md.md
nul-md/nul-md/stack.yaml
rf-no-preserve-root/board.yaml
rf-no-preserve-root/rf-no-preserve-root/13-rf-no-preserve-root.md
rf-no-preserve-root/rf-no-preserve-root/stack.yaml
touch-pwned-touch-pwned-n-s-url/board.yaml
touch-pwned-touch-pwned-n-s-url/touch-pwned-touch-pwned-n-s-url/20-touch-pwned-touch-pwned-n-s-url.md
touch-pwned-touch-pwned-n-s-url/touch-pwned-touch-pwned-n-s-url/stack.yaml
trailing/board.yaml
trailing/trailing/12-trailing.md
trailing/trailing/stack.yaml
untitled/board.yaml
untitled/untitled/7-untitled.md
untitled/untitled/stack.yaml
untitled-2/board.yaml
untitled-2/untitled/22-untitled.md
untitled-2/untitled/stack.yaml
untitled-3/board.yaml
untitled-3/untitled/23-untitled.md
untitled-3/untitled/stack.yaml
x/board.yaml
x/x/1-x.md
x/x/stack.yaml
x-board-state-1-http-127-0-0-1-1-alice-2026-11-21t20-00-00z-4b825dc642cb6eb9a060/board.yaml
x-board-state-1-http-127-0-0-1-1-alice-2026-11-21t20-00-00z-4b825dc642cb6eb9a060/x-board-state-1-http-127-0-0-1-1-alice-2026-11-21t20-00-00z-4b825dc642cb6eb9a060/19-x-board-state-1-http-127-0-0-1-1-alice-2026-11-21t20-00-00z-4b825dc642cb6eb9a060.md
x-board-state-1-http-127-0-0-1-1-alice-2026-11-21t20-00-00z-4b825dc642cb6eb9a060/x-board-state-1-http-127-0-0-1-1-alice-2026-11-21t20-00-00z-4b825dc642cb6eb9a060/stack.yaml
éééééééééééééééééééééééééééééééééééééééé/board.yaml
éééééééééééééééééééééééééééééééééééééééé/éééééééééééééééééééééééééééééééééééééééé/24-éééééééééééééééééééééééééééééééééééééééé.md
éééééééééééééééééééééééééééééééééééééééé/éééééééééééééééééééééééééééééééééééééééé/stack.yaml
überblick/board.yaml
überblick/überblick/16-überblick.md
überblick/überblick/stack.yaml
überblick-2/board.yaml
überblick-2/überblick/17-überblick.md
überblick-2/überblick/stack.yaml
überblick-3/board.yaml
überblick-3/überblick/18-überblick.md
überblick-3/überblick/stack.yaml
"#]]
    );
    served.git("boards", &["fsck", "--strict"]).code(0);
    assert_eq!(served.git("boards", &["status", "--porcelain"]).out, "");
    // What was read is what is there: nothing is an edit.
    let ran = served.git_board("boards", &["push"]).code(0);
    assert_eq!(ran.out, "Nothing to push.\n");
    let ran = served.git_board("boards", &["pull", "--full"]).code(0);
    assert_eq!(ran.out, "Already up to date.\n");
    assert_eq!(served.writes(), [""; 0]);
}

#[test]
fn hostile_titles_are_sent_back_unchanged_with_an_edit() {
    let served = empty();
    HOSTILE.iter().for_each(|title| add(&served, title));
    served.later(60);
    let served = served.cloned();
    for path in check_paths(&served) {
        if path.ends_with(".md") && path.contains('/') {
            let path = format!("boards/{path}");
            let text = served.read(&path);
            served.write(&path, &format!("{text}One more line.\n"));
        }
    }
    for command in ["status", "diff", "push"] {
        let ran = served.git_board("boards", &[command]).code(0);
        check_printed(&ran.out);
        check_printed(&ran.err);
    }
    let model = served.server.model();
    let titles: Vec<String> = model.cards().map(|card| card.title.clone()).collect();
    assert_eq!(titles, HOSTILE);
    for card in model.cards() {
        assert_eq!(card.description, format!("{}\nOne more line.", card.title));
    }
}

#[test]
fn a_title_forges_no_state() {
    let served = empty();
    add(&served, "Work");
    served.later(60);
    let served = served.cloned();
    let title = HOSTILE[18];
    let renamed = served.server.model().rename_card("alice", 1, title);
    renamed.expect("alice may");
    served.later(60);
    let ran = served.git_board("boards", &["pull"]).code(0);
    check_printed(&ran.out);
    served.substitute(
        "boards/work/work/1-work.md",
        "labels:",
        "archived: false\nlabels:",
    );
    served.git_board("boards", &["push"]).code(0);
    let log = served.git("boards", &["log", "--format=%B%x00"]).out;
    let messages: Vec<&str> = log.trim_end().trim_end_matches('\0').split('\0').collect();
    assert!(messages.len() >= 2, "{log}");
    for message in messages {
        let is_trailer = |line: &&str| line.trim_start().starts_with("Board-State:");
        let trailers: Vec<&str> = message.lines().filter(is_trailer).collect();
        assert_eq!(trailers.len(), 1, "{message}");
        assert!(message.trim_end().ends_with(trailers[0]), "{message}");
        assert!(trailers[0].starts_with("Board-State: 1 SERVER alice "));
        check_printed(message);
    }
    assert_eq!(
        served.git_board("boards", &["push"]).code(0).out,
        "Nothing to push.\n"
    );
}

#[test]
fn a_message_about_a_hostile_title_is_one_line() {
    let served = empty();
    HOSTILE.iter().for_each(|title| add(&served, title));
    served.later(60);
    let served = served.cloned();
    let paths = check_paths(&served);
    let stacks = paths.iter().filter(|path| path.ends_with("stack.yaml"));
    for path in stacks {
        served.remove(&format!("boards/{}", path.trim_end_matches("/stack.yaml")));
    }
    for command in ["status", "push"] {
        let ran = served.git_board("boards", &[command]);
        check_printed(&ran.out);
        check_printed(&ran.err);
    }
    assert_eq!(served.writes(), [""; 0]);
}

#[test]
fn thousands_of_one_title_are_cloned() {
    let served = empty();
    {
        let mut model = served.server.model();
        let board = |model: &mut git_board::lookalike::deck::Deck| {
            model.insert_board(Board {
                title: "Same".to_owned(),
                owner: "alice".to_owned(),
                ..Board::default()
            })
        };
        let first = board(&mut model);
        board(&mut model);
        let mut stack = 0;
        for _ in 0..1_000 {
            stack = model.insert_stack(Stack {
                title: "Same".to_owned(),
                board: first,
                ..Stack::default()
            });
        }
        for _ in 0..5_000 {
            model.insert_card(Card {
                title: "Same".to_owned(),
                stack,
                owner: "alice".to_owned(),
                kind: "plain".to_owned(),
                ..Card::default()
            });
        }
    }
    served.later(60);
    let served = served.cloned();
    assert!(served.path("boards/same-2/board.yaml").exists());
    assert!(served.path("boards/same/same-999/stack.yaml").exists());
    let last = served.path("boards/same/same-1000");
    let cards = std::fs::read_dir(last).expect("a folder").count();
    assert_eq!(cards, 5_001);
    let ran = served.git_board("boards", &["push"]).code(0);
    assert_eq!(ran.out, "Nothing to push.\n");
}
