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

#[cfg(test)]
mod tests {
    use crate::lookalike::clock::Clock;
    use crate::lookalike::deck::person::User;
    use crate::lookalike::deck::{Deck, Release};
    use crate::lookalike::message::Request;

    #[test]
    fn the_first_call_of_a_user_without_boards_makes_one_if_the_model_does_that() {
        for (gives, count) in [(false, 0), (true, 1)] {
            let mut deck = Deck::new(Release::V1_18, Clock::stopped(1_795_283_837));
            deck.insert_user(User::new("alice", "Alice", "secret"));
            deck.gives_welcome_board = gives;
            let request = Request::new("GET", "/index.php/apps/deck/api/v1.0/boards")
                .with_header("authorization", "Basic YWxpY2U6c2VjcmV0");
            for _ in 0..2 {
                assert_eq!(deck.answer(&request).status, 200);
                assert_eq!(deck.boards().count(), count);
            }
        }
    }
}
