//! From bytes to what files say; bytes that make no sense are none.

mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use self::reader::Reader;
use super::encode::PART;
use crate::board::{
    Account, Board, Card, CardField, CardKey, ClassOfService, Comment, Done, Key, Label, Member,
    Milestone, Organization, Permissions, Person, PersonKind, Project, Run, Stack, Tag, Thread,
    ThreadKind,
};
use crate::text::{
    AttachmentFile, CardFile, CommentFile, Folder, Known, Layout, LineEnds, OrganizationFile,
};

/// Stacks do not nest deeper in what is taken for whole.
const DEEPEST: usize = 64;

/// Returns what was encoded.
pub(super) fn decode(bytes: &[u8]) -> Option<Known> {
    let mut reader = Reader { bytes };
    let count = reader.count()?;
    let mut parts = Vec::new();
    for _ in 0..count.div_ceil(PART) {
        let length = reader.count()?;
        parts.push(reader.take(length)?);
    }
    let decoded = cards_of(&parts)?;
    if decoded.len() != count {
        return None;
    }
    let mut cards = Vec::with_capacity(count);
    let mut layout = Layout {
        // They stand in order.
        cards: decoded
            .into_iter()
            .map(|(card, file)| {
                let key = card.key.clone();
                cards.push(Some(card));
                (key, file)
            })
            .collect(),
        ..Layout::default()
    };
    let mut boards = Vec::new();
    for _ in 0..reader.count()? {
        boards.push(Arc::new(reader.board(&mut cards, &mut layout)?));
    }
    let (organization, file) = reader.organization()?;
    layout.organization = file;
    // Each card is somewhere, and what was written is read.
    let is_whole = reader.bytes.is_empty()
        && layout.cards.len() == count
        && layout.boards.len() == boards.len()
        && cards.iter().all(Option::is_none);
    is_whole.then_some(Known {
        account: Account {
            boards,
            organization: Arc::new(organization),
        },
        layout,
    })
}

type Cards = Vec<(Arc<Card>, CardFile)>;

/// Decodes the parts in two threads.
fn cards_of(parts: &[&[u8]]) -> Option<Cards> {
    let decode_all = |parts: &[&[u8]]| -> Option<Cards> {
        let mut cards = Vec::new();
        for part in parts {
            let mut reader = Reader { bytes: part };
            while !reader.bytes.is_empty() {
                cards.push(reader.card()?);
            }
        }
        Some(cards)
    };
    if parts.len() < 2 {
        return decode_all(parts);
    }
    let (first, second) = parts.split_at(parts.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| decode_all(second));
        let mut cards = decode_all(first)?;
        match other.join() {
            Ok(more) => cards.extend(more?),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        Some(cards)
    })
}

impl Reader<'_> {
    fn comment(&mut self) -> Option<Comment> {
        Some(Comment {
            text: self.text().map(Arc::from)?,
            reply_to: self.optional(Self::key)?,
            author: self.optional(Self::string)?,
            created: self.optional(Self::time)?,
            thread: self.optional(Self::thread)?,
        })
    }

    fn thread(&mut self) -> Option<Thread> {
        Some(Thread {
            kind: ThreadKind::of_word(&self.string()?)?,
            closed: self.optional(Self::done)?,
        })
    }

    fn done(&mut self) -> Option<Done> {
        match self.flag()? {
            false => Some(Done::AnyTime),
            true => self.time().map(Done::At),
        }
    }

    fn comment_file(&mut self) -> Option<CommentFile> {
        Some(CommentFile {
            path: self.string()?,
            content: self.content()?,
            line_ends: self.line_ends()?,
            lacks_id: self.flag()?,
            needs_writing: self.flag()?,
        })
    }

    fn line_ends(&mut self) -> Option<LineEnds> {
        match self.byte()? {
            0 => Some(LineEnds::Lf),
            1 => Some(LineEnds::CrLf),
            2 => Some(LineEnds::Mixed),
            _ => None,
        }
    }

    fn attachment_file(&mut self) -> Option<AttachmentFile> {
        Some(AttachmentFile {
            path: self.string()?,
            content: self.content()?,
        })
    }

    fn person(&mut self) -> Option<Person> {
        let kind = match self.byte()? {
            0 => PersonKind::User,
            1 => PersonKind::Group,
            2 => PersonKind::Team,
            3 => PersonKind::Remote,
            _ => return None,
        };
        let id = self.string()?;
        Some(Person { kind, id })
    }

    fn card(&mut self) -> Option<(Arc<Card>, CardFile)> {
        let key: CardKey = self.key()?;
        let title = self.string()?;
        let body = self.optional(Self::text)?.map(Arc::from);
        let labels = self.keys()?;
        let mut assignees = BTreeSet::new();
        for _ in 0..self.count()? {
            assignees.insert(self.person()?);
        }
        let card = Card {
            key,
            title,
            body,
            labels,
            assignees,
            due: self.optional(Self::time)?,
            done: self.optional(Self::done)?,
            archived: self.flag()?,
            color: self.optional(Self::string)?,
            start: self.optional(Self::time)?,
            card_type: self.optional(Self::string)?,
            depends_on: self.keys()?,
            fields: self.fields()?,
            attachments: self.named(Self::content)?,
            comments: self.keyed(Self::comment)?,
            tags: self.tags()?,
            ticket: self.optional(Self::string)?,
            created: self.optional(Self::time)?,
            author: self.optional(Self::string)?,
        };
        let file = CardFile {
            path: self.string()?,
            folder: self.optional(Self::string)?,
            content: self.content()?,
            position: self.optional(Self::position)?,
            line_ends: self.line_ends()?,
            lacks_id: self.flag()?,
            needs_writing: self.flag()?,
            replaces: self.optional(Self::string)?,
            has_stack_line: self.flag()?,
            attachments: self.named(Self::attachment_file)?,
            comments: self.keyed(Self::comment_file)?,
        };
        Some((Arc::new(card), file))
    }

    fn fields(&mut self) -> Option<BTreeMap<CardField, String>> {
        let mut fields = BTreeMap::new();
        for _ in 0..self.count()? {
            fields.insert(CardField::of_word(self.text()?)?, self.string()?);
        }
        Some(fields)
    }

    fn tags(&mut self) -> Option<BTreeSet<Tag>> {
        let mut tags = BTreeSet::new();
        for _ in 0..self.count()? {
            tags.insert(Tag {
                name: self.string()?,
                color: self.optional(Self::string)?,
                description: self.optional(Self::string)?,
                picture: self.optional(Self::string)?,
                url: self.optional(Self::string)?,
                target: self.optional(Self::number)?,
            });
        }
        Some(tags)
    }

    fn number(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    fn folder(&mut self) -> Option<Folder> {
        Some(Folder {
            path: self.string()?,
            content: self.optional(Self::content)?,
            position: self.optional(Self::position)?,
            needs_writing: self.flag()?,
            former_labels: self.labels()?,
        })
    }

    fn labels(&mut self) -> Option<Vec<Label>> {
        let mut labels = Vec::new();
        for _ in 0..self.count()? {
            labels.push(Label {
                key: self.key()?,
                name: self.string()?,
                color: self.string()?,
            });
        }
        Some(labels)
    }

    fn board(&mut self, cards: &mut [Option<Arc<Card>>], layout: &mut Layout) -> Option<Board> {
        let key = self.key()?;
        let folder = self.folder()?;
        layout.boards.insert(Key::clone(&key), folder);
        let mut board = Board::new(key, self.text()?);
        board.color = self.string()?;
        board.archived = self.flag()?;
        board.labels = self.labels()?;
        for _ in 0..self.count()? {
            board.members.push(Member {
                person: self.person()?,
                permissions: Permissions {
                    edit: self.flag()?,
                    share: self.flag()?,
                    manage: self.flag()?,
                },
            });
        }
        for _ in 0..self.count()? {
            board.projects.push(Project {
                id: self.optional(Self::string)?,
                name: self.string()?,
            });
        }
        for _ in 0..self.count()? {
            board.classes.push(ClassOfService {
                id: self.optional(Self::string)?,
                name: self.string()?,
                description: self.string()?,
                color: self.string()?,
            });
        }
        board.stacks = self.stacks(cards, layout, DEEPEST)?;
        Some(board)
    }

    fn organization(&mut self) -> Option<(Organization, Option<OrganizationFile>)> {
        let file = self.optional(|reader| {
            Some(OrganizationFile {
                content: reader.content()?,
                needs_writing: reader.flag()?,
            })
        })?;
        let mut organization = Organization::default();
        for _ in 0..self.count()? {
            organization.milestones.push(Milestone {
                id: self.optional(Self::string)?,
                name: self.string()?,
                color: self.string()?,
                date: self.optional(Self::day)?,
                start: self.optional(Self::day)?,
                global: self.flag()?,
                projects: {
                    let mut projects = Vec::new();
                    for _ in 0..self.count()? {
                        projects.push(self.string()?);
                    }
                    projects
                },
            });
        }
        for _ in 0..self.count()? {
            organization.runs.push(Run {
                id: self.string()?,
                name: self.string()?,
                start: self.optional(Self::day)?,
                end: self.optional(Self::day)?,
            });
        }
        Some((organization, file))
    }

    fn day(&mut self) -> Option<Date> {
        self.text()?.parse().ok()
    }

    fn stacks(
        &mut self,
        cards: &mut [Option<Arc<Card>>],
        layout: &mut Layout,
        deepest: usize,
    ) -> Option<Vec<Arc<Stack>>> {
        let deeper = deepest.checked_sub(1)?;
        let mut stacks = Vec::new();
        for _ in 0..self.count()? {
            let key = self.key()?;
            let folder = self.folder()?;
            layout.stacks.insert(Key::clone(&key), folder);
            let mut stack = Stack::new(key, self.text()?);
            stack.done_column = self.flag()?;
            stack.lane.wip_limit = self.optional(Self::number)?;
            stack.lane.orientation = self.optional(Self::string)?;
            for _ in 0..self.count()? {
                let number = self.count()?;
                stack.cards.push(cards.get_mut(number)?.take()?);
            }
            stack.stacks = self.stacks(cards, layout, deeper)?;
            stacks.push(Arc::new(stack));
        }
        Some(stacks)
    }
}
