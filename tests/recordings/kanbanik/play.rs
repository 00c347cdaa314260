//! The 154 recordings of the last state, in the order of their making, with the steps between them
//! that no recording holds.

use git_board::lookalike::kanbanik::project::Project;
use serde_json::{Value, json};

use super::world::{World, list};

const BOARD: &str = "6b01de7ffdd6254c4f3d2627";
const FIRST: &str = "6b01de81fdd6254c4f3d2644";
const SECOND: &str = "6b01de81fdd6254c4f3d2648";

/// Replays all recordings.
pub fn play(world: &mut World) {
    let login = world.answer("01-login");
    world.adopt_user(&login);
    begin(world);
    edit_tasks(world);
    move_tasks(world);
    create_and_delete_tasks(world);
    ask(world);
    edit_boards(world);
    edit_projects(world);
    meet_bob(world);
    write_whole_trees(world);
}

fn begin(world: &mut World) {
    world.play(&[
        "01-login",
        "02-login-bad",
        "02-login-nouser",
        "02-login-nopw",
        "10-createBoard",
        "11-createProject",
        "12-addProjectToBoard",
        "13-editWorkflow-add-todo",
        "13-editWorkflow-add-doing",
        "13-editWorkflow-add-done",
        "14-getBoard",
        "15-getAllClassOfServices",
    ]);
}

fn edit_tasks(world: &mut World) {
    world.play(&[
        "20-createTask-minimal",
        "21-createTask-full",
        "23-getAllBoardsWithProjects",
        "24-editTask-full",
        "25-editTask-stale",
        "26-editTask-minimal-wipes",
        "27-editTask-noticket",
        "28-editTask-versionstring",
        "28-editTask-ordernumber",
        "22-getTask",
        "29-editTask-ticketchange",
    ]);
}

fn move_tasks(world: &mut World) {
    world.play(&[
        "30-moveTask-only",
        "31-moveTask-order",
        "32-moveTask-noticket",
    ]);
    // Many moves to try orders.
    world
        .server
        .task_mut(FIRST)
        .expect("the first task")
        .version = 73;
    world.play(&[
        "33-moveTask-minimal",
        "34-move-bad-id",
        "34-move-unknown-board",
        "34-move-unknown-project",
        "34-move-unknown-task",
        "34-move-unknown-wfi",
        "35-getTask-badid",
        "35-getTask-only-id",
        "35-getTask-unknown",
        "36-edit-unknown-wfi",
        "36-edit-unknown-board",
        "36-edit-unknown-task",
        "36-edit-unknown-project",
        "36-edit-unknown-assignee",
        "36-edit-unknown-cos",
        "36-edit-assignee-shortform",
        "36-edit-cos-shortform",
        "37-edit-moves",
    ]);
    world
        .server
        .task_mut(FIRST)
        .expect("the first task")
        .version = 86;
    world.play(&["37-editTask-moves"]);
}

fn create_and_delete_tasks(world: &mut World) {
    world.play(&["40-createTask-after-null-order"]);
    // Four tasks more.
    for (recording, index) in [
        ("51-deleteTask", 0),
        ("51-deleteTask", 1),
        ("53-deleteTask-noticket", 0),
    ] {
        let task = world.command(recording)["values"][index].clone();
        world.adopt_task(BOARD, &task);
    }
    let seventh = world.command("55-deleteTask-not-list");
    world.adopt_task(BOARD, &seventh);
    world.server.last_ticket = 7;
    world.play(&[
        "41-createTask-badboard",
        "41-createTask-badproject",
        "41-createTask-badwfi",
        "41-createTask-noname",
        "41-createTask-noversion",
        "41-createTask-withid",
        "50-deleteTask-stale",
        "50-deleteTask-wrongboard",
        "51-deleteTask",
        "52-deleteTask-again",
        "53-deleteTask-noticket",
        "54-deleteTask-minimal",
        "55-deleteTask-empty",
        "55-deleteTask-not-list",
    ]);
}

fn ask(world: &mut World) {
    // The first two were edited.
    let tasks = world.answer("60-getTasks");
    for task in list(&tasks["values"]) {
        if task["id"] == FIRST || task["id"] == SECOND {
            world.adopt_task(BOARD, task);
        }
    }
    world.play(&[
        "60-getTasks-noarg",
        "60-getTasks",
        "61-getAll-nodesc",
        "62-getAll-bare",
        "63-getAll-desc",
        "70-no-command",
        "70-post-json-body",
        "71-array",
        "71-malformed",
        "71-nocommandname",
        "71-string",
        "71-unknown-command",
        "72-bogus-session-uuid",
        "72-bogus-session",
        "73-no-session-createBoard",
        "73-no-session-createTask",
        "73-no-session-currentUser",
        "73-no-session-getTask",
        "73-no-session-read",
        "74-getCurrentUser",
        "75-logout",
        "76-after-logout",
        "76-getCurrentUser-after-logout",
        "76-logout-again",
        "76-logout-nosession",
    ]);
}

fn edit_boards(world: &mut World) {
    world.play(&[
        "80-getBoard-noid",
        "80-getBoard-only-id",
        "80-getBoard-unknown",
        "81-editsBoard",
        "82-editsBoard-stale",
        "83-editWorkflow-reorder",
        "83-editWorkflow-toend",
        "84-editWorkflow-nested",
        "84-editWorkflow-nested-has-tasks",
        "84-editWorkflow-stale",
        "85-editWorkflowitemData",
        "85-editWorkflowitemData-minimal",
        "85-editWorkflowitemData-unknown",
        "86-deleteWorkflowitem-hastasks",
        "86-deleteWorkflowitem-minimal",
        "86-deleteWorkflowitem-unknown",
    ]);
    // A second board.
    let add = world.command("87-editWorkflow-add-minimal");
    let mut board = add["board"].clone();
    board["workflow"] = add["destinationWorkflow"].clone();
    board["showUserPictureEnabled"] = json!(true);
    world.adopt_board(&board);
    let second = board["id"].as_str().expect("an id").to_owned();
    world
        .server
        .grant("admin", &[23, 21, 3, 17, 16, 14, 15], &second);
    world.play(&["87-editWorkflow-add-minimal"]);
    let mut goes = world.command("88-moveTask-other-board")["task"].clone();
    let stays = world
        .server
        .task(SECOND)
        .expect("the second task")
        .item
        .clone();
    goes["workflowitemId"] = Value::from(stays);
    world.adopt_task(BOARD, &goes);
    world.play(&[
        "88-moveTask-other-board",
        "89-two-boards",
        "90-editTask-other-board",
        "91-editsBoard-no-workflow-wipes",
        "92-deleteBoard-has-project",
        "92-deleteBoard-stale",
        "93-deleteBoard",
        "93-deleteBoard-again",
    ]);
}

fn edit_projects(world: &mut World) {
    // The first task went home, and one was made.
    let tasks = world.answer("126-bob-readonly");
    for task in list(&tasks["values"][0]["board"]["tasks"]) {
        world.adopt_task(BOARD, task);
    }
    world.play(&[
        "100-getAllProjects",
        "101-editProject",
        "101-editProject-stale",
        "102-editProject-minimal-wipes",
        "103-editProject-restore",
        "104-add-twice",
        "105-removeProject-hastasks",
        "106-createProject-with-boards",
        "107-removeProjectFromBoard",
        "107-remove-again",
        "108-deleteProject-hastasks",
        "108-deleteProject-stale",
        "109-deleteProject",
        "109-deleteProject-again",
        "110-createProject-badboard",
        "111-createClassOfService",
        "112-editClassOfService",
        "112-editClassOfService-stale",
        "112-editClassOfService-missing",
        "113-deleteClassOfService",
    ]);
}

fn meet_bob(world: &mut World) {
    world.play(&[
        "120-createUser",
        "121-getAllUsers",
        "122-bob-noperm",
        "123-bob-createTask-noperm",
        "124-bob-getBoard-noperm",
        "125-editUser-perms",
        "126-bob-readonly",
        "127-bob-deleteTask",
        "127-bob-editTask",
        "127-bob-editsBoard",
        "127-bob-moveTask",
        "128-bob-edit-self",
        "129-bob-getAllUsers",
        "130-deleteUser-stale",
        "131-deleteUser",
        "132-session-of-deleted-user",
    ]);
}

fn write_whole_trees(world: &mut World) {
    world.play(&["140-createBoard-with-workflow"]);
    // The answer hides the columns: they get the ids that the next request knows.
    let sent = world.command("141-editsBoard-rewrite-workflow");
    let board = sent["id"].as_str().expect("an id").to_owned();
    let items = list(&sent["workflow"]["workflowitems"]);
    let (second, first) = (&items[0], &items[1]);
    let inner = &second["nestedWorkflow"]["workflowitems"][0];
    let held = world
        .server
        .board(&board)
        .expect("made just now")
        .workflow
        .clone();
    for (ours, theirs) in [
        (&held.items[0], first),
        (&held.items[1], second),
        (&held.items[1].nested.items[0], inner),
    ] {
        world.rename(&ours.id, theirs["id"].as_str().expect("an id"));
        let nested = theirs["nestedWorkflow"]["id"].as_str().expect("an id");
        world.rename(&ours.nested.id, nested);
    }
    world.play(&[
        "141-editsBoard-rewrite-workflow",
        "142-editsBoard-drop-item-with-tasks",
    ]);
    // Tasks whose columns are gone, with their project.
    let orphan = world.command("143-moveTask-rescues-orphan")["task"].clone();
    world.server.projects.push(Project {
        id: orphan["projectId"].as_str().expect("an id").to_owned(),
        boards: vec![board.clone()],
        ..Project::default()
    });
    world.adopt_task(&board, &orphan);
    let other = world.command("144-deleteTask-orphan-with-existing-wfi")["values"][0].clone();
    world.adopt_task(&board, &other);
    world.play(&[
        "143-moveTask-rescues-orphan",
        "144-deleteTask-orphan-with-existing-wfi",
    ]);
    for task in list(&world.command("145-deleteTask-partial")["values"]) {
        world.adopt_task(&board, task);
    }
    world.play(&["145-deleteTask-partial"]);
    assert_eq!(
        world.server.board(&board).expect("there").tasks.len(),
        1,
        "not whole, not none"
    );
    let sent = world.command("146-deleteWorkflowitem-includingTasks")["workflowitem"].clone();
    let mut column = sent["parentWorkflow"]["board"].clone();
    column["workflow"] = json!({"id": sent["parentWorkflow"]["id"], "workflowitems": [sent]});
    world.adopt_board(&column);
    world.play(&["146-deleteWorkflowitem-includingTasks"]);
    let mut admin = world.answer("147-editUser");
    admin["version"] = json!(22);
    world.adopt_user(&admin);
    world.play(&["147-editUser"]);
}
