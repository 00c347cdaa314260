//! Which boards a push writes to, and how much of each has to be read for that.

use std::collections::{BTreeMap, BTreeSet};

use crate::board::{BoardId, Operation};
use crate::provider::Written;

/// The boards that operations write to, before any of them is sent.
pub(super) fn before(operations: &[Operation]) -> BTreeMap<BoardId, Written> {
    let mut boards = BTreeMap::new();
    for operation in operations {
        let soon = match operation {
            Operation::EditCard(edit) if edit.changes.are_of_card_only() => Written::ValuesSoon,
            _ => Written::Anything,
        };
        for id in ids(operation) {
            let written = boards.entry(id).or_insert_with(|| soon.clone());
            if soon == Written::Anything {
                *written = Written::Anything;
            }
        }
    }
    boards
}

/// The boards that operations wrote to, all of which were done.
///
/// `was_as_agreed` tells the boards of which the plan saw just what is known of them.
pub(super) fn after(
    operations: &[Operation],
    was_as_agreed: impl Fn(&BoardId) -> bool,
) -> BTreeMap<BoardId, Written> {
    let mut boards = BTreeMap::new();
    for operation in operations {
        let card = match operation {
            Operation::EditCard(edit) if edit.changes.are_of_card_only() => edit.key.id(),
            _ => None,
        };
        for id in ids(operation) {
            let card = card.filter(|_| was_as_agreed(&id));
            let new = || Written::Values(BTreeSet::new());
            let written = boards.entry(id).or_insert_with(new);
            match (&mut *written, card) {
                (Written::Values(cards), Some(card)) => {
                    cards.insert(card.clone());
                }
                _ => *written = Written::Anything,
            }
        }
    }
    boards
}

fn ids(operation: &Operation) -> impl Iterator<Item = BoardId> {
    let keys = operation.boards().into_iter();
    keys.filter_map(|key| key.id().cloned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{after, before};
    use crate::board::{
        BoardId, BoardKey, CardChanges, CardId, CardKey, Change, EditCard, Operation, StackKey,
    };
    use crate::provider::Written;

    fn edit(board: &str, card: &str, changes: CardChanges) -> Operation {
        Operation::EditCard(Box::new(EditCard {
            key: CardKey::known(card),
            title: "Card".to_owned(),
            board: BoardKey::known(board),
            stack: StackKey::known("1"),
            changes,
        }))
    }

    fn retitled() -> CardChanges {
        CardChanges {
            title: Change::between(&"Card".to_owned(), &"Other".to_owned()),
            ..CardChanges::default()
        }
    }

    fn archived() -> CardChanges {
        CardChanges {
            archived: Change::between(&false, &true),
            ..CardChanges::default()
        }
    }

    #[test]
    fn a_board_of_which_only_values_change_is_not_read_before_and_its_cards_are_after() {
        let sent = [edit("1", "1", retitled()), edit("1", "2", retitled())];
        let id = BoardId::new("1");
        assert_eq!(before(&sent)[&id], Written::ValuesSoon);
        let cards = BTreeSet::from([CardId::new("1"), CardId::new("2")]);
        assert_eq!(after(&sent, |_| true)[&id], Written::Values(cards));
        assert_eq!(after(&sent, |_| false)[&id], Written::Anything);
    }

    #[test]
    fn whatever_else_changes_the_board_is_read() {
        for sent in [
            [edit("1", "1", retitled()), edit("1", "2", archived())],
            [edit("1", "2", archived()), edit("1", "1", retitled())],
        ] {
            let id = BoardId::new("1");
            assert_eq!(before(&sent)[&id], Written::Anything);
            assert_eq!(after(&sent, |_| true)[&id], Written::Anything);
        }
    }
}
