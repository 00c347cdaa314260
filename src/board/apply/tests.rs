//! Tests of applying operations.

use std::sync::Arc;

use super::{ApplyError, apply, apply_all};
use crate::board::ListedAttachments;
use crate::board::{
    Account, Board, BoardKey, Card, CardChanges, CardKey, Change, CreateCard, DeleteBoard,
    DeleteCard, DeleteLabel, DeleteStack, EditCard, EditStack, Label, LabelKey, Operation, Place,
    Stack, StackChanges, StackKey, StackPlace,
};

fn card(key: &str, labels: &[&str]) -> Arc<Card> {
    let mut card = Card::new(CardKey::known(key), key);
    card.labels = labels.iter().map(|label| LabelKey::known(*label)).collect();
    Arc::new(card)
}

fn board(key: &str, labels: &[&str], stacks: Vec<Stack>) -> Arc<Board> {
    let mut board = Board::new(BoardKey::known(key), key);
    board.labels = labels
        .iter()
        .map(|label| Label {
            key: LabelKey::known(*label),
            name: (*label).to_owned(),
            color: String::new(),
        })
        .collect();
    board.stacks = stacks.into_iter().map(Arc::new).collect();
    Arc::new(board)
}

fn stack(key: &str, cards: Vec<Arc<Card>>) -> Stack {
    let mut stack = Stack::new(StackKey::known(key), key);
    stack.cards = cards;
    stack
}

/// Board 1 with stacks 10 (cards 100, 101) and 11, and board 2 with stack 20.
fn account() -> Account {
    let first = stack("10", vec![card("100", &["5"]), card("101", &[])]);
    Account::of(vec![
        board("1", &["5"], vec![first, stack("11", Vec::new())]),
        board("2", &["6"], vec![stack("20", Vec::new())]),
    ])
}

fn place(board: &str, stack: &str, after: Option<&str>) -> Place {
    Place {
        board: BoardKey::known(board),
        stack: StackKey::known(stack),
        after: after.map(CardKey::known),
    }
}

fn edit(changes: CardChanges) -> Operation {
    Operation::EditCard(Box::new(EditCard {
        key: CardKey::known("100"),
        title: "100".to_owned(),
        board: BoardKey::known("1"),
        stack: StackKey::known("10"),
        changes,
    }))
}

fn move_to(new: Place) -> CardChanges {
    CardChanges {
        place: Some(Change {
            old: place("1", "10", None),
            new,
        }),
        ..CardChanges::default()
    }
}

#[test]
fn what_an_operation_does_not_touch_stays_shared() {
    let before = account();
    let after = apply(&before, &edit(move_to(place("1", "11", None)))).expect("it fits");
    assert!(Arc::ptr_eq(&before.boards[1], &after.boards[1]));
    let moved = &after.boards[0].stacks[1].cards[0];
    assert!(Arc::ptr_eq(&before.boards[0].stacks[0].cards[0], moved));
    assert_eq!(before, account());
}

#[test]
fn an_old_value_that_is_not_there_is_stale() {
    let changes = CardChanges {
        title: Some(Change {
            old: "other".to_owned(),
            new: "new".to_owned(),
        }),
        ..CardChanges::default()
    };
    let error = apply(&account(), &edit(changes)).expect_err("the title is another");
    assert_eq!(
        error.to_string(),
        "the title of card `100` is not what it was"
    );
}

#[test]
fn a_card_cannot_carry_the_label_of_another_board() {
    let mut changes = move_to(place("2", "20", None));
    let error = apply(&account(), &edit(changes.clone())).expect_err("label 5 is of board 1");
    assert_eq!(
        error,
        ApplyError::ForeignLabel {
            key: "100".to_owned(),
            label: "5".to_owned()
        }
    );
    changes.labels = Some(Change {
        old: [LabelKey::known("5")].into(),
        new: [LabelKey::known("6")].into(),
    });
    let after = apply(&account(), &edit(changes)).expect("label 6 is of board 2");
    assert_eq!(after.boards[1].stacks[0].cards.len(), 1);
}

#[test]
fn a_neighbor_that_is_elsewhere_is_an_error() {
    let error = apply(&account(), &edit(move_to(place("1", "11", Some("101")))))
        .expect_err("101 is in stack 10");
    assert_eq!(
        error.to_string(),
        "card `100` cannot stand behind `101`, which is not there"
    );
}

#[test]
fn what_is_missing_is_named() {
    let deletion = Operation::DeleteStack(DeleteStack {
        stack: Arc::new(stack("99", Vec::new())),
        board: BoardKey::known("1"),
        listed: ListedAttachments::new(),
    });
    let error = apply(&account(), &deletion).expect_err("there is no stack 99");
    assert_eq!(error.to_string(), "there is no stack `99`");
}

#[test]
fn a_deleted_label_comes_off_its_cards() {
    let deletion = delete_label(&["100"]);
    let after = apply(&account(), &deletion).expect("it fits");
    let cards = &after.boards[0].stacks[0].cards;
    assert!(after.boards[0].labels.is_empty() && cards[0].labels.is_empty());
    assert!(Arc::ptr_eq(&account_card(&after, 1), &cards[1]));
}

fn delete_label(cards: &[&str]) -> Operation {
    Operation::DeleteLabel(DeleteLabel {
        board: BoardKey::known("1"),
        label: Label {
            key: LabelKey::known("5"),
            name: "5".to_owned(),
            color: String::new(),
        },
        cards: cards.iter().map(|card| CardKey::known(*card)).collect(),
    })
}

/// Checks that a deletion of one of the things in the account is stale once `edit` was done.
#[track_caller]
fn check_stale(deletion: &Operation, edit: &Operation, words: &str) {
    apply(&account(), deletion).expect("it fits");
    let after = apply(&account(), edit).expect("it fits");
    let error = apply(&after, deletion).expect_err("it is another by now");
    assert_eq!(error.to_string(), words);
}

#[test]
fn what_is_another_by_now_is_not_deleted() {
    let retitle = edit(CardChanges {
        title: Change::between(&"100".to_owned(), &"new".to_owned()),
        ..CardChanges::default()
    });
    let unlabel = edit(CardChanges {
        labels: Change::between(&[LabelKey::known("5")].into(), &[].into()),
        ..CardChanges::default()
    });
    let board = Arc::clone(&account().boards[0]);
    let stack = Operation::DeleteStack(DeleteStack {
        stack: Arc::clone(&board.stacks[0]),
        board: board.key.clone(),
        listed: ListedAttachments::new(),
    });
    check_stale(
        &stack,
        &retitle,
        "the content of stack `10` is not what it was",
    );
    let board = Operation::DeleteBoard(DeleteBoard {
        board,
        listed: ListedAttachments::new(),
    });
    check_stale(
        &board,
        &retitle,
        "the content of board `1` is not what it was",
    );
    let label = delete_label(&["100"]);
    check_stale(
        &label,
        &unlabel,
        "the set of cards of label `5` is not what it was",
    );
}

fn account_card(account: &Account, index: usize) -> Arc<Card> {
    Arc::clone(&account.boards[0].stacks[0].cards[index])
}

#[test]
fn a_card_that_is_another_by_now_is_not_deleted() {
    let deletion = Operation::DeleteCard(DeleteCard {
        card: card("100", &[]),
        board: BoardKey::known("1"),
        stack: StackKey::known("10"),
        listed: ListedAttachments::new(),
        moved_to: None,
    });
    let error = apply(&account(), &deletion).expect_err("it has a label");
    assert!(matches!(
        error,
        ApplyError::Stale {
            field: "content",
            ..
        }
    ));
}

fn move_stack(key: &str, board: &str, parent: Option<&str>) -> Operation {
    Operation::EditStack(EditStack {
        key: StackKey::known(key),
        board: BoardKey::known("1"),
        title: String::new(),
        changes: StackChanges {
            place: Some(Change {
                old: StackPlace {
                    board: BoardKey::known("1"),
                    parent: None,
                    after: None,
                },
                new: StackPlace {
                    board: BoardKey::known(board),
                    parent: parent.map(StackKey::known),
                    after: None,
                },
            }),
            ..StackChanges::default()
        },
    })
}

#[test]
fn a_stack_on_another_board_loses_the_labels_that_this_has_not() {
    let after = apply(&account(), &move_stack("10", "2", None)).expect("it fits");
    let stack = &after.boards[1].stacks[0];
    assert_eq!((stack.cards.len(), stack.cards[0].labels.len()), (2, 0));
    assert_eq!(after.boards[0].stacks.len(), 1);
}

#[test]
fn a_stack_cannot_stand_in_itself() {
    let error = apply(&account(), &move_stack("10", "1", Some("10"))).expect_err("it is itself");
    assert_eq!(error.to_string(), "stack `10` cannot stand in itself");
}

#[test]
fn the_first_operation_that_does_not_fit_stops_the_rest() {
    let create = Operation::CreateCard(CreateCard {
        place: place("1", "11", None),
        card: card("102", &[]),
    });
    let error = apply_all(&account(), &[create.clone(), create]).expect_err("it is there already");
    assert_eq!(error.to_string(), "card `102` is there already");
}

#[test]
fn an_archived_card_stands_by_its_key() {
    let mut archived = Card::clone(&card("102", &[]));
    archived.archived = true;
    let create = Operation::CreateCard(CreateCard {
        place: place("1", "10", None),
        card: Arc::new(archived),
    });
    let archive = edit(CardChanges {
        archived: Some(Change {
            old: false,
            new: true,
        }),
        ..CardChanges::default()
    });
    let after = apply_all(&account(), &[create, archive]).expect("they fit");
    let keys: Vec<String> = after.boards[0].stacks[0]
        .cards
        .iter()
        .map(|card| card.key.to_string())
        .collect();
    assert_eq!(keys, ["101", "100", "102"]);
}
