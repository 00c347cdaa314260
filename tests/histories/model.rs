//! What an account or a folder says, in the few words that the bookkeeping needs.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use git_board::board::{Account, Board, Card, Done, Stack};

use super::card_text::{Front, board_labels, split};
use super::ledger::Ledger;

/// What a thing is known by in the bookkeeping, whatever its id, title and place.
pub type Origin = u32;

/// Kinds of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A board.
    Board,
    /// A label.
    Label,
    /// A stack.
    Stack,
    /// A card.
    Card,
}

/// A thing and its values.
#[derive(Clone, Debug)]
pub struct Thing {
    /// What it is.
    pub kind: Kind,
    /// Its single values, by name; one that is not there is empty.
    pub fields: BTreeMap<&'static str, String>,
    /// The labels on it.
    pub labels: BTreeSet<Origin>,
    /// The lines of its text, empty ones left out.
    pub lines: Vec<String>,
    /// Whether it has the server's id.
    pub has_id: bool,
}

impl PartialEq for Thing {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.fields == other.fields
            && self.labels == other.labels
            && self.lines == other.lines
    }
}

impl Thing {
    fn new(kind: Kind, has_id: bool) -> Self {
        Self {
            kind,
            fields: BTreeMap::new(),
            labels: BTreeSet::new(),
            lines: Vec::new(),
            has_id,
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.fields.insert(name, value);
        }
        self
    }

    /// Returns a single value; empty if there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// All things of an account or a folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// The things.
    pub things: BTreeMap<Origin, Thing>,
    /// The shown cards of each stack, in order.
    pub order: BTreeMap<Origin, Vec<Origin>>,
}

impl Model {
    /// Returns what a server's account says; things that it has anew are registered.
    ///
    /// # Errors
    /// In words, if something is there twice.
    pub fn of_account(account: &Account, ledger: &mut Ledger) -> Result<Self, String> {
        let mut model = Self::default();
        for board in &account.boards {
            model.add_board(board, ledger)?;
        }
        Ok(model)
    }

    fn add(&mut self, origin: Origin, thing: Thing) -> Result<(), String> {
        match self.things.insert(origin, thing) {
            None => Ok(()),
            Some(first) => Err(format!("thing {origin} is there twice: {first:?}")),
        }
    }

    fn add_board(&mut self, board: &Board, ledger: &mut Ledger) -> Result<(), String> {
        let of_board = ledger.of_id(Kind::Board, &board.key.to_string(), &board.title)?;
        let thing = Thing::new(Kind::Board, true).with("title", &board.title);
        self.add(of_board, thing)?;
        for label in &board.labels {
            let origin = ledger.of_id(Kind::Label, &label.key.to_string(), &label.name)?;
            let thing = Thing::new(Kind::Label, true)
                .with("name", &label.name)
                .with("board", of_board.to_string())
                .with("color", &label.color);
            self.add(origin, thing)?;
        }
        for stack in &board.stacks {
            self.add_stack(stack, of_board, ledger)?;
        }
        Ok(())
    }

    fn add_stack(
        &mut self,
        stack: &Stack,
        of_board: Origin,
        ledger: &mut Ledger,
    ) -> Result<(), String> {
        let of_stack = ledger.of_id(Kind::Stack, &stack.key.to_string(), &stack.title)?;
        let thing = Thing::new(Kind::Stack, true)
            .with("title", &stack.title)
            .with("board", of_board.to_string());
        self.add(of_stack, thing)?;
        let mut order = Vec::new();
        for card in &stack.cards {
            let origin = self.add_card(card, of_stack, ledger)?;
            if !card.archived {
                order.push(origin);
            }
        }
        self.order.insert(of_stack, order);
        Ok(())
    }

    fn add_card(
        &mut self,
        card: &Card,
        of_stack: Origin,
        ledger: &mut Ledger,
    ) -> Result<Origin, String> {
        let origin = ledger.of_id(Kind::Card, &card.key.to_string(), &card.title)?;
        let done = match card.done {
            Some(Done::At(time)) => time.to_string(),
            Some(Done::AnyTime) => "true".to_owned(),
            None => String::new(),
        };
        let mut thing = Thing::new(Kind::Card, true)
            .with("title", &card.title)
            .with("stack", of_stack.to_string())
            .with(
                "due",
                card.due.map(|due| due.to_string()).unwrap_or_default(),
            )
            .with("done", done)
            .with("archived", if card.archived { "true" } else { "" })
            .with("color", card.color.clone().unwrap_or_default());
        for label in &card.labels {
            let origin = ledger.known_id(Kind::Label, &label.to_string());
            thing.labels.extend(origin);
        }
        thing.lines = lines(card.body.as_deref().unwrap_or_default());
        self.add(origin, thing)?;
        Ok(origin)
    }

    /// Returns the model without some boards and what is on them, and without other things.
    pub fn without(&self, left_out: &BTreeSet<Origin>) -> Self {
        let mut left_out = left_out.clone();
        // Things that are new on such a board are nobody's yet: stacks first, then their cards.
        for name in ["board", "stack"] {
            let is_within = |thing: &Thing| {
                let container = thing.field(name).parse::<Origin>();
                container.is_ok_and(|container| left_out.contains(&container))
            };
            let within = self.things.iter().filter(|(_, thing)| is_within(thing));
            let within: Vec<Origin> = within.map(|(origin, _)| *origin).collect();
            left_out.extend(within);
        }
        let mut model = self.clone();
        model.things.retain(|origin, _| !left_out.contains(origin));
        model.order.retain(|stack, _| !left_out.contains(stack));
        for cards in model.order.values_mut() {
            cards.retain(|card| !left_out.contains(card));
        }
        model
    }

    /// Returns what the files of boards say; what is new in them is registered.
    ///
    /// # Errors
    /// In words, if a file names what nobody knows, or something is there twice.
    pub fn of_files(files: &BTreeMap<String, String>, ledger: &mut Ledger) -> Result<Self, String> {
        let mut model = Self::default();
        let mut boards = BTreeMap::new();
        for (path, text) in files {
            if let Some(folder) = path.strip_suffix("/board.yaml") {
                let origin = model.add_board_file(text, ledger)?;
                boards.insert(folder.to_owned(), origin);
            }
        }
        let mut stacks: BTreeMap<String, Origin> = BTreeMap::new();
        for path in files.keys() {
            let parts: Vec<&str> = path.split('/').collect();
            let &[board, stack, _] = parts.as_slice() else {
                continue;
            };
            let Some(of_board) = boards.get(board) else {
                continue;
            };
            let folder = format!("{board}/{stack}");
            if let Entry::Vacant(entry) = stacks.entry(folder) {
                let text = files.get(&format!("{}/stack.yaml", entry.key()));
                let origin = model.add_stack_file(stack, text, *of_board, ledger)?;
                entry.insert(origin);
            }
        }
        let mut places: BTreeMap<Origin, Vec<(f64, String, Origin)>> = BTreeMap::new();
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".md")) {
            let Some((folder, name)) = path.rsplit_once('/') else {
                continue;
            };
            let Some(&stack) = stacks.get(folder) else {
                continue;
            };
            // A line that names another stack moves the card there.
            let named = Front::of(split(text).0).value("stack");
            let stack = named
                .and_then(|named| stacks.get(&named).copied())
                .unwrap_or(stack);
            let (origin, position) = model.add_card_file(text, stack, ledger)?;
            let place = (position, name.to_owned(), origin);
            if model.things[&origin].field("archived").is_empty() {
                places.entry(stack).or_default().push(place);
            }
        }
        for stack in stacks.into_values() {
            let mut cards = places.remove(&stack).unwrap_or_default();
            cards.sort_by(|one, other| {
                let by_number = one.0.total_cmp(&other.0);
                by_number.then_with(|| one.1.cmp(&other.1))
            });
            let order = cards.into_iter().map(|(_, _, origin)| origin);
            model.order.insert(stack, order.collect());
        }
        Ok(model)
    }

    fn add_board_file(&mut self, text: &str, ledger: &mut Ledger) -> Result<Origin, String> {
        let front = Front::of(text);
        let title = front.value("title").unwrap_or_default();
        let of_board = ledger.of_file(Kind::Board, front.value("id").as_deref(), &title)?;
        let thing = Thing::new(Kind::Board, true).with("title", title);
        self.add(of_board, thing)?;
        for label in board_labels(text) {
            let origin = ledger.of_file(Kind::Label, label.id.as_deref(), &label.name)?;
            let thing = Thing::new(Kind::Label, label.id.is_some())
                .with("name", label.name)
                .with("board", of_board.to_string())
                .with("color", label.color);
            self.add(origin, thing)?;
        }
        Ok(of_board)
    }

    fn add_stack_file(
        &mut self,
        folder: &str,
        text: Option<&String>,
        of_board: Origin,
        ledger: &mut Ledger,
    ) -> Result<Origin, String> {
        let front = Front::of(text.map_or("", String::as_str));
        let title = front.value("title").unwrap_or_else(|| folder.to_owned());
        let id = front.value("id");
        let origin = match text {
            // A folder that is nothing but cards is no stack that somebody deleted.
            None => ledger.of_folder(&title),
            Some(_) => ledger.of_file(Kind::Stack, id.as_deref(), &title)?,
        };
        let thing = Thing::new(Kind::Stack, id.is_some())
            .with("title", title)
            .with("board", of_board.to_string());
        self.add(origin, thing)?;
        Ok(origin)
    }

    fn add_card_file(
        &mut self,
        text: &str,
        stack: Origin,
        ledger: &mut Ledger,
    ) -> Result<(Origin, f64), String> {
        let (front, body) = split(text);
        let front = Front::of(front);
        let heading = || body.lines().find_map(|line| line.strip_prefix("# "));
        let title = front.value("title");
        let title = title
            .or_else(|| heading().map(str::to_owned))
            .unwrap_or_default();
        let id = front.value("id");
        let origin = ledger.of_file(Kind::Card, id.as_deref(), &title)?;
        let mut thing = Thing::new(Kind::Card, id.is_some())
            .with("title", title)
            .with("stack", stack.to_string());
        for name in ["due", "done", "archived", "color"] {
            thing = thing.with(name, front.value(name).unwrap_or_default());
        }
        for name in front.items("labels") {
            let label = ledger.of_token(&name);
            thing
                .labels
                .insert(label.ok_or(format!("nobody knows label `{name}`"))?);
        }
        thing.lines = lines(body);
        // After a reset to before the id was written, the file claims a new card. It is taken for
        // the one that it was made into only while stack, title and text are equal: who makes a
        // second card of an old one's words means a second card. Edited there meanwhile, the two
        // stand side by side; neither is reverted or lost.
        let twin = self.things.get(&origin).map(|twin| twin.has_id);
        match twin.filter(|_| ledger.forgotten.contains(&origin)) {
            Some(has_id) if has_id || !thing.has_id => {}
            Some(_) => drop(self.things.insert(origin, thing)),
            None => self.add(origin, thing)?,
        }
        let position = front.value("position").and_then(|text| text.parse().ok());
        Ok((origin, position.unwrap_or(f64::INFINITY)))
    }
}

fn lines(body: &str) -> Vec<String> {
    let lines = body.lines().map(str::to_owned);
    lines.filter(|line| !line.is_empty()).collect()
}
