//! What an organization plans with: milestones and runs, with the names that files have for them.

use serde_json::{Map, Value};

use super::structure::Names;
use super::wire::{Milestone, MilestoneProject, Sprint, SprintConfig, Tables, ids_of};
use crate::board;
use crate::board::Organization;

/// What an organization plans with.
#[derive(Clone, Debug, Default)]
pub(super) struct Planning {
    pub(super) milestones: Names,
    pub(super) runs: Names,
    /// The names of projects, by which milestones name them.
    pub(super) projects: Names,
    /// The milestones as they are; `None` where the server does not tell.
    listed_milestones: Option<Vec<board::Milestone>>,
    /// The runs as they are; `None` where the server does not tell.
    listed_runs: Option<Vec<board::Run>>,
}

impl Planning {
    /// Reads it from an answer about the organization.
    ///
    /// # Errors
    /// A record is not of its kind's form.
    pub(super) fn of(
        tables: &Tables,
        account: &Map<String, Value>,
        projects: Names,
    ) -> Result<Self, serde_json::Error> {
        let mut milestones = Vec::new();
        for id in ids_of(account, "milestones") {
            let milestone = tables.get::<Milestone>("milestone", &id)?;
            milestones.extend(milestone.filter(|milestone| milestone.is_deleted != Some(true)));
        }
        let mut runs = Vec::new();
        for id in ids_of(account, "sprints") {
            let run = tables.get::<Sprint>("sprint", &id)?;
            runs.extend(run.filter(|run| run.is_deleted != Some(true)));
        }
        let mut planning = Self {
            milestones: Names::of(milestones.iter().map(|one| {
                let name = one.name.clone().unwrap_or_default();
                (one.id.clone(), name, one.account_seq.to_string())
            })),
            runs: names_of_runs(tables, &runs)?,
            projects,
            ..Self::default()
        };
        if account.contains_key("milestones") {
            let listed: Result<_, _> = milestones
                .into_iter()
                .map(|one| planning.milestone(tables, one))
                .collect();
            planning.listed_milestones = Some(listed?);
        }
        if account.contains_key("sprints") {
            let listed = runs.into_iter().map(|run| board::Run {
                name: planning.runs.name(&run.id),
                start: day(run.start_date.as_deref()),
                end: day(run.end_date.as_deref()),
                id: run.id,
            });
            planning.listed_runs = Some(listed.collect());
        }
        Ok(planning)
    }

    fn milestone(
        &self,
        tables: &Tables,
        milestone: Milestone,
    ) -> Result<board::Milestone, serde_json::Error> {
        let mut projects = Vec::new();
        let row = tables.row("milestone", &milestone.id);
        for key in row
            .map(|row| ids_of(row, "milestoneProjects"))
            .unwrap_or_default()
        {
            let row = tables.get::<MilestoneProject>("milestoneProject", &key)?;
            projects.extend(row.map(|row| self.projects.name(&row.project_id)));
        }
        projects.sort();
        Ok(board::Milestone {
            name: self.milestones.name(&milestone.id),
            color: milestone.color.unwrap_or_default(),
            date: day(milestone.date.as_deref()),
            start: day(milestone.start_date.as_deref()),
            global: milestone.is_global == Some(true),
            projects,
            id: Some(milestone.id),
        })
    }

    /// Returns what the files are to list; what the server does not tell is as it was `before`.
    pub(super) fn organization(&self, before: Option<&Organization>) -> Organization {
        let (milestones, runs) = (self.listed_milestones.clone(), self.listed_runs.clone());
        let before = before.cloned().unwrap_or_default();
        Organization::of(
            milestones.unwrap_or(before.milestones),
            runs.unwrap_or(before.runs),
        )
    }

    /// Returns the milestone of an id.
    pub(super) fn milestone_of(&self, id: &str) -> Option<&board::Milestone> {
        let mut listed = self.listed_milestones.iter().flatten();
        listed.find(|one| one.id.as_deref() == Some(id))
    }

    /// Returns the milestone of a name.
    pub(super) fn milestone_named(&self, name: &str) -> Option<&board::Milestone> {
        let mut listed = self.listed_milestones.iter().flatten();
        listed.find(|one| one.name == name)
    }
}

/// Returns a day; a time is its day.
fn day(text: Option<&str>) -> Option<jiff::civil::Date> {
    text?.get(..10)?.parse().ok()
}

/// A run without a name is called by its configuration and its number, which the app counts from 1.
fn names_of_runs(tables: &Tables, runs: &[Sprint]) -> Result<Names, serde_json::Error> {
    let mut named = Vec::new();
    for run in runs {
        let config = match &run.sprint_config_id {
            Some(id) => tables.get::<SprintConfig>("sprintConfig", id)?,
            None => None,
        };
        let config = config.and_then(|config| config.name).unwrap_or_default();
        let number = run.index.unwrap_or_default() + 1;
        let name = match run.name.clone().filter(|name| !name.is_empty()) {
            Some(name) => name,
            None => format!("{config} {number}").trim_start().to_owned(),
        };
        named.push((run.id.clone(), name, run.account_seq.to_string()));
    }
    Ok(Names::of(named))
}
