//! Logging in by the browser (Nextcloud's Login Flow v2): begun by a program, granted on a page,
//! fetched by the program once.
//!
//! Written from recorded answers, from Nextcloud's manual (Client APIs, Login Flow), and for what
//! neither tells from Nextcloud's own service, as of version 34: a page that nobody agreed to, one
//! that is too old, and a program that is not let in are the same to a program that polls.

use std::collections::BTreeMap;

use super::Deck;

/// So many seconds a flow waits for its page and for being fetched.
const LIFETIME_SECONDS: i64 = 20 * 60;

/// A login that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunLogin {
    /// What the program polls with; nobody else learns it.
    pub poll_token: String,
    /// The last part of the page's address.
    pub page_token: String,
}

/// The logins that were begun and are not yet fetched.
#[derive(Clone, Debug, Default)]
pub(super) struct LoginFlows {
    /// By poll token.
    open: BTreeMap<String, Flow>,
}

#[derive(Clone, Debug)]
struct Flow {
    page_token: String,
    begun_at: i64,
    /// Uid and app password.
    granted: Option<(String, String)>,
}

impl Deck {
    /// Begins a login flow.
    pub fn begin_login_flow(&mut self) -> BegunLogin {
        let begun = BegunLogin {
            poll_token: self.fresh_token(128),
            page_token: self.fresh_token(128),
        };
        let flow = Flow {
            page_token: begun.page_token.clone(),
            begun_at: self.clock.now(),
            granted: None,
        };
        self.login_flows.open.insert(begun.poll_token.clone(), flow);
        begun
    }

    /// Returns how many flows are open: begun, not too old, and not fetched.
    pub fn open_login_flows(&mut self) -> usize {
        self.forget_old_login_flows();
        self.login_flows.open.len()
    }

    /// Returns whether a page's address is that of an open flow.
    pub fn has_login_page(&mut self, page_token: &str) -> bool {
        self.forget_old_login_flows();
        let mut flows = self.login_flows.open.values();
        flows.any(|flow| flow.page_token == page_token && flow.granted.is_none())
    }

    /// Grants the flow of a page to a user, who gets a new app password; returns whether it was
    /// open and there is such a user.
    pub fn grant_login_page(&mut self, page_token: &str, uid: &str) -> bool {
        if self.refuses_programs || !self.has_login_page(page_token) {
            return false;
        }
        let Some(password) = self.new_app_password(uid) else {
            return false;
        };
        let mut flows = self.login_flows.open.values_mut();
        match flows.find(|flow| flow.page_token == page_token) {
            Some(flow) => flow.granted = Some((uid.to_owned(), password)),
            None => return false,
        }
        true
    }

    /// Grants every open login flow to a user.
    pub fn grant_login_flows(&mut self, uid: &str) {
        let pages: Vec<String> = self
            .login_flows
            .open
            .values()
            .map(|flow| flow.page_token.clone())
            .collect();
        for page in pages {
            self.grant_login_page(&page, uid);
        }
    }

    /// Returns uid and app password of a granted flow, once.
    pub fn take_granted_login(&mut self, poll_token: &str) -> Option<(String, String)> {
        self.forget_old_login_flows();
        self.login_flows.open.get(poll_token)?.granted.as_ref()?;
        self.login_flows.open.remove(poll_token)?.granted
    }

    fn forget_old_login_flows(&mut self) {
        let limit = self.clock.now() - LIFETIME_SECONDS;
        self.login_flows
            .open
            .retain(|_, flow| flow.begun_at >= limit);
    }
}

#[cfg(test)]
mod tests {
    use crate::lookalike::clock::Clock;
    use crate::lookalike::deck::person::{Credentials, Login, User};
    use crate::lookalike::deck::{Deck, Release};

    fn deck() -> Deck {
        let mut deck = Deck::new(Release::V1_18, Clock::stopped(100_000));
        deck.insert_user(User::new("alice", "Alice", "secret"));
        deck
    }

    #[test]
    fn a_granted_login_is_given_once() {
        let mut deck = deck();
        let begun = deck.begin_login_flow();
        assert_eq!(deck.take_granted_login(&begun.poll_token), None);
        deck.grant_login_flows("alice");
        let (uid, password) = deck.take_granted_login(&begun.poll_token).expect("granted");
        assert_eq!(deck.take_granted_login(&begun.poll_token), None);
        let credentials = Credentials::Basic {
            name: uid.clone(),
            password,
        };
        assert_eq!(deck.log_in(Some(&credentials)), Login::User(uid));
    }

    #[test]
    fn a_login_is_too_old_after_twenty_minutes() {
        let mut deck = deck();
        let begun = deck.begin_login_flow();
        deck.clock.advance(20 * 60);
        assert!(deck.has_login_page(&begun.page_token));
        deck.clock.advance(1);
        assert!(!deck.grant_login_page(&begun.page_token, "alice"));
        assert_eq!(deck.take_granted_login(&begun.poll_token), None);
        assert_eq!(deck.open_login_flows(), 0);
    }

    #[test]
    fn a_server_that_refuses_programs_grants_nothing() {
        let mut deck = deck();
        deck.refuses_programs = true;
        let begun = deck.begin_login_flow();
        deck.grant_login_flows("alice");
        assert_eq!(deck.take_granted_login(&begun.poll_token), None);
    }
}
