//! The independent bookkeeping: who wrote which value over which.
//!
//! Every value that is written is a word that was never written before. For each field the ledger
//! keeps which value was written by somebody who saw which other one there. A value may be
//! replaced only by one whose writer had seen it, directly or through others.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use git_board::board::{Card, Label, Stack};

use super::model::{Kind, Model, Origin, Thing};

/// A field of a thing.
type Field = (Origin, &'static str);

/// Who wrote what.
#[derive(Debug, Default)]
pub struct Ledger {
    next_word: u32,
    next_origin: Origin,
    ids: HashMap<(Kind, String), Origin>,
    words: HashMap<String, Origin>,
    /// For each field, the values that were written over each value.
    written: HashMap<Field, BTreeMap<String, BTreeSet<String>>>,
    /// The last values of everything that the server ever held.
    pub there: HashMap<Origin, Thing>,
    /// Every line of text that the server ever held.
    pub lines_there: HashSet<String>,
    /// Every value that the server ever held.
    values_there: HashMap<Field, HashSet<String>>,
    /// Lines that somebody took out of a file.
    pub lines_removed: HashSet<String>,
    /// Lines that somebody wrote into a file.
    pub lines_added: HashSet<String>,
    /// Labels that somebody put on a card in its file (`true`) or took off (`false`).
    pub label_edits: HashSet<(Origin, Origin, bool)>,
    /// What somebody deleted here, with its values at that time.
    pub deletions: HashMap<Origin, Vec<Thing>>,
    /// Things whose file lost the id that the server gave: they may be made again.
    pub forgotten: HashSet<Origin>,
}

impl Ledger {
    /// Returns a word that was never used before.
    pub fn word(&mut self, letter: char) -> String {
        self.next_word += 1;
        format!("{letter}{}", self.next_word)
    }

    /// Returns a number that was never used before.
    pub fn number(&mut self) -> u32 {
        self.next_word += 1;
        self.next_word
    }

    /// Notes that a thing is also known by another title.
    pub fn also(&mut self, word: &str, origin: Origin) {
        self.words.insert(word.to_owned(), origin);
    }

    /// Returns what bears a title.
    pub fn of_token(&self, word: &str) -> Option<Origin> {
        self.words.get(word).copied()
    }

    /// Returns what bears an id.
    pub fn known_id(&self, kind: Kind, id: &str) -> Option<Origin> {
        self.ids.get(&(kind, id.to_owned())).copied()
    }

    fn also_of_id(&mut self, kind: Kind, id: &str, word: &str) {
        if let Some(origin) = self.known_id(kind, id) {
            self.also(word, origin);
        }
    }

    /// Notes another title of a card.
    pub fn also_of_card(&mut self, card: &Card, word: &str) {
        self.also_of_id(Kind::Card, &card.key.to_string(), word);
    }

    /// Notes another title of a stack.
    pub fn also_of_stack(&mut self, stack: &Stack, word: &str) {
        self.also_of_id(Kind::Stack, &stack.key.to_string(), word);
    }

    /// Notes another name of a label.
    pub fn also_of_label(&mut self, label: &Label, word: &str) {
        self.also_of_id(Kind::Label, &label.key.to_string(), word);
    }

    fn new_origin(&mut self, word: &str) -> Origin {
        self.next_origin += 1;
        self.words.insert(word.to_owned(), self.next_origin);
        self.next_origin
    }

    /// Returns what bears an id on the server; something new is known by its title.
    ///
    /// # Errors
    /// In words, if the server has two things that were made once.
    pub fn of_id(&mut self, kind: Kind, id: &str, title: &str) -> Result<Origin, String> {
        if let Some(origin) = self.known_id(kind, id) {
            return Ok(origin);
        }
        let origin = match self.of_token(title) {
            Some(origin) if !self.there.contains_key(&origin) => origin,
            Some(origin) if !self.forgotten.contains(&origin) => {
                return Err(format!(
                    "{kind:?} `{title}` was made a second time, with id {id}"
                ));
            }
            _ => self.new_origin(title),
        };
        self.ids.insert((kind, id.to_owned()), origin);
        Ok(origin)
    }

    /// Returns what a file is about: by its id, or, new, by its title.
    ///
    /// # Errors
    /// In words, if the id is nobody's.
    pub fn of_file(&mut self, kind: Kind, id: Option<&str>, title: &str) -> Result<Origin, String> {
        match id {
            Some(id) => self
                .known_id(kind, id)
                .ok_or(format!("a file has id {id}, which no {kind:?} ever had")),
            None => Ok(match self.of_token(title) {
                Some(origin) => origin,
                None => self.new_origin(title),
            }),
        }
    }

    /// Returns what a folder without `stack.yaml` is about: what bears its name, or, if that was on
    /// the server and somebody deleted it, a new stack.
    pub fn of_folder(&mut self, name: &str) -> Origin {
        let is_gone = |origin: &Origin| {
            self.there.contains_key(origin) && self.deletions.contains_key(origin)
        };
        match self.of_token(name).filter(|origin| !is_gone(origin)) {
            Some(origin) => origin,
            None => self.new_origin(name),
        }
    }

    fn write(&mut self, field: Field, old: &str, new: &str) {
        let of_field = self.written.entry(field).or_default();
        let over = of_field.entry(old.to_owned()).or_default();
        over.insert(new.to_owned());
    }

    /// Returns true if `new` was written by somebody who had seen `old`, or is `old`.
    pub fn leads(&self, origin: Origin, name: &'static str, old: &str, new: &str) -> bool {
        if old == new {
            return true;
        }
        let Some(of_field) = self.written.get(&(origin, name)) else {
            return false;
        };
        let mut ahead = vec![old];
        let mut met = HashSet::from([old]);
        while let Some(value) = ahead.pop() {
            for next in of_field.get(value).into_iter().flatten() {
                if next == new {
                    return true;
                }
                if met.insert(next) {
                    ahead.push(next);
                }
            }
        }
        false
    }

    /// Takes note of what a person changed, in files or on the server.
    pub fn note_values(&mut self, before: &Model, after: &Model) {
        for (origin, new) in &after.things {
            let Some(old) = before.things.get(origin) else {
                continue;
            };
            let names: BTreeSet<_> = old.fields.keys().chain(new.fields.keys()).collect();
            for name in names {
                if old.field(name) != new.field(name) {
                    self.write((*origin, name), old.field(name), new.field(name));
                }
            }
        }
    }

    /// Takes note of what a person changed in files.
    pub fn note_here(&mut self, before: &Model, after: &Model) {
        self.note_values(before, after);
        for (origin, new) in &after.things {
            let old = before.things.get(origin);
            let (labels, lines) = old.map_or_else(Default::default, |old| {
                (old.labels.clone(), old.lines.clone())
            });
            let added = new.labels.difference(&labels);
            let added: Vec<_> = added.map(|label| (*origin, *label, true)).collect();
            self.label_edits.extend(added);
            let removed = labels.difference(&new.labels);
            let removed: Vec<_> = removed.map(|label| (*origin, *label, false)).collect();
            self.label_edits.extend(removed);
            let gone = lines.iter().filter(|line| !new.lines.contains(line));
            self.lines_removed.extend(gone.cloned());
            let come = new.lines.iter().filter(|line| !lines.contains(line));
            self.lines_added.extend(come.cloned());
        }
        self.note_deletions(before, after);
    }

    /// Takes note of what a person deleted, be it by going to a commit that has it not.
    pub fn note_deletions(&mut self, before: &Model, after: &Model) {
        for (origin, old) in &before.things {
            if !after.things.contains_key(origin) {
                self.deletions.entry(*origin).or_default().push(old.clone());
            }
        }
    }

    /// Takes note of what the server holds.
    pub fn see_there(&mut self, model: &Model) {
        for (origin, thing) in &model.things {
            self.lines_there.extend(thing.lines.iter().cloned());
            for (name, value) in &thing.fields {
                let values = self.values_there.entry((*origin, name)).or_default();
                if !values.contains(value) {
                    values.insert(value.clone());
                }
            }
            self.there.insert(*origin, thing.clone());
        }
    }

    /// Returns everything that ever was on one of these boards last, and the boards.
    pub fn ever_on(&self, boards: &BTreeSet<Origin>) -> BTreeSet<Origin> {
        let container = |thing: &Thing, name| thing.field(name).parse::<Origin>().ok();
        let board_of = |origin: &Origin, thing: &Thing| match thing.kind {
            Kind::Board => Some(*origin),
            Kind::Label | Kind::Stack => container(thing, "board"),
            Kind::Card => {
                let stack = self.there.get(&container(thing, "stack")?)?;
                container(stack, "board")
            }
        };
        let is_on = |(origin, thing): &(&Origin, &Thing)| {
            board_of(origin, thing).is_some_and(|board| boards.contains(&board))
        };
        self.there
            .iter()
            .filter(is_on)
            .map(|(origin, _)| *origin)
            .collect()
    }

    /// Checks what a server holds in the end: whatever somebody wrote led to it, or is gone with
    /// what somebody deleted.
    ///
    /// # Errors
    /// In words: the first value or line that was lost.
    pub fn check_end(&self, there: &Model) -> Result<(), String> {
        for ((origin, field), written) in &self.written {
            let name = self.name_of(*origin, &[there]);
            let Some(thing) = there.things.get(origin) else {
                if self.deletions.contains_key(origin) {
                    continue;
                }
                return Err(format!("{name} was lost"));
            };
            let now = thing.field(field);
            // What was deleted and came back from the server came without the edits before; what the
            // server had of them it has kept.
            let is_there = |value: &String| {
                let values = self.values_there.get(&(*origin, *field));
                values.is_some_and(|values| values.contains(value))
                    && !self.forgotten.contains(origin)
            };
            let deletions = self.deletions.get(origin).into_iter().flatten();
            let deletions: Vec<&str> = deletions.map(|then| then.field(field)).collect();
            for value in written.values().flatten() {
                let leads = |to: &str| self.leads(*origin, field, value, to);
                let is_deleted = !is_there(value) && deletions.iter().any(|then| leads(then));
                if !leads(now) && !is_deleted {
                    return Err(format!(
                        "{name}: `{field}: {value}` was lost, it is `{now}`"
                    ));
                }
            }
        }
        let lines: HashSet<&String> = there
            .things
            .values()
            .flat_map(|thing| &thing.lines)
            .collect();
        let mut gone: HashSet<&String> = HashSet::new();
        for (origin, deletions) in &self.deletions {
            let is_back = there.things.contains_key(origin) && !self.forgotten.contains(origin);
            let lines = deletions.iter().flat_map(|thing| &thing.lines);
            gone.extend(lines.filter(|line| !is_back || !self.lines_there.contains(*line)));
        }
        let is_lost = |line: &&String| {
            !(lines.contains(line) || gone.contains(line) || self.lines_removed.contains(*line))
        };
        match self.lines_added.iter().find(is_lost) {
            Some(line) => Err(format!("line `{line}` was lost")),
            None => Ok(()),
        }
    }

    /// Returns the words of a title or name for messages.
    pub fn name_of(&self, origin: Origin, models: &[&Model]) -> String {
        let thing = models.iter().find_map(|model| model.things.get(&origin));
        let thing = thing.or_else(|| self.there.get(&origin));
        match thing {
            Some(thing) => {
                let title = thing
                    .fields
                    .get("title")
                    .or_else(|| thing.fields.get("name"));
                format!("{:?} `{}`", thing.kind, title.map_or("", String::as_str))
            }
            None => format!("thing {origin}"),
        }
    }
}
