//! Accounts as flat values: every thing with every field.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::milestone::add_milestones;
use super::{Named, Value};
use crate::board::{Account, Board, Card, CardField, Done, Stack};
use crate::plan::conflict::{Field, Thing, ThingKey};
use crate::plan::merge::title_of;
use crate::plan::words::{Titles, permission_words};

/// A thing's values.
pub(super) struct Flat {
    pub thing: Thing,
    pub values: BTreeMap<Field, Value>,
    /// What stands in it, in order.
    pub order: Vec<Named>,
    /// What it stands in.
    pub container: Option<ThingKey>,
}

pub(super) type Flats = HashMap<ThingKey, Flat>;

/// Returns the things of both accounts, without boards, stacks and cards that are the same in
/// memory.
pub(super) fn flatten(one: &Account, other: &Account) -> (Flats, Flats) {
    let titles = Titles::of(one, other);
    let (one_places, other_places) = (pointers(one), pointers(other));
    let mut these = flats(one, &other_places, &titles);
    let mut those = flats(other, &one_places, &titles);
    if !one.has_same_organization(other) {
        add_milestones(&mut these, one);
        add_milestones(&mut those, other);
    }
    (these, those)
}

/// Returns all things of an account.
pub(super) fn flatten_all(account: &Account) -> Flats {
    let titles = Titles::of(account, account);
    let mut flats = flats(account, &Pointers::default(), &titles);
    add_milestones(&mut flats, account);
    flats
}

/// Where things lie in memory; of stacks and cards with what they are in.
#[derive(Default)]
struct Pointers {
    boards: HashSet<*const Board>,
    stacks: HashSet<*const Stack>,
    cards: HashMap<*const Card, ThingKey>,
}

fn pointers(account: &Account) -> Pointers {
    let mut pointers = Pointers::default();
    for board in &account.boards {
        pointers.boards.insert(Arc::as_ptr(board));
        for stack in board.all_stacks() {
            pointers.stacks.insert(Arc::as_ptr(stack));
            for card in &stack.cards {
                let key = ThingKey::Stack(stack.key.clone());
                pointers.cards.insert(Arc::as_ptr(card), key);
            }
        }
    }
    pointers
}

fn flats(account: &Account, other: &Pointers, titles: &Titles) -> Flats {
    let mut flats = Flats::default();
    for board in &account.boards {
        if other.boards.contains(&Arc::as_ptr(board)) {
            continue;
        }
        add_board(&mut flats, board);
        let mut walk = Walk {
            flats: &mut flats,
            board,
            other,
            titles,
        };
        walk.stacks(None, &board.stacks);
    }
    flats
}

pub(super) fn named(key: String, title: String) -> Named {
    Named { key, title }
}

pub(super) fn optional_text(text: Option<&str>) -> Value {
    text.map_or(Value::Absent, |text| Value::Text(text.to_owned()))
}

fn add_board(flats: &mut Flats, board: &Board) {
    let Board {
        key,
        title,
        color,
        archived,
        labels,
        members,
        projects,
        classes,
        stacks,
    } = board;
    let board_key = key;
    let mut add = |key: ThingKey, title: &str, values: BTreeMap<Field, Value>, order| {
        let is_board = matches!(key, ThingKey::Board(_));
        let container = (!is_board).then(|| ThingKey::Board(board_key.clone()));
        let thing = Thing {
            key: key.clone(),
            board: (!is_board).then(|| board.title.clone()),
            stack: None,
            title: title.to_owned(),
        };
        let flat = Flat {
            thing,
            values,
            order,
            container,
        };
        flats.insert(key, flat);
    };
    let values = BTreeMap::from([
        (Field::Title, Value::Text(title.clone())),
        (
            Field::Color,
            optional_text((!color.is_empty()).then_some(color)),
        ),
        (Field::Archived, Value::Flag(*archived)),
        (
            Field::Projects,
            Value::List(
                projects
                    .iter()
                    .map(|project| named(project.name.clone(), project.name.clone()))
                    .collect(),
            ),
        ),
        (
            Field::Classes,
            Value::List(
                classes
                    .iter()
                    .map(|class| {
                        let values = [&class.name, &class.description, &class.color];
                        named(values.map(String::as_str).join("\n"), class.name.clone())
                    })
                    .collect(),
            ),
        ),
    ]);
    add(
        ThingKey::Board(key.clone()),
        title,
        values,
        order_of(stacks),
    );
    for label in labels {
        let values = BTreeMap::from([
            (Field::Name, Value::Text(label.name.clone())),
            (Field::Color, Value::Text(label.color.clone())),
        ]);
        add(
            ThingKey::Label(label.key.clone()),
            &label.name,
            values,
            Vec::new(),
        );
    }
    for member in members {
        let key = ThingKey::Member(board_key.clone(), member.person.clone());
        let may = Value::Text(permission_words(member.permissions));
        let values = BTreeMap::from([(Field::Permissions, may)]);
        add(key, &member.person.to_string(), values, Vec::new());
    }
}

fn order_of(stacks: &[Arc<Stack>]) -> Vec<Named> {
    stacks
        .iter()
        .map(|stack| named(format!("stack {}", stack.key), stack.title.clone()))
        .collect()
}

struct Walk<'m> {
    flats: &'m mut Flats,
    board: &'m Board,
    other: &'m Pointers,
    titles: &'m Titles,
}

impl Walk<'_> {
    fn stacks(&mut self, parent: Option<&Stack>, stacks: &[Arc<Stack>]) {
        for stack in stacks {
            let place = match parent {
                None => named(
                    format!("board {}", self.board.key),
                    self.board.title.clone(),
                ),
                Some(parent) => named(
                    format!("stack {}", parent.key),
                    format!("{} / {}", self.board.title, parent.title),
                ),
            };
            let is_same = self.other.stacks.contains(&Arc::as_ptr(stack));
            self.add_stack(stack, parent, place, is_same);
            if is_same {
                continue;
            }
            for card in &stack.cards {
                let key = ThingKey::Stack(stack.key.clone());
                if self.other.cards.get(&Arc::as_ptr(card)) != Some(&key) {
                    self.add_card(stack, card);
                }
            }
            self.stacks(Some(stack), &stack.stacks);
        }
    }

    fn add_stack(&mut self, stack: &Stack, parent: Option<&Stack>, place: Named, is_same: bool) {
        let Stack {
            key,
            title,
            done_column,
            lane,
            stacks,
            cards: _,
        } = stack;
        let mut order = order_of(stacks);
        if !is_same {
            let shown = stack.shown().iter();
            order.extend(shown.map(|card| named(format!("card {}", card.key), card.title.clone())));
        }
        let thing = Thing {
            key: ThingKey::Stack(key.clone()),
            board: Some(self.board.title.clone()),
            stack: parent.map(|parent| parent.title.clone()),
            title: title.clone(),
        };
        let values = BTreeMap::from([
            (Field::Title, Value::Text(title.clone())),
            (Field::DoneColumn, Value::Flag(*done_column)),
            (Field::Lane, optional_text(lane.words().as_deref())),
            (Field::Place, Value::Place(place)),
        ]);
        let flat = Flat {
            thing,
            values,
            order,
            container: Some(match parent {
                Some(parent) => ThingKey::Stack(parent.key.clone()),
                None => ThingKey::Board(self.board.key.clone()),
            }),
        };
        self.flats.insert(ThingKey::Stack(key.clone()), flat);
    }

    fn add_card(&mut self, stack: &Stack, card: &Card) {
        let Card {
            key,
            title,
            body,
            labels,
            assignees,
            due,
            done,
            archived,
            color,
            start,
            card_type,
            depends_on,
            fields,
            attachments,
            comments,
            tags,
            ticket: _,
            created: _,
            author: _,
        } = card;
        let time = |time: Option<_>| time.map_or(Value::Absent, Value::Time);
        let place = named(
            format!("stack {}", stack.key),
            format!("{} / {}", self.board.title, stack.title),
        );
        let names = labels
            .iter()
            .map(|label| named(label.to_string(), self.titles.label(label)));
        let people = assignees
            .iter()
            .map(|person| named(person.to_string(), person.to_string()));
        let needed = depends_on
            .iter()
            .map(|card| named(card.to_string(), self.titles.card(card)));
        let files = attachments
            .iter()
            .map(|(name, content)| named(format!("{content} {name}"), name.clone()));
        let mut values = BTreeMap::from([
            (Field::Title, Value::Text(title.clone())),
            (Field::Text, optional_text(body.as_deref())),
            (Field::Labels, Value::List(names.collect())),
            (Field::Assignees, Value::List(people.collect())),
            (Field::Due, time(*due)),
            (
                Field::Done,
                match done {
                    None => Value::Absent,
                    Some(Done::AnyTime) => Value::Flag(true),
                    Some(Done::At(at)) => Value::Time(*at),
                },
            ),
            (Field::Archived, Value::Flag(*archived)),
            (Field::Color, optional_text(color.as_deref())),
            (Field::Start, time(*start)),
            (Field::Type, optional_text(card_type.as_deref())),
            (Field::DependsOn, Value::List(needed.collect())),
            (Field::Attachments, Value::List(files.collect())),
            (
                Field::Tags,
                Value::List(
                    tags.iter()
                        .map(|tag| named(tag.to_string(), tag.to_string()))
                        .collect(),
                ),
            ),
            (Field::Place, Value::Place(place)),
        ]);
        for field in CardField::ALL {
            let value = fields.get(&field).map(String::as_str);
            values.insert(Field::Own(field), optional_text(value));
        }
        let thing = Thing {
            key: ThingKey::Card(key.clone()),
            board: Some(self.board.title.clone()),
            stack: Some(stack.title.clone()),
            title: title.clone(),
        };
        let flat = Flat {
            thing,
            values,
            order: Vec::new(),
            container: Some(ThingKey::Stack(stack.key.clone())),
        };
        self.flats.insert(ThingKey::Card(key.clone()), flat);
        for (comment_key, comment) in comments {
            let key = ThingKey::Comment(key.clone(), comment_key.clone());
            let thing = Thing {
                key: key.clone(),
                board: Some(self.board.title.clone()),
                stack: Some(format!("{} / {title}", stack.title)),
                title: title_of(comment),
            };
            let text = Value::Text(comment.text.to_string());
            let flat = Flat {
                thing,
                values: BTreeMap::from([
                    (Field::Text, text),
                    (Field::Closed, Value::Flag(comment.is_closed())),
                ]),
                order: Vec::new(),
                container: Some(ThingKey::Card(card.key.clone())),
            };
            self.flats.insert(key, flat);
        }
    }
}
