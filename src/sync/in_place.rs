//! A push of cards that were edited in their files, and nothing else: only those files are read, here
//! and of the state, however many others there are.
//!
//! Each card is read right before it is written, so that such a push can wait for what others did in
//! the second of another one, which shows nowhere: that comes with the next pull.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{CardKey, Operation};
use crate::monitor::Event;
use crate::provider::Written;
use crate::repo::{Edited, Head};
use crate::text::{self, Known};

use super::aside::Aside;
use super::bases::Bases;
use super::contents::are_as_agreed;
use super::error::SyncError;
use super::push::{PushPlan, planned};
use super::remote::{Asked, HowToRead, ask, understand};
use super::session::Session;
use super::sides::{StateSide, Whose, local_side_of, stored_side};
use super::start::{Ground, Start, knows_all};

/// Plans such a push; none where it is another, or the server has changed, or anything else is out
/// of the ordinary: then everything that may matter is read.
///
/// # Errors
/// The repository cannot be read, or the server cannot be asked.
pub(super) async fn plan(
    session: Session<'_>,
    (branch, head): (&str, &Head),
    ground: &Ground,
    now: Timestamp,
) -> Result<Option<PushPlan>, SyncError> {
    let Some(start) = start(session, ground)? else {
        return Ok(None);
    };
    let written = start.boards_to_write(now);
    let is_in_place = |written: &Written| *written == Written::ValuesSoon;
    if written.is_empty() || !written.values().all(is_in_place) {
        return Ok(None);
    }
    let inner = start.session(session);
    let newest = Some(&start.newest);
    let asked = ask(inner, newest, &HowToRead::InPlace(written), now).await?;
    if !asked.read.alone.is_empty() || !asked.is_of_part(inner, &start.newest)? {
        return Ok(None);
    }
    let others = start.newest.side.known.account.boards.iter();
    let others = others.filter(|board| board.stacks.is_empty()).count();
    let remote = understand(inner, newest, asked, &Default::default()).await?;
    // Whatever is wrong is told of all boards.
    let at = (branch.to_owned(), head.clone());
    let Ok(plan) = planned(session, at, start, remote, now) else {
        return Ok(None);
    };
    let sets_values = |operation: &Operation| match operation {
        Operation::EditCard(edit) => edit.changes.are_of_card_only(),
        _ => false,
    };
    let is_ordinary = plan.operations.iter().all(sets_values)
        && plan.notes.is_empty()
        && plan.names.is_empty()
        && plan.created.is_empty()
        && plan.rests.is_empty()
        && plan.restored.is_empty();
    if plan.operations.is_empty() || !is_ordinary {
        return Ok(None);
    }
    if others > 0 {
        session.monitor.report(Event::LeftAside(others));
    }
    Ok(Some(plan))
}

/// Reads the files that were edited, with those that say what they belong to.
fn start(session: Session<'_>, ground: &Ground) -> Result<Option<Start>, SyncError> {
    let Session {
        repo,
        server,
        monitor,
        provider,
        ..
    } = session;
    let base = ground.base.clone();
    let at_rest = provider.at_rest_for_now(&ground.stamp);
    let boards = repo.board_folders(base.tree)?;
    if at_rest.len() < boards.len() {
        return Ok(None);
    }
    let Some(edited) = repo.edited_files(base.tree, ground.head)? else {
        return Ok(None);
    };
    let Some(files) = files_to_read(&edited, &boards) else {
        return Ok(None);
    };
    let aside = Aside::of_all_but_files(repo, base.tree, files)?;
    let repo = Aside::session(Some(&aside), session).repo;
    let tree = (base.tree, Whose::Ours);
    let side = stored_side(repo, server, tree, Some(&Known::default()), monitor);
    let Ok(side) = side else {
        return Ok(None);
    };
    let scan = repo.scan(&side.files)?;
    let base = StateSide { commit: base, side };
    let bases = Bases::one(base.clone());
    // Whatever is wrong is told of the whole tree.
    let Ok(local) = local_side_of(repo, server, &bases, scan, monitor) else {
        return Ok(None);
    };
    let known = &base.side.known;
    let mut ids = known.account.boards.iter().map(|board| board.key.id());
    let is_at_rest = ids.all(|id| id.is_some_and(|id| at_rest.contains(id)));
    let is_enough = is_at_rest
        && local.warnings.is_empty()
        && knows_all(known, &local.known)
        && stand_as_before(known, &local.known);
    Ok(is_enough.then_some(Start {
        bases,
        newest: base,
        local,
        aside: Some(aside),
    }))
}

/// Returns the files that tell all of the edited cards; none where other files were edited, or one
/// of these cards may have to do with files of others.
fn files_to_read(edited: &Edited, boards: &[String]) -> Option<BTreeSet<String>> {
    if edited.files.is_empty() {
        return None;
    }
    let markers = boards
        .iter()
        .map(|board| format!("{board}/{}", text::BOARD_FILE));
    let mut files: BTreeSet<String> = markers.collect();
    let mut stems: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for path in &edited.files {
        let (folder, name) = path.rsplit_once('/')?;
        let is_card = folder.split('/').count() == 2 && text::is_card_name(name);
        let stem = path.strip_suffix(".md").filter(|_| is_card)?;
        stems.entry(folder).or_default().insert(format!("{stem}/"));
        files.insert(path.clone());
    }
    for (folder, stems) in stems {
        let within = edited.folders.get(folder)?;
        let marker = format!("{folder}/{}", text::STACK_FILE);
        if within.binary_search(&marker).is_err() {
            return None;
        }
        files.insert(marker);
        for path in within {
            let Some((inner, _)) = path[folder.len() + 1..].split_once('/') else {
                continue;
            };
            // A folder that is not beside the file of its card may be that of any card.
            let beside = format!("{folder}/{inner}.md");
            if within.binary_search(&beside).is_err() {
                return None;
            }
            if stems.contains(&format!("{folder}/{inner}/")) {
                files.insert(path.clone());
            }
        }
    }
    Some(files)
}

/// Returns true if nothing but what the cards themselves say can differ.
fn stand_as_before(base: &Known, local: &Known) -> bool {
    let (there, here) = (&base.layout, &local.layout);
    there.boards == here.boards
        && there.stacks == here.stacks
        && there.cards.len() == here.cards.len()
        && here.cards.iter().all(|(key, card)| {
            there.cards.get(key).is_some_and(|before| {
                let is_plain = !card.lacks_id && !card.has_stack_line && !card.needs_writing;
                is_plain
                    && card.replaces.is_none()
                    && card.path == before.path
                    && card.position == before.position
                    && card.folder == before.folder
                    && card.attachments == before.attachments
                    && card.comments == before.comments
            })
        })
}

impl Asked {
    /// Returns true if the server, of which only part is known here, holds that part as the newest
    /// state has it, but for values of cards that were read alone.
    ///
    /// # Errors
    /// As for [`Asked::leaves_aside`].
    pub(super) fn is_of_part(
        &self,
        session: Session<'_>,
        state: &StateSide,
    ) -> Result<bool, SyncError> {
        let Some(before) = &self.before else {
            return Ok(false);
        };
        let now = &self.read.account.boards;
        let is_known = now.len() == before.boards.len()
            && now.iter().all(|board| {
                let was = before.board(&board.key);
                let is_alone = board
                    .key
                    .id()
                    .is_some_and(|id| self.read.alone.contains(id));
                was.is_some_and(|was| is_alone || Arc::ptr_eq(was, board))
            });
        let (was, is) = (before.cards(), self.read.account.cards());
        let listed = &self.read.attachments;
        let hangs_the_same = |key: &CardKey| {
            let both = was.get(key).zip(is.get(key));
            both.is_some_and(|(was, is)| {
                was.card.comments == is.card.comments
                    && are_as_agreed(session, state, [was.card], listed)
            })
        };
        Ok(is_known
            && was.len() == is.len()
            && was.keys().all(|key| hangs_the_same(key))
            && self.leaves_aside(session, state, &Default::default())?)
    }
}
