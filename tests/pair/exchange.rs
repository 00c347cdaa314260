//! Branches exchanged through a third repository, and merged by git with our merge driver.

use std::collections::BTreeSet;

use super::settling::anew;
use super::world::World;
use crate::histories::chance::Chance;
use crate::histories::check;
use crate::histories::model::{Model, Origin, Thing};

impl World {
    /// Somebody pushes a branch to the third repository, and the other merges it.
    ///
    /// # Errors
    /// A rule that was broken.
    pub fn exchange(&mut self, from: usize, chance: &mut Chance) -> Result<(), String> {
        let to = 1 - from;
        self.count("exchanges");
        self.commit(from);
        self.commit(to);
        // A new thing that both have is two things once one of them renames it.
        if self.here(from)?.things.values().any(|thing| !thing.has_id) {
            self.push(from, chance)?;
            if self.here(from)?.things.values().any(|thing| !thing.has_id) {
                return Ok(());
            }
            self.commit(from);
        }
        let branch = self.people[from].name;
        let target = format!("HEAD:refs/heads/{branch}");
        self.git(from, &["push", "--quiet", "../third", &target])
            .code(0);
        self.git(to, &["fetch", "--quiet", "../third", branch])
            .code(0);
        let (mine, theirs) = (self.here(to)?, self.here(from)?);
        let before = self.git(to, &["rev-parse", "HEAD"]).code(0).out;
        let ran = self.git(to, &["merge", "--quiet", "--no-edit", "FETCH_HEAD"]);
        self.tell(
            to,
            &format!(
                "git merge of {branch} → {}\n{}{}",
                ran.code, ran.out, ran.err
            ),
        );
        let mut chosen = BTreeSet::new();
        if ran.code != 0 {
            let stages = self.unmerged(to);
            let is_plain = |stages: &BTreeSet<u8>| stages.contains(&1) && stages.len() > 1;
            if stages.is_empty() || !stages.values().all(is_plain) {
                // Names that contradict each other: a person would have to look at all of it.
                self.count("merges given up");
                self.git(to, &["merge", "--abort"]).code(0);
                return Ok(());
            }
            self.count("merges in conflict");
            chosen = self.things_in(to, &stages);
            chosen.extend(self.settle_files(to, &stages, true, chance)?);
            self.git(to, &["add", "--all"]).code(0);
            self.git(to, &["commit", "--quiet", "--no-edit"]).code(0);
        }
        if self.mend_labels(to) {
            self.commit(to);
        }
        // By lines, two lists of labels that both sides began stand in `board.yaml` one after the
        // other; `check` says so, and a person would have to look at all of it.
        let checked = self.board(to, &["check"]);
        let told = [checked.out, checked.err].concat();
        if told.contains("stands here twice") {
            self.count("merges taken back");
            self.git(to, &["reset", "--quiet", "--hard", before.trim_end()])
                .code(0);
            self.tell(to, "git reset --hard");
            return Ok(());
        }
        let Ok(after) = self.here(to) else {
            return self.join(to, before.trim_end());
        };
        // A card may be moved into a folder whose stack the other has deleted: that is a new stack.
        let made = anew(&[&mine, &theirs], &after);
        let is_in = |thing: &Thing| {
            let stack = thing.field("stack").parse();
            stack.is_ok_and(|stack: Origin| made.contains(&stack))
        };
        let within = after.things.iter().filter(|(_, thing)| is_in(thing));
        chosen.extend(within.map(|(origin, _)| *origin));
        chosen.extend(made);
        self.note_choice(&[&mine, &theirs], &after, &chosen);
        self.check_joined((&mine, &theirs), &after, &chosen)
    }

    /// Pulls, which makes one file of two files of one thing, or names both; then the merge is
    /// taken back: a person would have to look at all of it.
    fn join(&mut self, who: usize, before: &str) -> Result<(), String> {
        self.count("merges with two files of one thing");
        let ran = self.board(who, &["pull", "--yes"]);
        if self.here(who).is_ok() {
            return Ok(());
        }
        if !(ran.code == 1 && ran.err.contains("; delete one of them, or remove `id`")) {
            return Err(format!("two files of one thing: {}{}", ran.out, ran.err));
        }
        self.count("merges taken back");
        self.git(who, &["reset", "--quiet", "--hard", before])
            .code(0);
        self.tell(who, "git reset --hard");
        self.here(who).map(drop)
    }

    /// Checks what git made of two branches: each value is the one whose writer had seen the other,
    /// and nothing went that nobody deleted.
    fn check_joined(
        &self,
        (mine, theirs): (&Model, &Model),
        after: &Model,
        chosen: &BTreeSet<Origin>,
    ) -> Result<(), String> {
        let origins: BTreeSet<&Origin> = mine.things.keys().chain(theirs.things.keys()).collect();
        for origin in origins {
            let name = self.ledger.name_of(*origin, &[mine, theirs]);
            if chosen.contains(origin) || self.ledger.forgotten.contains(origin) {
                continue;
            }
            let Some(now) = after.things.get(origin) else {
                if self.ledger.deletions.contains_key(origin) {
                    continue;
                }
                return Err(format!("a merge by git: {name} was lost"));
            };
            let (Some(one), Some(other)) = (mine.things.get(origin), theirs.things.get(origin))
            else {
                continue;
            };
            for field in check::FIELDS {
                let (one, other, now) = (one.field(field), other.field(field), now.field(field));
                let is_ahead = |value: &str, of: &str| self.ledger.leads(*origin, field, of, value);
                let is_right =
                    now == one && is_ahead(one, other) || now == other && is_ahead(other, one);
                if !is_right {
                    return Err(format!(
                        "a merge by git: {name}: `{field}`: `{one}` here, `{other}` there, \
                         became `{now}`"
                    ));
                }
            }
        }
        Ok(())
    }
}
