//! What cannot be done with cards.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::structure::not_there;
use super::{Judge, Reason, Subject};
use crate::board::{Card, CardChanges, CardField, CreateCard, EditCard, Person, PersonKind};
use crate::plan::words::Kind;

impl Judge<'_> {
    pub(super) fn create_card<'a>(&self, create: &'a CreateCard) -> (Subject<'a>, Vec<Reason>) {
        let Card {
            key,
            title,
            body: _,
            labels: _,
            assignees,
            due,
            done: _,
            archived: _,
            color: card_color,
            start,
            card_type: _,
            depends_on,
            fields,
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
        reasons.extend(self.due(*due));
        reasons.extend(self.people(assignees));
        for (field, value) in fields {
            reasons.extend(self.field(*field, value));
        }
        let subject = Subject::new(Kind::Card, Some(&create.place.board), title);
        (subject, reasons)
    }

    pub(super) fn edit_card<'a>(&self, edit: &'a EditCard) -> (Subject<'a>, Vec<Reason>) {
        let CardChanges {
            title,
            body: _,
            labels: _,
            assignees,
            due,
            done: _,
            archived: _,
            color: card_color,
            start,
            card_type: _,
            depends_on,
            fields,
            place: _,
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
        reasons.extend(due.as_ref().and_then(|due| self.due(due.new)));
        let people = assignees.as_ref();
        reasons.extend(people.and_then(|people| self.people(&people.new)));
        for (field, change) in fields {
            reasons.extend(change.new.as_ref().and_then(|new| self.field(*field, new)));
        }
        let subject = Subject::new(Kind::Card, Some(&edit.board), &edit.title);
        (subject, reasons)
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
            CardField::Parent | CardField::Milestone | CardField::Run | CardField::Doc => {
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
