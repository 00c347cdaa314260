//! What is written over files that are there.

use std::sync::Arc;

use git_board::board::{Account, Board, Card, CardId, CardKey, Names, Stack, StackKey};
use git_board::files::Files;
use git_board::text::NamePolicy;

use super::support::{
    base, board, changed_lines, difference, known, put, rename, replace, text_at, written,
    written_with,
};

const CARD: &str = "roadmap/todo/12-fix-login.md";

fn edit_board(account: &mut Account, edit: impl FnOnce(&mut Board)) {
    edit(Arc::make_mut(&mut account.boards[0]));
}

fn edit_stack(account: &mut Account, id: &str, edit: impl FnOnce(&mut Stack)) {
    edit_board(account, |board| {
        let stack = board
            .stacks
            .iter_mut()
            .find(|stack| stack.key == StackKey::known(id))
            .expect("the stack is there");
        edit(Arc::make_mut(stack));
    });
}

fn edit_card(account: &mut Account, id: &str, edit: impl FnOnce(&mut Card)) {
    edit_board(account, |board| {
        let card = board
            .stacks
            .iter_mut()
            .flat_map(|stack| &mut Arc::make_mut(stack).cards)
            .find(|card| card.key == CardKey::known(id))
            .expect("the card is there");
        edit(Arc::make_mut(card));
    });
}

/// Takes a card out of its stack and puts it into another at an index.
fn move_card(account: &mut Account, id: &str, stack: &str, index: usize) {
    let mut taken = None;
    edit_board(account, |board| {
        for stack in &mut board.stacks {
            let cards = &mut Arc::make_mut(stack).cards;
            if let Some(at) = cards.iter().position(|card| card.key == CardKey::known(id)) {
                taken = Some(cards.remove(at));
            }
        }
    });
    edit_stack(account, stack, |stack| {
        stack.cards.insert(index, taken.expect("the card is there"));
    });
}

/// Returns the files after an edit of the account that they say, which differ in these lines.
fn check(files: &Files, edit: impl FnOnce(&mut Account), path: &str, expected: &str) {
    let now = known(files, None);
    let mut wanted = now.account.clone();
    edit(&mut wanted);
    let after = written(files, &now, &wanted);
    assert_eq!(difference(files, &after), format!("~ {path}"));
    assert_eq!(changed_lines(files, &after, path), expected);
}

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

#[test]
fn a_card_that_moves_takes_its_name_and_its_folder_along() {
    let mut files = board();
    put(&mut files, "roadmap/todo/12-fix-login/shot.png", "png");
    put(&mut files, "roadmap/todo/12-fix-login/comments/1.md", "hi");
    let now = known(&files, None);
    let mut wanted = now.account.clone();
    move_card(&mut wanted, "12", "5", 0);
    let after = written(&files, &now, &wanted);
    assert_eq!(
        difference(&files, &after),
        "+ roadmap/doing/12-fix-login.md\n+ roadmap/doing/12-fix-login/comments/1.md\n\
         + roadmap/doing/12-fix-login/shot.png\n- roadmap/todo/12-fix-login.md\n\
         - roadmap/todo/12-fix-login/comments/1.md\n- roadmap/todo/12-fix-login/shot.png"
    );
    // Both have the number 10 now, and their names give the wanted order.
    assert_eq!(
        text_at(&after, "roadmap/doing/12-fix-login.md"),
        text_at(&files, CARD)
    );
}

#[test]
fn a_move_within_a_stack_is_one_line() {
    let edit = |account: &mut Account| move_card(account, "13", "4", 0);
    check(
        &board(),
        edit,
        "roadmap/todo/13-write-docs.md",
        "-position: 20\n+position: 0",
    );
}

#[test]
fn a_card_that_is_gone_takes_its_folder_along_wherever_it_is() {
    let mut files = board();
    put(&mut files, "roadmap/todo/12-fix-login/shot.png", "png");
    put(&mut files, "roadmap/todo/notes.txt", "mine");
    let base = known(&files, None);
    rename(&mut files, CARD, "roadmap/doing/12-fix-login.md");
    let now = known(&files, Some(&base));
    let mut wanted = now.account.clone();
    edit_stack(&mut wanted, "5", |stack| {
        stack.cards.retain(|card| card.key != CardKey::known("12"));
    });
    let after = written(&files, &now, &wanted);
    assert_eq!(
        difference(&files, &after),
        "- roadmap/doing/12-fix-login.md\n- roadmap/todo/12-fix-login/shot.png"
    );
}

#[test]
fn a_board_that_is_gone_leaves_what_is_not_its_own() {
    let mut files = board();
    put(&mut files, "roadmap/todo/notes.txt", "mine");
    put(&mut files, "README.md", "mine");
    let now = known(&files, None);
    let after = written(&files, &now, &Account::default());
    let left: Vec<&String> = after.entries.keys().collect();
    assert_eq!(left, ["README.md", "roadmap/todo/notes.txt"]);
}

#[test]
fn a_renamed_label_is_spelled_anew_on_its_cards() {
    let mut files = board();
    replace(
        &mut files,
        "roadmap/board.yaml",
        "name: Bug",
        "name: Defect # was Bug",
    );
    replace(&mut files, CARD, "  - Bug", "  - Bug # yes");
    let base = base();
    let now = known(&files, Some(&base));
    let after = written(&files, &now, &now.account);
    assert_eq!(difference(&files, &after), format!("~ {CARD}"));
    assert_eq!(
        changed_lines(&files, &after, CARD),
        "-  - Bug # yes\n+  - Defect # yes"
    );

    let files = board();
    let mut wanted = base.account.clone();
    edit_board(&mut wanted, |board| board.labels[1].name = "Now".to_owned());
    let after = written(&files, &base, &wanted);
    assert_eq!(
        difference(&files, &after),
        "~ roadmap/board.yaml\n~ roadmap/doing/14-release.md\n~ roadmap/todo/12-fix-login.md"
    );
    assert_eq!(changed_lines(&files, &after, CARD), "-  - Urgent\n+  - Now");
    assert_eq!(
        changed_lines(&files, &after, "roadmap/board.yaml"),
        "-  - name: Urgent\n+  - name: Now"
    );
}

#[test]
fn labels_of_one_name_are_told_apart_on_cards() {
    let mut wanted = base().account;
    edit_board(&mut wanted, |board| board.labels[1].name = "Bug".to_owned());
    let after = written(&board(), &base(), &wanted);
    assert_eq!(
        changed_lines(&board(), &after, CARD),
        "-  - Urgent\n+  - Bug~40"
    );
    let now = known(&after, Some(&base()));
    assert_eq!(now.account, wanted);
}

#[test]
fn labels_and_members_are_edited_one_by_one() {
    let mut files = board();
    put(
        &mut files,
        "roadmap/board.yaml",
        "# the board\nid: 10\ntitle: Roadmap\nmine: 1\nlabels:\n# first\n- color: ff7a66 # red\n  \
         name: Bug\n  id: 39\n  note: keep\n- {name: Urgent, color: f1db50, id: 40, note: keep}\n\
         members:\n  - user: alice\n    permissions: [edit] # for now\n",
    );
    let now = known(&files, None);
    let mut wanted = now.account.clone();
    edit_board(&mut wanted, |board| {
        board.labels[0].color = "000000".to_owned();
        board.labels[1].color = "ffffff".to_owned();
        board.labels.push(git_board::board::Label {
            key: git_board::board::LabelKey::known("41"),
            name: "a, b".to_owned(),
            color: "00ff00".to_owned(),
        });
        board.members[0].permissions.share = true;
        board.members.push(git_board::board::Member {
            person: git_board::board::Person::user("bob"),
            permissions: git_board::board::Permissions::default(),
        });
    });
    let after = written(&files, &now, &wanted);
    assert_eq!(
        text_at(&after, "roadmap/board.yaml"),
        "# the board\nid: 10\ntitle: Roadmap\nmine: 1\nlabels:\n# first\n- color: \"000000\" # red\n  \
         name: Bug\n  id: 39\n  note: keep\n- {name: Urgent, color: ffffff, id: 40, note: keep}\n\
         - name: \"a, b\"\n  color: 00ff00\n  id: 41\nmembers:\n  - user: alice\n    permissions: \
         [edit, share] # for now\n  - user: bob\n"
    );
}

#[test]
fn a_stack_line_is_obeyed_once_and_goes() {
    let mut files = board();
    replace(
        &mut files,
        CARD,
        "position: 10\n",
        "position: 10\nstack: doing\n",
    );
    let now = known(&files, Some(&base()));
    let after = written(&files, &now, &now.account);
    assert_eq!(
        difference(&files, &after),
        "+ roadmap/doing/12-fix-login.md\n- roadmap/todo/12-fix-login.md"
    );
    assert!(!text_at(&after, "roadmap/doing/12-fix-login.md").contains("stack"));
}

#[test]
fn two_files_of_one_card_from_two_states_are_one_under_the_older_name() {
    let mut older = board();
    rename(&mut older, CARD, "roadmap/todo/12-login.md");
    let older_known = known(&older, None);
    let mut newer = board();
    replace(&mut newer, CARD, "title: Fix login", "title: Fix it");
    let base = known(&newer, None).with_older(&older_known);
    let mut files = newer.clone();
    let text = text_at(&older, "roadmap/todo/12-login.md");
    put(&mut files, "roadmap/todo/12-login.md", &text);

    let now = known(&files, Some(&base));
    assert_eq!(now.account, base.account);
    let after = written(&files, &now, &now.account);
    assert_eq!(
        difference(&files, &after),
        "- roadmap/todo/12-fix-login.md\n~ roadmap/todo/12-login.md"
    );
    assert!(text_at(&after, "roadmap/todo/12-login.md").contains("title: Fix it\n"));

    put(
        &mut files,
        "roadmap/todo/12-login.md",
        &format!("{text}edited\n"),
    );
    assert!(super::support::problems(&files, Some(&base)).contains("remove `id` from the copy"));
}

#[test]
fn one_card_alone_is_written_with_a_stack_line() {
    let base = base();
    let key = CardKey::known("12");
    let cards = base.account.cards();
    let located = &cards[&key];
    let text = text_at(&board(), CARD);
    let over = git_board::text::CardOver {
        path: CARD,
        text: &text,
        body: located.card.body.as_deref(),
    };
    let service = git_board::board::Service::Deck;
    let with_line = |over| {
        git_board::text::card_text(
            service,
            located.board,
            located.card,
            git_board::text::CardPlace {
                stack: Some("roadmap/doing"),
                position: None,
            },
            over,
        )
    };
    assert_eq!(
        with_line(Some(&over)).unwrap(),
        text.replace("position: 10\n", "position: 10\nstack: roadmap/doing\n")
    );
    assert!(with_line(None).unwrap().contains("stack: roadmap/doing\n"));
}

/// Returns the names for the one new card of an account.
fn named(now: &git_board::text::Known, id: &str) -> Names {
    let mut names = Names::default();
    for key in now.account.cards().into_keys() {
        if let CardKey::New(number) = key {
            names.cards.insert(*number, CardId::new(id));
        }
    }
    names
}

#[test]
fn a_new_card_that_got_its_id_gets_the_name_of_a_pull() {
    let mut files = board();
    put(
        &mut files,
        "roadmap/todo/idea.md",
        "# A new idea\n\nText.\n",
    );
    put(&mut files, "roadmap/todo/idea/shot.png", "png");
    let now = known(&files, Some(&base()));
    let same = written(&files, &now, &now.account);
    assert_eq!(difference(&files, &same), "");

    let now = now.resolved(&named(&now, "99"));
    let after = written(&files, &now, &now.account);
    assert_eq!(
        difference(&files, &after),
        "+ roadmap/todo/99-a-new-idea.md\n+ roadmap/todo/99-a-new-idea/shot.png\n\
         - roadmap/todo/idea.md\n- roadmap/todo/idea/shot.png"
    );
    assert_eq!(
        text_at(&after, "roadmap/todo/99-a-new-idea.md"),
        "---\nid: 99\ntitle: A new idea\n---\n# A new idea\n\nText.\n"
    );
    let after = written_with(&files, &now, &now.account, NamePolicy::Keep);
    assert_eq!(difference(&files, &after), "~ roadmap/todo/idea.md");
}

#[test]
fn a_new_stack_that_got_its_id_gets_its_file() {
    let mut files = board();
    put(&mut files, "roadmap/later/x.md", "x\n");
    let now = known(&files, Some(&base()));
    let mut names = named(&now, "99");
    for key in now.account.stacks().into_keys() {
        if let StackKey::New(number) = key {
            names
                .stacks
                .insert(*number, git_board::board::StackId::new("7"));
        }
    }
    let now = now.resolved(&names);
    let after = written(&files, &now, &now.account);
    assert_eq!(
        difference(&files, &after),
        "+ roadmap/later/99-x.md\n+ roadmap/later/stack.yaml\n- roadmap/later/x.md"
    );
    assert_eq!(
        text_at(&after, "roadmap/later/stack.yaml"),
        "id: 7\ntitle: later\nposition: 30\n"
    );
}

#[test]
fn names_of_what_is_new_are_unique_without_regard_to_case() {
    let mut files = board();
    put(
        &mut files,
        "roadmap/todo/20-FIX.md",
        "---\ntitle: stray\nid: 77\n---\n",
    );
    put(&mut files, "Other", "a file at the top");
    let now = known(&files, None);
    let mut wanted = now.account.clone();
    edit_stack(&mut wanted, "4", |stack| {
        stack
            .cards
            .push(Arc::new(Card::new(CardKey::known("20"), "Fix")));
    });
    let mut other = Board::new(git_board::board::BoardKey::known("11"), "other");
    other.stacks = vec![
        Arc::new(Stack::new(StackKey::known("20"), "In")),
        Arc::new(Stack::new(StackKey::known("21"), "in")),
    ];
    wanted.boards.push(Arc::new(other));
    let after = written(&files, &now, &wanted);
    assert_eq!(
        difference(&files, &after),
        "+ other-2/board.yaml\n+ other-2/in-2/stack.yaml\n+ other-2/in/stack.yaml\n\
         + roadmap/todo/20-fix-2.md\n~ roadmap/todo/20-FIX.md"
    );
}
