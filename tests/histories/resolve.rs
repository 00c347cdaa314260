//! What a person does about a sync that stopped: takes the server's side, or gives up.

use super::card_text::{Front, joined, split, with_items, with_value};
use super::chance::Chance;
use super::model::{Kind, Model, Origin, Thing};
use super::world::{Ended, World};

impl World {
    /// Goes on after a sync.
    ///
    /// # Errors
    /// A rule that was broken.
    pub fn go_on(&mut self, desk: usize, ended: Ended, chance: &mut Chance) -> Result<(), String> {
        match ended {
            Ended::Conflicts if chance.one_in(4) => self.start_over(desk),
            Ended::Conflicts => self.resolve(desk, chance),
            Ended::Unreadable | Ended::NotNow | Ended::Refused if chance.one_in(2) => {
                self.start_over(desk)
            }
            _ => Ok(()),
        }
    }

    /// Takes the server's values into the files wherever both sides differ and neither knew of
    /// the other, and commits all.
    fn resolve(&mut self, desk: usize, chance: &mut Chance) -> Result<(), String> {
        let (Ok(before), there) = (self.here(desk), self.there()?) else {
            return Ok(());
        };
        for (path, text) in self.desks[desk].files() {
            if path.ends_with(".md") {
                self.resolve_card(desk, &path, &text, &there, chance);
            }
        }
        let after = self.here(desk)?;
        self.ledger.note_here(&before, &after);
        self.desks[desk].commit(|_| true);
        self.log.push(format!(
            "desk {desk}: takes theirs where both changed; commit -a"
        ));
        let ended = self.pull(desk)?;
        if ended == Ended::Conflicts && chance.one_in(2) {
            return self.start_over(desk);
        }
        Ok(())
    }

    fn resolve_card(
        &mut self,
        desk: usize,
        path: &str,
        text: &str,
        there: &Model,
        chance: &mut Chance,
    ) {
        let (front, body) = split(text);
        let Some(id) = Front::of(front).value("id") else {
            return;
        };
        let Some(origin) = self.ledger.known_id(Kind::Card, &id) else {
            return;
        };
        let one = &self.desks[desk].folder;
        match there.things.get(&origin) {
            None if chance.one_in(2) => one.remove(path),
            None => {
                let title = self.ledger.word('t');
                let front = with_value(&with_value(front, "id", ""), "title", &title);
                let front = with_value(&with_value(&front, "created", ""), "author", "");
                one.write(path, &joined(&with_items(&front, "labels", &[]), body));
            }
            Some(theirs) => {
                let text = self.with_theirs(origin, theirs, front, body);
                self.desks[desk].folder.write(path, &text);
            }
        }
    }

    fn with_theirs(&self, origin: Origin, theirs: &Thing, front: &str, body: &str) -> String {
        let mut front = front.to_owned();
        for field in ["title", "due", "done", "archived"] {
            let mine = Front::of(&front).value(field).unwrap_or_default();
            let new = theirs.field(field);
            if !self.ledger.leads(origin, field, &mine, new)
                && !self.ledger.leads(origin, field, new, &mine)
            {
                front = with_value(&front, field, new);
            }
        }
        let is_known = |line: &str| line.is_empty() || self.ledger.lines_there.contains(line);
        if body.lines().all(is_known) {
            return joined(&front, body);
        }
        let lines = theirs.lines.join("\n");
        joined(&front, &format!("{lines}\n"))
    }
}
