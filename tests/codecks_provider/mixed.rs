//! Projects with files and threads on cards, and edits of every kind to them; the same beginning as
//! often as it is wanted.

use git_board::board::{Account, Service};
use git_board::cli::seed::codecks::{CardIds, SUBDOMAIN, TOKEN, attach_all, codecks_of};
use git_board::cli::serve::{boards_of, contents_of};
use git_board::files::Files;
use git_board::lookalike::clock::Clock;
use git_board::lookalike::codecks::{Codecks, Uploads};
use git_board::lookalike::s3::S3;
use git_board::lookalike::s3::signature::Keys;
use git_board::lookalike::server::{Options, Server};

use super::held::held;
use super::world::NOW;
use crate::support::sandbox::Sandbox;

/// How many cards the deck of ideas has; their numbers begin with [`FIRST_IDEA`].
const IDEAS: i64 = 12;
const FIRST_IDEA: i64 = 14;

const GARDEN: &str = "boards/garden";
const SHED: &str = "boards/shed";

const MILESTONES: &str = "boards/codecks.yaml";

type Edit = fn(&Sandbox);

/// What is done to the files, each at least one operation.
const EDITS: [Edit; 32] = [
    // Projects, tags, decks.
    |files| files.substitute(&format!("{SHED}/board.yaml"), "title: Shed", "title: Hut"),
    |files| {
        let path = format!("{GARDEN}/board.yaml");
        files.substitute(&path, "name: later", "name: never");
        files.substitute(
            &path,
            "labels:\n",
            "labels:\n  - name: fresh\n    color: red\n",
        );
    },
    |files| {
        let path = format!("{GARDEN}/done/stack.yaml");
        files.substitute(&path, "title: Done", "title: Ready");
    },
    |files| files.write(&format!("{GARDEN}/plans/stack.yaml"), "title: Plans\n"),
    |files| files.rename(&format!("{SHED}/tools"), &format!("{GARDEN}/tools")),
    |files| files.remove(&format!("{SHED}/old")),
    // Milestones.
    |files| {
        files.substitute(MILESTONES, "name: Alpha", "name: Omega");
        files.substitute(MILESTONES, "2026-12-24", "2027-01-06");
    },
    |files| {
        files.substitute(
            MILESTONES,
            "runs:\n",
            "  - name: Delta\n    date: 2027-02-01\n    projects: [Garden]\nruns:\n",
        );
    },
    |files| {
        let gamma = "  - name: Gamma\n    date: 2027-01-01\n    color: red\n    \
                     projects: [Garden, Shed]\n    id: m3\n";
        files.substitute(MILESTONES, gamma, "");
    },
    // New cards.
    |files| {
        files.write(
            &format!("{GARDEN}/todo/plum.md"),
            "---\nlabels:\n  - fresh\nassignees:\n  - bob\ndue: 2027-01-02\nstatus: started\n\
             priority: low\n---\n# Plum\n\nSweet.\n",
        );
        files.write(&format!("{GARDEN}/todo/plum/shape.txt"), "round\n");
        files.write(
            &format!("{GARDEN}/todo/plum/comments/x.md"),
            "Are they ripe?\n",
        );
    },
    |files| twin(files, "twin"),
    |files| twin(files, "twin-2"),
    |files| files.write(&format!("{GARDEN}/plans/grow.md"), "# Grow\n"),
    |files| {
        files.write(
            "boards/private-cards/cards/secret.md",
            "# Secret\n\nText.\n",
        )
    },
    // Moves.
    |files| move_idea(files, 0, "garden/done"),
    |files| move_idea(files, 1, "garden/plans"),
    |files| move_idea(files, 2, "shed/all"),
    // Edits.
    |files| {
        edit_idea(files, 3, "title: Idea 3\n", "title: Number three\n");
        edit_idea(files, 3, "Text 3.", "Other text.\n\n- [ ] a");
        edit_idea(files, 3, "position: 40\n", "position: 1\n");
    },
    |files| set_idea(files, 4, "due: 2026-12-24"),
    |files| set_idea(files, 5, "assignees:\n  - bob"),
    |files| set_idea(files, 6, "archived: true"),
    |files| set_idea(files, 7, "depends_on:\n  - 111"),
    |files| set_idea(files, 8, "parent: 112\neffort: 2.5"),
    |files| {
        set_idea(
            files,
            9,
            "milestone: Alpha\nrun: Run 7\nlabels:\n  - urgent",
        )
    },
    // Files.
    |files| files.write(&format!("{GARDEN}/todo/111-a/new.txt"), "new\n"),
    |files| files.write(&format!("{GARDEN}/todo/111-a/plan.txt"), "another plan\n"),
    |files| files.remove(&format!("{GARDEN}/todo/111-a/list.txt")),
    // Threads.
    |files| {
        files.write(
            &format!("{GARDEN}/todo/112-b/comments/stop.md"),
            "---\nkind: block\n---\nRain.\n",
        );
        files.write(
            &format!("{GARDEN}/todo/112-b/comments/go.md"),
            "---\nreply_to: stop\n---\nIt is over.\n",
        );
    },
    |files| {
        let path = format!("{GARDEN}/todo/111-a/comments/2026-11-01-e1.md");
        files.substitute(&path, "kind: review\n", "kind: review\nclosed: true\n");
        files.substitute(&path, "Please look", "Please look here");
    },
    |files| {
        files.write(
            &format!("{GARDEN}/todo/111-a/comments/answer.md"),
            "---\nreply_to: e1\n---\nI did.\n",
        );
    },
    // Deletions.
    |files| {
        files.remove(&format!("{GARDEN}/todo/113-c.md"));
        files.remove(&format!("{GARDEN}/todo/113-c"));
    },
    |files| files.remove(&idea(10)),
];

fn twin(files: &Sandbox, name: &str) {
    files.write(&format!("{GARDEN}/todo/{name}.md"), "# Twin\n\nAlike.\n");
}

/// Codes of the numbers from [`FIRST_IDEA`] on.
const CODES: [&str; IDEAS as usize] = [
    "11g", "11h", "11i", "11j", "11k", "11o", "11q", "11r", "11s", "11u", "11v", "11w",
];

fn idea(number: usize) -> String {
    format!("{GARDEN}/ideas/{}-idea-{number}.md", CODES[number])
}

fn move_idea(files: &Sandbox, number: usize, stack: &str) {
    let to = format!("boards/{stack}/{}-idea-{number}.md", CODES[number]);
    files.rename(&idea(number), &to);
}

fn edit_idea(files: &Sandbox, number: usize, old: &str, new: &str) {
    files.substitute(&idea(number), old, new);
}

fn set_idea(files: &Sandbox, number: usize, lines: &str) {
    let title = format!("title: Idea {number}\n");
    edit_idea(files, number, &title, &format!("{title}{lines}\n"));
}

fn card(code: &str, title: &str, position: usize, more: &str) -> String {
    format!("---\nid: {code}\ntitle: {title}\nposition: {position}\n{more}---\nText of {title}.\n")
}

/// The boards that a push is made to.
fn boards() -> Vec<(String, String)> {
    let deck = |id: &str, title: &str| format!("id: {id}\ntitle: {title}\n");
    let mut files: Vec<(String, String)> = [
        (
            "garden/board.yaml",
            "id: p1\ntitle: Garden\nlabels:\n  - name: urgent\n    color: \"\"\n    id: t1\n  - name: later\n    color: blue\n    id: t2\n".to_owned(),
        ),
        (
            "codecks.yaml",
            "milestones:\n  - name: Alpha\n    date: 2026-12-24\n    color: blue\n    global: true\n    id: m1\n  - name: Beta\n    date: 2026-12-25\n    color: pink\n    projects: [Shed]\n    id: m2\n  - name: Gamma\n    date: 2027-01-01\n    color: red\n    projects: [Garden, Shed]\n    id: m3\nruns:\n  - name: Run 7\n    start: 2026-11-16\n    end: 2026-11-29\n    id: r1\n".to_owned(),
        ),
        ("garden/todo/stack.yaml", deck("d1", "Todo")),
        ("garden/done/stack.yaml", deck("d2", "Done")),
        ("garden/ideas/stack.yaml", deck("d3", "Ideas")),
        ("shed/board.yaml", "id: p2\ntitle: Shed\n".to_owned()),
        ("shed/all/stack.yaml", deck("d4", "All")),
        ("shed/tools/stack.yaml", deck("d5", "Tools")),
        ("shed/old/stack.yaml", deck("d6", "Old")),
        ("shed/old/116-f.md", card("116", "f", 10, "")),
        ("shed/tools/117-g.md", card("117", "g", 10, "")),
        (
            "private-cards/board.yaml",
            "id: private\ntitle: Private cards\n".to_owned(),
        ),
        ("private-cards/cards/stack.yaml", deck("private", "Cards")),
        ("private-cards/cards/118-h.md", card("118", "h", 10, "author: alice\n")),
        (
            "garden/todo/111-a.md",
            card("111", "a", 10, "labels:\n  - later\nmilestone: Alpha\nrun: Run 7\nauthor: bob\n"),
        ),
        ("garden/todo/112-b.md", card("112", "b", 20, "milestone: Gamma\n")),
        ("garden/todo/113-c.md", card("113", "c", 30, "")),
        ("garden/todo/111-a/plan.txt", "a plan\n".to_owned()),
        ("garden/todo/111-a/list.txt", "a list\n".to_owned()),
        ("garden/todo/113-c/goes.txt", "along\n".to_owned()),
        (
            "garden/todo/111-a/comments/a.md",
            "---\nid: e1\nauthor: alice\ncreated: 2026-11-01T08:00:00Z\nkind: review\n---\nPlease look\n".to_owned(),
        ),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text))
    .collect();
    for (number, code) in CODES.iter().enumerate() {
        let position = 10 * (number + 1);
        let text = format!(
            "---\nid: {code}\ntitle: Idea {number}\nposition: {position}\n---\nText {number}.\n"
        );
        files.push((format!("garden/ideas/{code}-idea-{number}.md"), text));
    }
    files
}

/// Projects on a server and a clone with edits, which can be begun with again and again.
pub struct Bench {
    pub sandbox: Sandbox,
    pub server: Server<Codecks>,
    pub store: Server<S3>,
    clock: Clock,
    account: Account,
    files: Files,
}

impl Bench {
    /// Serves the projects, clones and edits them.
    pub fn new() -> Bench {
        let texts = boards();
        let texts = texts
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        let files = Files::from_texts(texts);
        let account = boards_of(Service::Codecks, &files, "the test").expect("they can be read");
        let clock = Clock::stopped(NOW);
        let store = S3::new("uploads", Keys::default(), clock.clone());
        let store = Server::start(store, Options::default()).expect("a server on loopback");
        let empty = Codecks::new(SUBDOMAIN, clock.clone());
        let server = Server::start(empty, Options::default()).expect("a server on loopback");
        let mut sandbox = Sandbox::new();
        sandbox.set("GIT_BOARD_TOKEN", TOKEN);
        let bench = Bench {
            sandbox,
            server,
            store,
            clock,
            account,
            files,
        };
        bench.begin_server();
        let url = format!("codecks+{}/{SUBDOMAIN}", bench.server.url());
        let sandbox = &bench.sandbox;
        sandbox.git_board(".", &["clone", &url, "boards"]).code(0);
        EDITS.iter().for_each(|edit| edit(sandbox));
        sandbox.rename("boards", "template");
        bench
    }

    fn begin_server(&self) {
        self.clock.set(NOW);
        let mut codecks = codecks_of(&self.account, CardIds::Codes, self.clock.clone());
        let url = self.store.url().to_owned();
        codecks.uploads = Some(Uploads {
            signed_url: url.clone(),
            public_url: url,
            bucket: "uploads".to_owned(),
            keys: Keys::default(),
            longest: 1 << 20,
            good_for: 900,
            tells_limit: true,
        });
        let mut store = self.store.model();
        store.objects.clear();
        let (ids, contents) = (CardIds::Codes, contents_of(&self.files));
        attach_all(&mut codecks, &mut store, &self.account, ids, &contents);
        *self.server.model() = codecks;
    }

    /// Puts server and clone back to where they began.
    pub fn begin(&self) {
        self.server.faults().clear();
        self.begin_server();
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

    /// Lets time go by.
    pub fn later(&self) {
        self.clock.advance(10);
    }

    /// Returns all that the server holds, without ids, versions and numbers.
    pub fn held(&self) -> String {
        held(&self.server.model(), &self.store.model())
    }
}

#[test]
fn codes_are_those_of_the_numbers() {
    for (number, code) in (FIRST_IDEA..).zip(CODES) {
        let decoded = git_board::lookalike::codecks::short_id::number_of(code);
        assert_eq!(decoded, Some(number), "{code}");
    }
}
