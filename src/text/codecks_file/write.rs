//! A `codecks.yaml` that says what is wanted, and is otherwise as it was.

use super::read::milestone;
use super::read::organization;
use super::{KEYS, MILESTONE_KEYS, RUN_KEYS};
use crate::board::{Milestone, Organization, Run, Service};
use crate::text::card_file::id_scalar;
use crate::text::fields::{Fields, refused};
use crate::text::front_matter::{
    BOM, Document, Editor, MapEdit, flow_list, flow_text, text_scalar,
};
use crate::text::maps::maps;
use crate::text::problem::Problem;

/// Returns a `codecks.yaml` that says what is wanted: `text` with only the values changed that differ.
///
/// # Errors
/// The text cannot be read, or the edited one would not say exactly what is wanted.
pub fn write_organization(
    path: &str,
    text: &str,
    wanted: &Organization,
) -> Result<String, Problem> {
    let (bom, bare) = match text.strip_prefix(BOM) {
        Some(bare) => (BOM, bare),
        None => ("", text),
    };
    let document = Document::parse(bare).map_err(|refusal| refused(path, 1, &refusal))?;
    let mut fields = Fields::new(path, &document, 1);
    // In the order in which they stand.
    let present = Present::of(&mut fields);
    if let Some(problem) = fields.problems.into_iter().find(Problem::is_error) {
        return Err(problem);
    }
    let mut editor = Editor::new(&document, "\n");
    let milestones = wanted.milestones.iter();
    let milestones = milestones.map(|one| milestone_edit(&present.milestones, one));
    set_list(
        &mut editor,
        ("milestones", &MILESTONE_KEYS),
        present.milestones.len(),
        milestones.collect(),
    );
    let runs = wanted.runs.iter().map(|run| run_edit(&present.runs, run));
    set_list(
        &mut editor,
        ("runs", &RUN_KEYS),
        present.runs.len(),
        runs.collect(),
    );
    let edited = editor.finish();
    if edited != bare {
        let after =
            Document::parse_verified(&edited).map_err(|refusal| refused(path, 1, &refusal))?;
        let mut fields = Fields::new(path, &after, 1);
        if organization(&mut fields) != *wanted {
            let message = "cannot be changed without touching other lines; edit it by hand";
            return Err(Problem::error(path, message));
        }
    }
    Ok(format!("{bom}{edited}"))
}

/// What the file lists, in the order in which it does.
struct Present {
    milestones: Vec<Milestone>,
    runs: Vec<(String, Run)>,
}

impl Present {
    fn of(fields: &mut Fields<'_>) -> Self {
        let mut problems = Vec::new();
        let mut milestones = Vec::new();
        for entries in &maps(fields, "milestones") {
            let mut item = fields.within(entries);
            milestones.push(milestone(&mut item, entries));
            problems.append(&mut item.problems);
        }
        let mut runs = Vec::new();
        for entries in &maps(fields, "runs") {
            let mut item = fields.within(entries);
            let id = item.id("id", Service::Codecks).unwrap_or_default();
            let run = Run {
                id: id.clone(),
                name: item.text("name").unwrap_or_default(),
                start: item.day("start"),
                end: item.day("end"),
            };
            runs.push((id, run));
            problems.append(&mut item.problems);
        }
        fields.problems.append(&mut problems);
        Self { milestones, runs }
    }
}

fn milestone_edit(present: &[Milestone], wanted: &Milestone) -> MapEdit {
    let by_id = present
        .iter()
        .position(|one| one.id.is_some() && one.id == wanted.id);
    // One that got its id stands in the file without it.
    let existing = by_id.or_else(|| {
        let mut present = present.iter();
        present.position(|one| one.id.is_none() && one.name == wanted.name)
    });
    let was = existing.map(|index| &present[index]);
    let day = |day: Option<jiff::civil::Date>| {
        day.map_or_else(|| "null".to_owned(), |day| day.to_string())
    };
    let mut values = Vec::new();
    let mut put = |key: &'static str, scalar: String, is_same: bool, is_none: bool| {
        // What is none is said only where something else was said.
        if !is_same && (was.is_some() || !is_none) {
            values.push((key, scalar));
        }
    };
    let is = |same: &dyn Fn(&Milestone) -> bool| was.is_some_and(same);
    let Milestone {
        id,
        name,
        color,
        date,
        start,
        global,
        projects,
    } = wanted;
    put("name", flow_text(name), is(&|was| was.name == *name), false);
    put(
        "date",
        day(*date),
        is(&|was| was.date == *date),
        date.is_none(),
    );
    put(
        "start",
        day(*start),
        is(&|was| was.start == *start),
        start.is_none(),
    );
    put(
        "color",
        flow_text(color),
        is(&|was| was.color == *color),
        color.is_empty(),
    );
    put(
        "global",
        global.to_string(),
        is(&|was| was.global == *global),
        !global,
    );
    let sorted = |projects: &[String]| {
        let mut projects = projects.to_vec();
        projects.sort();
        projects
    };
    put(
        "projects",
        flow_list(projects.iter().map(|project| flow_text(project))),
        is(&|was| sorted(&was.projects) == *projects),
        projects.is_empty(),
    );
    let id_text = id.as_deref().map(id_scalar);
    put(
        "id",
        id_text.unwrap_or_default(),
        is(&|was| was.id == *id),
        id.is_none(),
    );
    MapEdit { existing, values }
}

fn run_edit(present: &[(String, Run)], wanted: &Run) -> MapEdit {
    let existing = present.iter().position(|(id, _)| *id == wanted.id);
    let was = existing.map(|index| &present[index].1);
    let day = |day: Option<jiff::civil::Date>| {
        day.map_or_else(|| "null".to_owned(), |day| day.to_string())
    };
    let Run {
        id,
        name,
        start,
        end,
    } = wanted;
    let mut values = Vec::new();
    if was.is_none_or(|was| was.name != *name) {
        values.push(("name", text_scalar(name)));
    }
    if was.map_or(start.is_some(), |was| was.start != *start) {
        values.push(("start", day(*start)));
    }
    if was.map_or(end.is_some(), |was| was.end != *end) {
        values.push(("end", day(*end)));
    }
    if was.is_none() {
        values.push(("id", id_scalar(id)));
    }
    MapEdit { existing, values }
}

/// Makes a key's value this list; the items that stay keep the file's own order, and new ones come
/// last in it.
fn set_list(
    editor: &mut Editor<'_>,
    (key, item_keys): (&str, &[&str]),
    present: usize,
    mut edits: Vec<MapEdit>,
) {
    let is_same = present == edits.len()
        && edits
            .iter()
            .all(|edit| edit.existing.is_some() && edit.values.is_empty());
    if is_same {
        return;
    }
    if !edits.iter().filter_map(|edit| edit.existing).is_sorted() {
        edits.sort_by_key(|edit| edit.existing.unwrap_or(usize::MAX));
    }
    if edits.is_empty() {
        editor.remove(key);
    } else {
        editor.set_maps(key, &edits, &KEYS, item_keys);
    }
}
