//! Creates as the journal keeps them, to know the thing again if the answer is lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::board::{
    BoardId, BoardKey, Card, CardId, CardKey, CommentId, CreateBoard, CreateCard, CreateLabel,
    CreateStack, Id, Key, LabelId, LabelKey, MovedCard, Names, Operation, Place, Service, StackId,
    StackKey, StackPlace,
};

/// What kind of thing is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A board.
    Board,
    /// A stack.
    Stack,
    /// A label.
    Label,
    /// A card.
    Card,
}

/// A create as it is sent, to know the thing again if the answer is lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateIntent {
    /// What is created.
    pub kind: Kind,
    /// The number of the new thing in the plan.
    pub new: u32,
    /// The board's id, for stacks, labels and cards.
    pub board: Option<String>,
    /// The stack's id, for cards.
    pub stack: Option<String>,
    /// Title or name, as sent.
    pub title: String,
    /// The body, as sent.
    pub body: Option<String>,
    /// The file that it comes from.
    pub file: Option<String>,
    /// What a card was that moves to another board and is made anew there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<MovedFrom>,
}

/// A card before its move to another board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedFrom {
    /// Its id.
    pub card: String,
    /// Its board's id.
    pub board: String,
}

impl MovedFrom {
    /// Returns its id.
    pub fn id(&self) -> CardId {
        CardId::new(self.card.as_str())
    }
}

/// A thing in the files that a create was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Here {
    /// The new thing of that number.
    New(u32),
    /// The card that has this id until it gets another one with its board.
    Moved(CardId),
}

/// Returns the create as an operation, for looking it up; things that it names have ids.
pub fn as_operation(intent: &CreateIntent) -> Operation {
    let board = BoardKey::known(intent.board.clone().unwrap_or_default());
    match intent.kind {
        Kind::Board => Operation::CreateBoard(CreateBoard {
            key: BoardKey::New(intent.new),
            title: intent.title.clone(),
            color: String::new(),
            archived: false,
            label_names: Vec::new(),
            projects: Vec::new(),
            classes: Vec::new(),
        }),
        Kind::Stack => Operation::CreateStack(CreateStack {
            key: StackKey::New(intent.new),
            place: StackPlace {
                board,
                parent: None,
                after: None,
            },
            title: intent.title.clone(),
            done_column: false,
            lane: crate::board::Lane::default(),
        }),
        Kind::Label => Operation::CreateLabel(CreateLabel {
            board,
            key: LabelKey::New(intent.new),
            name: intent.title.clone(),
            color: String::new(),
        }),
        Kind::Card => {
            let mut card = Card::new(CardKey::New(intent.new), intent.title.clone());
            card.body = intent.body.as_deref().map(Arc::from);
            Operation::CreateCard(CreateCard {
                place: Place {
                    board,
                    stack: StackKey::known(intent.stack.clone().unwrap_or_default()),
                    after: None,
                },
                card: Arc::new(card),
            })
        }
    }
}

/// Returns what the journal keeps of an operation that creates; `file_of` names the file that a new
/// card comes from.
pub fn create_intent(
    operation: &Operation,
    service: Service,
    file_of: &(dyn Fn(&CardKey) -> Option<String> + Sync),
) -> Option<CreateIntent> {
    let intent = |kind, new: u32, board: Option<&BoardKey>, title: &str| CreateIntent {
        kind,
        new,
        board: board.and_then(BoardKey::id).map(ToString::to_string),
        stack: None,
        title: title.to_owned(),
        body: None,
        file: None,
        moved: None,
    };
    match operation {
        Operation::CreateBoard(create) => Some(intent(
            Kind::Board,
            number_of(&create.key)?,
            None,
            &create.title,
        )),
        Operation::CreateStack(create) => Some(intent(
            Kind::Stack,
            number_of(&create.key)?,
            Some(&create.place.board),
            &create.title,
        )),
        Operation::CreateLabel(create) => Some(intent(
            Kind::Label,
            number_of(&create.key)?,
            Some(&create.board),
            &create.name,
        )),
        Operation::CreateCard(create) => {
            let key = &create.card.key;
            let plain = intent(
                Kind::Card,
                number_of(key)?,
                Some(&create.place.board),
                &create.card.title,
            );
            Some(CreateIntent {
                stack: create.place.stack.id().map(ToString::to_string),
                body: create.card.body.as_deref().map(str::to_owned),
                file: file_of(key),
                ..plain
            })
        }
        Operation::EditCard(edit) if !service.keeps_ids_between_boards() => {
            let place = edit.changes.place.as_ref()?;
            if place.old.board == place.new.board {
                return None;
            }
            let title = edit.changes.title.as_ref();
            let title = title.map_or(&edit.title, |title| &title.new);
            Some(CreateIntent {
                stack: place.new.stack.id().map(ToString::to_string),
                moved: Some(MovedFrom {
                    card: edit.key.id()?.to_string(),
                    board: place.old.board.id()?.to_string(),
                }),
                ..intent(Kind::Card, 0, Some(&place.new.board), title)
            })
        }
        _ => None,
    }
}

fn number_of<Kind>(key: &Key<Kind>) -> Option<u32> {
    match key {
        Key::New(number) => Some(*number),
        Key::Known(_) => None,
    }
}

/// Keeps the id that a new thing has got.
pub fn name(operation: &Operation, id: &str, names: &mut Names) {
    match operation {
        Operation::CreateBoard(create) => keep(&create.key, BoardId::new(id), &mut names.boards),
        Operation::CreateStack(create) => keep(&create.key, StackId::new(id), &mut names.stacks),
        Operation::CreateLabel(create) => keep(&create.key, LabelId::new(id), &mut names.labels),
        Operation::CreateCard(create) => keep(&create.card.key, CardId::new(id), &mut names.cards),
        Operation::EditBoard(_)
        | Operation::DeleteBoard(_)
        | Operation::RestoreBoard(_)
        | Operation::EditLabel(_)
        | Operation::DeleteLabel(_)
        | Operation::EditMember(_)
        | Operation::EditStack(_)
        | Operation::DeleteStack(_)
        | Operation::DeleteCard(_)
        | Operation::EditAttachment(_)
        // Cards name it by its name.
        | Operation::EditMilestone(_) => {}
        Operation::EditCard(edit) => {
            let from = edit
                .changes
                .place
                .as_ref()
                .and_then(|place| place.old.board.id());
            if let (Some(old), Some(from)) = (edit.key.id(), from) {
                let moved = MovedCard {
                    id: CardId::new(id),
                    from: from.clone(),
                };
                names.moved.insert(old.clone(), moved);
            }
        }
        Operation::EditComment(edit) => keep(&edit.key, CommentId::new(id), &mut names.comments),
    }
}

fn keep<Kind>(key: &Key<Kind>, id: Id<Kind>, names: &mut BTreeMap<u32, Id<Kind>>) {
    if let Key::New(number) = key {
        names.insert(*number, id);
    }
}

/// Returns the id that a thing of the files has got.
pub fn id_of(kind: Kind, here: &Here, names: &Names) -> Option<String> {
    let number = match here {
        Here::New(number) => number,
        Here::Moved(old) => return names.moved.get(old).map(|moved| moved.id.to_string()),
    };
    match kind {
        Kind::Board => names.boards.get(number).map(ToString::to_string),
        Kind::Stack => names.stacks.get(number).map(ToString::to_string),
        Kind::Label => names.labels.get(number).map(ToString::to_string),
        Kind::Card => names.cards.get(number).map(ToString::to_string),
    }
}
