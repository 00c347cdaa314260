//! What files mean.

use std::sync::Arc;

use git_board::board::{BoardKey, CardKey, Done, LabelKey, Person, Service, Stack};
use git_board::files::Files;
use git_board::text::{Known, read};

use super::support::{base, board, known, problems, put, rename, replace, text_at};

const CARD: &str = "roadmap/todo/12-fix-login.md";

fn stack<'a>(known: &'a Known, title: &str) -> &'a Arc<Stack> {
    let mut stacks = known.account.boards.iter().flat_map(|board| &board.stacks);
    stacks
        .find(|stack| stack.title == title)
        .expect("the stack is there")
}

fn titles(known: &Known, stack_title: &str) -> Vec<String> {
    stack(known, stack_title)
        .cards
        .iter()
        .map(|card| card.title.clone())
        .collect()
}

/// Returns what the board says with a new card of this text.
fn with_new(text: &str) -> Known {
    let mut files = board();
    put(&mut files, "roadmap/todo/new-thing.md", text);
    known(&files, Some(&base()))
}

#[test]
fn values_are_read_by_their_types() {
    let mut files = board();
    put(
        &mut files,
        CARD,
        "---\nid: 12\ntitle: 2024\nposition: 1.50\nlabels: [Bug, \"Urgent\"]\nassignees:\n- alice\n\
         - group:staff\ndue: 2026-12-01\ndone: true\narchived: yes\ncolor: 001000\nstart: \
         2026-11-01T10:00:00+02:00\ntype: plain\ndepends_on: [13]\n---\n",
    );
    let known = known(&files, None);
    let cards = known.account.cards();
    let card = cards[&CardKey::known("12")].card;
    assert_eq!(card.title, "2024");
    assert_eq!(card.due.unwrap().to_string(), "2026-12-01T00:00:00Z");
    assert!(matches!(card.done, Some(Done::AnyTime)));
    assert!(card.archived);
    assert_eq!(card.color.as_deref(), Some("001000"));
    assert_eq!(card.start.unwrap().to_string(), "2026-11-01T08:00:00Z");
    assert_eq!(card.card_type, None);
    assert_eq!(card.depends_on.len(), 1);
    assert_eq!(card.labels.len(), 2);
    assert!(card.assignees.contains(&Person::user("alice")));
    assert_eq!(card.assignees.len(), 2);
    let file = &known.layout.cards[&CardKey::known("12")];
    assert_eq!(file.position.unwrap().to_string(), "1.5");
}

#[test]
fn cards_stand_by_number_then_by_name_those_without_last() {
    let mut files = board();
    put(&mut files, "roadmap/todo/a.md", "---\ntitle: A\n---\n");
    put(
        &mut files,
        "roadmap/todo/b.md",
        "---\ntitle: B\nposition: 15\n---\n",
    );
    put(
        &mut files,
        "roadmap/todo/c.md",
        "---\ntitle: C\nposition: 20\n---\n",
    );
    put(
        &mut files,
        "roadmap/todo/d.md",
        "---\ntitle: D\nposition: -1\n---\n",
    );
    let known = known(&files, Some(&base()));
    assert_eq!(
        titles(&known, "To do"),
        ["D", "Fix login", "B", "Write docs", "C", "A"]
    );
}

#[test]
fn a_new_card_has_its_title_from_its_text_or_its_name() {
    assert_eq!(
        titles(&with_new("Text\n\n# The *title*\n"), "To do")[2],
        "The title"
    );
    assert_eq!(titles(&with_new("Text only\n"), "To do")[2], "new-thing");
    assert_eq!(
        titles(&with_new("---\ntitle: Given\n---\n# Other\n"), "To do")[2],
        "Given"
    );
}

#[test]
fn a_new_card_without_front_matter_is_all_text() {
    let known = with_new("\u{feff}# Hello\r\n\r\nWorld\r\n");
    let card = &stack(&known, "To do").cards[2];
    assert!(card.key.is_new());
    assert_eq!(card.body.as_deref(), Some("# Hello\r\n\r\nWorld\r"));
}

#[test]
fn an_empty_text_is_none() {
    let known = with_new("---\ntitle: x\n---\n\n");
    assert_eq!(stack(&known, "To do").cards[2].body, None);
}

#[test]
fn line_ends_that_an_editor_changed_are_no_edit() {
    let mut files = board();
    let text = text_at(&files, CARD).replace('\n', "\r\n");
    put(&mut files, CARD, &text);
    let base = base();
    let known = known(&files, Some(&base));
    let key = CardKey::known("12");
    assert!(Arc::ptr_eq(
        known.account.cards()[&key].card,
        base.account.cards()[&key].card
    ));
}

#[test]
fn files_as_in_base_are_not_read_wherever_they_stand() {
    let mut files = board();
    rename(&mut files, CARD, "roadmap/doing/other-name.md");
    replace(&mut files, "roadmap/doing/14-release.md", "Soon", "Later");
    let base = base();
    let again = read(Service::Deck, &files, &files, Some(&base));
    assert_eq!(again.problems, []);
    assert_eq!(again.parsed, 1);
    let key = CardKey::known("12");
    let cards = again.known.account.cards();
    assert!(Arc::ptr_eq(
        cards[&key].card,
        base.account.cards()[&key].card
    ));
    assert_eq!(cards[&key].stack.title, "Doing");
    assert_eq!(
        again.known.layout.card_path(&key),
        Some("roadmap/doing/other-name.md")
    );
}

#[test]
fn a_stack_in_which_nothing_changed_is_the_one_of_base() {
    let mut files = board();
    replace(&mut files, CARD, "The body", "Another body");
    let base = base();
    let known = known(&files, Some(&base));
    assert!(Arc::ptr_eq(stack(&known, "Doing"), stack(&base, "Doing")));
    assert!(!Arc::ptr_eq(stack(&known, "To do"), stack(&base, "To do")));
}

#[test]
fn a_renamed_label_is_read_in_both_spellings() {
    let mut files = board();
    replace(
        &mut files,
        "roadmap/board.yaml",
        "name: Bug",
        "name: Defect",
    );
    replace(
        &mut files,
        "roadmap/doing/14-release.md",
        "- Urgent",
        "- Defect",
    );
    let known = known(&files, Some(&base()));
    let cards = known.account.cards();
    for id in ["12", "14"] {
        let card = cards[&CardKey::known(id)].card;
        assert!(card.labels.contains(&LabelKey::known("39")), "{id}");
    }
}

#[test]
fn a_label_that_is_gone_from_the_board_is_gone_from_its_cards() {
    let mut files = board();
    replace(
        &mut files,
        "roadmap/board.yaml",
        "  - name: Bug\n    color: ff7a66\n    id: 39\n",
        "",
    );
    replace(&mut files, CARD, "The body", "Another body");
    let base = base();
    let known = known(&files, Some(&base));
    let labels = &known.account.cards()[&CardKey::known("12")].card.labels;
    assert_eq!(labels.iter().collect::<Vec<_>>(), [&LabelKey::known("40")]);
    replace(
        &mut files,
        "roadmap/doing/14-release.md",
        "- Urgent",
        "- Bug",
    );
    assert!(problems(&files, Some(&base)).contains("unknown label `Bug`"));
}

#[test]
fn a_card_on_another_board_has_that_boards_labels() {
    let mut files = board();
    put(
        &mut files,
        "other/board.yaml",
        "id: 11\ntitle: Other\nlabels:\n  - name: Urgent\n    color: ff0000\n    id: 50\n",
    );
    put(&mut files, "other/in/stack.yaml", "id: 6\ntitle: In\n");
    rename(
        &mut files,
        "roadmap/doing/14-release.md",
        "other/in/14-release.md",
    );
    let known = known(&files, Some(&base()));
    let cards = known.account.cards();
    let located = &cards[&CardKey::known("14")];
    assert_eq!(located.board.key, BoardKey::known("11"));
    assert!(located.card.labels.contains(&LabelKey::known("50")));
    rename(&mut files, CARD, "other/in/12-fix-login.md");
    assert!(problems(&files, Some(&base())).contains("unknown label `Bug`"));
}

#[test]
fn a_stack_line_moves_the_card_wherever_its_file_is() {
    for name in ["doing", "Doing", "5", "roadmap/doing"] {
        let mut files = board();
        replace(
            &mut files,
            CARD,
            "position: 10\n",
            &format!("stack: {name}\n"),
        );
        let known = known(&files, Some(&base()));
        assert_eq!(titles(&known, "Doing"), ["Release", "Fix login"]);
    }
}

#[test]
fn a_new_folder_with_a_card_is_a_new_stack_and_one_with_a_board_file_a_new_board() {
    let mut files = board();
    put(&mut files, "roadmap/later/idea.md", "An idea\n");
    put(&mut files, "fresh/board.yaml", "title: Fresh\n");
    put(&mut files, "fresh/in/stack.yaml", "title: In\n");
    let known = known(&files, Some(&base()));
    assert!(stack(&known, "later").key.is_new());
    assert!(stack(&known, "In").key.is_new());
    assert!(known.account.boards.last().unwrap().key.is_new());
}

#[test]
fn what_is_no_board_is_left_alone() {
    let mut files = board();
    for path in [
        "README.md",
        "notes/idea.md",
        ".github/x.md",
        "roadmap/README.md",
        "roadmap/notes.txt",
        "roadmap/todo/README.md",
        "roadmap/todo/.12-fix-login.md.swp",
        "roadmap/todo/12-fix-login.md.orig",
        "roadmap/todo/12-fix-login_LOCAL_123.md",
        "roadmap/idea.md",
    ] {
        put(&mut files, path, "x\n");
    }
    assert_eq!(problems(&files, Some(&base())), "");
    let known = known(&files, Some(&base()));
    assert_eq!(known.account, base().account);
}

#[test]
fn read_only_values_cannot_be_changed() {
    let mut files = board();
    replace(&mut files, CARD, "author: bob", "author: mallory");
    let base = base();
    assert_eq!(
        problems(&files, Some(&base)),
        "roadmap/todo/12-fix-login.md: `created` and `author` cannot be changed; what is written \
         here is not sent"
    );
    assert_eq!(known(&files, Some(&base)).account, base.account);
}

#[test]
fn nothing_is_an_account_without_boards() {
    let read = read(
        Service::Deck,
        &Files::default(),
        &Files::default(),
        Some(&base()),
    );
    assert_eq!(read.problems, []);
    assert!(read.known.account.boards.is_empty());
}
