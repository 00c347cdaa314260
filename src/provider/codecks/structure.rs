//! What cards stand in and refer to: projects with decks and tags, milestones, runs, users.

use std::collections::{BTreeMap, BTreeSet};

use super::planning::Planning;
use super::wire::{Deck, Project as WireProject, Tables, Tag, User, ids_of};
use crate::board::{BoardKey, StackKey};

/// The id of the board and of the stack of cards without a deck.
pub(super) const PRIVATE: &str = "private";
/// Its title.
pub(super) const PRIVATE_TITLE: &str = "Private cards";
/// The title of its one stack.
pub(super) const PRIVATE_STACK: &str = "Cards";

/// Names that stand for ids in the files, each for one id only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    by_id: BTreeMap<String, String>,
}

impl Names {
    /// Returns names for ids; one that several have is told apart by what stands third.
    pub(super) fn of(things: impl IntoIterator<Item = (String, String, String)>) -> Self {
        let things: Vec<(String, String, String)> = things.into_iter().collect();
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, name, _) in &things {
            *times.entry(name).or_default() += 1;
        }
        let by_id = things
            .iter()
            .map(|(id, name, other)| {
                let is_alone = times.get(name.as_str()) == Some(&1);
                let name = match (name.is_empty(), is_alone) {
                    (true, _) => other.clone(),
                    (false, true) => name.clone(),
                    (false, false) => format!("{name} ({other})"),
                };
                (id.clone(), name)
            })
            .collect();
        Self { by_id }
    }

    /// Returns the name of an id; the id itself where there is none.
    pub(super) fn name(&self, id: &str) -> String {
        let name = self.by_id.get(id);
        name.map_or_else(|| id.to_owned(), Clone::clone)
    }

    /// Returns the id of a name, or of itself.
    pub(super) fn id(&self, name: &str) -> Option<&str> {
        let mut ids = self.by_id.iter();
        let named = ids.find(|(id, known)| known.as_str() == name || id.as_str() == name);
        named.map(|(id, _)| id.as_str())
    }

    /// Returns all names in order, for a person.
    pub(super) fn listed(&self) -> String {
        let names: BTreeSet<String> = self
            .by_id
            .values()
            .map(|name| format!("`{name}`"))
            .collect();
        match names.is_empty() {
            true => "none".to_owned(),
            false => names.into_iter().collect::<Vec<_>>().join(", "),
        }
    }

    /// Returns true if an id of `before` has another name by now, or none.
    pub(super) fn differs_from(&self, before: &BTreeMap<String, String>) -> bool {
        let mut names = before.iter();
        names.any(|(id, name)| self.by_id.get(id) != Some(name))
    }

    /// Returns the names by id.
    pub(super) fn by_id(&self) -> &BTreeMap<String, String> {
        &self.by_id
    }
}

/// A project with its decks.
#[derive(Clone, Debug)]
pub(super) struct Project {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) archived: bool,
    pub(super) tags: Vec<Tag>,
    /// In the order in which they are shown.
    pub(super) decks: Vec<Deck>,
}

/// Everything but the cards.
#[derive(Clone, Debug, Default)]
pub(super) struct Structure {
    /// Who is logged in; `None`: nobody.
    pub(super) me: Option<User>,
    /// By id.
    pub(super) projects: BTreeMap<String, Project>,
    /// The id of the organization.
    pub(super) organization: Option<String>,
    pub(super) planning: Planning,
}

impl Structure {
    /// Reads it from an answer.
    ///
    /// # Errors
    /// A record is not of its kind's form.
    pub(super) fn of(tables: &Tables) -> Result<Self, serde_json::Error> {
        let me = match tables.root("loggedInUser") {
            Some(id) => tables.get::<User>("user", id)?,
            None => None,
        };
        let mut structure = Self {
            me,
            ..Self::default()
        };
        let Some(account) = tables
            .root("account")
            .and_then(|id| tables.row("account", id))
        else {
            return Ok(structure);
        };
        for key in ["projects", "archivedProjects"] {
            for id in ids_of(account, key) {
                let Some(project) = tables.get::<WireProject>("project", &id)? else {
                    continue;
                };
                structure.projects.insert(id, project_of(tables, project)?);
            }
        }
        structure.organization = tables.root("account").map(str::to_owned);
        let projects = structure.projects.values();
        let projects = projects.map(|one| (one.id.clone(), one.title.clone(), one.id.clone()));
        structure.planning = Planning::of(tables, account, Names::of(projects))?;
        Ok(structure)
    }

    /// Returns the board and stack that a card of this deck is on; `None`: the deck is out of
    /// sight or deleted.
    pub(super) fn place(&self, deck: Option<&str>) -> Option<(BoardKey, StackKey)> {
        let Some(deck) = deck else {
            return Some((BoardKey::known(PRIVATE), StackKey::known(PRIVATE)));
        };
        let project = self.project_of_deck(deck)?;
        Some((BoardKey::known(project.id.as_str()), StackKey::known(deck)))
    }

    /// Returns the project that a deck is in.
    pub(super) fn project_of_deck(&self, deck: &str) -> Option<&Project> {
        self.projects
            .values()
            .find(|project| project.decks.iter().any(|known| known.id == deck))
    }

    /// Returns true if a deck is in another project than before.
    pub(super) fn has_moved_decks(&self, before: &BTreeMap<String, String>) -> bool {
        let mut projects = self.projects.values();
        projects.any(|project| {
            let mut decks = project.decks.iter();
            decks.any(|deck| {
                before
                    .get(&deck.id)
                    .is_some_and(|known| *known != project.id)
            })
        })
    }
}

fn project_of(tables: &Tables, project: WireProject) -> Result<Project, serde_json::Error> {
    let spaces: Vec<i64> = project.spaces.iter().map(|space| space.id).collect();
    let mut decks = Vec::new();
    for id in &project.decks {
        let deck = tables.get::<Deck>("deck", id)?;
        decks.extend(deck.filter(|deck| deck.is_deleted != Some(true)));
    }
    let space = |deck: &Deck| {
        let at = spaces
            .iter()
            .position(|space| Some(*space) == deck.space_id);
        at.unwrap_or(usize::MAX)
    };
    decks.sort_by(|one, other| {
        let key = |deck: &Deck| (space(deck), deck.sort_value.clone(), deck.account_seq);
        key(one).cmp(&key(other))
    });
    let mut tags = Vec::new();
    for id in &project.tags {
        tags.extend(tables.get::<Tag>("projectTag", id)?);
    }
    tags.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(Project {
        title: match project.name {
            Some(name) if !name.is_empty() => name,
            _ => project.id.clone(),
        },
        archived: project.visibility.as_deref() == Some("archived"),
        id: project.id,
        tags,
        decks,
    })
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn names_that_several_have_are_told_apart() {
        let thing =
            |id: &str, name: &str, other: &str| (id.to_owned(), name.to_owned(), other.to_owned());
        let names = Names::of([
            thing("a", "Alpha", "1"),
            thing("b", "Beta", "2"),
            thing("c", "Beta", "3"),
            thing("d", "", "4"),
        ]);
        assert_eq!(names.name("a"), "Alpha");
        assert_eq!(names.name("c"), "Beta (3)");
        assert_eq!(names.name("d"), "4");
        assert_eq!(names.name("x"), "x");
        assert_eq!(names.id("Beta (2)"), Some("b"));
        assert_eq!(names.id("a"), Some("a"));
        assert_eq!(names.id("Beta"), None);
    }
}
