//! Cards as answers show them: in detail, raw, in raw lists, and in one stack.

use serde::Serialize;

use super::attachment::AttachmentAnswer;
use super::board::BoardAnswer;
use super::stack::StackAnswer;
use super::{AssignmentAnswer, LabelAnswer, PersonAnswer, date, etag, since_1_18};
use crate::lookalike::deck::card::Card;
use crate::lookalike::deck::rule::RuleKind;
use crate::lookalike::deck::{Deck, Release};

/// `None` is a key that is absent, `Some(None)` one that is null.
type Maybe<T> = Option<Option<T>>;

/// A card in any of its shapes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CardAnswer<'a> {
    id: i64,
    title: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Maybe<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description_prev: Maybe<&'a str>,
    stack_id: i64,
    #[serde(rename = "type")]
    kind: &'a str,
    last_modified: i64,
    last_editor: Option<&'a str>,
    created_at: i64,
    labels: Option<Vec<LabelAnswer<'a>>>,
    assigned_users: Option<Vec<AssignmentAnswer<'a>>>,
    attachments: Option<Vec<AttachmentAnswer>>,
    attachment_count: Option<i64>,
    owner: PersonAnswer<'a>,
    order: i64,
    archived: bool,
    /// When it was done; public, since an answer to a change echoes the offset that was sent.
    pub done: Option<String>,
    /// When it is due; public as `done` is.
    pub duedate: Option<String>,
    /// When it starts; public as `done` is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub startdate: Maybe<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notified: Option<bool>,
    deleted_at: i64,
    comments_unread: i64,
    comments_count: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dependent_cards: Maybe<&'a [i64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related_stack: Maybe<StackAnswer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related_board: Maybe<BoardAnswer<'a>>,
    #[serde(rename = "ETag")]
    etag: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    overdue: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference_data: Maybe<()>,
    #[serde(skip_serializing_if = "Option::is_none")]
    board_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<BoardName<'a>>,
}

/// A board's id and title, as it hangs on cards that a search found.
#[derive(Clone, Debug, Serialize)]
pub struct BoardName<'a> {
    id: i64,
    title: &'a str,
}

/// Where a card is shown in detail; its attachments are loaded only for the card alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Reading this one card by the interface 1.0: with deck files.
    Alone,
    /// Reading this one card by 1.1: with users' files too.
    AloneWithFiles,
    /// In a list, or as the answer to a change.
    Elsewhere,
}

impl Deck {
    /// Returns a card with all its details (shape A).
    pub fn card_details<'a>(&'a self, card: &'a Card, detail: Detail) -> CardAnswer<'a> {
        let is_new = self.release >= Release::V1_18;
        CardAnswer {
            labels: Some(self.card_labels(card)),
            assigned_users: Some(self.card_assignments(card)),
            attachments: match detail {
                Detail::Alone => Some(self.attachment_answers(card, false)),
                Detail::AloneWithFiles => Some(self.attachment_answers(card, true)),
                Detail::Elsewhere => is_new.then(Vec::new),
            },
            attachment_count: Some(self.attachment_count(card)),
            description_prev: None,
            notified: None,
            related_stack: None,
            related_board: None,
            dependent_cards: since_1_18(self.release, Some(&card.depends_on)),
            overdue: Some(overdue(card.due, self.clock.now())),
            reference_data: Some(None),
            ..self.raw_card(card)
        }
    }

    /// Returns a card as changing one thing of it answers (shape B).
    pub fn raw_card<'a>(&'a self, card: &'a Card) -> CardAnswer<'a> {
        let is_new = self.release >= Release::V1_18;
        CardAnswer {
            id: card.id,
            title: &card.title,
            description: &card.description,
            color: since_1_18(self.release, card.color.as_deref()),
            description_prev: Some(card.description_before.as_deref()),
            stack_id: card.stack,
            kind: &card.kind,
            last_modified: card.last_modified,
            last_editor: card.last_editor.as_deref(),
            created_at: card.created_at,
            labels: Some(self.card_labels(card)),
            assigned_users: None,
            attachments: is_new.then(Vec::new),
            attachment_count: is_new.then_some(self.attachment_count(card)),
            owner: self.person_answer(RuleKind::User, &card.owner),
            order: card.order,
            archived: card.archived,
            done: date(card.done),
            duedate: date(card.due),
            startdate: since_1_18(self.release, date(card.start)),
            notified: Some(false),
            deleted_at: card.deleted_at,
            comments_unread: 0,
            comments_count: i64::try_from(card.comments.len()).unwrap_or(i64::MAX),
            dependent_cards: since_1_18(self.release, None),
            related_stack: Some(None),
            related_board: Some(None),
            etag: etag(card.last_modified),
            overdue: None,
            reference_data: None,
            board_id: None,
            board: None,
        }
    }

    /// Returns a card as raw lists show it (shape C): the owner a name, labels null.
    pub fn listed_card<'a>(&'a self, card: &'a Card) -> CardAnswer<'a> {
        CardAnswer {
            labels: None,
            comments_count: 0,
            owner: PersonAnswer::Name(&card.owner),
            ..self.raw_card(card)
        }
    }

    /// Returns an archived card in the list of those: labels without board and time, or null.
    pub fn archived_card<'a>(&'a self, card: &'a Card) -> CardAnswer<'a> {
        let known = card.labels.iter().filter_map(|id| self.labels.get(id));
        let labels: Vec<_> = known
            .map(|label| self.raw_label_answer(label, card.id))
            .collect();
        CardAnswer {
            labels: (!labels.is_empty()).then_some(labels),
            attachment_count: Some(self.attachment_count(card)),
            ..self.listed_card(card)
        }
    }

    /// Returns a card as reading its stack alone shows it: between the other shapes.
    pub fn card_in_stack<'a>(&'a self, card: &'a Card) -> CardAnswer<'a> {
        CardAnswer {
            labels: None,
            owner: PersonAnswer::Name(&card.owner),
            comments_count: 0,
            dependent_cards: since_1_18(self.release, None),
            ..self.card_details(card, Detail::Elsewhere)
        }
    }

    /// Returns a card in an export.
    pub fn exported_card<'a>(&'a self, card: &'a Card) -> CardAnswer<'a> {
        CardAnswer {
            labels: Some(self.card_labels(card)),
            assigned_users: Some(self.card_assignments(card)),
            ..self.listed_card(card)
        }
    }

    /// Returns a card in the list of deleted ones: with stack and board embedded.
    pub fn deleted_card<'a>(&'a self, who: &str, card: &'a Card) -> CardAnswer<'a> {
        let stack = self.stacks.get(&card.stack);
        let board = stack.and_then(|stack| self.boards.get(&stack.board));
        CardAnswer {
            assigned_users: Some(self.card_assignments(card)),
            attachment_count: Some(self.attachment_count(card)),
            dependent_cards: since_1_18(self.release, Some(&card.depends_on)),
            related_stack: Some(stack.map(|stack| self.stack_answer(stack, Vec::new()))),
            related_board: Some(board.map(|board| self.related_board(who, board))),
            ..self.raw_card(card)
        }
    }

    /// Returns a card that a search found: details, board and stack.
    pub fn found_card<'a>(&'a self, who: &str, card: &'a Card) -> CardAnswer<'a> {
        let CardAnswer {
            related_stack,
            related_board,
            ..
        } = self.deleted_card(who, card);
        CardAnswer {
            related_stack,
            related_board,
            ..self.upcoming_card(card)
        }
    }

    /// Returns a card in the list of what comes up: details and the board's name.
    pub fn upcoming_card<'a>(&'a self, card: &'a Card) -> CardAnswer<'a> {
        let stack = self.stacks.get(&card.stack);
        let board = stack.and_then(|stack| self.boards.get(&stack.board));
        CardAnswer {
            board_id: board.map(|board| board.id),
            board: board.map(|board| BoardName {
                id: board.id,
                title: &board.title,
            }),
            ..self.card_details(card, Detail::Elsewhere)
        }
    }

    fn card_labels<'a>(&'a self, card: &'a Card) -> Vec<LabelAnswer<'a>> {
        let known = card.labels.iter().filter_map(|id| self.labels.get(id));
        known
            .map(|label| self.card_label_answer(label, card.id))
            .collect()
    }

    fn card_assignments<'a>(&'a self, card: &'a Card) -> Vec<AssignmentAnswer<'a>> {
        let assignments = card.assignments.iter();
        assignments
            .map(|one| self.assignment_answer(one, card.id))
            .collect()
    }
}

/// Returns 0 for later or never, 1 for tomorrow, 2 for today, 3 for before now's day.
fn overdue(due: Option<i64>, now: i64) -> i64 {
    let day = |seconds: i64| seconds.div_euclid(86_400);
    match due.map(|due| day(due) - day(now)) {
        None => 0,
        Some(days) if days < 0 => 3,
        Some(0) => 2,
        Some(1) => 1,
        Some(_) => 0,
    }
}
