//! People and groups of the server, passwords, app passwords, and the limit on failed logins.

use super::Deck;
use super::rule::RuleKind;

/// Failures within this many seconds count against the limit.
const WINDOW_SECONDS: i64 = 30 * 60;
/// So many failures are answered 401; from then on all logins are answered 429.
const ALLOWED_FAILURES: usize = 11;

/// A person with an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The login name, also the uid.
    pub id: String,
    /// The name shown.
    pub display_name: String,
    /// The real password; it works for every call, too.
    pub password: String,
    /// The app passwords that are valid.
    pub app_passwords: Vec<String>,
    /// Whether the account is switched off.
    pub is_disabled: bool,
}

impl User {
    /// Returns a user whose password and only app password is `password`.
    pub fn new(id: &str, display_name: &str, password: &str) -> User {
        User {
            id: id.to_owned(),
            display_name: display_name.to_owned(),
            password: password.to_owned(),
            app_passwords: vec![password.to_owned()],
            is_disabled: false,
        }
    }
}

/// A group or team of users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The id in calls: of a group its name.
    pub id: String,
    /// The name shown.
    pub display_name: String,
    /// The uids of its members.
    pub members: Vec<String>,
}

/// What became of the credentials of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// The credentials are this user's.
    User(String),
    /// No credentials were sent.
    Anonymous,
    /// The name or the password is wrong.
    Wrong,
    /// The account is switched off.
    Disabled,
    /// There were too many failures before.
    Blocked,
}

impl Deck {
    /// Finds out whose credentials these are; a failure is remembered.
    pub fn log_in(&mut self, credentials: Option<&Credentials>) -> Login {
        let Some(credentials) = credentials else {
            return Login::Anonymous;
        };
        if self.failures_in_window() >= ALLOWED_FAILURES {
            return Login::Blocked;
        }
        let found = match credentials {
            Credentials::Basic { name, password } => self
                .users
                .get(name)
                .filter(|user| user.password == *password || user.app_passwords.contains(password)),
            Credentials::Bearer { token } => self
                .users
                .values()
                .find(|user| user.app_passwords.contains(token)),
        };
        match found {
            Some(user) if user.is_disabled => Login::Disabled,
            Some(user) => Login::User(user.id.clone()),
            None => {
                self.failed_logins.push(self.clock.now());
                Login::Wrong
            }
        }
    }

    /// Returns the delay in milliseconds that the capabilities tell; 25000 means blocked.
    pub fn brute_force_delay_ms(&self) -> u64 {
        match self.failures_in_window() {
            0 => 0,
            failures if failures >= ALLOWED_FAILURES => 25_000,
            failures => (100_u64 << failures).min(25_000),
        }
    }

    /// Forgets all failed logins.
    pub fn forget_failed_logins(&mut self) {
        self.failed_logins.clear();
    }

    /// Sets a user's real password.
    pub fn set_password(&mut self, uid: &str, password: &str) {
        if let Some(user) = self.users.get_mut(uid) {
            user.password = password.to_owned();
        }
    }

    /// Makes an app password for a user; `None` if there is no such user.
    pub fn new_app_password(&mut self, uid: &str) -> Option<String> {
        let password = self.fresh_token(72);
        let user = self.users.get_mut(uid)?;
        user.app_passwords.push(password.clone());
        Some(password)
    }

    /// Revokes an app password; returns whether it was one.
    pub fn revoke_app_password(&mut self, uid: &str, password: &str) -> bool {
        self.users.get_mut(uid).is_some_and(|user| {
            let before = user.app_passwords.len();
            user.app_passwords.retain(|one| one != password);
            user.app_passwords.len() < before
        })
    }

    pub(super) fn is_member(&self, uid: &str, group: &str) -> bool {
        self.members_of(RuleKind::Group, group)
            .iter()
            .any(|member| member == uid)
    }

    /// Returns true if a user is in the group or team that a rule names. Of teams nothing is
    /// recorded; in Deck's source they are to rules what groups are.
    pub(super) fn is_in(&self, uid: &str, kind: RuleKind, name: &str) -> bool {
        let members = self.members_of(kind, name);
        members.iter().any(|member| member == uid)
    }

    /// Returns the uids of the members of a group or team; none for the other kinds.
    pub(super) fn members_of(&self, kind: RuleKind, name: &str) -> &[String] {
        let found = match kind {
            RuleKind::Group => self.groups.get(name),
            RuleKind::Team => self.teams.get(name),
            RuleKind::User | RuleKind::Remote => None,
        };
        found.map_or(&[], |found| &found.members)
    }

    fn failures_in_window(&self) -> usize {
        let from = self.clock.now() - WINDOW_SECONDS;
        self.failed_logins.iter().filter(|at| **at > from).count()
    }
}

/// What a request's `Authorization` header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Name and password.
    Basic {
        /// The login name.
        name: String,
        /// A real or an app password.
        password: String,
    },
    /// An app password alone.
    Bearer {
        /// The app password.
        token: String,
    },
}

impl Credentials {
    /// Reads an `Authorization` header; an unknown scheme is as good as none.
    pub fn from_header(value: &str) -> Option<Credentials> {
        let (scheme, rest) = value.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("bearer") {
            let token = rest.trim().to_owned();
            return Some(Credentials::Bearer { token });
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let plain = String::from_utf8(from_base64(rest.trim())?).ok()?;
        let (name, password) = plain.split_once(':')?;
        Some(Credentials::Basic {
            name: name.to_owned(),
            password: password.to_owned(),
        })
    }
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut held: u32 = 0;
    let mut bits = 0;
    for letter in text.trim_end_matches('=').bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6) | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Credentials, Login, User};
    use crate::lookalike::clock::Clock;
    use crate::lookalike::deck::{Deck, Release};

    fn deck() -> Deck {
        let mut deck = Deck::new(Release::V1_18, Clock::stopped(100_000));
        deck.insert_user(User::new("alice", "Alice", "secret"));
        deck
    }

    fn basic(name: &str, password: &str) -> Credentials {
        Credentials::Basic {
            name: name.to_owned(),
            password: password.to_owned(),
        }
    }

    #[test]
    fn a_basic_header_is_decoded() {
        let read = Credentials::from_header("Basic YWxpY2U6c2Vj8J+YgHJldA==");
        assert_eq!(read, Some(basic("alice", "sec😀ret")));
    }

    #[test]
    fn the_twelfth_wrong_password_blocks_everybody_for_half_an_hour() {
        let mut deck = deck();
        for _ in 0..11 {
            assert_eq!(deck.log_in(Some(&basic("alice", "no"))), Login::Wrong);
        }
        assert_eq!(deck.log_in(Some(&basic("alice", "secret"))), Login::Blocked);
        assert_eq!(deck.brute_force_delay_ms(), 25_000);
        deck.clock.advance(30 * 60);
        assert_eq!(
            deck.log_in(Some(&basic("alice", "secret"))),
            Login::User("alice".into())
        );
    }
}
