//! What boards and stacks hold just before something is deleted with all that is in it or on it.
//!
//! It takes several requests, and Deck has no way to bind a write to what was read. So the answers
//! of all of them name the stacks, with the time when a card in each of them changed last; if
//! these differ, somebody wrote between the first request and the last one, and all counts as
//! changed. What each request alone can tell is read by it: the archived cards first, then what
//! hangs on cards, then the shown ones, then the board itself. Two changes of a stack within one second look alike there as
//! everywhere on Deck.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::Course;
use super::card_delete::is_of_board;
use super::place::find_stack;
use crate::board::{
    AttachmentId, Board, Card, CardKey, Comment, CommentKey, ListedAttachments, RemoteAttachment,
    Stack,
};
use crate::provider::ProviderError;
use crate::provider::deck::decode::{self, ArchivedCards};
use crate::provider::deck::wire;

/// How many cards are asked about at the same time, at most.
pub(super) const PARALLEL: usize = 4;

/// What was found.
pub(super) enum Found<T> {
    /// The thing as it is.
    Present(T),
    /// It is not where it was.
    Absent,
    /// Somebody changed something while it was read.
    Moving,
}

/// Reads a stack with all its cards, on which the attachments of `listed` hang if nobody changed
/// any: two requests, and one for each card that is archived or has attachments.
///
/// # Errors
/// As met; a card that vanished meanwhile is `NotAllowed`.
pub(super) async fn read_stack(
    course: &Course<'_>,
    (board, stack): (&str, &str),
    listed: &ListedAttachments,
) -> Result<Found<Stack>, ProviderError> {
    let archived = course.api.archived_stacks(board).await?;
    let before = find_stack(&archived, stack);
    let cards = archived_cards(course, board, before.into_iter()).await?;
    let mut hung = hung_on(course, &cards, listed).await?;
    let shown = course.api.stacks(board).await?;
    let present = find_stack(&shown, stack);
    hung.read_others(course, present.into_iter()).await?;
    Ok(match (before, present) {
        (_, None) => Found::Absent,
        (Some(before), Some(present))
            if state(before) == state(present) && are_listed(hung.0, listed) =>
        {
            let cards = decoded(&cards, board).into_values().collect();
            let is_of_board = |label: &wire::Label| is_of_board(label.board_id.as_ref(), board);
            let mut stack = decode::stack(present, cards, is_of_board);
            count_comments(&mut stack, present);
            Found::Present(stack)
        }
        (_, Some(_)) => Found::Moving,
    })
}

/// Reads a board with all that is on it, on whose cards the attachments of `listed` hang if nobody
/// changed any: three requests, and one for each card that is archived or has attachments.
///
/// # Errors
/// As met; a board that is deleted, or a card that vanished meanwhile, is `NotAllowed`.
pub(super) async fn read_board(
    course: &Course<'_>,
    board: &str,
    listed: &ListedAttachments,
) -> Result<Found<Board>, ProviderError> {
    let archived = course.api.archived_stacks(board).await?;
    let cards = archived_cards(course, board, present(&archived)).await?;
    let mut hung = hung_on(course, &cards, listed).await?;
    let shown = course.api.stacks(board).await?;
    hung.read_others(course, present(&shown)).await?;
    let about = course.api.board(board).await?;
    if !are_same(&archived, &shown)
        || !are_same(&shown, &about.stacks)
        || !are_listed(hung.0, listed)
    {
        return Ok(Found::Moving);
    }
    let cards = decoded(&cards, board);
    let mut board = decode::board(&about, &shown, &archived, &cards);
    for stack in &mut board.stacks {
        let told = stack
            .key
            .id()
            .and_then(|id| find_stack(&shown, id.as_str()));
        if let Some(told) = told {
            count_comments(Arc::make_mut(stack), told);
        }
    }
    Ok(Found::Present(board))
}

/// Reads a label of a board, and which cards carry it: three requests.
///
/// # Errors
/// As met; a board that is deleted is `NotAllowed`.
pub(super) async fn read_label(
    course: &Course<'_>,
    board: &str,
    label: &str,
) -> Result<Found<(wire::Label, BTreeSet<CardKey>)>, ProviderError> {
    let archived = course.api.archived_stacks(board).await?;
    let shown = course.api.stacks(board).await?;
    let about = course.api.board(board).await?;
    let Some(present_label) = about.labels.iter().find(|present| present.id.0 == label) else {
        return Ok(Found::Absent);
    };
    if !are_same(&archived, &shown) || !are_same(&shown, &about.stacks) {
        return Ok(Found::Moving);
    }
    let cards = present(&archived)
        .chain(present(&shown))
        .flat_map(|stack| &stack.cards)
        .filter(|card| card.deleted_at == 0)
        .filter(|card| card.labels.iter().any(|carried| carried.id.0 == label))
        .map(|card| CardKey::known(card.id.0.as_str()))
        .collect();
    Ok(Found::Present((present_label.clone(), cards)))
}

/// Returns a card as far as its answer tells: what hangs on it goes with it, and which bytes that
/// is stands in no answer about a card. Of comments it tells how many there are.
pub(super) fn card_as_told(card: &Card) -> Card {
    Card {
        attachments: BTreeMap::new(),
        comments: so_many_comments(card.comments.len()),
        ..card.clone()
    }
}

/// Returns the card of an answer, in the form of [`card_as_told`].
pub(super) fn told_card(card: &wire::Card, board: &str) -> Card {
    let mut told = decode::card(card, |label| is_of_board(label.board_id.as_ref(), board));
    told.comments = so_many_comments(comments_on(card));
    told
}

/// Returns so many comments of which nothing else is known.
fn so_many_comments(count: usize) -> BTreeMap<CommentKey, Comment> {
    let numbers = 0..u32::try_from(count).unwrap_or(u32::MAX);
    numbers
        .map(|number| (CommentKey::New(number), Comment::new("")))
        .collect()
}

fn comments_on(card: &wire::Card) -> usize {
    let count = card.comments_count.unwrap_or_default();
    usize::try_from(count).unwrap_or_default()
}

/// Notes on the shown cards of a stack how many comments each has; the archived ones have it.
fn count_comments(stack: &mut Stack, told: &wire::Stack) {
    let counts: BTreeMap<CardKey, usize> = told
        .cards
        .iter()
        .map(|card| (CardKey::known(card.id.0.as_str()), comments_on(card)))
        .filter(|(_, count)| *count > 0)
        .collect();
    for card in stack.cards.iter_mut().filter(|card| !card.archived) {
        if let Some(count) = counts.get(&card.key) {
            Arc::make_mut(card).comments = so_many_comments(*count);
        }
    }
}

/// Returns a stack with its cards as [`card_as_told`] has them.
pub(super) fn stack_as_told(stack: &Stack) -> Stack {
    let is_bare = |card: &Card| card.attachments.is_empty() && card.comments.is_empty();
    let told = |card: &Arc<Card>| match is_bare(card) {
        true => Arc::clone(card),
        false => Arc::new(card_as_told(card)),
    };
    Stack {
        cards: stack.cards.iter().map(told).collect(),
        stacks: told_stacks(&stack.stacks),
        ..stack.clone()
    }
}

/// Returns a board with its cards as [`card_as_told`] has them.
pub(super) fn board_as_told(board: &Board) -> Board {
    Board {
        stacks: told_stacks(&board.stacks),
        ..board.clone()
    }
}

fn told_stacks(stacks: &[Arc<Stack>]) -> Vec<Arc<Stack>> {
    stacks
        .iter()
        .map(|stack| Arc::new(stack_as_told(stack)))
        .collect()
}

/// Returns true if these attachments hang on cards and no others, as far as their sizes and times
/// tell.
pub(super) fn are_listed(
    hung: impl IntoIterator<Item = (CardKey, Vec<RemoteAttachment>)>,
    listed: &ListedAttachments,
) -> bool {
    type Signs = BTreeMap<AttachmentId, (Option<u64>, i64)>;
    let signs = |attachments: &[RemoteAttachment]| -> Signs {
        let signs = attachments.iter();
        signs
            .map(|one| (one.id.clone(), (one.size, one.modified)))
            .collect()
    };
    let hung: BTreeMap<CardKey, Signs> = hung
        .into_iter()
        .filter(|(_, attachments)| !attachments.is_empty())
        .map(|(card, attachments)| (card, signs(&attachments)))
        .collect();
    let listed: BTreeMap<CardKey, Signs> = listed
        .iter()
        .map(|(card, attachments)| (card.clone(), signs(attachments)))
        .collect();
    hung == listed
}

/// What hangs on cards.
struct Hung(ListedAttachments);

/// Returns what hangs on archived cards, and on those that had something when the plan was made.
async fn hung_on(
    course: &Course<'_>,
    archived: &[wire::Card],
    listed: &ListedAttachments,
) -> Result<Hung, ProviderError> {
    let mut hung = Hung(ListedAttachments::new());
    for card in archived {
        let attachments = decode::attachments(&card.attachments);
        hung.0
            .insert(CardKey::known(card.id.0.as_str()), attachments);
    }
    let known = listed.keys().filter_map(|card| card.id());
    let known: Vec<String> = known.map(|id| id.as_str().to_owned()).collect();
    hung.read(course, known).await?;
    Ok(hung)
}

impl Hung {
    /// Reads what hangs on the other cards of stacks that say that something does; the number that
    /// they tell may be an old one.
    async fn read_others<'s>(
        &mut self,
        course: &Course<'_>,
        stacks: impl Iterator<Item = &'s wire::Stack>,
    ) -> Result<(), ProviderError> {
        let with_some = stacks
            .flat_map(|stack| &stack.cards)
            .filter(|card| card.deleted_at == 0 && card.attachment_count != Some(0));
        let ids = with_some.map(|card| card.id.0.clone()).collect();
        self.read(course, ids).await
    }

    async fn read(&mut self, course: &Course<'_>, cards: Vec<String>) -> Result<(), ProviderError> {
        let mut requests = Vec::new();
        for id in cards {
            let key = CardKey::known(id.as_str());
            if self.0.contains_key(&key) {
                continue;
            }
            requests.push(async move {
                let list = course.api.attachments(&id).await?;
                Ok::<_, ProviderError>((key, decode::attachments(&list)))
            });
        }
        let read: Vec<(CardKey, Vec<RemoteAttachment>)> = stream::iter(requests)
            .buffer_unordered(PARALLEL)
            .try_collect()
            .await?;
        self.0.extend(read);
        Ok(())
    }
}

/// Reads the archived cards of stacks, of which the list alone tells too little.
async fn archived_cards<'s>(
    course: &Course<'_>,
    board: &str,
    stacks: impl Iterator<Item = &'s wire::Stack>,
) -> Result<Vec<wire::Card>, ProviderError> {
    let listed = stacks
        .flat_map(|stack| &stack.cards)
        .filter(|card| card.archived && card.deleted_at == 0);
    let mut requests = Vec::new();
    for card in listed {
        requests.push(course.api.card(board, &card.stack_id.0, &card.id));
    }
    stream::iter(requests)
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await
}

fn decoded(archived: &[wire::Card], board: &str) -> ArchivedCards {
    let cards = archived
        .iter()
        .map(|card| (card.id.clone(), Arc::new(told_card(card, board))));
    cards.collect()
}

fn present(stacks: &[wire::Stack]) -> impl Iterator<Item = &wire::Stack> {
    stacks.iter().filter(|stack| stack.deleted_at == 0)
}

/// Returns what of a stack every answer that names it tells.
fn state(stack: &wire::Stack) -> (&str, i64, Option<bool>, i64) {
    let wire::Stack {
        title,
        order,
        is_done_column,
        last_modified,
        ..
    } = stack;
    (title, *order, *is_done_column, *last_modified)
}

fn are_same(before: &[wire::Stack], after: &[wire::Stack]) -> bool {
    let states = |stacks| -> BTreeMap<_, _> {
        present(stacks)
            .map(|stack| (&stack.id, state(stack)))
            .collect()
    };
    states(before) == states(after)
}
