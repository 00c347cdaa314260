//! Account, boards, stacks, cards; operations and what applying one means.

pub mod account;
pub mod apply;
#[expect(
    clippy::module_inception,
    reason = "one noun a file: a board is what it holds"
)]
pub mod board;
pub mod card;
pub mod field;
pub mod id;
pub mod label;
pub mod operation;
pub mod person;
pub mod place;
pub mod printable;
pub mod sequence;
pub mod sharing;
pub mod stack;
pub mod support;

pub use account::{Account, CardIndex, Located, LocatedStack, StackIndex};
pub use board::Board;
pub use card::{Card, Done};
pub use field::CardField;
pub use id::{
    BoardId, BoardKey, CardId, CardKey, Id, Key, LabelId, LabelKey, Names, StackId, StackKey,
};
pub use label::Label;
pub use operation::{
    BoardChanges, CardChanges, Change, CreateBoard, CreateCard, CreateLabel, CreateStack,
    DeleteBoard, DeleteCard, DeleteLabel, DeleteStack, EditBoard, EditCard, EditLabel, EditMember,
    EditStack, LabelChanges, Operation, StackChanges,
};
pub use person::{Member, Permissions, Person, PersonKind};
pub use place::{Place, StackPlace};
pub use stack::Stack;
pub use support::{Limits, Rights, Service, Support};
