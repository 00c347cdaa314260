//! The laws of merging, on random accounts.

mod accounts;
mod chance;
mod keys;
mod moves;
mod tree;

use std::collections::{BTreeSet, HashSet};
use std::env;
use std::sync::Arc;

use git_board::board::apply::apply_all;
use git_board::board::sequence::longest_increasing;
use git_board::board::{Account, BoardId, Card, CardId, CardKey, Stack, StackIndex, StackKey};
use git_board::plan::{BodyMerge, Merged, Scope, merge, operations};
use jiff::Timestamp;

use crate::support::long::LONG;
use accounts::Maker;
use keys::{fresh_names, unshared, without_fresh_ids};

/// How many random triples an ordinary run takes.
const CASES: u64 = 1_000;

fn cases() -> std::ops::Range<u64> {
    // `GIT_BOARD_LONG_TESTS=100000` for the long run.
    let count = env::var(LONG).ok();
    0..count.and_then(|count| count.parse().ok()).unwrap_or(CASES)
}

/// Base, and two accounts that came of it by edits.
struct Triple {
    base: Account,
    one: Account,
    other: Account,
}

fn triple(seed: u64) -> Triple {
    let mut maker = Maker::new(seed, 0);
    let base = maker.account();
    let edited = |seed: u64, first_id: u32| {
        let mut maker = Maker::new(seed, first_id);
        let mut account = base.clone();
        for _ in 0..maker.chance.below(12) {
            maker.edit(&mut account);
        }
        if maker.chance.once_in(4) {
            unshared(&account)
        } else {
            account
        }
    };
    let one = edited(seed.wrapping_mul(3) + 1_000_003, accounts::FRESH);
    let other = edited(seed.wrapping_mul(5) + 2_000_029, accounts::FRESH + 2_000);
    Triple { base, one, other }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_900_000_000).expect("it is a time")
}

/// Merges texts in a way that does not know which side is which.
fn merge_body(_: &str, ours: &str, theirs: &str) -> BodyMerge {
    if (ours.len() + theirs.len()).is_multiple_of(2) {
        BodyMerge::Conflict
    } else {
        BodyMerge::Merged(format!("{}{}", ours.min(theirs), ours.max(theirs)))
    }
}

/// Merges with all boards and cards in sight.
fn merged(seed: u64, base: &Account, local: &Account, remote: &Account) -> Merged {
    let gone: BTreeSet<BoardId> = base
        .boards
        .iter()
        .chain(&local.boards)
        .filter(|board| remote.board(&board.key).is_none())
        .filter_map(|board| board.key.id().cloned())
        .collect();
    let scope = Scope {
        gone_boards: &gone,
        is_gone: &|_| true,
        earlier: &|_| Vec::new(),
        was_agreed: &|_, _| false,
        user: None,
        merge_body: &merge_body,
    };
    match merge(&[base], local, remote, &scope) {
        Ok(merged) => merged,
        Err(bug) => panic!("seed {seed}: {bug}"),
    }
}

fn assert_same(seed: u64, law: &str, one: &Account, other: &Account) {
    assert!(one == other, "seed {seed}: {law}\n{one:#?}\n{other:#?}");
}

#[test]
fn what_changed_there_alone_is_taken() {
    for seed in cases() {
        let Triple { base, one, .. } = triple(seed);
        let result = merged(seed, &base, &base, &one);
        assert!(
            result.conflicts.is_empty(),
            "seed {seed}: {:?}",
            result.conflicts
        );
        assert_same(seed, "merge(b, b, r) = r", &result.account, &one);
        assert!(
            operations(&one, &result.account, now()).is_empty(),
            "seed {seed}"
        );
    }
}

#[test]
fn what_changed_here_alone_is_kept() {
    for seed in cases() {
        let Triple { base, one, .. } = triple(seed);
        let local = without_fresh_ids(&one);
        let result = merged(seed, &base, &local, &base);
        assert!(
            result.conflicts.is_empty(),
            "seed {seed}: {:?}",
            result.conflicts
        );
        assert_same(seed, "merge(b, l, b) = l", &result.folder, &local);
        assert_same(seed, "merge(b, l, b) = l", &result.account, &local);
    }
}

#[test]
fn what_both_made_is_no_conflict() {
    for seed in cases() {
        let Triple { base, one, .. } = triple(seed);
        let result = merged(seed, &base, &unshared(&one), &one);
        assert!(
            result.conflicts.is_empty(),
            "seed {seed}: {:?}",
            result.conflicts
        );
        assert_same(seed, "merge(b, x, x) = x", &result.account, &one);
    }
}

#[test]
fn equal_accounts_need_no_operation() {
    for seed in cases() {
        let Triple { one, .. } = triple(seed);
        assert!(operations(&one, &one, now()).is_empty(), "seed {seed}");
        assert!(
            operations(&one, &unshared(&one), now()).is_empty(),
            "seed {seed}"
        );
    }
}

#[test]
fn operations_lead_from_the_remote_account_to_the_merged_one() {
    for seed in cases() {
        let Triple { base, one, other } = triple(seed);
        let result = merged(seed, &base, &without_fresh_ids(&one), &other);
        let plan = operations(&other, &result.account, now());
        match apply_all(&other, &plan) {
            Ok(after) => {
                assert_same(seed, "apply(operations(r, m)) = m", &after, &result.account);
            }
            Err(error) => panic!("seed {seed}: {error}\n{plan:#?}"),
        }
        let direct = operations(&other, &without_fresh_ids(&one), now());
        let after = apply_all(&other, &direct);
        assert!(after.is_ok(), "seed {seed}: {after:?}");
    }
}

#[test]
fn the_sides_can_be_swapped() {
    let names = fresh_names();
    let (mut merges, mut conflicts) = (0, 0);
    for seed in cases() {
        let Triple { base, one, other } = triple(seed);
        let straight = merged(seed, &base, &without_fresh_ids(&one), &other);
        let swapped = merged(seed, &base, &without_fresh_ids(&other), &one);
        merges += 1;
        assert_eq!(
            straight.conflicts.is_empty(),
            swapped.conflicts.is_empty(),
            "seed {seed}\n{:#?}\n{:#?}",
            straight.conflicts,
            swapped.conflicts
        );
        if !straight.conflicts.is_empty() {
            conflicts += 1;
            continue;
        }
        let straight = straight.account.resolved(&names);
        let swapped = swapped.account.resolved(&names);
        let law = "swapped sides give the same but for orders";
        assert_same(seed, law, &unordered(&straight), &unordered(&swapped));
        check_gaps(seed, &Triple { base, one, other }, &straight, &swapped);
    }
    assert!(
        conflicts * 10 < merges * 9,
        "{conflicts} of {merges} are conflicts"
    );
}

/// Returns the account with everything in order of key.
fn unordered(account: &Account) -> Account {
    fn stacks(old: &[Arc<Stack>]) -> Vec<Arc<Stack>> {
        let mut new: Vec<Arc<Stack>> = old
            .iter()
            .map(|old| {
                let mut stack = Stack::clone(old);
                stack.stacks = stacks(&old.stacks);
                stack.cards.sort_by(|one, other| one.key.cmp(&other.key));
                Arc::new(stack)
            })
            .collect();
        new.sort_by(|one, other| one.key.cmp(&other.key));
        new
    }
    let boards = account.boards.iter().map(|board| {
        let mut board = board.as_ref().clone();
        board.labels.sort_by(|one, other| one.key.cmp(&other.key));
        board.stacks = stacks(&board.stacks);
        Arc::new(board)
    });
    Account::of(boards.collect())
}

/// Checks that what was moved or added on one side only stands between the same cards that
/// nobody moved, whichever side is whose.
fn check_gaps(seed: u64, triple: &Triple, straight: &Account, swapped: &Account) {
    let accounts = [&triple.base, &triple.one, &triple.other, straight, swapped];
    let stacks = accounts.map(Account::stacks);
    for key in straight.stacks().keys() {
        let [base, one, other, straight, swapped] =
            stacks.each_ref().map(|index| shown(index, key));
        let result: HashSet<&CardKey> = straight.iter().collect();
        let [base, one, other] = [base, one, other].map(|order| -> Vec<CardKey> {
            order
                .into_iter()
                .filter(|key| result.contains(key))
                .collect()
        });
        let (left_by_one, left_by_other) = (left(&base, &one), left(&base, &other));
        let skeleton: HashSet<&CardKey> =
            left_by_one.intersection(&left_by_other).copied().collect();
        for key in &straight {
            let is_on_both = one.contains(key) && other.contains(key);
            let is_left = left_by_one.contains(key) || left_by_other.contains(key);
            if is_on_both && !is_left {
                continue;
            }
            let before = |order: &[CardKey]| {
                let before = order.iter().take_while(|other| *other != key);
                before.filter(|other| skeleton.contains(other)).count()
            };
            assert_eq!(
                before(&straight),
                before(&swapped),
                "seed {seed}: card {key}"
            );
        }
    }
}

fn shown(stacks: &StackIndex<'_>, key: &StackKey) -> Vec<CardKey> {
    let cards: &[Arc<Card>] = stacks.get(key).map_or(&[], |at| at.stack.shown());
    cards.iter().map(|card| card.key.clone()).collect()
}

fn left<'a>(base: &[CardKey], order: &'a [CardKey]) -> HashSet<&'a CardKey> {
    let common: Vec<(&CardKey, usize)> = order
        .iter()
        .filter_map(|key| Some((key, base.iter().position(|other| other == key)?)))
        .collect();
    let positions: Vec<usize> = common.iter().map(|(_, position)| *position).collect();
    common
        .iter()
        .zip(longest_increasing(&positions))
        .filter_map(|((key, _), stays)| stays.then_some(*key))
        .collect()
}

/// Things that nobody can see stay in the folder as they are, and nothing of them is sent.
#[test]
fn what_is_out_of_sight_is_left_alone() {
    for seed in cases() {
        let Triple { base, one, other } = triple(seed);
        let local = without_fresh_ids(&one);
        let is_gone = |key: &CardId| key.as_str().len() != 2;
        let scope = Scope {
            gone_boards: &BTreeSet::new(),
            is_gone: &is_gone,
            earlier: &|_| Vec::new(),
            was_agreed: &|_, _| false,
            user: None,
            merge_body: &merge_body,
        };
        let result = match merge(&[&base, &other], &local, &other, &scope) {
            Ok(result) => result,
            Err(bug) => panic!("seed {seed}: {bug}"),
        };
        for board in &result.account.boards {
            let is_there = board.key.is_new() || other.board(&board.key).is_some();
            assert!(is_there, "seed {seed}: board {}", board.key);
        }
        let (there, folder) = (other.cards(), result.folder.cards());
        for (key, at) in local.cards() {
            let is_hidden = key.id().is_some_and(|id| !is_gone(id)) && !there.contains_key(key);
            if is_hidden {
                let kept = folder.get(key).expect("what is left alone stays");
                assert!(kept.card == at.card, "seed {seed}: card {key}");
            }
        }
        let plan = operations(&other, &result.account, now());
        let after = apply_all(&other, &plan);
        assert!(after.is_ok(), "seed {seed}: {after:?}");
    }
}
