//! Putting things into the model as they are, for seeds and tests: no checks, no times changed.

use super::Deck;
use super::assignment::Assignment;
use super::board::Board;
use super::card::Card;
use super::comment::Comment;
use super::label::Label;
use super::person::{Group, User};
use super::rule::{Rule, RuleKind};
use super::stack::Stack;

impl Deck {
    /// Adds or replaces a user.
    pub fn insert_user(&mut self, user: User) {
        self.users.insert(user.id.clone(), user);
    }

    /// Adds or replaces a group.
    pub fn insert_group(&mut self, group: Group) {
        self.groups.insert(group.id.clone(), group);
    }

    /// Adds or replaces a team ("circle").
    pub fn insert_team(&mut self, team: Group) {
        self.teams.insert(team.id.clone(), team);
    }

    /// Removes a user; rules and assignments go on naming the uid.
    pub fn remove_user(&mut self, uid: &str) {
        self.users.remove(uid);
    }

    /// Adds or replaces a board as it is, without labels; returns its id.
    ///
    /// Id 0 means the next one. The ids that follow come after the greatest that was inserted.
    pub fn insert_board(&mut self, mut board: Board) -> i64 {
        board.id = choose(board.id, &mut self.next.board);
        let id = board.id;
        self.boards.insert(id, board);
        id
    }

    /// Adds or replaces a stack as it is; returns its id (0 means the next one).
    pub fn insert_stack(&mut self, mut stack: Stack) -> i64 {
        stack.id = choose(stack.id, &mut self.next.stack);
        let id = stack.id;
        self.stacks.insert(id, stack);
        id
    }

    /// Adds or replaces a card as it is; returns its id (0 means the next one).
    pub fn insert_card(&mut self, mut card: Card) -> i64 {
        card.id = choose(card.id, &mut self.next.card);
        let id = card.id;
        for assignment in &mut card.assignments {
            assignment.id = choose(assignment.id, &mut self.next.assignment);
        }
        for comment in &mut card.comments {
            comment.id = choose(comment.id, &mut self.next.comment);
        }
        self.cards.insert(id, card);
        id
    }

    /// Adds or replaces a label as it is; returns its id (0 means the next one).
    pub fn insert_label(&mut self, mut label: Label) -> i64 {
        label.id = choose(label.id, &mut self.next.label);
        let id = label.id;
        self.labels.insert(id, label);
        id
    }

    /// Adds or replaces an access rule as it is; returns its id (0 means the next one).
    pub fn insert_rule(&mut self, mut rule: Rule) -> i64 {
        rule.id = choose(rule.id, &mut self.next.rule);
        let id = rule.id;
        self.rules.insert(id, rule);
        id
    }

    /// Adds a comment to a card as it is (id 0 means the next one); `None` if there is no such card.
    pub fn insert_comment(&mut self, card: i64, mut comment: Comment) -> Option<Comment> {
        let card = self.cards.get_mut(&card)?;
        comment.id = choose(comment.id, &mut self.next.comment);
        card.comments.push(comment.clone());
        Some(comment)
    }

    /// Assigns a user or a group to a card without any check; `None` if there is no such card.
    pub fn insert_assignment(
        &mut self,
        card: i64,
        participant: &str,
        kind: RuleKind,
    ) -> Option<Assignment> {
        let card = self.cards.get_mut(&card)?;
        let assignment = Assignment {
            id: choose(0, &mut self.next.assignment),
            participant: participant.to_owned(),
            kind,
        };
        card.assignments.push(assignment.clone());
        Some(assignment)
    }
}

pub(super) fn choose(asked: i64, next: &mut i64) -> i64 {
    let id = if asked == 0 { *next } else { asked };
    *next = (*next).max(id + 1);
    id
}
