//! Conflicts in words for a person: the file, what contradicts what, and the ways out.

use crate::plan::Conflict;
use crate::sync::pull::ShownConflict;
use crate::sync::unmerged::UnmergedFile;

use super::error::{Details, Failure};
use super::exit_code::Exit;

/// Returns what is said of a pull that left conflicts in the files.
pub fn of_pulled(conflicts: &[ShownConflict], is_merging: bool) -> Failure {
    let mut lines = Vec::new();
    for ShownConflict { conflict, path } in conflicts {
        lines.extend(words(conflict, path.as_deref()));
    }
    let is_shown = conflicts.iter().any(|shown| shown.path.is_some());
    let hint = match (is_shown, is_merging) {
        (false, _) => "settle them and run `git board pull` again",
        (true, false) => {
            "settle them in the files and `git add` these, then push; `git checkout --theirs FILE` \
             takes the server's side, `--ours` yours"
        }
        (true, true) => {
            "settle them in the files, `git add` these and `git commit`, then push; `git merge \
             --abort` takes the pull back"
        }
    };
    let details = conflicts
        .iter()
        .map(|shown| (shown.conflict.clone(), shown.path.clone()));
    Failure {
        lines,
        details: Details::of_conflicts(details),
        ..Failure::new(
            Exit::Conflicts,
            format!("{} to settle", counted(conflicts.len())),
        )
    }
    .hint(hint)
}

/// Returns what is said of files that are in conflict.
pub fn of_unmerged(files: &[UnmergedFile]) -> Failure {
    let headline = match files.len() {
        1 => "1 file is in conflict".to_owned(),
        many => format!("{many} files are in conflict"),
    };
    Failure {
        lines: files.iter().flat_map(unmerged_words).collect(),
        ..Failure::new(Exit::Conflicts, headline)
    }
    .line("nothing was changed and nothing sent")
    .hint("settle them in the files, `git add` these, and run this again")
}

/// Returns a file in conflict in lines: what it is, behind path and line, and the ways out.
pub fn unmerged_words(file: &UnmergedFile) -> Vec<String> {
    let line = file.line.map(|line| format!(":{line}")).unwrap_or_default();
    let each = |(what, way_out): &(String, String)| {
        [
            format!("{}{line}: {what}", file.path),
            format!("  → {way_out}"),
        ]
    };
    file.what.iter().flat_map(each).collect()
}

/// Returns a conflict in two lines: what it is, behind its file, and the way out.
pub fn words(conflict: &Conflict, path: Option<&str>) -> [String; 2] {
    let what = match path {
        Some(path) => format!("{path}: {conflict}"),
        None => conflict.to_string(),
    };
    [what, format!("  → {}", conflict.way_out())]
}

/// Returns `1 conflict`, `2 conflicts`.
pub fn counted(count: usize) -> String {
    match count {
        1 => "1 conflict".to_owned(),
        many => format!("{many} conflicts"),
    }
}

/// Returns what a person can do about the conflicts, each way once.
pub fn ways_out(conflicts: &[Conflict]) -> String {
    let mut ways: Vec<String> = Vec::new();
    for conflict in conflicts {
        let way = match conflict {
            Conflict::BothChanged { .. }
            | Conflict::DifferentWithoutBase { .. }
            | Conflict::BothMoved { .. } => {
                "`git board pull` shows both values in the file, for you to choose".to_owned()
            }
            _ => conflict.way_out(),
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    match ways.as_slice() {
        [one] => one.clone(),
        many => many
            .iter()
            .map(|way| format!("{way}\n"))
            .collect::<String>()
            .trim_end()
            .replace('\n', "\n      "),
    }
}
