//! Work is proportional to what changed: requests, files parsed and files written, as `--verbose`
//! counts them.

use std::path::{Path, PathBuf};

use git_board::lookalike::deck::attachment::AttachmentKind;

use crate::support::deck_server::Served;

const BOARDS: usize = 3;
const CARDS: usize = 40;

/// What `--verbose` counted.
#[derive(Debug, PartialEq, Eq)]
struct Work {
    requests: usize,
    parsed: usize,
    written: usize,
}

/// Three boards of forty cards, cloned, and everything settled.
fn cloned() -> Served {
    let served = Served::files(texts().iter().map(|(path, text)| (&**path, &**text)));
    served.later(3600);
    let served = served.cloned();
    served.later(60);
    served
}

fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for board in 1..=BOARDS {
        let head = format!("id: {board}\ntitle: Board {board}\ncolor: 0082c9\n");
        texts.push((format!("board-{board}/board.yaml"), head));
        let head = format!("id: {board}\ntitle: All\nposition: 10\n");
        texts.push((format!("board-{board}/all/stack.yaml"), head));
        for card in 0..CARDS {
            let id = board * 100 + card;
            let text = format!("---\nid: {id}\ntitle: Card {id}\nposition: {card}\n---\nText.\n");
            texts.push((format!("board-{board}/all/{id}-card-{id}.md"), text));
        }
    }
    texts
}

/// Runs a command in the clone; asserts that it counted every request that the server saw.
#[track_caller]
fn work(served: &Served, arguments: &[&str]) -> Work {
    served.server.log().clear();
    let mut all = vec!["--verbose"];
    all.extend(arguments);
    let ran = served.git_board("boards", &all).code(0);
    let counts = ran.err.lines().find(|line| line.contains(" files parsed"));
    let counts = counts.unwrap_or_else(|| panic!("no counters in {}", ran.err));
    let number = |part: &str| -> usize {
        let digits = part.split_whitespace().next();
        digits.and_then(|digits| digits.parse().ok()).expect(counts)
    };
    let mut parts = counts.split(", ");
    let mut next = || number(parts.next().expect(counts));
    let work = Work {
        requests: next(),
        parsed: next(),
        written: next(),
    };
    assert_eq!(work.requests, served.server.log().count(), "{}", ran.err);
    work
}

fn counted(requests: usize, parsed: usize, written: usize) -> Work {
    Work {
        requests,
        parsed,
        written,
    }
}

#[test]
fn a_pull_of_nothing_is_one_request_and_reads_no_file() {
    let served = cloned();
    assert_eq!(work(&served, &["pull"]), counted(1, 0, 0));
    assert_eq!(work(&served, &["pull"]), counted(1, 0, 0));
}

#[test]
fn a_pull_of_nothing_over_an_edit_is_one_request_and_reads_that_file() {
    let served = cloned();
    served.substitute("boards/board-1/all/100-card-100.md", "Text.", "Edited.");
    assert_eq!(work(&served, &["pull"]), counted(1, 1, 0));
}

#[test]
fn one_card_changed_there_reads_its_board_and_writes_its_file() {
    let served = cloned();
    let renamed = served.server.model().rename_card("alice", 205, "New");
    renamed.expect("alice may");
    served.later(60);
    // The list of boards twice, and three requests for the board.
    assert_eq!(work(&served, &["pull"]), counted(5, 0, 1));
    assert_eq!(work(&served, &["pull"]), counted(1, 0, 0));
}

#[test]
fn status_reads_the_files_that_were_edited() {
    let served = cloned();
    assert_eq!(work(&served, &["status"]), counted(0, 0, 0));
    served.substitute("boards/board-3/all/300-card-300.md", "Text.", "Edited.");
    assert_eq!(work(&served, &["status"]), counted(0, 1, 0));
}

#[test]
fn a_clone_that_git_made_parses_every_file_once() {
    let served = cloned();
    served.git(".", &["clone", "-q", "boards", "other"]).code(0);
    served.remove("boards");
    served.rename("other", "boards");
    let url = served.server.url().to_owned();
    for (key, value) in [("board.url", url.as_str()), ("board.account", "alice")] {
        served.git("boards", &["config", key, value]).code(0);
    }
    let all = BOARDS * (CARDS + 2);
    assert_eq!(work(&served, &["status"]), counted(0, all, 0));
    assert_eq!(work(&served, &["status"]), counted(0, 0, 0));
}

#[test]
fn what_is_kept_and_damaged_costs_time_alone() {
    let served = cloned();
    let folder = served.path("boards/.git/git-board/parsed");
    let damage = |path: &Path| {
        let mut bytes = std::fs::read(path).expect("it is kept");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(path, bytes).expect("it can be written");
    };
    let files = || -> Vec<PathBuf> {
        let files = std::fs::read_dir(&folder).expect("it is kept");
        files.map(|file| file.expect("a file").path()).collect()
    };
    assert_eq!(files().len(), BOARDS + 1, "{:?}", files());
    let is_board = |path: &PathBuf| !path.ends_with("index");
    damage(&files().into_iter().find(is_board).expect("a board"));
    assert_eq!(work(&served, &["status"]), counted(0, CARDS + 2, 0));
    assert_eq!(work(&served, &["status"]), counted(0, 0, 0));
    let all = BOARDS * (CARDS + 2);
    damage(&folder.join("index"));
    assert_eq!(work(&served, &["status"]), counted(0, all, 0));
    assert_eq!(work(&served, &["status"]), counted(0, 0, 0));
}

#[test]
fn a_push_of_one_card_reads_it_alone() {
    let served = cloned();
    served.substitute("boards/board-2/all/210-card-210.md", "Text.", "Edited.");
    // The list of boards, which says that nothing changed; who we are, in two; the card, read and
    // written; the list once more, and the card. The file says already what is sent. Nothing that is
    // kept is read, but the files of the boards, of the stack, and of the card as it was and is.
    assert_eq!(work(&served, &["push", "--yes"]), counted(7, BOARDS + 3, 0));
    // What came of it is parsed once, and kept then.
    served.later(60);
    assert_eq!(work(&served, &["status"]), counted(0, 1, 0));
    assert_eq!(work(&served, &["status"]), counted(0, 0, 0));
    served.substitute("boards/board-2/all/211-card-211.md", "Text.", "Edited.");
    // What others did to the board while the first push ran is not known, and can wait.
    assert_eq!(work(&served, &["push", "--yes"]), counted(7, BOARDS + 3, 0));
    // The next pull reads the board: the list twice, and three requests.
    assert_eq!(work(&served, &["pull", "--yes"]), counted(5, 1, 0));
}

#[test]
fn files_on_other_cards_are_no_work_for_a_push_of_one_card() {
    let served = cloned();
    for card in [112, 213] {
        let file = b"text".as_slice().into();
        let mut deck = served.server.model();
        deck.attach("alice", card, AttachmentKind::DeckFile, "a.txt", file)
            .expect("alice may");
    }
    served.later(60);
    work(&served, &["pull", "--yes"]);
    for card in ["210-card-210", "211-card-211"] {
        served.substitute(&format!("boards/board-2/all/{card}.md"), "Text.", "Edited.");
        assert_eq!(work(&served, &["push", "--yes"]), counted(7, BOARDS + 3, 0));
        served.later(60);
    }
}

#[test]
fn a_push_of_cards_of_two_boards_reads_those_cards() {
    let served = cloned();
    served.substitute("boards/board-1/all/110-card-110.md", "Text.", "Edited.");
    served.substitute("boards/board-2/all/210-card-210.md", "Text.", "Edited.");
    // As for one, and three for the other card.
    assert_eq!(
        work(&served, &["push", "--yes"]),
        counted(10, BOARDS + 6, 0)
    );
}

#[test]
fn a_push_of_a_new_card_writes_its_file_alone() {
    let served = cloned();
    served.write("boards/board-3/all/new.md", "New\n");
    // Before and after: the list of boards twice, and three requests for the board. In between who
    // we are, in two, and two for the card. Its file gets its id, and a name with it.
    assert_eq!(work(&served, &["push", "--yes"]), counted(14, 1, 1));
}
