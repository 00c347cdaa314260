//! What a person does about conflicts: in the ways that are printed, chosen by a coin.

use std::collections::{BTreeMap, BTreeSet};

use super::world::{World, is_merging};
use crate::histories::card_text::{
    Front, board_labels, joined, split, with_board_labels, with_items, with_value,
};
use crate::histories::chance::Chance;
use crate::histories::model::{Kind, Model, Origin};
use crate::support::sandbox::Ran;

/// The stages of a path that the index holds as in conflict.
type Stages = BTreeMap<String, BTreeSet<u8>>;

impl World {
    /// Returns the paths in conflict and their stages.
    pub fn unmerged(&self, who: usize) -> Stages {
        let listed = self.git(who, &["ls-files", "--unmerged", "-z"]).code(0).out;
        let mut stages = Stages::new();
        for entry in listed.split_terminator('\0') {
            let (about, path) = entry.split_once('\t').expect("a path");
            let stage: Option<u8> = about
                .rsplit(' ')
                .next()
                .and_then(|stage| stage.parse().ok());
            stages.entry(path.to_owned()).or_default().extend(stage);
        }
        stages
    }

    /// Goes on after a pull that found conflicts.
    ///
    /// # Errors
    /// A rule that was broken.
    pub fn settle(
        &mut self,
        who: usize,
        ran: &Ran,
        here: Option<&Model>,
        there: &Model,
        chance: &mut Chance,
    ) -> Result<(), String> {
        let stages = self.unmerged(who);
        if stages.is_empty() {
            return self.settle_unshown(who, ran, chance);
        }
        self.count("pulls in conflict");
        for path in stages.keys() {
            if !ran.err.contains(path.as_str()) {
                return Err(format!(
                    "`{path}` is in conflict, and nobody was told: {}",
                    ran.err
                ));
            }
        }
        let was_merging = is_merging(self.people[who].folder.path());
        let mut shown = self.things_in(who, &stages);
        shown.extend(self.settle_files(who, &stages, false, chance)?);
        self.mend_labels(who);
        let after = self.here(who)?;
        if let Some(here) = here {
            shown.extend(anew(&[here, there], &after));
            // No file shows these; they come again with the next pull.
            let gone = ran.err.lines().filter_map(gone_label);
            shown.extend(gone.filter_map(|name| self.ledger.of_token(name)));
            self.note_choice(&[here, there], &after, &shown);
            let others = |model: &Model| {
                let mut model = model.clone();
                model.things.retain(|origin, _| !shown.contains(origin));
                model
            };
            self.check_merged(&others(here), &others(there), &others(&after))
                .map_err(|error| format!("a pull with conflicts: {error}"))?;
        }
        if was_merging {
            self.git(who, &["add", "--all"]).code(0);
            let ran = self.git(who, &["commit", "--quiet", "--no-edit"]);
            if ran.code != 0 {
                return Err(format!(
                    "a merge cannot be committed: {}{}",
                    ran.out, ran.err
                ));
            }
        }
        Ok(())
    }

    /// A person saw these sides of these things, and chose.
    pub fn note_choice(&mut self, sides: &[&Model], after: &Model, things: &BTreeSet<Origin>) {
        let only = |model: &Model| {
            let mut model = model.clone();
            model.things.retain(|origin, _| things.contains(origin));
            model
        };
        let after = only(after);
        for side in sides {
            self.ledger.note_here(&only(side), &after);
        }
    }

    /// Returns what files in conflict are about, on either side; of a board its labels too.
    pub fn things_in(&self, who: usize, stages: &Stages) -> BTreeSet<Origin> {
        let mut origins = BTreeSet::new();
        for path in stages.keys() {
            for stage in 1..=3 {
                let object = format!(":{stage}:{path}");
                let shown = self.git(who, &["cat-file", "blob", &object]);
                if shown.code == 0 {
                    origins.extend(self.origins_in(path, &shown.out));
                }
            }
        }
        origins
    }

    fn origins_in(&self, path: &str, text: &str) -> Vec<Origin> {
        let (kind, front) = match path.rsplit('/').next() {
            Some("board.yaml") => (Kind::Board, text),
            Some("stack.yaml") => (Kind::Stack, text),
            _ => (Kind::Card, split(text).0),
        };
        let front = Front::of(front);
        let known = |kind, id: Option<String>, title: Option<String>| match id {
            Some(id) => self.ledger.known_id(kind, &id),
            None => self.ledger.of_token(&title?),
        };
        let heading = || {
            split(text)
                .1
                .lines()
                .find_map(|line| line.strip_prefix("# "))
        };
        let title = front.value("title");
        let title = title.or_else(|| heading().map(str::to_owned));
        let mut origins = Vec::from_iter(known(kind, front.value("id"), title));
        if kind == Kind::Board {
            for label in board_labels(text) {
                origins.extend(known(Kind::Label, label.id, Some(label.name)));
            }
        }
        origins
    }

    /// Settles each file by a coin and tells git; of a merge by git, only as git says. Returns what
    /// was in the files that were deleted.
    ///
    /// # Errors
    /// git refuses what the printed way out says.
    pub fn settle_files(
        &mut self,
        who: usize,
        stages: &Stages,
        is_of_git: bool,
        chance: &mut Chance,
    ) -> Result<BTreeSet<Origin>, String> {
        let mut deleted = BTreeSet::new();
        for (path, stages) in stages {
            let before = self.people[who].folder.files();
            let stages: Vec<u8> = stages.iter().copied().collect();
            let done = match stages.as_slice() {
                [1, 2] if is_of_git && chance.one_in(2) => {
                    self.git(who, &["add", "--", path]).code(0);
                    "add".to_owned()
                }
                [1, 2] if is_of_git => self.remove_thing(who, path),
                [1, 2] | [2] => self.settle_deleted_there(who, path, chance),
                [1, 3] | [3] if chance.one_in(2) => self.remove_thing(who, path),
                [1, 3] | [3] => {
                    self.git(who, &["add", "--", path]).code(0);
                    "add".to_owned()
                }
                _ => self.settle_changed(who, path, chance)?,
            };
            self.tell(who, &format!("{path}: {done}"));
            self.count("files in conflict");
            // "Delete the folder" takes what else is in it along, also what has just come.
            let after = self.people[who].folder.files();
            for (path, text) in before.iter().filter(|(path, _)| !after.contains_key(*path)) {
                deleted.extend(self.origins_in(path, text));
            }
        }
        Ok(deleted)
    }

    fn settle_changed(
        &mut self,
        who: usize,
        path: &str,
        chance: &mut Chance,
    ) -> Result<String, String> {
        let side = match chance.below(3) {
            0 => "--ours",
            1 => "--theirs",
            _ => "",
        };
        if side.is_empty() {
            let text = self
                .served
                .read(&format!("{}/{path}", self.people[who].name));
            let text = without_markers(&text, chance);
            self.people[who].folder.write(path, &text);
        } else {
            let ran = self.git(who, &["checkout", side, "--", path]);
            if ran.code != 0 {
                return Err(format!("`git checkout {side}` of `{path}`: {}", ran.err));
            }
        }
        self.git(who, &["add", "--", path]).code(0);
        Ok(if side.is_empty() {
            "edited".to_owned()
        } else {
            format!("checkout {side}")
        })
    }

    /// Deletes the file, or makes a new thing of it.
    fn settle_deleted_there(&mut self, who: usize, path: &str, chance: &mut Chance) -> String {
        if chance.one_in(2) || !path.ends_with(".md") {
            return self.remove_thing(who, path);
        }
        self.make_anew(who, path);
        self.git(who, &["add", "--", path]).code(0);
        "without its id".to_owned()
    }

    fn remove_thing(&mut self, who: usize, path: &str) -> String {
        // "Delete the folder", of a stack or board; what else is in it in conflict goes along.
        let what = path
            .strip_suffix("/stack.yaml")
            .or_else(|| path.strip_suffix("/board.yaml"))
            .unwrap_or(path);
        let all = [
            "rm",
            "-r",
            "--quiet",
            "--force",
            "--ignore-unmatch",
            "--",
            what,
        ];
        self.git(who, &all).code(0);
        let folder = self.people[who].folder.path().join(what);
        if folder.is_dir() {
            std::fs::remove_dir_all(&folder).expect("a folder can be removed");
        }
        format!("rm -r {what}")
    }

    fn make_anew(&mut self, who: usize, path: &str) {
        let folder = &self.people[who].folder;
        let Some(text) = folder.files().remove(path) else {
            return;
        };
        let (front, body) = split(&text);
        let title = self.ledger.word('t');
        let mut front = with_value(front, "title", &title);
        for key in ["id", "created", "author"] {
            front = with_value(&front, key, "");
        }
        folder.write(path, &joined(&with_items(&front, "labels", &[]), body));
    }

    /// Goes on after conflicts that no file shows.
    fn settle_unshown(&mut self, who: usize, ran: &Ran, chance: &mut Chance) -> Result<(), String> {
        if ran.err.contains("commit or stash first") {
            self.count("pulls that ask for a commit");
            self.commit(who);
            return Ok(());
        }
        let Ok(before) = self.here(who) else {
            return Err(format!(
                "files in conflict that git knows not of: {}",
                ran.err
            ));
        };
        let files = self.people[who].folder.files();
        let mut is_settled = false;
        for line in ran.err.lines() {
            let Some((kind, rest)) = line.trim_start().split_once(" \"") else {
                continue;
            };
            let title = rest.split('"').next().unwrap_or_default();
            for (path, text) in &files {
                let is_of = |name: &str| path.ends_with(name);
                let has_title = Front::of(split(text).0).value("title").as_deref() == Some(title);
                let done = match kind {
                    "card" if is_of(".md") && has_title => {
                        self.settle_deleted_there(who, path, chance)
                    }
                    "stack"
                        if is_of("/stack.yaml")
                            && Front::of(text).value("title").as_deref() == Some(title) =>
                    {
                        self.remove_thing(who, path)
                    }
                    "label" if is_of("/board.yaml") => {
                        let mut labels = board_labels(text);
                        labels.retain(|label| label.name != title);
                        self.people[who]
                            .folder
                            .write(path, &with_board_labels(text, &labels));
                        format!("without label {title}")
                    }
                    _ => continue,
                };
                self.tell(who, &format!("{path}: {done}"));
                is_settled = true;
            }
        }
        self.mend_labels(who);
        let after = self.here(who)?;
        self.ledger.note_here(&before, &after);
        self.count("conflicts in no file");
        if is_settled {
            Ok(())
        } else {
            Err(format!(
                "a conflict without a way out: {}{}",
                ran.out, ran.err
            ))
        }
    }
}

/// Returns the new things that neither side has: a person made them.
pub fn anew(sides: &[&Model], after: &Model) -> Vec<Origin> {
    let is_known = |origin: &Origin| sides.iter().any(|side| side.things.contains_key(origin));
    let new = after.things.iter().filter(|(_, thing)| !thing.has_id);
    let new = new.map(|(origin, _)| *origin);
    new.filter(|origin| !is_known(origin)).collect()
}

/// Returns the name of a label that a line says is gone there.
fn gone_label(line: &str) -> Option<&str> {
    let (name, rest) = line
        .trim_start()
        .strip_prefix("label \"")?
        .split_once('"')?;
    rest.contains(": gone there").then_some(name)
}

/// Returns the text with one side of each conflict, chosen by a coin.
fn without_markers(text: &str, chance: &mut Chance) -> String {
    let mut new = String::new();
    // 0 is outside, 1 ours, 2 the base, 3 theirs.
    let (mut within, mut is_ours) = (0, true);
    for line in text.split_inclusive('\n') {
        let marker = line.get(..7).unwrap_or_default();
        match marker {
            "<<<<<<<" => (within, is_ours) = (1, chance.one_in(2)),
            "|||||||" if within == 1 => within = 2,
            "=======" if within > 0 => within = 3,
            ">>>>>>>" if within > 0 => within = 0,
            _ if within == 0 || within == 1 && is_ours || within == 3 && !is_ours => {
                new.push_str(line);
            }
            _ => {}
        }
    }
    new
}
