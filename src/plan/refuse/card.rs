//! What cannot be done with cards.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::structure::not_there;
use super::{Judge, Reason, Subject};
use crate::board::person::may_be;
use crate::board::{
    BoardKey, Card, CardChanges, CardField, CreateCard, EditAttachment, EditCard, EditComment,
    Person, PersonKind,
};
use crate::plan::merge::{name_it_is_beside, title_of};
use crate::plan::words::Kind;

/// What a card asks for that some services have not.
struct Beyond {
    labels: bool,
    done: bool,
    archived: bool,
}

impl Judge<'_> {
    pub(super) fn create_card<'a>(&self, create: &'a CreateCard) -> (Subject<'a>, Vec<Reason>) {
        let Card {
            key,
            title,
            body: _,
            labels,
            assignees,
            due,
            done,
            archived,
            color: card_color,
            start,
            card_type: _,
            depends_on,
            fields,
            attachments: _,
            comments: _,
            tags: _,
            ticket: _,
            created: _,
            author: _,
        } = create.card.as_ref();
        let mut reasons = Vec::new();
        reasons.extend(not_there(key));
        reasons.extend(self.title(title, self.support.limits.card_title));
        reasons.extend(card_color.as_deref().and_then(|color| self.color(color)));
        reasons.extend(self.newer_values(
            card_color.is_some(),
            start.is_some(),
            !depends_on.is_empty(),
        ));
        reasons.extend(self.beyond_a_column(&Beyond {
            labels: !labels.is_empty(),
            done: done.is_some(),
            archived: *archived,
        }));
        reasons.extend(self.due(*due));
        reasons.extend(self.people(assignees));
        for (field, value) in fields {
            reasons.extend(self.field(*field, value));
        }
        reasons.extend(self.project(&create.place.board, create.card.field(CardField::Project)));
        let subject = Subject::new(Kind::Card, Some(&create.place.board), title);
        (subject, reasons)
    }

    pub(super) fn edit_card<'a>(&self, edit: &'a EditCard) -> (Subject<'a>, Vec<Reason>) {
        let CardChanges {
            title,
            body: _,
            labels,
            assignees,
            due,
            done,
            archived,
            color: card_color,
            start,
            card_type: _,
            depends_on,
            fields,
            tags: _,
            place,
        } = &edit.changes;
        let mut reasons = Vec::new();
        if let Some(title) = title {
            reasons.extend(self.title(&title.new, self.support.limits.card_title));
        }
        if let Some(change) = card_color {
            reasons.extend(change.new.as_deref().and_then(|color| self.color(color)));
        }
        let (has_color, has_start) = (card_color.is_some(), start.is_some());
        reasons.extend(self.newer_values(has_color, has_start, depends_on.is_some()));
        reasons.extend(self.beyond_a_column(&Beyond {
            labels: labels.is_some(),
            done: done.is_some(),
            archived: archived.is_some(),
        }));
        reasons.extend(due.as_ref().and_then(|due| self.due(due.new)));
        let people = assignees.as_ref();
        reasons.extend(people.and_then(|people| self.people(&people.new)));
        for (field, change) in fields {
            reasons.extend(change.new.as_ref().and_then(|new| self.field(*field, new)));
        }
        let target = place.as_ref().map(|place| &place.new.board);
        let target = target.filter(|board| **board != edit.board);
        if let Some(change) = fields.get(&CardField::Project) {
            let board = target.unwrap_or(&edit.board);
            reasons.extend(self.project(board, change.new.as_deref()));
        } else if let Some(board) = target.filter(|_| self.support.service.has_projects()) {
            let cards = self.merged.cards();
            let card = cards.get(&edit.key).map(|at| at.card);
            let named = card.and_then(|card| card.field(CardField::Project));
            reasons.extend(self.project(board, named));
        }
        let subject = Subject::new(Kind::Card, Some(&edit.board), &edit.title);
        (subject, reasons)
    }

    pub(super) fn edit_attachment<'a>(
        &self,
        edit: &'a EditAttachment,
    ) -> (Subject<'a>, Vec<Reason>) {
        let name = edit.name.as_str();
        let is_new = edit.content.old.is_none();
        let mut reasons = Vec::new();
        if !self.support.service.has_attachments() {
            reasons.push(self.unsupported("attachments"));
        } else if is_new && !self.support.service.keeps_file_name(name) {
            reasons.push(Reason::AttachmentName {
                service: self.service(),
            });
        }
        let beside = name_it_is_beside(name).filter(|_| is_new);
        let beside = beside.filter(|beside| self.has_attachment(edit, beside));
        reasons.extend(beside.map(|name| Reason::BothReplaced { name }));
        let subject = Subject::new(Kind::Attachment, Some(&edit.board), name);
        (subject, reasons)
    }

    pub(super) fn edit_comment<'a>(&self, edit: &'a EditComment) -> (Subject<'a>, Vec<Reason>) {
        let (old, new) = (edit.comment.old.as_ref(), edit.comment.new.as_ref());
        let title = old.or(new).map(title_of).unwrap_or_default();
        let subject = Subject::new(Kind::Comment, Some(&edit.board), &title);
        if !self.support.service.has_comments() {
            return (subject, vec![self.unsupported("comments")]);
        }
        let mut reasons = Vec::new();
        let service = self.service();
        let length = new.map_or(0, |new| new.text.chars().count());
        let limit = self.support.limits.comment;
        if length > limit {
            reasons.push(Reason::CommentTooLong {
                service,
                length,
                limit,
            });
        }
        if new.is_none() && !self.support.comment_deletions {
            reasons.push(self.unsupported("deletions of comments"));
        }
        // Whether a thread is closed is everybody's to say.
        let is_said_otherwise = old.map(|old| &old.text) != new.map(|new| &new.text);
        let author = old.and_then(|old| old.author.as_deref());
        let author = author.filter(|_| is_said_otherwise);
        if let Some(author) = author.filter(|author| !may_be(author, self.user)) {
            let author = author.to_owned();
            reasons.push(Reason::NotTheAuthor { service, author });
        }
        (subject, reasons)
    }

    fn has_attachment(&self, edit: &EditAttachment, name: &str) -> bool {
        let cards = self.merged.cards();
        let card = cards.get(&edit.card);
        card.is_some_and(|at| at.card.attachments.contains_key(name))
    }

    /// Returns what a service cannot do whose cards have a column and no more.
    fn beyond_a_column(&self, asked: &Beyond) -> Vec<Reason> {
        if self.support.service.has_board_values() {
            return Vec::new();
        }
        [
            (asked.labels, "labels of boards"),
            (asked.done, "done dates"),
            (asked.archived, "archived cards"),
        ]
        .into_iter()
        .filter(|(is_asked, _)| *is_asked)
        .map(|(_, what)| self.unsupported(what))
        .collect()
    }

    /// Returns what is wrong with the project of a card; it needs none named where there is one.
    fn project(&self, board: &BoardKey, named: Option<&str>) -> Option<Reason> {
        if !self.support.service.has_projects() {
            return None;
        }
        let projects = &self.merged.board(board)?.projects;
        let is_fine = match named {
            None => projects.len() == 1,
            Some(name) => projects.iter().any(|project| project.name == name),
        };
        (!is_fine).then(|| Reason::NoProject {
            named: named.map(str::to_owned),
            known: projects.iter().map(|one| one.name.clone()).collect(),
        })
    }

    /// Returns what is wrong with a time where only whole days can be said.
    fn due(&self, due: Option<Timestamp>) -> Option<Reason> {
        const DAY_S: i64 = 86_400;
        let due = due.filter(|due| due.as_second().rem_euclid(DAY_S) != 0)?;
        self.support.whole_days.then(|| Reason::NotAValue {
            field: "due",
            value: due.to_string(),
            allowed: "whole days, like `2026-12-01`",
        })
    }

    /// Returns what is wrong with people where a card has one owner.
    fn people(&self, people: &BTreeSet<Person>) -> Option<Reason> {
        let is_fine = match people.first() {
            Some(person) => people.len() == 1 && person.kind == PersonKind::User,
            None => true,
        };
        if is_fine || !self.support.one_assignee {
            return None;
        }
        let names: Vec<String> = people.iter().map(ToString::to_string).collect();
        Some(Reason::NotAValue {
            field: "assignees",
            value: names.join(", "),
            allowed: "one user, or none",
        })
    }

    /// Returns what is wrong with a value that only some services have.
    fn field(&self, field: CardField, value: &str) -> Option<Reason> {
        let (is_fine, allowed) = match field {
            CardField::Status => (
                matches!(value, "started" | "done"),
                "`not_started`, `started` and `done`",
            ),
            CardField::Priority => (
                matches!(value, "high" | "medium" | "low"),
                "`high`, `medium` and `low`",
            ),
            CardField::Effort => (value.parse::<f64>().is_ok_and(f64::is_finite), "numbers"),
            CardField::Milestone => return self.no_milestone(Some(value)),
            CardField::Parent
            | CardField::Run
            | CardField::Doc
            | CardField::Project
            | CardField::ClassOfService => {
                return None;
            }
        };
        (!is_fine).then(|| Reason::NotAValue {
            field: field.word(),
            value: value.to_owned(),
            allowed,
        })
    }

    /// Returns which of the values that only newer servers know this one does not.
    fn newer_values(&self, color: bool, start: bool, depends_on: bool) -> Vec<Reason> {
        if self.support.card_color_and_start {
            return Vec::new();
        }
        [
            (color, "colors of cards"),
            (start, "start dates"),
            (depends_on, "dependencies between cards"),
        ]
        .into_iter()
        .filter(|(is_there, _)| *is_there)
        .map(|(_, what)| self.unsupported(what))
        .collect()
    }
}
