//! The example requests of the project's own page, as printed there, against version 0.2.6.

use git_board::lookalike::kanbanik::Release;
use git_board::lookalike::kanbanik::project::Project;
use git_board::lookalike::kanbanik::user::{Session, User};
use git_board::lookalike::message::{Answer, Request};
use serde_json::Value;

use super::world::{World, list};

const PAGE: &str = include_str!("../../fixtures/kanbanik/api-wiki.txt");
const SERVER: &str = "http://localhost:4041";

/// Returns the addresses on the page whose command is this.
fn address(command: &str) -> &'static str {
    let mark = format!("\"commandName\":\"{command}\"");
    let at = PAGE.find(&mark).expect("it stands on the page");
    let start = PAGE[..at].rfind(SERVER).expect("an address") + SERVER.len();
    let line = &PAGE[start..];
    line.lines().next().expect("a line").trim_end()
}

fn ask(world: &mut World, command: &str) -> Value {
    let answer: Answer = world.server.answer(&Request::new("GET", address(command)));
    assert_eq!(answer.status, 200, "{command}: {}", answer.text());
    serde_json::from_slice(&answer.body).expect("JSON")
}

/// Returns the page's big example.
fn example() -> Value {
    let start = PAGE.find("{\n   \"values\"").expect("the big example");
    let end = PAGE[start..].find("\n}\n").expect("its end") + start + 2;
    serde_json::from_str(&PAGE[start..end]).expect("JSON")
}

#[test]
fn the_examples_of_the_page_work_as_printed() {
    let mut world = World::new("scenario-v0.2.6", Release::V0_2_6);
    let example = example();
    let board = &example["values"][0]["board"];
    let id = board["id"].as_str().expect("an id").to_owned();
    world.adopt_board(board);
    world.server.users.push(User {
        name: "x".to_owned(),
        real_name: "x12".to_owned(),
        picture_url: "http://i.iinfo.cz/images/424/superpocitac-anselm-1-thumb.jpg".to_owned(),
        version: 5,
        ..User::unlogged()
    });
    world.server.users[0].version = 3;
    world.server.classes[0].id = "536e4d328ea442a8f6dab2ac".to_owned();
    for task in list(&board["tasks"]) {
        world.adopt_task(&id, task);
    }
    let project = &example["values"][0]["projectsOnBoard"]["values"][0];
    world.server.projects.push(Project {
        id: project["id"].as_str().expect("an id").to_owned(),
        name: "MyProject".to_owned(),
        boards: vec![id.clone()],
        version: 7,
    });
    world.server.sessions.push(Session {
        id: "e63c51a1-c316-497e-bcfa-6f264e7714d1".to_owned(),
        user: "admin".to_owned(),
        since: world.server.clock.now(),
    });

    let login = ask(&mut world, "login");
    assert_eq!(login["userName"], "admin");
    assert!(login.get("permissions").is_none());
    let all = ask(&mut world, "getAllBoardsWithProjects");
    assert_eq!(all, example, "the page's big example");
    assert_eq!(ask(&mut world, "getTask")["ticketId"], "#5");

    let first = "536f5bb88ea42ae6409864be";
    world.server.task_mut(first).expect("there").version = 3;
    let edited = ask(&mut world, "editTask");
    assert_eq!(
        (&edited["ticketId"], &edited["version"]),
        (&"2".into(), &4.into())
    );
    assert_eq!(ask(&mut world, "createTask")["order"], "1");
    assert_eq!(
        ask(&mut world, "deleteTask"),
        Value::Object(serde_json::Map::new())
    );
    assert!(world.server.task(first).is_none());
    let mut other = list(&board["tasks"])[1].clone();
    other["id"] = "536fb23e8ea433d19fca1eac".into();
    world.adopt_task(&id, &other);
    assert_eq!(ask(&mut world, "moveTask")["order"], "100.25");
}
