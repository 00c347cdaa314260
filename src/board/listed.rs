//! What a board or an organization lists, and cards name: projects, classes of service, milestones.

use super::{ClassOfService, Project};

/// A thing in such a list: known by its id, and a new one by its name.
pub trait Listed: Clone + PartialEq {
    /// Returns the service's id; `None` for a new one.
    fn id(&self) -> Option<&str>;

    /// Returns its name.
    fn name(&self) -> &str;

    /// Replaces the id.
    fn set_id(&mut self, id: Option<String>);

    /// Returns true if both are one thing, whatever its values are.
    fn is_same(&self, other: &Self) -> bool {
        match (self.id(), other.id()) {
            (Some(one), Some(other)) => one == other,
            _ => self.name() == other.name(),
        }
    }

    /// Returns the thing of a list that this one is.
    fn find_in<'l>(&self, list: &'l [Self]) -> Option<&'l Self> {
        list.iter().find(|other| self.is_same(other))
    }
}

impl Listed for Project {
    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn set_id(&mut self, id: Option<String>) {
        self.id = id;
    }
}

impl Listed for ClassOfService {
    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn set_id(&mut self, id: Option<String>) {
        self.id = id;
    }
}

/// Returns a list in order of name, and of id.
pub fn by_name<T: Listed>(mut list: Vec<T>) -> Vec<T> {
    list.sort_by(|one, other| (one.name(), one.id()).cmp(&(other.name(), other.id())));
    list
}
