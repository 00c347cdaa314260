//! Boards and access rules as answers show them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::stack::StackAnswer;
use super::{LabelAnswer, PersonAnswer, etag, md5_hex, since_1_18};
use crate::lookalike::deck::Deck;
use crate::lookalike::deck::board::{Board, Share};
use crate::lookalike::deck::permission::Permissions;
use crate::lookalike::deck::rule::{Rule, RuleKind};

/// An access rule.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleAnswer<'a> {
    id: i64,
    participant: PersonAnswer<'a>,
    #[serde(rename = "type")]
    kind: i64,
    board_id: i64,
    permission_edit: bool,
    permission_share: bool,
    permission_manage: bool,
    owner: bool,
}

/// The four permissions.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct PermissionsAnswer {
    permission_read: bool,
    permission_edit: bool,
    permission_manage: bool,
    permission_share: bool,
}

/// A board.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BoardAnswer<'a> {
    id: i64,
    title: &'a str,
    owner: PersonAnswer<'a>,
    color: &'a str,
    archived: bool,
    labels: Vec<LabelAnswer<'a>>,
    acl: Vec<RuleAnswer<'a>>,
    /// Absent permissions are an empty list.
    permissions: Value,
    users: Vec<PersonAnswer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shared: Option<i64>,
    stacks: Vec<StackAnswer<'a>>,
    active_sessions: Vec<&'a str>,
    deleted_at: i64,
    last_modified: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    share_token: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<Option<i64>>,
    settings: Value,
    #[serde(rename = "ETag")]
    etag: String,
}

impl From<Permissions> for PermissionsAnswer {
    fn from(permissions: Permissions) -> PermissionsAnswer {
        PermissionsAnswer {
            permission_read: permissions.read,
            permission_edit: permissions.edit,
            permission_manage: permissions.manage,
            permission_share: permissions.share,
        }
    }
}

/// Returns the ETag of a list of boards: the MD5 of the JSON list of `id-etag` texts.
pub fn list_etag(boards: &[(&Board, Share)]) -> String {
    let pairs: Vec<String> = boards
        .iter()
        .map(|(board, _)| format!("{}-{}", board.id, etag(board.last_modified)))
        .collect();
    md5_hex(&json!(pairs).to_string())
}

impl Deck {
    /// Returns an access rule.
    pub fn rule_answer<'a>(&'a self, rule: &'a Rule) -> RuleAnswer<'a> {
        RuleAnswer {
            id: rule.id,
            participant: self.person_answer(rule.kind, &rule.participant),
            kind: rule.kind.number(),
            board_id: rule.board,
            permission_edit: rule.may_edit,
            permission_share: rule.may_share,
            permission_manage: rule.may_manage,
            owner: false,
        }
    }

    /// Returns a board without labels, users and stacks, but with its rules.
    pub fn board_summary<'a>(&'a self, who: &str, board: &'a Board) -> BoardAnswer<'a> {
        let rules = self.sorted_rules(board.id);
        BoardAnswer {
            id: board.id,
            title: &board.title,
            owner: self.person_answer(RuleKind::User, &board.owner),
            color: &board.color,
            archived: board.archived,
            labels: Vec::new(),
            acl: rules
                .into_iter()
                .map(|rule| self.rule_answer(rule))
                .collect(),
            permissions: json!(PermissionsAnswer::from(self.permissions(who, board))),
            users: Vec::new(),
            shared: None,
            stacks: Vec::new(),
            active_sessions: self.active_sessions(board.id),
            deleted_at: board.deleted_at,
            last_modified: board.last_modified,
            share_token: since_1_18(self.release, None),
            external_id: since_1_18(self.release, None),
            settings: json!([]),
            etag: etag(board.last_modified),
        }
    }

    /// Returns a board as the list without details shows it.
    pub fn listed_board<'a>(
        &'a self,
        who: &str,
        board: &'a Board,
        share: Share,
    ) -> BoardAnswer<'a> {
        BoardAnswer {
            shared: Some(share.number()),
            ..self.board_summary(who, board)
        }
    }

    /// Returns a board as the list with details shows it.
    pub fn detailed_board<'a>(
        &'a self,
        who: &str,
        board: &'a Board,
        share: Share,
    ) -> BoardAnswer<'a> {
        BoardAnswer {
            shared: Some(share.number()),
            ..self.whole_board(who, board)
        }
    }

    /// Returns a board with labels, users, settings, and stacks without their cards.
    pub fn whole_board<'a>(&'a self, who: &str, board: &'a Board) -> BoardAnswer<'a> {
        let stacks = self.stacks_of(board.id).into_iter();
        BoardAnswer {
            stacks: stacks
                .map(|stack| self.stack_answer(stack, Vec::new()))
                .collect(),
            ..self.changed_board(who, board)
        }
    }

    /// Returns a board as changing it answers: with labels, users and settings, without stacks.
    pub fn changed_board<'a>(&'a self, who: &str, board: &'a Board) -> BoardAnswer<'a> {
        let member = |uid: String| {
            let user = self.users.get(&uid)?;
            Some(self.person_answer(RuleKind::User, &user.id))
        };
        BoardAnswer {
            labels: self
                .labels_of(board.id)
                .map(|label| self.label_answer(label))
                .collect(),
            users: self.members(board).into_iter().filter_map(member).collect(),
            settings: self.board_settings(who, board.id),
            ..self.board_summary(who, board)
        }
    }

    /// Returns a board that was just made: with labels, without users and settings.
    pub fn new_board<'a>(&'a self, who: &str, board: &'a Board) -> BoardAnswer<'a> {
        let labels = self.labels_of(board.id);
        BoardAnswer {
            labels: labels.map(|label| self.new_label_answer(label)).collect(),
            ..self.board_summary(who, board)
        }
    }

    /// Returns a board as it hangs on a card that a search found, or that lies in the trash.
    pub fn related_board<'a>(&'a self, who: &str, board: &'a Board) -> BoardAnswer<'a> {
        let share = if board.owner == who {
            Share::Own
        } else {
            Share::WithUser
        };
        BoardAnswer {
            labels: self
                .labels_of(board.id)
                .map(|label| self.label_answer(label))
                .collect(),
            shared: Some(share.number()),
            ..self.board_summary(who, board)
        }
    }

    /// Returns a board as its export: the owner a name, no permissions, stacks with their cards.
    pub fn exported_board<'a>(&'a self, who: &str, board: &'a Board) -> BoardAnswer<'a> {
        let mut cards: BTreeMap<i64, Vec<_>> = BTreeMap::new();
        for card in self.cards_where(|card| !card.archived && card.deleted_at == 0) {
            let shown = cards.entry(card.stack).or_default();
            shown.push(card);
        }
        let stacks = self.stacks_of(board.id).into_iter().map(|stack| {
            let cards = cards.remove(&stack.id).unwrap_or_default().into_iter();
            let cards = cards.map(|card| self.exported_card(card));
            self.stack_answer(stack, cards.collect())
        });
        BoardAnswer {
            owner: PersonAnswer::Name(&board.owner),
            permissions: json!([]),
            users: Vec::new(),
            settings: json!([]),
            stacks: stacks.collect(),
            ..self.changed_board(who, board)
        }
    }

    fn board_settings(&self, who: &str, board: i64) -> Value {
        let read = |key: String, default: Value| {
            let held = self.settings.get(&(who.to_owned(), key));
            held.cloned().unwrap_or(default)
        };
        json!({
            "notify-due": read(format!("board:{board}:notify-due"), json!("assigned")),
            "calendar": read(format!("board:{board}:calendar"), json!(true)),
        })
    }
}
