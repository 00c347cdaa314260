//! The rules that every sync must keep, told from models and the ledger alone.

use std::collections::BTreeSet;

use super::ledger::Ledger;
use super::model::{Model, Origin, Thing};

/// The names of single values.
pub const FIELDS: [&str; 8] = [
    "title", "name", "stack", "board", "due", "done", "archived", "color",
];

/// The sides of a sync.
pub struct Sides<'a> {
    /// What the folder (or HEAD) said.
    pub here: &'a Model,
    /// The states that count as base.
    pub bases: &'a [Model],
    /// What the server showed.
    pub there: &'a Model,
    /// What it held besides, on boards that are out of sight.
    pub hidden: &'a BTreeSet<Origin>,
    /// The state before a push during which somebody else wrote: what nobody had touched here may
    /// still be as it was, and comes with the next pull.
    pub lagging: Option<&'a Model>,
}

/// Checks what came of merging three sides.
///
/// # Errors
/// In words: the first value that was reverted, lost or made up.
pub fn merged(sides: &Sides<'_>, result: &Model, ledger: &Ledger) -> Result<(), String> {
    let Sides { here, there, .. } = sides;
    let mut origins: BTreeSet<Origin> = here.things.keys().copied().collect();
    origins.extend(there.things.keys());
    origins.extend(result.things.keys());
    for origin in origins {
        if ledger.forgotten.contains(&origin) {
            continue;
        }
        let name = ledger.name_of(origin, &[here, there, result]);
        // Of a card that was last seen on a board out of sight nobody knows where it is now.
        let was_in = here
            .things
            .get(&origin)
            .map_or("", |thing| thing.field("stack"));
        let was_in_hidden = was_in
            .parse()
            .is_ok_and(|stack| sides.hidden.contains(&stack));
        let is_unseen = was_in_hidden && !there.things.contains_key(&origin);
        if is_unseen || sides.hidden.contains(&origin) {
            out_of_sight(origin, sides, result, ledger)
                .map_err(|error| format!("{name} {error}"))?;
            continue;
        }
        let (here, there) = (here.things.get(&origin), there.things.get(&origin));
        let result = result.things.get(&origin);
        let still = sides.lagging.map(|before| before.things.get(&origin));
        if here == result && still == Some(here) {
            continue;
        }
        let checked = match (here, there) {
            (Some(here), Some(there)) => match result {
                Some(result) => values(origin, sides, (here, there, result), ledger),
                None => Err("is here and there, and was lost".to_owned()),
            },
            (Some(here), None) => only_here(origin, here, result, ledger),
            (None, Some(there)) => only_there(origin, sides, there, result),
            (None, None) => Err(format!("was made up: {result:?}")),
        };
        checked.map_err(|error| format!("{name} {error}"))?;
    }
    Ok(())
}

/// What is out of sight stays as it is, or becomes what was fetched of it before; what somebody
/// moved out of sight may be gone for us.
fn out_of_sight(
    origin: Origin,
    sides: &Sides<'_>,
    result: &Model,
    ledger: &Ledger,
) -> Result<(), String> {
    let before = sides.here.things.get(&origin);
    let (Some(before), Some(after)) = (before, result.things.get(&origin)) else {
        return Ok(());
    };
    for field in FIELDS {
        if !ledger.leads(origin, field, before.field(field), after.field(field)) {
            return Err(format!("is out of sight, and {before:?} became {after:?}"));
        }
    }
    let is_lost =
        |line: &&String| !ledger.lines_there.contains(*line) && !after.lines.contains(line);
    match before.lines.iter().find(is_lost) {
        Some(line) => Err(format!("is out of sight, and line `{line}` was lost")),
        None => Ok(()),
    }
}

fn only_here(
    origin: Origin,
    here: &Thing,
    result: Option<&Thing>,
    ledger: &Ledger,
) -> Result<(), String> {
    let Some(last) = ledger.there.get(&origin) else {
        return match result {
            Some(result) if same(result, here) => Ok(()),
            other => Err(format!(
                "is new here and was lost: {here:?} became {other:?}"
            )),
        };
    };
    if result.is_some() {
        return Err("is gone there, and stays here".to_owned());
    }
    // Where a card that is gone was moved to is nobody's loss.
    for field in FIELDS.into_iter().filter(|field| *field != "stack") {
        let (mine, theirs) = (here.field(field), last.field(field));
        if !ledger.leads(origin, field, mine, theirs) {
            return Err(format!("is gone there, and `{field}: {mine}` was lost"));
        }
    }
    match here
        .lines
        .iter()
        .find(|line| !ledger.lines_there.contains(*line))
    {
        Some(line) => Err(format!("is gone there, and line `{line}` was lost")),
        None => Ok(()),
    }
}

fn only_there(
    origin: Origin,
    sides: &Sides<'_>,
    there: &Thing,
    result: Option<&Thing>,
) -> Result<(), String> {
    let [base] = sides.bases else { return Ok(()) };
    let was_deleted_here = base.things.contains_key(&origin);
    match result {
        None if was_deleted_here => Ok(()),
        Some(_) if was_deleted_here => Err("was deleted here, and is back".to_owned()),
        Some(result) if same(result, there) => Ok(()),
        other => Err(format!("is new there: {there:?}, and here it is {other:?}")),
    }
}

/// Labels that are gone by now are left out of the comparison.
fn same(one: &Thing, other: &Thing) -> bool {
    one.kind == other.kind && one.fields == other.fields && one.lines == other.lines
}

fn values(
    origin: Origin,
    sides: &Sides<'_>,
    (here, there, result): (&Thing, &Thing, &Thing),
    ledger: &Ledger,
) -> Result<(), String> {
    let base = match sides.bases {
        [base] => Some(base.things.get(&origin)),
        _ => None,
    };
    for field in FIELDS {
        let (mine, theirs, now) = (here.field(field), there.field(field), result.field(field));
        if mine == theirs && now == mine {
            continue;
        }
        let told = || format!("`{field}`: `{mine}` here, `{theirs}` there, became `{now}`");
        let forward = ledger.leads(origin, field, mine, theirs);
        let backward = ledger.leads(origin, field, theirs, mine);
        let is_right = match (forward, backward) {
            (true, true) => now == mine || now == theirs,
            (true, false) => now == theirs,
            (false, true) => now == mine,
            (false, false) => false,
        };
        if !is_right {
            return Err(format!("{}; the ledger says otherwise", told()));
        }
        if let Some(Some(base)) = base {
            let agreed = base.field(field);
            let expected = if mine == agreed { theirs } else { mine };
            if mine != theirs && theirs != agreed && mine != agreed || now != expected {
                return Err(format!("{}; base has `{agreed}`", told()));
            }
        }
    }
    let Some(base) = base else { return Ok(()) };
    of_sets(base, (here, there, result), sides.there, ledger)
}

/// Lines and labels: each is there or not, on each of the sides.
fn of_sets(
    base: Option<&Thing>,
    (here, there, result): (&Thing, &Thing, &Thing),
    all_there: &Model,
    ledger: &Ledger,
) -> Result<(), String> {
    let none = Vec::new();
    let agreed = base.map_or(&none, |base| &base.lines);
    let lines: BTreeSet<&String> = here
        .lines
        .iter()
        .chain(&there.lines)
        .chain(&result.lines)
        .collect();
    for line in lines {
        let (mine, theirs) = (here.lines.contains(line), there.lines.contains(line));
        let expected = one_of(agreed.contains(line), mine, theirs);
        let count = result.lines.iter().filter(|other| *other == line).count();
        if count != usize::from(expected) {
            return Err(format!(
                "line `{line}`: {mine} here, {theirs} there, became {count}; base has {}",
                agreed.contains(line)
            ));
        }
    }
    let labels = here
        .labels
        .iter()
        .chain(&there.labels)
        .chain(&result.labels);
    for label in labels.copied().collect::<BTreeSet<Origin>>() {
        let agreed = base.is_some_and(|base| base.labels.contains(&label));
        let (mine, theirs) = (here.labels.contains(&label), there.labels.contains(&label));
        let expected = one_of(agreed, mine, theirs);
        let now = result.labels.contains(&label);
        // A label that goes, or that the other board has not, comes off the card.
        let is_off = ledger.there.contains_key(&label) && !all_there.things.contains_key(&label)
            || ledger.deletions.contains_key(&label)
            || here.field("stack") != there.field("stack");
        if now != expected && (now || !is_off) {
            return Err(format!(
                "label {label}: {mine} here, {theirs} there, became {now}; base has {agreed}"
            ));
        }
    }
    Ok(())
}

fn one_of(base: bool, here: bool, there: bool) -> bool {
    if here == base { there } else { here }
}

/// Checks what one operation of a push did to the server.
///
/// # Errors
/// In words: a value of somebody else that was replaced unseen, or one that nobody wrote.
pub fn sent(before: &Model, after: &Model, ledger: &Ledger) -> Result<(), String> {
    for (origin, old) in &before.things {
        let name = ledger.name_of(*origin, &[before]);
        let checked = match after.things.get(origin) {
            None => deleted(*origin, old, ledger),
            Some(new) => replaced(*origin, (old, new), after, ledger),
        };
        checked.map_err(|error| format!("on the server, {name} {error}"))?;
    }
    for (origin, new) in &after.things {
        if before.things.contains_key(origin) {
            continue;
        }
        if ledger.there.contains_key(origin) {
            return Err(format!("on the server, deleted {new:?} came back"));
        }
        let unknown = new
            .lines
            .iter()
            .find(|line| !ledger.lines_added.contains(*line));
        if let Some(line) = unknown {
            return Err(format!(
                "on the server, {new:?} was made with line `{line}`"
            ));
        }
    }
    Ok(())
}

fn deleted(origin: Origin, old: &Thing, ledger: &Ledger) -> Result<(), String> {
    let Some(deletions) = ledger.deletions.get(&origin) else {
        return Err("was deleted, which nobody asked for".to_owned());
    };
    let had_seen = |then: &Thing| {
        let seen = |line: &String| then.lines.contains(line) || ledger.lines_removed.contains(line);
        FIELDS
            .iter()
            .all(|field| ledger.leads(origin, field, old.field(field), then.field(field)))
            && old.lines.iter().all(seen)
    };
    if deletions.iter().any(had_seen) {
        return Ok(());
    }
    Err(format!(
        "was deleted by somebody who had not seen it so: {old:?}, but {deletions:?}"
    ))
}

fn replaced(
    origin: Origin,
    (old, new): (&Thing, &Thing),
    after: &Model,
    ledger: &Ledger,
) -> Result<(), String> {
    for field in FIELDS {
        let (was, now) = (old.field(field), new.field(field));
        if !ledger.leads(origin, field, was, now) {
            return Err(format!("`{field}: {was}` was replaced unseen by `{now}`"));
        }
    }
    for line in old.lines.iter().filter(|line| !new.lines.contains(line)) {
        if !ledger.lines_removed.contains(line) {
            return Err(format!("lost line `{line}`, which nobody took out"));
        }
    }
    for line in new.lines.iter().filter(|line| !old.lines.contains(line)) {
        if !ledger.lines_added.contains(line) {
            return Err(format!("got line `{line}`, which nobody wrote here"));
        }
    }
    for label in old.labels.difference(&new.labels) {
        let goes = !after.things.contains_key(label);
        let moves = old.field("stack") != new.field("stack");
        if !goes && !moves && !ledger.label_edits.contains(&(origin, *label, false)) {
            return Err(format!("lost label {label}, which nobody took off"));
        }
    }
    for label in new.labels.difference(&old.labels) {
        if !ledger.label_edits.contains(&(origin, *label, true)) {
            return Err(format!("got label {label}, which nobody put on it"));
        }
    }
    Ok(())
}

/// Returns how two models differ, in words; empty if they do not.
pub fn difference(one: &Model, other: &Model, ledger: &Ledger) -> String {
    let mut words = String::new();
    let origins: BTreeSet<_> = one.things.keys().chain(other.things.keys()).collect();
    for origin in origins {
        let (mine, theirs) = (one.things.get(origin), other.things.get(origin));
        if mine != theirs {
            let name = ledger.name_of(*origin, &[one, other]);
            words.push_str(&format!("\n  {name}: {mine:?}\n  against {theirs:?}"));
        }
    }
    for (stack, order) in &one.order {
        let theirs = other.order.get(stack);
        if theirs != Some(order) {
            let name = ledger.name_of(*stack, &[one, other]);
            words.push_str(&format!(
                "\n  order of {name}: {order:?} against {theirs:?}"
            ));
        }
    }
    words
}
