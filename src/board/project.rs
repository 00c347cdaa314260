//! A project: what cards of a board belong to, beside their stack.

/// A project on a board (Kanbanik).
#[derive(Clone, Debug)]
pub struct Project {
    /// The service's id; `None` for a new one.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
}

/// One that has no id yet equals the one of its name; so this is no `Eq`.
impl PartialEq for Project {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && (self.id == other.id || self.id.is_none() || other.id.is_none())
    }
}
