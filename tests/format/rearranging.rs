//! What is written over files that move, go, get a name, or are about labels and members.

use std::sync::Arc;

use git_board::board::{Account, Board, Card, CardId, CardKey, Names, Stack, StackKey};
use git_board::text::NamePolicy;

use super::edits::{CARD, check, edit_board, edit_stack, move_card};
use super::support::{
    base, board, changed_lines, difference, known, put, rename, replace, text_at, written,
    written_with,
};

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
