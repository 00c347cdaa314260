//! Bringing the model into the state that a recording presupposes, by hand or from recorded answers.

use git_board::lookalike::deck::assignment::Assignment;
use git_board::lookalike::deck::board::Board;
use git_board::lookalike::deck::card::Card;
use git_board::lookalike::deck::label::Label;
use git_board::lookalike::deck::rule::{Rule, RuleKind};
use git_board::lookalike::deck::stack::Stack;
use serde_json::Value;

use super::world::{World, id, list};

impl World {
    /// Puts a recorded board with its labels, rules and stacks into the model.
    pub fn adopt_board(&mut self, board: &Value) {
        self.deck.insert_board(Board {
            id: id(board),
            title: text(board, "title"),
            owner: name(&board["owner"]),
            color: text(board, "color"),
            archived: board["archived"] == true,
            deleted_at: number(board, "deletedAt"),
            last_modified: number(board, "lastModified"),
        });
        for label in list(&board["labels"]) {
            self.adopt_label(label);
        }
        for rule in list(&board["acl"]) {
            self.adopt_rule(rule);
        }
        for stack in list(&board["stacks"]) {
            self.adopt_stack(stack);
        }
    }

    fn adopt_rule(&mut self, rule: &Value) {
        self.deck.insert_rule(Rule {
            id: id(rule),
            board: number(rule, "boardId"),
            kind: RuleKind::from_number(number(rule, "type")).expect("a known kind"),
            participant: name(&rule["participant"]),
            may_edit: rule["permissionEdit"] == true,
            may_share: rule["permissionShare"] == true,
            may_manage: rule["permissionManage"] == true,
        });
    }

    /// Puts a recorded label into the model.
    pub fn adopt_label(&mut self, label: &Value) {
        self.deck.insert_label(Label {
            id: id(label),
            title: text(label, "title"),
            color: text(label, "color"),
            board: number(label, "boardId"),
            last_modified: number(label, "lastModified"),
        });
    }

    /// Puts a recorded stack with its cards into the model.
    pub fn adopt_stack(&mut self, stack: &Value) {
        self.deck.insert_stack(Stack {
            id: id(stack),
            title: text(stack, "title"),
            board: number(stack, "boardId"),
            deleted_at: number(stack, "deletedAt"),
            last_modified: number(stack, "lastModified"),
            order: number(stack, "order"),
            is_done_column: stack["isDoneColumn"] == true,
        });
        for card in list(&stack["cards"]) {
            self.adopt_card(card);
        }
    }

    /// Puts a recorded card into the model; what its shape does not show is kept from before.
    pub fn adopt_card(&mut self, card: &Value) {
        let before = self.deck.card(id(card)).cloned().unwrap_or_default();
        for label in list(&card["labels"]) {
            if self.deck.label(id(label)).is_none() {
                self.adopt_label(label);
            }
        }
        let labels = match &card["labels"] {
            Value::Array(labels) => labels.iter().map(id).collect(),
            _ => before.labels,
        };
        let assignments = match &card["assignedUsers"] {
            Value::Array(users) => users.iter().map(assignment).collect(),
            _ => before.assignments,
        };
        let description_before = match card.get("descriptionPrev") {
            Some(value) => value.as_str().map(str::to_owned),
            None => before.description_before,
        };
        self.deck.insert_card(Card {
            id: id(card),
            title: text(card, "title"),
            description: text(card, "description"),
            description_before,
            stack: number(card, "stackId"),
            kind: text(card, "type"),
            color: card["color"].as_str().map(str::to_owned),
            last_modified: number(card, "lastModified"),
            last_editor: card["lastEditor"].as_str().map(str::to_owned),
            created_at: number(card, "createdAt"),
            labels,
            assignments,
            owner: name(&card["owner"]),
            order: number(card, "order"),
            archived: card["archived"] == true,
            done: date(&card["done"]),
            due: date(&card["duedate"]),
            start: date(&card["startdate"]),
            deleted_at: number(card, "deletedAt"),
            depends_on: before.depends_on,
            comments: before.comments,
            attachment_count: card["attachmentCount"]
                .as_i64()
                .unwrap_or(before.attachment_count),
        });
    }

    /// Adopts the cards of a recorded list that the model does not know.
    pub fn adopt_unknown_cards(&mut self, cards: &Value) {
        for card in list(cards) {
            if self.deck.card(id(card)).is_none() {
                self.adopt_card(card);
            }
        }
    }

    /// Adopts recorded stacks without their cards.
    pub fn adopt_bare_stacks(&mut self, stacks: &Value) {
        for stack in list(stacks) {
            let mut stack = stack.clone();
            stack["cards"] = Value::Null;
            self.adopt_stack(&stack);
        }
    }
}

/// Makes the card that a recording's path names, as the unrecorded call before it did.
pub fn make_card_of(world: &mut World, recording: &str, title: &str) -> i64 {
    let (stack, card) = {
        let recording = world.recording(recording);
        world.deck.clock.set(recording.at - 1);
        (recording.path_id(1), recording.path_id(2))
    };
    make_card(world, stack, card, title)
}

/// Makes a card as alice, now.
pub fn make_card(world: &mut World, stack: i64, card: i64, title: &str) -> i64 {
    let now = world.deck.clock.now();
    world.deck.insert_card(Card {
        id: card,
        title: title.to_owned(),
        stack,
        last_modified: now,
        created_at: now,
        owner: "alice".to_owned(),
        ..Card::default()
    })
}

/// Puts the cards of a recorded reorder into their places from before it: the order of the answer,
/// which is the former one, the moved card where it was.
pub fn place_as_before(world: &mut World, recording: &str) {
    let moved = world.recording(recording).last_path_id();
    let cards = world.data(recording);
    world.adopt_unknown_cards(&cards);
    for (order, card) in (0..).zip(list(&cards)) {
        if id(card) != moved {
            world.adopt_card(card);
        }
        let mut held = world.deck.card(id(card)).cloned().expect("adopted");
        held.order = order;
        world.deck.insert_card(held);
    }
}

/// Adopts the unknown cards of a recorded list, with stacks for them on their boards.
pub fn adopt_foreign_cards(world: &mut World, cards: &Value) {
    for card in list(cards) {
        let stack = card["stackId"].as_i64().expect("a stack");
        if world.deck.stack(stack).is_none() {
            world.deck.insert_stack(Stack {
                id: stack,
                board: card["boardId"].as_i64().expect("a board"),
                ..Stack::default()
            });
        }
    }
    world.adopt_unknown_cards(cards);
}

fn number(thing: &Value, key: &str) -> i64 {
    thing[key].as_i64().unwrap_or_default()
}

fn text(thing: &Value, key: &str) -> String {
    thing[key].as_str().unwrap_or_default().to_owned()
}

fn name(person: &Value) -> String {
    let uid = person.as_str().or_else(|| person["uid"].as_str());
    uid.unwrap_or_default().to_owned()
}

fn date(value: &Value) -> Option<i64> {
    let text = value.as_str()?.strip_suffix("+00:00")?;
    let at: jiff::Timestamp = format!("{text}Z").parse().ok()?;
    Some(at.as_second())
}

fn assignment(value: &Value) -> Assignment {
    Assignment {
        id: id(value),
        participant: name(&value["participant"]),
        kind: RuleKind::from_number(number(value, "type")).expect("a known kind"),
    }
}
