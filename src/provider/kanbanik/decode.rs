//! From Kanbanik's JSON to the model; no requests, no choices about when to ask.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::decimal::Decimal;
use super::wire;
use crate::board::listed::by_name;
use crate::board::{
    Board, BoardKey, Card, CardField, CardKey, ClassOfService, Lane, Person, Project, Stack,
    StackKey, Tag,
};

/// How the server spells the usual way that a column lies, and the other one.
pub(super) const USUAL: &str = "H";
pub(super) const VERTICAL: &str = "V";
/// Our word for the other one.
pub(super) const VERTICAL_WORD: &str = "vertical";
/// How the server spells that there is no limit.
pub(super) const NO_LIMIT: i64 = -1;

/// How the files name the projects of a board: by name, and where two have one name, with the id.
#[derive(Debug)]
pub(super) struct ProjectNames<'a> {
    by_id: BTreeMap<&'a str, String>,
}

impl<'a> ProjectNames<'a> {
    pub(super) fn of(projects: &'a [wire::Project]) -> Self {
        let by_id = projects
            .iter()
            .map(|project| {
                let same = projects.iter().filter(|other| other.name == project.name);
                let is_alone = same.count() == 1 && !project.name.is_empty();
                let name = match is_alone {
                    true => project.name.clone(),
                    false => format!("{}~{}", project.name, project.id),
                };
                (project.id.as_str(), name)
            })
            .collect();
        Self { by_id }
    }

    /// Returns the name of a project that is on the board.
    pub(super) fn name(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(String::as_str)
    }

    /// Returns the id of the project that is named so.
    pub(super) fn id(&self, name: &str) -> Option<&'a str> {
        self.by_id
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(id, _)| *id)
    }

    /// Returns all names.
    pub(super) fn all(&self) -> Vec<&str> {
        self.by_id.values().map(String::as_str).collect()
    }
}

/// Returns a class of service.
pub(super) fn class(class: &wire::Class) -> ClassOfService {
    ClassOfService {
        id: Some(class.text("id").to_owned()),
        name: class.name().to_owned(),
        description: class.text("description").to_owned(),
        color: class.text("colour").to_owned(),
    }
}

/// Returns a board without the server's classes of service; tasks whose column is gone are on none.
pub(super) fn board(whole: &wire::BoardWithProjects) -> Board {
    let projects = whole.projects();
    let names = ProjectNames::of(projects);
    let mut board = Board::new(BoardKey::known(whole.board.id()), whole.board.name.clone());
    let listed = projects.iter().map(|project| Project {
        id: Some(project.id.clone()),
        name: project.name.clone(),
    });
    board.projects = by_name(listed.collect());
    board.stacks = stacks(whole.board.items(), &whole.board.tasks, &names);
    board
}

fn stacks(items: &[wire::Item], tasks: &[wire::Task], names: &ProjectNames<'_>) -> Vec<Arc<Stack>> {
    items
        .iter()
        .map(|item| {
            let mut stack = Stack::new(StackKey::known(item.id.as_str()), item.name.clone());
            stack.lane = lane(item);
            stack.stacks = stacks(item.items(), tasks, names);
            stack.cards = in_order(tasks, &item.id)
                .into_iter()
                .map(|task| Arc::new(card(task, names)))
                .collect();
            Arc::new(stack)
        })
        .collect()
}

/// Returns limit and orientation of a column.
pub(super) fn lane(item: &wire::Item) -> Lane {
    Lane {
        wip_limit: item.wip_limit.filter(|limit| *limit != NO_LIMIT),
        orientation: match item.kind.as_str() {
            USUAL => None,
            VERTICAL => Some(VERTICAL_WORD.to_owned()),
            other => Some(other.to_owned()),
        },
    }
}

/// Returns the tasks of a column as its pages show them: by order, of equals the later one first.
pub(super) fn in_order<'t>(tasks: &'t [wire::Task], item: &str) -> Vec<&'t wire::Task> {
    let mut here: Vec<(Decimal, &wire::Task)> = tasks
        .iter()
        .rev()
        .filter(|task| task.item() == item)
        .map(|task| (Decimal::of(task.order()), task))
        .collect();
    here.sort_by(|(one, _), (other, _)| one.cmp(other));
    here.into_iter().map(|(_, task)| task).collect()
}

/// Returns a card.
pub(super) fn card(task: &wire::Task, projects: &ProjectNames<'_>) -> Card {
    let ticket = task.text("ticketId").filter(|ticket| !ticket.is_empty());
    let name = task.text("name").filter(|name| !name.is_empty());
    // A task may be without a name, a card may not.
    let title = name.or(ticket).unwrap_or("-");
    let mut card = Card::new(CardKey::known(task.id()), title);
    let description = task.text("description").filter(|text| !text.is_empty());
    card.body = description.map(Arc::from);
    let assignee = task.inner("assignee", "userName");
    card.assignees = assignee.into_iter().map(Person::user).collect();
    card.due = task.text("dueDate").and_then(day);
    let project = task.text("projectId").and_then(|id| projects.name(id));
    card.set_field(CardField::Project, project.map(str::to_owned));
    let class = task.inner("classOfService", "name");
    card.set_field(CardField::ClassOfService, class.map(str::to_owned));
    card.ticket = ticket.map(str::to_owned);
    card.tags = tags(task);
    card
}

fn tags(task: &wire::Task) -> BTreeSet<Tag> {
    let list = task.0.get("taskTags").and_then(|tags| tags.as_array());
    list.into_iter().flatten().filter_map(tag).collect()
}

/// Returns a tag.
pub(super) fn tag(value: &serde_json::Value) -> Option<Tag> {
    let wire::Tag {
        name,
        description,
        picture,
        url,
        target,
        color,
    } = serde::Deserialize::deserialize(value).ok()?;
    Some(Tag {
        name,
        color,
        description,
        picture,
        url,
        target,
    })
}

/// Returns the day that a due date says, as its first second in UTC; `None` if it says none.
pub(super) fn day(text: &str) -> Option<Timestamp> {
    let date: Date = text.trim().parse().ok()?;
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::{board, card};
    use crate::board::CardField;
    use crate::provider::kanbanik::decode::ProjectNames;
    use crate::provider::kanbanik::wire;

    const PAGE: &str = include_str!("../../../tests/fixtures/kanbanik/api-wiki.txt");

    #[test]
    fn the_big_example_of_the_project_s_page_is_the_board_it_shows() {
        let start = PAGE.find("{\n   \"values\"").expect("it stands there");
        let end = PAGE[start..].find("\n}\n").expect("its end") + start + 2;
        let all: wire::Values<wire::BoardWithProjects> =
            serde_json::from_str(&PAGE[start..end]).expect("as printed");
        let [whole] = &all.values[..] else {
            panic!("one board");
        };
        let board = board(whole);
        assert_eq!(board.title, "MyBoard");
        let columns: Vec<(&str, usize)> = board
            .stacks
            .iter()
            .map(|stack| (stack.title.as_str(), stack.cards.len()))
            .collect();
        assert_eq!(columns, [("todo", 2), ("doing", 0), ("done", 0)]);
        let first = &board.stacks[0].cards[0];
        assert_eq!(first.title, "task1");
        assert_eq!(first.ticket.as_deref(), Some("#5"));
        assert_eq!(first.field(CardField::ClassOfService), Some("Standard"));
        assert_eq!(first.field(CardField::Project), Some("MyProject"));
        assert_eq!(
            first.assignees.first().map(|one| one.id.as_str()),
            Some("admin")
        );
        assert_eq!(board.stacks[0].cards[1].title, "task2");
    }

    #[test]
    fn every_recorded_task_and_board_can_be_read() {
        let mut tasks = 0;
        for text in [
            include_str!("../../../tests/fixtures/kanbanik/master.jsonl"),
            include_str!("../../../tests/fixtures/kanbanik/scenario-v1.0.0.jsonl"),
            include_str!("../../../tests/fixtures/kanbanik/scenario-v0.2.6.jsonl"),
        ] {
            for line in text.lines() {
                let record: serde_json::Value = serde_json::from_str(line).expect("a record");
                let name = record["command"]["commandName"]
                    .as_str()
                    .unwrap_or_default();
                if record["status"] != 200 {
                    continue;
                }
                let answer = record["answer"].clone();
                match name {
                    "getAllBoardsWithProjects" => {
                        let all: wire::Values<wire::BoardWithProjects> =
                            serde_json::from_value(answer).expect(line);
                        all.values.iter().for_each(|whole| drop(board(whole)));
                    }
                    "getTask" | "createTask" | "editTask" | "moveTask" => {
                        let task: wire::Task = serde_json::from_value(answer).expect(line);
                        assert!(!card(&task, &ProjectNames::of(&[])).title.is_empty());
                        tasks += 1;
                    }
                    "getBoard" | "createBoard" | "editsBoard" => {
                        let _: wire::Board = serde_json::from_value(answer).expect(line);
                    }
                    "editWorkflow" => {
                        let _: wire::Item = serde_json::from_value(answer).expect(line);
                    }
                    _ => {}
                }
            }
        }
        assert!(tasks > 20, "{tasks}");
    }
}
