//! The operation on milestones.

use super::Change;
use crate::board::Milestone;

/// A milestone comes, goes, or gets other values.
#[derive(Clone, Debug, PartialEq)]
pub struct EditMilestone {
    /// The whole of it; an old one has an id.
    pub milestone: Change<Option<Milestone>>,
}

impl EditMilestone {
    /// Returns its name before; of a new one, its name.
    pub fn name(&self) -> &str {
        let Change { old, new } = &self.milestone;
        let either = old.as_ref().or(new.as_ref());
        either.map_or("", |milestone| &milestone.name)
    }

    /// Returns the service's id, where it has one already.
    pub fn id(&self) -> Option<&str> {
        self.milestone.old.as_ref()?.id.as_deref()
    }
}
