//! The Welcome board that a user without boards gets at the first call.

use super::Deck;
use super::board::Board;
use super::card::Card;
use super::label::Label;
use super::stack::Stack;

const STACKS: [&str; 4] = [
    "Custom lists - click to rename!",
    "To Do",
    "In Progress",
    "Done",
];
const EXTRA_LABEL: (&str, &str) = ("Read more inside", "CC317C");
/// Stack, title, and which of the five labels it has.
const CARDS: [(usize, &str, usize); 5] = [
    (0, "1. Open to learn more about boards and cards", 4),
    (1, "2. Drag cards left and right, up and down", 4),
    (1, "Create your first card!", 2),
    (2, "3. Apply rich formatting and link content", 4),
    (3, "4. Share, comment and collaborate!", 4),
];

impl Deck {
    /// Makes the Welcome board at a user's first call, if the model does that and the user owns no
    /// board; boards of others do not count.
    pub(super) fn welcome(&mut self, who: &str) {
        if !self.gives_welcome_board || !self.welcomed.insert(who.to_owned()) {
            return;
        }
        if self.boards.values().any(|board| board.owner == who) {
            return;
        }
        let now = self.clock.now();
        let made = self.create_board(who, "Welcome to Nextcloud Deck!", "bf678b");
        let mut labels: Vec<i64> = self.labels_of(made.id).map(|label| label.id).collect();
        labels.push(self.insert_label(Label {
            id: 0,
            title: EXTRA_LABEL.0.to_owned(),
            color: EXTRA_LABEL.1.to_owned(),
            board: made.id,
            last_modified: self.time_of_new_label(),
        }));
        let stacks: Vec<i64> = (0..)
            .zip(STACKS)
            .map(|(order, title)| {
                self.insert_stack(Stack {
                    title: title.to_owned(),
                    board: made.id,
                    last_modified: now,
                    order,
                    ..Stack::default()
                })
            })
            .collect();
        let mut places = [0; STACKS.len()];
        for (stack, title, label) in CARDS {
            let order = places[stack];
            places[stack] += 1;
            self.insert_card(Card {
                title: title.to_owned(),
                stack: stacks[stack],
                kind: "text".to_owned(),
                last_modified: now,
                last_editor: Some(who.to_owned()),
                created_at: now,
                labels: vec![labels[label]],
                owner: who.to_owned(),
                order,
                ..Card::default()
            });
        }
        self.insert_board(Board {
            last_modified: now,
            ..made
        });
    }
}
