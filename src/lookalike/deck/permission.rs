//! Who may do what: owners, rules for users, rules for groups, and the refusal of all else.

use super::Deck;
use super::board::Board;
use super::card::Card;
use super::label::Label;
use super::refusal::Refusal;
use super::rule::RuleKind;
use super::stack::Stack;

/// One of the four permissions on a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// To see it.
    Read,
    /// To change cards.
    Edit,
    /// To give others access.
    Share,
    /// To change stacks, labels and the board itself.
    Manage,
}

/// What a user may do on a board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// To see it.
    pub read: bool,
    /// To change cards.
    pub edit: bool,
    /// To change stacks, labels and the board itself.
    pub manage: bool,
    /// To give others access.
    pub share: bool,
}

impl Permissions {
    /// What the owner of a board may do.
    pub const ALL: Permissions = Permissions {
        read: true,
        edit: true,
        manage: true,
        share: true,
    };

    fn has(self, right: Right) -> bool {
        match right {
            Right::Read => self.read,
            Right::Edit => self.edit,
            Right::Share => self.share,
            Right::Manage => self.manage,
        }
    }
}

impl Deck {
    /// Returns what a user may do on a board, deleted or not.
    ///
    /// A rule for the user beats all rules for groups and teams; these add up.
    pub fn permissions(&self, who: &str, board: &Board) -> Permissions {
        if board.owner == who {
            return Permissions::ALL;
        }
        let mut sum = Permissions::default();
        for rule in self.rules.values().filter(|rule| rule.board == board.id) {
            let own = Permissions {
                read: true,
                edit: rule.may_edit,
                manage: rule.may_manage,
                share: rule.may_share,
            };
            match rule.kind {
                RuleKind::User if rule.participant == who => return own,
                kind if self.is_in(who, kind, &rule.participant) => {
                    sum = Permissions {
                        read: true,
                        edit: sum.edit || own.edit,
                        manage: sum.manage || own.manage,
                        share: sum.share || own.share,
                    };
                }
                _ => {}
            }
        }
        sum
    }

    /// Returns the uids of all who have access to a board, the owner first.
    pub fn members(&self, board: &Board) -> Vec<String> {
        let mut members = vec![board.owner.clone()];
        let mut add = |uid: &String| {
            if self.users.contains_key(uid) && !members.contains(uid) {
                members.push(uid.clone());
            }
        };
        for rule in self.sorted_rules(board.id) {
            match rule.kind {
                RuleKind::User => add(&rule.participant),
                kind => {
                    let members = self.members_of(kind, &rule.participant);
                    members.iter().for_each(&mut add);
                }
            }
        }
        members
    }

    pub(super) fn allow_board(&self, who: &str, id: i64, right: Right) -> Result<&Board, Refusal> {
        self.boards
            .get(&id)
            .filter(|board| board.deleted_at == 0)
            .filter(|board| self.permissions(who, board).has(right))
            .ok_or(Refusal::Denied)
    }

    pub(super) fn allow_stack(
        &self,
        who: &str,
        id: i64,
        right: Right,
    ) -> Result<(&Stack, &Board), Refusal> {
        let stack = self.stacks.get(&id).ok_or(Refusal::Denied)?;
        let board = self.allow_board(who, stack.board, right)?;
        Ok((stack, board))
    }

    /// Gives a card in a stack that may be deleted, but itself must not be.
    pub(super) fn allow_card(
        &self,
        who: &str,
        id: i64,
        right: Right,
    ) -> Result<(&Card, &Board), Refusal> {
        let (card, board) = self.allow_card_or_trash(who, id, right)?;
        if card.deleted_at > 0 {
            return Err(Refusal::CardDeleted);
        }
        Ok((card, board))
    }

    pub(super) fn allow_card_or_trash(
        &self,
        who: &str,
        id: i64,
        right: Right,
    ) -> Result<(&Card, &Board), Refusal> {
        let card = self.cards.get(&id).ok_or(Refusal::Denied)?;
        let (_, board) = self.allow_stack(who, card.stack, right)?;
        Ok((card, board))
    }

    pub(super) fn allow_label(
        &self,
        who: &str,
        id: i64,
        right: Right,
    ) -> Result<(&Label, &Board), Refusal> {
        let label = self.labels.get(&id).ok_or(Refusal::Denied)?;
        let board = self.allow_board(who, label.board, right)?;
        Ok((label, board))
    }
}
