//! Access rules of boards ("acl"): who else may use a board, and how.

use super::Deck;
use super::permission::Right;
use super::refusal::Refusal;

/// Whom a rule or an assignment names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleKind {
    /// A user, 0.
    User,
    /// A group, 1.
    Group,
    /// A user of another server, 6.
    Remote,
    /// A team ("circle"), 7.
    Team,
}

impl RuleKind {
    /// Returns the number used in calls.
    pub fn number(self) -> i64 {
        match self {
            RuleKind::User => 0,
            RuleKind::Group => 1,
            RuleKind::Remote => 6,
            RuleKind::Team => 7,
        }
    }

    /// Returns the kind of a number used in calls.
    pub fn from_number(number: i64) -> Option<RuleKind> {
        [
            RuleKind::User,
            RuleKind::Group,
            RuleKind::Remote,
            RuleKind::Team,
        ]
        .into_iter()
        .find(|kind| kind.number() == number)
    }
}

/// One access rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The id; 0 lets [`Deck::insert_rule`] choose.
    pub id: i64,
    /// The board's id.
    pub board: i64,
    /// Whom it names.
    pub kind: RuleKind,
    /// The uid or the group's name; it need not exist.
    pub participant: String,
    /// Whether cards may be changed.
    pub may_edit: bool,
    /// Whether rules may be added.
    pub may_share: bool,
    /// Whether stacks, labels and the board may be changed.
    pub may_manage: bool,
}

/// The three permissions that a rule gives besides reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grants {
    /// Whether cards may be changed.
    pub edit: bool,
    /// Whether rules may be added.
    pub share: bool,
    /// Whether stacks, labels and the board may be changed.
    pub manage: bool,
}

impl Deck {
    /// Adds a rule to a board.
    ///
    /// Who shares without being allowed to edit or manage cannot give those away.
    ///
    /// # Errors
    /// `Denied` without the right to share; `Crash` if the participant has a rule already.
    pub fn add_rule(
        &mut self,
        who: &str,
        board: i64,
        kind: RuleKind,
        participant: &str,
        grants: Grants,
    ) -> Result<Rule, Refusal> {
        let grants = self.grantable(who, board, grants)?;
        let is_known = |rule: &Rule| {
            rule.board == board && rule.kind == kind && rule.participant == participant
        };
        if self.rules.values().any(is_known) {
            return Err(Refusal::Crash);
        }
        let rule = Rule {
            id: 0,
            board,
            kind,
            participant: participant.to_owned(),
            may_edit: grants.edit,
            may_share: grants.share,
            may_manage: grants.manage,
        };
        let id = self.insert_rule(rule);
        self.touch_board(board);
        self.rules.get(&id).cloned().ok_or(Refusal::Crash)
    }

    /// Changes what a rule gives.
    ///
    /// # Errors
    /// `Denied` without the right to share, or if there is no such rule.
    pub fn change_rule(&mut self, who: &str, id: i64, grants: Grants) -> Result<Rule, Refusal> {
        let board = self.rules.get(&id).ok_or(Refusal::Denied)?.board;
        let grants = self.grantable(who, board, grants)?;
        self.touch_board(board);
        let rule = self.rules.get_mut(&id).ok_or(Refusal::Denied)?;
        rule.may_edit = grants.edit;
        rule.may_share = grants.share;
        rule.may_manage = grants.manage;
        Ok(rule.clone())
    }

    /// Removes a rule; a user's assignments on the board's cards go with it, a group's stay.
    ///
    /// # Errors
    /// `Denied` without the right to manage, or if there is no such rule.
    pub fn remove_rule(&mut self, who: &str, id: i64) -> Result<Rule, Refusal> {
        let rule = self.rules.get(&id).ok_or(Refusal::Denied)?.clone();
        self.allow_board(who, rule.board, Right::Manage)?;
        self.rules.remove(&id);
        if rule.kind == RuleKind::User {
            self.unassign_everywhere(rule.board, &rule.participant);
        }
        self.touch_board(rule.board);
        Ok(rule)
    }

    /// Returns a board's rules as answers list them: users before groups, by name.
    pub(super) fn sorted_rules(&self, board: i64) -> Vec<&Rule> {
        let mut rules: Vec<&Rule> = self
            .rules
            .values()
            .filter(|rule| rule.board == board)
            .collect();
        rules.sort_by(|a, b| (a.kind, &a.participant).cmp(&(b.kind, &b.participant)));
        rules
    }

    fn grantable(&self, who: &str, board: i64, asked: Grants) -> Result<Grants, Refusal> {
        let board = self.allow_board(who, board, Right::Share)?;
        let own = self.permissions(who, board);
        Ok(Grants {
            edit: asked.edit && (own.edit || own.manage),
            share: asked.share,
            manage: asked.manage && own.manage,
        })
    }

    fn unassign_everywhere(&mut self, board: i64, uid: &str) {
        let stacks = &self.stacks;
        let on_board = |stack: i64| stacks.get(&stack).is_some_and(|one| one.board == board);
        for card in self.cards.values_mut().filter(|card| on_board(card.stack)) {
            card.assignments
                .retain(|one| !(one.kind == RuleKind::User && one.participant == uid));
        }
    }
}
