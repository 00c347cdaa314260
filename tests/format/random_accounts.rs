//! Random accounts written over the files of others, again and again.

use std::sync::Arc;

use git_board::board::{
    Account, Board, BoardKey, Card, CardKey, Done, Label, LabelKey, Member, Permissions, Person,
    Stack, StackKey,
};
use git_board::files::Files;
use git_board::text::Known;

use super::support::{Chance, known, put, written};

const TITLES: [&str; 12] = [
    "Fix",
    "fix",
    "FIX",
    "To do",
    "yes",
    "Über",
    "u\u{308}ber",
    "日本語",
    "🎉",
    "a: b #c",
    "CON",
    "../x",
];

fn title(chance: &mut Chance) -> String {
    chance.of(&TITLES).to_owned()
}

fn card(chance: &mut Chance, id: usize, labels: &[Label]) -> Arc<Card> {
    let mut card = Card::new(CardKey::known(id.to_string()), title(chance));
    let time = "2026-12-01T09:00:00Z".parse().unwrap();
    card.labels = labels
        .iter()
        .filter(|_| chance.once_in(3))
        .map(|label| label.key.clone())
        .collect();
    for name in ["alice", "bob", "12"] {
        if chance.once_in(3) {
            card.assignees.insert(Person::user(name));
        }
    }
    card.body = chance.once_in(2).then(|| Arc::from(title(chance)));
    card.due = chance.once_in(3).then_some(time);
    card.done = chance.once_in(4).then_some(Done::At(time));
    card.archived = chance.once_in(6);
    card.color = chance.once_in(4).then(|| "001e10".to_owned());
    card.start = chance.once_in(4).then_some(time);
    card.card_type = chance.once_in(9).then(|| "text".to_owned());
    if chance.once_in(4) {
        card.depends_on.insert(CardKey::known("3"));
    }
    card.created = Some(time);
    card.author = Some("alice".to_owned());
    Arc::new(card)
}

/// Returns a random account: every thing is somewhere else each time, or nowhere.
fn account(chance: &mut Chance) -> Account {
    let mut boards: Vec<Board> = (1..4)
        .filter(|_| !chance.once_in(5))
        .collect::<Vec<usize>>()
        .into_iter()
        .map(|id| {
            let mut board = Board::new(BoardKey::known(id.to_string()), title(chance));
            board.color = chance.of(&["ff0000", "001000", ""]).to_owned();
            board.archived = chance.once_in(6);
            board.labels = ["a, b", "Bug", "no", "日"]
                .iter()
                .enumerate()
                .filter(|_| !chance.once_in(4))
                .map(|(index, name)| Label {
                    key: LabelKey::known((10 * id + index).to_string()),
                    name: (*name).to_owned(),
                    color: "1e1000".to_owned(),
                })
                .collect();
            if chance.once_in(3) {
                for label in &mut board.labels {
                    label.name.push('!');
                }
            }
            board.members = ["bob", "carol"]
                .into_iter()
                .filter(|_| chance.once_in(2))
                .map(|name| Member {
                    person: Person::user(name),
                    permissions: Permissions {
                        edit: name == "bob",
                        share: false,
                        manage: true,
                    },
                })
                .collect();
            board
        })
        .collect();
    let mut stacks = Vec::new();
    for id in 1..8 {
        if !boards.is_empty() && !chance.once_in(5) {
            let mut stack = Stack::new(StackKey::known(id.to_string()), title(chance));
            stack.done_column = chance.once_in(4);
            stacks.push((chance.below(boards.len()), stack));
        }
    }
    for id in 1..30 {
        if stacks.is_empty() || chance.once_in(5) {
            continue;
        }
        let at = chance.below(stacks.len());
        let (board, stack) = &mut stacks[at];
        let index = chance.below(stack.cards.len() + 1);
        let card = card(chance, id, &boards[*board].labels);
        stack.cards.insert(index, card);
    }
    for (board, mut stack) in stacks {
        stack.settle_archived();
        let index = chance.below(boards[board].stacks.len() + 1);
        boards[board].stacks.insert(index, Arc::new(stack));
    }
    Account::of(boards.into_iter().map(Arc::new).collect())
}

/// Returns an account that is like another but for a few cards.
fn like(chance: &mut Chance, other: &Account) -> Account {
    let mut account = other.clone();
    for board in &mut account.boards {
        let board = Arc::make_mut(board);
        for stack in &mut board.stacks {
            if chance.once_in(2) || stack.cards.is_empty() {
                continue;
            }
            let stack = Arc::make_mut(stack);
            let from = chance.below(stack.cards.len());
            let mut card = stack.cards.remove(from);
            Arc::make_mut(&mut card).title = title(chance);
            let to = chance.below(stack.cards.len() + 1);
            stack.cards.insert(to, card);
            stack.settle_archived();
        }
    }
    account
}

#[test]
fn any_account_can_be_written_over_the_files_of_any_other() {
    let mut chance = Chance(7);
    let mut files = Files::default();
    put(&mut files, "README.md", "mine");
    put(&mut files, "fix", "in the way");
    let mut now = Known::default();
    for turn in 0..150 {
        let wanted = if turn % 3 == 2 {
            like(&mut chance, &now.account)
        } else {
            account(&mut chance)
        };
        // `written` checks that the files then say what is wanted, where the layout says.
        files = written(&files, &now, &wanted);
        let again = known(&files, Some(&now));
        assert_eq!(again.account, wanted);
        assert_eq!(written(&files, &again, &wanted), files);
        now = again;
    }
    files = written(&files, &now, &Account::default());
    let left: Vec<&String> = files.entries.keys().collect();
    assert_eq!(left, ["README.md", "fix"]);
}
