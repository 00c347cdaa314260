//! After a push: what the server now holds comes into commits, files and refs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{Account, CardKey, Names, Operation};
use crate::files::{ContentId, File, Files, ReadContent, Unreadable};
use crate::plan;
use crate::plan::verify::Difference;
use crate::repo::{Changes, CommitId, Left, Put, TreeId};
use crate::text::{self, Known, Layout, NewContent, Over};

use super::changes::{differing, stored_changes};
use super::error::SyncError;
use super::fetch::{HowToRead, Remote, commit_state, keep_stamp, read_remote};
use super::local_files::{LocalWriting, write_local};
use super::merging::merge;
use super::push::{PushPlan, head_of};
use super::sent::{self, Sent};
use super::session::Session;
use super::unseen::with_unseen;

/// What came into commits and files.
#[derive(Debug)]
pub struct WrittenBack {
    /// The commit that the branch is at now, or would be if nothing had been left.
    pub commit: CommitId,
    /// How many files were written or removed.
    pub files: u64,
    /// Files that somebody saved meanwhile and that could not be merged; left as they are, and the
    /// branch did not move.
    pub left: Vec<Left>,
    /// True if something that is committed here was not sent.
    pub has_unsent_commits: bool,
}

/// Reads back what the server holds, compares, and writes commits, files and refs.
///
/// `done` operations of the plan were done; `names` are the ids that new things have got.
///
/// # Errors
/// As met; the server holds what was sent, and the journal tells the next push.
pub(super) async fn write_back(
    session: Session<'_>,
    plan: &PushPlan,
    done: usize,
    names: &Names,
    now: Timestamp,
) -> Result<(Vec<Difference>, WrittenBack), SyncError> {
    let Session { repo, server, .. } = session;
    let sent = &plan.operations[..done];
    let names = &plan.names.and(names);
    let remote = read_back(session, plan, sent, names, now).await?;
    let Sent {
        expected,
        differences,
    } = sent::verify(session, plan, sent, names, &remote.account)?;
    // What is out of sight stays as it was agreed: a newer base would turn what is here into edits.
    let agreed = &plan.base.side.known.account;
    let merged = merge(
        session,
        None,
        &[&with_unseen(&expected, agreed, remote.unseen())],
        &plan.folder.resolved(names),
        &remote.account,
        &remote.unseen(),
    )?;
    if !merged.conflicts.is_empty() {
        return Err(SyncError::Conflicts(merged.conflicts));
    }

    // What was created although its answer was lost is known again here.
    let names = &names.and(&merged.names);
    let local = &plan.local;
    let known = local.known.resolved(names);
    let wanted = merged.folder;
    let over = Over {
        files: &local.scan.files,
        contents: &local.scan,
        known: &known,
    };
    let written = text::write(server.service, &wanted, &over, server.names)?;
    let after = After::new(
        &local.scan.files,
        &local.scan,
        written.changes.put,
        written.layout,
    )?;
    let after_known = Known {
        account: wanted.clone(),
        layout: after.layout.clone(),
    };
    let on_server = with_unseen(&remote.account, agreed, remote.unseen());
    let state = text::write(
        server.service,
        &on_server,
        &Over {
            files: &after.files,
            contents: &after,
            known: &after_known,
        },
        server.names,
    )?;

    let head = head_of(plan)?;
    let unsent = unsent(plan, &remote.account, &after.layout);
    let trees = Trees::new(session, plan, head, &after, state.changes, &unsent)?;
    let commit = commit_trees(session, plan, head, &trees, &remote)?;
    let local_writing = LocalWriting {
        wanted: &wanted,
        names,
        local,
        prepared: None,
        command: "push",
        is_kept: true,
    };
    let written = write_local(session, &local_writing)?;
    repo.set_fetched(repo.fetched()?, commit.state, "board: push")?;
    // What a file that was left lacks would be an edit over the new state.
    if written.left.is_empty() {
        let head_files = repo.board_files(repo.tree_of(head)?)?;
        let new_files = repo.board_files(repo.tree_of(commit.head)?)?;
        repo.write_index(&differing(&head_files, &new_files), &written)?;
        repo.move_branch(&plan.branch, Some(head), commit.head, "board: push")?;
    }
    keep_stamp(session, commit.state, &remote)?;
    let written_back = WrittenBack {
        commit: commit.head,
        files: written.files_written + written.files_removed,
        left: written.left,
        has_unsent_commits: commit.head != commit.state,
    };
    Ok((differences, written_back))
}

async fn read_back(
    session: Session<'_>,
    plan: &PushPlan,
    sent: &[Operation],
    names: &Names,
    now: Timestamp,
) -> Result<Remote, SyncError> {
    let fresh: BTreeSet<_> = sent
        .iter()
        .map(|operation| operation.resolved(names))
        .flat_map(|operation| {
            let ids = operation
                .boards()
                .into_iter()
                .filter_map(|key| key.id().cloned());
            ids.collect::<Vec<_>>()
        })
        .collect();
    let how = HowToRead::ButFresh(fresh);
    read_remote(session, Some(&plan.newest), &how, now).await
}

/// The working tree as it will be.
struct After<'a> {
    files: Files,
    layout: Layout,
    contents: &'a dyn ReadContent,
}

impl<'a> After<'a> {
    /// `put` over `before`, with only the files that the format knows of.
    fn new(
        before: &Files,
        contents: &'a dyn ReadContent,
        put: BTreeMap<String, NewContent>,
        layout: Layout,
    ) -> Result<Self, SyncError> {
        let mut files = Files::default();
        for path in layout.paths() {
            let file = match put.get(&path) {
                Some(NewContent::Bytes(bytes)) => Some(File::with_bytes(Arc::clone(bytes))),
                // On the disk it still stands where it comes from.
                Some(NewContent::From(source)) => match before.get(source) {
                    Some(file) => Some(File::with_bytes(contents.read(source, file)?)),
                    None => None,
                },
                None => before.get(&path).cloned(),
            };
            files.entries.extend(file.map(|file| (path, file)));
        }
        Ok(Self {
            files,
            layout,
            contents,
        })
    }
}

impl ReadContent for After<'_> {
    fn read(&self, path: &str, file: &File) -> Result<Arc<[u8]>, Unreadable> {
        match &file.content {
            crate::files::Content::Bytes(bytes) => Ok(Arc::clone(bytes)),
            _ => self.contents.read(path, file),
        }
    }
}

/// Returns true if a file of that path in a board's folder says something of a board: by its name,
/// and as a card only in a stack's folder.
fn is_of_boards(path: &str) -> bool {
    let names: Vec<&str> = path.split('/').collect();
    match names.as_slice() {
        [_, text::BOARD_FILE] => true,
        [_, .., text::STACK_FILE] => true,
        [_, _, name] => text::is_card_name(name),
        _ => false,
    }
}

/// Returns the files of cards that the server holds as it was agreed: nothing of them was sent.
fn unsent(plan: &PushPlan, remote: &Account, layout: &Layout) -> BTreeSet<String> {
    let (agreed, now) = (plan.base.side.known.account.cards(), remote.cards());
    let is_as_agreed = |key: &CardKey| match (agreed.get(key), now.get(key)) {
        (Some(then), Some(now)) => then.card == now.card && then.stack.key == now.stack.key,
        _ => false,
    };
    let cards = layout.cards.iter().filter(|(key, _)| is_as_agreed(key));
    cards.map(|(_, file)| file.path.clone()).collect()
}

/// The two trees of a push: what the server holds, and what HEAD becomes.
struct Trees {
    state: TreeId,
    head: TreeId,
}

impl Trees {
    fn new(
        session: Session<'_>,
        plan: &PushPlan,
        head: CommitId,
        after: &After<'_>,
        state_changes: text::Changes,
        unsent: &BTreeSet<String>,
    ) -> Result<Self, SyncError> {
        let repo = session.repo;
        let head_tree = repo.tree_of(head)?;
        let head_files = repo.board_files(head_tree)?;
        let before = &plan.local.scan.files;
        let mut paths: BTreeSet<String> = after.layout.paths().into_iter().collect();
        paths.extend(plan.local.known.layout.paths());
        paths.extend(plan.base.side.known.layout.paths());
        let state_changes = stored_changes(state_changes, &after.files)?;
        paths.extend(state_changes.put.keys().cloned());
        // What was committed and moved or deleted since: no layout knows of it any more.
        let is_left = |path: &&String| before.get(path).is_none() && is_of_boards(path);
        paths.extend(head_files.entries.keys().filter(is_left).cloned());

        let (mut for_state, mut for_head) = (Changes::default(), Changes::default());
        for path in paths {
            let in_head = head_files.get(&path).map(|file| file.id);
            let here = Target::here(after, &path, in_head)?;
            let there = match state_changes.put.get(&path) {
                Some(put) => Target::Put(put.clone()),
                None if state_changes.remove.contains(&path) => Target::Absent,
                None => here.clone(),
            };
            let was_committed = before.get(&path).map(|file| file.id) == in_head;
            let ours = if here.id() == there.id() || was_committed {
                Some(here)
            } else if unsent.contains(&path) {
                // What was committed of it and not sent stays committed.
                None
            } else {
                Some(there.clone())
            };
            there.ask(&mut for_state, &path, in_head);
            if let Some(ours) = ours {
                ours.ask(&mut for_head, &path, in_head);
            }
        }
        Ok(Self {
            state: repo.edit_tree(Some(head_tree), &for_state)?,
            head: repo.edit_tree(Some(head_tree), &for_head)?,
        })
    }
}

/// What shall stand at a path.
#[derive(Clone)]
enum Target {
    Put(Put),
    Absent,
}

impl Target {
    /// Returns what will stand at a path of the working tree; `in_head` is stored already.
    fn here(after: &After<'_>, path: &str, in_head: Option<ContentId>) -> Result<Self, SyncError> {
        match after.files.get(path) {
            Some(file) if in_head == Some(file.id) => Ok(Self::Put(Put::Stored(file.id))),
            Some(file) => Ok(Self::Put(Put::Bytes(after.read(path, file)?))),
            None => Ok(Self::Absent),
        }
    }

    fn id(&self) -> Option<ContentId> {
        match self {
            Self::Put(put) => Some(put.id()),
            Self::Absent => None,
        }
    }

    fn ask(self, changes: &mut Changes, path: &str, present: Option<ContentId>) {
        match self {
            Self::Put(put) if present != Some(put.id()) => {
                changes.put.insert(path.to_owned(), put);
            }
            Self::Absent if present.is_some() => {
                changes.remove.insert(path.to_owned());
            }
            Self::Put(_) | Self::Absent => {}
        }
    }
}

struct Committed {
    state: CommitId,
    head: CommitId,
}

fn commit_trees(
    session: Session<'_>,
    plan: &PushPlan,
    head: CommitId,
    trees: &Trees,
    remote: &Remote,
) -> Result<Committed, SyncError> {
    let repo = session.repo;
    let newest = plan.newest.commit.commit;
    let summary = plan::summary(&plan.newest.side.known.account, &remote.account);
    if trees.state == trees.head {
        let mut parents = vec![head];
        if !repo.contains(head, newest)? {
            parents.push(newest);
        }
        let commit = commit_state(session, trees.state, &parents, "push: ", &summary, remote)?;
        return Ok(Committed {
            state: commit.commit,
            head: commit.commit,
        });
    }
    let state = commit_state(session, trees.state, &[newest], "push: ", &summary, remote)?;
    let parents = [head, state.commit];
    let merge = repo.commit(
        trees.head,
        &parents,
        &summary.subject("push, in part: "),
        &summary.lines.join("\n"),
    )?;
    Ok(Committed {
        state: state.commit,
        head: merge,
    })
}
