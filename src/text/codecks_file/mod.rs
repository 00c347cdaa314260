//! `codecks.yaml`: what stands over all boards of an organization, its milestones and runs.

mod read;
mod write;

pub use read::read_organization;
pub use write::write_organization;

use crate::board::{Listed, Organization};

/// The path of the file; it stands beside the boards.
pub const CODECKS_FILE: &str = "codecks.yaml";

const KEYS: [&str; 2] = ["milestones", "runs"];
const MILESTONE_KEYS: [&str; 7] = ["name", "date", "start", "color", "global", "projects", "id"];
const RUN_KEYS: [&str; 4] = ["name", "start", "end", "id"];

/// The colors of milestones, by the service's words (`@codecks/fetch` 2.0.1).
const COLORS: [&str; 7] = ["gray", "brown", "yellow", "red", "pink", "blue", "green"];

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
