//! Why something cannot be done.

use thiserror::Error;

use crate::board::printable::printable;
use crate::plan::words::TITLE_CHARACTERS;

/// Why something cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Reason {
    /// Something without a title.
    #[error("it has no title")]
    NoTitle,
    /// A title that the service takes for none.
    #[error("{service} does not take `{title}` as a title")]
    TitleNotTaken {
        /// The service's name.
        service: &'static str,
        /// The title.
        title: String,
    },
    /// A title that is too long.
    #[error("its title has {length} characters, and {service} takes {limit}")]
    TitleTooLong {
        /// The service's name.
        service: &'static str,
        /// Its length in characters.
        length: usize,
        /// The most that the service takes.
        limit: usize,
    },
    /// A value that this server does not know.
    #[error("{service} {version} knows no {what}")]
    Unsupported {
        /// The service's name.
        service: &'static str,
        /// The server's version.
        version: String,
        /// What it does not know, in the plural or as a mass.
        what: &'static str,
    },
    /// A value that can be none of its kind.
    #[error("`{field}` cannot be `{value}`; there are {allowed}")]
    NotAValue {
        /// The key in the file.
        field: &'static str,
        /// What was given.
        value: String,
        /// What may be given.
        allowed: &'static str,
    },
    /// A title of more than one line, where title and text are one text.
    #[error("its title has more than one line; the first line of the text is the title")]
    TitleOfManyLines,
    /// A color that is none.
    #[error("`{color}` is no color; six hexadecimal digits are, like `ff7a66`")]
    NoColor {
        /// What was given.
        color: String,
    },
    /// A second label of one name on a board.
    #[error("the board has another label of that name")]
    NameTaken,
    /// The board is shared for reading only.
    #[error("this account may only read the board")]
    ReadOnly,
    /// Stacks, labels or the board itself change, and the account may not.
    #[error("this account may not change the board's stacks, labels or own values")]
    MayNotManage,
    /// Members change, and the account may not.
    #[error("this account may not share the board")]
    MayNotShare,
    /// A member goes, and the account does not manage the board.
    #[error("only who manages the board may take members away")]
    MayNotTakeAway,
    /// A permission is given or taken that the account has not itself.
    #[error("this account may not give or take `{permission}`, which it does not have itself")]
    MayNotGrant {
        /// The permission, as the file has it.
        permission: &'static str,
    },
    /// Somebody becomes a member of their own board.
    #[error("the board is theirs, which gives every right; take them out of `members`")]
    OwnerAsMember,
    /// The account is left without access to the board.
    #[error("this account would lose its own access to the board")]
    LosesAccess,
    /// An earlier operation of the plan takes away the right that this one needs.
    #[error("an earlier change of this push takes the right to do this from this account itself")]
    GivesUpRight,
    /// The board is archived, before and after the plan.
    #[error("the board is archived; take `archived` out of its `board.yaml` first")]
    ArchivedBoard,
    /// A name that the service would change or refuse.
    #[error("{service} does not keep such a name; rename the file")]
    AttachmentName {
        /// The service's name.
        service: &'static str,
    },
    /// What lies beside an attachment that was replaced on both sides.
    #[error("`{name}` was replaced on both sides; remove one of the two files")]
    BothReplaced {
        /// The name of the server's.
        name: String,
    },
    /// A comment that is too long.
    #[error("it has {length} characters, and {service} takes {limit}")]
    CommentTooLong {
        /// The service's name.
        service: &'static str,
        /// Its length in characters.
        length: usize,
        /// The most that the service takes.
        limit: usize,
    },
    /// Somebody else's comment.
    #[error(
        "{author} wrote it, and {service} lets nobody else change or delete it; take yours back \
         with `git restore`, or write a comment of your own"
    )]
    NotTheAuthor {
        /// The service's name.
        service: &'static str,
        /// Who wrote it.
        author: String,
    },
    /// A card of a board of projects belongs to none of them.
    #[error("{}", no_project(.named.as_deref(), .known))]
    NoProject {
        /// The project that it names.
        named: Option<String>,
        /// The projects of its board.
        known: Vec<String>,
    },
    /// A milestone without a day.
    #[error("it has no `date`; write a day like `2026-12-24`")]
    NoDate,
    /// A milestone that is over before it begins.
    #[error("it starts after its `date`")]
    StartsAfterDate,
    /// A milestone is for a board that is not there.
    #[error("there is no board `{}`", printable(.name, TITLE_CHARACTERS))]
    NoSuchBoard {
        /// How it was called.
        name: String,
    },
    /// A card names a milestone that will not be there.
    #[error("{}", no_milestone(.name, .known))]
    NoMilestone {
        /// The milestone that it names.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// It has an id that the server does not know.
    #[error("the server has nothing of the id `{id}`; remove `id` to make it anew")]
    NotThere {
        /// The id.
        id: String,
    },
}

fn no_project(named: Option<&str>, known: &[String]) -> String {
    let known = match known {
        [] => "add one under `projects` in `board.yaml`".to_owned(),
        known => {
            let known = known.iter().map(|name| printable(name, TITLE_CHARACTERS));
            format!("there are: {}", known.collect::<Vec<_>>().join(", "))
        }
    };
    match named {
        None => format!("it names no `project` of its board; {known}"),
        Some(name) => {
            let name = printable(name, TITLE_CHARACTERS);
            format!("its board has no project `{name}`; {known}")
        }
    }
}

fn no_milestone(name: &str, known: &[String]) -> String {
    let name = printable(name, TITLE_CHARACTERS);
    let known = known.iter().map(|name| printable(name, TITLE_CHARACTERS));
    let known: Vec<String> = known.collect();
    match known.as_slice() {
        [] => format!("there is no milestone `{name}`; add it to `codecks.yaml`"),
        known => format!(
            "there is no milestone `{name}`; there are: {}",
            known.join(", ")
        ),
    }
}

impl Reason {
    /// Returns true if another account might be allowed to do it.
    pub fn is_about_rights(&self) -> bool {
        matches!(
            self,
            Self::ReadOnly
                | Self::MayNotManage
                | Self::MayNotShare
                | Self::MayNotTakeAway
                | Self::MayNotGrant { .. }
        )
    }

    /// Returns true if the plan would take from the account itself what it needs.
    pub fn is_about_own_access(&self) -> bool {
        matches!(self, Self::LosesAccess | Self::GivesUpRight)
    }
}
