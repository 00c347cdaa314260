//! Accounts for every thing of the three sides, or fails loudly before anything is done.

use foldhash::HashSet;
use thiserror::Error;

use super::card::MergedCards;
use super::label::MergedLabels;
use super::sides::Sides;
use super::structure::Structure;
use crate::board::{Account, BoardKey, CardKey, StackKey};

/// A mistake in this program, found before anything was written or sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Bug {
    /// A thing is twice in an account.
    #[error("a mistake in git-board: {thing} `{key}` is twice in the {account} account")]
    Twice {
        /// What it is: `board`, `stack`, `card`.
        thing: &'static str,
        /// Its key.
        key: String,
        /// Which account: `local`, `remote`, `merged`.
        account: &'static str,
    },
    /// A thing that has to be in the result is not.
    #[error("a mistake in git-board: merging lost {thing} `{key}`")]
    Lost {
        /// What it is: `board`, `stack`, `card`.
        thing: &'static str,
        /// Its key.
        key: String,
    },
    /// A thing is in the result and nobody knows why.
    #[error("a mistake in git-board: merging made up {thing} `{key}`")]
    MadeUp {
        /// What it is: `board`, `stack`, `card`.
        thing: &'static str,
        /// Its key.
        key: String,
    },
    /// A card of the result carries a label that its board has not.
    #[error(
        "a mistake in git-board: card `{card}` carries label `{label}`, which its board has not"
    )]
    ForeignLabel {
        /// The card's key.
        card: String,
        /// The label's key.
        label: String,
    },
}

/// The things of an account by key.
#[derive(Default)]
struct Things<'a> {
    boards: HashSet<&'a BoardKey>,
    stacks: HashSet<&'a StackKey>,
    cards: HashSet<&'a CardKey>,
}

fn things<'a>(account: &'a Account, name: &'static str) -> Result<Things<'a>, Bug> {
    let mut things = Things::default();
    let once = |is_first: bool, thing: &'static str, key: &dyn ToString| {
        if is_first {
            return Ok(());
        }
        Err(Bug::Twice {
            thing,
            key: key.to_string(),
            account: name,
        })
    };
    for board in &account.boards {
        once(things.boards.insert(&board.key), "board", &board.key)?;
        for stack in board.all_stacks() {
            once(things.stacks.insert(&stack.key), "stack", &stack.key)?;
            for card in &stack.cards {
                once(things.cards.insert(&card.key), "card", &card.key)?;
            }
        }
    }
    Ok(things)
}

/// Checks that nothing is twice in what is to be merged.
pub(super) fn check_input(name: &'static str, account: &Account) -> Result<(), Bug> {
    things(account, name).map(|_| ())
}

/// Checks that everything of either side is in the result or was dropped for a reason, that
/// nothing else is in it, and that no card carries a label that its board has not.
pub(super) fn check(
    sides: &Sides<'_>,
    structure: &Structure,
    labels: &MergedLabels,
    cards: &MergedCards,
    folder: &Account,
    account: &Account,
) -> Result<(), Bug> {
    let present = things(folder, "merged")?;
    check_nothing_deleted_by_mistake(sides, structure, cards, account)?;
    let lost = |thing: &'static str, key: &dyn ToString| Bug::Lost {
        thing,
        key: key.to_string(),
    };
    for (side, other) in [(&sides.local, &sides.remote), (&sides.remote, &sides.local)] {
        for key in side.cards.keys() {
            let is_dropped = cards.dropped.contains(*key) && !other.cards.contains_key(*key);
            if !is_dropped && !present.cards.contains(*key) {
                return Err(lost("card", key));
            }
        }
        for key in side.stacks.keys() {
            let is_kept = structure
                .stacks
                .get(*key)
                .is_some_and(|stack| stack.is_kept);
            let has_to_be = is_kept || other.stacks.contains_key(*key);
            if has_to_be && !present.stacks.contains(*key) {
                return Err(lost("stack", key));
            }
        }
        for key in side.boards.keys() {
            let is_kept = structure
                .boards
                .get(*key)
                .is_some_and(|board| board.is_kept);
            let has_to_be = is_kept || other.boards.contains_key(*key);
            if has_to_be && !present.boards.contains(*key) {
                return Err(lost("board", key));
            }
        }
    }
    check_origin(sides, structure, cards, folder)?;
    for board in &folder.boards {
        let is_checked = structure
            .boards
            .get(&board.key)
            .is_some_and(|merged| !merged.is_alone);
        for card in board.all_stacks().iter().flat_map(|stack| &stack.cards) {
            let is_alone = cards.kept.get(&card.key).is_some_and(|card| card.is_alone);
            if !is_checked || is_alone {
                continue;
            }
            if let Some(label) = card.labels.iter().find(|key| !labels.has(&board.key, key)) {
                return Err(Bug::ForeignLabel {
                    card: card.key.to_string(),
                    label: label.to_string(),
                });
            }
        }
    }
    Ok(())
}

/// Checks that what the server shows and nobody dropped is in the account that it is compared
/// with: what is not there would be deleted.
fn check_nothing_deleted_by_mistake(
    sides: &Sides<'_>,
    structure: &Structure,
    cards: &MergedCards,
    account: &Account,
) -> Result<(), Bug> {
    let sent = things(account, "merged")?;
    let lost = |thing: &'static str, key: &dyn ToString| {
        let key = key.to_string();
        Err(Bug::Lost { thing, key })
    };
    for key in sides.remote.cards.keys() {
        if cards.kept.contains_key(*key) && !sent.cards.contains(*key) {
            return lost("card", key);
        }
    }
    for key in sides.remote.stacks.keys() {
        let merged = structure.stacks.get(*key);
        if merged.is_some_and(|stack| stack.is_kept) && !sent.stacks.contains(*key) {
            return lost("stack", key);
        }
    }
    for key in sides.remote.boards.keys() {
        let merged = structure.boards.get(*key);
        if merged.is_some_and(|board| board.is_kept) && !sent.boards.contains(*key) {
            return lost("board", key);
        }
    }
    Ok(())
}

fn check_origin(
    sides: &Sides<'_>,
    structure: &Structure,
    cards: &MergedCards,
    folder: &Account,
) -> Result<(), Bug> {
    let same: HashSet<&BoardKey> = sides.same.iter().map(|board| &board.key).collect();
    let made_up = |thing: &'static str, key: &dyn ToString| Bug::MadeUp {
        thing,
        key: key.to_string(),
    };
    for board in &folder.boards {
        if same.contains(&board.key) {
            continue;
        }
        if !structure.boards.contains_key(&board.key) {
            return Err(made_up("board", &board.key));
        }
        for stack in board.all_stacks() {
            if !structure.stacks.contains_key(&stack.key) {
                return Err(made_up("stack", &stack.key));
            }
            let unknown = stack.cards.iter().find(|card| {
                !cards.kept.contains_key(&card.key) || cards.dropped.contains(&card.key)
            });
            if let Some(card) = unknown {
                return Err(made_up("card", &card.key));
            }
        }
    }
    Ok(())
}
