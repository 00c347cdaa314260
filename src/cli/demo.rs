//! `git board demo`: the whole round on a built-in server, in a repository to go on playing with.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use camino::Utf8PathBuf;

use crate::lookalike::deck::{Deck, Release};
use crate::lookalike::server::Server;

use super::args::{CommonOptions, DemoOptions};
use super::error::Failure;
use super::exit_code::Exit;
use super::interrupt;
use super::printer::{FAINT, Printer, STRONG};
use super::prompt;
use super::running::block_on;
use super::seed::deck::{PASSWORD, USER};
use super::serve::{example, example_files, start};

/// The card that is edited, in the example.
const EDITED: &str = "product-roadmap/to-do/4-fix-login-fails-after-a-password-change-2.md";
/// The card that is moved, and where to.
const MOVED: (&str, &str) = (
    "product-roadmap/to-do/6-larger-text-in-the-route-list.md",
    "product-roadmap/in-progress/",
);
/// The card that is added.
const ADDED: (&str, &str) = (
    "product-roadmap/ideas/share-a-route.md",
    "# Share a route as a link\n\nA link that opens the route on any phone, without an account.\n",
);
/// The card that a colleague renames on the server meanwhile.
const RENAMED: (&str, i64, &str) = ("product-roadmap", 8, "Import GPX and KML files");

/// Plays clone, edit, move, add, diff, push and pull.
///
/// # Errors
/// The folder is taken, or a step failed; its words are on the screen then.
pub fn demo(
    common: &CommonOptions,
    options: &DemoOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let server = start(&example()?, &example_files(), Release::V1_18, 0)?;
    let folder = options
        .folder
        .clone()
        .unwrap_or_else(|| Utf8PathBuf::from("git-board-demo"));
    let start = common
        .directory
        .as_deref()
        .map_or(Path::new("."), |at| at.as_std_path());
    let demo = Demo {
        printer,
        folder: start.join(&folder),
        name: folder.into_string(),
        start: start.to_owned(),
        is_waiting: !options.yes && prompt::is_interactive(),
    };
    demo.play(&server)?;
    demo.end(server)
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
}

impl Demo {
    fn play(&self, server: &Server<Deck>) -> Result<(), Failure> {
        let url = server.url();
        self.say(&format!(
            "A built-in look-alike of Nextcloud Deck runs at {url}; it holds two example boards."
        ));
        self.say("1. Clone them as a folder of Markdown.");
        self.git_board(&self.start, &["clone", url, &self.name])?;
        self.pause();

        self.say("2. Edit a card, move one, add one: with any editor; here it is sed, mv and cat.");
        self.edit()?;
        self.git(&["status", "--short"])?;
        self.pause();

        self.say("3. See what that means for the boards.");
        self.git_board(&self.folder, &["diff"])?;
        self.pause();

        self.say("4. Push: exactly that is sent, read back, and committed.");
        self.git_board(&self.folder, &["push"])?;
        self.pause();

        let (_, card, title) = RENAMED;
        self.say("5. Meanwhile a colleague renames a card in the browser. Pull.");
        server
            .model()
            .rename_card(USER, card, title)
            .map_err(|refusal| {
                Failure::new(
                    Exit::Failed,
                    format!("the colleague could not: {refusal:?}"),
                )
            })?;
        self.git_board(&self.folder, &["pull"])?;
        self.git(&["log", "--oneline", "--graph"])?;
        Ok(())
    }

    fn edit(&self) -> Result<(), Failure> {
        let failed = |path: &str| {
            let path = path.to_owned();
            move |error: io::Error| {
                Failure::new(Exit::Failed, format!("cannot change `{path}`: {error}"))
            }
        };
        let edited = self.folder.join(EDITED);
        self.show(&format!(
            "sed -i 's/^title: .*/title: Login after a password change/' {EDITED}"
        ));
        let text = fs::read_to_string(&edited).map_err(failed(EDITED))?;
        let lines: Vec<&str> = text
            .split_inclusive('\n')
            .map(|line| match line.starts_with("title: ") {
                true => "title: Login after a password change\n",
                false => line,
            })
            .collect();
        fs::write(&edited, lines.concat()).map_err(failed(EDITED))?;

        let (from, to) = MOVED;
        self.show(&format!("mv {from} {to}"));
        let name = Path::new(from).file_name().unwrap_or_default();
        fs::rename(self.folder.join(from), self.folder.join(to).join(name))
            .map_err(failed(from))?;

        let (path, text) = ADDED;
        self.show(&format!("cat > {path}"));
        for line in text.lines() {
            self.printer.out(format!("  {FAINT}{line}{FAINT:#}"));
        }
        fs::write(self.folder.join(path), text).map_err(failed(path))
    }

    fn end(&self, server: Server<Deck>) -> Result<Exit, Failure> {
        let port = server.url().rsplit(':').next().unwrap_or("0").to_owned();
        self.say(&format!(
            "The repository stays in `{}`. To go on playing:",
            self.name
        ));
        let user = format!("  export GIT_BOARD_USER={USER} GIT_BOARD_TOKEN={PASSWORD}");
        if self.is_waiting {
            self.printer
                .out("The server runs until you press Ctrl-C. In another terminal:");
            self.printer.out(&user);
            self.printer
                .out(format!("  cd {} && $EDITOR {EDITED}", self.name));
            self.printer.out("  git board push");
            self.printer.flush();
            interrupt::listen()?;
            block_on(interrupt::asked())?;
            drop(server);
            self.printer.out("");
            self.printer.out("To start the server again:");
        }
        self.printer
            .out(format!("  git board serve {} --port {port} &", self.name));
        if !self.is_waiting {
            self.printer.out(user);
            self.printer.out(format!(
                "  cd {} && $EDITOR {EDITED} && git board push",
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
            .env("GIT_BOARD_USER", USER)
            .env("GIT_BOARD_TOKEN", PASSWORD);
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
