//! What stands over all boards of an organization: its milestones and runs (Codecks).

use jiff::civil::Date;

use super::Listed;

/// A day that cards of several boards work towards.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// The service's id; `None` for a new one.
    pub id: Option<String>,
    /// Its name, by which cards name it; no two have the same.
    pub name: String,
    /// Its color, by the service's word for it; empty where it has none yet.
    pub color: String,
    /// The day; `None` only where the service tells none.
    pub date: Option<Date>,
    /// When work on it begins.
    pub start: Option<Date>,
    /// True if it is for all boards.
    pub global: bool,
    /// The boards that it is for, by title, in order; one that this account does not see by its id.
    pub projects: Vec<String>,
}

/// One that has no id yet equals the one with its values; so this is no `Eq`.
impl PartialEq for Milestone {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            id,
            name,
            color,
            date,
            start,
            global,
            projects,
        } = self;
        *name == other.name
            && *color == other.color
            && *date == other.date
            && *start == other.start
            && *global == other.global
            && *projects == other.projects
            && (*id == other.id || id.is_none() || other.id.is_none())
    }
}

impl Listed for Milestone {
    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn set_id(&mut self, id: Option<String>) {
        self.id = id;
    }
}

/// A stretch of days that cards are planned into; the service alone makes and changes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The service's id.
    pub id: String,
    /// Its name, by which cards name it; no two have the same.
    pub name: String,
    /// Its first day.
    pub start: Option<Date>,
    /// Its last day.
    pub end: Option<Date>,
}

/// What stands over all boards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Organization {
    /// The milestones, in order of date, name and id.
    pub milestones: Vec<Milestone>,
    /// The runs, in order of their first day, name and id.
    pub runs: Vec<Run>,
}

impl Organization {
    /// Returns one with these, put in order.
    pub fn of(mut milestones: Vec<Milestone>, mut runs: Vec<Run>) -> Self {
        for milestone in &mut milestones {
            milestone.projects.sort();
        }
        milestones.sort_by(|one, other| {
            let key = |one: &Milestone| (one.date, one.name.clone(), one.id.clone());
            key(one).cmp(&key(other))
        });
        runs.sort_by(|one, other| {
            let key = |run: &Run| (run.start, run.name.clone(), run.id.clone());
            key(one).cmp(&key(other))
        });
        Self { milestones, runs }
    }

    /// Returns true if there is nothing.
    pub fn is_empty(&self) -> bool {
        self.milestones.is_empty() && self.runs.is_empty()
    }

    /// Returns it with another title of a board in the milestones that are for it; `None` where none is.
    pub fn with_renamed_board(&self, old: &str, new: &str) -> Option<Self> {
        let is_for_it = |milestone: &Milestone| milestone.projects.iter().any(|one| one == old);
        if !self.milestones.iter().any(is_for_it) {
            return None;
        }
        let mut renamed = self.clone();
        let milestones = renamed.milestones.iter_mut();
        for project in milestones.flat_map(|milestone| &mut milestone.projects) {
            if project == old {
                new.clone_into(project);
            }
        }
        Some(Self::of(renamed.milestones, renamed.runs))
    }

    /// Returns the milestone of that name.
    pub fn milestone(&self, name: &str) -> Option<&Milestone> {
        self.milestones
            .iter()
            .find(|milestone| milestone.name == name)
    }
}
