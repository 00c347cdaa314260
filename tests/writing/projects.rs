//! `git board mv` on Kanbanik: what becomes of a card's project.

use git_board::board::Service;
use git_board::cli::seed::deck::{PASSWORD, USER};
use git_board::cli::seed::kanbanik::kanbanik_of;
use git_board::cli::serve::boards_of;
use git_board::files::Files;
use git_board::lookalike::clock::Clock;
use git_board::lookalike::kanbanik::{Kanbanik, Release};
use git_board::lookalike::server::{Options, Server};
use snapbox::{assert_data_eq, str};

use crate::support::sandbox::{Ran, Sandbox};

const DIG: &str = "garden/to-do/1-dig.md";

/// A clone of three boards: one of the projects `Web` and `Shop`, one of `Tools` alone, and one of
/// `Web` and `Field`.
struct World {
    sandbox: Sandbox,
    server: Server<Kanbanik>,
}

impl World {
    fn new() -> Self {
        let board = |number: u32, title: &str, projects: [&str; 2]| {
            let listed = projects.iter().filter(|name| !name.is_empty()).zip(1..);
            let listed =
                listed.map(|(name, at)| format!("  - name: {name}\n    id: {}\n", id(number + at)));
            let listed: String = listed.collect();
            let text = format!("id: {}\ntitle: {title}\nprojects:\n{listed}", id(number));
            (format!("{}/board.yaml", title.to_lowercase()), text)
        };
        let stack = |board: &str, number: u32| {
            let text = format!("id: {}\ntitle: To do\nposition: 10\n", id(number));
            (format!("{board}/to-do/stack.yaml"), text)
        };
        let card = format!(
            "---\nid: {}\ntitle: Dig\nposition: 10\nproject: Shop\nticket: \"#1\"\n---\nWith a spade.\n",
            id(11)
        );
        let files = [
            board(100, "Garden", ["Web", "Shop"]),
            board(200, "Shed", ["Tools", ""]),
            board(300, "Meadow", ["Web", "Field"]),
            stack("garden", 150),
            stack("shed", 250),
            stack("meadow", 350),
            (DIG.to_owned(), card),
        ];
        let files = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        let files = Files::from_texts(files);
        let account = boards_of(Service::Kanbanik, &files, "the test").expect("they can be read");
        let model = kanbanik_of(&account, Release::Master, Clock::stopped(1_795_283_837));
        let server = Server::start(model, Options::default()).expect("a server on loopback");
        let mut sandbox = Sandbox::new();
        sandbox.replace(server.url(), "SERVER");
        sandbox.set("GIT_BOARD_USER", USER);
        sandbox.set("GIT_BOARD_TOKEN", PASSWORD);
        let url = format!("{}/kanbanik", server.url());
        sandbox.git_board(".", &["clone", &url, "boards"]).code(0);
        Self { sandbox, server }
    }

    fn mv(&self, arguments: &[&str]) -> Ran {
        let all = [&["mv", DIG], arguments].concat();
        self.sandbox.git_board("boards", &all)
    }

    /// Pushes; returns the title, the board's number and the project's of every task there.
    fn pushed(&self) -> Vec<(String, String, String)> {
        self.sandbox.git_board("boards", &["push", "--yes"]).code(0);
        let status = self.sandbox.git("boards", &["status", "--short"]).code(0);
        assert_eq!(status.out, "");
        let model = self.server.model();
        model
            .tasks()
            .map(|(_, task)| {
                let number = |id: &str| id.trim_start_matches(['5', 'a', '0']).to_owned();
                (
                    task.name.clone(),
                    number(&task.board),
                    number(&task.project),
                )
            })
            .collect()
    }
}

fn id(number: u32) -> String {
    format!("5a{number:022}")
}

#[test]
fn a_card_gets_the_only_project_of_the_board_that_it_moves_to() {
    let world = World::new();
    let ran = world.mv(&["shed/to-do"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
changed card "Dig" in Garden: Garden / To do → Shed / To do, first; project Shop → Tools

"#]]
    );
    let moved = world.sandbox.read("boards/shed/to-do/1-dig.md");
    assert!(moved.contains("project: Tools\n"), "{moved}");
    assert_eq!(
        world.pushed(),
        [("Dig".to_owned(), "200".to_owned(), "201".to_owned())]
    );
}

#[test]
fn among_several_projects_a_person_says_which() {
    let world = World::new();
    let ran = world.mv(&["meadow/to-do"]).code(2);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: board "Meadow" has no project "Shop", which card "Dig" belongs to
hint: say which one: `--project NAME`; it has "Field", "Web"

"#]]
    );
    let ran = world.mv(&["meadow/to-do", "--project", "feld"]).code(2);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: board "Meadow" has no project "feld"
hint: did you mean "Field"?

"#]]
    );
    assert!(world.sandbox.path("boards").join(DIG).exists());
    let ran = world.mv(&["meadow/to-do", "--project", "field"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
changed card "Dig" in Garden: Garden / To do → Meadow / To do, first; project Shop → Field

"#]]
    );
    assert_eq!(
        world.pushed(),
        [("Dig".to_owned(), "300".to_owned(), "302".to_owned())]
    );
}

#[test]
fn a_project_of_the_same_name_is_kept_and_another_is_given_in_place() {
    let world = World::new();
    let ran = world.mv(&["garden/to-do", "--project", "Web"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
changed card "Dig" in Garden / To do: project Shop → Web

"#]]
    );
    // The number of its ticket names it too, and for a shell without the `#`.
    let by_number = ["mv", "1", "meadow/to-do"];
    world.sandbox.git_board("boards", &by_number).code(0);
    let moved = world.sandbox.read("boards/meadow/to-do/1-dig.md");
    assert!(moved.contains("project: Web\n"), "{moved}");
    assert_eq!(
        world.pushed(),
        [("Dig".to_owned(), "300".to_owned(), "301".to_owned())]
    );
}

#[test]
fn a_board_without_projects_takes_none() {
    let served = super::world::work();
    let arguments = ["mv", "Login", "Done", "--project", "Web"];
    let ran = served.git_board("boards", &arguments).code(2);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: board "Work" has no project "Web"
hint: only boards of Kanbanik have projects; leave `--project` out

"#]]
    );
}
