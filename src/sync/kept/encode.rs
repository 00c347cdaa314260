//! From what files say to bytes.

mod comment;
mod lists;

use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Board, Card, Done, Id, Key, Person, PersonKind, Stack, Tag};
use crate::text::{AttachmentFile, CardFile, Folder, Known, Layout, LineEnds, Position};

/// Returns what stands over the boards.
pub(super) fn organization(known: &Known) -> Vec<u8> {
    let mut out = Writer::default();
    out.organization(&known.account, known.layout.organization.as_ref());
    out.bytes
}

/// Adds what a board says, and where its things stand.
///
/// `None` for what only files of people have: things without an id.
pub(super) fn part(board: &Board, layout: &Layout, bytes: &mut Vec<u8>) -> Option<()> {
    let mut out = Writer {
        bytes: std::mem::take(bytes),
    };
    let written = out.counted(|out| out.board(board));
    let written = written.and_then(|()| out.counted(|out| out.places(board, layout)));
    *bytes = out.bytes;
    written
}

#[derive(Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    /// Writes what `write` says, behind its length.
    fn counted(&mut self, write: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        let at = self.bytes.len();
        self.count(0);
        let start = self.bytes.len();
        write(self)?;
        let length = (self.bytes.len() - start) as u32;
        self.bytes[at..start].copy_from_slice(&length.to_le_bytes());
        Some(())
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.byte(u8::from(flag));
    }

    /// Nothing here has 2³² parts or bytes: the files would not fit into memory.
    pub(super) fn count(&mut self, count: usize) {
        self.bytes.extend_from_slice(&(count as u32).to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn key<Kind>(&mut self, key: &Key<Kind>) -> Option<()> {
        let id: &Id<Kind> = key.id()?;
        self.text(id.as_str());
        Some(())
    }

    fn time(&mut self, time: Timestamp) {
        self.bytes
            .extend_from_slice(&time.as_second().to_le_bytes());
        self.bytes
            .extend_from_slice(&time.subsec_nanosecond().to_le_bytes());
    }

    fn done(&mut self, done: Done) {
        match done {
            Done::AnyTime => self.flag(false),
            Done::At(time) => {
                self.flag(true);
                self.time(time);
            }
        }
    }

    fn position(&mut self, position: Position) {
        self.text(&position.to_string());
    }

    fn person(&mut self, person: &Person) {
        let Person { kind, id } = person;
        self.byte(match kind {
            PersonKind::User => 0,
            PersonKind::Group => 1,
            PersonKind::Team => 2,
            PersonKind::Remote => 3,
        });
        self.text(id);
    }

    fn card(&mut self, card: &Card) -> Option<()> {
        let Card {
            key,
            title,
            body,
            labels,
            assignees,
            due,
            done,
            archived,
            color,
            start,
            card_type,
            depends_on,
            fields,
            attachments,
            comments: _,
            tags,
            ticket,
            created,
            author,
        } = card;
        self.key(key)?;
        self.text(title);
        self.optional(body.as_deref(), Self::text);
        self.count(labels.len());
        for label in labels {
            self.key(label)?;
        }
        self.count(assignees.len());
        for person in assignees {
            self.person(person);
        }
        self.optional(*due, Self::time);
        self.optional(*done, Self::done);
        self.flag(*archived);
        self.optional(color.as_deref(), Self::text);
        self.optional(*start, Self::time);
        self.optional(card_type.as_deref(), Self::text);
        self.count(depends_on.len());
        for key in depends_on {
            self.key(key)?;
        }
        self.count(fields.len());
        for (field, value) in fields {
            self.text(field.word());
            self.text(value);
        }
        self.count(attachments.len());
        for (name, content) in attachments {
            self.text(name);
            self.bytes.extend_from_slice(content.as_raw());
        }
        self.comments(card)?;
        self.count(tags.len());
        for tag in tags {
            self.tag(tag);
        }
        self.optional(ticket.as_deref(), Self::text);
        self.optional(*created, Self::time);
        self.optional(author.as_deref(), Self::text);
        Some(())
    }

    fn tag(&mut self, tag: &Tag) {
        let Tag {
            name,
            color,
            description,
            picture,
            url,
            target,
        } = tag;
        self.text(name);
        for part in [color, description, picture, url] {
            self.optional(part.as_deref(), Self::text);
        }
        self.optional(*target, Self::number);
    }

    fn number(&mut self, number: i64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    fn card_file(&mut self, file: &CardFile) -> Option<()> {
        let CardFile {
            path,
            folder,
            content,
            position,
            line_ends,
            lacks_id,
            needs_writing,
            replaces,
            has_stack_line,
            attachments,
            comments,
        } = file;
        self.text(path);
        // A folder of which everything went is in no state, however much who wrote it knows of it.
        let is_empty = attachments.is_empty() && comments.is_empty();
        let folder = folder.as_deref().filter(|_| !is_empty);
        self.optional(folder, Self::text);
        self.bytes.extend_from_slice(content.as_raw());
        self.optional(*position, Self::position);
        self.line_ends(*line_ends);
        self.flag(*lacks_id);
        self.flag(*needs_writing);
        self.optional(replaces.as_deref(), Self::text);
        self.flag(*has_stack_line);
        self.count(attachments.len());
        for (name, AttachmentFile { path, content }) in attachments {
            self.text(name);
            self.text(path);
            self.bytes.extend_from_slice(content.as_raw());
        }
        self.comment_files(file)
    }

    fn line_ends(&mut self, ends: LineEnds) {
        self.byte(match ends {
            LineEnds::Lf => 0,
            LineEnds::CrLf => 1,
            LineEnds::Mixed => 2,
        });
    }

    fn folder(&mut self, folder: &Folder) -> Option<()> {
        let Folder {
            path,
            content,
            position,
            needs_writing,
            former_labels,
        } = folder;
        self.text(path);
        self.optional(*content, |out, content| {
            out.bytes.extend_from_slice(content.as_raw());
        });
        self.optional(*position, Self::position);
        self.flag(*needs_writing);
        self.labels(former_labels)
    }

    fn board(&mut self, board: &Board) -> Option<()> {
        let Board {
            key,
            title,
            color,
            archived,
            labels,
            members,
            projects,
            classes,
            stacks,
        } = board;
        self.key(key)?;
        self.text(title);
        self.text(color);
        self.flag(*archived);
        self.labels(labels)?;
        self.members(members);
        self.projects(projects);
        self.classes(classes);
        self.stacks(stacks)
    }

    fn stacks(&mut self, stacks: &[Arc<Stack>]) -> Option<()> {
        self.count(stacks.len());
        for stack in stacks {
            let Stack {
                key,
                title,
                done_column,
                lane,
                stacks,
                cards,
            } = stack.as_ref();
            self.key(key)?;
            self.text(title);
            self.flag(*done_column);
            self.optional(lane.wip_limit, Self::number);
            self.optional(lane.orientation.as_deref(), Self::text);
            self.count(cards.len());
            for card in cards {
                self.card(card)?;
            }
            self.stacks(stacks)?;
        }
        Some(())
    }

    /// Writes where a board, its stacks and their cards stand, in this order.
    fn places(&mut self, board: &Board, layout: &Layout) -> Option<()> {
        self.folder(layout.boards.get(&board.key)?)?;
        for stack in board.all_stacks() {
            self.folder(layout.stacks.get(&stack.key)?)?;
            self.count(stack.cards.len());
            for card in &stack.cards {
                self.card_file(layout.cards.get(&card.key)?)?;
            }
        }
        Some(())
    }
}
