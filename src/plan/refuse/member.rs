//! What cannot be done with members, and what a plan makes of the account's own access to boards.

use std::collections::BTreeMap;

use super::{Judge, Needed, Reason, Subject};
use crate::board::{
    Account, BoardId, BoardKey, EditMember, Me, Member, Permissions, Person, PersonKind, Rights,
};
use crate::plan::words::Kind;

impl Judge<'_> {
    pub(super) fn edit_member<'a>(&self, edit: &'a EditMember) -> (Subject<'a>, Vec<Reason>) {
        let subject = Subject::new(Kind::Member, Some(&edit.board), &edit.person.to_string());
        let is_remote = edit.person.kind == PersonKind::Remote;
        let reason = if !self.support.members {
            Some(self.unsupported("changes of members"))
        } else if is_remote && edit.permissions.old.is_none() {
            Some(self.unsupported("new members of other servers by way of its interface"))
        } else {
            None
        };
        (subject, reason.into_iter().collect())
    }
}

/// The account's own access to boards, as the operations of a plan leave it one after another.
pub(super) struct OwnAccess<'a> {
    me: &'a Me,
    remote: &'a Account,
    rights: &'a BTreeMap<BoardId, Rights>,
    /// The boards whose members change.
    followed: BTreeMap<BoardKey, Followed>,
}

/// A board whose members change.
struct Followed {
    members: Vec<Member>,
    /// What the account may still do; `None` for a new board, which is its own.
    rights: Option<Rights>,
}

impl<'a> OwnAccess<'a> {
    /// Returns the access before the first operation.
    pub(super) fn new(
        me: &'a Me,
        remote: &'a Account,
        rights: &'a BTreeMap<BoardId, Rights>,
    ) -> Self {
        Self {
            me,
            remote,
            rights,
            followed: BTreeMap::new(),
        }
    }

    /// Returns true if an operation before took a right away that is needed now.
    pub(super) fn has_given_up(&self, board: &BoardKey, needed: Needed) -> bool {
        let rights = self.followed.get(board);
        let rights = rights.and_then(|followed| followed.rights.as_ref());
        rights.is_some_and(|rights| needed.missing(rights).is_some())
    }

    /// Takes note of a change of members, and returns why it cannot be made.
    ///
    /// Of teams nobody tells here who is in them, so that none counts as a way in that stays.
    pub(super) fn follow(&mut self, edit: &EditMember) -> Option<Reason> {
        let me = self.me;
        let followed = self.followed(&edit.board);
        if !followed.is_permitted_to_own(me, edit) {
            return Some(Reason::OwnerAsMember);
        }
        let reason = followed
            .rights
            .as_ref()
            .and_then(|own| not_granted(own, edit));
        followed.members.retain(|one| one.person != edit.person);
        followed
            .members
            .extend(edit.permissions.new.map(|new| Member {
                person: edit.person.clone(),
                permissions: new,
            }));
        reason.or_else(|| followed.own_after(me, edit))
    }

    fn followed(&mut self, board: &BoardKey) -> &mut Followed {
        let there = self.remote.board(board);
        let rights = board.id().and_then(|id| self.rights.get(id));
        let followed = self.followed.entry(board.clone());
        followed.or_insert_with(|| Followed {
            members: there.map(|board| board.members.clone()).unwrap_or_default(),
            rights: rights.cloned(),
        })
    }
}

impl Followed {
    /// Returns false if the owner of the board is to become a member of it.
    fn is_permitted_to_own(&self, me: &Me, edit: &EditMember) -> bool {
        let owner = match &self.rights {
            None => Some(&me.user),
            Some(rights) => rights.owner.as_ref(),
        };
        let is_owner = owner.is_some_and(|owner| edit.person == Person::user(owner.as_str()));
        !is_owner || edit.permissions.new.is_none()
    }

    /// Takes note of what a change that is made leaves to the account itself.
    fn own_after(&mut self, me: &Me, edit: &EditMember) -> Option<Reason> {
        let rights = self.rights.as_mut()?;
        let is_own_board = rights.owner.as_ref() == Some(&me.user);
        if is_own_board || !is_way_in(me, &edit.person) {
            return None;
        }
        let taken = match (edit.permissions.old, edit.permissions.new) {
            (None, _) => return None,
            (Some(_), None) => match own_permissions(me, &self.members) {
                None => return Some(Reason::LosesAccess),
                Some(left) => not_in(left),
            },
            (Some(old), Some(new)) => match own_permissions(me, &self.members) {
                Some(left) if edit.person.kind != PersonKind::Team => not_in(left),
                _ => Permissions {
                    edit: old.edit && !new.edit,
                    share: old.share && !new.share,
                    manage: old.manage && !new.manage,
                },
            },
        };
        rights.edit &= !taken.edit;
        rights.share &= !taken.share;
        rights.manage &= !taken.manage;
        None
    }
}

/// Returns the permission that a change gives or takes and the account has not; who manages a
/// board gives what they like.
fn not_granted(own: &Rights, edit: &EditMember) -> Option<Reason> {
    if own.manage {
        return None;
    }
    let new = edit.permissions.new?;
    let old = edit.permissions.old.unwrap_or_default();
    // Whether the server keeps a permission that we have not, when it is sent again, is not known.
    let touches = |old: bool, new: bool| old || new;
    let permission = if touches(old.manage, new.manage) {
        "manage"
    } else if touches(old.edit, new.edit) && !own.edit {
        "edit"
    } else {
        return None;
    };
    Some(Reason::MayNotGrant { permission })
}

/// Returns true if a rule for the person may be one by which the account sees the board.
fn is_way_in(me: &Me, person: &Person) -> bool {
    match person.kind {
        PersonKind::User => person.id == me.user,
        PersonKind::Group => me.groups.contains(&person.id),
        PersonKind::Team => true,
        PersonKind::Remote => false,
    }
}

/// Returns what rules give the account for certain: its own one beats those of its groups, which
/// add up. `None` if there is no such rule.
fn own_permissions(me: &Me, members: &[Member]) -> Option<Permissions> {
    let own = members
        .iter()
        .find(|one| one.person == Person::user(me.user.as_str()));
    if let Some(own) = own {
        return Some(own.permissions);
    }
    let groups = members
        .iter()
        .filter(|one| one.person.kind == PersonKind::Group);
    let groups = groups.filter(|one| me.groups.contains(&one.person.id));
    groups
        .map(|one| one.permissions)
        .reduce(|sum, one| Permissions {
            edit: sum.edit || one.edit,
            share: sum.share || one.share,
            manage: sum.manage || one.manage,
        })
}

fn not_in(may: Permissions) -> Permissions {
    Permissions {
        edit: !may.edit,
        share: !may.share,
        manage: !may.manage,
    }
}
