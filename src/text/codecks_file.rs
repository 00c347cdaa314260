//! `codecks.yaml`: what stands over all boards of an organization, its milestones and runs.

use crate::board::{Listed, Milestone, Organization, Run, Service};
use crate::text::card_file::id_scalar;
use crate::text::fields::{Fields, refused};
use crate::text::front_matter::{
    BOM, Document, Editor, Entry, MapEdit, flow_list, flow_text, text_scalar,
};
use crate::text::maps::maps;
use crate::text::problem::Problem;

/// The path of the file; it stands beside the boards.
pub const CODECKS_FILE: &str = "codecks.yaml";

const KEYS: [&str; 2] = ["milestones", "runs"];
const MILESTONE_KEYS: [&str; 7] = ["name", "date", "start", "color", "global", "projects", "id"];
const RUN_KEYS: [&str; 4] = ["name", "start", "end", "id"];

/// The colors of milestones, by the service's words (`@codecks/fetch` 2.0.1).
const COLORS: [&str; 7] = ["gray", "brown", "yellow", "red", "pink", "blue", "green"];

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

fn organization(fields: &mut Fields<'_>) -> Organization {
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

fn milestone(item: &mut Fields<'_>, entries: &[Entry]) -> Milestone {
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

/// Returns true if a file has to be written so that what is new gets its id.
pub fn has_new(organization: &Organization) -> bool {
    let mut milestones = organization.milestones.iter();
    milestones.any(|milestone| milestone.id().is_none())
}

#[cfg(test)]
mod tests {
    use super::{read_organization, write_organization};
    use crate::board::Organization;

    const FILE: &str = "# ours\nmilestones:\n  - name: Beta # late\n    date: 2026-12-24\n    \
                        color: red\n    projects: [Garden]\n    id: m2\n  - name: Alpha\n    \
                        date: 2026-11-24\n    start: 2026-11-01\n    color: blue\n    global: true\n    \
                        id: m1\nruns:\n  - name: Run 7\n    start: 2026-11-16\n    end: 2026-11-29\n    \
                        id: r1\n";

    fn said(text: &str) -> Organization {
        let (organization, problems) = read_organization("codecks.yaml", text);
        assert_eq!(problems, []);
        organization
    }

    fn refused(text: &str) -> String {
        let (_, problems) = read_organization("codecks.yaml", text);
        problems[0].message.clone()
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let wanted = said(FILE);
        assert_eq!(wanted.milestones[0].name, "Alpha");
        assert_eq!(
            write_organization("codecks.yaml", FILE, &wanted),
            Ok(FILE.to_owned())
        );
        let text = write_organization("codecks.yaml", "", &wanted).expect("it can be written");
        assert_eq!(said(&text), wanted);
        assert!(
            text.starts_with("milestones:\n  - name: Alpha\n    date: 2026-11-24\n"),
            "{text}"
        );
    }

    #[test]
    fn only_the_values_that_differ_change() {
        let mut wanted = said(FILE);
        wanted.milestones[0].start = None;
        wanted.milestones[1].date = "2027-01-06".parse().ok();
        let text = write_organization("codecks.yaml", FILE, &wanted).expect("it can be written");
        assert_eq!(
            text,
            FILE.replace("2026-12-24", "2027-01-06")
                .replace("start: 2026-11-01", "start: null")
        );
        wanted.milestones.remove(0);
        let text = write_organization("codecks.yaml", FILE, &wanted).expect("it can be written");
        assert!(
            !text.contains("Alpha") && text.contains("Beta # late"),
            "{text}"
        );
    }

    #[test]
    fn a_new_milestone_has_to_be_whole() {
        let new = |rest: &str| format!("milestones:\n  - name: Gamma\n{rest}");
        assert!(refused(&new("    global: true\n")).contains("has no `date`"));
        assert!(refused(&new("    date: 2026-12-24\n")).contains("is for no board"));
        assert!(refused(&new("    date: tomorrow\n")).contains("is no day"));
        let color = refused(&new(
            "    date: 2026-12-24\n    color: orange\n    global: true\n",
        ));
        assert!(color.contains("there are `gray`"), "{color}");
        let twin = format!("{FILE}  - name: x\n").replace("name: Alpha", "name: Beta");
        assert!(refused(&twin).contains("two milestones have the name `Beta`"));
        said(&new("    date: 2026-12-24\n    global: true\n"));
    }
}
