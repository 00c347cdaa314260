//! One function a command.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::call::decoded;
use super::session::{Session, Sessions};
use super::wire::{Board, BoardWithProjects, Class, Item, Login, Project, Task, User, Values};
use crate::monitor::Monitor;
use crate::provider::ProviderError;
use jiff::Timestamp;

/// Kanbanik on one server, as one user sees it.
#[derive(Clone, Copy)]
pub(super) struct Api<'a> {
    sessions: &'a Sessions,
    monitor: &'a dyn Monitor,
}

/// Every board, and the server's clock.
#[derive(Debug)]
pub(super) struct Boards {
    pub(super) boards: Vec<BoardWithProjects>,
    pub(super) date: Option<Timestamp>,
}

type Fields = Map<String, Value>;

impl<'a> Api<'a> {
    pub(super) fn new(sessions: &'a Sessions, monitor: &'a dyn Monitor) -> Self {
        Self { sessions, monitor }
    }

    /// Returns who watches.
    pub(super) fn monitor(&self) -> &'a dyn Monitor {
        self.monitor
    }

    /// Returns the login.
    pub(super) async fn session(&self) -> Result<Session, ProviderError> {
        self.sessions.session(self.monitor).await
    }

    /// `getCurrentUser`: asks what the user may do by now, and keeps it.
    pub(super) async fn refresh_permissions(&self) -> Result<(), ProviderError> {
        let login: Login = self.read("getCurrentUser", json!({})).await?;
        self.sessions.set_permissions(login.permissions);
        Ok(())
    }

    /// `getAllBoardsWithProjects`, tasks included; descriptions where the server has them in lists.
    pub(super) async fn boards(&self, with_texts: bool) -> Result<Boards, ProviderError> {
        let fields = json!({"includeTasks": true, "includeTaskDescription": with_texts});
        let name = "getAllBoardsWithProjects";
        let answer = self
            .sessions
            .call(name, &fields, true, self.monitor)
            .await?;
        let boards: Values<BoardWithProjects> = decoded(&answer)?;
        Ok(Boards {
            boards: boards.values,
            date: answer.date,
        })
    }

    /// `getBoard`; `None` if there is no such board.
    pub(super) async fn board(&self, id: &str) -> Result<Option<Board>, ProviderError> {
        let fields = json!({"id": id, "version": 0, "name": "", "workflowVerticalSizing": -1});
        let board: Board = self.read("getBoard", fields).await?;
        Ok(board.id.is_some().then_some(board))
    }

    /// `getTask`, with its description.
    pub(super) async fn task(&self, id: &str) -> Result<Task, ProviderError> {
        // All these are required, and none is looked at.
        let fields = json!({
            "id": id, "name": "", "workflowitemId": "", "version": 0, "projectId": "", "boardId": "",
        });
        self.read("getTask", fields).await
    }

    /// `getAllProjects`.
    pub(super) async fn projects(&self) -> Result<Vec<Project>, ProviderError> {
        let all: Values<Project> = self.read("getAllProjects", json!({})).await?;
        Ok(all.values)
    }

    /// `getAllClassOfServices`.
    pub(super) async fn classes(&self) -> Result<Vec<Class>, ProviderError> {
        let all: Values<Class> = self.read("getAllClassOfServices", json!({})).await?;
        Ok(all.values)
    }

    /// `getAllUsers`.
    pub(super) async fn users(&self) -> Result<Vec<User>, ProviderError> {
        let all: Values<User> = self.read("getAllUsers", json!({})).await?;
        Ok(all.values)
    }

    /// `createClassOfService`.
    pub(super) async fn create_class(&self, class: &Fields) -> Result<Class, ProviderError> {
        self.write("createClassOfService", Value::Object(class.clone()))
            .await
    }

    /// `editClassOfService`: replaces all of it.
    pub(super) async fn edit_class(&self, class: &Fields) -> Result<(), ProviderError> {
        self.change("editClassOfService", Value::Object(class.clone()))
            .await
    }

    /// `deleteClassOfService`, which no task may have.
    pub(super) async fn delete_class(&self, class: &Class) -> Result<(), ProviderError> {
        self.change("deleteClassOfService", Value::Object(class.0.clone()))
            .await
    }

    /// `createTask`.
    pub(super) async fn create_task(&self, task: &Fields) -> Result<Task, ProviderError> {
        self.write("createTask", Value::Object(task.clone())).await
    }

    /// `editTask`: replaces all of it.
    pub(super) async fn edit_task(&self, task: &Fields) -> Result<Task, ProviderError> {
        self.write("editTask", Value::Object(task.clone())).await
    }

    /// `moveTask`, between tasks of these orders.
    pub(super) async fn move_task(
        &self,
        task: &Fields,
        before: Option<&str>,
        after: Option<&str>,
    ) -> Result<Task, ProviderError> {
        let mut fields = json!({ "task": task });
        if let Some(before) = before {
            fields["prevOrder"] = json!(before);
        }
        if let Some(after) = after {
            fields["nextOrder"] = json!(after);
        }
        self.write("moveTask", fields).await
    }

    /// `deleteTask`, for one task; whether it went has to be asked.
    pub(super) async fn delete_task(&self, task: &Fields) -> Result<(), ProviderError> {
        self.change("deleteTask", json!({ "values": [task] })).await
    }

    /// `createBoard`, without columns.
    pub(super) async fn create_board(&self, name: &str) -> Result<Board, ProviderError> {
        let fields = json!({
            "name": name, "version": 1, "workflowVerticalSizing": -1, "showUserPictureEnabled": true,
        });
        self.write("createBoard", fields).await
    }

    /// `editsBoard`: replaces all of it, columns too. (So it is spelled.)
    pub(super) async fn edit_board(&self, board: Value) -> Result<(), ProviderError> {
        self.change("editsBoard", board).await
    }

    /// `deleteBoard`; columns that are named would keep it.
    pub(super) async fn delete_board(&self, board: &Board) -> Result<(), ProviderError> {
        let fields = json!({
            "id": board.id, "version": board.version, "name": board.name, "workflowVerticalSizing": -1,
        });
        self.change("deleteBoard", fields).await
    }

    /// `editWorkflow`: makes a column, or moves one.
    pub(super) async fn edit_workflow(&self, fields: Value) -> Result<Item, ProviderError> {
        self.write("editWorkflow", fields).await
    }

    /// `editWorkflowitemData`: replaces a column, those within it too.
    pub(super) async fn edit_item(&self, item: Value) -> Result<(), ProviderError> {
        self.change("editWorkflowitemData", item).await
    }

    /// `deleteWorkflowitem`.
    pub(super) async fn delete_item(&self, item: Value) -> Result<(), ProviderError> {
        self.change("deleteWorkflowitem", json!({ "workflowitem": item }))
            .await
    }

    /// `createProject`, on one board.
    pub(super) async fn create_project(
        &self,
        name: &str,
        board: &str,
    ) -> Result<Project, ProviderError> {
        let fields = json!({"name": name, "version": 1, "boardIds": [board]});
        self.write("createProject", fields).await
    }

    /// `editProject`: replaces all of it.
    pub(super) async fn edit_project(&self, project: &Project) -> Result<(), ProviderError> {
        self.change("editProject", project_value(project)).await
    }

    /// `deleteProject`.
    pub(super) async fn delete_project(&self, project: &Project) -> Result<(), ProviderError> {
        self.change("deleteProject", project_value(project)).await
    }

    /// `addProjectToBoard` or `removeProjectFromBoard`.
    pub(super) async fn set_project_on_board(
        &self,
        project: &Project,
        board: &str,
        is_on: bool,
    ) -> Result<(), ProviderError> {
        let name = if is_on {
            "addProjectToBoard"
        } else {
            "removeProjectFromBoard"
        };
        let fields = json!({"boardId": board, "project": project_value(project)});
        self.change(name, fields).await
    }

    async fn read<T: for<'de> Deserialize<'de>>(
        &self,
        name: &str,
        fields: Value,
    ) -> Result<T, ProviderError> {
        decoded(
            &self
                .sessions
                .call(name, &fields, true, self.monitor)
                .await?,
        )
    }

    async fn write<T: for<'de> Deserialize<'de>>(
        &self,
        name: &str,
        fields: Value,
    ) -> Result<T, ProviderError> {
        decoded(
            &self
                .sessions
                .call(name, &fields, false, self.monitor)
                .await?,
        )
    }

    /// Sends a write whose answer tells nothing; it must be JSON all the same.
    async fn change(&self, name: &str, fields: Value) -> Result<(), ProviderError> {
        self.write::<serde::de::IgnoredAny>(name, fields)
            .await
            .map(drop)
    }
}

fn project_value(project: &Project) -> Value {
    json!({
        "id": project.id, "name": project.name, "boardIds": project.boards, "version": project.version,
    })
}
