//! What every provider claims of its readings.

use std::sync::Arc;

use git_board::lookalike::faults::{Fault, When};
use git_board::monitor::Silent;
use git_board::provider::{ProviderError, Wanted};

use super::bench::Bench;
use super::changes::first_card;

pub async fn who_reads_is_told_and_no_secret_is(bench: &impl Bench) {
    let me = bench.provider().who_am_i(&Silent).await;
    let me = me.expect("the server answers");
    assert_eq!(me.user, "alice");
    assert_eq!(me.support.service, bench.service());
    let read = bench.read().await;
    let said = format!("{me:?} {read:?}");
    assert!(!said.contains(bench.secret()));
    assert!(read.rights.values().all(|rights| rights.edit));
}

pub async fn a_second_reading_shares_all_that_is_as_before(bench: &impl Bench) {
    let first = bench.read().await;
    let second = bench.read_after(&first).await;
    assert!(second.unchanged);
    assert_eq!(bench.writes(), 0);
    assert!(!first.account.boards.is_empty());
    assert_eq!(first.account.boards.len(), second.account.boards.len());
    for (one, other) in first.account.boards.iter().zip(&second.account.boards) {
        assert!(Arc::ptr_eq(one, other), "{}", one.title);
    }
}

pub async fn what_another_client_did_is_seen(bench: &impl Bench) {
    let first = bench.read().await;
    let key = first_card(&first.account).key.clone();
    bench.retitle(&key, "another");
    let second = bench.read_after(&first).await;
    assert!(!second.unchanged);
    assert_eq!(second.account.cards()[&key].card.title, "another");
    let afresh = bench.read().await;
    assert_eq!(afresh.account, second.account);
}

pub async fn a_reading_that_was_cut_off_is_asked_for_again(bench: &impl Bench) {
    let expected = bench.read().await;
    bench.server().faults().plan(When::Request(1), Fault::Cut);
    let read = bench.provider().read(&Wanted::All, None, &Silent).await;
    assert_eq!(read.expect("it is asked again").account, expected.account);
}

pub async fn boards_are_named_by_id_and_by_title(bench: &impl Bench) {
    let all = bench.read().await;
    let garden = all.account.boards.iter();
    let garden = garden.clone().find(|board| board.title == "Garden");
    let garden = garden.expect("there is one");
    for name in [garden.key.to_string(), "garden".to_owned()] {
        let wanted = Wanted::Named(vec![name]);
        let read = bench.provider().read(&wanted, None, &Silent).await;
        let read = read.expect("the server answers");
        assert_eq!(read.account.boards, [Arc::clone(garden)]);
    }
    let wanted = Wanted::Named(vec!["Nowhere".to_owned()]);
    let read = bench.provider().read(&wanted, None, &Silent).await;
    assert!(
        matches!(read, Err(ProviderError::NoSuchBoard { .. })),
        "{read:?}"
    );
}

pub async fn cards_are_asked_for_by_id(bench: &impl Bench) {
    let read = bench.read().await;
    let there = first_card(&read.account).key.id().cloned();
    let there = there.expect("the server knows it");
    let asked = [there.clone(), bench.no_card()];
    let found = bench.provider().still_there(&asked, &Silent).await;
    assert_eq!(found.expect("the server answers"), [there].into());
}

pub async fn a_wrong_secret_is_tried_once(bench: &impl Bench) {
    bench.server().log().clear();
    let nobody = bench.nobody();
    for _ in 0..2 {
        let read = nobody.read(&Wanted::All, None, &Silent).await;
        assert!(
            matches!(read, Err(ProviderError::NotLoggedIn { .. })),
            "{read:?}"
        );
    }
    assert_eq!(bench.server().log().count(), 1);
}
