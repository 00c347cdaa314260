//! Boards, and edits of every kind to them; the same beginning as often as it is wanted.

use std::fs;

use git_board::board::{Account, Service};
use git_board::cli::seed::deck::{attach_all, deck_of};
use git_board::cli::serve::{boards_of, contents_of};
use git_board::files::Files;
use git_board::lookalike::deck::Release;

use super::held::held;
use crate::stories::world::{BOARDS, World};
use crate::support::deck_server::{BEGIN, Served};

/// How many cards the stack of ideas has; their ids begin with [`FIRST_IDEA`].
const IDEAS: usize = 14;
const FIRST_IDEA: usize = 9;

const ROADMAP: &str = "boards/roadmap";
const GARDEN: &str = "boards/garden";

/// What is done to the files, each at least one operation.
pub const EDITS: [fn(&World); 48] = [
    // Labels.
    |world| {
        world.substitute(
            &format!("{ROADMAP}/board.yaml"),
            "  - name: Later\n    color: f1db50\n    id: 2\n",
            "  - name: Urgent\n    color: ff0000\n",
        );
    },
    |world| world.substitute(&format!("{ROADMAP}/board.yaml"), "ff7a66", "aa0000"),
    |world| world.substitute(&format!("{GARDEN}/board.yaml"), "name: Bug", "name: Weed"),
    // Boards.
    |world| {
        world.substitute(
            &format!("{GARDEN}/board.yaml"),
            "title: Garden",
            "title: Yard",
        )
    },
    |world| {
        world.write(
            "boards/shed/board.yaml",
            "title: Shed\ncolor: ff0000\nlabels:\n  - name: Rusty\n    color: 112233\n",
        );
    },
    // Members.
    |world| {
        let path = format!("{ROADMAP}/board.yaml");
        world.substitute(&path, "permissions: [edit]", "permissions: [edit, share]");
    },
    // One comes and one goes.
    |world| {
        let path = format!("{GARDEN}/board.yaml");
        world.substitute(&path, "- user: carol\n", "- user: bob\n");
    },
    |world| {
        let path = "boards/shed/board.yaml";
        let members = "members:\n  - user: bob\n    permissions: [edit, share, manage]\n";
        world.substitute(path, "labels:\n", &format!("{members}labels:\n"));
    },
    // Stacks.
    |world| {
        let path = format!("{ROADMAP}/doing/stack.yaml");
        world.substitute(&path, "title: Doing", "title: In progress");
    },
    |world| world.write(&format!("{ROADMAP}/plans/stack.yaml"), "title: Plans\n"),
    |world| world.write("boards/shed/tools/stack.yaml", "title: Tools\n"),
    |world| world.remove(&format!("{GARDEN}/paths")),
    // New cards.
    |world| {
        world.write(
            &format!("{ROADMAP}/to-do/idea.md"),
            "---\ntitle: An idea\nlabels:\n  - Urgent\n  - Bug\nassignees:\n  - bob\n\
             done: 2026-11-20T10:00:00Z\n---\nGood.\n",
        );
    },
    |world| world.write(&format!("{ROADMAP}/to-do/twin.md"), "# Twin\n\nAlike.\n"),
    |world| world.write(&format!("{ROADMAP}/to-do/twin-2.md"), "# Twin\n\nAlike.\n"),
    |world| world.write(&format!("{ROADMAP}/plans/grow.md"), "# Grow\n"),
    |world| {
        world.write(
            "boards/shed/tools/spade.md",
            "---\ntitle: Spade\nlabels:\n  - Rusty\n---\nDig.\n",
        );
    },
    |world| {
        world.write(
            &format!("{ROADMAP}/doing/late.md"),
            "---\ntitle: Late\ndue: 2026-12-01T09:00:00Z\nassignees:\n  - alice\n  - bob\n---\n\n",
        );
    },
    |world| {
        world.write(
            &format!("{ROADMAP}/done/old.md"),
            "---\ntitle: Old\narchived: true\n---\nLong ago.\n",
        );
    },
    // Moves.
    |world| {
        let (from, to) = ("doing/4-search.md", "done/4-search.md");
        world.rename(&format!("{ROADMAP}/{from}"), &format!("{ROADMAP}/{to}"));
    },
    |world| move_idea(world, 9, "roadmap/doing"),
    |world| move_idea(world, 10, "garden/beds"),
    |world| move_idea(world, 11, "roadmap/plans"),
    |world| move_idea(world, 12, "shed/tools"),
    |world| edit_idea(world, 13, "position: 50\n", "position: 5\n"),
    // Edits.
    |world| {
        let path = format!("{ROADMAP}/to-do/1-fix-login.md");
        world.substitute(&path, "title: Fix login", "title: Fix it");
    },
    |world| {
        let path = format!("{ROADMAP}/to-do/2-new-logo.md");
        world.substitute(&path, "Round.", "Square.");
    },
    |world| with_key(world, "roadmap/to-do/3-dark-mode.md", "labels:\n  - Bug\n"),
    |world| with_key(world, "roadmap/doing/5-export.md", "assignees:\n  - bob\n"),
    |world| {
        with_key(
            world,
            "roadmap/done/6-import.md",
            "due: 2026-12-24T18:00:00Z\n",
        )
    },
    |world| world.substitute(&format!("{GARDEN}/beds/7-peas.md"), "Sow.", "Sow now."),
    |world| {
        edit_idea(
            world,
            14,
            "title: Idea 14\n",
            "title: Idea 14\ndone: 2026-11-01T00:00:00Z\n",
        )
    },
    |world| {
        edit_idea(
            world,
            15,
            "title: Idea 15\n",
            "title: Idea 15\narchived: true\n",
        )
    },
    |world| {
        edit_idea(
            world,
            16,
            "title: Idea 16\n",
            "title: Sixteen\nlabels:\n  - Urgent\n",
        );
        edit_idea(world, 16, "Text 16.", "Text of sixteen.");
    },
    |world| edit_idea(world, 17, "labels:\n  - Bug\n", ""),
    |world| {
        edit_idea(
            world,
            18,
            "assignees:\n  - bob\n",
            "due: 2027-01-01T00:00:00Z\n",
        )
    },
    |world| edit_idea(world, 21, "Text 21.", "- [ ] one\n- [x] two"),
    // Deletions.
    |world| world.remove(&format!("{GARDEN}/beds/8-beans.md")),
    |world| world.remove(&format!("{ROADMAP}/ideas/19-idea-19.md")),
    |world| world.remove(&format!("{ROADMAP}/ideas/20-idea-20.md")),
    // Attachments.
    |world| world.write(&format!("{ROADMAP}/ideas/22-idea-22/new.txt"), "new"),
    |world| world.write(&format!("{ROADMAP}/to-do/2-new-logo/kept.txt"), "other"),
    |world| world.remove(&format!("{ROADMAP}/to-do/2-new-logo/old.txt")),
    |world| world.write(&format!("{ROADMAP}/to-do/idea/with-it.txt"), "with it"),
    // One card has moved with its folder by now, and one without.
    |world| {
        let (from, to) = ("ideas/10-idea-10", "beds/10-idea-10");
        world.rename(&format!("{ROADMAP}/{from}"), &format!("{GARDEN}/{to}"));
    },
    // Comments.
    |world| {
        let folder = format!("{ROADMAP}/to-do/2-new-logo/comments");
        world.write(&format!("{folder}/new.md"), "---\nreply_to: 1\n---\nNew.\n");
        world.write(&format!("{folder}/twin.md"), "New.\n");
    },
    |world| {
        let path = format!("{ROADMAP}/to-do/2-new-logo/comments/2026-11-20-1.md");
        world.substitute(&path, "One.", "The first.");
    },
    |world| {
        world.remove(&format!(
            "{ROADMAP}/to-do/2-new-logo/comments/2026-11-20-2.md"
        ));
    },
];

fn idea(number: usize) -> String {
    format!("{ROADMAP}/ideas/{number}-idea-{number}.md")
}

fn move_idea(world: &World, number: usize, stack: &str) {
    let to = format!("boards/{stack}/{number}-idea-{number}.md");
    world.rename(&idea(number), &to);
}

fn edit_idea(world: &World, number: usize, old: &str, new: &str) {
    world.substitute(&idea(number), old, new);
}

/// Adds a key to a card that lacks it.
fn with_key(world: &World, path: &str, text: &str) {
    world.substitute(
        &format!("boards/{path}"),
        "created:",
        &format!("{text}created:"),
    );
}

/// Boards on a server and a clone with edits, which can be begun with again and again.
pub struct Bench {
    /// The boards on a server.
    pub world: World,
    account: Account,
    files: Files,
    begins_at: i64,
}

impl Bench {
    /// Serves boards and clones them; `edit` is what each beginning has in its files.
    pub fn new(edit: impl FnOnce(&World)) -> Self {
        let mut texts: Vec<(String, String)> = BOARDS
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        let garden = texts
            .iter_mut()
            .find(|(path, _)| path == "garden/board.yaml");
        let (_, garden) = garden.expect("there is a garden");
        garden.push_str("members:\n  - user: carol\n    permissions: [edit]\n");
        let mut add = |path: String, text: String| texts.push((path, text));
        add(
            "roadmap/ideas/stack.yaml".to_owned(),
            "id: 6\ntitle: Ideas\nposition: 40\n".to_owned(),
        );
        for number in FIRST_IDEA..FIRST_IDEA + IDEAS {
            let position = 10 * (number - FIRST_IDEA + 1);
            let extra = match number {
                17 => "labels:\n  - Bug\n",
                18 => "assignees:\n  - bob\n",
                _ => "",
            };
            add(
                format!("roadmap/ideas/{number}-idea-{number}.md"),
                format!(
                    "---\nid: {number}\ntitle: Idea {number}\nposition: {position}\n{extra}---\n\
                     Text {number}.\n"
                ),
            );
        }
        for name in ["old", "kept"] {
            add(
                format!("roadmap/to-do/2-new-logo/{name}.txt"),
                name.to_owned(),
            );
        }
        for number in [9, 10] {
            let path = format!("roadmap/ideas/{number}-idea-{number}/moved.txt");
            add(path, format!("moved {number}"));
        }
        for (id, text) in [(1, "One."), (2, "Two.")] {
            add(
                format!("roadmap/to-do/2-new-logo/comments/{id}.md"),
                format!(
                    "---\nid: {id}\nauthor: alice\ncreated: 2026-11-20T0{id}:00:00Z\n---\n{text}\n"
                ),
            );
        }
        let files = Files::from_texts(texts.iter().map(|(path, text)| (&**path, &**text)));
        let account = boards_of(Service::Deck, &files, "the test").expect("the boards can be read");
        let world = World::of(Served::new(&account, Release::V1_18));
        let mut bench = Self {
            world,
            account,
            files,
            begins_at: BEGIN,
        };
        bench.fill();
        bench.world.later(3600);
        bench.world.clone_to("boards");
        bench.world.later(10);
        bench.begins_at = bench.world.clock.now();
        edit(&bench.world);
        bench.world.rename("boards", "template");
        bench
    }

    fn fill(&self) {
        self.world.clock.set(BEGIN);
        let mut deck = deck_of(&self.account, Release::V1_18, self.world.clock.clone());
        attach_all(&mut deck, &self.account, &contents_of(&self.files));
        *self.world.server.model() = deck;
    }

    /// Puts server and clone back to where they began.
    pub fn begin(&self) {
        self.world.server.faults().clear();
        self.fill();
        self.world.clock.set(self.begins_at);
        if self.world.has("boards") {
            self.world.remove("boards");
        }
        let copied = std::process::Command::new("cp")
            .arg("-a")
            .args([self.world.path("template"), self.world.path("boards")])
            .status();
        assert!(copied.expect("`cp` is there").success());
        self.world.server.log().clear();
    }

    /// Takes the clone away, for one to be made.
    pub fn begin_without_clone(&self) {
        self.begin();
        self.world.remove("boards");
        fs::create_dir(self.world.path("boards")).expect("a folder");
    }

    /// Returns all that the server holds, trash too, without ids and times of change.
    pub fn held(&self) -> String {
        held(&self.world.server.model())
    }
}
