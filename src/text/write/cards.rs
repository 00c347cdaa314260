//! Writing the cards of a stack: names, numbers, moves, values.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{NamePolicy, Writer};
use crate::board::{Board, Card, Label, LabelKey, Stack};
use crate::files::ContentId;
use crate::text::body::LineEnds;
use crate::text::card_file::{WantedCard, edit_card, gets_its_time, new_card};
use crate::text::label_names::{LabelNames, Named, spellings};
use crate::text::layout::CardFile;
use crate::text::names::{card_stem, join, slug, split_path};
use crate::text::position::Position;
use crate::text::positions::{Placed, positions_for};
use crate::text::problem::Problem;

/// The labels of a wanted board, and what is different about them from the board's before.
pub(super) struct BoardLabels<'a> {
    labels: Vec<(&'a LabelKey, Cow<'a, str>)>,
    renamed: BTreeSet<&'a LabelKey>,
}

impl<'a> BoardLabels<'a> {
    pub(super) fn of(board: &'a Board, before: Option<&Arc<Board>>) -> Self {
        let labels = spelled(&board.labels);
        let before = before.map(|before| spelled(&before.labels));
        let renamed = labels
            .iter()
            .filter(|(key, name)| {
                let mut before = before.iter().flatten();
                before.any(|(other, old)| other == key && old != name)
            })
            .map(|(key, _)| *key)
            .collect();
        Self { labels, renamed }
    }

    fn of_card(&self, card: &Card) -> Vec<(&LabelKey, &str)> {
        self.labels
            .iter()
            .filter(|(key, _)| card.labels.contains(*key))
            .map(|(key, name)| (*key, name.as_ref()))
            .collect()
    }
}

fn spelled(labels: &[Label]) -> Vec<(&LabelKey, Cow<'_, str>)> {
    labels
        .iter()
        .map(|label| &label.key)
        .zip(spellings(labels))
        .collect()
}

impl Writer<'_> {
    /// Writes the cards of one stack.
    pub(super) fn write_cards(
        &mut self,
        stack: &Stack,
        folder: &str,
        labels: &BoardLabels<'_>,
    ) -> Result<(), Problem> {
        let is_named = self.policy != NamePolicy::OfTitles;
        if is_named && labels.renamed.is_empty() && self.says_all_of(stack, folder) {
            let files = &self.over.known.layout.cards;
            for card in &stack.cards {
                if let Some(file) = files.get(&card.key) {
                    self.layout.cards.insert(card.key.clone(), file.clone());
                }
            }
            return Ok(());
        }
        let mut by_key: Vec<usize> = (0..stack.cards.len()).collect();
        by_key.sort_by(|one, other| stack.cards[*one].key.cmp(&stack.cards[*other].key));
        self.release_card_names(stack, folder);
        let mut paths = vec![String::new(); stack.cards.len()];
        for index in by_key {
            paths[index] = self.card_path(&stack.cards[index], folder);
        }
        let files = &self.over.known.layout.cards;
        let placed: Vec<Placed<'_>> = stack
            .shown()
            .iter()
            .zip(&paths)
            .map(|(card, path)| {
                let file = files.get(&card.key);
                Placed {
                    position: file.and_then(|file| file.position),
                    name: file.map(|_| split_path(path).1),
                }
            })
            .collect();
        let mut positions = positions_for(&placed);
        positions.resize(stack.cards.len(), None);
        for ((card, path), position) in stack.cards.iter().zip(paths).zip(positions) {
            let mut file = match files.get(&card.key) {
                Some(file) => self.changed_card(card, file, path, position, labels)?,
                None => self.added_card(card, path, position, labels),
            };
            self.write_attachments(card, files.get(&card.key), &mut file);
            self.write_comments(card, files.get(&card.key), &mut file)?;
            self.layout.cards.insert(card.key.clone(), file);
        }
        Ok(())
    }

    /// Returns true if a stack is the very one that was read from the files in `folder`, and none of
    /// them is to be written anew.
    fn says_all_of(&self, stack: &Stack, folder: &str) -> bool {
        let before = self.stacks_before.get(&stack.key);
        if !before.is_some_and(|before| std::ptr::eq(*before, stack)) {
            return false;
        }
        let files = &self.over.known.layout.cards;
        stack.cards.iter().all(|card| {
            files.get(&card.key).is_some_and(|file| {
                let is_attached = |(name, content): (&String, &ContentId)| {
                    let attached = file.attachments.get(name);
                    attached.is_some_and(|attached| attached.content == *content)
                };
                let (parent, name) = split_path(&file.path);
                let is_beside = |beside: &String| {
                    let stem = card_stem(name).unwrap_or(name);
                    *beside == join(parent, stem)
                };
                !file.lacks_id
                    && !file.needs_writing
                    && !file.has_stack_line
                    && file.replaces.is_none()
                    && parent == folder
                    && file.folder.as_ref().is_none_or(is_beside)
                    && file.attachments.len() == card.attachments.len()
                    && card.attachments.iter().all(is_attached)
            })
        })
    }

    /// Gives back the names of a stack's cards, where all of them get new ones.
    fn release_card_names(&mut self, stack: &Stack, folder: &str) {
        if self.policy != NamePolicy::OfTitles {
            return;
        }
        let over = self.over;
        let files = stack.cards.iter().filter(|card| !card.key.is_new());
        for file in files.filter_map(|card| over.known.layout.cards.get(&card.key)) {
            let (parent, name) = split_path(&file.path);
            if parent == folder {
                let taken = self.taken_in(folder);
                taken.release(name);
                taken.release(card_stem(name).unwrap_or(name));
            }
        }
    }

    /// Returns the path that a card's file is to have in its stack's folder.
    fn card_path(&mut self, card: &Card, folder: &str) -> String {
        let number = card.ticket.as_deref().map(slug);
        let slugged = |id: &str| {
            let number = number.as_deref().unwrap_or(id);
            format!("{number}-{}", slug(&card.title).trim_end_matches('-'))
        };
        let Some(file) = self.over.known.layout.cards.get(&card.key) else {
            let stem = match card.key.id() {
                Some(id) => slugged(id.as_str()),
                None => slug(&card.title),
            };
            return self.new_card_path(folder, &stem);
        };
        let (parent, name) = split_path(file.replaces.as_ref().unwrap_or(&file.path));
        let present = card_stem(name).unwrap_or(name);
        let stem = match card.key.id() {
            Some(id) if file.lacks_id && self.policy == NamePolicy::AsPulled => {
                slugged(id.as_str())
            }
            Some(id) if self.policy == NamePolicy::OfTitles => {
                return self.new_card_path(folder, &slugged(id.as_str()));
            }
            _ => present.to_owned(),
        };
        if parent == folder && stem == present {
            return join(parent, name);
        }
        if parent == folder {
            // The name may differ in case only, or go back to one that the card itself takes.
            let (name, present) = (name.to_owned(), present.to_owned());
            let taken = self.taken_in(folder);
            taken.release(&name);
            taken.release(&present);
        }
        self.new_card_path(folder, &stem)
    }

    fn added_card(
        &mut self,
        card: &Card,
        path: String,
        position: Option<Position>,
        labels: &BoardLabels<'_>,
    ) -> CardFile {
        let wanted = WantedCard {
            card,
            labels: &labels.of_card(card),
            position,
            stack: None,
        };
        let text = new_card(self.service, &wanted);
        CardFile {
            content: self.put_text(&path, &text),
            path,
            folder: None,
            attachments: BTreeMap::new(),
            comments: BTreeMap::new(),
            position,
            line_ends: LineEnds::of(&text),
            lacks_id: card.key.is_new(),
            needs_writing: false,
            has_stack_line: false,
            replaces: None,
        }
    }

    fn changed_card(
        &mut self,
        card: &Arc<Card>,
        file: &CardFile,
        path: String,
        position: Option<Position>,
        labels: &BoardLabels<'_>,
    ) -> Result<CardFile, Problem> {
        if let Some(older) = &file.replaces {
            self.changes.remove.insert(older.clone());
        }
        let mut written = CardFile {
            folder: self.moved_folder(file, &path),
            path,
            replaces: None,
            ..file.clone()
        };
        let before = self.cards_before.get(&card.key);
        let is_same =
            before.is_some_and(|before| Arc::ptr_eq(before.card, card) || **before.card == **card);
        let gets_id = file.lacks_id && !card.key.is_new();
        let gets_time = before.is_some_and(|before| gets_its_time(before.card.done, card.done));
        let is_said = is_same
            && !gets_id
            && !gets_time
            && !file.needs_writing
            && position.is_none()
            && card.labels.iter().all(|key| !labels.renamed.contains(key));
        if is_said {
            if written.path != file.path {
                self.move_file(&file.path, &written.path);
            }
            return Ok(written);
        }
        let text = self.text_at(&file.path)?;
        let wanted = WantedCard {
            card,
            labels: &labels.of_card(card),
            position,
            stack: None,
        };
        let board_before = before.map(|before| before.board);
        let former = board_before
            .and_then(|board| self.over.known.layout.boards.get(&board.key))
            .map_or(&[][..], |folder| &folder.former_labels);
        let names = LabelNames::new(board_before.map_or(&[][..], |board| &board.labels), former);
        let label_named = |name: &str| match names.named(name) {
            Named::Current(key) | Named::Former(key) => Some(key.clone()),
            Named::Gone(_) | Named::Unknown => None,
        };
        let known_body = before.and_then(|before| before.card.body.as_deref());
        let edited = edit_card(
            self.service,
            &file.path,
            &text,
            &wanted,
            known_body,
            &label_named,
        )?;
        if written.path != file.path {
            self.changes.remove.insert(file.path.clone());
        }
        written.content = self.put_text(&written.path, &edited);
        written.line_ends = LineEnds::of(&edited);
        written.position = position.or(file.position);
        written.lacks_id = card.key.is_new();
        written.needs_writing = false;
        written.has_stack_line = false;
        Ok(written)
    }

    /// Moves what hangs on a card along with its file; returns where it stands then.
    fn moved_folder(&mut self, file: &CardFile, path: &str) -> Option<String> {
        let folder = file.folder.as_ref()?;
        let (parent, name) = split_path(path);
        let beside = join(parent, card_stem(name).unwrap_or(name));
        // Beside the file it is found again without memory, so it does not stay behind.
        if beside == *folder {
            return Some(folder.clone());
        }
        let below: Vec<String> = self
            .over
            .files
            .below(folder)
            .map(|(path, _)| path.to_owned())
            .collect();
        for from in below {
            let to = format!("{beside}{}", &from[folder.len()..]);
            self.move_file(&from, &to);
        }
        Some(beside)
    }
}
