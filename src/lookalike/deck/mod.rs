//! A model of Nextcloud Deck: boards, stacks, cards and people, and what each call does to them.
//!
//! Written from recorded answers of Deck 1.18.3 (Nextcloud 34) and 1.16.7 (Nextcloud 32).

pub mod answer;
pub mod assignment;
pub mod attachment;
mod attachment_name;
pub mod board;
pub mod card;
mod card_calls;
pub mod card_label;
pub mod comment;
pub mod dependency;
pub mod edit;
pub mod insert;
pub mod label;
pub mod login_flow;
pub mod moment;
pub mod param;
pub mod permission;
pub mod person;
pub mod refusal;
pub mod route;
pub mod rule;
pub mod search;
pub mod session;
pub mod stack;
pub mod welcome;

use std::collections::{BTreeMap, BTreeSet};

use crate::lookalike::clock::Clock;
use crate::lookalike::message::{Answer, Request};
use crate::lookalike::server::Model;

use attachment::{DeckFile, Share, UserFile};
use board::Board;
use card::Card;
use label::Label;
use person::{Credentials, Group, User};
use rule::Rule;
use session::Session;
use stack::Stack;

/// Which release of Deck, with its Nextcloud, is modeled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// Deck 1.16.7 on Nextcloud 32.0.1: messages in its 400s, no OCS API, no colors of cards.
    V1_16,
    /// Deck 1.18.3 on Nextcloud 34.0.1.
    V1_18,
}

impl Release {
    /// Returns the version that the capabilities tell, such as `1.18.3`.
    pub fn deck_version(self) -> &'static str {
        match self {
            Release::V1_16 => "1.16.7",
            Release::V1_18 => "1.18.3",
        }
    }

    /// Returns the parts of the Nextcloud version: major, minor, micro.
    pub fn nextcloud_version(self) -> (u32, u32, u32) {
        match self {
            Release::V1_16 => (32, 0, 1),
            Release::V1_18 => (34, 0, 1),
        }
    }
}

/// A Nextcloud with Deck: all that it knows, and the settings of the model.
#[derive(Debug)]
pub struct Deck {
    /// The release that is modeled.
    pub release: Release,
    /// The clock of every time that is written, and of the `Date` header.
    pub clock: Clock,
    /// Whether a user who owns no board gets the Welcome board at the first call.
    pub gives_welcome_board: bool,
    /// Whether the server is in maintenance mode (every call but the status answers 503).
    pub is_in_maintenance: bool,
    /// Whether the app is disabled (its calls answer 404).
    pub is_disabled: bool,
    /// Whether the administrator lets no program but some log in by the browser, and ours is none
    /// of them (`core.login_flow_v2.allowed_user_agents`).
    pub refuses_programs: bool,
    /// The longest form that PHP takes, in bytes; a longer one comes without fields.
    pub largest_post_bytes: u64,
    /// The largest file that PHP takes, in bytes.
    pub largest_upload_bytes: u64,
    users: BTreeMap<String, User>,
    groups: BTreeMap<String, Group>,
    teams: BTreeMap<String, Group>,
    boards: BTreeMap<i64, Board>,
    stacks: BTreeMap<i64, Stack>,
    cards: BTreeMap<i64, Card>,
    labels: BTreeMap<i64, Label>,
    rules: BTreeMap<i64, Rule>,
    deck_files: BTreeMap<i64, DeckFile>,
    user_files: BTreeMap<i64, UserFile>,
    shares: BTreeMap<i64, Share>,
    sessions: Vec<Session>,
    settings: BTreeMap<(String, String), serde_json::Value>,
    failed_logins: Vec<i64>,
    welcomed: BTreeSet<String>,
    login_flows: login_flow::LoginFlows,
    next: NextIds,
}

/// The ids that the next new things get; they are never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextIds {
    /// Of the next board.
    pub board: i64,
    /// Of the next stack.
    pub stack: i64,
    /// Of the next card.
    pub card: i64,
    /// Of the next label.
    pub label: i64,
    /// Of the next access rule.
    pub rule: i64,
    /// Of the next assignment of a person to a card.
    pub assignment: i64,
    /// Of the next comment.
    pub comment: i64,
    /// Of the next deck file.
    pub deck_file: i64,
    /// Of the next user's file.
    pub user_file: i64,
    /// Of the next share of a user's file with a card.
    pub share: i64,
    /// Of the next session, request or token; not shown as a number.
    pub token: u64,
}

impl Deck {
    /// Returns an empty server without users.
    pub fn new(release: Release, clock: Clock) -> Deck {
        Deck {
            release,
            clock,
            gives_welcome_board: false,
            is_in_maintenance: false,
            is_disabled: false,
            refuses_programs: false,
            largest_post_bytes: 64 << 20,
            largest_upload_bytes: 64 << 20,
            users: BTreeMap::new(),
            groups: BTreeMap::new(),
            teams: BTreeMap::new(),
            boards: BTreeMap::new(),
            stacks: BTreeMap::new(),
            cards: BTreeMap::new(),
            labels: BTreeMap::new(),
            rules: BTreeMap::new(),
            deck_files: BTreeMap::new(),
            user_files: BTreeMap::new(),
            shares: BTreeMap::new(),
            sessions: Vec::new(),
            settings: BTreeMap::new(),
            failed_logins: Vec::new(),
            welcomed: BTreeSet::new(),
            login_flows: login_flow::LoginFlows::default(),
            next: NextIds {
                board: 1,
                stack: 1,
                card: 1,
                label: 1,
                rule: 1,
                assignment: 1,
                comment: 1,
                deck_file: 1,
                user_file: 1,
                share: 1,
                token: 1,
            },
        }
    }

    /// Returns all boards by id, deleted ones included.
    pub fn boards(&self) -> impl Iterator<Item = &Board> {
        self.boards.values()
    }

    /// Returns the board of this id, also a deleted one.
    pub fn board(&self, id: i64) -> Option<&Board> {
        self.boards.get(&id)
    }

    /// Returns all stacks by id, deleted ones included.
    pub fn stacks(&self) -> impl Iterator<Item = &Stack> {
        self.stacks.values()
    }

    /// Returns the stack of this id, also a deleted one.
    pub fn stack(&self, id: i64) -> Option<&Stack> {
        self.stacks.get(&id)
    }

    /// Returns all cards by id, archived and deleted ones included.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.cards.values()
    }

    /// Returns the card of this id, also a deleted one.
    pub fn card(&self, id: i64) -> Option<&Card> {
        self.cards.get(&id)
    }

    /// Returns all labels by id.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.labels.values()
    }

    /// Returns the label of this id.
    pub fn label(&self, id: i64) -> Option<&Label> {
        self.labels.get(&id)
    }

    /// Returns all access rules by id.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// Returns all users by name.
    pub fn users(&self) -> impl Iterator<Item = &User> {
        self.users.values()
    }

    /// Returns the ids that come next.
    pub fn next_ids(&self) -> NextIds {
        self.next
    }

    /// Sets the ids that come next; an id already in use must not be given.
    pub fn set_next_ids(&mut self, next: NextIds) {
        self.next = next;
    }

    /// Returns the cards of a stack that lists show: neither archived nor deleted, by order, then id.
    pub fn shown_cards(&self, stack: i64) -> Vec<&Card> {
        self.cards_where(|card| card.stack == stack && !card.archived && card.deleted_at == 0)
    }

    /// Removes for good all that has lain in the trash for more than five minutes, as the
    /// server's daily job does.
    pub fn purge_trash(&mut self) {
        let limit = self.clock.now() - 300;
        let is_old = |deleted_at: i64| deleted_at > 0 && deleted_at < limit;
        self.boards.retain(|_, board| !is_old(board.deleted_at));
        let boards = &self.boards;
        self.stacks
            .retain(|_, stack| !is_old(stack.deleted_at) && boards.contains_key(&stack.board));
        let stacks = &self.stacks;
        self.cards
            .retain(|_, card| !is_old(card.deleted_at) && stacks.contains_key(&card.stack));
        let cards = &self.cards;
        self.deck_files
            .retain(|_, file| !is_old(file.deleted_at) && cards.contains_key(&file.card));
        self.shares
            .retain(|_, share| cards.contains_key(&share.card));
        self.labels
            .retain(|_, label| boards.contains_key(&label.board));
        self.rules
            .retain(|_, rule| boards.contains_key(&rule.board));
    }

    fn cards_where(&self, shown: impl Fn(&Card) -> bool) -> Vec<&Card> {
        let mut cards: Vec<&Card> = self.cards.values().filter(|card| shown(card)).collect();
        cards.sort_by_key(|card| (card.order, card.id));
        cards
    }

    /// Marks a board as changed now.
    fn touch_board(&mut self, id: i64) {
        let now = self.clock.now();
        if let Some(board) = self.boards.get_mut(&id) {
            board.last_modified = now;
        }
    }

    /// Marks a card's stack and board as changed now.
    fn touch_around(&mut self, card: i64) {
        let now = self.clock.now();
        let Some(stack) = self.cards.get(&card).map(|card| card.stack) else {
            return;
        };
        if let Some(stack) = self.stacks.get_mut(&stack) {
            stack.last_modified = now;
            let board = stack.board;
            self.touch_board(board);
        }
    }

    /// Marks a card as edited now by `who`, and its stack and board as changed.
    fn touch_card(&mut self, who: &str, id: i64) {
        let now = self.clock.now();
        if let Some(card) = self.cards.get_mut(&id) {
            card.last_modified = now;
            card.last_editor = Some(who.to_owned());
        }
        self.touch_around(id);
    }

    /// Returns a text of letters and digits that was not returned before.
    fn fresh_token(&mut self, length: usize) -> String {
        const LETTERS: &[u8; 62] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut state = self.next.token.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.next.token += 1;
        (0..length)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                char::from(LETTERS[(state % 62) as usize])
            })
            .collect()
    }
}

impl Model for Deck {
    fn answer(&mut self, request: &Request) -> Answer {
        Deck::answer(self, request)
    }

    fn date(&self) -> String {
        moment::http_date(self.clock.now())
    }

    fn is_write(&self, request: &Request) -> bool {
        let is_read = matches!(
            request.method.as_str(),
            "GET" | "HEAD" | "OPTIONS" | "PROPFIND"
        );
        let is_login = ["/login/", "/core/apppassword"]
            .iter()
            .any(|part| request.path.contains(part));
        !is_read && !is_login
    }

    fn sender(&self, request: &Request) -> Option<String> {
        match Credentials::from_header(request.header("authorization")?)? {
            Credentials::Basic { name, .. } => Some(name),
            Credentials::Bearer { .. } => Some(String::new()),
        }
    }
}

#[cfg(test)]
mod tests;
