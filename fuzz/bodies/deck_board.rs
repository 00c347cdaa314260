//! Three answers of Deck with any bytes: they are refused, or a board that can be written.

use std::collections::HashSet;
use std::sync::Arc;

use git_board::board::{Account, Board, Service};
use git_board::files::{File, Files};
use git_board::plan::summary;
use git_board::provider::deck_board as decode;
use git_board::repo::check_path;
use git_board::text::{Known, Layout, NamePolicy, NewContent, Over, read_state, write};

/// What stands between two answers; no JSON has it.
const BETWEEN: u8 = 0x1e;

/// Decodes the bytes as the three answers that hold a board, and writes and reads the board.
///
/// # Panics
/// What a server sent would be written where it must not be, or would not come back.
pub fn deck_board(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |byte| *byte == BETWEEN);
    let mut next = || parts.next().unwrap_or_default();
    let (about, shown, archived) = (next(), next(), next());
    let board = match decode(about, shown, archived) {
        Ok(board) => board,
        Err(error) => {
            assert!(!error.to_string().chars().any(char::is_control), "{error}");
            return;
        }
    };
    if !is_sound(&board) {
        return;
    }
    let account = Account::of(vec![Arc::new(board)]);
    let subject = summary(&Account::default(), &account).subject("pull: ");
    assert!(!subject.chars().any(char::is_control), "{subject:?}");
    let nothing = Files::default();
    let over = Over {
        files: &nothing,
        contents: &nothing,
        known: &Known {
            account: Account::default(),
            layout: Layout::default(),
        },
    };
    let written = write(Service::Deck, &account, &over, NamePolicy::AsPulled);
    let written = written.expect("what a server holds can be written");
    let mut files = Files::default();
    for (path, content) in written.changes.put {
        assert_eq!(check_path(&path), Ok(()), "{path:?}");
        if let NewContent::Bytes(bytes) = content {
            files.entries.insert(path, File::with_bytes(bytes));
        }
    }
    let back = read_state(Service::Deck, &files, &files, None);
    assert!(!back.has_errors(), "{:?}", back.problems);
    assert_eq!(back.known.account, account);
}

/// Returns true if no id is there twice; reading again and again is what helps against that.
fn is_sound(board: &Board) -> bool {
    let mut ids = HashSet::new();
    board.all_stacks().into_iter().all(|stack| {
        ids.insert(format!("stack {}", stack.key))
            && stack
                .cards
                .iter()
                .all(|card| ids.insert(card.key.to_string()))
    })
}
