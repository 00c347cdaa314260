//! Whether a thing, or anything in it, changed, came or left on one side.

use std::sync::Arc;

use foldhash::HashSet;
use jiff::Timestamp;

use super::sides::{Side, Sides};
use super::structure::container_of;
use crate::board::{Board, BoardKey, CardKey, LabelKey, Located, Stack, StackKey};
use crate::plan::diff::card_changes;

/// Which side is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Here,
    There,
}

impl<'a> Sides<'a> {
    fn side(&self, which: Which) -> &Side<'a> {
        match which {
            Which::Here => &self.local,
            Which::There => &self.remote,
        }
    }

    /// Returns true if the card changed or was moved to another stack against base. What equals
    /// any of the states that count as base is unchanged here; there, the newest alone counts.
    pub fn is_card_changed(&self, which: Which, key: &CardKey) -> bool {
        let side = self.side(which);
        self.against(
            which,
            |base| base.cards.contains_key(key),
            |base| match (base.cards.get(key), side.cards.get(key)) {
                (Some(was), Some(is)) => is_card_different(was, is, side),
                _ => true,
            },
        )
    }

    pub fn is_label_changed(&self, which: Which, key: &LabelKey) -> bool {
        let side = self.side(which);
        self.against(
            which,
            |base| base.labels.contains_key(key),
            |base| match (base.labels.get(key), side.labels.get(key)) {
                (Some((_, was)), Some((_, is))) => was != is,
                _ => true,
            },
        )
    }

    pub fn is_stack_changed(&self, which: Which, key: &StackKey) -> bool {
        let side = self.side(which);
        self.against(
            which,
            |base| base.stacks.contains_key(key),
            |base| is_stack_different(base, side, key),
        )
    }

    pub fn is_board_changed(&self, which: Which, key: &BoardKey) -> bool {
        let side = self.side(which);
        self.against(
            which,
            |base| base.boards.contains_key(key),
            |base| match (base.boards.get(key), side.boards.get(key)) {
                (Some(was), Some(is)) => is_board_different(base, side, was, is),
                _ => true,
            },
        )
    }

    /// Returns true if the side differs from the bases that have the thing: here from all of
    /// them, there from the newest.
    fn against(
        &self,
        which: Which,
        has: impl Fn(&Side<'a>) -> bool,
        differs: impl Fn(&Side<'a>) -> bool,
    ) -> bool {
        let mut bases = self.bases.iter().filter(|base| has(base));
        match which {
            Which::Here => bases.all(differs),
            Which::There => bases.next().is_none_or(differs),
        }
    }
}

fn is_card_different(was: &Located<'_>, is: &Located<'_>, side: &Side<'_>) -> bool {
    if was.stack.key != is.stack.key {
        return true;
    }
    if Arc::ptr_eq(was.card, is.card) {
        return false;
    }
    if was.card.attachments != is.card.attachments || !was.card.has_same_comments(is.card) {
        return true;
    }
    // The read-only values and the time of `done: true` are no edits; so any time will do.
    let mut changes = card_changes(was.card, is.card, Timestamp::UNIX_EPOCH);
    if let Some(labels) = &changes.labels {
        // A label that the side deleted came off by that.
        let has = |key: &&LabelKey| side.labels.contains_key(*key);
        if labels.old.iter().filter(has).eq(&labels.new) {
            changes.labels = None;
        }
    }
    !changes.is_empty()
}

/// Returns true if a stack is another, or has anything that is another or new.
///
/// What left it is no change of it: to delete the rest undoes nothing, and it is what a deletion
/// leaves that was cut off where it takes a call for each card. What moved elsewhere is looked at
/// by itself.
fn is_stack_different(base: &Side<'_>, side: &Side<'_>, key: &StackKey) -> bool {
    let (Some(was), Some(is)) = (base.stacks.get(key), side.stacks.get(key)) else {
        return true;
    };
    container_of(was) != container_of(is) || is_content_different(base, side, was.stack, is.stack)
}

fn is_content_different(
    base: &Side<'_>,
    side: &Side<'_>,
    was: &Arc<Stack>,
    is: &Arc<Stack>,
) -> bool {
    if Arc::ptr_eq(was, is) {
        return false;
    }
    let Stack {
        key: _,
        title,
        done_column,
        lane,
        stacks,
        cards,
    } = is.as_ref();
    if was.title != *title || was.done_column != *done_column || was.lane != *lane {
        return true;
    }
    let is_card_same = |key: &CardKey| match (base.cards.get(key), side.cards.get(key)) {
        (Some(was), Some(is)) => !is_card_different(was, is, side),
        _ => false,
    };
    !cards.iter().all(|card| is_card_same(&card.key))
        || are_stacks_different(base, side, &was.stacks, stacks)
}

fn are_stacks_different(
    base: &Side<'_>,
    side: &Side<'_>,
    was: &[Arc<Stack>],
    is: &[Arc<Stack>],
) -> bool {
    let before: HashSet<&StackKey> = was.iter().map(|stack| &stack.key).collect();
    is.iter()
        .any(|stack| !before.contains(&stack.key) || is_stack_different(base, side, &stack.key))
}

fn is_board_different(base: &Side<'_>, side: &Side<'_>, was: &Arc<Board>, is: &Arc<Board>) -> bool {
    if Arc::ptr_eq(was, is) {
        return false;
    }
    let Board {
        key: _,
        title,
        color,
        archived,
        labels,
        members,
        projects,
        // They are the server's as a whole, and go with no board.
        classes: _,
        stacks,
    } = is.as_ref();
    was.title != *title
        || was.color != *color
        || was.archived != *archived
        || was.members != *members
        || !projects
            .iter()
            .all(|project| was.projects.contains(project))
        || labels
            .iter()
            .any(|label| was.label(&label.key) != Some(label))
        || are_stacks_different(base, side, &was.stacks, stacks)
}
