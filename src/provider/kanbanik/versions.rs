//! Which versions of Kanbanik can what; they are told apart by what their answers hold.

use super::wire::{Board, Permission};
use crate::board::{Limits, Rights, Service, Support};

/// The longest titles: the server knows no limit, so these are ours.
const LONGEST: usize = 5000;

/// Numbers of permissions.
const MOVE_ON_BOARD: i64 = 14;
const CREATE_ON_BOARD: i64 = 15;
const EDIT_ON_BOARD: i64 = 16;
const DELETE_ON_BOARD: i64 = 17;
const EDIT_BOARD: i64 = 21;

/// Returns what a server can express, by whether a login names permissions.
pub(super) fn support(permissions: Option<&[Permission]>) -> Support {
    let version = if permissions.is_some() { "1.0" } else { "0.2" };
    Support {
        service: Service::Kanbanik,
        version: version.to_owned(),
        card_color_and_start: false,
        done_column: false,
        members: false,
        whole_days: true,
        one_assignee: true,
        new_boards: true,
        restored_boards: false,
        label_deletions: false,
        comment_deletions: false,
        nested_stacks: true,
        limits: Limits {
            board_title: LONGEST,
            stack_title: LONGEST,
            label_name: LONGEST,
            card_title: LONGEST,
            comment: LONGEST,
        },
    }
}

/// Returns true if lists of boards can hold descriptions (from 0.2.8).
pub(super) fn lists_descriptions(board: &Board) -> bool {
    board.fixed_size.is_some()
}

/// Returns what the user may do with a board.
pub(super) fn rights(permissions: Option<&[Permission]>, board: &str) -> Rights {
    let may = |kind: i64| {
        permissions.is_none_or(|all| {
            all.iter().any(|one| {
                one.kind == kind && one.args.iter().any(|arg| arg == "*" || arg == board)
            })
        })
    };
    let cards = [
        MOVE_ON_BOARD,
        CREATE_ON_BOARD,
        EDIT_ON_BOARD,
        DELETE_ON_BOARD,
    ];
    Rights {
        edit: cards.into_iter().any(may),
        manage: may(EDIT_BOARD),
        share: false,
        owner: None,
    }
}
