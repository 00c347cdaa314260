//! Which projects are read, and which are gone.

use std::collections::BTreeSet;

use serde_json::json;

use crate::board::{Account, BoardId, BoardKey};
use crate::provider::codecks::api::Api;
use crate::provider::codecks::query::Query;
use crate::provider::codecks::structure::{PRIVATE, PRIVATE_TITLE, Structure};
use crate::provider::codecks::wire::Project;
use crate::provider::http::on_one_line;
use crate::provider::{ProviderError, Wanted};

/// What is read.
#[derive(Clone, Debug, Default)]
pub(in crate::provider::codecks) struct Chosen {
    /// The ids of projects.
    pub(in crate::provider::codecks) projects: BTreeSet<String>,
    /// Whether the cards without a deck are read.
    pub(in crate::provider::codecks) private: bool,
    /// Whether their board is there even if there are none.
    pub(in crate::provider::codecks) private_if_empty: bool,
}

/// Returns what is wanted of what is there.
///
/// A name that `previous` knows is no error if its project is not there any more.
///
/// # Errors
/// `NoSuchBoard` for a name that nothing has as id or title.
pub(super) fn choose(
    structure: &Structure,
    wanted: &Wanted,
    previous: Option<&Account>,
) -> Result<Chosen, ProviderError> {
    let is_person = structure
        .me
        .as_ref()
        .is_some_and(|me| me.kind.as_deref() == Some("human"));
    let Wanted::Named(names) = wanted else {
        return Ok(Chosen {
            projects: structure.projects.keys().cloned().collect(),
            private: true,
            private_if_empty: is_person,
        });
    };
    let mut chosen = Chosen::default();
    for name in names {
        let found: Vec<&String> = structure
            .projects
            .values()
            .filter(|project| is_called(&project.id, &project.title, name))
            .map(|project| &project.id)
            .collect();
        let is_private = is_called(PRIVATE, PRIVATE_TITLE, name);
        chosen.private |= is_private;
        let is_known = previous.is_some_and(|account| {
            let mut boards = account.boards.iter();
            boards.any(|board| {
                let id = board.key.id().map_or("", |id| id.as_str());
                is_called(id, &board.title, name)
            })
        });
        if found.is_empty() && !is_private && !is_known {
            return Err(ProviderError::NoSuchBoard {
                name: on_one_line(name),
                present: titles(structure),
            });
        }
        chosen.projects.extend(found.into_iter().cloned());
    }
    chosen.private_if_empty = chosen.private;
    Ok(chosen)
}

/// Returns the boards of `before` that the server says are deleted.
pub(super) async fn gone(
    api: Api<'_>,
    structure: &Structure,
    before: &Account,
) -> Result<BTreeSet<BoardId>, ProviderError> {
    let missing: Vec<&BoardId> = before
        .boards
        .iter()
        .filter_map(|board| board.key.id())
        .filter(|id| id.as_str() != PRIVATE && !structure.projects.contains_key(id.as_str()))
        .collect();
    if missing.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut query = Query::default();
    for id in &missing {
        query = query.with_record("project", id.as_str(), json!(["id", "visibility"]));
    }
    let answered = api.query(&query).await?;
    let mut gone = BTreeSet::new();
    for id in missing {
        let project = answered.get::<Project>("project", id.as_str())?;
        if project.is_some_and(|project| project.visibility.as_deref() == Some("deleted")) {
            gone.insert(id.clone());
        }
    }
    Ok(gone)
}

fn is_called(id: &str, title: &str, name: &str) -> bool {
    id == name || title.to_lowercase() == name.to_lowercase()
}

fn titles(structure: &Structure) -> String {
    let titles: Vec<String> = structure
        .projects
        .values()
        .map(|project| format!("`{}`", on_one_line(&project.title)))
        .collect();
    match titles.is_empty() {
        true => "none".to_owned(),
        false => titles.join(", "),
    }
}

/// Returns the key of the board of the cards without a deck.
pub(super) fn private_key() -> BoardKey {
    BoardKey::known(PRIVATE)
}
