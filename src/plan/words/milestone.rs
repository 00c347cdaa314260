//! Operations on milestones in words.

use super::value::{flag, has, plain, title};
use super::{ChangeLine, Described, Kind, Verb};
use crate::board::{Change, EditMilestone, Milestone};

pub(super) fn edit(edit: &EditMilestone) -> Described {
    let (verb, lines) = match (&edit.milestone.old, &edit.milestone.new) {
        (None, None) => (Verb::Edit, Vec::new()),
        (None, Some(new)) => (Verb::Create, what_it_has(new)),
        (Some(old), Some(new)) => (Verb::Edit, changes(old, new)),
        (Some(_), None) => (Verb::Delete, Vec::new()),
    };
    Described {
        verb,
        kind: Kind::Milestone,
        board: None,
        stack: None,
        new_stack: None,
        card: None,
        id: edit.id().map(str::to_owned),
        title: edit.name().to_owned(),
        lines,
    }
}

fn what_it_has(new: &Milestone) -> Vec<ChangeLine> {
    let mut lines = Vec::new();
    lines.extend(day(new.date).map(|date| has("date", date)));
    lines.extend(day(new.start).map(|start| has("start", start)));
    if !new.color.is_empty() {
        lines.push(has("color", new.color.clone()));
    }
    if new.global {
        lines.push(global(&Change {
            old: false,
            new: true,
        }));
    }
    lines.extend(projects(new).map(|projects| has("projects", projects)));
    lines
}

fn changes(old: &Milestone, new: &Milestone) -> Vec<ChangeLine> {
    let mut lines = Vec::new();
    lines.extend(Change::between(&old.name, &new.name).map(|change| title("name", &change)));
    if old.date != new.date {
        lines.push(plain("date", day(old.date), day(new.date)));
    }
    if old.start != new.start {
        lines.push(plain("start", day(old.start), day(new.start)));
    }
    if old.color != new.color {
        let shown = |color: &String| (!color.is_empty()).then(|| color.clone());
        lines.push(plain("color", shown(&old.color), shown(&new.color)));
    }
    lines.extend(Change::between(&old.global, &new.global).map(|change| global(&change)));
    if old.projects != new.projects {
        lines.push(plain("projects", projects(old), projects(new)));
    }
    lines
}

fn day(day: Option<jiff::civil::Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn projects(milestone: &Milestone) -> Option<String> {
    (!milestone.projects.is_empty()).then(|| milestone.projects.join(", "))
}

fn global(change: &Change<bool>) -> ChangeLine {
    flag("global", change, "for all boards", "not for all boards")
}
