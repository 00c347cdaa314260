//! People, groups and teams: who a card is assigned to, who a board is shared with.

use std::fmt;

/// What a [`Person`] is to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonKind {
    /// One user.
    User,
    /// A group of users.
    Group,
    /// A team (Nextcloud: circle).
    Team,
    /// A user of another server.
    Remote,
}

impl PersonKind {
    /// Returns the word that stands for it in the files.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Team => "team",
            Self::Remote => "remote",
        }
    }
}

/// Returns true if a name in the files may be that of a user: the very name, or the name with the id
/// that tells several users of one name apart, in brackets.
pub fn may_be(name: &str, user: &str) -> bool {
    let rest = name.strip_prefix(user);
    rest.is_some_and(|rest| rest.is_empty() || (rest.starts_with(" (") && rest.ends_with(')')))
}

/// A user, group or team, by the id that the service uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    /// What it is.
    pub kind: PersonKind,
    /// The service's id: a login name, a group's or team's id.
    pub id: String,
}

impl Person {
    /// Returns the user of that login name.
    pub fn user(id: impl Into<String>) -> Self {
        Self {
            kind: PersonKind::User,
            id: id.into(),
        }
    }
}

/// As written in the list of assignees: `alice`, `group:staff`, `team:17`.
impl fmt::Display for Person {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PersonKind::User => formatter.write_str(&self.id),
            kind => write!(formatter, "{}:{}", kind.word(), self.id),
        }
    }
}

/// What a member may do with a board besides reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permissions {
    /// May change cards.
    pub edit: bool,
    /// May share the board with others.
    pub share: bool,
    /// May change stacks, labels and the board itself.
    pub manage: bool,
}

/// Somebody a board is shared with; its owner is not among them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// What they may do.
    pub permissions: Permissions,
}
