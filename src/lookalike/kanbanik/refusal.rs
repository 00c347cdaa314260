//! The refusals, in the server's words, slips included.

/// What a command answers instead of success; the status is 452 unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A text of the server's own.
    Message(String),
    /// An exception, wrapped with the command's name.
    Failure(String),
    /// The session is unknown, status 453.
    NotLoggedIn,
}

impl Refusal {
    /// Returns a refusal in these words.
    pub fn message(text: impl Into<String>) -> Refusal {
        Refusal::Message(text.into())
    }

    /// Returns the refusal of an exception with this message.
    pub fn failure(text: impl Into<String>) -> Refusal {
        Refusal::Failure(text.into())
    }

    /// Returns that somebody else was faster.
    pub fn mid_air() -> Refusal {
        Refusal::message(
            "This item has been modified by a different user. Please refresh your browser to get the current data.",
        )
    }

    /// Returns that a thing is gone; `kind` as in `This board has been deleted`.
    pub fn gone(kind: &str) -> Refusal {
        Refusal::message(format!(
            "This {kind} has been deleted by a different user. Please refresh your browser to get the current data."
        ))
    }

    /// Returns that a task's column is not on its board.
    pub fn no_item() -> Refusal {
        Refusal::message(
            "The worflowitem on which this task is defined does not exist. Possibly it has been deleted by a different user. Please refresh your browser to get the current data.",
        )
    }

    /// Returns that the target of a move is not there.
    pub fn no_target() -> Refusal {
        Refusal::message(
            "Some entity associated with this task does not exist any more - possibly has been deleted by a different user. Please refresh your browser to get the current data.",
        )
    }

    /// Returns that a task came without its number.
    pub fn no_ticket(id: Option<&str>) -> Refusal {
        Refusal::failure(format!(
            "The task {} has not set a ticket id!",
            id.unwrap_or_default()
        ))
    }

    /// Returns that tasks stand in the way; `tasks` as the server lists them.
    pub fn project_has_tasks(tasks: &[String]) -> Refusal {
        Refusal::message(format!(
            "There are some tasks associated with this project. Please delete them first and than try to do this action again. The tasks: [{}]",
            tasks.join(",")
        ))
    }

    /// Returns status and text of the answer to a command.
    pub fn words(&self, command: &str) -> (u16, String) {
        match self {
            Refusal::Message(text) => (452, text.clone()),
            Refusal::Failure(text) => (
                452,
                format!(
                    "Error while executing command: {command}. Error: {text}. For details please look at the server logs."
                ),
            ),
            Refusal::NotLoggedIn => (453, "The user is not logged in!".to_owned()),
        }
    }
}
