//! A class of service: how urgent cards are, and what that means.

/// A class of service (Kanbanik). All boards of a server have the same ones.
#[derive(Clone, Debug)]
pub struct ClassOfService {
    /// The service's id; `None` for a new one.
    pub id: Option<String>,
    /// Its name, by which cards name it.
    pub name: String,
    /// What it is for; empty where nothing is said.
    pub description: String,
    /// Its color: six hexadecimal digits.
    pub color: String,
}

/// One that has no id yet equals the one with its values; so this is no `Eq`.
impl PartialEq for ClassOfService {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            id,
            name,
            description,
            color,
        } = self;
        *name == other.name
            && *description == other.description
            && *color == other.color
            && (*id == other.id || id.is_none() || other.id.is_none())
    }
}
