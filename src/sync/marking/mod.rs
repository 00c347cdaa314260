//! Conflicts as git shows them: markers in the files, three versions for the index.

mod containers;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::board::{Account, Card, CardKey, Comment};
use crate::files::{ContentId, ReadContent};
use crate::plan::{self, CommentVersions, Conflict, Field, Merged, ThingKey};
use crate::repo::{Changes, Put, Unmerged};
use crate::text::{self, CardOver, CardPlace, Known, Layout, NewContent, Over};

use crate::sync::changes::local_changes;
use crate::sync::error::SyncError;
use crate::sync::session::Session;
use crate::sync::sides::{LocalSide, StoredSide};
use crate::sync::trees::After;
use crate::sync::versions::{Style, Versions};

/// What a merge with conflicts has on its sides.
pub(super) struct MarkSides<'a> {
    /// The files here.
    pub(super) local: &'a LocalSide,
    /// What they say, with the ids that new things have got.
    pub(super) known: &'a Known,
    /// The state that was agreed last.
    pub(super) base: &'a StoredSide,
    /// What was agreed, with what is known to have been created since.
    pub(super) agreed: &'a Account,
    /// The state that was fetched.
    pub(super) theirs: &'a StoredSide,
    /// Where HEAD will have everything; where it had it in base if a merge stays in progress.
    pub(super) head: &'a Layout,
}

/// What a merge with conflicts writes.
pub(super) struct Marked {
    /// What the working tree gets, markers and all.
    pub(super) files: Changes,
    /// The files in conflict: what the index holds of them.
    pub(super) stages: BTreeMap<String, Unmerged>,
    /// The file of each conflict that is shown in one.
    pub(super) paths: Vec<Option<String>>,
    /// Where everything stands then.
    pub(super) layout: Layout,
}

/// Returns true if a conflict is about the files here alone: nothing that was fetched contradicts
/// them, and a merge can go on without it.
pub(super) fn is_local(conflict: &Conflict) -> bool {
    matches!(conflict, Conflict::GoneThere { .. })
}

/// Returns true if a file can show the conflict.
fn is_markable(conflict: &Conflict) -> bool {
    match conflict {
        Conflict::BothMoved { thing, .. } => matches!(thing.key, ThingKey::Card(_)),
        Conflict::MovedIntoEachOther { .. } | Conflict::MovedOutOfSight { .. } => false,
        _ => true,
    }
}

/// Works out files and index entries that show the conflicts; `None` where one cannot be shown.
///
/// # Errors
/// A file cannot be read, or cannot be changed as it has to be.
pub(super) fn mark(
    session: Session<'_>,
    sides: &MarkSides<'_>,
    merged: &Merged,
) -> Result<Option<Marked>, SyncError> {
    let conflicts = &merged.conflicts;
    if !conflicts.iter().all(is_markable) {
        return Ok(None);
    }
    // The cards spell a label as the server has it: that name will be base's, and any other that a
    // person settles on has it as its former one.
    let names = conflicts.iter().filter(|one| is_name_of_label(one));
    let wanted = plan::with_values_of(&merged.folder, names, &sides.theirs.known.account);
    let server = session.server;
    let scan = &sides.local.scan;
    let over = Over {
        files: &scan.files,
        contents: scan,
        known: sides.known,
    };
    let mut written = text::write(server.service, &wanted, &over, server.names)?;
    for conflict in conflicts {
        if let (Conflict::DeletedHereChangedThere { .. }, ThingKey::Card(key)) =
            (conflict, &conflict.thing().key)
        {
            put_as_there(session, sides, key, &mut written)?;
        }
    }
    let put = written.changes.put.clone();
    let files = local_changes(written.changes, scan)?;
    let after = After::new(&scan.files, scan, put, written.layout.clone())?;
    let mut marking = Marking {
        session,
        sides,
        after: &after,
        known: Known {
            account: wanted,
            layout: written.layout,
        },
        style: Style::of(session.repo)?,
        marked: Marked {
            files,
            stages: BTreeMap::new(),
            paths: vec![None; conflicts.len()],
            layout: Layout::default(),
        },
    };
    marking.containers(conflicts)?;
    marking.cards(merged)?;
    marking.comments(merged)?;
    marking.presences(conflicts)?;
    let Marking {
        known, mut marked, ..
    } = marking;
    marked.layout = known.layout;
    Ok(Some(marked))
}

fn is_name_of_label(conflict: &Conflict) -> bool {
    let field = match conflict {
        Conflict::BothChanged { field, .. } | Conflict::DifferentWithoutBase { field, .. } => field,
        _ => return false,
    };
    *field == Field::Name && matches!(conflict.thing().key, ThingKey::Label(_))
}

/// A card that comes back stands where HEAD or the fetched state has it, in their very bytes.
fn put_as_there(
    session: Session<'_>,
    sides: &MarkSides<'_>,
    key: &CardKey,
    written: &mut text::Written,
) -> Result<(), SyncError> {
    let Some(file) = written.layout.cards.get_mut(key) else {
        return Ok(());
    };
    let service = session.server.service;
    let says = |path: &str, bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).ok()?;
        Some(text::read_single(service, path, text)?.card)
    };
    let Some(NewContent::Bytes(made)) = written.changes.put.get(&file.path).cloned() else {
        return Ok(());
    };
    let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    for layout in [sides.head, &sides.theirs.known.layout] {
        let Some(there) = layout.cards.get(key) else {
            continue;
        };
        let is_free = there.path == file.path
            || (folder(&there.path) == folder(&file.path)
                && sides.local.scan.files.get(&there.path).is_none()
                && !written.changes.put.contains_key(&there.path));
        let bytes = session.repo.read_blob(there.content)?;
        if !is_free || says(&there.path, &bytes) != says(&file.path, &made) {
            continue;
        }
        written.changes.put.remove(&file.path);
        written.changes.remove.remove(&there.path);
        let content = NewContent::Bytes(bytes);
        written.changes.put.insert(there.path.clone(), content);
        *file = there.clone();
        break;
    }
    Ok(())
}

struct Marking<'m, 'a> {
    session: Session<'a>,
    sides: &'m MarkSides<'a>,
    after: &'m After<'m>,
    /// What the files say without markers: values in conflict are ours.
    known: Known,
    style: Style,
    marked: Marked,
}

impl Marking<'_, '_> {
    /// Values and places of cards.
    fn cards(&mut self, merged: &Merged) -> Result<(), SyncError> {
        let mut moved: BTreeSet<CardKey> = BTreeSet::new();
        let mut keys: BTreeSet<CardKey> = merged.versions.keys().cloned().collect();
        for conflict in &merged.conflicts {
            if let (Conflict::BothMoved { .. }, ThingKey::Card(key)) =
                (conflict, &conflict.thing().key)
            {
                moved.insert(key.clone());
                keys.insert(key.clone());
            }
        }
        for key in keys {
            let Some(path) = self.known.layout.card_path(&key).map(str::to_owned) else {
                continue;
            };
            let versions = self.versions_of_card(&key, &path, merged, moved.contains(&key))?;
            self.show(&path, &versions)?;
            for (index, conflict) in merged.conflicts.iter().enumerate() {
                if conflict.thing().key == ThingKey::Card(key.clone()) {
                    self.marked.paths[index] = Some(path.clone());
                }
            }
        }
        Ok(())
    }

    fn versions_of_card(
        &self,
        key: &CardKey,
        path: &str,
        merged: &Merged,
        is_moved: bool,
    ) -> Result<Versions, SyncError> {
        let index = self.known.account.cards();
        let located = index
            .get(key)
            .ok_or_else(|| SyncError::bug("a conflict of a card that is not there"))?;
        let bytes = self.bytes_after(path)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let values = merged.versions.get(key);
        let folder_in = |account: &Account| -> Option<String> {
            let cards = account.cards();
            let stack = &cards.get(key)?.stack.key;
            Some(self.known.layout.stack_folder(stack)?.to_owned())
        };
        let text_of = |card: &Card, account: &Account| -> Result<Arc<[u8]>, SyncError> {
            let stack = if is_moved { folder_in(account) } else { None };
            // The labels are the same in all versions.
            let card = Card {
                labels: located.card.labels.clone(),
                ..card.clone()
            };
            let over = CardOver {
                path,
                text: &text,
                body: located.card.body.as_deref(),
            };
            let place = CardPlace {
                stack: stack.as_deref(),
                position: None,
            };
            let service = self.session.server.service;
            let text = text::card_text(service, located.board, &card, place, Some(&over))?;
            Ok(text.into_bytes().into())
        };
        let [base, ours, theirs] = match values {
            Some(versions) => [
                versions.base.as_ref(),
                Some(&versions.ours),
                Some(&versions.theirs),
            ],
            None => [Some(located.card); 3],
        };
        let version =
            |card: Option<&Arc<Card>>, account| card.map(|card| text_of(card, account)).transpose();
        Ok(Versions {
            base: version(base, self.sides.agreed)?,
            ours: version(ours, &self.sides.known.account)?,
            theirs: version(theirs, &self.sides.theirs.known.account)?,
            is_of_two: false,
        })
    }

    /// Texts of comments.
    fn comments(&mut self, merged: &Merged) -> Result<(), SyncError> {
        let service = self.session.server.service;
        for ((card, key), versions) in &merged.comments {
            let files = self.known.layout.cards.get(card).map(|file| &file.comments);
            let Some(path) = files.and_then(|files| Some(files.get(key)?.path.clone())) else {
                continue;
            };
            let bytes = self.bytes_after(&path)?.unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let CommentVersions { base, ours, theirs } = versions;
            // All but the text is the same in all versions of the file.
            let text_of = |version: &Comment| -> Result<Arc<[u8]>, SyncError> {
                let version = Comment {
                    text: Arc::clone(&version.text),
                    ..ours.clone()
                };
                let known = Some(&*ours.text);
                let text = text::comment_text(service, &path, &text, key, &version, known)?;
                Ok(text.into_bytes().into())
            };
            let versions = Versions {
                base: base.as_ref().map(text_of).transpose()?,
                ours: Some(text_of(ours)?),
                theirs: Some(text_of(theirs)?),
                is_of_two: false,
            };
            self.show(&path, &versions)?;
            let thing = ThingKey::Comment(card.clone(), key.clone());
            for (index, conflict) in merged.conflicts.iter().enumerate() {
                if conflict.thing().key == thing {
                    self.marked.paths[index] = Some(path.clone());
                }
            }
        }
        Ok(())
    }

    /// Things that one side deleted and the other changed.
    fn presences(&mut self, conflicts: &[Conflict]) -> Result<(), SyncError> {
        for (index, conflict) in conflicts.iter().enumerate() {
            let is_here = match conflict {
                Conflict::DeletedThereChangedHere { .. } => true,
                Conflict::DeletedHereChangedThere { .. } => false,
                _ => continue,
            };
            let layout = &self.known.layout;
            let base = &self.sides.base.known.layout;
            let (path, before) = match &conflict.thing().key {
                ThingKey::Card(key) => (
                    layout.card_path(key).map(str::to_owned),
                    base.cards.get(key).map(|file| file.content),
                ),
                ThingKey::Comment(card, key) => {
                    let file = |layout: &Layout| {
                        let file = layout.cards.get(card)?.comments.get(key);
                        file.map(|file| (file.path.clone(), file.content))
                    };
                    let before = file(base).map(|(_, content)| content);
                    (file(layout).map(|(path, _)| path), before)
                }
                ThingKey::Stack(key) => (
                    self.stack_file(key),
                    base.stacks.get(key).and_then(|folder| folder.content),
                ),
                ThingKey::Board(key) => (
                    self.board_file(key),
                    base.boards.get(key).and_then(|folder| folder.content),
                ),
                ThingKey::Label(_) | ThingKey::Member(_, _) | ThingKey::Milestone(_) => continue,
            };
            let Some(path) = path else { continue };
            let Some(bytes) = self.bytes_after(&path)? else {
                continue;
            };
            let id = self.session.repo.write_blob(&bytes)?;
            let stages = Unmerged {
                base: before,
                ours: is_here.then_some(id),
                theirs: (!is_here).then_some(id),
            };
            self.marked.paths[index] = Some(path.clone());
            // Values that differ as well are shown already.
            self.marked.stages.entry(path).or_insert(stages);
        }
        Ok(())
    }

    /// Puts a file in conflict, with its markers.
    fn show(&mut self, path: &str, versions: &Versions) -> Result<(), SyncError> {
        let repo = self.session.repo;
        let stage = |bytes: &Option<Arc<[u8]>>| -> Result<Option<ContentId>, SyncError> {
            let stored = bytes.as_ref().map(|bytes| repo.write_blob(bytes));
            Ok(stored.transpose()?)
        };
        let stages = Unmerged {
            base: stage(&versions.base)?,
            ours: stage(&versions.ours)?,
            theirs: stage(&versions.theirs)?,
        };
        let shown = versions.shown(&self.style)?;
        self.marked.stages.insert(path.to_owned(), stages);
        self.marked
            .files
            .put
            .insert(path.to_owned(), Put::Bytes(shown.into()));
        self.marked.files.remove.remove(path);
        Ok(())
    }

    /// Returns the bytes of a file as it will be without markers.
    fn bytes_after(&self, path: &str) -> Result<Option<Arc<[u8]>>, SyncError> {
        match self.after.files.get(path) {
            Some(file) => Ok(Some(self.after.read(path, file)?)),
            None => Ok(None),
        }
    }
}
