//! Operations on the comments of one card.

use std::collections::BTreeSet;

use crate::board::{BoardKey, Card, Change, Comment, CommentKey, EditComment, Operation, StackKey};

/// Returns what changes about a card's comments, where it comes to stand: what is written, in order
/// of key but answers behind what they answer, and then what goes.
pub(super) fn changes(
    old: Option<&Card>,
    new: &Card,
    (board, stack): (&BoardKey, &StackKey),
) -> Vec<Operation> {
    let before = |key: &CommentKey| old.and_then(|old| old.comments.get(key));
    let edit = |key: &CommentKey, old: Option<&Comment>, comment: Option<&Comment>| {
        Operation::EditComment(Box::new(EditComment {
            key: key.clone(),
            card: new.key.clone(),
            card_title: new.title.clone(),
            board: board.clone(),
            stack: stack.clone(),
            comment: Change {
                old: old.cloned(),
                new: comment.cloned(),
            },
        }))
    };
    let mut operations = Vec::new();
    for key in in_order_of_answers(new) {
        let comment = &new.comments[key];
        match before(key) {
            Some(was) if was.says_the_same(comment) => {}
            // All else stays as the service says.
            Some(was) => operations.push(edit(key, Some(was), Some(&was.saying(comment)))),
            None => operations.push(edit(key, None, Some(comment))),
        }
    }
    let gone = old.iter().flat_map(|old| &old.comments);
    let gone = gone.filter(|(key, _)| !new.comments.contains_key(*key));
    operations.extend(gone.map(|(key, comment)| edit(key, Some(comment), None)));
    operations
}

/// Returns the keys in order, but each behind the one that it answers.
fn in_order_of_answers(card: &Card) -> Vec<&CommentKey> {
    let mut ordered = Vec::new();
    let mut placed: BTreeSet<&CommentKey> = BTreeSet::new();
    for key in card.comments.keys() {
        // From the comment up to the first one of its thread that is not placed.
        let mut thread = Vec::new();
        let mut next = Some(key);
        while let Some((key, comment)) = next.and_then(|key| card.comments.get_key_value(key)) {
            if !placed.insert(key) {
                break;
            }
            thread.push(key);
            next = comment.reply_to.as_ref();
        }
        ordered.extend(thread.into_iter().rev());
    }
    ordered
}
