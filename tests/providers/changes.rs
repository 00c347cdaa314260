//! What every provider claims of what it changes.

use std::sync::Arc;

use git_board::board::{
    Account, Board, Card, CardField, CardKey, Operation, Person, Stack, StackKey,
};
use git_board::lookalike::faults::{Fault, When};
use git_board::provider::ApplyError;

use super::bench::Bench;

/// Returns the first card of `Garden`.
pub fn first_card(account: &Account) -> &Arc<Card> {
    let mut boards = account.boards.iter();
    let garden = boards.find(|board| board.title == "Garden");
    &garden.expect("there is one").stacks[0].cards[0]
}

/// Changes `Garden`.
fn change_garden(account: &mut Account, change: impl FnOnce(&mut Board)) {
    let mut boards = account.boards.iter_mut();
    let garden = boards.find(|board| board.title == "Garden");
    change(Arc::make_mut(garden.expect("there is one")));
}

fn change_stack(account: &mut Account, stack: usize, change: impl FnOnce(&mut Stack)) {
    change_garden(account, |garden| {
        change(Arc::make_mut(&mut garden.stacks[stack]));
    });
}

/// Changes the first card of `Garden`.
fn change_card(account: &mut Account, change: impl FnOnce(&mut Card)) {
    change_stack(account, 0, |stack| {
        change(Arc::make_mut(&mut stack.cards[0]));
    });
}

/// Returns a new card such as stands beside another one.
fn new_card(beside: &Card, number: u32, title: &str) -> Arc<Card> {
    let mut card = Card::new(CardKey::New(number), title);
    let project = beside.field(CardField::Project).map(str::to_owned);
    card.set_field(CardField::Project, project);
    Arc::new(card)
}

/// Returns the one operation that a change of the first card takes.
async fn one(bench: &impl Bench, change: impl FnOnce(&mut Card)) -> Operation {
    let before = bench.read().await.account;
    let mut after = before.clone();
    change_card(&mut after, change);
    let mut plan = bench.plan(&before, &after);
    assert_eq!(plan.len(), 1, "{plan:#?}");
    plan.remove(0)
}

fn day() -> Option<jiff::Timestamp> {
    Some("2027-02-03T00:00:00Z".parse().expect("a time"))
}

fn text(words: &str) -> Option<Arc<str>> {
    Some(Arc::from(words))
}

pub async fn each_value_of_a_card_is_one_write_and_leaves_all_others(bench: &impl Bench) {
    type Change = fn(&mut Card);
    let changes: [Change; 5] = [
        |card| card.title = "Another title: \"æ\" & ☃".to_owned(),
        |card| card.body = text("<b>One</b>\n\n- [ ] two + 100%\n"),
        |card| card.due = day(),
        |card| card.assignees = [Person::user("alice")].into(),
        |card| card.assignees.clear(),
    ];
    for change in changes {
        let writes = bench.edit(|account| change_card(account, change)).await;
        assert_eq!(writes, [1]);
    }
}

pub async fn several_values_of_a_card_come_back_as_they_were_sent(bench: &impl Bench) {
    let writes = bench
        .edit(|account| {
            change_card(account, |card| {
                card.title = "other".to_owned();
                card.body = None;
                card.due = day();
                card.assignees = [Person::user("alice")].into();
            });
        })
        .await;
    assert_eq!(writes.len(), 1, "one operation");
}

pub async fn what_somebody_changed_is_stale_and_nothing_is_written(bench: &impl Bench) {
    let operation = one(bench, |card| card.title = "ours".to_owned()).await;
    let read = bench.read().await;
    bench.retitle(&first_card(&read.account).key, "theirs");
    let applied = bench.apply(operation).await;
    assert!(
        matches!(applied, Err(ApplyError::Stale { .. })),
        "{applied:?}"
    );
    assert_eq!(bench.writes(), 0);
    let read = bench.read().await;
    assert_eq!(first_card(&read.account).title, "theirs");
}

pub async fn what_is_there_already_is_not_written_again(bench: &impl Bench) {
    let operation = one(bench, |card| card.title = "same".to_owned()).await;
    bench.apply(operation.clone()).await.expect("it is edited");
    assert_eq!(bench.writes(), 1);
    bench.apply(operation).await.expect("it is there already");
    assert_eq!(bench.writes(), 0);
}

pub async fn a_new_card_is_told_to_the_journal_and_made_once(bench: &impl Bench) {
    bench
        .edit(|account| {
            change_stack(account, 0, |stack| {
                let mut card = new_card(&stack.cards[0], 1, "new");
                let fresh = Arc::make_mut(&mut card);
                fresh.body = text("Its text.");
                fresh.due = day();
                fresh.assignees = [Person::user("alice")].into();
                let shown = stack.shown().len();
                stack.cards.insert(shown, card);
            });
        })
        .await;
    let read = bench.read().await;
    let cards = read.account.cards();
    let mut made = cards.values().filter(|at| at.card.title == "new");
    let id = made.next().expect("it is there").card.key.to_string();
    assert!(made.next().is_none(), "it is there once");
    assert_eq!(
        bench.notes(),
        ["creating".to_owned(), format!("created {id}")]
    );
}

pub async fn a_create_whose_answer_is_lost_is_unknown_and_not_sent_again(bench: &impl Bench) {
    let before = bench.read().await.account;
    let mut after = before.clone();
    change_stack(&mut after, 0, |stack| {
        let card = new_card(&stack.cards[0], 1, "new");
        let shown = stack.shown().len();
        stack.cards.insert(shown, card);
    });
    let create = bench.plan(&before, &after).remove(0);
    let faults = bench.server().faults();
    faults.plan(When::Write(1), Fault::CutAfterEffect);
    let applied = bench.apply(create).await;
    assert!(
        matches!(applied, Err(ApplyError::Unknown { created: None, .. })),
        "{applied:?}"
    );
    assert_eq!(bench.writes(), 1);
    assert_eq!(bench.notes(), ["creating"]);
    let read = bench.read().await;
    let cards = read.account.cards();
    let made = cards.values().filter(|at| at.card.title == "new").count();
    assert_eq!(made, 1);
}

pub async fn a_write_whose_answer_tells_nothing_is_unknown_and_not_sent_again(bench: &impl Bench) {
    for (number, fault) in [
        Fault::Cut,
        Fault::CutAfterEffect,
        Fault::HalfBody,
        Fault::Html,
    ]
    .into_iter()
    .enumerate()
    {
        let operation = one(bench, |card| card.title = format!("title {number}")).await;
        bench.server().faults().plan(When::Write(1), fault.clone());
        let applied = bench.apply(operation).await;
        assert!(
            matches!(applied, Err(ApplyError::Unknown { created: None, .. })),
            "{fault:?} {applied:?}"
        );
        assert_eq!(bench.writes(), 1, "{fault:?}");
    }
}

pub async fn a_card_is_deleted_once_and_only_as_it_was_seen(bench: &impl Bench) {
    let before = bench.read().await.account;
    let mut after = before.clone();
    change_stack(&mut after, 0, |stack| drop(stack.cards.remove(0)));
    let key = first_card(&before).key.clone();
    let delete = bench.plan(&before, &after).remove(0);
    bench.retitle(&key, "theirs");
    let applied = bench.apply(delete).await;
    assert!(
        matches!(applied, Err(ApplyError::Stale { .. })),
        "{applied:?}"
    );
    assert_eq!(bench.writes(), 0);

    let seen = bench.read().await.account;
    let delete = bench.plan(&seen, &after).remove(0);
    bench.apply(delete.clone()).await.expect("it is deleted");
    assert_eq!(bench.writes(), 1);
    let read = bench.read().await;
    assert!(!read.account.cards().contains_key(&key));
    bench.apply(delete).await.expect("it is gone already");
    assert_eq!(bench.writes(), 0);
}

pub async fn a_card_comes_to_another_stack_by_one_write(bench: &impl Bench) {
    let writes = bench
        .edit(|account| {
            change_garden(account, |garden| {
                let card = Arc::make_mut(&mut garden.stacks[0]).cards.remove(0);
                let last = garden.stacks.last_mut().expect("there are several");
                let last = Arc::make_mut(last);
                let shown = last.shown().len();
                last.cards.insert(shown, card);
            });
        })
        .await;
    assert_eq!(writes, [1]);
}

pub async fn a_card_comes_to_another_board(bench: &impl Bench) {
    let before = bench.read().await.account;
    let mut after = before.clone();
    let mut card = None;
    change_stack(&mut after, 0, |stack| card = Some(stack.cards.remove(0)));
    let mut card = card.expect("it was there");
    let mut others = after.boards.iter_mut();
    let other = others.find(|board| ["Kitchen", "Shed"].contains(&board.title.as_str()));
    let other = Arc::make_mut(other.expect("there is one"));
    if let Some(project) = other.projects.first() {
        let card = Arc::make_mut(&mut card);
        card.set_field(CardField::Project, Some(project.name.clone()));
    }
    Arc::make_mut(&mut other.stacks[0]).cards.insert(0, card);
    let writes = bench.send(&before, &after).await;
    // Where it becomes another one there, it is made, made whole, and deleted.
    let expected = match bench.service().keeps_ids_between_boards() {
        true => 1,
        false => 3,
    };
    assert_eq!(writes, [expected]);
    let count = |account: &Account| account.cards().len();
    assert_eq!(count(&bench.read().await.account), count(&before));
}

pub async fn stacks_are_made_renamed_and_deleted_with_their_cards(bench: &impl Bench) {
    bench
        .edit(|account| {
            change_garden(account, |garden| {
                let beside = Arc::clone(&garden.stacks[0].cards[0]);
                let mut stack = Stack::new(StackKey::New(1), "Later");
                stack.cards.push(new_card(&beside, 2, "in it"));
                garden.stacks.push(Arc::new(stack));
            });
        })
        .await;
    let of = |account: &Account, title: &str| -> Option<usize> {
        let stacks = account.stacks();
        let found = stacks.values().find(|at| at.stack.title == title)?;
        Some(found.stack.cards.len())
    };
    assert_eq!(of(&bench.read().await.account, "Later"), Some(1));
    let with_later = |garden: &mut Board, change: &dyn Fn(&mut Stack)| {
        let mut stacks = garden.stacks.iter_mut();
        let later = stacks.find(|stack| stack.title == "Later");
        change(Arc::make_mut(later.expect("it is there")));
    };
    let writes = bench
        .edit(|account| {
            change_garden(account, |garden| {
                with_later(garden, &|stack| stack.title = "Some day".to_owned());
            });
        })
        .await;
    assert_eq!(writes, [1]);
    assert_eq!(of(&bench.read().await.account, "Some day"), Some(1));
    bench
        .edit(|account| {
            change_garden(account, |garden| {
                garden.stacks.retain(|stack| stack.title != "Some day");
            });
        })
        .await;
    let read = bench.read().await;
    assert_eq!(of(&read.account, "Some day"), None);
    let cards = read.account.cards();
    assert!(cards.values().all(|at| at.card.title != "in it"));
}

pub async fn a_stack_in_which_anything_is_another_is_not_deleted(bench: &impl Bench) {
    let before = bench.read().await.account;
    let mut after = before.clone();
    change_garden(&mut after, |garden| drop(garden.stacks.remove(0)));
    let delete = bench.plan(&before, &after).remove(0);
    assert!(matches!(delete, Operation::DeleteStack(_)), "{delete:?}");
    bench.retitle(&first_card(&before).key, "theirs");
    let applied = bench.apply(delete).await;
    assert!(
        matches!(applied, Err(ApplyError::Stale { .. })),
        "{applied:?}"
    );
    assert_eq!(bench.writes(), 0);
}
