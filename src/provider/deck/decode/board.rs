//! One board from the answers that together hold it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::board::{
    Board, BoardKey, Card, CardKey, Label, LabelKey, Lane, Member, Permissions, Rights, Stack,
    StackKey,
};
use crate::provider::deck::wire::{self, WireId};

use super::card::{card, person};

/// The archived cards of a board, each by its id.
pub(in crate::provider::deck) type ArchivedCards = BTreeMap<WireId, Arc<Card>>;

/// Returns the board.
///
/// `shown` are the stacks with their shown cards, `archived` the same stacks with their archived
/// ones, of which only ids and stacks are taken: what they hold is in `archived_cards`. A card in
/// both was archived between the two answers.
pub(in crate::provider::deck) fn board(
    about: &wire::Board,
    shown: &[wire::Stack],
    archived: &[wire::Stack],
    archived_cards: &ArchivedCards,
) -> Board {
    let label_ids: BTreeSet<&WireId> = about.labels.iter().map(|label| &label.id).collect();
    let is_of_board = |label: &wire::Label| label_ids.contains(&label.id);
    let stacks = stacks_in_order(shown)
        .into_iter()
        .map(|one| {
            let behind = archived_in(archived, one, archived_cards, &label_ids);
            Arc::new(stack(one, behind, is_of_board))
        })
        .collect();
    Board {
        key: BoardKey::known(about.id.0.as_str()),
        title: about.title.clone(),
        color: about.color.clone().unwrap_or_default(),
        archived: about.archived,
        labels: labels(about),
        members: members(about),
        projects: Vec::new(),
        classes: Vec::new(),
        stacks,
    }
}

/// Returns the stack: the cards that it shows, and its archived ones, wherever those were read. A
/// card in both was archived between the two answers.
pub(in crate::provider::deck) fn stack(
    shown: &wire::Stack,
    archived: Vec<Arc<Card>>,
    is_label_of_board: impl Fn(&wire::Label) -> bool + Copy,
) -> Stack {
    let archived_keys: BTreeSet<CardKey> = archived.iter().map(|card| card.key.clone()).collect();
    let mut cards: Vec<Arc<Card>> = shown_in_order(shown)
        .into_iter()
        .map(|wire| Arc::new(card(wire, is_label_of_board)))
        .filter(|card| !archived_keys.contains(&card.key))
        .collect();
    cards.extend(archived);
    let mut decoded = Stack {
        key: StackKey::known(shown.id.0.as_str()),
        title: shown.title.clone(),
        done_column: shown.is_done_column.unwrap_or(false),
        lane: Lane::default(),
        stacks: Vec::new(),
        cards,
    };
    decoded.settle_archived();
    decoded
}

/// Returns what the account may do with a board; `None` if it may not even read it.
pub(in crate::provider::deck) fn rights(board: &wire::Board) -> Option<Rights> {
    let permissions = board.permissions?;
    permissions.read.then_some(Rights {
        edit: permissions.edit,
        manage: permissions.manage,
        share: permissions.share,
        owner: board
            .owner
            .as_ref()
            .and_then(wire::Participant::id)
            .map(str::to_owned),
    })
}

/// Returns the member that a share makes; `None` for the owner and for kinds that we do not know.
pub(in crate::provider::deck) fn member(acl: &wire::Acl) -> Option<Member> {
    if acl.owner {
        return None;
    }
    Some(Member {
        person: person(&acl.participant, acl.kind)?,
        permissions: Permissions {
            edit: acl.permission_edit,
            share: acl.permission_share,
            manage: acl.permission_manage,
        },
    })
}

/// Returns the stacks that are not deleted as they stand: by order, then by id.
pub(in crate::provider::deck) fn stacks_in_order(stacks: &[wire::Stack]) -> Vec<&wire::Stack> {
    let mut kept: Vec<&wire::Stack> = stacks
        .iter()
        .filter(|stack| stack.deleted_at == 0)
        .collect();
    kept.sort_by_key(|stack| (stack.order, StackKey::known(stack.id.0.as_str())));
    kept
}

/// Returns the shown cards of a stack as they stand: by order, then by id.
pub(in crate::provider::deck) fn shown_in_order(stack: &wire::Stack) -> Vec<&wire::Card> {
    let mut kept: Vec<&wire::Card> = stack
        .cards
        .iter()
        .filter(|card| !card.archived && card.deleted_at == 0)
        .collect();
    kept.sort_by_cached_key(|card| {
        let key = CardKey::known(card.id.0.as_str());
        (card.order, key)
    });
    kept
}

/// Returns the archived cards of a stack, without labels that the board does not have (any more).
fn archived_in(
    archived: &[wire::Stack],
    stack: &wire::Stack,
    cards: &ArchivedCards,
    label_ids: &BTreeSet<&WireId>,
) -> Vec<Arc<Card>> {
    let ids = archived
        .iter()
        .filter(|other| other.id == stack.id)
        .flat_map(|other| &other.cards)
        .map(|card| &card.id);
    let is_label_of_board = |key: &LabelKey| {
        key.id()
            .is_some_and(|id| label_ids.contains(&WireId(id.as_str().to_owned())))
    };
    ids.filter_map(|id| cards.get(id))
        .map(|card| {
            if card.labels.iter().all(is_label_of_board) {
                return Arc::clone(card);
            }
            let mut card = Card::clone(card);
            card.labels.retain(is_label_of_board);
            Arc::new(card)
        })
        .collect()
}

fn labels(about: &wire::Board) -> Vec<Label> {
    let mut labels: Vec<Label> = about
        .labels
        .iter()
        .map(|label| Label {
            key: LabelKey::known(label.id.0.as_str()),
            name: label.title.clone(),
            color: label.color.clone().unwrap_or_default(),
        })
        .collect();
    labels.sort_by(|one, other| one.key.cmp(&other.key));
    labels.dedup_by(|one, other| one.key == other.key);
    labels
}

/// Returns the members in order of person; of two rules for one person the first one counts, as it
/// does for Deck.
fn members(about: &wire::Board) -> Vec<Member> {
    let mut members: Vec<Member> = about.acl.iter().filter_map(member).collect();
    members.sort_by(|one, other| one.person.cmp(&other.person));
    members.dedup_by(|later, first| later.person == first.person);
    members
}

#[cfg(test)]
mod tests {
    use super::members;
    use crate::provider::deck::wire;

    #[test]
    fn of_two_rules_for_one_person_the_first_counts() {
        let rule = |id: u32, who: &str, edit: bool| {
            format!(r#"{{"id":{id},"participant":"{who}","type":0,"permissionEdit":{edit}}}"#)
        };
        let rules = [
            rule(5, "carol", false),
            rule(7, "bob", true),
            rule(6, "bob", false),
        ];
        let board = format!(r#"{{"id":1,"title":"B","acl":[{}]}}"#, rules.join(","));
        let board: wire::Board = serde_json::from_str(&board).expect("a board");
        let members = members(&board);
        let words: Vec<_> = members
            .iter()
            .map(|one| (one.person.to_string(), one.permissions.edit))
            .collect();
        assert_eq!(
            words,
            [("bob".to_owned(), true), ("carol".to_owned(), false)]
        );
    }
}
