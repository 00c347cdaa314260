//! All that a server holds, in words that tell what differs.

use std::fmt::Write as _;

use git_board::lookalike::kanbanik::Kanbanik;
use git_board::lookalike::kanbanik::board::{Board, Workflow};
use git_board::lookalike::kanbanik::task::Task;

/// Returns all that a server holds, without ids, versions and numbers.
pub fn held(server: &Kanbanik) -> String {
    let mut text = String::new();
    let mut boards: Vec<&Board> = server.boards.iter().collect();
    boards.sort_by_key(|board| &board.name);
    for board in boards {
        let _ = writeln!(text, "{} {}", board.name, board.shows_pictures);
        columns(server, board, &board.workflow, 1, &mut text);
    }
    let mut projects: Vec<String> = server
        .projects
        .iter()
        .map(|project| {
            let mut on: Vec<&str> = project
                .boards
                .iter()
                .map(|id| server.board(id).map_or("?", |board| board.name.as_str()))
                .collect();
            on.sort_unstable();
            format!("{} on {on:?}\n", project.name)
        })
        .collect();
    projects.sort();
    text.extend(projects);
    let mut classes: Vec<String> = server
        .classes
        .iter()
        .map(|class| format!("{} {} {}\n", class.name, class.description, class.color))
        .collect();
    classes.sort();
    text.extend(classes);
    // Of a task whose column is gone, nothing above tells.
    let _ = writeln!(text, "{} tasks", server.tasks().count());
    text
}

fn columns(server: &Kanbanik, board: &Board, list: &Workflow, depth: usize, text: &mut String) {
    for item in &list.items {
        let indent = "  ".repeat(depth);
        let _ = writeln!(
            text,
            "{indent}{} {} {}",
            item.name, item.wip_limit, item.kind
        );
        // As it is shown: of equals, the later one comes first.
        let mut tasks: Vec<&Task> = board.tasks.iter().rev().collect();
        tasks.retain(|task| task.item == item.id);
        tasks.sort_by(|one, other| order(one).total_cmp(&order(other)));
        for task in tasks {
            let _ = writeln!(text, "{indent}  - {}", in_words(server, task));
        }
        columns(server, board, &item.nested, depth + 1, text);
    }
}

/// Returns a number that tells the tasks of these tests apart; they have few digits.
fn order(task: &Task) -> f64 {
    let text = task.order.as_deref().unwrap_or("0");
    text.parse().expect("a number")
}

fn in_words(server: &Kanbanik, task: &Task) -> String {
    let project = server.projects.iter().find(|one| one.id == task.project);
    let class = server
        .classes
        .iter()
        .find(|one| Some(&one.id) == task.class.as_ref());
    let mut tags: Vec<String> = task
        .tags
        .iter()
        .map(|tag| format!("{} {:?} {:?}", tag.name, tag.color, tag.click_url))
        .collect();
    tags.sort();
    format!(
        "{} {:?} {:?} {:?} {:?} due {:?} {tags:?}",
        task.name,
        task.description,
        project.map(|project| &project.name),
        class.map(|class| &class.name),
        task.assignee,
        task.due
    )
}
