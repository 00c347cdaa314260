//! Boards with projects and nested columns, and edits of every kind to them; the same beginning as
//! often as it is wanted.

use git_board::lookalike::clock::Clock;
use git_board::lookalike::kanbanik::{Kanbanik, Release};
use git_board::lookalike::server::{Options, Server};

use super::held::held;
use super::world::{NOW, commands, garden, id, model, name_of};
use crate::support::sandbox::Sandbox;
use git_board::cli::seed::deck::{PASSWORD, USER};

/// How many cards the column of ideas has; their tickets begin with [`FIRST_IDEA`].
const IDEAS: u32 = 11;
const FIRST_IDEA: u32 = 20;

const GARDEN: &str = "boards/garden";
const SHED: &str = "boards/shed";

type Edit = fn(&Sandbox);

/// What is done to the files, each at least one operation; what every version can.
const EDITS: [Edit; 31] = [
    // Boards and projects.
    |files| files.substitute(&format!("{SHED}/board.yaml"), "title: Shed", "title: Hut"),
    |files| {
        let path = format!("{GARDEN}/board.yaml");
        files.substitute(&path, "name: Web", "name: World");
        files.substitute(
            &path,
            "projects:\n",
            "projects:\n  - name: Fresh\n  - name: Fresher\n",
        );
    },
    // Classes of service, which are one list for all boards.
    |files| {
        let path = format!("{GARDEN}/board.yaml");
        let list = "classes_of_service:\n";
        let urgent = format!("{list}  - name: Urgent\n    color: ff0000\n");
        files.substitute(&path, list, &urgent);
        files.substitute(&path, "In its turn.", "When its turn comes.");
        let text = files.read(&path);
        let at = text.find("  - name: Intangible\n").expect("it is listed");
        let end = text[at + 2..]
            .find("  - name: ")
            .map_or(text.len(), |end| at + 2 + end);
        files.substitute(&path, &text[at..end], "");
    },
    |files| {
        let project = format!("  - name: Unused\n    id: {}\n", id(31));
        files.substitute(&format!("{SHED}/board.yaml"), &project, "");
    },
    |files| {
        files.write(
            "boards/yard/board.yaml",
            "title: Yard\nprojects:\n  - name: Stones\n  - name: Sand\n",
        );
    },
    // What leaves a board that goes is not deleted with it.
    |files| {
        let to = format!("{GARDEN}/done/60-idea-60.md");
        files.rename("boards/barn/all/60-idea-60.md", &to);
        files.substitute(&to, "project: Hay", "project: Shop");
    },
    |files| files.remove("boards/barn"),
    // Columns.
    |files| {
        let path = format!("{GARDEN}/done/stack.yaml");
        files.substitute(&path, "title: Done", "title: Ready\nwip_limit: 3");
    },
    |files| {
        let path = format!("{GARDEN}/to-do/stack.yaml");
        files.substitute(&path, "wip_limit: 5\n", "");
    },
    |files| {
        let text = "title: Test\nposition: 5\nwip_limit: 2\n";
        files.write(&format!("{GARDEN}/doing/test/stack.yaml"), text);
    },
    |files| {
        files.write(
            &format!("{GARDEN}/plans/stack.yaml"),
            "title: Plans\norientation: vertical\n",
        );
    },
    |files| files.write("boards/yard/all/stack.yaml", "title: All\n"),
    |files| {
        let path = format!("{GARDEN}/ideas/stack.yaml");
        files.substitute(&path, "position: 40", "position: 5");
    },
    |files| files.remove(&format!("{SHED}/old")),
    // New cards.
    |files| {
        files.write(
            &format!("{GARDEN}/to-do/plum.md"),
            "---\nproject: Fresh\nclass_of_service: Urgent\ndue: 2027-01-02\nassignees:\n  \
             - bob\n---\n# Plum\n\nSweet.\n",
        );
    },
    |files| twin(files, "twin"),
    |files| twin(files, "twin-2"),
    |files| {
        files.write(
            &format!("{GARDEN}/plans/grow.md"),
            "---\nproject: Fresher\n---\n# Grow\n",
        )
    },
    |files| {
        files.write(
            "boards/yard/all/spade.md",
            "---\nproject: Stones\n---\n# Spade\n\nDig.\n",
        )
    },
    // Moves.
    |files| move_idea(files, 20, "garden/doing/dev"),
    |files| move_idea(files, 21, "garden/plans"),
    |files| edit_idea(files, 22, "position: 30\n", "position: 95\n"),
    // Moves to other boards.
    |files| {
        move_idea(files, 29, "shed/all");
        let to = format!("{SHED}/all/29-idea-29.md");
        files.substitute(&to, "project: Shop", "project: Tools");
    },
    |files| {
        move_idea(files, 30, "yard/all");
        let to = "boards/yard/all/30-idea-30.md";
        files.substitute(to, "project: Shop", "project: Sand");
        files.substitute(to, "title: Idea 30\n", "title: Thirty\ndue: 2026-12-31\n");
        files.substitute(to, "Text 30.", "<i>Text</i> of it.");
    },
    // Edits.
    |files| {
        edit_idea(files, 23, "title: Idea 23\n", "title: Twenty-three\n");
        edit_idea(files, 23, "Text 23.", "<i>Text</i> of it.");
        edit_idea(files, 23, "position: 40\n", "position: 1\n");
    },
    |files| {
        edit_idea(
            files,
            24,
            "title: Idea 24\n",
            "title: Idea 24\ndue: 2026-12-24\n",
        )
    },
    |files| {
        edit_idea(
            files,
            25,
            "title: Idea 25\n",
            "title: Idea 25\nassignees:\n  - bob\n",
        );
    },
    |files| edit_idea(files, 26, "project: Shop\n", "project: World\n"),
    |files| {
        let path = format!("{GARDEN}/to-do/1-a.md");
        files.substitute(&path, "class_of_service: Expedite\n", "");
        files.substitute(&path, "due: 2026-12-01\n", "");
    },
    // Deletions.
    |files| files.remove(&format!("{GARDEN}/to-do/3-c.md")),
    |files| files.remove(&format!("{GARDEN}/ideas/27-idea-27.md")),
];

/// What is done where tasks can have tags.
const TAG_EDITS: [Edit; 3] = [
    |files| {
        edit_idea(
            files,
            28,
            "title: Idea 28\n",
            "title: Idea 28\nlabels:\n  - red\n  - {name: big, color: blue}\n",
        );
    },
    |files| {
        files.substitute(
            &format!("{GARDEN}/to-do/2-b.md"),
            "  - red\n",
            "  - green\n",
        )
    },
    |files| {
        files.write(
            &format!("{GARDEN}/to-do/fig.md"),
            "---\nproject: World\nlabels:\n  - red\n  - {name: ripe, url: \"http://x\"}\n---\n# Fig\n\nSweet.\n",
        );
    },
];

fn twin(files: &Sandbox, name: &str) {
    files.write(
        &format!("{GARDEN}/to-do/{name}.md"),
        "---\nproject: Shop\n---\n# Twin\n\nAlike.\n",
    );
}

fn idea(number: u32) -> String {
    format!("{GARDEN}/ideas/{number}-idea-{number}.md")
}

fn move_idea(files: &Sandbox, number: u32, stack: &str) {
    let to = format!("boards/{stack}/{number}-idea-{number}.md");
    files.rename(&idea(number), &to);
}

fn edit_idea(files: &Sandbox, number: u32, old: &str, new: &str) {
    files.substitute(&idea(number), old, new);
}

fn column(path: &str, number: u32, title: &str, position: u32) -> (String, String) {
    (
        format!("{path}/stack.yaml"),
        format!("id: {}\ntitle: {title}\nposition: {position}\n", id(number)),
    )
}

fn card(folder: &str, number: u32, position: u32, project: &str) -> (String, String) {
    (
        format!("{folder}/{number}-idea-{number}.md"),
        format!(
            "---\nid: {}\ntitle: Idea {number}\nposition: {position}\nproject: {project}\nticket: \
             \"#{number}\"\n---\nText {number}.\n",
            id(number + 100)
        ),
    )
}

/// The boards that a push is made to.
fn boards() -> Vec<(String, String)> {
    let mut files = garden();
    files.push(column("garden/ideas", 40, "Ideas", 40));
    for number in 0..IDEAS {
        let position = 10 * (number + 1);
        files.push(card("garden/ideas", FIRST_IDEA + number, position, "Shop"));
    }
    files.push((
        "shed/board.yaml".to_owned(),
        format!(
            "id: {}\ntitle: Shed\nprojects:\n  - name: Tools\n    id: {}\n  - name: Unused\n    id: {}\n",
            id(41),
            id(30),
            id(31)
        ),
    ));
    files.push(column("shed/all", 42, "All", 10));
    files.push(column("shed/old", 43, "Old", 20));
    files.push(column("shed/old/older", 44, "Older", 10));
    files.push(card("shed/old/older", 50, 10, "Tools"));
    files.push((
        "barn/board.yaml".to_owned(),
        format!(
            "id: {}\ntitle: Barn\nprojects:\n  - name: Hay\n    id: {}\n",
            id(45),
            id(32)
        ),
    ));
    files.push(column("barn/all", 46, "All", 10));
    files.push(card("barn/all", 60, 10, "Hay"));
    files.push(card("barn/all", 61, 20, "Hay"));
    files
}

/// Boards on a server and a clone with edits, which can be begun with again and again.
pub struct Bench {
    pub sandbox: Sandbox,
    pub server: Server<Kanbanik>,
    clock: Clock,
    release: Release,
}

impl Bench {
    /// Serves the boards, clones and edits them.
    pub fn new(release: Release) -> Bench {
        let clock = Clock::stopped(NOW);
        let server = Server::start(model(release, &boards(), &clock), Options::default())
            .expect("a server on loopback");
        let mut sandbox = Sandbox::new();
        sandbox.set("GIT_BOARD_USER", USER);
        sandbox.set("GIT_BOARD_TOKEN", PASSWORD);
        let url = format!("{}/kanbanik", server.url());
        sandbox.git_board(".", &["clone", &url, "boards"]).code(0);
        EDITS.iter().for_each(|edit| edit(&sandbox));
        if release >= Release::V1_0_0 {
            TAG_EDITS.iter().for_each(|edit| edit(&sandbox));
        }
        sandbox.rename("boards", "template");
        Bench {
            sandbox,
            server,
            clock,
            release,
        }
    }

    /// Puts server and clone back to where they began.
    pub fn begin(&self) {
        self.server.faults().clear();
        self.clock.set(NOW);
        *self.server.model() = model(self.release, &boards(), &self.clock);
        self.clock.advance(3600);
        if self.sandbox.path("boards").exists() {
            self.sandbox.remove("boards");
        }
        let copied = std::process::Command::new("cp")
            .arg("-a")
            .args([self.sandbox.path("template"), self.sandbox.path("boards")])
            .status();
        assert!(copied.expect("`cp` is there").success());
        self.server.log().clear();
    }

    /// Returns the names of the commands in the log.
    pub fn names(&self) -> Vec<String> {
        commands(&self.server).iter().map(name_of).collect()
    }

    /// Returns all that the server holds, without ids, versions and numbers.
    pub fn held(&self) -> String {
        held(&self.server.model())
    }
}
