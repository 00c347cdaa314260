//! The model under test, and replaying recordings on it.

use std::collections::{BTreeMap, BTreeSet};

use git_board::lookalike::clock::Clock;
use git_board::lookalike::deck::person::{Group, User};
use git_board::lookalike::deck::{Deck, Release};
use serde_json::Value;

use super::compare::differences;
use super::fixture::Recording;

/// A model, the recordings, and what came of replaying them.
pub struct World {
    /// The model.
    pub deck: Deck,
    /// All recordings by name.
    pub recordings: BTreeMap<String, Recording>,
    /// How many were compared.
    pub compared: usize,
    /// What differed, one text a recording.
    pub problems: Vec<String>,
    /// Passwords for the recorded names of credentials.
    pub passwords: BTreeMap<String, String>,
    played: BTreeSet<String>,
    tokens: Vec<(String, String)>,
}

impl World {
    /// Returns a model with the recorded server's users, and nothing else.
    pub fn new(recordings: BTreeMap<String, Recording>, release: Release) -> World {
        let mut deck = Deck::new(release, Clock::stopped(0));
        for (uid, name) in [("admin", "admin"), ("alice", "Alice"), ("bob", "Bob")] {
            deck.insert_user(User {
                password: format!("{uid}-real"),
                app_passwords: vec![format!("{uid}-app")],
                ..User::new(uid, name, "")
            });
        }
        deck.insert_group(Group {
            id: "team".to_owned(),
            display_name: "team".to_owned(),
            members: vec!["alice".to_owned(), "bob".to_owned()],
        });
        World {
            deck,
            recordings,
            compared: 0,
            problems: Vec::new(),
            passwords: BTreeMap::new(),
            played: BTreeSet::new(),
            tokens: Vec::new(),
        }
    }

    /// Returns whether the release has this recording.
    pub fn has(&self, name: &str) -> bool {
        self.recordings.contains_key(name)
    }

    /// Returns a recording that must be there.
    pub fn recording(&self, name: &str) -> &Recording {
        let found = self.recordings.get(name);
        found.unwrap_or_else(|| panic!("there is no recording `{name}`"))
    }

    /// Changes a recorded request, where it names what only that server could know.
    pub fn change(&mut self, name: &str, change: impl FnOnce(&mut Recording)) {
        change(self.recordings.get_mut(name).expect("a known recording"));
    }

    /// Returns the data of a recorded answer.
    pub fn data(&self, name: &str) -> Value {
        self.recording(name).data().clone()
    }

    /// Returns the names that were not replayed.
    pub fn not_played(&self) -> Vec<String> {
        let names = self.recordings.keys();
        names
            .filter(|name| !self.played.contains(*name))
            .cloned()
            .collect()
    }

    /// Replays recordings in this order; those that the release lacks are passed over.
    pub fn play(&mut self, names: &[&str]) {
        for name in names {
            if self.has(name) {
                self.play_one(name);
            }
        }
    }

    fn play_one(&mut self, name: &str) {
        let mut recording = self.recordings.remove(name).expect("asked for before");
        assert!(
            self.played.insert(name.to_owned()),
            "`{name}` was replayed before"
        );
        for (recorded, ours) in &self.tokens {
            recording.replace_in_body(recorded, ours);
        }
        self.deck.clock.set(recording.at);
        self.set_next_ids(&recording);
        let authorization = recording
            .user
            .as_deref()
            .map(|user| self.authorization(user));
        let answer = self.deck.answer(&recording.request(authorization));
        let found = differences(&recording, &answer);
        self.compared += 1;
        if !found.is_empty() {
            self.problems
                .push(format!("{name}:\n    {}", found.join("\n    ")));
        }
        let ours: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        self.keep_tokens(recording.data(), ours.pointer("/ocs/data").unwrap_or(&ours));
        self.recordings.insert(name.to_owned(), recording);
    }

    /// Lets the model give the ids that the server gave, since its counters were ahead.
    fn set_next_ids(&mut self, recording: &Recording) {
        if !recording.is_creation() || recording.status != 200 {
            return;
        }
        let data = recording.data();
        let mut next = self.deck.next_ids();
        if let Some(id) = data["id"].as_i64() {
            let path = recording.path();
            match path.rsplit('/').next().unwrap_or_default() {
                "boards" => {
                    next.board = id;
                    next.label = data["labels"][0]["id"].as_i64().unwrap_or(next.label);
                }
                "stacks" => next.stack = id,
                "cards" | "clone" => next.card = id,
                "labels" => next.label = id,
                "acl" => next.rule = id,
                "assignUser" | "assign" => next.assignment = id,
                "comments" => next.comment = id,
                "attachments" | "attachment" if data["type"] == "file" => {
                    next.share = id;
                    let file = data["extendedData"]["fileid"].as_i64();
                    next.user_file = file.unwrap_or(next.user_file);
                }
                "attachments" | "attachment" => next.deck_file = id,
                _ => {}
            }
        }
        self.deck.set_next_ids(next);
    }

    /// Remembers which of our tokens stands for which recorded one.
    fn keep_tokens(&mut self, recorded: &Value, ours: &Value) {
        for key in ["/token", "/poll/token"] {
            let text = |value: &Value| {
                value
                    .pointer(key)
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            if let (Some(recorded), Some(ours)) = (text(recorded), text(ours)) {
                self.tokens.push((recorded, ours));
            }
        }
    }

    /// Lets a text in recorded bodies stand for one of the model's.
    pub fn stand_for(&mut self, recorded: &str, ours: &str) {
        self.tokens.push((recorded.to_owned(), ours.to_owned()));
    }

    /// Returns the value of `Authorization` for a recorded name of credentials.
    pub fn authorization(&self, user: &str) -> String {
        let password = match (self.passwords.get(user), user.split_once('@')) {
            (Some(password), _) => password.clone(),
            (None, Some((uid, "app"))) => format!("{uid}-app"),
            (None, Some(_)) => "wrong".to_owned(),
            (None, None) => format!("{user}-real"),
        };
        let uid = user.split('@').next().unwrap_or_default();
        format!("Basic {}", base64(format!("{uid}:{password}").as_bytes()))
    }
}

/// Returns the id of a recorded thing.
pub fn id(thing: &Value) -> i64 {
    thing["id"].as_i64().unwrap_or_default()
}

/// Returns the items of a recorded list; null is an empty one.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let held = chunk
            .iter()
            .fold(0_u32, |held, byte| (held << 8) | u32::from(*byte));
        let held = held << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(held >> (18 - 6 * place)) as usize & 63];
            out.push(if place <= chunk.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    out
}
