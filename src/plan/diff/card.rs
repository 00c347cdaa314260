//! Operations on cards: what changes about each, and where it comes to stand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use jiff::Timestamp;

use super::card_order::in_order_of_need;
use super::shown::Orders;
use super::{ChangedBoard, Plan, attachment, comment, is_same_color};
use crate::board::account::index_cards;
use crate::board::sequence::longest_increasing;
use crate::board::{
    Account, Board, BoardKey, Card, CardChanges, CardField, CardIndex, CardKey, Change, CreateCard,
    Done, EditCard, LabelKey, Located, Operation, Place, Stack, StackKey,
};

/// Creates, edits and moves cards.
pub(super) fn change(
    plan: &mut Plan,
    merged: &Account,
    boards: &[ChangedBoard<'_>],
    now: Timestamp,
) {
    let state = plan.state.clone();
    let present = cards_of_changed_boards(&state, merged);
    let jobs = jobs(&state, &present, boards);
    let mut placed = staying_cards(&jobs);
    let mut orders = Orders::of(&jobs, &present);
    let mut late = Vec::new();
    for job in &jobs {
        if let Some(located) = present.get(&job.card().key) {
            let at = (&located.board.key, &located.stack.key);
            let (uploads, deletions) = attachment::changes(Some(located.card), job.card(), at);
            uploads
                .into_iter()
                .for_each(|upload| plan.push_last(upload));
            late.extend(
                deletions
                    .into_iter()
                    .map(|one| attachment::at(one, job.place())),
            );
            if !Arc::ptr_eq(located.card, job.card()) {
                late.extend(comment::changes(
                    Some(located.card),
                    job.card(),
                    job.place(),
                ));
            }
        }
    }
    for (index, left_out) in in_order_of_need(&jobs, &present) {
        let job = &jobs[index];
        let so_far = SoFar {
            placed: &placed,
            orders: &orders,
        };
        if let Some(operation) = operation(job, &present, &so_far, &left_out, now) {
            orders.follow(&operation, job.card().archived);
            plan.push_last(operation);
        }
        if !present.contains_key(&job.card().key) {
            let (uploads, _) = attachment::changes(None, job.card(), job.place());
            let comments = comment::changes(None, job.card(), job.place());
            uploads
                .into_iter()
                .chain(comments)
                .for_each(|operation| plan.push_last(operation));
        }
        if !left_out.is_empty() {
            late.push(dependencies_afterwards(job, &left_out));
        }
        placed.insert(&job.card().key);
    }
    for operation in late {
        plan.push_last(operation);
    }
}

/// A card of a stack that changed: where it is to be, and whether it is there already.
pub(super) struct Job<'a> {
    board: &'a Arc<Board>,
    stack: &'a Arc<Stack>,
    position: usize,
    stays: bool,
    /// Labels of the board that will be deleted, and so need not be taken off.
    doomed: Arc<BTreeSet<LabelKey>>,
}

impl Job<'_> {
    pub(super) fn card(&self) -> &Arc<Card> {
        &self.stack.cards[self.position]
    }

    /// Returns the board and the stack that the card comes to stand in.
    fn place(&self) -> (&BoardKey, &StackKey) {
        (&self.board.key, &self.stack.key)
    }

    /// Returns true if the card is in its place already.
    pub(super) fn stays(&self) -> bool {
        self.stays
    }
}

/// Returns the cards of all boards that are not wholly the same in the merged account; those that
/// will be deleted too, since cards may move away from there.
fn cards_of_changed_boards<'a>(state: &'a Account, merged: &Account) -> CardIndex<'a> {
    let same: HashSet<*const Board> = merged.boards.iter().map(Arc::as_ptr).collect();
    let mut index = CardIndex::default();
    for board in &state.boards {
        if !same.contains(&Arc::as_ptr(board)) {
            index_cards(board, &mut index);
        }
    }
    index
}

fn jobs<'a>(state: &Account, present: &CardIndex<'_>, boards: &[ChangedBoard<'a>]) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    for board in boards {
        let there = state.board(&board.merged.key);
        let doomed: Arc<BTreeSet<LabelKey>> = Arc::new(
            there
                .iter()
                .flat_map(|there| super::label::doomed(there, board.merged))
                .map(|label| label.key)
                .collect(),
        );
        let same: HashSet<*const Stack> = there
            .iter()
            .flat_map(|there| there.all_stacks())
            .map(Arc::as_ptr)
            .collect();
        for stack in board.merged.all_stacks() {
            if same.contains(&Arc::as_ptr(stack)) {
                continue;
            }
            let stays = staying(stack, present);
            jobs.extend(stays.into_iter().enumerate().map(|(position, stays)| Job {
                board: board.merged,
                stack,
                position,
                stays,
                doomed: Arc::clone(&doomed),
            }));
        }
    }
    jobs
}

/// Returns for each card of a stack whether it is in its place: in this stack, and, if it is
/// shown, behind the shown cards that it is to stand behind.
fn staying(stack: &Stack, present: &CardIndex<'_>) -> Vec<bool> {
    let first = stack.cards.iter().find_map(|card| {
        present
            .get(&card.key)
            .filter(|at| at.stack.key == stack.key)
    });
    let positions: HashMap<&CardKey, usize> = first
        .iter()
        .flat_map(|at| at.stack.shown())
        .enumerate()
        .map(|(position, card)| (&card.key, position))
        .collect();
    let shown: Vec<Option<usize>> = stack
        .shown()
        .iter()
        .map(|card| positions.get(&card.key).copied())
        .collect();
    let order: Vec<usize> = shown.iter().copied().flatten().collect();
    let mut belongs = longest_increasing(&order).into_iter();
    let mut stays: Vec<bool> = shown
        .iter()
        .map(|position| position.is_some() && belongs.next().unwrap_or(false))
        .collect();
    // An archived card has no place in the order: to be in the stack is enough.
    stays.extend(stack.archived().iter().map(|card| {
        present
            .get(&card.key)
            .is_some_and(|at| at.stack.key == stack.key)
    }));
    stays
}

fn staying_cards<'a>(jobs: &'a [Job<'a>]) -> HashSet<&'a CardKey> {
    jobs.iter()
        .filter(|job| job.stays)
        .map(|job| &job.card().key)
        .collect()
}

fn operation(
    job: &Job<'_>,
    present: &CardIndex<'_>,
    so_far: &SoFar<'_>,
    left_out: &BTreeSet<CardKey>,
    now: Timestamp,
) -> Option<Operation> {
    let card = job.card();
    let place = || Place {
        board: job.board.key.clone(),
        stack: job.stack.key.clone(),
        after: neighbor(job, so_far.placed),
    };
    let Some(located) = present.get(&card.key) else {
        return Some(Operation::CreateCard(CreateCard {
            place: place(),
            card: to_create(card, left_out, now),
        }));
    };
    if job.stays && Arc::ptr_eq(located.card, card) {
        return None;
    }
    let is_foreign = located.board.key != job.board.key;
    let mut changes = card_changes(located.card, card, now);
    if !is_foreign && let Some(labels) = &mut changes.labels {
        let doomed = labels.old.intersection(&job.doomed).cloned();
        labels.new.extend(doomed);
        if labels.old == labels.new {
            changes.labels = None;
        }
    }
    if !job.stays {
        changes.place = Some(Change {
            old: place_of(located, so_far.orders),
            new: place(),
        });
    }
    (!changes.is_empty()).then(|| {
        Operation::EditCard(Box::new(EditCard {
            key: card.key.clone(),
            title: located.card.title.clone(),
            board: located.board.key.clone(),
            stack: located.stack.key.clone(),
            changes,
        }))
    })
}

/// What the operations so far make of the cards' places.
struct SoFar<'a> {
    /// The cards that are in their place by now.
    placed: &'a HashSet<&'a CardKey>,
    orders: &'a Orders,
}

/// Returns where a card stands by now, before it moves.
fn place_of(located: &Located<'_>, orders: &Orders) -> Place {
    let key = &located.card.key;
    let is_shown = !located.card.archived;
    Place {
        board: located.board.key.clone(),
        stack: located.stack.key.clone(),
        after: is_shown
            .then(|| orders.before(&located.stack.key, key))
            .flatten(),
    }
}

/// Returns the nearest card above that is in its place by now.
fn neighbor(job: &Job<'_>, placed: &HashSet<&CardKey>) -> Option<CardKey> {
    if job.card().archived {
        return None;
    }
    job.stack.cards[..job.position]
        .iter()
        .rev()
        .find(|card| placed.contains(&card.key))
        .map(|card| card.key.clone())
}

fn to_create(card: &Arc<Card>, left_out: &BTreeSet<CardKey>, now: Timestamp) -> Arc<Card> {
    let is_ready = left_out.is_empty()
        && card.attachments.is_empty()
        && card.comments.is_empty()
        && !matches!(card.done, Some(Done::AnyTime));
    if is_ready {
        return Arc::clone(card);
    }
    let mut created = Card::clone(card);
    created.depends_on.retain(|key| !left_out.contains(key));
    created.done = done_by(created.done, now);
    created.attachments.clear();
    created.comments.clear();
    Arc::new(created)
}

fn dependencies_afterwards(job: &Job<'_>, left_out: &BTreeSet<CardKey>) -> Operation {
    let card = job.card();
    let old = card.depends_on.difference(left_out).cloned().collect();
    Operation::EditCard(Box::new(EditCard {
        key: card.key.clone(),
        title: card.title.clone(),
        board: job.board.key.clone(),
        stack: job.stack.key.clone(),
        changes: CardChanges {
            depends_on: Change::between(&old, &card.depends_on),
            ..CardChanges::default()
        },
    }))
}

fn done_by(done: Option<Done>, now: Timestamp) -> Option<Done> {
    done.map(|done| match done {
        Done::AnyTime => Done::At(now),
        Done::At(time) => Done::At(time),
    })
}

/// Returns what changes between two states of a card, but for its place. Times that nobody gave
/// become `now`; the read-only values are not compared.
pub(crate) fn card_changes(old: &Card, new: &Card, now: Timestamp) -> CardChanges {
    let Card {
        key: _,
        title,
        body,
        labels,
        assignees,
        due,
        done,
        archived,
        color,
        start,
        card_type,
        depends_on,
        fields,
        // Each attachment is a thing of its own.
        attachments: _,
        // And so is each comment.
        comments: _,
        tags,
        ticket: _,
        created: _,
        author: _,
    } = new;
    CardChanges {
        title: Change::between(&old.title, title),
        body: Change::between(&old.body, body),
        labels: Change::between(&old.labels, labels),
        assignees: Change::between(&old.assignees, assignees),
        due: Change::between(&old.due, due),
        done: Change::between(&old.done, done).map(|change| Change {
            old: change.old,
            new: done_by(change.new, now),
        }),
        archived: Change::between(&old.archived, archived),
        color: Change::between(&old.color, color).filter(|change| {
            let shown = |color: &Option<String>| color.clone().unwrap_or_default();
            !is_same_color(&shown(&change.old), &shown(&change.new))
        }),
        start: Change::between(&old.start, start),
        card_type: Change::between(&old.card_type, card_type),
        depends_on: Change::between(&old.depends_on, depends_on),
        fields: field_changes(&old.fields, fields),
        tags: Change::between(&old.tags, tags),
        place: None,
    }
}

/// Returns what changes about the values that only some services have.
fn field_changes(
    old: &BTreeMap<CardField, String>,
    new: &BTreeMap<CardField, String>,
) -> BTreeMap<CardField, Change<Option<String>>> {
    let fields: BTreeSet<CardField> = old.keys().chain(new.keys()).copied().collect();
    fields
        .into_iter()
        .filter_map(|field| {
            let change = Change::between(&old.get(&field).cloned(), &new.get(&field).cloned());
            change.map(|change| (field, change))
        })
        .collect()
}
