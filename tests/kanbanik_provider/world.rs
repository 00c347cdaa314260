//! A board on a look-alike, a provider connected to it, and the commands that were sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use git_board::board::{
    BoardKey, Card, CardChanges, CardField, CardKey, Change, CreateCard, EditCard, Operation,
    Place, Service, StackKey, Tag,
};
use git_board::cli::seed::deck::{PASSWORD, USER};
use git_board::cli::seed::kanbanik::kanbanik_of;
use git_board::cli::serve::boards_of;
use git_board::files::Files;
use git_board::lookalike::clock::Clock;
use git_board::lookalike::kanbanik::task::Task;
use git_board::lookalike::kanbanik::{Kanbanik, Release};
use git_board::lookalike::server::{Options, Server};
use git_board::monitor::Silent;
use git_board::provider::{
    Applied, ApplyError, Credentials, HttpOptions, Previous, Provider, Read, Wanted, open,
};
use serde_json::Value;

use crate::support::notes::Notes;
use crate::support::uploads::Uploads;

/// When the story begins.
pub const NOW: i64 = 1_795_283_837;

/// All versions.
pub const RELEASES: [Release; 3] = [Release::V0_2_6, Release::V1_0_0, Release::Master];

pub const GARDEN: u32 = 1;
pub const TODO: u32 = 2;
pub const DOING: u32 = 3;
pub const DEV: u32 = 4;
pub const DONE: u32 = 5;
/// The cards of `To do`, in order, and the one of `Dev`.
pub const A: u32 = 11;
pub const B: u32 = 12;
pub const C: u32 = 13;
pub const D: u32 = 14;

/// The classes of service.
pub const EXPEDITE: u32 = 61;
pub const INTANGIBLE: u32 = 62;
pub const STANDARD: u32 = 63;
/// Another board, and its only column.
pub const SHED: u32 = 41;
pub const SHED_ALL: u32 = 42;

/// A server with the board `Garden`: `To do` with `a`, `b` and `c`, `Doing` with `Dev` in it, which
/// holds `d`, and `Done`; the projects `Shop` (22) and `Web` (21).
pub struct World {
    pub server: Server<Kanbanik>,
    pub provider: Box<dyn Provider>,
    pub clock: Clock,
    notes: Notes,
}

/// The boards as files.
pub fn garden() -> Vec<(String, String)> {
    let mut files = vec![
        (
            "garden/board.yaml".to_owned(),
            format!(
                "id: {}\ntitle: Garden\nprojects:\n  - name: Shop\n    id: {}\n  - name: Web\n    id: {}\n{}",
                id(GARDEN),
                id(22),
                id(21),
                classes()
            ),
        ),
        stack("garden/to-do", TODO, "To do", 10, "wip_limit: 5\n"),
        stack(
            "garden/doing",
            DOING,
            "Doing",
            20,
            "orientation: vertical\nwip_limit: 7\n",
        ),
        stack("garden/doing/dev", DEV, "Dev", 10, ""),
        stack("garden/done", DONE, "Done", 30, ""),
    ];
    for (number, title, folder) in [
        (A, "a", "to-do"),
        (B, "b", "to-do"),
        (C, "c", "to-do"),
        (D, "d", "doing/dev"),
    ] {
        let ticket = number - 10;
        files.push((
            format!("garden/{folder}/{ticket}-{title}.md"),
            format!(
                "---\nid: {}\ntitle: {title}\nposition: {number}\nlabels:\n  - red\n  - {{name: big, color: blue, description: d, picture: \"http://p\", url: \"http://u\", target: 1}}\nassignees:\n  - bob\ndue: 2026-12-01\nproject: Web\nclass_of_service: Expedite\nticket: \"#{ticket}\"\n---\n<b>text</b> of {title}\n",
                id(number)
            ),
        ));
    }
    files
}

/// The same with the board `Shed`, which has the column `All` and the project `Tools` (30).
pub fn garden_and_shed() -> Vec<(String, String)> {
    let mut files = garden();
    let board = format!(
        "id: {}\ntitle: Shed\nprojects:\n  - name: Tools\n    id: {}\n",
        id(SHED),
        id(30)
    );
    files.push(("shed/board.yaml".to_owned(), board));
    files.push(stack("shed/all", SHED_ALL, "All", 10, ""));
    files
}

/// The classes of service as every board lists them.
pub fn classes() -> String {
    let mut text = "classes_of_service:\n".to_owned();
    for (number, name, description, color) in [
        (EXPEDITE, "Expedite", "At once.", "e21714"),
        (INTANGIBLE, "Intangible", "Some day.", "1eaa25"),
        (STANDARD, "Standard", "In its turn.", "5d8eef"),
    ] {
        let id = id(number);
        text.push_str(&format!(
            "  - name: {name}\n    description: {description}\n    color: {color}\n    id: {id}\n"
        ));
    }
    text
}

fn stack(folder: &str, number: u32, title: &str, position: u32, more: &str) -> (String, String) {
    let text = format!(
        "id: {}\ntitle: {title}\nposition: {position}\n{more}",
        id(number)
    );
    (format!("{folder}/stack.yaml"), text)
}

/// Returns the model that holds the boards of files.
pub fn model(release: Release, files: &[(String, String)], clock: &Clock) -> Kanbanik {
    let texts = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let account = boards_of(Service::Kanbanik, &Files::from_texts(texts), "the test")
        .expect("the test's boards can be read");
    kanbanik_of(&account, release, clock.clone())
}

impl World {
    pub fn new() -> World {
        World::of(Release::Master)
    }

    pub fn of(release: Release) -> World {
        World::holding(release, &garden())
    }

    /// The same with the board `Shed` beside it.
    pub fn with_shed(release: Release) -> World {
        World::holding(release, &garden_and_shed())
    }

    fn holding(release: Release, files: &[(String, String)]) -> World {
        let clock = Clock::stopped(NOW);
        let model = model(release, files, &clock);
        let server = Server::start(model, Options::default()).expect("a port on loopback is free");
        let provider = connect(&server, PASSWORD);
        World {
            server,
            provider,
            clock,
            notes: Notes::default(),
        }
    }

    /// Reads every board, and forgets the requests.
    pub async fn read(&self) -> Read {
        let read = self.provider.read(&Wanted::All, None, &Silent).await;
        self.server.log().clear();
        read.expect("the server answers")
    }

    /// Reads once more after another reading.
    pub async fn read_after(&self, read: &Read) -> Read {
        let previous = Previous::of(read);
        self.server.log().clear();
        let read = self
            .provider
            .read(&Wanted::All, Some(&previous), &Silent)
            .await;
        read.expect("the server answers")
    }

    /// Applies an operation; the log then holds its requests.
    pub async fn apply(&self, operation: Operation) -> Result<Applied, ApplyError> {
        self.server.log().clear();
        self.provider
            .apply(&operation, &Uploads::default(), &self.notes)
            .await
    }

    /// Applies changes of a card of `To do`.
    pub async fn edit(&self, card: u32, changes: CardChanges) -> Result<Applied, ApplyError> {
        self.apply(edit(card, TODO, changes)).await
    }

    /// Returns what the journal was told.
    pub fn notes(&self) -> Vec<String> {
        self.notes.lines()
    }

    /// Returns the commands in the log.
    pub fn commands(&self) -> Vec<Value> {
        commands(&self.server)
    }

    /// Returns the names of the commands that write.
    pub fn written(&self) -> Vec<String> {
        let writes = self
            .server
            .log()
            .entries()
            .into_iter()
            .filter(|entry| entry.is_write);
        writes
            .map(|entry| name_of(&command_of(&entry.body)))
            .collect()
    }

    /// Returns a task as the server has it.
    pub fn task(&self, number: u32) -> Task {
        self.server
            .model()
            .task(&id(number))
            .expect("it is there")
            .clone()
    }

    /// Returns the titles of the cards of a stack, in the order in which they are read.
    pub async fn titles(&self, stack: u32) -> Vec<String> {
        let read = self.read().await;
        let stacks = read.account.stacks();
        let stack = stacks[&StackKey::known(id(stack))].stack;
        stack.cards.iter().map(|card| card.title.clone()).collect()
    }
}

/// Connects alice to a server.
pub fn connect(server: &Server<Kanbanik>, secret: &str) -> Box<dyn Provider> {
    let credentials = Credentials {
        user: USER.to_owned(),
        secret: secret.to_owned(),
    };
    let url = format!("{}/kanbanik", server.url());
    open(Service::Kanbanik, &url, credentials, HttpOptions::default()).expect("loopback is allowed")
}

/// Returns the commands that a server was sent.
pub fn commands(server: &Server<Kanbanik>) -> Vec<Value> {
    let entries = server.log().entries();
    entries
        .iter()
        .map(|entry| command_of(&entry.body))
        .collect()
}

/// Returns the command of a form.
pub fn command_of(form: &str) -> Value {
    let pair = url::form_urlencoded::parse(form.as_bytes()).find(|(key, _)| key == "command");
    let (_, text) = pair.expect("a form with a command");
    serde_json::from_str(&text).expect("JSON")
}

/// Returns the name of a command.
pub fn name_of(command: &Value) -> String {
    command["commandName"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// Returns an id of Kanbanik's form.
pub fn id(number: u32) -> String {
    format!("6b{number:022x}")
}

pub fn key(number: u32) -> CardKey {
    CardKey::known(id(number))
}

/// Returns the operation that edits a card.
pub fn edit(card: u32, stack: u32, changes: CardChanges) -> Operation {
    Operation::EditCard(Box::new(EditCard {
        key: key(card),
        title: "card".to_owned(),
        board: BoardKey::known(id(GARDEN)),
        stack: StackKey::known(id(stack)),
        changes,
    }))
}

/// Returns a place on `Garden`; card 0 stands for "first".
pub fn place(stack: u32, after: u32) -> Place {
    Place {
        board: BoardKey::known(id(GARDEN)),
        stack: StackKey::known(id(stack)),
        after: (after != 0).then(|| key(after)),
    }
}

pub fn change<T>(old: T, new: T) -> Option<Change<T>> {
    Some(Change { old, new })
}

/// Returns changes of what only some services have: from one value to the other.
pub fn own_changes<const COUNT: usize>(
    changes: [(CardField, Option<&str>, Option<&str>); COUNT],
) -> BTreeMap<CardField, Change<Option<String>>> {
    let text = |value: Option<&str>| value.map(str::to_owned);
    let owned = changes.map(|(field, old, new)| {
        let change = Change {
            old: text(old),
            new: text(new),
        };
        (field, change)
    });
    owned.into()
}

/// Returns changes of the place alone.
pub fn moved(old: Place, new: Place) -> CardChanges {
    CardChanges {
        place: change(old, new),
        ..CardChanges::default()
    }
}

/// Returns changes of the title alone.
pub fn renamed(old: &str, new: &str) -> CardChanges {
    CardChanges {
        title: change(old.to_owned(), new.to_owned()),
        ..CardChanges::default()
    }
}

/// Returns the operation that makes a card in `To do`.
pub fn create(card: Card, after: u32) -> Operation {
    Operation::CreateCard(CreateCard {
        place: place(TODO, after),
        card: Arc::new(card),
    })
}

/// Returns a new card with every value.
pub fn full_card(release: Release) -> Card {
    let mut card = Card::new(CardKey::New(1), "new");
    card.body = Some(Arc::from("<i>æ & ☃</i>\n+100%"));
    card.assignees.insert(git_board::board::Person::user("bob"));
    card.due = "2026-12-24T00:00:00Z".parse().ok();
    card.set_field(CardField::Project, Some("Shop".to_owned()));
    card.set_field(CardField::ClassOfService, Some("Standard".to_owned()));
    if release >= Release::V1_0_0 {
        card.tags.insert(Tag::named("plain"));
        card.tags.insert(Tag {
            color: Some("red".to_owned()),
            url: Some("http://x".to_owned()),
            target: Some(1),
            ..Tag::named("rich")
        });
    }
    card
}
