//! The commands: who may call what, and which function answers.

mod board;
mod class;
mod project;
mod read;
mod task;
mod user;
mod workflow;

use serde_json::{Map, Value, json};

use super::extract::Fields;
use super::refusal::Refusal;
use super::user::User;
use super::{Kanbanik, Release};

/// A command with who calls it.
pub(super) struct Call<'a> {
    pub(super) fields: Fields<'a>,
    /// The login name; `unlogged` for nobody.
    pub(super) who: String,
    /// The session, or empty.
    pub(super) session: String,
}

type Answered = Result<Value, Refusal>;
type Command = fn(&mut Kanbanik, &Call<'_>) -> Answered;

impl Kanbanik {
    /// Carries out a command and returns status and body; 500 for what the container words.
    pub(super) fn run(&mut self, text: &str) -> (u16, Value) {
        let refused = |status: u16, text: String| (status, json!({ "errorMessage": text }));
        let Ok(parsed) = serde_json::from_str::<Value>(text) else {
            if self.release < Release::V1_0_0 {
                return (500, Value::Null);
            }
            return refused(452, format!("Error parsing input data: {text}"));
        };
        let empty = Map::new();
        let object = parsed.as_object().unwrap_or(&empty);
        let Some(name) = object.get("commandName").and_then(Value::as_str) else {
            return refused(
                452,
                format!("The command name has to be defined! Received data: {text}"),
            );
        };
        let Some(command) = self.command(name) else {
            return refused(452, format!("Incorrect command name: {name}"));
        };
        let fields = Fields(object);
        let session = fields.optional_text("sessionId");
        let who = match &session {
            Some(session) => self.user_of_session(session).map(|user| user.name.clone()),
            None if name == "login" || self.release >= Release::V1_0_0 => {
                Some(User::unlogged().name)
            }
            None => {
                return refused(
                    452,
                    format!("The sessionId has to be set for command: {text}"),
                );
            }
        };
        let answered = match who {
            None => Err(Refusal::NotLoggedIn),
            Some(who) => {
                let session = session.unwrap_or_default();
                command(
                    self,
                    &Call {
                        fields,
                        who,
                        session,
                    },
                )
            }
        };
        match answered {
            Ok(body) => (200, body),
            Err(refusal) => {
                let (status, text) = refusal.words(name);
                refused(status, text)
            }
        }
    }

    fn command(&self, name: &str) -> Option<Command> {
        Some(match name {
            "login" => user::login,
            "logout" => user::logout,
            "getCurrentUser" => user::current,
            "getAllUsers" => user::all,
            "createUser" => user::create,
            "editUser" => user::edit,
            "deleteUser" => user::delete,
            "getAllClassOfServices" => class::all,
            "createClassOfService" => class::create,
            "editClassOfService" => class::edit,
            "deleteClassOfService" => class::delete,
            "getAllProjects" => project::all,
            "createProject" => project::create,
            "editProject" => project::edit,
            "deleteProject" => project::delete,
            "addProjectToBoard" => project::add,
            "removeProjectFromBoard" => project::remove,
            "getTask" => read::task,
            "getTasks" if self.release >= Release::V1_0_0 => read::tasks,
            "getAllBoardsWithProjects" => read::boards,
            "getBoard" => read::board,
            "createTask" => task::create,
            "editTask" => task::edit,
            "moveTask" => task::go,
            "deleteTask" => task::delete,
            "createBoard" => board::create,
            "editsBoard" => board::edit,
            "deleteBoard" => board::delete,
            "editWorkflow" => workflow::edit,
            "editWorkflowitemData" => workflow::edit_item,
            "deleteWorkflowitem" => workflow::delete,
            _ => return None,
        })
    }
}
