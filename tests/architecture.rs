//! Who may import whom, how long a file may be, and that each says what it owns.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Each module with the modules that it may import, in reading order.
const MAY_IMPORT: [(&str, &[&str]); 11] = [
    ("files", &[]),
    ("board", &["files"]),
    ("monitor", &[]),
    ("two_threads", &[]),
    ("text", &["board", "files"]),
    ("plan", &["board"]),
    ("provider", &["board", "files", "monitor", "two_threads"]),
    ("repo", &["files", "monitor", "two_threads"]),
    (
        "sync",
        &[
            "files",
            "board",
            "monitor",
            "two_threads",
            "text",
            "plan",
            "provider",
            "repo",
        ],
    ),
    ("lookalike", &[]),
    (
        "cli",
        &[
            "files",
            "board",
            "monitor",
            "text",
            "plan",
            "provider",
            "repo",
            "sync",
            "lookalike",
        ],
    ),
];

/// Crates that one module alone may use, so that they can be exchanged there.
const LOCKED_IN: [(&str, &str); 8] = [
    ("git2", "repo"),
    ("reqwest", "provider"),
    ("serde_yaml", "text"),
    ("pulldown_cmark", "text"),
    ("axum", "lookalike"),
    ("clap", "cli"),
    ("indicatif", "cli"),
    ("console", "cli"),
];

const LONGEST_FILE: usize = 400;

fn sources() -> Vec<(PathBuf, String)> {
    sources_in("src")
}

fn sources_in(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("sources can be listed").into_path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file can be read");
            let relative = path.strip_prefix(&root).expect("it lies there");
            (relative.to_owned(), text)
        })
        .collect()
}

fn module_of(path: &Path) -> String {
    let first = path.iter().next().expect("a path has a first component");
    first.to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// Returns the modules of ours that a source text names after `crate::`.
fn imports(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| {
            rest.chars()
                .take_while(|letter| letter.is_ascii_lowercase() || *letter == '_')
                .collect::<String>()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn a_module_imports_only_what_the_table_allows() {
    let table: BTreeMap<&str, &[&str]> = MAY_IMPORT.into_iter().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(allowed) = table.get(module.as_str()) else {
            wrong.push(format!(
                "{}: `{module}` is not in the table",
                path.display()
            ));
            continue;
        };
        for import in imports(&text) {
            if import != module && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{}: imports `{import}`", path.display()));
            }
        }
        if text.contains("use crate::{") {
            wrong.push(format!(
                "{}: imports from the root in braces",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_crate_is_locked_in_the_module_that_owns_it() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        for (name, owner) in LOCKED_IN {
            let named = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| line.contains(&format!("{name}::")));
            if named && module != owner {
                wrong.push(format!("{}: uses `{name}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_prints() {
    let printing = ["println!", "eprintln!", "print!(", "eprint!("];
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(path, _)| module_of(path) != "cli")
        .filter(|(_, text)| {
            text.lines()
                .take_while(|line| !line.starts_with("#[cfg(test)]"))
                .any(|line| printing.iter().any(|word| line.contains(word)))
        })
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "these print: {}", wrong.join(", "));
}

#[test]
fn every_file_says_what_it_owns_and_fits_in_a_head() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for (path, text) in sources_in(folder) {
            let path = Path::new(folder).join(path);
            if !text.starts_with("//! ") {
                wrong.push(format!("{}: begins without `//! `", path.display()));
            }
            let lines = text.lines().count();
            if lines > LONGEST_FILE {
                wrong.push(format!("{}: {lines} lines", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_test_file_is_declared() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let main = fs::read_to_string(root.join("main.rs")).expect("tests/main.rs can be read");
    let missing: Vec<String> = fs::read_dir(&root)
        .expect("tests can be listed")
        .map(|entry| entry.expect("an entry of tests").path())
        .filter(|path| path.is_dir() || path.extension().is_some_and(|ending| ending == "rs"))
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .filter(|name| name != "main" && name != "fixtures")
        .filter(|name| !main.contains(&format!("mod {name};")))
        .collect();
    assert!(missing.is_empty(), "undeclared: {}", missing.join(", "));
}

#[test]
fn nothing_names_what_stands_outside_the_project() {
    let outside = [
        concat!("/wo", "rk/"),
        concat!("../sha", "red"),
        concat!("/ro", "ot/"),
    ];
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| outside.iter().any(|word| text.contains(word)))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join(", "));
}
