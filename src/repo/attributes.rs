//! Attributes that would let git change a file's bytes on their way.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use git2::{AttrCheckFlags, AttrValue};

use crate::files::Files;

use super::{Repo, RepoError};

/// The attributes that convert; `crlf` is the old name of `text`.
const CONVERTING: [&str; 6] = [
    "filter",
    "ident",
    "working-tree-encoding",
    "text",
    "eol",
    "crlf",
];

/// An attribute by which git would convert a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeProblem {
    /// The file's path.
    pub path: String,
    /// The attribute, and its value if it has one: `filter=lfs`, `text`; for a file that nothing
    /// protects from `core.autocrlf`, that.
    pub attribute: String,
}

/// What the attribute files say, before any path is asked.
#[derive(Debug, Default)]
struct Mentions {
    /// Attributes that are set, or taken back to "unspecified", somewhere.
    set: BTreeSet<&'static str>,
    /// Whether the first rule of all, `* -text`, stands in the top folder's file.
    text_is_off: bool,
}

impl Repo {
    /// Returns which of `files` git would convert, in order of path.
    ///
    /// `folders` are those that hold a `.gitattributes` below the top.
    pub(super) fn attribute_problems(
        &self,
        files: &Files,
        folders: &BTreeSet<String>,
    ) -> Result<Vec<AttributeProblem>, RepoError> {
        let (mentions, converts) = self.mentions(folders)?;
        if mentions.set.is_empty() {
            return Ok(Vec::new());
        }
        let mut problems = Vec::new();
        for path in files.entries.keys() {
            self.check_attributes(path, &mentions, converts.as_deref(), &mut problems)?;
        }
        Ok(problems)
    }

    /// Returns true if nothing converts any file, as far as files outside the boards tell.
    pub(super) fn nothing_converts(&self) -> Result<bool, RepoError> {
        Ok(self.mentions(&BTreeSet::new())?.0.set.is_empty())
    }

    /// Returns what the attribute files mention, and `core.autocrlf` where it is on.
    fn mentions(
        &self,
        folders: &BTreeSet<String>,
    ) -> Result<(Mentions, Option<String>), RepoError> {
        let mut mentions = Mentions::default();
        let top = self.workdir().join(".gitattributes");
        mentions.read(&top, true);
        for folder in folders {
            mentions.read(&self.workdir().join(folder).join(".gitattributes"), false);
        }
        for path in self.attribute_files_elsewhere()? {
            mentions.read(&path, false);
        }
        let converts = self
            .setting("core.autocrlf")?
            .map(|setting| setting.value.to_lowercase())
            .filter(|value| !matches!(value.as_str(), "false" | "no" | "off" | "0" | ""));
        if converts.is_some() && !mentions.text_is_off {
            mentions.set.insert("text");
            mentions.set.insert("crlf");
        }
        Ok((mentions, converts))
    }

    fn check_attributes(
        &self,
        path: &str,
        mentions: &Mentions,
        autocrlf: Option<&str>,
        problems: &mut Vec<AttributeProblem>,
    ) -> Result<(), RepoError> {
        let mut text_is_specified = false;
        for name in &mentions.set {
            let value = self
                .git
                .get_attr_bytes(Path::new(path), name, AttrCheckFlags::FILE_THEN_INDEX)
                .map_err(RepoError::git(format!("read the attributes of `{path}`")))?;
            let attribute = match AttrValue::from_bytes(value) {
                AttrValue::True => (*name).to_owned(),
                AttrValue::String(value) => format!("{name}={value}"),
                AttrValue::Bytes(value) => format!("{name}={}", String::from_utf8_lossy(value)),
                AttrValue::False => {
                    text_is_specified |= matches!(*name, "text" | "crlf");
                    continue;
                }
                AttrValue::Unspecified => continue,
            };
            text_is_specified |= matches!(*name, "text" | "crlf");
            problems.push(AttributeProblem {
                path: path.to_owned(),
                attribute,
            });
        }
        if let Some(value) = autocrlf
            && mentions.set.contains("text")
            && !text_is_specified
        {
            problems.push(AttributeProblem {
                path: path.to_owned(),
                attribute: format!("core.autocrlf={value}"),
            });
        }
        Ok(())
    }

    /// Returns the attribute files outside the working tree, whether they are there or not.
    fn attribute_files_elsewhere(&self) -> Result<Vec<PathBuf>, RepoError> {
        let mut paths = vec![self.common_dir().join("info/attributes")];
        let home = self.environment.get("HOME").map(PathBuf::from);
        if let Some(setting) = self.setting("core.attributesfile")? {
            let path = match (setting.value.strip_prefix("~/"), &home) {
                (Some(rest), Some(home)) => home.join(rest),
                _ => self.workdir().join(&setting.value),
            };
            paths.push(path);
        } else if let Some(folder) = self.environment.get("XDG_CONFIG_HOME") {
            paths.push(Path::new(&folder).join("git/attributes"));
        } else if let Some(home) = home {
            paths.push(home.join(".config/git/attributes"));
        }
        if self.environment.get("GIT_ATTR_NOSYSTEM").is_none() {
            paths.push(PathBuf::from("/etc/gitattributes"));
        }
        Ok(paths)
    }
}

impl Mentions {
    fn read(&mut self, path: &Path, is_top: bool) {
        // A file that is not there, or cannot be read, says nothing, to git as to us.
        let bytes = fs::read(path).unwrap_or_default();
        for line in String::from_utf8_lossy(&bytes).lines() {
            let line = line.trim();
            if line.starts_with('#') {
                continue;
            }
            let mut words = line.split_whitespace();
            let pattern = words.next();
            for word in words {
                if is_top && pattern == Some("*") && word == "-text" {
                    self.text_is_off = true;
                }
                let Some(name) = converting(word.trim_start_matches('!')) else {
                    continue;
                };
                // What is taken back may be set by a rule before, or be left to `core.autocrlf`.
                self.set.insert(name);
                if word.starts_with('!') && matches!(name, "text" | "crlf") {
                    self.text_is_off = false;
                }
            }
        }
    }
}

/// Returns the converting attribute that a word sets, if it does.
fn converting(word: &str) -> Option<&'static str> {
    let name = word.split('=').next()?;
    CONVERTING.into_iter().find(|known| *known == name)
}
