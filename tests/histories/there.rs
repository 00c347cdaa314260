//! What other people do on the server, in its own interface.

use std::collections::BTreeSet;
use std::sync::Arc;

use git_board::board::ListedAttachments;
use git_board::board::{
    Account, Board, BoardChanges, BoardKey, Card, CardChanges, CardKey, Change, CreateCard,
    CreateLabel, CreateStack, DeleteCard, DeleteLabel, DeleteStack, Done, EditBoard, EditCard,
    EditLabel, EditStack, Label, LabelChanges, LabelKey, Operation, Place, Stack, StackChanges,
    StackKey, StackPlace,
};
use jiff::Timestamp;

use super::chance::Chance;
use super::ledger::Ledger;

/// The second at which everything begins: 2026-11-21 20:00:00 UTC.
pub const BEGIN: i64 = 1_795_291_200;

/// Returns a point in time that nobody named before.
pub fn new_time(ledger: &mut Ledger) -> Timestamp {
    let second = BEGIN + 86_400 + i64::from(ledger.number()) * 60;
    Timestamp::from_second(second).expect("a time of this age")
}

/// Returns a color that nobody used before.
pub fn new_color(ledger: &mut Ledger) -> String {
    format!("a{:05x}", ledger.number())
}

/// Returns the account that every history begins with, and an id above all of its own.
pub fn first_account(chance: &mut Chance, ledger: &mut Ledger) -> (Account, u64) {
    let mut next_id = 1;
    let mut id = || {
        next_id += 1;
        next_id.to_string()
    };
    let mut account = Account::default();
    for _ in 0..1 + chance.below(2) {
        let mut board = Board::new(BoardKey::known(id()), ledger.word('b'));
        board.color = "0082c9".to_owned();
        for _ in 0..chance.below(3) {
            board.labels.push(Label {
                key: LabelKey::known(id()),
                name: ledger.word('l'),
                color: new_color(ledger),
            });
        }
        for _ in 0..1 + chance.below(3) {
            let mut stack = Stack::new(StackKey::known(id()), ledger.word('s'));
            for _ in 0..chance.below(4) {
                let mut card = Card::new(CardKey::known(id()), ledger.word('t'));
                card.body = new_body(chance, ledger);
                card.created = Timestamp::from_second(BEGIN - 1000).ok();
                card.author = Some("alice".to_owned());
                if let Some(label) = chance.pick(&board.labels) {
                    card.labels.insert(label.key.clone());
                }
                stack.cards.push(Arc::new(card));
            }
            board.stacks.push(Arc::new(stack));
        }
        account.boards.push(Arc::new(board));
    }
    account.boards.sort_by(|one, other| one.key.cmp(&other.key));
    (account, next_id + 1)
}

fn new_body(chance: &mut Chance, ledger: &mut Ledger) -> Option<Arc<str>> {
    let lines: Vec<String> = (0..chance.below(7)).map(|_| ledger.word('x')).collect();
    let end = if chance.one_in(2) { "\n" } else { "" };
    (!lines.is_empty()).then(|| format!("{}{end}", lines.join("\n")).into())
}

/// A card and where it is.
struct Spot<'a> {
    board: &'a Arc<Board>,
    stack: &'a Arc<Stack>,
    card: &'a Arc<Card>,
}

fn spots(account: &Account) -> Vec<Spot<'_>> {
    let mut spots = Vec::new();
    for board in &account.boards {
        for stack in &board.stacks {
            for card in &stack.cards {
                spots.push(Spot { board, stack, card });
            }
        }
    }
    spots
}

fn places(account: &Account) -> Vec<(&Arc<Board>, &Arc<Stack>)> {
    let boards = account.boards.iter();
    boards
        .flat_map(|board| board.stacks.iter().map(move |stack| (board, stack)))
        .collect()
}

/// Returns something that somebody may do to the account; `None` if chance asked for what
/// cannot be done.
pub fn operation(account: &Account, chance: &mut Chance, ledger: &mut Ledger) -> Option<Operation> {
    match chance.below(24) {
        0..=11 => edit_values(account, chance, ledger),
        12..=14 => move_card(account, chance),
        15 | 16 => create_card(account, chance, ledger),
        17 | 18 => {
            let spots = spots(account);
            let spot = chance.pick(&spots)?;
            Some(Operation::DeleteCard(DeleteCard {
                card: Arc::clone(spot.card),
                board: spot.board.key.clone(),
                stack: spot.stack.key.clone(),
                listed: ListedAttachments::new(),
                moved_to: None,
            }))
        }
        19 | 20 => stack_operation(account, chance, ledger),
        21 => {
            let board = chance.pick(&account.boards)?;
            let changes = BoardChanges {
                title: Change::between(&board.title, &ledger.word('b')),
                ..BoardChanges::default()
            };
            Some(Operation::EditBoard(EditBoard {
                key: board.key.clone(),
                title: board.title.clone(),
                changes,
            }))
        }
        _ => label_operation(account, chance, ledger),
    }
}

fn edit_values(account: &Account, chance: &mut Chance, ledger: &mut Ledger) -> Option<Operation> {
    let spots = spots(account);
    let Spot { board, stack, card } = chance.pick(&spots)?;
    let mut changes = CardChanges::default();
    match chance.below(10) {
        0..=2 => {
            let title = ledger.word('t');
            ledger.also_of_card(card, &title);
            changes.title = Change::between(&card.title, &title);
        }
        3..=5 => {
            let old = card.body.as_deref().unwrap_or_default();
            let new = edited_lines(old, chance, ledger);
            let new: Option<Arc<str>> = (!new.is_empty()).then(|| new.into());
            changes.body = Change::between(&card.body, &new);
        }
        6 => {
            let label = chance.pick(&board.labels)?;
            let mut labels = card.labels.clone();
            if !labels.remove(&label.key) {
                labels.insert(label.key.clone());
            }
            changes.labels = Change::between(&card.labels, &labels);
        }
        7 => {
            let due = (!chance.one_in(3)).then(|| new_time(ledger));
            changes.due = Change::between(&card.due, &due);
        }
        8 => {
            let done = (!chance.one_in(3)).then(|| Done::At(new_time(ledger)));
            changes.done = Change::between(&card.done, &done);
        }
        _ => changes.archived = Change::between(&card.archived, &!card.archived),
    }
    if changes.is_empty() {
        return None;
    }
    Some(Operation::EditCard(Box::new(EditCard {
        key: card.key.clone(),
        title: card.title.clone(),
        board: board.key.clone(),
        stack: stack.key.clone(),
        changes,
    })))
}

/// Returns a text with a line more, another, or one less.
pub fn edited_lines(text: &str, chance: &mut Chance, ledger: &mut Ledger) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = chance.below(lines.len() + 1);
    match chance.below(4) {
        0 if at < lines.len() => drop(lines.remove(at)),
        1 if at < lines.len() => lines[at] = ledger.word('x'),
        _ => lines.insert(at, ledger.word('x')),
    }
    let end = if text.ends_with('\n') && !lines.is_empty() {
        "\n"
    } else {
        ""
    };
    format!("{}{end}", lines.join("\n"))
}

fn move_card(account: &Account, chance: &mut Chance) -> Option<Operation> {
    let spots = spots(account);
    let Spot { board, stack, card } = chance.pick(&spots)?;
    let places = places(account);
    let own = (*board, *stack);
    let (to_board, to_stack) = if chance.one_in(2) {
        &own
    } else {
        chance.pick(&places)?
    };
    let before: Vec<&Arc<Card>> = to_stack
        .shown()
        .iter()
        .filter(|other| other.key != card.key)
        .collect();
    let at = chance.below(before.len() + 1);
    let after = at.checked_sub(1).map(|at| before[at].key.clone());
    let shown: Vec<&CardKey> = stack.shown().iter().map(|card| &card.key).collect();
    let own_at = shown.iter().position(|key| **key == card.key);
    let old_after = own_at
        .and_then(|at| at.checked_sub(1))
        .map(|at| shown[at].clone());
    if to_stack.key == stack.key && (card.archived || old_after == after) {
        return None;
    }
    let mut changes = CardChanges {
        place: Some(Change {
            old: Place {
                board: board.key.clone(),
                stack: stack.key.clone(),
                after: old_after,
            },
            new: Place {
                board: to_board.key.clone(),
                stack: to_stack.key.clone(),
                after,
            },
        }),
        ..CardChanges::default()
    };
    if to_board.key != board.key {
        changes.labels = Change::between(&card.labels, &BTreeSet::new());
    }
    Some(Operation::EditCard(Box::new(EditCard {
        key: card.key.clone(),
        title: card.title.clone(),
        board: board.key.clone(),
        stack: stack.key.clone(),
        changes,
    })))
}

fn create_card(account: &Account, chance: &mut Chance, ledger: &mut Ledger) -> Option<Operation> {
    let places = places(account);
    let (board, stack) = chance.pick(&places)?;
    let mut card = Card::new(CardKey::New(1), ledger.word('t'));
    card.body = new_body(chance, ledger);
    if let Some(label) = chance.pick(&board.labels) {
        card.labels.insert(label.key.clone());
    }
    let after = chance.pick(stack.shown()).map(|card| card.key.clone());
    Some(Operation::CreateCard(CreateCard {
        place: Place {
            board: board.key.clone(),
            stack: stack.key.clone(),
            after,
        },
        card: Arc::new(card),
    }))
}

fn stack_operation(
    account: &Account,
    chance: &mut Chance,
    ledger: &mut Ledger,
) -> Option<Operation> {
    let board = chance.pick(&account.boards)?;
    let stack = chance.pick(&board.stacks)?;
    let others: Vec<&StackKey> = board
        .stacks
        .iter()
        .map(|other| &other.key)
        .filter(|key| **key != stack.key)
        .collect();
    let place = |after: Option<StackKey>| StackPlace {
        board: board.key.clone(),
        parent: None,
        after,
    };
    let behind = chance.pick(&others).map(|key| (*key).clone());
    let key = stack.key.clone();
    match chance.below(6) {
        0 | 1 => Some(Operation::CreateStack(CreateStack {
            key: StackKey::New(1),
            place: place(behind),
            title: ledger.word('s'),
            done_column: false,
            lane: git_board::board::Lane::default(),
        })),
        2 if !others.is_empty() => Some(Operation::DeleteStack(DeleteStack {
            stack: Arc::clone(stack),
            board: board.key.clone(),
            listed: ListedAttachments::new(),
        })),
        3 if !others.is_empty() => {
            let at = board.stacks.iter().position(|other| other.key == key)?;
            let was_behind = at.checked_sub(1).map(|at| board.stacks[at].key.clone());
            let changes = StackChanges {
                place: Change::between(&place(was_behind), &place(behind)),
                ..StackChanges::default()
            };
            (!changes.is_empty()).then(|| edit_stack(board, stack, changes))
        }
        _ => {
            let title = ledger.word('s');
            ledger.also_of_stack(stack, &title);
            let changes = StackChanges {
                title: Change::between(&stack.title, &title),
                ..StackChanges::default()
            };
            Some(edit_stack(board, stack, changes))
        }
    }
}

fn edit_stack(board: &Board, stack: &Stack, changes: StackChanges) -> Operation {
    Operation::EditStack(EditStack {
        key: stack.key.clone(),
        board: board.key.clone(),
        title: stack.title.clone(),
        changes,
    })
}

fn label_operation(
    account: &Account,
    chance: &mut Chance,
    ledger: &mut Ledger,
) -> Option<Operation> {
    let board = chance.pick(&account.boards)?;
    let label = chance.pick(&board.labels);
    let key = board.key.clone();
    let mut changes = LabelChanges::default();
    match (chance.below(5), label) {
        (0, _) | (_, None) => {
            return Some(Operation::CreateLabel(CreateLabel {
                board: key,
                key: LabelKey::New(1),
                name: ledger.word('l'),
                color: new_color(ledger),
            }));
        }
        (1, Some(label)) => {
            return Some(Operation::DeleteLabel(DeleteLabel {
                board: key,
                cards: board.cards_with(&label.key),
                label: label.clone(),
            }));
        }
        (2, Some(label)) => changes.color = Change::between(&label.color, &new_color(ledger)),
        (_, Some(label)) => {
            let name = ledger.word('l');
            ledger.also_of_label(label, &name);
            changes.name = Change::between(&label.name, &name);
        }
    }
    let label = label?;
    Some(Operation::EditLabel(EditLabel {
        board: key,
        key: label.key.clone(),
        name: label.name.clone(),
        changes,
    }))
}
