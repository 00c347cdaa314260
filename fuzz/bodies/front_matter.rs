//! A card's file with any bytes: it is read or refused, and what was read comes back.

use std::sync::Arc;

use git_board::board::{Account, Board, Card, Service, Stack};
use git_board::files::{File, Files};
use git_board::text::{Changes, Known, NamePolicy, NewContent, Over, read, write};

const CARD: &str = "work/to-do/1-login.md";

/// Reads the bytes as a card's file; writes it as it is, and with other values.
///
/// # Panics
/// A law of the format does not hold.
pub fn front_matter(bytes: &[u8]) {
    let mut files = Files::from_texts([
        (
            "work/board.yaml",
            "id: 1\ntitle: Work\nlabels:\n  - name: urgent\n    color: ff7a66\n    id: 1\n",
        ),
        ("work/to-do/stack.yaml", "id: 1\ntitle: To do\n"),
    ]);
    let file = File::with_bytes(bytes);
    files.entries.insert(CARD.to_owned(), file);
    let before = read(Service::Deck, &files, &files, None);
    for problem in &before.problems {
        assert!(!problem.message.is_empty() && problem.path.starts_with("work"));
        assert_ne!((problem.line, problem.column), (Some(0), Some(0)));
    }
    if before.has_errors() {
        return;
    }
    let same = changes(&files, &before.known, &before.known.account);
    assert!(same.is_empty(), "unchanged, and yet {same:?}");
    // What a new card's file does not say of its title is read from elsewhere.
    let cards = before.known.account.cards();
    if cards.keys().any(|key| key.id().is_none()) {
        return;
    }
    drop(cards);
    let wanted = edited(&before.known.account);
    let Some(changes) = try_changes(&files, &before.known, &wanted) else {
        return;
    };
    apply(&mut files, changes);
    let after = read(Service::Deck, &files, &files, None);
    assert!(!after.has_errors(), "{:?}", after.problems);
    assert_eq!(after.known.account, wanted);
}

fn changes(files: &Files, known: &Known, wanted: &Account) -> Changes {
    try_changes(files, known, wanted).expect("nothing is to be changed")
}

/// Returns the changes; none where the editor refuses a form that it does not know.
fn try_changes(files: &Files, known: &Known, wanted: &Account) -> Option<Changes> {
    let over = Over {
        files,
        contents: files,
        known,
    };
    let written = write(Service::Deck, wanted, &over, NamePolicy::Keep);
    written.ok().map(|written| written.changes)
}

/// Gives every card another title, color and body, and no time at which it is due.
fn edited(account: &Account) -> Account {
    let edit = |card: &Arc<Card>| {
        Arc::new(Card {
            title: format!("Re: {} #1", card.title.len()),
            body: Some("One\n---\ntwo".into()),
            color: Some("00ff00".to_owned()),
            due: None,
            ..Card::clone(card)
        })
    };
    let edit_stack = |stack: &Arc<Stack>| {
        Arc::new(Stack {
            cards: stack.cards.iter().map(edit).collect(),
            ..Stack::clone(stack)
        })
    };
    let edit_board = |board: &Arc<Board>| {
        Arc::new(Board {
            stacks: board.stacks.iter().map(edit_stack).collect(),
            ..Board::clone(board)
        })
    };
    Account::of(account.boards.iter().map(edit_board).collect())
}

fn apply(files: &mut Files, changes: Changes) {
    let put: Vec<(String, File)> = changes
        .put
        .into_iter()
        .map(|(path, content)| match content {
            NewContent::Bytes(bytes) => (path, File::with_bytes(bytes)),
            NewContent::From(from) => {
                let file = files.get(&from).expect("what is moved was there");
                (path, file.clone())
            }
            NewContent::Stored(_) => panic!("no card here has an attachment"),
        })
        .collect();
    for path in &changes.remove {
        files.entries.remove(path);
    }
    files.entries.extend(put);
}
