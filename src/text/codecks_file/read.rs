//! What a `codecks.yaml` says.

use super::{COLORS, KEYS, MILESTONE_KEYS, RUN_KEYS};
use crate::board::{Milestone, Organization, Run, Service};
use crate::text::fields::{Fields, refused};
use crate::text::front_matter::{BOM, Document, Entry};
use crate::text::maps::maps;
use crate::text::problem::Problem;

/// Returns what a `codecks.yaml` says, and what is wrong with it.
pub fn read_organization(path: &str, text: &str) -> (Organization, Vec<Problem>) {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(refusal) => return (Organization::default(), vec![refused(path, 1, &refusal)]),
    };
    let mut fields = Fields::new(path, &document, 1);
    let organization = organization(&mut fields);
    fields.warn_of_unknown(&KEYS, "an organization");
    (organization, fields.problems)
}

pub(super) fn organization(fields: &mut Fields<'_>) -> Organization {
    let mut problems = Vec::new();
    let mut milestones: Vec<Milestone> = Vec::new();
    for entries in &maps(fields, "milestones") {
        let mut item = fields.within(entries);
        let milestone = milestone(&mut item, entries);
        let at = entries.first().map_or(0, |entry| entry.at);
        let has_twin = |is_twin: &dyn Fn(&Milestone) -> bool| milestones.iter().any(is_twin);
        if milestone.id.is_some() && has_twin(&|other| other.id == milestone.id) {
            let id = milestone.id.as_deref().unwrap_or_default();
            item.error_at(at, format!("two milestones have the id {id}"));
        } else if !milestone.name.is_empty() && has_twin(&|other| other.name == milestone.name) {
            let message = format!("two milestones have the name `{}`", milestone.name);
            item.error_at(at, message);
        }
        problems.append(&mut item.problems);
        milestones.push(milestone);
    }
    let mut runs = Vec::new();
    for entries in &maps(fields, "runs") {
        let mut item = fields.within(entries);
        runs.push(Run {
            id: item.id("id", Service::Codecks).unwrap_or_default(),
            name: item.text("name").unwrap_or_default(),
            start: item.day("start"),
            end: item.day("end"),
        });
        item.warn_of_unknown(&RUN_KEYS, "a run");
        problems.append(&mut item.problems);
    }
    fields.problems.append(&mut problems);
    Organization::of(milestones, runs)
}

pub(super) fn milestone(item: &mut Fields<'_>, entries: &[Entry]) -> Milestone {
    let at = entries.first().map_or(0, |entry| entry.at);
    let milestone = Milestone {
        id: item.id("id", Service::Codecks),
        name: item.text("name").unwrap_or_default(),
        color: item.text("color").unwrap_or_default(),
        date: item.day("date"),
        start: item.day("start"),
        global: item.flag("global"),
        projects: item
            .list("projects")
            .into_iter()
            .map(|spelled| spelled.text)
            .collect(),
    };
    item.warn_of_unknown(&MILESTONE_KEYS, "a milestone");
    let Milestone {
        id,
        name,
        color,
        date,
        start,
        global,
        projects,
    } = &milestone;
    // What the service has is as it is; what a person makes has to be whole.
    let wrong = if name.is_empty() {
        Some("a milestone has no `name`".to_owned())
    } else if id.is_some() {
        None
    } else if !color.is_empty() && !COLORS.contains(&color.as_str()) {
        let known = COLORS.map(|color| format!("`{color}`")).join(", ");
        Some(format!(
            "the milestone `{name}` cannot have the color `{color}`; there are {known}"
        ))
    } else if date.is_none() {
        Some(format!(
            "the milestone `{name}` has no `date`; write a day like `2026-12-24`"
        ))
    } else if start.zip(*date).is_some_and(|(start, date)| start > date) {
        Some(format!("the milestone `{name}` starts after its `date`"))
    } else if !global && projects.is_empty() {
        Some(format!(
            "the milestone `{name}` is for no board; write `global: true`, or its `projects`"
        ))
    } else {
        None
    };
    if let Some(message) = wrong {
        item.error_at(at, message);
    }
    milestone
}
