//! From bytes to what files say; bytes that make no sense are none.

mod organization;
mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) use self::reader::Reader;
use crate::board::{
    Account, Board, Card, CardField, ClassOfService, Comment, Done, Label, Member, Permissions,
    Person, PersonKind, Project, Stack, Tag, Thread, ThreadKind,
};
use crate::text::{AttachmentFile, CardFile, CommentFile, Folder, Known, Layout, LineEnds};

/// Stacks do not nest deeper in what is taken for whole.
const DEEPEST: usize = 64;

/// A board, and where its things stand.
pub(super) struct Part {
    board: Arc<Board>,
    places: Places,
}

/// Reads what [`super::encode::part`] wrote.
pub(super) fn part(bytes: &[u8]) -> Option<Part> {
    let mut reader = Reader { bytes };
    let length = reader.count()?;
    let mut said = Reader {
        bytes: reader.take(length)?,
    };
    let board = Arc::new(said.board()?);
    let length = reader.count()?;
    let places = Places::decode(reader.take(length)?)?;
    let is_whole = said.bytes.is_empty() && reader.bytes.is_empty();
    is_whole.then_some(Part { board, places })
}

/// Puts together what stands over the boards, and the boards.
pub(super) fn known(organization: &[u8], parts: Vec<Part>) -> Option<Known> {
    let mut layout = Layout::default();
    let mut cards = Vec::new();
    let mut boards = Vec::new();
    for Part { board, places } in parts {
        let mut folders = places.folders.into_iter();
        let mut files = places.files.into_iter();
        layout.boards.insert(board.key.clone(), folders.next()?);
        for stack in board.all_stacks() {
            layout.stacks.insert(stack.key.clone(), folders.next()?);
            for card in &stack.cards {
                cards.push((card.key.clone(), files.next()?));
            }
        }
        if folders.next().is_some() || files.next().is_some() {
            return None;
        }
        boards.push(board);
    }
    boards.sort_by(|one, other| one.key.cmp(&other.key));
    let count = cards.len();
    layout.cards = cards.into_iter().collect();
    let is_whole = layout.cards.len() == count && layout.boards.len() == boards.len();
    let mut reader = Reader {
        bytes: organization,
    };
    let (organization, file) = reader.organization()?;
    layout.organization = file;
    let account = Account {
        boards,
        organization: Arc::new(organization),
    };
    let is_whole = is_whole && reader.bytes.is_empty();
    is_whole.then_some(Known { account, layout })
}

/// Where the things of one board stand: the board and its stacks, and the cards, in order.
#[derive(Default)]
struct Places {
    folders: Vec<Folder>,
    files: Vec<CardFile>,
}

impl Places {
    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader { bytes };
        let mut places = Self::default();
        places.folders.push(reader.folder()?);
        while !reader.bytes.is_empty() {
            places.folders.push(reader.folder()?);
            for _ in 0..reader.count()? {
                places.files.push(reader.card_file()?);
            }
        }
        Some(places)
    }
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

    fn card(&mut self) -> Option<Arc<Card>> {
        let key = self.key()?;
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
        Some(Arc::new(card))
    }

    fn card_file(&mut self) -> Option<CardFile> {
        Some(CardFile {
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
        })
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

    fn board(&mut self) -> Option<Board> {
        let mut board = Board::new(self.key()?, self.text()?);
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
        board.stacks = self.stacks(DEEPEST)?;
        Some(board)
    }

    fn stacks(&mut self, deepest: usize) -> Option<Vec<Arc<Stack>>> {
        let deeper = deepest.checked_sub(1)?;
        let mut stacks = Vec::new();
        for _ in 0..self.count()? {
            let mut stack = Stack::new(self.key()?, self.text()?);
            stack.done_column = self.flag()?;
            stack.lane.wip_limit = self.optional(Self::number)?;
            stack.lane.orientation = self.optional(Self::string)?;
            for _ in 0..self.count()? {
                stack.cards.push(self.card()?);
            }
            stack.stacks = self.stacks(deeper)?;
            stacks.push(Arc::new(stack));
        }
        Some(stacks)
    }
}
