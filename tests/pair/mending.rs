//! What a person does about files that cannot be read: what the messages say.

use super::world::World;
use crate::histories::card_text::{Front, board_labels, joined, split, with_items};
use crate::histories::chance::Chance;
use crate::support::sandbox::Ran;

impl World {
    /// Goes on after files that cannot be read, as the message says.
    ///
    /// # Errors
    /// It does not help.
    pub fn mend(&mut self, who: usize, ran: &Ran, chance: &mut Chance) -> Result<(), String> {
        self.count("files mended");
        let mut is_mended = false;
        for line in ran.err.lines() {
            let Some((about, _)) = line.split_once(": `stack.yaml` is gone") else {
                continue;
            };
            let folder = about.trim_start_matches("error:").trim().to_owned();
            self.mend_stack(who, &folder, chance);
            is_mended = true;
        }
        if self.mend_labels(who) || is_mended || ran.err.contains("commit") {
            // What is committed is read first.
            self.commit(who);
            return Ok(());
        }
        Err(format!("it ended with 1: {}{}", ran.out, ran.err))
    }

    /// Brings a lost `stack.yaml` back, or moves the cards elsewhere.
    fn mend_stack(&mut self, who: usize, folder: &str, chance: &mut Chance) {
        let before = self.here(who);
        let file = format!("{folder}/stack.yaml");
        let restore = ["restore", "--source=board/main", "--", &file];
        if chance.one_in(2) && self.git(who, &restore).code == 0 {
            self.tell(who, &format!("git {}", restore.join(" ")));
        } else {
            let files = self.people[who].folder.files();
            let board = folder.split('/').next().unwrap_or_default();
            let is_other = |path: &&String| {
                path.starts_with(&format!("{board}/")) && path.ends_with("/stack.yaml")
            };
            let other = files.keys().find(is_other).cloned();
            let within = format!("{folder}/");
            for (path, text) in files.iter().filter(|(path, _)| path.starts_with(&within)) {
                let desk = &self.people[who].folder;
                desk.remove(path);
                if let Some(other) = &other {
                    desk.write(&other.replace("stack.yaml", &path[within.len()..]), text);
                }
            }
            self.tell(who, &format!("mv {folder}/* to {other:?}"));
        }
        if let (Ok(before), Ok(after)) = (before, self.here(who)) {
            self.ledger.note_here(&before, &after);
        }
    }

    /// Spells labels as the boards do, and takes off those that no board has; returns false if
    /// there were none.
    pub fn mend_labels(&mut self, who: usize) -> bool {
        let ran = self.board(who, &["check"]);
        if ran.code == 0 {
            return false;
        }
        let before = self.here(who);
        let files = self.people[who].folder.files();
        let mut is_mended = false;
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".md")) {
            if !ran.out.contains(path.as_str()) && !ran.err.contains(path.as_str()) {
                continue;
            }
            let board = path.split('/').next().unwrap_or_default();
            let labels = files.get(&format!("{board}/board.yaml"));
            let labels = labels.map(|text| board_labels(text)).unwrap_or_default();
            let (front, body) = split(text);
            let items = Front::of(front).items("labels");
            let spelled = |item: &String| {
                let origin = self.ledger.of_token(item)?;
                let is_it = |name: &str| self.ledger.of_token(name) == Some(origin);
                labels
                    .iter()
                    .find(|label| is_it(&label.name))
                    .map(|label| label.name.clone())
            };
            let mut new: Vec<String> = items.iter().filter_map(spelled).collect();
            new.dedup();
            if new != items {
                let text = joined(&with_items(front, "labels", &new), body);
                self.people[who].folder.write(path, &text);
                self.tell(who, &format!("{path}: labels: {items:?} become {new:?}"));
                is_mended = true;
            }
        }
        if let (Ok(before), Ok(after)) = (before, self.here(who)) {
            self.ledger.note_here(&before, &after);
        }
        is_mended
    }
}
