//! The whole round through the program: clone, edit, push, pull, on every version.

use git_board::board::Service;
use git_board::cli::seed::deck::{PASSWORD, USER};
use git_board::lookalike::clock::Clock;
use git_board::lookalike::kanbanik::{Kanbanik, Release};
use git_board::lookalike::server::{Options, Server};

use super::world::{A, B, C, NOW, RELEASES, commands, garden, id, model, name_of};
use crate::support::sandbox::{Sandbox, files_below};

/// A server, and a clone of it in the folder `boards`.
pub struct Round {
    pub sandbox: Sandbox,
    pub server: Server<Kanbanik>,
}

impl Round {
    pub fn of(release: Release, files: &[(String, String)]) -> Round {
        Round::with(model(release, files, &Clock::stopped(NOW)))
    }

    fn with(model: Kanbanik) -> Round {
        let server = Server::start(model, Options::default()).expect("a server on loopback");
        let mut sandbox = Sandbox::new();
        sandbox.set("GIT_BOARD_USER", USER);
        sandbox.set("GIT_BOARD_TOKEN", PASSWORD);
        let round = Round { sandbox, server };
        round.clone_to("boards");
        round
    }

    fn clone_to(&self, folder: &str) {
        let url = format!("{}/kanbanik", self.server.url());
        self.sandbox
            .git_board(".", &["clone", &url, folder])
            .code(0);
    }

    /// Runs a command and returns the names of the commands that it sent to write.
    #[track_caller]
    pub fn writes(&self, arguments: &[&str]) -> Vec<String> {
        self.server.log().clear();
        self.sandbox.git_board("boards", arguments).code(0);
        let reads = |name: &String| name.starts_with("get") || name == "login";
        let names = commands(&self.server)
            .iter()
            .map(name_of)
            .collect::<Vec<_>>();
        names.into_iter().filter(|name| !reads(name)).collect()
    }

    fn board_files(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let mut files = files_below(&self.sandbox.path(folder));
        files.retain(|(path, _)| path.contains('/'));
        files
    }
}

#[test]
fn a_clone_is_the_served_folder_byte_for_byte() {
    for release in [Release::V1_0_0, Release::Master] {
        let round = Round::of(release, &garden());
        let mut expected: Vec<(String, Vec<u8>)> = garden()
            .into_iter()
            .map(|(path, text)| (path, text.replace("position: 11", "position: 10")))
            .map(|(path, text)| (path, text.replace("position: 12", "position: 20")))
            .map(|(path, text)| (path, text.replace("position: 13", "position: 30")))
            .map(|(path, text)| (path, text.replace("position: 14", "position: 10")))
            // The keys of a stack and the tags of a card have their order.
            .map(|(path, text)| {
                (
                    path,
                    text.replace(
                        "orientation: vertical\nwip_limit: 7\n",
                        "wip_limit: 7\norientation: vertical\n",
                    ),
                )
            })
            .map(|(path, text)| (path, swapped_tags(&text).into_bytes()))
            .collect();
        expected.sort();
        let mut cloned = round.board_files("boards");
        cloned.sort();
        let texts = |files: Vec<(String, Vec<u8>)>| -> Vec<(String, String)> {
            let text = |(path, bytes)| (path, String::from_utf8(bytes).expect("text"));
            files.into_iter().map(text).collect()
        };
        assert_eq!(texts(cloned), texts(expected), "{release:?}");
    }
}

fn swapped_tags(text: &str) -> String {
    let rich = "  - {name: big, color: blue, description: d, picture: \"http://p\", url: \"http://u\", target: 1}\n";
    text.replace(&format!("  - red\n{rich}"), &format!("{rich}  - red\n"))
}

#[test]
fn a_round_leaves_here_what_is_there_on_every_version() {
    for release in RELEASES {
        let round = Round::of(release, &garden());
        let sandbox = &round.sandbox;
        assert_eq!(round.writes(&["pull"]), [""; 0], "{release:?}");
        assert_eq!(round.writes(&["push"]), [""; 0], "{release:?}");
        sandbox.substitute("boards/garden/to-do/1-a.md", "title: a", "title: Apple");
        sandbox.substitute(
            "boards/garden/to-do/1-a.md",
            "<b>text</b> of a",
            "<i>æ</i>\n",
        );
        sandbox.rename(
            "boards/garden/to-do/2-b.md",
            "boards/garden/doing/dev/2-b.md",
        );
        sandbox.remove("boards/garden/to-do/3-c.md");
        sandbox.write(
            "boards/garden/to-do/new.md",
            "---\ndue: 2027-01-02\nproject: Shop\n---\n# Plum\n",
        );
        sandbox.write(
            "boards/garden/doing/test/stack.yaml",
            "title: Test\nwip_limit: 2\n",
        );
        sandbox.substitute("boards/garden/board.yaml", "name: Web", "name: World");
        sandbox.write(
            "boards/shed/board.yaml",
            "title: Shed\nprojects:\n  - name: Tools\n",
        );
        sandbox.write("boards/shed/all/stack.yaml", "title: All\n");
        sandbox.write("boards/shed/all/spade.md", "# Spade\n");
        round.writes(&["push", "--yes"]);
        {
            let model = round.server.model();
            assert_eq!(
                model.task(&id(A)).expect("there").name,
                "Apple",
                "{release:?}"
            );
            assert!(model.task(&id(C)).is_none());
            assert_eq!(
                model.task(&id(B)).expect("there").item,
                id(super::world::DEV)
            );
            let plum = model
                .tasks()
                .find(|(_, task)| task.name == "Plum")
                .expect("made");
            assert_eq!(plum.1.description.as_deref(), Some("# Plum"));
            assert_eq!(plum.1.due.as_deref(), Some("2027-01-02"));
            let spade = model
                .tasks()
                .find(|(_, task)| task.name == "Spade")
                .expect("made");
            assert_eq!(spade.0.name, "Shed");
        }
        assert_eq!(round.writes(&["pull"]), [""; 0], "{release:?}");
        assert_eq!(round.writes(&["push"]), [""; 0], "{release:?}");
        assert_eq!(sandbox.git("boards", &["status", "--porcelain"]).out, "");
        round.clone_to("again");
        let ids = |folder: &str| -> Vec<String> {
            let files = round.board_files(folder).into_iter();
            let text = files.map(|(_, bytes)| String::from_utf8(bytes).expect("text"));
            let mut cards: Vec<String> = text.filter(|text| text.starts_with("---")).collect();
            for card in &mut cards {
                let lines = card.lines().filter(|line| !line.starts_with("position"));
                *card = lines.collect::<Vec<_>>().join("\n");
            }
            cards.sort();
            cards
        };
        assert_eq!(ids("boards"), ids("again"), "{release:?}");
    }
}

#[test]
fn what_others_did_comes_with_a_pull() {
    let round = Round::of(Release::Master, &garden());
    {
        let mut model = round.server.model();
        let task = model.task_mut(&id(A)).expect("there");
        task.name = "Apple".to_owned();
        task.order = Some("250.5".to_owned());
        let board = model.board_mut(&id(super::world::GARDEN)).expect("there");
        board.workflow.items[0].wip_limit = -1;
    }
    round.writes(&["pull"]);
    let card = round.sandbox.read("boards/garden/to-do/1-a.md");
    assert!(card.contains("title: Apple\nposition: 40\n"), "{card}");
    let stack = round.sandbox.read("boards/garden/to-do/stack.yaml");
    assert!(!stack.contains("wip_limit"), "{stack}");
    assert_eq!(round.writes(&["push"]), [""; 0]);
}

#[test]
fn what_kanbanik_has_not_is_refused_before_any_call() {
    let mut files = garden();
    files.push((
        "shed/board.yaml".to_owned(),
        format!("id: {}\ntitle: Shed\nprojects:\n  - name: T\n", id(50)),
    ));
    files.push((
        "shed/all/stack.yaml".to_owned(),
        format!("id: {}\ntitle: All\nposition: 10\n", id(51)),
    ));
    let round = Round::of(Release::Master, &files);
    let sandbox = &round.sandbox;
    let refused = |what: &str| {
        round.server.log().clear();
        let ran = sandbox.git_board("boards", &["push", "--yes"]);
        assert_ne!(ran.code, 0, "{what}");
        assert!(ran.err.contains(what), "{what}: {}", ran.err);
        let writes = round.server.log().writes();
        assert_eq!(writes, [""; 0], "{what}");
        sandbox.git("boards", &["checkout", "-q", "."]).code(0);
        sandbox.git("boards", &["clean", "-fdq"]).code(0);
    };
    sandbox.substitute(
        "boards/garden/board.yaml",
        "title: Garden\n",
        "title: Garden\ncolor: ff0000\n",
    );
    refused("colors and archives of boards");
    sandbox.write(
        "boards/garden/board.yaml",
        &format!(
            "{}labels:\n  - name: Bug\n    color: ff0000\n",
            sandbox.read("boards/garden/board.yaml")
        ),
    );
    refused("labels of boards");
    sandbox.rename("boards/garden/to-do/1-a.md", "boards/shed/all/1-a.md");
    refused("its board has no project `Web`; there are: T");
    sandbox.rename("boards/garden/to-do", "boards/shed/to-do");
    refused("moves of stacks between boards");
    sandbox.substitute(
        "boards/garden/to-do/1-a.md",
        "  - bob\n",
        "  - bob\n  - alice\n",
    );
    refused("there are one user, or none");
    sandbox.write("boards/garden/to-do/1-a/comments/new.md", "Hello.\n");
    refused("knows no comments");
    sandbox.write("boards/garden/to-do/new.md", "# New\n");
    refused("it names no `project` of its board; there are: Shop, Web");
    sandbox.substitute("boards/garden/to-do/1-a.md", "project: Web", "project: Wbe");
    refused("its board has no project `Wbe`; there are: Shop, Web");
    let line = format!("id: {}\n", id(A));
    sandbox.substitute("boards/garden/to-do/1-a.md", &line, "id: one\n");
    refused("`id` must be a number or 24 hexadecimal digits, not `one`");
}

#[test]
fn projects_that_both_sides_made_and_a_renamed_one_come_together() {
    let round = Round::of(Release::Master, &garden());
    let sandbox = &round.sandbox;
    {
        let mut model = round.server.model();
        let mut other = model.projects[0].clone();
        other.id = id(70);
        other.name = "Other".to_owned();
        model.projects.push(other);
        let web = model.projects.iter_mut().find(|one| one.id == id(21));
        web.expect("it is there").name = "World".to_owned();
    }
    let board = "boards/garden/board.yaml";
    sandbox.substitute(board, "projects:\n", "projects:\n  - name: Mine\n");
    // Its project has another name there, which is no change of the card.
    sandbox.remove("boards/garden/to-do/3-c.md");
    round.writes(&["pull"]);
    assert_eq!(
        round.writes(&["push", "--yes"]),
        ["createProject", "deleteTask"]
    );
    let text = sandbox.read(board);
    for name in ["Mine", "Other", "Shop", "World"] {
        assert!(text.contains(&format!("name: {name}\n")), "{text}");
    }
    let card = sandbox.read("boards/garden/to-do/1-a.md");
    assert!(card.contains("project: World\n"), "{card}");
    assert_eq!(round.writes(&["pull"]), [""; 0]);
    assert_eq!(round.writes(&["push"]), [""; 0]);
}

#[test]
fn a_stack_whose_deletion_was_begun_there_can_be_deleted_here() {
    let round = Round::of(Release::Master, &garden());
    {
        let mut model = round.server.model();
        let garden = model.board_mut(&id(super::world::GARDEN)).expect("there");
        garden.tasks.retain(|task| task.id != id(A));
    }
    round.sandbox.remove("boards/garden/to-do");
    let expected = ["deleteTask", "deleteTask", "deleteWorkflowitem"];
    let push = ["push", "--yes", "--allow-deletes"];
    assert_eq!(round.writes(&push), expected);
    assert_eq!(round.server.model().tasks().count(), 1);
}

#[test]
fn two_thousand_cards_with_tags_and_34_digit_orders_go_round() {
    let clock = Clock::stopped(NOW);
    let mut model = model(Release::Master, &garden(), &clock);
    {
        let board = model.board_mut(&id(super::world::GARDEN)).expect("there");
        let mut like = board.tasks[0].clone();
        like.assignee = None;
        for number in 0..2000_u32 {
            let mut task = like.clone();
            task.id = id(1000 + number);
            task.name = format!("card {number}");
            task.ticket = format!("#{}", 100 + number);
            task.item = id(super::world::DEV);
            // All digits matter: neighbors differ in the 34th.
            task.order = Some(format!("1.{:033}", u64::from(number) * 3 + 1));
            board.tasks.push(task);
        }
    }
    let round = Round::with(model);
    assert_eq!(round.writes(&["pull"]), [""; 0]);
    assert_eq!(round.writes(&["push"]), [""; 0]);
    let name = |number: u32| format!("boards/garden/doing/dev/{}-card-{number}.md", 100 + number);
    let position = |number: u32| {
        let text = round.sandbox.read(&name(number));
        let line = text
            .lines()
            .find(|line| line.starts_with("position: "))
            .map(str::to_owned);
        line.expect("a position")
    };
    // One drag: behind the second one below.
    let (old, next) = (position(500), position(502));
    let number: i64 = next["position: ".len()..].parse().expect("a whole number");
    round
        .sandbox
        .substitute(&name(500), &old, &format!("position: {}", number + 5));
    assert_eq!(round.writes(&["push"]), ["moveTask"]);
    assert_eq!(round.writes(&["pull"]), [""; 0]);
    assert_eq!(round.writes(&["push"]), [""; 0]);
    let model = round.server.model();
    let order = |number: u32| {
        model
            .task(&id(1000 + number))
            .and_then(|task| task.order.clone())
    };
    assert_eq!(
        order(500).as_deref(),
        Some("1.000000000000000000000000000001508")
    );
}

#[test]
fn the_program_serves_a_look_alike_of_each_version() {
    let sandbox = Sandbox::new();
    for (arguments, words) in [
        (
            ["serve", "--service", "trello"],
            "there is no look-alike of `trello`",
        ),
        (
            ["serve", "--service=kanbanik", "--server-version=9"],
            "0.2.6, 1.0.0 and master",
        ),
    ] {
        let ran = sandbox.git_board(".", &arguments);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
    assert_eq!(Service::of_word("kanbanik"), Some(Service::Kanbanik));
}
