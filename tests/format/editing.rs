//! What is written over the files of cards that are there.

use std::sync::Arc;

use git_board::board::{Account, Stack};
use git_board::text::NamePolicy;

use super::edits::{CARD, check, edit_card, edit_stack};
use super::support::{base, board, changed_lines, known, put, replace, text_at, written};

#[test]
fn a_changed_title_is_one_line_and_no_other_name() {
    let edit = |account: &mut Account| {
        edit_card(account, "12", |card| {
            card.title = "Fix: login #2".to_owned()
        });
    };
    check(
        &board(),
        edit,
        CARD,
        "-title: Fix login\n+title: \"Fix: login #2\"",
    );
}

#[test]
fn comments_and_blanks_around_a_value_stay() {
    let mut files = board();
    replace(
        &mut files,
        CARD,
        "title: Fix login",
        "# mine\n\ntitle:   'Fix login'   # why",
    );
    let edit = |account: &mut Account| {
        edit_card(account, "12", |card| card.title = "x".to_owned());
    };
    check(
        &files,
        edit,
        CARD,
        "-title:   'Fix login'   # why\n+title:   x   # why",
    );
}

#[test]
fn an_item_that_goes_takes_its_line_and_no_other() {
    let mut files = board();
    replace(
        &mut files,
        CARD,
        "  - Bug\n  - Urgent",
        "    - Bug # it is\n    # really\n    - \"Urgent\"",
    );
    let edit = |account: &mut Account| {
        edit_card(account, "12", |card| {
            card.labels.pop_last();
        });
    };
    check(&files, edit, CARD, "-    - \"Urgent\"");
}

#[test]
fn a_new_item_has_the_lists_own_indent_and_its_place_in_the_boards_order() {
    let mut files = board();
    replace(
        &mut files,
        "roadmap/doing/14-release.md",
        "  - Urgent",
        "- Urgent # now",
    );
    let edit = |account: &mut Account| {
        edit_card(account, "14", |card| {
            card.labels.insert(git_board::board::LabelKey::known("39"));
        });
    };
    check(&files, edit, "roadmap/doing/14-release.md", "+- Bug");
}

#[test]
fn a_list_in_brackets_stays_in_brackets() {
    let mut files = board();
    replace(
        &mut files,
        CARD,
        "labels:\n  - Bug\n  - Urgent",
        "labels: [Bug, Urgent] # both",
    );
    let edit = |account: &mut Account| {
        edit_card(account, "12", |card| {
            card.labels.pop_first();
        });
    };
    check(
        &files,
        edit,
        CARD,
        "-labels: [Bug, Urgent] # both\n+labels: [Urgent] # both",
    );
}

#[test]
fn a_new_key_stands_in_its_place_and_an_empty_one_goes() {
    let edit = |account: &mut Account| {
        edit_card(account, "12", |card| {
            card.labels.clear();
            card.archived = true;
            card.due = Some("2026-12-01T09:00:00Z".parse().unwrap());
        });
        // An archived card stands behind the shown ones.
        edit_stack(account, "4", Stack::settle_archived);
    };
    check(
        &board(),
        edit,
        CARD,
        "-labels:\n-  - Bug\n-  - Urgent\n-assignees:\n-  - alice\n+assignees:\n+  - alice\n+due: \
         2026-12-01T09:00:00Z\n+archived: true",
    );
}

#[test]
fn a_value_that_means_the_same_stays_as_it_is_written() {
    let mut files = board();
    put(
        &mut files,
        CARD,
        "---\nid: \"12\"\ntitle: 'Fix login'\nposition: 010.0\nlabels: [Urgent, Bug]\nassignees: \
         [user:alice]\ndue: 2026-12-01\ndone: true\narchived: no\ncolor:\nstart: \
         2026-11-01T10:00:00+02:00\nmine: {a: [1, 2]}\n---\nThe body.\n",
    );
    let now = known(&files, None);
    let mut wanted = now.account.clone();
    edit_card(&mut wanted, "12", |card| {
        card.body = Some(Arc::from("Other."));
    });
    let after = written(&files, &now, &wanted);
    assert_eq!(changed_lines(&files, &after, CARD), "-The body.\n+Other.");
}

#[test]
fn done_without_a_time_gets_the_one_that_it_became() {
    let mut files = board();
    replace(
        &mut files,
        CARD,
        "title: Fix login\n",
        "title: Fix login\ndone: true # at last\n",
    );
    let edit = |account: &mut Account| {
        edit_card(account, "12", |card| {
            card.done = Some(git_board::board::Done::At(
                "2026-11-01T10:00:00Z".parse().unwrap(),
            ));
        });
    };
    check(
        &files,
        edit,
        CARD,
        "-done: true # at last\n+done: 2026-11-01T10:00:00Z # at last",
    );
}

#[test]
fn a_block_scalar_that_is_replaced_leaves_the_other_lines() {
    let mut files = board();
    replace(
        &mut files,
        CARD,
        "title: Fix login\n",
        "title: >-\n  Fix\n  login\n\n# after\n",
    );
    let edit = |account: &mut Account| {
        edit_card(account, "12", |card| card.title = "x".to_owned());
    };
    check(
        &files,
        edit,
        CARD,
        "-title: >-\n-  Fix\n-  login\n+title: x",
    );
}

#[test]
fn a_list_over_several_lines_that_is_replaced_keeps_its_comments() {
    let mut files = board();
    replace(
        &mut files,
        CARD,
        "labels:\n  - Bug\n  - Urgent",
        "labels: [Bug, # one\n  # two\n  Urgent]",
    );
    let edit = |account: &mut Account| {
        edit_card(account, "12", |card| {
            card.labels.pop_first();
        });
    };
    check(
        &files,
        edit,
        CARD,
        "-labels: [Bug, # one\n-  # two\n-  Urgent]\n+# one\n+# two\n+labels: [Urgent]",
    );
}

#[test]
fn a_file_with_crlf_keeps_crlf() {
    let mut files = board();
    let text = text_at(&files, CARD).replace('\n', "\r\n");
    put(&mut files, CARD, &text);
    let base = base();
    let now = known(&files, Some(&base));
    let mut wanted = now.account.clone();
    edit_card(&mut wanted, "12", |card| {
        card.color = Some("ff0000".to_owned())
    });
    let over = git_board::text::Over {
        files: &files,
        contents: &files,
        known: &now,
    };
    let written = git_board::text::write(
        git_board::board::Service::Deck,
        &wanted,
        &over,
        NamePolicy::AsPulled,
    )
    .unwrap();
    let after = super::support::applied(&files, &written.changes);
    let expected = text.replace("  - alice\r\n", "  - alice\r\ncolor: ff0000\r\n");
    assert_eq!(text_at(&after, CARD), expected);
    assert_eq!(known(&after, Some(&base)).account, wanted);
}
