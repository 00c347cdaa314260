//! The model under test, replaying recordings on it, and comparing: all but ids and tokens that are
//! made anew, and the order of users and permissions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git_board::lookalike::clock::Clock;
use git_board::lookalike::kanbanik::board::{Board, Item, Workflow};
use git_board::lookalike::kanbanik::task::{Tag, Task};
use git_board::lookalike::kanbanik::user::{Permission, Session};
use git_board::lookalike::kanbanik::{Kanbanik, Release};
use git_board::lookalike::message::Request;
use serde_json::Value;

/// The model's clock, by which its own ids are told from recorded ones.
const NOW: i64 = 0x1000_0000;
const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";

/// A model, the recordings, and what came of replaying them.
pub struct World {
    /// The model.
    pub server: Kanbanik,
    recordings: BTreeMap<String, Value>,
    played: BTreeSet<String>,
    /// How many were compared.
    pub compared: usize,
    /// What differed, one text a recording.
    pub problems: Vec<String>,
}

impl World {
    /// Returns a new server whose sessions are the recorded ones.
    pub fn new(file: &str, release: Release) -> World {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/kanbanik")
            .join(format!("{file}.jsonl"));
        let text = std::fs::read_to_string(path).expect("the fixture is there");
        let mut recordings = BTreeMap::new();
        let mut server = Kanbanik::new(release, Clock::stopped(NOW));
        for line in text.lines() {
            let one: Value = serde_json::from_str(line).expect("a line is a record");
            let name = one["name"].as_str().expect("a name").to_owned();
            if let Some(session) = one["command"]["sessionId"].as_str()
                && session.starts_with("session-")
            {
                let is_bob = name.contains("-bob") || name == "132-session-of-deleted-user";
                server.sessions.push(Session {
                    id: session.to_owned(),
                    user: if is_bob { "bob" } else { "admin" }.to_owned(),
                    since: NOW,
                });
            }
            recordings.insert(name, one);
        }
        World {
            server,
            recordings,
            played: BTreeSet::new(),
            compared: 0,
            problems: Vec::new(),
        }
    }

    /// Returns the names that were not replayed.
    pub fn not_played(&self) -> Vec<String> {
        let names = self.recordings.keys();
        names
            .filter(|name| !self.played.contains(*name))
            .cloned()
            .collect()
    }

    /// Returns a recorded answer.
    pub fn answer(&self, name: &str) -> Value {
        self.recordings[name]["answer"].clone()
    }

    /// Returns a recorded command.
    pub fn command(&self, name: &str) -> Value {
        self.recordings[name]["command"].clone()
    }

    /// Replays recordings in this order.
    pub fn play(&mut self, names: &[&str]) {
        for name in names {
            self.play_one(name);
        }
    }

    fn play_one(&mut self, name: &str) {
        let recorded = self.recordings[name].clone();
        assert!(
            self.played.insert(name.to_owned()),
            "`{name}` was replayed before"
        );
        let answer = self.server.answer(&request(&recorded));
        self.compared += 1;
        let mut found = Vec::new();
        if recorded["status"] != u64::from(answer.status) {
            found.push(format!(
                "status {} instead of {}",
                answer.status, recorded["status"]
            ));
        }
        if answer.content_type.is_some() {
            found.push(format!("content type {:?}", answer.content_type));
        }
        match serde_json::from_slice::<Value>(&answer.body) {
            Ok(ours) => {
                let mut renamed = Vec::new();
                compare("", &recorded["answer"], &ours, &mut renamed, &mut found);
                for (from, to) in renamed {
                    self.rename(&from, &to);
                }
            }
            Err(_) => found.push(format!("no JSON: {}", answer.text())),
        }
        if !found.is_empty() {
            self.problems
                .push(format!("{name}:\n    {}", found.join("\n    ")));
        }
    }

    /// Lets a thing have the recorded id.
    pub fn rename(&mut self, from: &str, to: &str) {
        let name = |id: &mut String| {
            if id == from {
                to.clone_into(id);
            }
        };
        let server = &mut self.server;
        for board in &mut server.boards {
            name(&mut board.id);
            rename_workflow(&mut board.workflow, &name);
            for task in &mut board.tasks {
                name(&mut task.id);
                task.tags
                    .iter_mut()
                    .flat_map(|tag| &mut tag.id)
                    .for_each(name);
            }
        }
        server
            .projects
            .iter_mut()
            .for_each(|project| name(&mut project.id));
        server
            .classes
            .iter_mut()
            .for_each(|class| name(&mut class.id));
        for user in &mut server.users {
            for permission in &mut user.permissions {
                permission.args.iter_mut().for_each(name);
            }
        }
        server
            .sessions
            .iter_mut()
            .for_each(|session| name(&mut session.id));
    }

    /// Puts a recorded task on a board, in place of the one that has its id.
    pub fn adopt_task(&mut self, board: &str, task: &Value) {
        let text = |key: &str| task[key].as_str().map(str::to_owned);
        let adopted = Task {
            id: text("id").expect("an id"),
            name: text("name").unwrap_or_default(),
            description: text("description"),
            class: task["classOfService"]["id"].as_str().map(str::to_owned),
            ticket: text("ticketId").unwrap_or_default(),
            item: text("workflowitemId").unwrap_or_default(),
            version: task["version"].as_i64().unwrap_or_default(),
            project: text("projectId").unwrap_or_default(),
            assignee: task["assignee"]["userName"].as_str().map(str::to_owned),
            order: text("order"),
            due: text("dueDate"),
            board: text("boardId").unwrap_or_default(),
            tags: list(&task["taskTags"]).iter().map(adopted_tag).collect(),
        };
        let board = self.server.board_mut(board).expect("a known board");
        match board.tasks.iter_mut().find(|held| held.id == adopted.id) {
            Some(held) => *held = adopted,
            None => board.tasks.push(adopted),
        }
    }

    /// Puts a recorded board into the model; its tasks stay as they are.
    pub fn adopt_board(&mut self, json: &Value) {
        let id = json["id"].as_str().expect("an id").to_owned();
        let tasks = self.server.board(&id).map(|board| board.tasks.clone());
        self.server.boards.retain(|board| board.id != id);
        self.server.boards.push(Board {
            id,
            version: json["version"].as_i64().expect("a version"),
            name: json["name"].as_str().expect("a name").to_owned(),
            vertical_sizing: -1,
            shows_pictures: json["showUserPictureEnabled"] == true,
            has_fixed_size: false,
            workflow: adopted_workflow(&json["workflow"]),
            tasks: tasks.unwrap_or_default(),
        });
    }

    /// Gives a user the recorded version and permissions.
    pub fn adopt_user(&mut self, json: &Value) {
        let user = self
            .server
            .users
            .iter_mut()
            .find(|user| json["userName"] == user.name.as_str());
        let user = user.expect("a known user");
        user.version = json["version"].as_i64().expect("a version");
        if let Some(permissions) = json["permissions"].as_array() {
            let permission = |json: &Value| Permission {
                kind: json["permissionType"].as_i64().expect("a kind"),
                args: list(&json["args"])
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
            };
            user.permissions = permissions.iter().map(permission).collect();
        }
    }
}

/// Returns the items of a list; of anything else none.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn adopted_tag(json: &Value) -> Tag {
    let text = |key: &str| json[key].as_str().map(str::to_owned);
    Tag {
        id: text("id"),
        name: text("name").unwrap_or_default(),
        description: text("description"),
        picture_url: text("pictureUrl"),
        click_url: text("onClickUrl"),
        click_target: json["onClickTarget"].as_i64(),
        color: text("colour"),
    }
}

fn adopted_workflow(json: &Value) -> Workflow {
    Workflow {
        id: json["id"].as_str().unwrap_or_default().to_owned(),
        items: list(&json["workflowitems"])
            .iter()
            .map(adopted_item)
            .collect(),
    }
}

fn adopted_item(json: &Value) -> Item {
    Item {
        id: json["id"].as_str().unwrap_or_default().to_owned(),
        name: json["name"].as_str().unwrap_or_default().to_owned(),
        wip_limit: json["wipLimit"].as_i64().unwrap_or_default(),
        kind: json["itemType"].as_str().unwrap_or_default().to_owned(),
        version: json["version"].as_i64().unwrap_or_default(),
        vertical_size: -1,
        nested: adopted_workflow(&json["nestedWorkflow"]),
    }
}

fn rename_workflow(workflow: &mut Workflow, name: &impl Fn(&mut String)) {
    name(&mut workflow.id);
    for item in &mut workflow.items {
        name(&mut item.id);
        rename_workflow(&mut item.nested, name);
    }
}

fn request(recorded: &Value) -> Request {
    let text = match &recorded["command"] {
        Value::Null => recorded["text"].as_str().map(str::to_owned),
        command => Some(command.to_string()),
    };
    let Some(text) = text else {
        let mut request = Request::new(
            recorded["method"].as_str().expect("a method"),
            "/kanbanik/api",
        );
        request.body = recorded["body"]
            .as_str()
            .unwrap_or_default()
            .as_bytes()
            .to_vec();
        return request.with_header(
            "content-type",
            recorded["kind"].as_str().unwrap_or_default(),
        );
    };
    let mut request = Request::new("POST", "/kanbanik/api").with_header("content-type", FORM);
    let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    request.body = format!("command={encoded}").into_bytes();
    request
}

fn is_made_here(id: &str) -> bool {
    id.starts_with(&format!("{NOW:08x}"))
}

fn compare(
    path: &str,
    recorded: &Value,
    ours: &Value,
    renamed: &mut Vec<(String, String)>,
    found: &mut Vec<String>,
) {
    match (recorded, ours) {
        (Value::Object(recorded), Value::Object(ours)) => {
            let keys =
                |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            if keys(recorded) != keys(ours) {
                found.push(format!(
                    "{path}: keys {:?} instead of {:?}",
                    keys(ours),
                    keys(recorded)
                ));
            }
            for (key, value) in recorded {
                if let Some(held) = ours.get(key) {
                    compare(&format!("{path}.{key}"), value, held, renamed, found);
                }
            }
        }
        (Value::Array(recorded), Value::Array(ours)) => {
            if recorded.len() != ours.len() {
                found.push(format!(
                    "{path}: {} items instead of {}",
                    ours.len(),
                    recorded.len()
                ));
            }
            let (recorded, ours) = (in_order(recorded), in_order(ours));
            for (place, (recorded, ours)) in recorded.iter().zip(&ours).enumerate() {
                compare(&format!("{path}[{place}]"), recorded, ours, renamed, found);
            }
        }
        (Value::String(recorded), Value::String(ours))
            if recorded != ours && is_made_here(ours) =>
        {
            renamed.push((ours.clone(), recorded.clone()));
        }
        _ if recorded == ours => {}
        _ => found.push(format!("{path}: {ours} instead of {recorded}")),
    }
}

/// Users and permissions come in the order of a map.
fn in_order(list: &[Value]) -> Vec<Value> {
    let mut list = list.to_vec();
    if list.iter().all(|one| one.get("userName").is_some()) {
        list.sort_by_key(|one| one["userName"].to_string());
    }
    if list.iter().all(|one| one.get("permissionType").is_some()) {
        list.sort_by_key(|one| one["permissionType"].as_i64());
    }
    list
}
