//! Account, boards, stacks, cards; operations and what applying one means.

pub mod account;
pub mod apply;
pub mod attachment;
#[expect(
    clippy::module_inception,
    reason = "one noun a file: a board is what it holds"
)]
pub mod board;
pub mod card;
pub mod class_of_service;
pub mod comment;
pub mod field;
pub mod id;
pub mod label;
pub mod listed;
pub mod operation;
pub mod organization;
pub mod person;
pub mod place;
pub mod printable;
pub mod project;
pub mod sequence;
pub mod sharing;
pub mod stack;
pub mod support;
pub mod tag;

pub use crate::files::ContentId;
pub use account::{Account, CardIndex, Located, LocatedStack, StackIndex};
pub use attachment::{AttachmentId, ListedAttachments, RemoteAttachment};
pub use board::Board;
pub use card::{Card, Done};
pub use class_of_service::ClassOfService;
pub use comment::{Comment, Thread, ThreadKind};
pub use field::CardField;
pub use id::{
    BoardId, BoardKey, CardId, CardKey, CommentId, CommentKey, Id, Key, LabelId, LabelKey,
    MovedCard, Names, StackId, StackKey,
};
pub use label::Label;
pub use listed::Listed;
pub use operation::{
    BoardChanges, CardChanges, Change, CreateBoard, CreateCard, CreateLabel, CreateStack,
    DeleteBoard, DeleteCard, DeleteLabel, DeleteStack, EditAttachment, EditBoard, EditCard,
    EditComment, EditLabel, EditMember, EditMilestone, EditStack, LabelChanges, Operation,
    RestoreBoard, StackChanges,
};
pub use organization::{Milestone, Organization, Run};
pub use person::{Member, Permissions, Person, PersonKind};
pub use place::{Place, StackPlace};
pub use project::Project;
pub use stack::{Lane, Stack};
pub use support::{Limits, Me, Rights, Service, Support};
pub use tag::Tag;
