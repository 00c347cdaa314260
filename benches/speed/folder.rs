//! A temporary folder where commands run without anything of the machine's user, and their times.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use git_board::cli::seed::deck::{PASSWORD, USER};
use tempfile::TempDir;

const IDENTITY: &str = "[user]\n\tname = Alice\n\temail = alice@example.org\n[gc]\n\tauto = 0\n";

/// A folder with a home of its own.
pub struct Folder {
    root: TempDir,
    program: PathBuf,
}

/// How long a command took.
#[derive(Clone, Copy, Default)]
pub struct Ran {
    /// By the clock.
    pub took: Duration,
    /// The processor's time, its children's included; `None` where the system does not tell.
    pub busy: Option<Duration>,
}

impl Folder {
    /// Makes an empty one, in which this build of `git-board` runs.
    pub fn new(program: &Path) -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        fs::write(root.path().join("gitconfig"), IDENTITY).expect("a file");
        let program = fs::canonicalize(program).expect("the program is there");
        Self { root, program }
    }

    /// Returns the path of something in it.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.path().join(relative)
    }

    /// Runs `git-board` in a folder of it.
    pub fn git_board(&self, relative: &str, arguments: &[&str]) -> Ran {
        ran(self.command(&self.program, relative, arguments))
    }

    /// Runs `git` in a folder of it.
    pub fn git(&self, relative: &str, arguments: &[&str]) -> Ran {
        self.run("git", relative, arguments)
    }

    /// Runs any program in a folder of it.
    pub fn run(&self, program: &str, relative: &str, arguments: &[&str]) -> Ran {
        ran(self.command(program, relative, arguments))
    }

    /// Runs `git-board` and returns the most memory that it held, in megabytes; `None` where the
    /// system does not tell.
    pub fn memory_mb(&self, relative: &str, arguments: &[&str]) -> Option<f64> {
        let mut command = self.command(&self.program, relative, arguments);
        let mut child = command.spawn().expect("it starts");
        let mut peak_kb = None;
        let status = loop {
            match child.try_wait().expect("it can be waited for") {
                Some(status) => break status,
                None => peak_kb = peak_kb.max(high_water_kb(&child)),
            }
            std::thread::sleep(Duration::from_micros(500));
        };
        assert!(status.success(), "{arguments:?}");
        peak_kb.map(|kb| kb as f64 / 1000.0)
    }

    /// Returns the paths of the cards in a clone, relative to it, in order.
    pub fn cards(&self, clone: &str) -> Vec<PathBuf> {
        let files = walkdir::WalkDir::new(self.path(clone)).sort_by_file_name();
        files
            .into_iter()
            .filter_entry(|entry| entry.file_name() != ".git")
            .filter_map(|entry| Some(entry.ok()?.into_path()))
            .filter(|path| path.extension().is_some_and(|end| end == "md"))
            .filter(|path| path.parent() != Some(&self.path(clone)))
            .collect()
    }

    fn command(&self, program: impl AsRef<OsStr>, relative: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.path(relative))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.path("gitconfig"))
            .env("GIT_BOARD_USER", USER)
            .env("GIT_BOARD_TOKEN", PASSWORD)
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }
}

fn ran(mut command: Command) -> Ran {
    let before = busy_of_children();
    let began = Instant::now();
    let output = command.output().expect("it starts");
    let took = began.elapsed();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    let busy = busy_of_children().zip(before);
    let busy = busy.map(|(after, before)| after.saturating_sub(before));
    Ran { took, busy }
}

/// Returns the processor's time of all children that have ended.
fn busy_of_children() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name, which may hold anything: fields 16 and 17, in ticks of 10 ms.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split_whitespace().skip(13);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * 10))
}

/// Returns the most memory that a process has held so far.
///
/// The system's count for ended children would include this process, from which they start.
fn high_water_kb(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Adds a line to a file.
pub fn append(path: &Path, line: &str) {
    let mut text = fs::read_to_string(path).expect("it can be read");
    text.push_str(line);
    text.push('\n');
    fs::write(path, text).expect("it can be written");
}

/// Takes the id out of a card's file.
pub fn without_id(path: &Path) {
    let text = fs::read_to_string(path).expect("it can be read");
    let lines = text.split_inclusive('\n');
    let kept: String = lines.filter(|line| !line.starts_with("id: ")).collect();
    fs::write(path, kept).expect("it can be written");
}
