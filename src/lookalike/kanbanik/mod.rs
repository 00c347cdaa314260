//! A model of Kanbanik: one document a board, and what each of its commands does to it.
//!
//! Written from recorded answers of the last state (`master`), of 1.0.0 and of 0.2.6. Texts that
//! stand in no recording: the refusals for a column with columns in it, for a board with columns
//! and for a class of service in use. Left out: events, statistics, filters.

pub mod board;
pub mod class;
mod command;
pub mod extract;
mod http;
pub mod order;
pub mod project;
pub mod refusal;
pub mod task;
pub mod user;

use std::collections::BTreeSet;

use crate::lookalike::clock::Clock;

use board::Board;
use class::Class;
use project::Project;
use task::Task;
use user::{Session, User};

/// Which release is modeled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// 0.2.6: no descriptions in lists, no tags, no permissions; moving between boards corrupts.
    V0_2_6,
    /// 1.0.0, the last release.
    V1_0_0,
    /// The last state of the source: `createTask` drops descriptions.
    Master,
}

impl Release {
    /// Returns the release of a word: `0.2.6`, `1.0.0`, `master`.
    pub fn of_word(word: &str) -> Option<Release> {
        match word {
            "0.2.6" => Some(Release::V0_2_6),
            "1.0.0" => Some(Release::V1_0_0),
            "master" => Some(Release::Master),
            _ => None,
        }
    }
}

/// A Kanbanik server: all that it knows.
#[derive(Debug)]
pub struct Kanbanik {
    /// The release that is modeled.
    pub release: Release,
    /// The clock of ids, sessions and the `Date` header.
    pub clock: Clock,
    /// Whether answers are packed for clients that take that (from 0.2.9, off by default).
    pub packs: bool,
    /// The boards.
    pub boards: Vec<Board>,
    /// The projects.
    pub projects: Vec<Project>,
    /// The classes of service.
    pub classes: Vec<Class>,
    /// The users.
    pub users: Vec<User>,
    /// The sessions.
    pub sessions: Vec<Session>,
    /// The number of the last task.
    pub last_ticket: i64,
    next: u64,
}

impl Kanbanik {
    /// Returns a server as it is when it starts for the first time: `admin` and four classes of
    /// service.
    pub fn new(release: Release, clock: Clock) -> Kanbanik {
        let mut server = Kanbanik {
            release,
            clock,
            packs: false,
            boards: Vec::new(),
            projects: Vec::new(),
            classes: Vec::new(),
            users: vec![User::admin("admin", "Default User", "admin")],
            sessions: Vec::new(),
            last_ticket: 0,
            next: 1,
        };
        for (name, description, color) in class::FIRST {
            let id = server.fresh_id();
            server.classes.push(Class {
                id,
                name: name.to_owned(),
                description: description.to_owned(),
                color: color.to_owned(),
                version: 1,
            });
        }
        server
    }

    /// Returns an id that was not given before; its first eight digits are the time.
    pub fn fresh_id(&mut self) -> String {
        let id = format!("{:08x}fdd6254c4f{:06x}", self.clock.now(), self.next);
        self.next += 1;
        id
    }

    /// Forgets all sessions, as a restart does.
    pub fn restart(&mut self) {
        self.sessions.clear();
    }

    /// Returns the board of that id.
    pub fn board(&self, id: &str) -> Option<&Board> {
        self.boards.iter().find(|board| board.id == id)
    }

    /// Returns the board of that id, to change it as another client would.
    pub fn board_mut(&mut self, id: &str) -> Option<&mut Board> {
        self.boards.iter_mut().find(|board| board.id == id)
    }

    /// Returns all tasks with the boards that hold them.
    pub fn tasks(&self) -> impl Iterator<Item = (&Board, &Task)> {
        self.boards
            .iter()
            .flat_map(|board| board.tasks.iter().map(move |task| (board, task)))
    }

    /// Returns the stored task of that id.
    pub fn task(&self, id: &str) -> Option<&Task> {
        self.tasks()
            .map(|(_, task)| task)
            .find(|task| task.id == id)
    }

    /// Returns the stored task of that id, to change it as another client would.
    pub fn task_mut(&mut self, id: &str) -> Option<&mut Task> {
        let (board, task) = self.find_task(id)?;
        Some(&mut self.boards[board].tasks[task])
    }

    /// Returns the ids of the boards that a project is on.
    pub fn boards_of(&self, project: &str) -> BTreeSet<&str> {
        let found = self.projects.iter().find(|known| known.id == project);
        found
            .map(|project| project.boards.iter().map(String::as_str).collect())
            .unwrap_or_default()
    }
}
