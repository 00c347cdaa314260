//! A folder, a home and a look-alike server of one test's own; nothing of the machine's user.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use super::folder::new_folder;

/// What a command printed and how it ended, with paths and ports made stable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Asserts the exit code; shows everything if it is another.
    #[track_caller]
    pub fn code(self, expected: i32) -> Self {
        assert_eq!(
            self.code, expected,
            "--- standard output\n{}\n--- standard error\n{}",
            self.out, self.err
        );
        self
    }
}

/// A folder with a home of its own, where commands run.
#[derive(Debug)]
pub struct Sandbox {
    root: TempDir,
    /// Text that is replaced in output, with what stands for it.
    replaced: Vec<(String, String)>,
    environment: Vec<(String, String)>,
    /// Who runs the commands, if it is not the one who runs the tests.
    user: Option<u32>,
}

/// Whom nothing belongs to, on every Unix.
#[cfg(unix)]
const NOBODY: u32 = 65_534;

impl Sandbox {
    /// Makes an empty sandbox.
    pub fn new() -> Self {
        let root = new_folder();
        let root_path = root.path().to_string_lossy().into_owned();
        fs::create_dir(root.path().join("home")).expect("a home");
        Self {
            root,
            replaced: vec![(root_path, "ROOT".to_owned())],
            environment: Vec::new(),
            user: None,
        }
    }

    /// Replaces `text` in all output by `word`.
    pub fn replace(&mut self, text: impl Into<String>, word: &str) {
        self.replaced.push((text.into(), word.to_owned()));
    }

    /// Sets a variable for all commands.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Takes a variable away from all commands.
    pub fn unset(&mut self, name: &str) {
        self.environment.retain(|(known, _)| known != name);
    }

    /// Runs `git-board` in a folder of the sandbox, with this on its standard input.
    pub fn git_board_with_input(&self, folder: &str, arguments: &[&str], input: &str) -> Ran {
        let mut child = self
            .command(&self.program().to_string_lossy(), folder)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it can be started");
        let mut pipe = child.stdin.take().expect("it is piped");
        // One that ends before it has read all says why.
        let _ = pipe.write_all(input.as_bytes());
        drop(pipe);
        self.ended(child)
    }

    /// Starts `git-board` in a folder of the sandbox.
    pub fn start(&self, folder: &str, arguments: &[&str]) -> Child {
        self.command(&self.program().to_string_lossy(), folder)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it can be started")
    }

    /// Waits for what was started.
    pub fn ended(&self, child: Child) -> Ran {
        let output = child.wait_with_output().expect("it can be waited for");
        self.ran(&output)
    }

    /// Lets commands run as somebody whom permissions hold: root, whom they do not, gives all that
    /// is in the sandbox to nobody, and becomes nobody.
    #[cfg(unix)]
    pub fn without_privileges(&mut self) {
        use std::os::unix::fs::{MetadataExt, chown};
        let owner = fs::metadata(self.root.path()).expect("it is there").uid();
        if owner != 0 {
            return;
        }
        let program = self.path("git-board");
        let built = env!("CARGO_BIN_EXE_git-board");
        if fs::hard_link(built, &program).is_err() {
            // A copy of our own would be open for writing in what other tests start meanwhile, and
            // could not be run then.
            let copied = Command::new("cp").arg(built).arg(&program).status();
            assert!(copied.is_ok_and(|status| status.success()), "no copy");
        }
        for entry in walkdir::WalkDir::new(self.root.path()) {
            let entry = entry.expect("the sandbox can be listed");
            if entry.path() != program {
                chown(entry.path(), Some(NOBODY), Some(NOBODY)).expect("root may");
            }
        }
        self.user = Some(NOBODY);
    }

    /// Returns the program under test, where whoever runs it can reach it.
    fn program(&self) -> PathBuf {
        match self.user {
            Some(_) => self.path("git-board"),
            None => PathBuf::from(env!("CARGO_BIN_EXE_git-board")),
        }
    }

    /// Runs `git-board` with no file longer than some blocks of 512 bytes, as on a full disk.
    #[cfg(unix)]
    pub fn git_board_with_room_for(&self, blocks: u32, folder: &str, arguments: &[&str]) -> Ran {
        let before = format!("trap '' XFSZ; ulimit -f {blocks}");
        self.git_board_after(&before, folder, arguments)
    }

    /// Runs `git-board` with a mask of rights that nothing new gets: `077`.
    #[cfg(unix)]
    pub fn git_board_under(&self, mask: &str, folder: &str, arguments: &[&str]) -> Ran {
        self.git_board_after(&format!("umask {mask}"), folder, arguments)
    }

    /// Runs `git-board` in the place of a shell that has run these commands.
    #[cfg(unix)]
    fn git_board_after(&self, commands: &str, folder: &str, arguments: &[&str]) -> Ran {
        let script = format!("{commands}; exec \"$0\" \"$@\"");
        let program = self.program();
        let program = program.to_string_lossy();
        let all = ["-c", script.as_str(), &program];
        self.run("sh", folder, &[&all, arguments].concat())
    }

    /// Returns the path of something in the sandbox.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.path().join(relative)
    }

    /// Runs `git-board` in a folder of the sandbox.
    pub fn git_board(&self, folder: &str, arguments: &[&str]) -> Ran {
        self.run(&self.program().to_string_lossy(), folder, arguments)
    }

    /// Runs `git-board` in a folder of the sandbox, with a variable of its own.
    pub fn git_board_with(
        &self,
        (name, value): (&str, &str),
        folder: &str,
        arguments: &[&str],
    ) -> Ran {
        let program = self.program();
        let mut command = self.command(&program.to_string_lossy(), folder);
        command.env(name, value).args(arguments);
        let output = command.stdin(Stdio::null()).output();
        self.ran(&output.expect("it can be started"))
    }

    /// Runs `git` in a folder of the sandbox.
    pub fn git(&self, folder: &str, arguments: &[&str]) -> Ran {
        self.run("git", folder, arguments)
    }

    /// Returns the command, with the sandbox's home and nothing else of this machine's user.
    pub fn command(&self, program: &str, folder: &str) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut known = self.environment.iter();
        let own = known.find(|(name, _)| name == "PATH");
        let searched = own.map_or(path.as_os_str(), |(_, own)| OsStr::new(own));
        let mut command = Command::new(found_on(searched, program));
        command
            .current_dir(self.path(folder))
            .env_clear()
            .env("PATH", &path)
            .env("HOME", self.path("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.path("home/.gitconfig"))
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .env("COLUMNS", "100")
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        #[cfg(unix)]
        if let Some(user) = self.user {
            use std::os::unix::process::CommandExt;
            command.uid(user).gid(user);
        }
        command
    }

    fn run(&self, program: &str, folder: &str, arguments: &[&str]) -> Ran {
        let output: Output = self
            .command(program, folder)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("cannot run {program}: {error}"));
        self.ran(&output)
    }

    fn ran(&self, output: &Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: self.stable(&output.stdout),
            err: self.stable(&output.stderr),
        }
    }

    /// Reads a file.
    #[track_caller]
    pub fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative))
            .unwrap_or_else(|error| panic!("cannot read {relative}: {error}"))
    }

    /// Writes a file, with the folders that it needs.
    #[track_caller]
    pub fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders can be made");
        fs::write(&path, text).unwrap_or_else(|error| panic!("cannot write {relative}: {error}"));
    }

    /// Replaces text in a file that must hold it exactly once.
    #[track_caller]
    pub fn substitute(&self, relative: &str, old: &str, new: &str) {
        let text = self.read(relative);
        assert_eq!(
            text.matches(old).count(),
            1,
            "`{old}` in {relative}:\n{text}"
        );
        self.write(relative, &text.replace(old, new));
    }

    /// Renames a file or folder, into folders that are made where they lack.
    #[track_caller]
    pub fn rename(&self, from: &str, to: &str) {
        let target = self.path(to);
        fs::create_dir_all(target.parent().expect("a parent")).expect("folders can be made");
        fs::rename(self.path(from), target)
            .unwrap_or_else(|error| panic!("cannot rename {from} to {to}: {error}"));
    }

    /// Copies a file.
    #[track_caller]
    pub fn copy(&self, from: &str, to: &str) {
        self.write(to, &self.read(from));
    }

    /// Removes a file, or a folder with all that is in it.
    #[track_caller]
    pub fn remove(&self, relative: &str) {
        let path = self.path(relative);
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.unwrap_or_else(|error| panic!("cannot remove {relative}: {error}"));
    }

    fn stable(&self, bytes: &[u8]) -> String {
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        for (old, new) in &self.replaced {
            text = text.replace(old, new);
        }
        text
    }
}

/// Returns where a program is; with its whole path it is started without a copy of this process,
/// which holds much memory while many tests run.
fn found_on(path: &OsStr, program: &str) -> PathBuf {
    let given = PathBuf::from(program);
    if given.components().count() > 1 {
        return given;
    }
    let mut folders = std::env::split_paths(path);
    let found = folders.find_map(|folder| Some(folder.join(program)).filter(|it| it.is_file()));
    found.unwrap_or(given)
}

/// Returns the files below a folder with their bytes, `.git` left out, in order.
pub fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git")
        .map(|entry| entry.expect("the folder can be listed"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("it lies below");
            let bytes = fs::read(entry.path()).expect("the file can be read");
            (path.to_string_lossy().into_owned(), bytes)
        })
        .collect()
}
