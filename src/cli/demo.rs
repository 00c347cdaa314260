//! `git board demo`: the whole round on a built-in server, in a repository to go on playing with.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use camino::Utf8PathBuf;

use crate::board::Service;
use crate::lookalike::deck::Release;
use crate::lookalike::server::{Model, Server};

use super::args::{CommonOptions, DemoOptions};
use super::clone::check_free;
use super::error::Failure;
use super::exit_code::Exit;
use super::interrupt;
use super::printer::{FAINT, Printer, STRONG};
use super::prompt;
use super::running::block_on;
use super::seed::codecks::{self, CardIds, SUBDOMAIN, TOKEN};
use super::seed::deck::{PASSWORD, USER};
use super::serve::{example, example_files, start, start_codecks};

/// Where the repository goes if nothing else is said; a number stands behind it where that is taken.
const DEFAULT_FOLDER: &str = "git-board-demo";
/// How many of them may stand side by side.
const MOST_DEMOS: u32 = 100;

/// What is played, in the example; files are named without the id of their card.
struct Scene {
    /// The card that is edited.
    edited: (&'static str, &'static str),
    /// The file that is hung on that card: its name and what it holds.
    attached: Option<(&'static str, &'static str)>,
    /// The card that is moved, and where to.
    moved: (&'static str, &'static str, &'static str),
    /// What the program asks for, and what it shall be told.
    login: Vec<(&'static str, &'static str)>,
    /// The service, as `serve` takes it; `None` for the default.
    service: Option<&'static str>,
}

/// The card that is added.
const ADDED: (&str, &str) = (
    "product-roadmap/ideas/share-a-route.md",
    "# Share a route as a link\n\nA link that opens the route on any phone, without an account.\n",
);
/// The card that a colleague renames on the server meanwhile: its number and its new title.
const RENAMED: (i64, &str) = (8, "Import GPX and KML files");
/// The file that a colleague hangs on a card meanwhile, where a service takes files apart.
const HUNG: (i64, &str, &[u8]) = (8, "ridge.gpx", b"<gpx version=\"1.1\"></gpx>\n");

/// Plays clone, edit, move, add, diff, push and pull.
///
/// # Errors
/// There is no such service, the folder is taken, or a step failed; its words are on the screen
/// then.
pub fn demo(
    common: &CommonOptions,
    options: &DemoOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let start_folder = common
        .directory
        .as_deref()
        .map_or(Path::new("."), |at| at.as_std_path());
    let folder = free_folder(common, options)?;
    let demo = |scene| Demo {
        printer,
        folder: start_folder.join(&folder),
        name: folder.to_string(),
        start: start_folder.to_owned(),
        is_waiting: !options.yes && prompt::is_interactive(),
        scene,
    };
    match Service::of_word(&options.service) {
        Some(Service::Deck) => on_deck(&demo(Scene::of_deck())),
        Some(Service::Codecks) => on_codecks(&demo(Scene::of_codecks())),
        Some(Service::Kanbanik) | None => Err(Failure::new(
            Exit::Usage,
            format!("there is no demo of `{}`", options.service),
        )
        .hint("--service deck or codecks")),
    }
}

/// Returns the folder that was named, or else the first of `git-board-demo`, `git-board-demo-2`, …
/// that is not taken.
fn free_folder(common: &CommonOptions, options: &DemoOptions) -> Result<Utf8PathBuf, Failure> {
    let start = common.directory.clone().unwrap_or_default();
    let checked = |folder: Utf8PathBuf| {
        let place = start.join(&folder);
        check_free(place.as_std_path(), "name another: git board demo DIR").map(|()| folder)
    };
    if let Some(named) = &options.folder {
        return checked(named.clone());
    }
    let numbered = |number| checked(format!("{DEFAULT_FOLDER}-{number}").into());
    checked(DEFAULT_FOLDER.into()).or_else(|taken| {
        let mut others = (2..MOST_DEMOS).filter_map(|number| numbered(number).ok());
        others.next().ok_or(taken)
    })
}

fn on_deck(demo: &Demo) -> Result<Exit, Failure> {
    let server = start(&example()?, &example_files(), Release::V1_18, 0)?;
    demo.play(server.url(), "Nextcloud Deck", || {
        let (card, title) = RENAMED;
        let renamed = server.model().rename_card(USER, card, title);
        renamed.map(drop).map_err(|refusal| {
            Failure::new(
                Exit::Failed,
                format!("the colleague could not: {refusal:?}"),
            )
        })
    })?;
    demo.end(server)
}

fn on_codecks(demo: &Demo) -> Result<Exit, Failure> {
    let (server, store) = start_codecks(&example()?, CardIds::Numbers, &example_files(), 0)?;
    let url = format!("codecks+{}/{SUBDOMAIN}", server.url());
    demo.play(&url, "Codecks, with its store for files,", || {
        let mut model = server.model();
        let (card, title) = RENAMED;
        let (_, name, bytes) = HUNG;
        if let Some(card) = model.card_of_seq(card) {
            model.rename_card(&card, title);
            codecks::attach(&mut model, &mut store.model(), &card, name, bytes);
            model.touch(&card);
        }
        Ok(())
    })?;
    let ended = demo.end(server);
    drop(store);
    ended
}

impl Scene {
    fn of_deck() -> Self {
        Self {
            edited: (
                "product-roadmap/to-do/",
                "4-fix-login-fails-after-a-password-change-2",
            ),
            attached: None,
            moved: (
                "product-roadmap/to-do/",
                "6-larger-text-in-the-route-list",
                "product-roadmap/in-progress/",
            ),
            login: vec![("GIT_BOARD_USER", USER), ("GIT_BOARD_TOKEN", PASSWORD)],
            service: None,
        }
    }

    /// Cards are named by their short codes there: 4 is `114`.
    fn of_codecks() -> Self {
        Self {
            edited: (
                "product-roadmap/to-do/",
                "114-fix-login-fails-after-a-password-change-2",
            ),
            attached: Some(("steps.txt", "1. Change the password.\n2. Log in again.\n")),
            moved: (
                "product-roadmap/to-do/",
                "116-larger-text-in-the-route-list",
                "product-roadmap/in-progress/",
            ),
            login: vec![("GIT_BOARD_TOKEN", TOKEN)],
            service: Some("codecks"),
        }
    }

    fn edited(&self) -> String {
        let (folder, stem) = self.edited;
        format!("{folder}{stem}.md")
    }

    fn variables(&self) -> String {
        let variables = self.login.iter();
        let words: Vec<String> = variables
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        words.join(" ")
    }
}

struct Demo {
    printer: Printer,
    /// The repository.
    folder: PathBuf,
    /// The same as the person named it.
    name: String,
    /// The folder that the person works in.
    start: PathBuf,
    is_waiting: bool,
    scene: Scene,
}

impl Demo {
    /// `meanwhile` is what a colleague does in the browser.
    fn play(
        &self,
        url: &str,
        what: &str,
        meanwhile: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.say(&format!(
            "A built-in look-alike of {what} runs at {url}; it holds two example boards."
        ));
        self.say("1. Clone them as a folder of Markdown.");
        self.git_board(&self.start, &["clone", url, &self.name])?;
        self.pause();

        self.say(match self.scene.attached {
            Some(_) => {
                "2. Edit a card, hang a file on it, move one, add one: with any editor; here it is \
                 sed, mv and cat."
            }
            None => {
                "2. Edit a card, move one, add one: with any editor; here it is sed, mv and cat."
            }
        });
        self.edit()?;
        self.git(&["status", "--short"])?;
        self.pause();

        self.say("3. See what that means for the boards.");
        self.git_board(&self.folder, &["diff"])?;
        self.pause();

        self.say("4. Push: exactly that is sent, read back, and committed.");
        self.git_board(&self.folder, &["push"])?;
        self.pause();

        self.say(match self.scene.attached {
            Some(_) => {
                "5. Meanwhile a colleague renames a card in the browser, and hangs a file on it. \
                 Pull."
            }
            None => "5. Meanwhile a colleague renames a card in the browser. Pull.",
        });
        meanwhile()?;
        self.git_board(&self.folder, &["pull"])?;
        self.git(&["log", "--oneline", "--graph"])?;
        Ok(())
    }

    fn edit(&self) -> Result<(), Failure> {
        let edited = self.scene.edited();
        self.show(&format!(
            "sed -i 's/^title: .*/title: Login after a password change/' {edited}"
        ));
        let path = self.folder.join(&edited);
        let text = fs::read_to_string(&path).map_err(failed(&edited))?;
        let lines: Vec<&str> = text
            .split_inclusive('\n')
            .map(|line| match line.starts_with("title: ") {
                true => "title: Login after a password change\n",
                false => line,
            })
            .collect();
        fs::write(&path, lines.concat()).map_err(failed(&edited))?;

        if let Some((name, text)) = self.scene.attached {
            let (folder, stem) = self.scene.edited;
            let folder = format!("{folder}{stem}");
            fs::create_dir_all(self.folder.join(&folder)).map_err(failed(&folder))?;
            self.cat(&format!("{folder}/{name}"), text)?;
        }

        let (from, stem, to) = self.scene.moved;
        self.show(&format!("mv {from}{stem}.md {to}"));
        let name = format!("{stem}.md");
        fs::rename(
            self.folder.join(from).join(&name),
            self.folder.join(to).join(&name),
        )
        .map_err(failed(from))?;

        let (path, text) = ADDED;
        self.cat(path, text)
    }

    fn cat(&self, path: &str, text: &str) -> Result<(), Failure> {
        self.show(&format!("cat > {path}"));
        for line in text.lines() {
            self.printer.out(format!("  {FAINT}{line}{FAINT:#}"));
        }
        fs::write(self.folder.join(path), text).map_err(failed(path))
    }

    fn end<M: Model>(&self, server: Server<M>) -> Result<Exit, Failure> {
        let port = server.url().rsplit(':').next().unwrap_or("0").to_owned();
        let edited = self.scene.edited();
        self.say(&format!(
            "The repository stays in `{}`. To go on playing:",
            self.name
        ));
        let variables = format!("  export {}", self.scene.variables());
        if self.is_waiting {
            self.printer
                .out("The server runs until you press Ctrl-C. In another terminal:");
            self.printer.out(&variables);
            self.printer
                .out(format!("  cd {} && $EDITOR {edited}", self.name));
            self.printer.out("  git board push");
            self.printer.flush();
            interrupt::listen()?;
            block_on(interrupt::asked())?;
            drop(server);
            self.printer.out("");
            self.printer.out("To start the server again:");
        }
        let service = self.scene.service;
        let service = service.map(|word| format!(" --service {word}"));
        self.printer.out(format!(
            "  git board serve {}{} --port {port} &",
            self.name,
            service.unwrap_or_default()
        ));
        if !self.is_waiting {
            self.printer.out(variables);
            self.printer.out(format!(
                "  cd {} && $EDITOR {edited} && git board push",
                self.name
            ));
        }
        Ok(Exit::Done)
    }

    fn git_board(&self, folder: &Path, arguments: &[&str]) -> Result<(), Failure> {
        let program = env::current_exe()
            .map_err(|error| Failure::new(Exit::Failed, format!("cannot find myself: {error}")))?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .envs(self.scene.login.iter().copied());
        self.run(command, folder, "git board", arguments)
    }

    fn git(&self, arguments: &[&str]) -> Result<(), Failure> {
        let mut command = Command::new("git");
        command.arg("--no-pager").args(arguments);
        self.run(command, &self.folder, "git", arguments)
    }

    fn run(
        &self,
        mut command: Command,
        folder: &Path,
        name: &str,
        arguments: &[&str],
    ) -> Result<(), Failure> {
        self.show(&format!("{name} {}", arguments.join(" ")));
        self.printer.flush();
        if io::stdout().is_terminal() {
            command.env("CLICOLOR_FORCE", "1");
        }
        let line = format!("{name} {}", arguments.join(" "));
        let status = command
            .current_dir(folder)
            .status()
            .map_err(|error| Failure::new(Exit::Failed, format!("cannot run `{line}`: {error}")))?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::new(Exit::Failed, format!("`{line}` failed")))
    }

    fn say(&self, text: &str) {
        self.printer.out("");
        self.printer.out(format!("{STRONG}{text}{STRONG:#}"));
    }

    fn show(&self, command: &str) {
        self.printer.out(format!("{FAINT}${FAINT:#} {command}"));
    }

    fn pause(&self) {
        if self.is_waiting {
            // A terminal that went away ends the waiting.
            let _ = prompt::ask("press Enter to go on ");
        }
    }
}

fn failed(path: &str) -> impl Fn(io::Error) -> Failure {
    let path = path.to_owned();
    move |error| Failure::new(Exit::Failed, format!("cannot change `{path}`: {error}"))
}
