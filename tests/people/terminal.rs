//! A person at a terminal: what is asked, what is not shown, and that the terminal is left as it was.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use git_board::lookalike::faults::{Fault, When};
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use super::world::{POLL, agree, app_passwords, kept, work};
use crate::support::codecks_server;
use crate::support::sandbox::Sandbox;

/// A program that runs on a terminal.
struct Terminal {
    child: Child,
    keyboard: File,
    /// The side of the terminal that the program has, kept to be looked at.
    screen: OwnedFd,
    shown: Arc<Mutex<String>>,
    reading: JoinHandle<()>,
}

impl Terminal {
    /// Starts `git-board` on a terminal of its own.
    fn start(sandbox: &Sandbox, folder: &str, arguments: &[&str]) -> Self {
        let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&keyboard).expect("it is ours");
        unlockpt(&keyboard).expect("it is ours");
        let name = ptsname(&keyboard, Vec::new()).expect("it has a name");
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        let screen = open(&name, flags, Mode::empty()).expect("its other side");
        let side = || Stdio::from(screen.try_clone().expect("one more"));
        let child = sandbox
            .command(env!("CARGO_BIN_EXE_git-board"), folder)
            .env("TERM", "xterm")
            .args(arguments)
            .stdin(side())
            .stdout(side())
            .stderr(side())
            .spawn()
            .expect("it can be started");
        let keyboard = File::from(keyboard);
        let mut output = keyboard.try_clone().expect("one more");
        let shown = Arc::new(Mutex::new(String::new()));
        let into = Arc::clone(&shown);
        let reading = std::thread::spawn(move || {
            let mut piece = [0; 4096];
            // A terminal that nobody holds any more ends in an error.
            while let Ok(count @ 1..) = output.read(&mut piece) {
                let text = String::from_utf8_lossy(&piece[..count]).into_owned();
                into.lock().expect("nobody panics with it").push_str(&text);
            }
        });
        Self {
            child,
            keyboard,
            screen,
            shown,
            reading,
        }
    }

    fn shown(&self) -> String {
        self.shown.lock().expect("nobody panics with it").clone()
    }

    /// Waits until the program shows this.
    #[track_caller]
    fn wait_for(&self, words: &str) {
        let began = Instant::now();
        while !self.shown().contains(words) {
            let is_late = began.elapsed() > Duration::from_secs(60);
            assert!(!is_late, "no `{words}` in:\n{}", self.shown());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn type_line(&mut self, line: &str) {
        writeln!(self.keyboard, "{line}").expect("it is open");
    }

    fn interrupt(&self) {
        let id = self.child.id().to_string();
        let killed = Command::new("kill").args(["-INT", &id]).status();
        assert!(killed.expect("there is a `kill`").success());
    }

    /// Returns whether what is typed is shown.
    fn echoes(&self) -> bool {
        let modes = tcgetattr(&self.screen)
            .expect("it is a terminal")
            .local_modes;
        modes.contains(LocalModes::ECHO)
    }

    /// Waits for the end; returns the exit code and all that was shown.
    #[track_caller]
    fn end(mut self) -> (i32, String) {
        let status = self.child.wait().expect("it was started");
        assert!(self.echoes(), "what is typed is not shown any more");
        let Self {
            keyboard,
            screen,
            shown,
            reading,
            ..
        } = self;
        drop(screen);
        reading.join().expect("it only reads");
        drop(keyboard);
        let shown = shown.lock().expect("nobody panics with it").clone();
        (status.code().unwrap_or(-1), shown)
    }
}

/// Returns the lines that a terminal shows in the end, wide enough that none is wrapped.
fn lines(shown: &str) -> Vec<String> {
    let mut lines = vec![Vec::new()];
    let (mut row, mut column) = (0_usize, 0_usize);
    let mut characters = shown.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => column = 0,
            '\n' => {
                row += 1;
                if row == lines.len() {
                    lines.push(Vec::new());
                }
            }
            '\u{1b}' => {
                assert_eq!(characters.next(), Some('['), "{shown:?}");
                let mut number = String::new();
                let order = loop {
                    match characters.next().expect("an order has an end") {
                        digit if digit.is_ascii_digit() || digit == ';' || digit == '?' => {
                            number.push(digit);
                        }
                        order => break order,
                    }
                };
                let count = number.parse().unwrap_or(1);
                match order {
                    'A' => row = row.saturating_sub(count),
                    'B' => row = (row + count).min(lines.len() - 1),
                    'K' if number == "2" => lines[row].clear(),
                    'K' => lines[row].truncate(column),
                    'm' => {}
                    order => panic!("`{order}` in {shown:?}"),
                }
            }
            other => {
                let line: &mut Vec<char> = &mut lines[row];
                if line.len() <= column {
                    line.resize(column + 1, ' ');
                }
                line[column] = other;
                column += 1;
            }
        }
    }
    let texts = lines
        .into_iter()
        .map(|line| line.into_iter().collect::<String>());
    texts.map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn a_clone_without_credentials_logs_in_by_the_browser() {
    let served = work();
    agree(&served);
    let url = served.server.url().to_owned();
    let arguments = ["clone", &url, "boards"];
    let (code, shown) = Terminal::start(&served, ".", &arguments).end();
    assert_eq!(code, 0, "{shown}");
    let lines = lines(&shown);
    assert!(
        lines[0].starts_with("Log in to http://127.0.0.1:"),
        "{lines:#?}"
    );
    assert!(lines[1].contains("/login/v2/flow/"), "{lines:#?}");
    assert_eq!(lines[2], format!("Logged in to {url} as alice."));
    assert_eq!(lines[3], "Cloned 1 board with 2 cards into boards");
    assert_eq!(lines[4..], [""]);
    assert_eq!(app_passwords(&served), 1);
    assert!(served.path("boards/work/board.yaml").exists());
}

#[test]
fn ctrl_c_while_the_browser_is_waited_for_leaves_nothing() {
    let served = work();
    let url = served.server.url().to_owned();
    let terminal = Terminal::start(&served, ".", &["clone", &url, "boards"]);
    terminal.wait_for("waiting for you in the browser");
    terminal.interrupt();
    let (code, shown) = terminal.end();
    assert_eq!(code, 4, "{shown}");
    let lines = lines(&shown);
    assert!(
        !lines.iter().any(|line| line.contains("waiting")),
        "{lines:#?}"
    );
    assert!(
        lines.contains(&"error: stopped, as you asked".to_owned()),
        "{lines:#?}"
    );
    assert!(!served.path("boards").exists());
    assert_eq!(kept(&served), [""; 0]);
}

#[test]
fn ctrl_c_while_boards_are_read_leaves_a_clean_screen() {
    let served = work();
    agree(&served);
    let url = served.server.url().to_owned();
    served.git_board(".", &["login", &url]).code(0);
    let faults = served.server.faults();
    faults.plan(When::next("GET", "/stacks/archived"), Fault::Hang);
    let terminal = Terminal::start(&served, ".", &["clone", &url, "boards"]);
    terminal.wait_for("reading boards");
    let began = Instant::now();
    while served.server.faults().pending() > 0 {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{}",
            terminal.shown()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    terminal.interrupt();
    terminal.wait_for("Stopping");
    // The second time, and not the same once more.
    std::thread::sleep(Duration::from_millis(300));
    terminal.interrupt();
    let (code, shown) = terminal.end();
    assert_eq!(code, 130, "{shown}");
    let lines = lines(&shown);
    assert!(
        !lines.iter().any(|line| line.contains("reading")),
        "{lines:#?}"
    );
    served.git_board(".", &["clone", &url, "boards"]).code(0);
}

#[test]
fn a_token_that_is_typed_is_not_shown() {
    const TOKEN: &str = git_board::cli::seed::codecks::TOKEN;
    let mut served = codecks_server::Served::files([
        ("garden/board.yaml", "id: p1\ntitle: Garden\n"),
        (
            "garden/todo/stack.yaml",
            "id: d1\ntitle: Todo\nposition: 10\n",
        ),
    ]);
    super::world::log_out(&mut served);
    super::world::keep_credentials(&served);
    let url = served.url();
    let mut terminal = Terminal::start(&served, ".", &["clone", &url, "boards"]);
    terminal.wait_for("(it is not shown): ");
    assert!(!terminal.echoes());
    terminal.type_line(TOKEN);
    let (code, shown) = terminal.end();
    assert_eq!(code, 0, "{shown}");
    assert!(!shown.contains(TOKEN), "{shown}");
    assert!(shown.contains("API Tokens"), "{shown}");
    assert_eq!(kept(&served).len(), 1);
}

#[test]
fn ctrl_c_at_a_question_shows_again_what_is_typed() {
    let mut served =
        codecks_server::Served::files([("garden/board.yaml", "id: p1\ntitle: Garden\n")]);
    super::world::log_out(&mut served);
    super::world::keep_credentials(&served);
    let url = served.url();
    let terminal = Terminal::start(&served, ".", &["login", &url]);
    terminal.wait_for("(it is not shown): ");
    assert!(!terminal.echoes());
    terminal.interrupt();
    let (code, shown) = terminal.end();
    assert_eq!(code, 130, "{shown}");
    assert_eq!(served.server.log().count(), 0);
}

#[test]
fn without_a_helper_name_and_password_are_asked_for_each_time() {
    let served = work();
    served
        .git(".", &["config", "--global", "--unset", "credential.helper"])
        .code(0);
    let url = served.server.url().to_owned();
    let mut terminal = Terminal::start(&served, ".", &["clone", &url, "boards"]);
    terminal.wait_for("User: ");
    // A person may set one up before typing anything.
    let shown = terminal.shown();
    assert!(shown.contains("git has no credential helper"), "{shown}");
    assert!(shown.contains("/settings/user/security"), "{shown}");
    terminal.type_line("alice");
    terminal.wait_for("(it is not shown): ");
    terminal.type_line(git_board::cli::seed::deck::PASSWORD);
    let (code, shown) = terminal.end();
    assert_eq!(code, 0, "{shown}");
    let log = served.server.log().requests();
    assert!(!log.iter().any(|line| line.contains(POLL.1)), "{log:#?}");
}

#[test]
fn bytes_of_files_are_counted_both_ways_on_one_line() {
    let served = work();
    agree(&served);
    let url = served.server.url().to_owned();
    served.git_board(".", &["login", &url]).code(0);
    served.git_board(".", &["clone", &url, "boards"]).code(0);
    let text = "What it was like.\n".repeat(200_000);
    served.write("boards/work/to-do/1-login/story.txt", &text);
    let (code, shown) = Terminal::start(&served, "boards", &["push"]).end();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("sending 0/1"), "{shown}");
    assert!(shown.contains("/3.43 MiB"), "{shown}");
    let after = lines(&shown);
    assert_eq!(after[after.len() - 2], "Pushed: 1 operation done.");
    assert!(
        !after.iter().any(|line| line.contains("sending")),
        "{after:#?}"
    );
    let (code, shown) = Terminal::start(&served, ".", &["clone", &url, "again"]).end();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("downloading attachments 0/1"), "{shown}");
    assert!(shown.contains("/3.43 MiB"), "{shown}");
    assert_eq!(lines(&shown)[0], "Cloned 1 board with 2 cards into again");
}
