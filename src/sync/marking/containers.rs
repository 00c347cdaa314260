//! Values of boards, labels, members and stacks that are in conflict: markers in their files.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::board::{Account, Board, BoardKey, LabelKey, StackKey};
use crate::plan::{self, Conflict, ThingKey};
use crate::text::{self, BOARD_FILE, CODECKS_FILE, NewContent, Over, STACK_FILE};

use super::{Marking, is_local};
use crate::sync::error::SyncError;
use crate::sync::versions::Versions;

/// The three versions of one file of a board or stack.
type Texts = [BTreeMap<String, Arc<[u8]>>; 3];

impl Marking<'_, '_> {
    /// Values of boards, labels, members and stacks.
    pub(super) fn containers(&mut self, conflicts: &[Conflict]) -> Result<(), SyncError> {
        let mut texts: Option<Texts> = None;
        let mut paths: BTreeMap<String, (bool, bool)> = BTreeMap::new();
        for (index, conflict) in conflicts.iter().enumerate() {
            let Some(path) = self.path_of_values(conflict) else {
                continue;
            };
            let has_base = !matches!(conflict, Conflict::DifferentWithoutBase { .. });
            let is_presence = !matches!(
                conflict,
                Conflict::BothChanged { .. } | Conflict::DifferentWithoutBase { .. }
            );
            let (all_have_base, is_of_two) = paths.entry(path.clone()).or_insert((true, false));
            *all_have_base &= has_base;
            *is_of_two |= is_presence;
            self.marked.paths[index] = Some(path);
            if texts.is_none() {
                texts = Some(self.texts_of_containers(conflicts)?);
            }
        }
        let Some([base, ours, theirs]) = texts else {
            return Ok(());
        };
        for (path, (has_base, is_of_two)) in paths {
            let bytes = |texts: &BTreeMap<String, Arc<[u8]>>| match texts.get(&path) {
                Some(bytes) => Ok(Some(Arc::clone(bytes))),
                None => self.bytes_after(&path),
            };
            let versions = Versions {
                base: if has_base { bytes(&base)? } else { None },
                ours: bytes(&ours)?,
                theirs: bytes(&theirs)?,
                is_of_two,
            };
            self.show(&path, &versions)?;
        }
        Ok(())
    }

    /// Returns the file that shows a conflict of values of something that is no card.
    fn path_of_values(&self, conflict: &Conflict) -> Option<String> {
        let is_value = matches!(
            conflict,
            Conflict::BothChanged { .. } | Conflict::DifferentWithoutBase { .. }
        );
        let board = match &conflict.thing().key {
            ThingKey::Stack(key) if is_value => return self.stack_file(key),
            ThingKey::Board(key) if is_value => key,
            ThingKey::Member(key, _) => key,
            ThingKey::Label(key) if !is_local(conflict) => &self.board_of(key)?.key,
            ThingKey::Milestone(_) if !is_local(conflict) => return Some(CODECKS_FILE.to_owned()),
            ThingKey::Milestone(_)
            | ThingKey::Label(_)
            | ThingKey::Card(_)
            | ThingKey::Comment(..)
            | ThingKey::Stack(_)
            | ThingKey::Board(_) => {
                return None;
            }
        };
        self.board_file(board)
    }

    fn board_of(&self, label: &LabelKey) -> Option<&Arc<Board>> {
        let mut boards = self.known.account.boards.iter();
        boards.find(|board| board.label(label).is_some())
    }

    pub(super) fn board_file(&self, key: &BoardKey) -> Option<String> {
        let folder = self.known.layout.board_folder(key)?;
        Some(format!("{folder}/{BOARD_FILE}"))
    }

    pub(super) fn stack_file(&self, key: &StackKey) -> Option<String> {
        let folder = self.known.layout.stacks.get(key)?;
        folder.content?;
        Some(format!("{}/{STACK_FILE}", folder.path))
    }

    /// Returns the files that differ from those without markers: with base's, our, their values.
    fn texts_of_containers(&self, conflicts: &[Conflict]) -> Result<Texts, SyncError> {
        let server = self.session.server;
        let over = Over {
            files: &self.after.files,
            contents: self.after,
            known: &self.known,
        };
        let marked: Vec<&Conflict> = conflicts
            .iter()
            .filter(|conflict| self.path_of_values(conflict).is_some())
            .collect();
        let texts_as = |from: &Account| -> Result<BTreeMap<String, Arc<[u8]>>, SyncError> {
            let wanted = plan::with_values_of(&self.known.account, marked.iter().copied(), from);
            let written = text::write(server.service, &wanted, &over, server.names)?;
            let put = written.changes.put.into_iter();
            Ok(put
                .filter_map(|(path, content)| match content {
                    NewContent::Bytes(bytes) => Some((path, bytes)),
                    NewContent::From(_) | NewContent::Stored(_) => None,
                })
                .collect())
        };
        Ok([
            texts_as(self.sides.agreed)?,
            texts_as(&self.sides.known.account)?,
            texts_as(&self.sides.theirs.known.account)?,
        ])
    }
}
