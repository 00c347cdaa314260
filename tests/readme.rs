//! The sessions that the README shows are true: each `console` block is run, and what it prints is
//! compared. `SNAPSHOTS=overwrite` writes what was printed into the README.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use crate::support::sandbox::Sandbox;

/// What stands before the blocks of one session; sessions do not know of each other.
const MARK: &str = "<!-- session: ";

/// A line of the README.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    /// A command that is typed.
    Typed(String),
    /// Anything else.
    Other(String),
}

/// A block of a session: the index of its first line, and how many it has.
#[derive(Clone, Debug)]
struct Block {
    session: String,
    from: usize,
    to: usize,
}

fn blocks(lines: &[&str]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut session = None;
    let mut index = 0;
    while index < lines.len() {
        if let Some(name) = lines[index].strip_prefix(MARK) {
            session = Some(name.trim_end_matches(" -->").to_owned());
        } else if lines[index] == "```console" {
            let from = index + 1;
            let length = lines[from..].iter().position(|line| *line == "```");
            let to = from + length.expect("a block ends");
            let session = session.take().expect("a console block has a mark above it");
            blocks.push(Block { session, from, to });
            index = to;
        }
        index += 1;
    }
    blocks
}

/// A shell at work: where it is, and what it has started.
struct Session {
    sandbox: Sandbox,
    folder: String,
    servers: Vec<Child>,
    /// The address that the README shows, and the one that there is.
    ports: Vec<(String, String)>,
}

impl Session {
    fn new() -> Self {
        let mut sandbox = Sandbox::new();
        let program = Path::new(env!("CARGO_BIN_EXE_git-board"));
        let folder = program.parent().expect("a folder").to_string_lossy();
        let path = std::env::var("PATH").unwrap_or_default();
        sandbox.set("PATH", &format!("{folder}:{path}"));
        sandbox.set("GIT_AUTHOR_NAME", "Alice");
        sandbox.set("GIT_AUTHOR_EMAIL", "alice@example.com");
        sandbox.set("GIT_COMMITTER_NAME", "Alice");
        sandbox.set("GIT_COMMITTER_EMAIL", "alice@example.com");
        sandbox.set("COLUMNS", "90");
        Self {
            sandbox,
            folder: ".".to_owned(),
            servers: Vec::new(),
            ports: Vec::new(),
        }
    }

    /// Runs what is typed and returns what is printed.
    fn run(&mut self, typed: &str) -> Vec<String> {
        if let Some(folder) = typed.strip_prefix("cd ") {
            self.folder = format!("{}/{folder}", self.folder);
            return Vec::new();
        }
        if let Some(variables) = typed.strip_prefix("export ") {
            for variable in variables.split(' ') {
                let (name, value) = variable.split_once('=').expect("NAME=VALUE");
                self.sandbox.set(name, value);
            }
            return Vec::new();
        }
        if let Some(server) = typed.strip_suffix(" &") {
            return self.serve(server);
        }
        let mut line = typed.to_owned();
        for (shown, real) in &self.ports {
            line = line.replace(shown, real);
        }
        let mut command = self.sandbox.command("sh", &self.folder);
        let output = command
            .args(["-c", &format!("exec 2>&1; {line}")])
            .stdin(Stdio::null())
            .output()
            .expect("a shell");
        self.shown(&String::from_utf8_lossy(&output.stdout))
    }

    /// Starts a server on a free port, and returns what it says at first.
    fn serve(&mut self, typed: &str) -> Vec<String> {
        let (before, after) = typed.split_once("--port ").expect("a port");
        let (port, rest) = after.split_once(' ').unwrap_or((after, ""));
        // Itself and not by way of git, which would be ended without it.
        let before = before.replace("git board", "git-board");
        let mut child = self
            .sandbox
            .command("sh", &self.folder)
            .args(["-c", &format!("exec {before}--port 0 {rest}")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut said = String::new();
        // That is its last line.
        while let Some(Ok(line)) = lines.next() {
            said.push_str(&line);
            said.push('\n');
            if line.contains("Ctrl-C") {
                break;
            }
        }
        // Whoever prints into a pipe that is gone, ends.
        std::thread::spawn(move || lines.for_each(drop));
        let real = said
            .split("127.0.0.1:")
            .nth(1)
            .map(|rest| {
                rest.chars()
                    .take_while(char::is_ascii_digit)
                    .collect::<String>()
            })
            .expect("an address");
        self.ports.push((port.to_owned(), real));
        self.servers.push(child);
        self.shown(&said)
    }

    fn shown(&self, text: &str) -> Vec<String> {
        let mut text = text.replace(&*self.sandbox.path("").to_string_lossy(), "/home/alice/");
        for (shown, real) in &self.ports {
            text = text.replace(&format!(":{real}"), &format!(":{shown}"));
        }
        text.lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for server in &mut self.servers {
            // It is ours, and may have ended.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

/// Returns a line with what differs from run to run made the same: times and ids of commits.
fn stable(line: &str) -> String {
    let words = line.split(' ').map(|word| {
        if let Some((before, port)) = word.split_once("127.0.0.1:") {
            let after = port.trim_start_matches(|char: char| char.is_ascii_digit());
            return format!("{before}127.0.0.1:PORT{after}");
        }
        let bare = word.trim_matches(|char: char| !char.is_ascii_alphanumeric());
        let is_made_of = |signs: &str| {
            bare.chars()
                .all(|char| char.is_ascii_digit() || signs.contains(char))
        };
        let is_date = bare.len() == 10 && bare.starts_with("20") && is_made_of("-");
        let is_time = matches!(bare.len(), 5 | 8) && bare.contains(':') && is_made_of(":");
        let is_instant = bare.len() == 20 && bare.starts_with("20") && is_made_of("-:TZ");
        let is_id = (7..=40).contains(&bare.len())
            && bare
                .chars()
                .all(|char| matches!(char, '0'..='9' | 'a'..='f'));
        match (is_date || is_instant, is_time, is_id) {
            (true, _, _) => "DATE".to_owned(),
            (_, true, _) => "TIME".to_owned(),
            (_, _, true) => "ID".to_owned(),
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_sessions_of_the_readme_are_true() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).expect("the README");
    let lines: Vec<&str> = text.lines().collect();
    let is_overwriting = std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite");
    let mut sessions: Vec<(String, Session)> = Vec::new();
    let mut printed = Vec::new();
    let mut wrong = String::new();
    let mut at = 0;
    for block in blocks(&lines) {
        printed.extend(lines[at..block.from].iter().map(|line| (*line).to_owned()));
        at = block.to;
        if !sessions.iter().any(|(name, _)| *name == block.session) {
            sessions.push((block.session.clone(), Session::new()));
        }
        let (_, session) = sessions
            .iter_mut()
            .find(|(name, _)| *name == block.session)
            .expect("it was added");
        let shown: Vec<Line> = lines[block.from..block.to]
            .iter()
            .map(|line| line_of(line))
            .collect();
        let mut ran = Vec::new();
        for line in &shown {
            if let Line::Typed(typed) = line {
                ran.push(format!("$ {typed}"));
                ran.extend(session.run(typed));
            }
        }
        let was: Vec<String> = lines[block.from..block.to]
            .iter()
            .map(|line| stable(line))
            .collect();
        let is: Vec<String> = ran.iter().map(|line| stable(line)).collect();
        if was != is {
            wrong.push_str(&format!(
                "line {} shows:\n{}\nand it prints:\n{}\n\n",
                block.from + 1,
                was.join("\n"),
                is.join("\n")
            ));
            printed.extend(ran);
        } else {
            let kept = &lines[block.from..block.to];
            printed.extend(kept.iter().map(|line| (*line).to_owned()));
        }
    }
    printed.extend(lines[at..].iter().map(|line| (*line).to_owned()));
    if is_overwriting && !wrong.is_empty() {
        fs::write(&path, printed.join("\n") + "\n").expect("the README can be written");
        return;
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(
        sessions.len() >= 4,
        "a session for each service, and one at the top"
    );
}

fn line_of(line: &str) -> Line {
    match line.strip_prefix("$ ") {
        Some(typed) => Line::Typed(typed.to_owned()),
        None => Line::Other(line.to_owned()),
    }
}
