//! People and groups assigned to cards.

use super::Deck;
use super::permission::Right;
use super::refusal::Refusal;
use super::rule::RuleKind;

/// A person or a group assigned to a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The id of the assignment itself.
    pub id: i64,
    /// The uid or the group's name.
    pub participant: String,
    /// Whether it is a user or a group.
    pub kind: RuleKind,
}

impl Deck {
    /// Assigns a user or a group to a card, archived or not.
    ///
    /// # Errors
    /// `Denied` without the right to edit; `Invalid` if assigned already, or if the user or the
    /// group has no access to the board.
    pub fn assign(
        &mut self,
        who: &str,
        card: i64,
        participant: &str,
        kind: RuleKind,
    ) -> Result<Assignment, Refusal> {
        let (held, board) = self.allow_card(who, card, Right::Edit)?;
        if held.assignment(participant, kind).is_some() {
            let words = "The user is already assigned to the card";
            return Err(Refusal::Invalid(words.to_owned()));
        }
        let has_access = match kind {
            RuleKind::User => self.members(board).iter().any(|uid| uid == participant),
            RuleKind::Group | RuleKind::Team | RuleKind::Remote => self
                .sorted_rules(board.id)
                .iter()
                .any(|rule| rule.kind == kind && rule.participant == participant),
        };
        if !has_access {
            let words = "The user is not part of the board";
            return Err(Refusal::Invalid(words.to_owned()));
        }
        let assignment = self.insert_assignment(card, participant, kind);
        self.touch_card(who, card);
        assignment.ok_or(Refusal::Denied)
    }

    /// Takes a user or a group off a card.
    ///
    /// # Errors
    /// `Denied` without the right to edit; `NotFound` if not assigned.
    pub fn unassign(
        &mut self,
        who: &str,
        card: i64,
        participant: &str,
        kind: RuleKind,
    ) -> Result<Assignment, Refusal> {
        let (held, _) = self.allow_card(who, card, Right::Edit)?;
        let Some(assignment) = held.assignment(participant, kind).cloned() else {
            let words = format!("No assignment for {participant}found.");
            return Err(Refusal::NotFound(words));
        };
        if let Some(card) = self.cards.get_mut(&card) {
            card.assignments.retain(|one| one.id != assignment.id);
        }
        self.touch_card(who, card);
        Ok(assignment)
    }
}
