//! What stands over the boards on three sides: milestones one by one, runs as the server has them.

use std::sync::Arc;

use super::Report;
use super::stack::differing;
use crate::board::{Account, Milestone, Organization};
use crate::plan::conflict::{Conflict, Field, Thing, ThingKey, ThreeValues};
use crate::plan::value::{Settled, merge_value};

/// Merges what stands over the boards, `bases` the newest first.
pub(super) fn merge(
    bases: &[&Account],
    local: &Account,
    remote: &Account,
    report: &mut Report,
) -> Arc<Organization> {
    let is_unchanged_here = bases.iter().any(|base| base.has_same_organization(local));
    if is_unchanged_here || local.has_same_organization(remote) {
        return Arc::clone(&remote.organization);
    }
    let (ours, theirs) = (
        &local.organization.milestones,
        &remote.organization.milestones,
    );
    let bases: Vec<&[Milestone]> = bases
        .iter()
        .map(|base| base.organization.milestones.as_slice())
        .collect();
    let mut merged = Vec::new();
    let mut met = Vec::new();
    for mine in ours {
        let was: Vec<&Milestone> = bases
            .iter()
            .filter_map(|base| twin(mine, ours, base))
            .collect();
        let thing = thing(mine);
        match twin(mine, ours, theirs) {
            Some(their) => {
                met.push(their);
                merged.push(Values { report, was }.both(mine, their));
                continue;
            }
            None if mine.id.is_none() => {}
            None if was.is_empty() => report.conflicts.push(Conflict::GoneThere { thing }),
            None if was.contains(&mine) => continue,
            None => report
                .conflicts
                .push(Conflict::DeletedThereChangedHere { thing }),
        }
        merged.push(mine.clone());
    }
    for their in theirs {
        if met.iter().any(|met| std::ptr::eq(*met, their)) {
            continue;
        }
        let mut was = bases.iter().filter_map(|base| twin(their, theirs, base));
        match was.next() {
            Some(was) if was == their => continue,
            Some(_) => report.conflicts.push(Conflict::DeletedHereChangedThere {
                thing: thing(their),
            }),
            None => {}
        }
        merged.push(their.clone());
    }
    // Nobody here has a say in the runs.
    Arc::new(Organization::of(merged, remote.organization.runs.clone()))
}

/// Returns the one of another side: of the same id, or, where one of them has none yet, of the same
/// name.
pub(in crate::plan) fn twin<'t>(
    one: &Milestone,
    among: &[Milestone],
    others: &'t [Milestone],
) -> Option<&'t Milestone> {
    let by_id = others
        .iter()
        .find(|other| one.id.is_some() && other.id == one.id);
    by_id.or_else(|| {
        others.iter().find(|other| {
            let is_taken = other.id.is_some() && among.iter().any(|known| known.id == other.id);
            let lacks_id = one.id.is_none() || other.id.is_none();
            lacks_id && other.name == one.name && !is_taken
        })
    })
}

fn thing(milestone: &Milestone) -> Thing {
    let id = milestone.id.as_ref().unwrap_or(&milestone.name);
    Thing {
        key: ThingKey::Milestone(id.clone()),
        board: None,
        stack: None,
        title: milestone.name.clone(),
    }
}

struct Values<'m> {
    report: &'m mut Report,
    was: Vec<&'m Milestone>,
}

impl Values<'_> {
    fn both(&mut self, mine: &Milestone, their: &Milestone) -> Milestone {
        let day = |day: &Option<jiff::civil::Date>| day.map(|day| day.to_string());
        let text = |text: &String| (!text.is_empty()).then(|| text.clone());
        let sides = (mine, their);
        // A person need not choose the color of what is new.
        let color = match (mine.id.is_none() && mine.color.is_empty(), &their.id) {
            (true, Some(_)) => their.color.clone(),
            _ => self.value(Field::Color, sides, &|one| &one.color, &text),
        };
        Milestone {
            id: their.id.clone().or_else(|| mine.id.clone()),
            name: self.value(Field::Name, sides, &|one| &one.name, &text),
            color,
            date: self.value(Field::Date, sides, &|one| &one.date, &day),
            start: self.value(Field::Start, sides, &|one| &one.start, &day),
            global: self.value(Field::Global, sides, &|one| &one.global, &|global| {
                Some(global.to_string())
            }),
            projects: self.value(Field::Projects, sides, &|one| &one.projects, &|projects| {
                (!projects.is_empty()).then(|| projects.join(", "))
            }),
        }
    }

    fn value<T: PartialEq + Clone>(
        &mut self,
        field: Field,
        (mine, their): (&Milestone, &Milestone),
        of: &dyn Fn(&Milestone) -> &T,
        words: &dyn Fn(&T) -> Option<String>,
    ) -> T {
        let was: Vec<&T> = self.was.iter().map(|was| of(was)).collect();
        match merge_value(&was, of(mine), of(their)) {
            Settled::Value(value) => value,
            Settled::Conflict => {
                let values = ThreeValues {
                    base: was.first().and_then(|was| words(was)),
                    ours: words(of(mine)),
                    theirs: words(of(their)),
                };
                let has_base = !was.is_empty();
                let thing = Thing {
                    title: mine.name.clone(),
                    ..thing(their)
                };
                let conflict = differing(thing, field, values, has_base);
                self.report.conflicts.push(conflict);
                of(mine).clone()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::merge;
    use crate::board::{Account, Milestone, Organization};
    use crate::plan::merge::Report;

    fn account(milestones: &[(&str, &str, &str)]) -> Account {
        let milestones = milestones.iter().map(|(id, name, date)| Milestone {
            id: (!id.is_empty()).then(|| (*id).to_owned()),
            name: (*name).to_owned(),
            color: "gray".to_owned(),
            date: date.parse().ok(),
            start: None,
            global: true,
            projects: Vec::new(),
        });
        Account {
            organization: Arc::new(Organization::of(milestones.collect(), Vec::new())),
            ..Account::default()
        }
    }

    fn check(here: &Account, there: &Account, expected: &Account, conflicts: &[&str]) {
        let base = account(&[("1", "Alpha", "2026-12-01"), ("2", "Beta", "2026-12-02")]);
        let mut report = Report::default();
        let merged = merge(&[&base], here, there, &mut report);
        assert_eq!(merged, expected.organization);
        let found: Vec<String> = report.conflicts.iter().map(ToString::to_string).collect();
        assert_eq!(found, conflicts);
    }

    #[test]
    fn edits_of_both_sides_meet_in_one_milestone() {
        check(
            &account(&[("1", "Omega", "2026-12-01"), ("2", "Beta", "2026-12-02")]),
            &account(&[("1", "Alpha", "2026-12-09"), ("2", "Beta", "2026-12-02")]),
            &account(&[("1", "Omega", "2026-12-09"), ("2", "Beta", "2026-12-02")]),
            &[],
        );
    }

    #[test]
    fn one_day_changed_to_two_is_a_conflict() {
        check(
            &account(&[("1", "Alpha", "2026-12-05"), ("2", "Beta", "2026-12-02")]),
            &account(&[("1", "Alpha", "2026-12-09"), ("2", "Beta", "2026-12-02")]),
            &account(&[("1", "Alpha", "2026-12-05"), ("2", "Beta", "2026-12-02")]),
            &[
                "milestone \"Alpha\": `date` changed on both sides: \"2026-12-05\" here, \
                 \"2026-12-09\" there, \"2026-12-01\" before",
            ],
        );
    }

    #[test]
    fn deleted_and_changed_is_a_conflict_and_deleted_and_left_is_none() {
        check(
            &account(&[("2", "Beta", "2026-12-05")]),
            &account(&[("1", "Alpha", "2026-12-01")]),
            &account(&[("2", "Beta", "2026-12-05")]),
            &["milestone \"Beta\": deleted there and changed here"],
        );
        check(
            &account(&[("1", "Alpha", "2026-12-01")]),
            &account(&[("1", "Alpha", "2026-12-01"), ("2", "Beta", "2026-12-05")]),
            &account(&[("1", "Alpha", "2026-12-01"), ("2", "Beta", "2026-12-05")]),
            &["milestone \"Beta\": deleted here and changed there"],
        );
    }

    #[test]
    fn a_new_one_of_the_name_of_one_there_is_that_one() {
        let both = [("1", "Alpha", "2026-12-01"), ("2", "Beta", "2026-12-02")];
        let with = |id| account(&[both[0], both[1], (id, "Gamma", "2026-12-03")]);
        check(&with(""), &with("3"), &with("3"), &[]);
        check(&with(""), &account(&both), &with(""), &[]);
        // An old name that was given to another one here is not the old one.
        let here = account(&[
            ("1", "Omega", "2026-12-01"),
            ("", "Alpha", "2026-12-04"),
            both[1],
        ]);
        check(&here, &account(&both), &here, &[]);
    }
}
