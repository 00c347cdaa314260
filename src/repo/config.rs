//! The user's own git configuration, and the committed `.boardconfig` apart from it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Environment, Repo, RepoError};

/// Where a setting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConfigLevel {
    /// The machine's configuration.
    System,
    /// The user's configuration.
    Global,
    /// The repository's configuration, which is never committed.
    Local,
    /// The configuration of a linked worktree.
    Worktree,
    /// `git -c` or the environment.
    Command,
}

/// A setting and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The value; `true` for a key that stands alone.
    pub value: String,
    /// Where it stands.
    pub level: ConfigLevel,
    /// The origin in git's words: `file:.git/config`, `command line:`.
    pub origin: String,
}

/// All settings that git sees, in git's order: the last one of a key counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    entries: Vec<(String, Setting)>,
}

impl Settings {
    /// Asks the `git` program, since it alone knows every way in which a setting can be given.
    pub(super) fn load(folder: &Path, environment: &Environment) -> Result<Self, RepoError> {
        let mut command = git_command(folder, environment);
        command.args([
            "config",
            "--list",
            "--null",
            "--show-scope",
            "--show-origin",
        ]);
        let doing = format!("read git's configuration in `{}`", folder.display());
        let output = run(command, None, &doing)?;
        let mut entries = Vec::new();
        let mut fields = output.split(|byte| *byte == 0);
        while let (Some(level), Some(origin), Some(entry)) =
            (fields.next(), fields.next(), fields.next())
        {
            let (key, value) = key_and_value(entry);
            let level = match level {
                b"system" => ConfigLevel::System,
                b"global" => ConfigLevel::Global,
                b"worktree" => ConfigLevel::Worktree,
                b"command" => ConfigLevel::Command,
                _ => ConfigLevel::Local,
            };
            let origin = String::from_utf8_lossy(origin).into_owned();
            let setting = Setting {
                value,
                level,
                origin,
            };
            entries.push((key, setting));
        }
        Ok(Self { entries })
    }

    /// Returns the setting of a key in lower case that counts.
    pub(super) fn last(&self, key: &str) -> Option<&Setting> {
        let mut entries = self.entries.iter().rev();
        entries
            .find(|(name, _)| name == key)
            .map(|(_, setting)| setting)
    }
}

impl Repo {
    /// Returns a setting of the user's own configuration (`board.url`); case does not matter.
    ///
    /// The configuration is read once and again after each change by us.
    ///
    /// # Errors
    /// git's configuration cannot be read.
    pub fn setting(&self, key: &str) -> Result<Option<Setting>, RepoError> {
        Ok(self.settings()?.last(&normal_key(key)).cloned())
    }

    /// Returns all values of a key that may be given more than once, in git's order.
    ///
    /// # Errors
    /// git's configuration cannot be read.
    pub fn setting_values(&self, key: &str) -> Result<Vec<Setting>, RepoError> {
        let key = normal_key(key);
        let entries = self.settings()?.entries.iter();
        Ok(entries
            .filter(|(name, _)| *name == key)
            .map(|(_, setting)| setting.clone())
            .collect())
    }

    /// Returns a setting as git reads booleans; none if it is not set or is no boolean.
    ///
    /// # Errors
    /// git's configuration cannot be read.
    pub fn flag(&self, key: &str) -> Result<Option<bool>, RepoError> {
        Ok(self
            .setting(key)?
            .and_then(|setting| parse_flag(&setting.value)))
    }

    /// Returns a setting that is a number of bytes; `None` also for one that is none.
    ///
    /// # Errors
    /// git's configuration cannot be read.
    pub fn byte_size(&self, key: &str) -> Result<Option<u64>, RepoError> {
        let setting = self.setting(key)?;
        Ok(setting.and_then(|setting| parse_size(&setting.value)))
    }

    /// Writes a setting to the repository's own configuration, which is never committed.
    ///
    /// # Errors
    /// The configuration is locked or cannot be written.
    pub fn set_setting(&mut self, key: &str, value: &str) -> Result<(), RepoError> {
        self.change_config(&["config", "--local", "--replace-all", key, value], key)
    }

    /// Adds a value to a key of the repository's own configuration.
    ///
    /// # Errors
    /// The configuration is locked or cannot be written.
    pub fn add_setting(&mut self, key: &str, value: &str) -> Result<(), RepoError> {
        self.change_config(&["config", "--local", "--add", key, value], key)
    }

    /// Removes a key from the repository's own configuration; one that is not set is no error.
    ///
    /// # Errors
    /// The configuration is locked or cannot be written.
    pub fn unset_setting(&mut self, key: &str) -> Result<(), RepoError> {
        let values = self.setting_values(key)?;
        if !values
            .iter()
            .any(|setting| setting.level == ConfigLevel::Local)
        {
            return Ok(());
        }
        self.change_config(&["config", "--local", "--unset-all", key], key)
    }

    /// Reads the `.boardconfig` of the working tree; an empty one if there is none.
    ///
    /// # Errors
    /// It is a symbolic link, cannot be read, or is not in git's configuration syntax.
    pub fn board_config(&self) -> Result<BoardConfig, RepoError> {
        let path = self.workdir().join(".boardconfig");
        match std::fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() => {}
            Ok(_) => {
                let source = std::io::Error::other("it is not a regular file");
                return Err(RepoError::io("read", path)(source));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(BoardConfig::default());
            }
            Err(error) => return Err(RepoError::io("read", path)(error)),
        }
        let bytes = std::fs::read(&path).map_err(RepoError::io("read", &path))?;
        let parse = || BoardConfig::parse(&bytes, &self.environment);
        if self.settings.get().is_some() {
            return parse();
        }
        // Who asks for the one asks for the other too, and git takes its time to start.
        let (folder, environment) = (self.workdir(), &self.environment);
        std::thread::scope(|scope| {
            let settings = scope.spawn(|| Settings::load(folder, environment));
            let parsed = parse();
            // What failed is asked for again, and told, by whom it concerns.
            if let Ok(Ok(settings)) = settings.join() {
                let _ = self.settings.set(settings);
            }
            parsed
        })
    }

    pub(super) fn settings(&self) -> Result<&Settings, RepoError> {
        if let Some(settings) = self.settings.get() {
            return Ok(settings);
        }
        let settings = Settings::load(self.workdir(), &self.environment)?;
        Ok(self.settings.get_or_init(|| settings))
    }

    fn change_config(&mut self, arguments: &[&str], key: &str) -> Result<(), RepoError> {
        let mut command = git_command(self.workdir(), &self.environment);
        command.args(arguments);
        run(
            command,
            None,
            &format!("set `{key}` in git's configuration"),
        )?;
        self.settings.take();
        Ok(())
    }
}

/// What the committed `.boardconfig` says. It never names a program and never a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardConfig {
    /// The server; obeyed only after the person was asked.
    pub url: Option<String>,
    /// The account; obeyed only after the person was asked.
    pub account: Option<String>,
    /// The word of the service; Deck where there is none.
    pub service: Option<String>,
    /// Boards to take, by name, in the file's order; empty for all.
    pub include: Vec<String>,
    /// Attachments above this size in bytes are not downloaded.
    pub max_attachment_bytes: Option<u64>,
    /// New cards keep their file's name.
    pub keep_names: Option<bool>,
    /// Keys that are not obeyed, as they stand, or whose value makes no sense.
    pub not_obeyed: Vec<String>,
}

impl BoardConfig {
    /// Reads the bytes of a `.boardconfig`; `[include]` in it is not followed.
    ///
    /// # Errors
    /// It is not in git's configuration syntax.
    pub fn parse(bytes: &[u8], environment: &Environment) -> Result<Self, RepoError> {
        let mut command = git_command(Path::new("."), environment);
        command.args(["config", "--no-includes", "--file", "-", "--list", "--null"]);
        let output = run(command, Some(bytes), "read `.boardconfig`")?;
        let mut found = Self::default();
        for entry in output
            .split(|byte| *byte == 0)
            .filter(|entry| !entry.is_empty())
        {
            let (key, value) = key_and_value(entry);
            found.take(key, value);
        }
        Ok(found)
    }

    fn take(&mut self, key: String, value: String) {
        match key.as_str() {
            "board.url" => self.url = Some(value),
            "board.account" => self.account = Some(value),
            "board.service" => self.service = Some(value),
            "board.include" => self.include.push(value),
            "board.maxattachmentsize" => match parse_size(&value) {
                Some(bytes) => self.max_attachment_bytes = Some(bytes),
                None => self.not_obeyed.push(key),
            },
            "board.keepnames" => match parse_flag(&value) {
                Some(flag) => self.keep_names = Some(flag),
                None => self.not_obeyed.push(key),
            },
            _ => self.not_obeyed.push(key),
        }
    }

    /// Returns the file's text.
    pub fn to_text(&self) -> String {
        let mut text = "[board]\n".to_owned();
        let mut line = |key: &str, value: &str| {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"");
            let value = value.replace('\n', "\\n").replace('\t', "\\t");
            text.push_str(&format!("\t{key} = \"{value}\"\n"));
        };
        if let Some(url) = &self.url {
            line("url", url);
        }
        if let Some(account) = &self.account {
            line("account", account);
        }
        if let Some(service) = &self.service {
            line("service", service);
        }
        self.include.iter().for_each(|name| line("include", name));
        if let Some(bytes) = self.max_attachment_bytes {
            line("maxAttachmentSize", &bytes.to_string());
        }
        if let Some(flag) = self.keep_names {
            line("keepNames", if flag { "true" } else { "false" });
        }
        text
    }
}

/// Returns a `git` to be run in `folder`, that never asks on the terminal.
pub(super) fn git_command(folder: &Path, environment: &Environment) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder);
    environment.apply_to(&mut command);
    command
}

/// Runs `git` and returns what it wrote to its standard output.
pub(super) fn run(
    mut command: Command,
    input: Option<&[u8]>,
    doing: &str,
) -> Result<Vec<u8>, RepoError> {
    let failed = |reason: String| RepoError::Program {
        doing: doing.to_owned(),
        reason,
    };
    command.stdin(if input.is_some() {
        Stdio::piped()
    } else {
        Stdio::null()
    });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| failed(format!("cannot start `git`: {error}")))?;
    if let (Some(bytes), Some(mut pipe)) = (input, child.stdin.take()) {
        // A child that ends early has said why on its standard error.
        let _ = pipe.write_all(bytes);
    }
    let output = child
        .wait_with_output()
        .map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        let words = if words.is_empty() {
            format!("`git` ended with {}", output.status)
        } else {
            words
        };
        return Err(failed(words));
    }
    Ok(output.stdout)
}

/// Returns git's normal form of a key: section and name in lower case, a middle part as it is.
pub(super) fn normal_key(key: &str) -> String {
    let (Some(first), Some(last)) = (key.find('.'), key.rfind('.')) else {
        return key.to_lowercase();
    };
    let section = key[..first].to_lowercase();
    format!(
        "{section}{}{}",
        &key[first..last],
        key[last..].to_lowercase()
    )
}

fn key_and_value(entry: &[u8]) -> (String, String) {
    let text = String::from_utf8_lossy(entry);
    match text.split_once('\n') {
        Some((key, value)) => (key.to_owned(), value.to_owned()),
        // A key alone is git's way of saying true.
        None => (text.into_owned(), "true".to_owned()),
    }
}

pub(super) fn parse_flag(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" | "" => Some(false),
        _ => None,
    }
}

/// Reads a number of bytes with git's suffixes `k`, `m` and `g`, also as `50 MB`.
pub fn parse_size(value: &str) -> Option<u64> {
    let value = value.trim().to_lowercase();
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = value[digits.len()..]
        .trim()
        .trim_end_matches('b')
        .trim_end_matches('i');
    let factor: u64 = match unit {
        "" => 1,
        "k" => 1 << 10,
        "m" => 1 << 20,
        "g" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}
