//! Reading one card: as base has it where its file is the same, else parsed and resolved.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashMap;

use super::assemble::{BoardPlace, Places, card_folder};
use super::{ReadCard, Reader, Written};
use crate::board::{Card, CardKey, Label, LabelKey, Located, Service};
use crate::files::File;
use crate::text::body::{LineEnds, marker_line, with_ends_of_base};
use crate::text::card_file::{CardText, UNCLOSED, read_card};
use crate::text::fields::Spelled;
use crate::text::front_matter::Split;
use crate::text::label_names::{Named, spellings};
use crate::text::layout::CardFile;
use crate::text::markdown::first_heading;
use crate::text::names::{card_stem, split_path};
use crate::text::problem::{MARKERS_LEFT, Problem};
use crate::text::suggestion::suggestion;

/// Returns the problem of a file in which a merge left markers.
pub(super) fn unmerged(path: &str, line: usize) -> Problem {
    Problem::error(path, MARKERS_LEFT).at((line, 1))
}

impl Reader<'_> {
    /// Returns a card and the folder of the stack that it belongs to.
    pub(super) fn card(
        &mut self,
        path: &str,
        file: &File,
        board: usize,
        folder: &str,
        places: &Places<'_>,
    ) -> Option<(ReadCard, String)> {
        if !file.is_regular() {
            // Reports it.
            self.text_of(path, file);
            return None;
        }
        if let Some(read) = self.card_of_base(path, file, &places.boards[board]) {
            let is_first = self.note_card(&read.card.key, path);
            return is_first.then(|| (read, folder.to_owned()));
        }
        let bytes = self.text_of(path, file)?;
        let text = std::str::from_utf8(&bytes).ok()?;
        let of_people = self.base.filter(|_| self.written == Written::ByPeople);
        let before = of_people.and_then(|base| {
            let key = base.by_path.get(path)?;
            base.cards.get(key)
        });
        let body_before = before.and_then(|located| located.card.body.as_deref());
        // Without base, a server's text cannot be told from what a merge left.
        if let Some(line) = marker_line(text, body_before).filter(|_| of_people.is_some()) {
            self.problems.push(unmerged(path, line));
            return None;
        }
        let Ok(split) = Split::of(text) else {
            self.problems
                .push(Problem::error(path, UNCLOSED).at((1, 1)));
            return None;
        };
        let (says, mut problems) = read_card(self.service, path, &split);
        let is_wrong = problems.iter().any(Problem::is_error);
        self.problems.append(&mut problems);
        let says = says?;
        if let Some(id) = says.id.as_deref().filter(|_| is_wrong) {
            // The card is there, though nobody can tell what it says: its id is not lost.
            self.note_card(&CardKey::known(id), path);
        }
        if is_wrong {
            return None;
        }
        self.parsed_card(path, file, text, &split, says, (board, folder), places)
    }

    /// Takes note of a card's file; reports both files if another has the card already.
    pub(super) fn note_card(&mut self, key: &CardKey, path: &str) -> bool {
        let Some(id) = key.id() else { return true };
        match self.seen_cards.insert(key.clone(), path.to_owned()) {
            None => true,
            Some(other) => {
                self.same_id(&other, path, "card", id.as_str());
                self.seen_cards.insert(key.clone(), other);
                false
            }
        }
    }

    /// Returns the card of base whose file has this content, if it means the same here.
    fn card_of_base(&self, path: &str, file: &File, board: &BoardPlace<'_>) -> Option<ReadCard> {
        let base = self.base?;
        let key = *base.by_content.get(&file.id)?;
        let file_before = base.known.layout.cards.get(key)?;
        let located = base.cards.get(key)?;
        if file_before.needs_writing || located.board.key != board.key {
            return None;
        }
        let mut file = CardFile {
            path: path.to_owned(),
            folder: card_folder(
                self.files,
                path,
                self.base_of_people().and(file_before.folder.as_deref()),
            ),
            ..file_before.clone()
        };
        let mut card = Arc::clone(located.card);
        if !board.has_labels_of_base && !card.labels.is_empty() {
            let spelled_before = spelled(&located.board.labels);
            let spelled_now = spelled(board.labels);
            let mut labels = BTreeSet::new();
            for key in &card.labels {
                let now = spelled_now.get(key);
                file.needs_writing |= now != spelled_before.get(key);
                labels.extend(now.is_some().then(|| key.clone()));
            }
            if labels != card.labels {
                let mut other = Card::clone(&card);
                other.labels = labels;
                card = Arc::new(other);
            }
        }
        Some(ReadCard { card, file })
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of one file and its place"
    )]
    fn parsed_card(
        &mut self,
        path: &str,
        file: &File,
        text: &str,
        split: &Split<'_>,
        says: CardText,
        (board, folder): (usize, &str),
        places: &Places<'_>,
    ) -> Option<(ReadCard, String)> {
        let key = match &says.id {
            Some(id) => CardKey::known(id.as_str()),
            None => CardKey::New(self.new_number(path)),
        };
        // What this program wrote is not compared with what was there before.
        let base = self.base.filter(|_| self.written == Written::ByPeople);
        let before: Option<&Located<'_>> = base.and_then(|base| base.cards.get(&key));
        let file_before = base.and_then(|base| base.known.layout.cards.get(&key));
        if !self.note_card(&key, path) {
            return None;
        }
        let mut needs_writing = false;
        let (board, folder) = match &says.stack {
            Some(line) => {
                needs_writing = true;
                self.obeyed(path, line, board, places)?
            }
            None => (board, folder),
        };
        let line_ends = LineEnds::of(text);
        let body = body_of(self.service, split, line_ends, before, file_before);
        let title = self.title(path, &says, body.as_deref())?;
        let labels = self.labels(
            path,
            &says.labels,
            &places.boards[board],
            before,
            &mut needs_writing,
        )?;
        let (created, author, ticket) = match before {
            Some(Located { card, .. }) => (card.created, card.author.clone(), card.ticket.clone()),
            None if says.id.is_some() => (says.created, says.author.clone(), says.ticket.clone()),
            None => (None, None, None),
        };
        let is_as_read = created == says.created && author == says.author && ticket == says.ticket;
        if says.id.is_some() && !is_as_read {
            needs_writing = true;
            let message = match self.service {
                Service::Deck | Service::Codecks => {
                    "`created` and `author` cannot be changed; what is written here is not sent"
                }
                Service::Kanbanik => "`ticket` cannot be changed; what is written here is not sent",
            };
            self.problems
                .push(Problem::error(path, message).as_warning());
        }
        let card = Card {
            key,
            title,
            body: body.map(Arc::from),
            labels,
            assignees: says.assignees,
            due: says.due,
            done: says.done,
            archived: says.archived,
            color: says.color,
            start: says.start,
            card_type: says.card_type,
            depends_on: says.depends_on,
            fields: says.fields,
            // What its folder holds is added afterwards; until then, what base has.
            attachments: before.map_or_else(BTreeMap::new, |at| at.card.attachments.clone()),
            comments: before.map_or_else(BTreeMap::new, |at| at.card.comments.clone()),
            tags: says.tags,
            ticket,
            created,
            author,
        };
        let file = CardFile {
            path: path.to_owned(),
            folder: card_folder(
                self.files,
                path,
                file_before.and_then(|file| file.folder.as_deref()),
            ),
            content: file.id,
            position: says.position,
            line_ends,
            attachments: BTreeMap::new(),
            comments: BTreeMap::new(),
            lacks_id: says.id.is_none(),
            needs_writing,
            has_stack_line: says.stack.is_some(),
            replaces: None,
        };
        // A card that says again what base has is the one of base.
        let card = match before.filter(|before| **before.card == card) {
            Some(before) => Arc::clone(before.card),
            None => Arc::new(card),
        };
        Some((ReadCard { card, file }, folder.to_owned()))
    }

    /// Returns board and folder of the stack that a `stack:` line names.
    fn obeyed<'p>(
        &mut self,
        path: &str,
        line: &Spelled,
        board: usize,
        places: &Places<'p>,
    ) -> Option<(usize, &'p str)> {
        let found = places.stack_named(board, &line.text);
        if found.is_none() {
            let message = format!("there is no stack `{}`", line.text);
            let near = places.stack_like(board, &line.text);
            self.problems.push(
                Problem::error(path, message)
                    .at(line.place)
                    .suggesting(near),
            );
        }
        found
    }

    /// Returns the title: as written, or of a new card its first heading or its file's name.
    fn title(&mut self, path: &str, says: &CardText, body: Option<&str>) -> Option<String> {
        if let Some(title) = &says.title {
            return Some(title.clone());
        }
        if let Some(id) = &says.id {
            // No service should, and one may: then the person here is asked for one, by the other
            // reading.
            if self.written == Written::ByUs {
                return Some(String::new());
            }
            let message = format!("card {id} has no `title`");
            self.problems.push(Problem::error(path, message));
            return None;
        }
        let name = split_path(path).1;
        let stem = card_stem(name).unwrap_or(name);
        Some(
            body.and_then(first_heading)
                .unwrap_or_else(|| stem.to_owned()),
        )
    }

    /// Returns the labels that the names mean; reports every name that means none.
    fn labels(
        &mut self,
        path: &str,
        spelled: &[Spelled],
        board: &BoardPlace<'_>,
        before: Option<&Located<'_>>,
        needs_writing: &mut bool,
    ) -> Option<BTreeSet<LabelKey>> {
        let mut labels = BTreeSet::new();
        let mut is_wrong = false;
        for Spelled { text, place } in spelled {
            match board.names.named(text) {
                Named::Current(key) => {
                    labels.insert(key.clone());
                }
                Named::Former(key) => {
                    *needs_writing = true;
                    labels.insert(key.clone());
                }
                Named::Gone(key) if before.is_some_and(|card| card.card.labels.contains(key)) => {
                    *needs_writing = true;
                }
                Named::Gone(_) | Named::Unknown => {
                    is_wrong = true;
                    let near = suggestion(text, board.names.known()).map(str::to_owned);
                    let problem = Problem::error(path, format!("unknown label `{text}`"));
                    self.problems.push(problem.at(*place).suggesting(near));
                }
            }
        }
        (!is_wrong).then_some(labels)
    }
}

/// Returns how cards spell a board's labels.
fn spelled(labels: &[Label]) -> HashMap<&LabelKey, Cow<'_, str>> {
    let keys = labels.iter().map(|label| &label.key);
    keys.zip(spellings(labels)).collect()
}

/// Returns the body that a file means; Deck has no empty one.
fn body_of(
    service: Service,
    split: &Split<'_>,
    line_ends: LineEnds,
    before: Option<&Located<'_>>,
    file_before: Option<&CardFile>,
) -> Option<String> {
    let changed = match (before, file_before) {
        (Some(before), Some(file)) => with_ends_of_base(
            split.rest,
            line_ends,
            before.card.body.as_deref(),
            file.line_ends,
        ),
        _ => None,
    };
    match service {
        Service::Deck | Service::Kanbanik => changed
            .or_else(|| split.body().map(str::to_owned))
            .filter(|body| !body.is_empty()),
        Service::Codecks => {
            let body = split.body()?;
            Some(changed.unwrap_or_else(|| body.to_owned()))
        }
    }
}
