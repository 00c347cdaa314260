//! `git board merge-driver`: what git runs to merge a card's file, and how git is told of it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::board::Service;
use crate::repo::{ConflictStyle, Environment, MARKER_SIZE, Repo};
use crate::sync::card_files::{Marks, MergedFile, ThreeTexts, merge_files};
use crate::sync::error::SyncError;

use super::args::{CommonOptions, MergeDriverOptions};
use super::connection::{SCOPE, account_of};
use super::error::Failure;
use super::exit_code::Exit;

const NAME_SETTING: &str = "merge.git-board.name";
const DRIVER_SETTING: &str = "merge.git-board.driver";
const NAME: &str = "cards of git-board, by field";

/// Merges three files into the second, as git asks a merge driver to.
///
/// # Errors
/// A file cannot be read or written; git stops its merge then.
pub fn merge_driver(common: &CommonOptions, options: &MergeDriverOptions) -> Result<Exit, Failure> {
    let start = common.directory.as_deref();
    let start = start.map_or(Path::new("."), |folder| folder.as_std_path());
    let read = |path: &Path| {
        let path = start.join(path);
        fs::read(&path).map_err(|error| failed("read", &path, &error))
    };
    let (base, ours, theirs) = (
        read(options.base.as_std_path())?,
        read(options.ours.as_std_path())?,
        read(options.theirs.as_std_path())?,
    );
    // A repository that cannot be read costs no merge.
    let repo = Repo::discover(start, SCOPE, Environment::of_process()).ok();
    let service = repo
        .as_ref()
        .and_then(|repo| account_of(repo).ok())
        .map_or(Service::Deck, |known| known.server.service);
    let texts = ThreeTexts {
        // git hands over an empty file where there is none.
        base: (!base.is_empty()).then_some(&base),
        ours: &ours,
        theirs: &theirs,
    };
    let marks = Marks {
        style: style_of(repo.as_ref()),
        names: names_of(options),
        size: options.marker_size.unwrap_or(MARKER_SIZE),
    };
    let merged = merge_files(service, options.path.as_str(), texts, &marks)
        .map_err(|error| Failure::new(Exit::Broken, format!("failed to {error}")))?;
    let (bytes, exit) = match merged {
        MergedFile::Clean(bytes) => (bytes, Exit::Done),
        MergedFile::Conflict(bytes) => (bytes, Exit::Failed),
    };
    let path = start.join(options.ours.as_std_path());
    fs::write(&path, bytes).map_err(|error| failed("write", &path, &error))?;
    Ok(exit)
}

fn failed(doing: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        Exit::Broken,
        format!("failed to {doing} `{}`: {error}", path.display()),
    )
}

fn style_of(repo: Option<&Repo>) -> ConflictStyle {
    let setting = repo.and_then(|repo| repo.setting("merge.conflictstyle").ok().flatten());
    let style = setting.and_then(|setting| ConflictStyle::of_setting(&setting.value));
    style.unwrap_or_default()
}

/// Returns what the sides are called; an older git leaves its placeholders as they are.
fn names_of(options: &MergeDriverOptions) -> [String; 3] {
    let defaults = ["base", "ours", "theirs"];
    let mut given = options.names.iter();
    defaults.map(|default| match given.next() {
        Some(name) if !name.is_empty() && !name.starts_with('%') => name.clone(),
        _ => default.to_owned(),
    })
}

/// Returns true if git knows a driver for cards in this repository.
///
/// # Errors
/// git's configuration cannot be read.
pub fn is_set_up(repo: &Repo) -> Result<bool, SyncError> {
    Ok(repo.setting(DRIVER_SETTING)?.is_some())
}

/// Tells git of the driver, in the configuration of this repository.
///
/// # Errors
/// git's configuration cannot be written.
pub fn set_up(repo: &mut Repo) -> Result<(), SyncError> {
    repo.set_setting(NAME_SETTING, NAME)?;
    repo.set_setting(DRIVER_SETTING, &driver())?;
    Ok(())
}

/// Returns the command line that git gives to a shell.
///
/// Where the program is gone, git would leave our side without markers and theirs would be lost by
/// the next `git add`: git's own merge by lines takes its place.
fn driver() -> String {
    let program = program();
    format!(
        "if command -v {program} >/dev/null 2>&1; then {program} merge-driver -- %O %A %B %P %L \
         %S %X %Y; else git merge-file --marker-size=%L %A %O %B; fi"
    )
}

/// Returns this program as a shell finds it: by its name where that is the one on the `PATH`, which
/// outlives an upgrade; else by its path.
fn program() -> String {
    let Ok(this) = env::current_exe().and_then(fs::canonicalize) else {
        return "git-board".to_owned();
    };
    let path = env::var_os("PATH").unwrap_or_default();
    let name = format!("git-board{}", env::consts::EXE_SUFFIX);
    let mut found = env::split_paths(&path).map(|folder: PathBuf| folder.join(&name));
    let first = found.find(|path| path.is_file());
    if first
        .and_then(|first| fs::canonicalize(first).ok())
        .as_ref()
        == Some(&this)
    {
        return "git-board".to_owned();
    }
    let path = this.to_string_lossy().replace('\'', r"'\''");
    // A `%` would be one of git's placeholders.
    format!("'{}'", path.replace('%', "%%"))
}
