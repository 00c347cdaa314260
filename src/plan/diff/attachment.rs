//! Operations on the attachments of one card.

use crate::board::{BoardKey, Card, Change, EditAttachment, Operation, StackKey};

/// Returns what changes about a card's attachments: what comes or gets other bytes, and what goes.
/// Both in order of name.
pub(super) fn changes(
    old: Option<&Card>,
    new: &Card,
    (board, stack): (&BoardKey, &StackKey),
) -> (Vec<Operation>, Vec<Operation>) {
    let edit = |name: &str, content| {
        Operation::EditAttachment(Box::new(EditAttachment {
            card: new.key.clone(),
            card_title: new.title.clone(),
            board: board.clone(),
            stack: stack.clone(),
            name: name.to_owned(),
            content,
            size: None,
            listed: None,
        }))
    };
    let before = |name: &str| old.and_then(|old| old.attachments.get(name)).copied();
    let uploads = new.attachments.iter().filter_map(|(name, content)| {
        let change = Change::between(&before(name), &Some(*content))?;
        Some(edit(name, change))
    });
    let gone = old.iter().flat_map(|old| &old.attachments);
    let gone = gone.filter(|(name, _)| !new.attachments.contains_key(*name));
    let deletions = gone.map(|(name, content)| {
        let change = Change {
            old: Some(*content),
            new: None,
        };
        edit(name, change)
    });
    (uploads.collect(), deletions.collect())
}

/// Returns an operation on an attachment with the place where its card has come to stand.
pub(super) fn at(operation: Operation, (board, stack): (&BoardKey, &StackKey)) -> Operation {
    match operation {
        Operation::EditAttachment(edit) => Operation::EditAttachment(Box::new(EditAttachment {
            board: board.clone(),
            stack: stack.clone(),
            ..*edit
        })),
        other => other,
    }
}
