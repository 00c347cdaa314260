//! The scenario that was recorded on three versions, with the steps that no recording holds.

use serde_json::Value;

use super::world::{World, list};

/// Replays the scenario.
pub fn play(world: &mut World) {
    let login = world.answer("login");
    world.adopt_user(&login);
    world.play(&["login", "createBoard", "createProject", "addProjectToBoard"]);
    // Three columns were added.
    let board = world.answer("getBoard");
    let id = board["id"].as_str().expect("an id").to_owned();
    world.adopt_board(&board);
    world.play(&[
        "getAllClassOfServices",
        "createTask",
        "editTask",
        "editTask-stale-single",
    ]);
    // Two tasks more: the second is there in the lists, the third is deleted later.
    adopt_named(world, &id, "getAll", "two");
    world.play(&["editTask-stale-multi", "moveTask"]);
    let mut third = world.command("deleteTask")["values"][0].clone();
    third["order"] = Value::from("0");
    world.adopt_task(&id, &third);
    world.play(&[
        "deleteTask-stale",
        "deleteTask",
        "getAll",
        "getAll-desc",
        "getTasks",
        "getBoard",
    ]);
    // A second board.
    let second = world.command("editWorkflow-add");
    let mut second_board = second["board"].clone();
    second_board["workflow"] = second["destinationWorkflow"].clone();
    world.adopt_board(&second_board);
    let second = second_board["id"].as_str().expect("an id").to_owned();
    world
        .server
        .grant("admin", &[23, 21, 3, 17, 16, 14, 15], &second);
    world.play(&[
        "editWorkflow-add",
        "moveTask-other-board",
        "editsBoard",
        "getAllUsers",
        "logout",
        "no-session",
        "getTask",
        "bogus-session",
    ]);
}

fn adopt_named(world: &mut World, board: &str, answer: &str, name: &str) {
    let all = world.answer(answer);
    let tasks = list(&all["values"])
        .iter()
        .flat_map(|value| list(&value["board"]["tasks"]));
    let found = tasks.filter(|task| task["name"] == name).cloned();
    for task in found.collect::<Vec<_>>() {
        world.adopt_task(board, &task);
    }
}
