//! Status: what a push would do, told from the files and commits alone.

use jiff::Timestamp;

use crate::board::{Account, EditMilestone, Listed, Milestone, Operation};
use crate::monitor::Monitor;
use crate::plan::{self, Described, Summary};
use crate::repo::{CommitId, Head, Repo};
use crate::text::{Known, Problem};

use super::bases::Bases;
use super::error::SyncError;
use super::journal::cut_off;
use super::restoring::{as_restored, brought_back, restorable, with_restored};
use super::session::Server;
use super::sides::{StoredSide, Whose, local_side, stored_side};

/// What a push would do, if the server is as it was at the base.
#[derive(Debug)]
pub struct Status {
    /// Where HEAD is.
    pub head: Head,
    /// When the base was agreed, by the server's clock.
    pub agreed_at: Timestamp,
    /// What a push would send, in order.
    pub operations: Vec<Operation>,
    /// The same in words, one for one.
    pub described: Vec<Described>,
    /// Warnings about the files.
    pub warnings: Vec<Problem>,
    /// What was fetched and is not merged yet; `None` if nothing.
    pub fetched: Option<Summary>,
    /// A push that was cut off: how many operations it had, and how many were done.
    pub cut_off: Option<(usize, usize)>,
    /// What has an id here that no state has which this branch reaches.
    pub strangers: Vec<Stranger>,
    /// What the files here say.
    pub local: Known,
}

/// Something with an id that the base has not: a push asks the server for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stranger {
    /// What it is, with its title.
    pub described: Described,
    /// What a push will do if the server has it no more.
    pub fate: StrangerFate,
}

/// What becomes of something that the server has no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrangerFate {
    /// It is as an earlier state had it: it goes here.
    Goes,
    /// Nobody knows where it comes from: a conflict, until a person decides.
    Conflict,
}

/// Compares the files with the base; asks nobody.
///
/// # Errors
/// `NoBase`, or what is wrong with the files, all of it.
pub fn status(
    repo: &Repo,
    server: &Server,
    monitor: &dyn Monitor,
    now: Timestamp,
) -> Result<Status, SyncError> {
    let head = repo.head()?;
    // What is being merged is in HEAD's history as soon as it is committed: theirs is not ours.
    let merging = repo.merge_head()?;
    let heads = head.commit().into_iter().chain(merging);
    let bases = Bases::of(repo, server, heads, monitor)?;
    let base = bases.newest();
    let local = local_side(repo, server, &bases, monitor)?;
    let before = &base.side.known.account;
    let here = &local.known.account;
    let agreed = bases.accounts_with(before);
    let back = brought_back((repo, server, monitor), head.commit(), &agreed, here)?;
    // Whether the server still holds them is not asked here.
    let restored = restorable(&back, before, |_| true);
    let there = as_restored(before, &restored, here);
    let operations = plan::operations(&there, here, now);
    let operations = plan::without_orders(server.service, operations);
    let operations = with_restored(&restored, operations);
    let fetched = fetched_side(repo, server, (&head, merging), monitor)?;
    let (strange, operations): (Vec<Operation>, Vec<Operation>) =
        operations.into_iter().partition(is_of_a_stranger);
    let known_there = fetched.as_ref().map(|side| &side.known.account);
    let strange: Vec<Operation> = strange
        .into_iter()
        .filter(|one| !known_there.is_some_and(|there| is_there(there, one)))
        .collect();
    let strangers = strangers((repo, server, monitor), &head, &strange, (&there, here))?;
    let described = plan::describe(&operations, &there, here);
    let folder = repo.common_folder()?;
    let cut_off = cut_off::cut_off(&folder)
        .map_err(SyncError::notes("read the journal"))?
        .map(|cut_off| (cut_off.operations, cut_off.done));
    Ok(Status {
        agreed_at: base.commit.state.server_time,
        operations,
        described,
        warnings: local.warnings,
        fetched: fetched.map(|side| plan::summary(before, &side.known.account)),
        cut_off,
        strangers,
        local: local.known,
        head,
    })
}

/// Returns true for what creates something that has an id already.
fn is_of_a_stranger(operation: &Operation) -> bool {
    match operation {
        Operation::CreateBoard(create) => !create.key.is_new(),
        Operation::CreateLabel(create) => !create.key.is_new(),
        Operation::CreateStack(create) => !create.key.is_new(),
        Operation::CreateCard(create) => !create.card.key.is_new(),
        Operation::EditComment(edit) => edit.comment.old.is_none() && !edit.key.is_new(),
        Operation::EditMilestone(edit) => unknown_milestone(edit).is_some(),
        _ => false,
    }
}

/// Returns the milestone with an id that an operation would create.
fn unknown_milestone(edit: &EditMilestone) -> Option<&Milestone> {
    let new = edit.milestone.new.as_ref()?;
    (edit.milestone.old.is_none() && new.id.is_some()).then_some(new)
}

/// Returns true if an account has what an operation would create.
fn is_there(account: &Account, operation: &Operation) -> bool {
    let mut boards = account.boards.iter();
    match operation {
        Operation::CreateBoard(create) => account.board(&create.key).is_some(),
        Operation::CreateLabel(create) => boards.any(|board| board.label(&create.key).is_some()),
        Operation::CreateStack(create) => account.stacks().contains_key(&create.key),
        Operation::CreateCard(create) => account.cards().contains_key(&create.card.key),
        Operation::EditComment(edit) => {
            let cards = account.cards();
            let card = cards.get(&edit.card);
            card.is_some_and(|located| located.card.comments.contains_key(&edit.key))
        }
        Operation::EditMilestone(edit) => {
            let milestones = &account.organization.milestones;
            unknown_milestone(edit).is_some_and(|new| new.find_in(milestones).is_some())
        }
        _ => false,
    }
}

/// Returns what a push will say of things that nobody knows here.
fn strangers(
    (repo, server, monitor): (&Repo, &Server, &dyn Monitor),
    head: &Head,
    strange: &[Operation],
    (there, here): (&Account, &Account),
) -> Result<Vec<Stranger>, SyncError> {
    let described = plan::describe(strange, there, here);
    let mut open: Vec<usize> = (0..strange.len()).collect();
    let mut fates = vec![StrangerFate::Conflict; strange.len()];
    let Some(head) = head.commit().filter(|_| !strange.is_empty()) else {
        return Ok(Vec::new());
    };
    let mut like = None;
    for state in repo.states(&server.url, head)? {
        let tree = (state?.tree, Whose::Ours);
        let side = stored_side(repo, server, tree, like.as_deref(), monitor)?;
        let earlier = &side.known.account;
        open.retain(|index| {
            let was_so = was_so(earlier, &strange[*index]);
            if was_so {
                fates[*index] = StrangerFate::Goes;
            }
            !was_so
        });
        if open.is_empty() {
            break;
        }
        like = Some(side.known);
    }
    let all = described.into_iter().zip(fates);
    Ok(all
        .map(|(described, fate)| Stranger { described, fate })
        .collect())
}

/// Returns true if a state had what an operation would create, as it is here.
fn was_so(earlier: &Account, operation: &Operation) -> bool {
    match operation {
        Operation::CreateCard(create) => {
            let cards = earlier.cards();
            let had = cards.get(&create.card.key);
            had.is_some_and(|had| *had.card == create.card)
        }
        Operation::CreateStack(create) => {
            let stacks = earlier.stacks();
            let had = stacks.get(&create.key);
            had.is_some_and(|had| had.stack.title == create.title)
        }
        Operation::CreateBoard(create) => {
            let had = earlier.board(&create.key);
            had.is_some_and(|had| had.title == create.title)
        }
        _ => false,
    }
}

/// Returns what `board/main` holds, where HEAD does not contain it.
fn fetched_side(
    repo: &Repo,
    server: &Server,
    (head, merging): (&Head, Option<CommitId>),
    monitor: &dyn Monitor,
) -> Result<Option<StoredSide>, SyncError> {
    let (Some(fetched), Some(head)) = (repo.fetched()?, head.commit()) else {
        return Ok(None);
    };
    for head in [Some(head), merging].into_iter().flatten() {
        if repo.contains(head, fetched)? {
            return Ok(None);
        }
    }
    let tree = (repo.tree_of(fetched)?, Whose::Ours);
    Ok(Some(stored_side(repo, server, tree, None, monitor)?))
}
