//! Milestones as flat values.

use std::collections::BTreeMap;

use super::Value;
use super::flatten::{Flat, Flats, named, optional_text};
use crate::board::{Account, Milestone};
use crate::plan::conflict::{Field, Thing, ThingKey};

/// Adds the milestones by name: that is what both accounts have of a new one.
pub(super) fn add_milestones(flats: &mut Flats, account: &Account) {
    let day = |day: Option<jiff::civil::Date>| {
        day.map_or(Value::Absent, |day| Value::Text(day.to_string()))
    };
    for milestone in &account.organization.milestones {
        let Milestone {
            id: _,
            name,
            color,
            date,
            start,
            global,
            projects,
        } = milestone;
        let key = ThingKey::Milestone(name.clone());
        let projects = projects.iter();
        let projects = projects.map(|project| named(project.clone(), project.clone()));
        let values = BTreeMap::from([
            (
                Field::Color,
                optional_text((!color.is_empty()).then_some(color)),
            ),
            (Field::Date, day(*date)),
            (Field::Start, day(*start)),
            (Field::Global, Value::Flag(*global)),
            (Field::Projects, Value::List(projects.collect())),
        ]);
        let flat = Flat {
            thing: Thing {
                key: key.clone(),
                board: None,
                stack: None,
                title: name.clone(),
            },
            values,
            order: Vec::new(),
            container: None,
        };
        flats.insert(key, flat);
    }
}
