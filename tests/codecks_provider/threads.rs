//! Threads on cards, read and written.

use git_board::board::CardId;
use git_board::provider::codecks::{Codecks, ThreadKind};
use git_board::provider::{Credentials, HttpOptions};

use super::world::{TOKEN, World};

fn connect(world: &World) -> Codecks {
    let credentials = Credentials {
        user: "token".to_owned(),
        secret: TOKEN.to_owned(),
    };
    let url = format!("{}/team", world.server.url());
    Codecks::open(&url, &credentials, HttpOptions::default()).expect("loopback")
}

#[tokio::test]
async fn a_thread_is_opened_answered_edited_closed_and_opened_again() {
    let world = World::new();
    let codecks = connect(&world);
    let card = CardId::new("111");
    let thread = codecks.open_thread(&card, ThreadKind::Review, "Please look");
    let thread = thread.await.expect("it is opened");
    let comment = codecks
        .answer(&thread, "I did, @bob")
        .await
        .expect("answered");
    codecks
        .edit_comment(&comment, "I did")
        .await
        .expect("edited");
    codecks.close_thread(&thread).await.expect("closed");
    let threads = codecks.threads().await.expect("they are read");
    assert_eq!(threads.len(), 1);
    assert_eq!(threads[0].card, Some(card));
    assert_eq!(threads[0].kind, ThreadKind::Review);
    assert!(threads[0].closed.is_some());
    let texts: Vec<&str> = threads[0]
        .comments
        .iter()
        .map(|comment| comment.text.as_str())
        .collect();
    assert_eq!(texts, ["Please look", "I did"]);
    assert_eq!(threads[0].comments[0].author.as_deref(), Some("alice"));
    codecks.reopen_thread(&thread).await.expect("opened again");
    let again = codecks.threads().await.expect("they are read");
    assert_eq!(again[0].closed, None);
}

#[tokio::test]
async fn three_thousand_threads_are_three_queries() {
    let world = World::with(|codecks| {
        let card = codecks.card_of_seq(1).expect("it is there");
        for number in 0..3000 {
            codecks.insert_thread(&card, "alice", "comment", &format!("comment {number}"));
        }
    });
    let codecks = connect(&world);
    let threads = codecks.threads().await.expect("they are read");
    assert_eq!(threads.len(), 3000);
    assert_eq!(world.count(), 3);
}
