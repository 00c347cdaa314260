//! Plans that are carried out: the ids that come of them, and what is compared then.

use std::sync::Arc;

use git_board::board::{
    Account, BoardId, CardId, CommentId, Id, Key, LabelId, Names, Operation, StackId,
};

/// Notes the id of what an operation made.
pub fn note(names: &mut Names, operation: &Operation, created: Option<&str>) {
    fn number<Of>(key: &Key<Of>) -> Option<u32> {
        match key {
            Key::New(number) => Some(*number),
            Key::Known(_) => None,
        }
    }
    fn keep<Of>(ids: &mut std::collections::BTreeMap<u32, Id<Of>>, key: &Key<Of>, id: Id<Of>) {
        if let Some(number) = number(key) {
            ids.insert(number, id);
        }
    }
    let Some(id) = created else { return };
    match operation {
        Operation::CreateBoard(create) => keep(&mut names.boards, &create.key, BoardId::new(id)),
        Operation::CreateStack(create) => keep(&mut names.stacks, &create.key, StackId::new(id)),
        Operation::CreateCard(create) => keep(&mut names.cards, &create.card.key, CardId::new(id)),
        Operation::CreateLabel(create) => keep(&mut names.labels, &create.key, LabelId::new(id)),
        Operation::EditComment(edit) => keep(&mut names.comments, &edit.key, CommentId::new(id)),
        _ => {}
    }
}

/// Returns the account without what the server alone decides: times, authors, the order of labels.
pub fn comparable(account: &Account) -> Account {
    let mut account = account.clone();
    for board in &mut account.boards {
        let board = Arc::make_mut(board);
        board.labels.sort_by(|one, other| one.key.cmp(&other.key));
        for stack in &mut board.stacks {
            let stack = Arc::make_mut(stack);
            for card in &mut stack.cards {
                let card = Arc::make_mut(card);
                card.created = None;
                card.author = None;
                for comment in card.comments.values_mut() {
                    comment.created = None;
                    comment.author = None;
                }
            }
            stack.settle_archived();
        }
    }
    account
}
