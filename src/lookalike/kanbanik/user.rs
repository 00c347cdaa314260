//! People, their sessions, and what they may do.

use serde_json::{Map, Value, json};

use super::extract::{Extracted, Fields};
use super::refusal::Refusal;
use super::{Kanbanik, Release};

/// The kinds of permission, with their numbers.
const KINDS: [(i64, &str); 25] = [
    (1, "EditUserData"),
    (3, "ReadBoard"),
    (4, "ReadProject"),
    (5, "ReadUser"),
    (6, "ReadClassOfService"),
    (7, "EditUserPermissions"),
    (8, "CreateUser"),
    (9, "DeleteUser"),
    (10, "MoveTask_p"),
    (11, "CreateTask_p"),
    (12, "EditTask_p"),
    (13, "DeleteTask_p"),
    (14, "MoveTask_b"),
    (15, "CreateTask_b"),
    (16, "EditTask_b"),
    (17, "DeleteTask_b"),
    (18, "CreateClassOfService"),
    (19, "EditClassOfService"),
    (20, "DeleteClassOfService"),
    (21, "EditBoard"),
    (22, "CreateBoard"),
    (23, "DeleteBoard"),
    (24, "EditProject"),
    (25, "CreateProject"),
    (26, "DeleteProject"),
];
/// Those that are not about any one thing.
const GLOBAL: [i64; 4] = [8, 18, 22, 25];
/// How long a session is good, in seconds from the login.
const SESSION_S: i64 = 8 * 3600;

/// What somebody may do: a kind, and the ids it is for (`*` for all).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The kind's number.
    pub kind: i64,
    /// Ids, or `*`.
    pub args: Vec<String>,
}

/// Somebody who may log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The login name.
    pub name: String,
    /// The name shown.
    pub real_name: String,
    /// The address of a picture.
    pub picture_url: String,
    /// The password, in clear: it guards nothing.
    pub password: String,
    /// Counted up with every change.
    pub version: i64,
    /// What they may do.
    pub permissions: Vec<Permission>,
}

/// A login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The token.
    pub id: String,
    /// Whose.
    pub user: String,
    /// When it began, in unix seconds.
    pub since: i64,
}

impl User {
    /// Returns somebody who may do everything.
    pub fn admin(name: &str, real_name: &str, password: &str) -> User {
        let permission = |(kind, _): &(i64, &str)| Permission {
            kind: *kind,
            args: match GLOBAL.contains(kind) {
                true => Vec::new(),
                false => vec!["*".to_owned()],
            },
        };
        User {
            name: name.to_owned(),
            real_name: real_name.to_owned(),
            picture_url: String::new(),
            password: password.to_owned(),
            version: 1,
            permissions: KINDS.iter().map(permission).collect(),
        }
    }

    /// Returns who is not logged in.
    pub fn unlogged() -> User {
        User {
            name: "unlogged".to_owned(),
            real_name: "Unlogged User".to_owned(),
            picture_url: String::new(),
            password: String::new(),
            version: 1,
            permissions: Vec::new(),
        }
    }

    fn has(&self, kind: i64, id: Option<&str>) -> bool {
        self.permissions.iter().any(|permission| {
            permission.kind == kind
                && id.is_none_or(|id| permission.args.iter().any(|arg| arg == id || arg == "*"))
        })
    }

    fn grant(&mut self, kind: i64, id: &str) {
        match self.permissions.iter_mut().find(|known| known.kind == kind) {
            Some(known) => known.args.insert(0, id.to_owned()),
            None => self.permissions.push(Permission {
                kind,
                args: vec![id.to_owned()],
            }),
        }
    }

    /// Returns the user as JSON; `session` is the caller's, or empty.
    pub fn json(&self, release: Release, session: &str) -> Value {
        let mut json = Map::new();
        json.insert("userName".into(), json!(self.name));
        json.insert("realName".into(), json!(self.real_name));
        json.insert("pictureUrl".into(), json!(self.picture_url));
        json.insert("sessionId".into(), json!(session));
        json.insert("version".into(), json!(self.version));
        if release >= Release::V1_0_0 {
            let permission = |permission: &Permission| json!({"permissionType": permission.kind, "args": permission.args});
            let all: Vec<Value> = self.permissions.iter().map(permission).collect();
            json.insert("permissions".into(), Value::Array(all));
            json.insert("unlogged".into(), json!(self.name == "unlogged"));
        }
        Value::Object(json)
    }
}

/// Returns the permissions of a request.
pub fn read_permission(fields: Fields<'_>) -> Extracted<Permission> {
    Ok(Permission {
        kind: fields.number("permissionType")?,
        args: fields.optional_texts("args").unwrap_or_default(),
    })
}

impl Kanbanik {
    /// Returns the user of a session that is still good.
    pub fn user_of_session(&self, session: &str) -> Option<&User> {
        let now = self.clock.now();
        let session = self
            .sessions
            .iter()
            .find(|known| known.id == session && now - known.since < SESSION_S)?;
        self.user(&session.user)
    }

    /// Returns the user of that name.
    pub fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == name)
    }

    /// Checks permissions: each a kind and the id that it is for.
    ///
    /// # Errors
    /// Some are missing; all of those are named. Old releases know no permissions.
    pub fn check(&self, who: &str, needed: &[(i64, &str)]) -> Result<(), Refusal> {
        if self.release < Release::V1_0_0 {
            return Ok(());
        }
        let nobody = User::unlogged();
        let user = self.user(who).unwrap_or(&nobody);
        let word = |kind: i64| {
            KINDS
                .iter()
                .find(|(known, _)| *known == kind)
                .map_or("", |kind| kind.1)
        };
        let missing: Vec<String> = needed
            .iter()
            .filter(|(kind, id)| !user.has(*kind, (!GLOBAL.contains(kind)).then_some(*id)))
            .map(|(kind, id)| match GLOBAL.contains(kind) {
                true => format!("Global permission of type: {}", word(*kind)),
                false => format!(
                    "Permission: {} on object with ID: {id} or on all objects (*)",
                    word(*kind)
                ),
            })
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Refusal::message(format!(
            "Insufficient permissions for user '{}'. Missing: {}",
            user.name,
            missing.join("; ")
        )))
    }

    /// Returns whether somebody may do something to one thing.
    pub fn may(&self, who: &str, kind: i64, id: &str) -> bool {
        self.check(who, &[(kind, id)]).is_ok()
    }

    /// Gives somebody the rights to what they made.
    pub fn grant(&mut self, who: &str, kinds: &[i64], id: &str) {
        if self.release < Release::V1_0_0 {
            return;
        }
        if let Some(user) = self.users.iter_mut().find(|user| user.name == who) {
            for kind in kinds {
                user.grant(*kind, id);
            }
            user.version += 1;
        }
    }
}
