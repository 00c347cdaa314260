//! Removed files: cards that are deleted, and what has to be agreed to first.

use std::fmt::Write;

use snapbox::{assert_data_eq, str};

use super::world::{
    APPLES, BEANS, CARROTS, ENDIVE, FIGS, check_push, check_refused, check_with, garden, shown,
};
use crate::support::deck_server::Served;

#[test]
fn a_removed_file_is_a_deleted_card_once_that_is_agreed_to() {
    let served = garden();
    served.remove(APPLES);
    let refused = check_refused(&served, &[], 6);
    assert_data_eq!(
        refused.err,
        str![[r#"
error: the plan deletes, and nobody agreed to that
  nothing was sent
hint: if it is right: git board push --yes

"#]]
    );
    check_push(&served, &["--yes"], &["DELETE boards/1/stacks/1/cards/1"]);
    assert_eq!(shown(&served, 1), [2, 3, 4]);
}

#[test]
fn an_archived_card_is_deleted_too() {
    check_with(
        &["--yes"],
        |served| served.remove(ENDIVE),
        &["DELETE boards/1/stacks/1/cards/5"],
    );
}

#[test]
fn more_than_a_quarter_of_a_boards_cards_need_an_option_of_their_own() {
    let served = garden();
    for path in [APPLES, BEANS, CARROTS] {
        served.remove(path);
    }
    let refused = check_refused(&served, &["--yes"], 6);
    assert_data_eq!(
        refused.err,
        str![[r#"
error: the plan deletes much
  this deletes 3 of the 6 cards of Garden
  nothing was sent
hint: if that is right: git board push --allow-deletes --yes

"#]]
    );
    check_push(
        &served,
        &["--yes", "--allow-deletes"],
        &[
            "DELETE boards/1/stacks/1/cards/1",
            "DELETE boards/1/stacks/1/cards/2",
            "DELETE boards/1/stacks/1/cards/3",
        ],
    );
}

#[test]
fn two_cards_of_a_small_board_need_no_option_of_their_own() {
    let served = garden();
    served.remove(APPLES);
    served.remove(FIGS);
    check_push(
        &served,
        &["--yes"],
        &[
            "DELETE boards/1/stacks/1/cards/1",
            "DELETE boards/1/stacks/2/cards/6",
        ],
    );
}

/// A board of sixty cards, cloned.
fn sixty() -> Served {
    let mut texts = vec![
        ("b/board.yaml".to_owned(), "id: 1\ntitle: B\n".to_owned()),
        ("b/s/stack.yaml".to_owned(), "id: 1\ntitle: S\n".to_owned()),
    ];
    for id in 1..=60 {
        let mut text = String::new();
        write!(
            text,
            "---\nid: {id}\ntitle: Card {id}\nposition: {id}\n---\n"
        )
        .expect("in memory");
        texts.push((format!("b/s/{id}.md"), text));
    }
    let texts = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    Served::files(texts).cloned()
}

#[test]
fn more_than_ten_cards_need_an_option_of_their_own() {
    let served = sixty();
    for id in 1..=10 {
        served.remove(&format!("boards/b/s/{id}-card-{id}.md"));
    }
    served
        .git_board("boards", &["push", "--yes", "--dry-run"])
        .code(0);
    served.remove("boards/b/s/11-card-11.md");
    let refused = check_refused(&served, &["--yes"], 6);
    assert!(
        refused.err.contains("this deletes 11 cards\n"),
        "{}",
        refused.err
    );
    let writes = served.push(&["--yes", "--allow-deletes"]);
    assert_eq!(writes.len(), 11);
    assert!(writes.iter().all(|write| write.starts_with("DELETE ")));
}

#[test]
fn cards_that_move_are_not_counted_as_deleted() {
    let served = sixty();
    for id in 1..=12 {
        let name = format!("{id}-card-{id}.md");
        served.rename(&format!("boards/b/s/{name}"), &format!("boards/b/t/{name}"));
    }
    let writes = served.push(&[]);
    assert_eq!(writes.len(), 13, "{writes:?}");
    assert!(writes[1..].iter().all(|write| write.ends_with("/reorder")));
}
