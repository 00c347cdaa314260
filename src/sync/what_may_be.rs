//! What the server said last of itself and of the account's rights, so that `check` can tell offline
//! what a push would refuse. A note only: without it, less is told.

use std::collections::BTreeMap;
use std::fs;

use serde::{Deserialize, Serialize};

use crate::board::{BoardId, Limits, Me, Rights, Support};
use crate::repo::Repo;

use super::error::SyncError;
use super::session::Server;

const FILE: &str = "account.json";
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct Note {
    version: u32,
    url: String,
    account: String,
    service: String,
    server_version: String,
    groups: Vec<String>,
    flags: Vec<bool>,
    limits: Vec<usize>,
    rights: BTreeMap<String, NotedRights>,
}

#[derive(Debug, Serialize, Deserialize)]
struct NotedRights {
    edit: bool,
    manage: bool,
    share: bool,
    owner: Option<String>,
}

/// Who the account is, and what it may do with each board.
#[derive(Clone, Debug)]
pub struct Noted {
    /// Who it is, and what the server can do.
    pub me: Me,
    /// What it may do; a board that is not among them it may change freely.
    pub rights: BTreeMap<BoardId, Rights>,
}

/// Returns who the account is and what it may do with each board, as noted last.
///
/// # Errors
/// git's folder cannot be made; a note that cannot be read counts as none.
pub fn noted(repo: &Repo, server: &Server) -> Result<Option<Noted>, SyncError> {
    let path = repo.common_folder()?.join(FILE);
    let note = fs::read(path).ok();
    let note = note.and_then(|text| serde_json::from_slice::<Note>(&text).ok());
    Ok(note.and_then(|note| note.read(server)))
}

/// Notes who the account is and what it may do.
///
/// # Errors
/// The note cannot be written.
pub fn note(
    repo: &Repo,
    server: &Server,
    me: &Me,
    rights: &BTreeMap<BoardId, Rights>,
) -> Result<(), SyncError> {
    let note = Note::of(server, me, rights);
    let text = serde_json::to_vec(&note)
        .map_err(|error| SyncError::notes("note what the server said")(error.into()))?;
    // A note that a power cut leaves in part is no JSON, and counts as none.
    Ok(repo.cache(FILE)?.write(|file| file.write_all(&text))?)
}

/// Notes the rights that a reading told, where it told any and the account is noted already.
///
/// # Errors
/// The note cannot be written.
pub fn note_rights(
    repo: &Repo,
    server: &Server,
    rights: &BTreeMap<BoardId, Rights>,
) -> Result<(), SyncError> {
    if rights.is_empty() {
        return Ok(());
    }
    match noted(repo, server)? {
        Some(noted) if noted.rights != *rights => note(repo, server, &noted.me, rights),
        Some(_) | None => Ok(()),
    }
}

impl Note {
    fn of(server: &Server, me: &Me, rights: &BTreeMap<BoardId, Rights>) -> Self {
        let Me {
            user,
            groups,
            support,
        } = me;
        let Support {
            service,
            version,
            card_color_and_start,
            done_column,
            members,
            whole_days,
            one_assignee,
            new_boards,
            restored_boards,
            label_deletions,
            comment_deletions,
            nested_stacks,
            limits,
        } = support;
        let Limits {
            board_title,
            stack_title,
            label_name,
            card_title,
            comment,
        } = limits;
        Self {
            version: VERSION,
            url: server.url.clone(),
            account: user.clone(),
            service: service.word().to_owned(),
            server_version: version.clone(),
            groups: groups.clone(),
            flags: vec![
                *card_color_and_start,
                *done_column,
                *members,
                *whole_days,
                *one_assignee,
                *new_boards,
                *restored_boards,
                *label_deletions,
                *comment_deletions,
                *nested_stacks,
            ],
            limits: vec![
                *board_title,
                *stack_title,
                *label_name,
                *card_title,
                *comment,
            ],
            rights: rights
                .iter()
                .map(|(id, rights)| (id.to_string(), NotedRights::of(rights)))
                .collect(),
        }
    }

    fn read(self, server: &Server) -> Option<Noted> {
        let fits = self.version == VERSION
            && self.url == server.url
            && self.account == server.account
            && self.service == server.service.word();
        let [
            card_color_and_start,
            done_column,
            members,
            whole_days,
            one_assignee,
            new_boards,
            restored_boards,
            label_deletions,
            comment_deletions,
            nested_stacks,
        ] = <[bool; 10]>::try_from(self.flags).ok().filter(|_| fits)?;
        let [board_title, stack_title, label_name, card_title, comment] =
            <[usize; 5]>::try_from(self.limits).ok()?;
        let me = Me {
            user: self.account,
            groups: self.groups,
            support: Support {
                service: server.service,
                version: self.server_version,
                card_color_and_start,
                done_column,
                members,
                whole_days,
                one_assignee,
                new_boards,
                restored_boards,
                label_deletions,
                comment_deletions,
                nested_stacks,
                limits: Limits {
                    board_title,
                    stack_title,
                    label_name,
                    card_title,
                    comment,
                },
            },
        };
        let rights = self.rights.into_iter();
        let rights = rights.map(|(id, noted)| (BoardId::new(id), noted.read()));
        Some(Noted {
            me,
            rights: rights.collect(),
        })
    }
}

impl NotedRights {
    fn of(rights: &Rights) -> Self {
        let Rights {
            edit,
            manage,
            share,
            owner,
        } = rights.clone();
        Self {
            edit,
            manage,
            share,
            owner,
        }
    }

    fn read(self) -> Rights {
        let Self {
            edit,
            manage,
            share,
            owner,
        } = self;
        Rights {
            edit,
            manage,
            share,
            owner,
        }
    }
}
