//! The boards of an account as what a look-alike Kanbanik holds.

use crate::board::{
    Account, Board, Card, CardField, ClassOfService, Key, Lane, Person, Stack, Tag,
};
use crate::lookalike::clock::Clock;
use crate::lookalike::kanbanik::board::{Board as ServedBoard, Item, Workflow};
use crate::lookalike::kanbanik::class::Class;
use crate::lookalike::kanbanik::project::Project as ServedProject;
use crate::lookalike::kanbanik::task::{Tag as ServedTag, Task};
use crate::lookalike::kanbanik::user::User;
use crate::lookalike::kanbanik::{Kanbanik, Release};

use super::deck::{PASSWORD, USER};

/// Returns a Kanbanik that holds the boards of `account`, where [`USER`] may do everything.
///
/// Ids and tickets are kept; things without an id of Kanbanik's form get a new one. A board without
/// projects gets one of its own name, since a task must have one. Everybody who is assigned
/// anything is a user, with the password [`PASSWORD`].
pub fn kanbanik_of(account: &Account, release: Release, clock: Clock) -> Kanbanik {
    let mut seed = Seed {
        server: Kanbanik::new(release, clock),
    };
    seed.person(USER);
    if account.boards.iter().any(|board| !board.classes.is_empty()) {
        seed.server.classes.clear();
    }
    for located in account.cards().values() {
        seed.count_ticket(located.card);
    }
    for board in &account.boards {
        seed.board(board);
    }
    seed.server
}

struct Seed {
    server: Kanbanik,
}

/// The tasks of one board while its columns are gone through.
struct Tasks {
    board: String,
    /// Names and ids of its projects, the first for cards that name none.
    projects: Vec<(String, String)>,
    tasks: Vec<Task>,
}

impl Seed {
    fn id(&mut self, id: Option<&str>) -> String {
        let is_ours = |id: &&str| id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        match id.filter(is_ours) {
            Some(id) => id.to_owned(),
            None => self.server.fresh_id(),
        }
    }

    fn key<Of>(&mut self, key: &Key<Of>) -> String {
        self.id(key.id().map(|id| id.as_str()))
    }

    fn person(&mut self, name: &str) {
        if self.server.user(name).is_none() {
            self.server.users.push(User::admin(name, name, PASSWORD));
        }
    }

    /// Lets the tickets of cards that have none begin after all that are given.
    fn count_ticket(&mut self, card: &Card) {
        let ticket = card
            .ticket
            .as_deref()
            .and_then(|ticket| ticket.strip_prefix('#'));
        if let Some(number) = ticket.and_then(|number| number.parse().ok()) {
            self.server.last_ticket = self.server.last_ticket.max(number);
        }
    }

    fn board(&mut self, board: &Board) {
        let Board {
            key,
            title,
            color: _,
            archived: _,
            labels: _,
            members: _,
            projects,
            classes,
            stacks,
        } = board;
        let id = self.key(key);
        for class in classes {
            self.listed_class(class);
        }
        let mut named = Vec::new();
        for project in projects {
            let project_id = self.id(project.id.as_deref());
            named.push((project.name.clone(), project_id));
        }
        if named.is_empty() {
            named.push((title.clone(), self.server.fresh_id()));
        }
        for (name, project) in &named {
            self.project(name, project, &id);
        }
        let mut tasks = Tasks {
            board: id.clone(),
            projects: named,
            tasks: Vec::new(),
        };
        let workflow = self.workflow(stacks.iter().map(AsRef::as_ref), &mut tasks);
        self.server.boards.push(ServedBoard {
            id,
            version: 1,
            name: title.clone(),
            vertical_sizing: -1,
            shows_pictures: true,
            has_fixed_size: false,
            workflow,
            tasks: tasks.tasks,
        });
    }

    fn project(&mut self, name: &str, id: &str, board: &str) {
        let projects = &mut self.server.projects;
        match projects.iter_mut().find(|known| known.id == id) {
            Some(known) => known.boards.push(board.to_owned()),
            None => projects.push(ServedProject {
                id: id.to_owned(),
                name: name.to_owned(),
                boards: vec![board.to_owned()],
                version: 1,
            }),
        }
    }

    fn workflow<'s>(
        &mut self,
        stacks: impl Iterator<Item = &'s Stack>,
        tasks: &mut Tasks,
    ) -> Workflow {
        let items = stacks.map(|stack| self.item(stack, tasks)).collect();
        Workflow {
            id: self.server.fresh_id(),
            items,
        }
    }

    fn item(&mut self, stack: &Stack, tasks: &mut Tasks) -> Item {
        let Stack {
            key,
            title,
            done_column: _,
            lane,
            stacks,
            cards,
        } = stack;
        let Lane {
            wip_limit,
            orientation,
        } = lane;
        let id = self.key(key);
        for (place, card) in (0..).zip(cards) {
            self.task(card, &id, place, tasks);
        }
        Item {
            id,
            name: title.clone(),
            wip_limit: wip_limit.unwrap_or(-1),
            kind: match orientation.as_deref() {
                None => "H".to_owned(),
                Some("vertical") => "V".to_owned(),
                Some(other) => other.to_owned(),
            },
            version: 1,
            vertical_size: -1,
            nested: self.workflow(stacks.iter().map(AsRef::as_ref), tasks),
        }
    }

    fn task(&mut self, card: &Card, item: &str, place: i64, tasks: &mut Tasks) {
        let Card {
            key,
            title,
            body,
            labels: _,
            assignees,
            due,
            done: _,
            archived: _,
            color: _,
            start: _,
            card_type: _,
            depends_on: _,
            attachments: _,
            comments: _,
            fields: _,
            tags,
            ticket,
            created: _,
            author: _,
        } = card;
        let named = card.field(CardField::Project).and_then(|name| {
            let mut projects = tasks.projects.iter();
            projects.find(|(known, _)| known == name)
        });
        let (_, project) = named.unwrap_or(&tasks.projects[0]).clone();
        let assignee = assignees.first().map(|Person { id, .. }| id.clone());
        if let Some(name) = &assignee {
            self.person(name);
        }
        let ticket = ticket.clone().unwrap_or_else(|| {
            self.server.last_ticket += 1;
            format!("#{}", self.server.last_ticket)
        });
        let class = card
            .field(CardField::ClassOfService)
            .map(|name| self.class(name));
        let has_tags = self.server.release >= Release::V1_0_0;
        let task = Task {
            id: self.key(key),
            name: title.clone(),
            description: body.as_deref().map(str::to_owned),
            class,
            ticket,
            item: item.to_owned(),
            version: 1,
            project,
            assignee,
            order: Some((place * 100).to_string()),
            due: due.map(|due| due.strftime("%Y-%m-%d").to_string()),
            board: tasks.board.clone(),
            tags: tags
                .iter()
                .filter(|_| has_tags)
                .map(|tag| self.tag(tag))
                .collect(),
        };
        tasks.tasks.push(task);
    }

    /// Adds a class of service that a board lists; every board lists the same ones.
    fn listed_class(&mut self, class: &ClassOfService) {
        let ClassOfService {
            id,
            name,
            description,
            color,
        } = class;
        let known = self.server.classes.iter();
        if known.clone().any(|known| known.name == *name) {
            return;
        }
        let id = self.id(id.as_deref());
        self.server.classes.push(Class {
            id,
            name: name.clone(),
            description: description.clone(),
            color: color.clone(),
            version: 1,
        });
    }

    fn class(&mut self, name: &str) -> String {
        let mut known = self.server.classes.iter();
        if let Some(known) = known.find(|class| class.name == name) {
            return known.id.clone();
        }
        let id = self.server.fresh_id();
        self.server.classes.push(Class {
            id: id.clone(),
            name: name.to_owned(),
            description: String::new(),
            color: "cccccc".to_owned(),
            version: 1,
        });
        id
    }

    fn tag(&mut self, tag: &Tag) -> ServedTag {
        let Tag {
            name,
            color,
            description,
            picture,
            url,
            target,
        } = tag.clone();
        ServedTag {
            id: Some(self.server.fresh_id()),
            name,
            description,
            picture_url: picture,
            click_url: url,
            click_target: target,
            color,
        }
    }
}
