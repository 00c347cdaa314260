//! Tests of the merge: each row of the tables, on the smallest accounts that show it.

use std::collections::BTreeSet;
use std::sync::Arc;

use snapbox::assert_data_eq;

use super::{Merged, Note, Scope, merge};
use crate::board::{Account, BoardId, Card, CardKey};
use crate::plan::ThingKey;
use crate::plan::body::BodyMerge;
use crate::plan::diff::operations;
use crate::plan::sketch::{account, sketch, time};
use crate::plan::words::{describe, line};

mod containers;
mod labels;
mod places;
mod presence;
mod result;
mod sight;
mod values;

/// Merges texts that differ in different lines, of as many lines as base.
fn by_lines(base: &str, ours: &str, theirs: &str) -> BodyMerge {
    let mut merged = String::new();
    for ((base, ours), theirs) in base.lines().zip(ours.lines()).zip(theirs.lines()) {
        let line = match (ours == base, theirs == base) {
            (true, _) => theirs,
            (_, true) => ours,
            _ => return BodyMerge::Conflict,
        };
        merged.push_str(line);
        merged.push('\n');
    }
    BodyMerge::Merged(merged)
}

/// A merge with everything in sight, but for what a test hides.
struct Case<'a> {
    bases: &'a [&'a str],
    local: &'a str,
    remote: &'a str,
    gone_boards: &'a [&'a str],
    not_looked_for: &'a [&'a str],
    earlier: &'a str,
}

impl Case<'_> {
    fn new<'a>(bases: &'a [&'a str], local: &'a str, remote: &'a str) -> Case<'a> {
        Case {
            bases,
            local,
            remote,
            gone_boards: &[],
            not_looked_for: &[],
            earlier: "",
        }
    }

    fn merge(&self) -> Merged {
        let bases: Vec<Account> = self.bases.iter().map(|base| account(base)).collect();
        let gone: BTreeSet<BoardId> = self
            .gone_boards
            .iter()
            .map(|id| BoardId::new(*id))
            .collect();
        let earlier = account(self.earlier);
        let scope = Scope {
            gone_boards: &gone,
            is_gone: &|id| !self.not_looked_for.contains(&id.as_str()),
            earlier: &|key: &CardKey| -> Vec<Arc<Card>> {
                let cards = earlier.cards();
                cards
                    .get(key)
                    .map(|at| Arc::clone(at.card))
                    .into_iter()
                    .collect()
            },
            was_agreed: &|key, _| match key {
                ThingKey::Board(key) => earlier.board(key).is_some(),
                ThingKey::Stack(key) => earlier.stacks().contains_key(key),
                _ => false,
            },
            user: None,
            merge_body: &by_lines,
        };
        let bases: Vec<&Account> = bases.iter().collect();
        merge(&bases, &account(self.local), &account(self.remote), &scope).expect("nothing is lost")
    }

    /// Checks the folder, then the notes, the conflicts, and what is sent.
    fn check(&self, expected: impl snapbox::IntoData) {
        let merged = self.merge();
        let mut text = sketch(&merged.folder);
        for note in &merged.notes {
            text.push_str(&match note {
                Note::Attachment { .. } => format!("{note}\n"),
                Note::Adopted { thing } => format!("note: {thing} gets id {}\n", thing.key),
                Note::OutOfSight { title, .. } => format!("note: {title} is out of sight\n"),
                Note::HeldNoMore { title } => format!("note: {title} is held no more\n"),
                Note::NotLookedFor { thing } => format!("note: {thing} was not looked for\n"),
            });
        }
        for conflict in &merged.conflicts {
            text.push_str(&format!("conflict: {conflict}; {}\n", conflict.way_out()));
        }
        if merged.conflicts.is_empty() {
            let remote = account(self.remote);
            let operations = operations(&remote, &merged.account, time("2026-12-24"));
            for described in describe(&operations, &remote, &merged.account) {
                text.push_str(&format!("send: {}\n", line(&described)));
            }
        }
        assert_data_eq!(text, expected);
    }
}

fn check(base: &str, local: &str, remote: &str, expected: impl snapbox::IntoData) {
    Case::new(&[base], local, remote).check(expected);
}

/// A board with one stack of these cards.
fn cards(cards: &str) -> String {
    let cards: String = cards
        .lines()
        .map(|card| format!("  card {card}\n"))
        .collect();
    format!("board 1 B\n label 5 Bug\n label 6 Idea\n stack 2 To do\n{cards}")
}

/// The same with a second stack.
fn two(first: &str, second: &str) -> String {
    let second: String = second
        .lines()
        .map(|card| format!("  card {card}\n"))
        .collect();
    format!("{} stack 3 Doing\n{second}", cards(first))
}
