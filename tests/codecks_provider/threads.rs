//! Threads on cards, read and written.

use git_board::board::{
    BoardKey, Change, Comment, CommentKey, Done, EditComment, Operation, StackKey, Thread,
    ThreadKind,
};
use git_board::lookalike::faults::{Fault, When};
use git_board::provider::{Applied, ApplyError, Read};
use serde_json::Value;

use super::world::{World, card, key};

fn edit(key_of: CommentKey, old: Option<&Comment>, new: Option<Comment>) -> Operation {
    Operation::EditComment(Box::new(EditComment {
        key: key_of,
        card: key("111"),
        card_title: "a".to_owned(),
        board: BoardKey::known("garden"),
        stack: StackKey::known("todo"),
        comment: Change {
            old: old.cloned(),
            new,
        },
    }))
}

fn opening(kind: ThreadKind, text: &str) -> Comment {
    Comment {
        thread: Some(Thread::new(kind)),
        ..Comment::new(text)
    }
}

impl World {
    async fn say(&self, comment: Comment) -> Result<Applied, ApplyError> {
        self.apply(edit(CommentKey::New(1), None, Some(comment)))
            .await
    }
}

/// Returns the comments on the first card: kind or `answer`, whether closed, author and text.
fn said(read: &Read) -> Vec<String> {
    let comments = card(read, "111").comments.values();
    comments
        .map(|comment| {
            let kind = comment
                .thread
                .as_ref()
                .map_or("answer", |one| one.kind.word());
            let closed = if comment.is_closed() { " closed" } else { "" };
            let author = comment.author.as_deref().unwrap_or("nobody");
            format!("{kind}{closed} by {author}: {}", comment.text)
        })
        .collect()
}

fn names(world: &World) -> Vec<String> {
    let written = world.written();
    let names = written.iter().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

#[tokio::test]
async fn a_thread_is_opened_answered_edited_closed_and_opened_again() {
    let world = World::new();
    let opened = world.say(opening(ThreadKind::Review, "Please look")).await;
    let first = opened.expect("it is opened").created.expect("an id");
    assert_eq!(
        world.written(),
        [r#"resolvables/create {"cardId":"card 1","context":"review","content":"Please look"}"#]
    );
    let first = CommentKey::known(first);
    let reply = Comment {
        reply_to: Some(first.clone()),
        ..Comment::new("I did, @bob")
    };
    let answered = world.say(reply).await.expect("answered");
    assert_eq!(names(&world), ["resolvables/comment"]);
    let second = CommentKey::known(answered.created.expect("an id"));
    let read = world.read().await;
    let there = card(&read, "111").comments[&second].clone();
    assert_eq!(there.reply_to.as_ref(), Some(&first));
    // The service stores a mention by the id of whom it names.
    assert!(there.text.contains("@[userId:"), "{}", there.text);

    let edited = Comment {
        text: "I did".into(),
        ..there.clone()
    };
    world
        .apply(edit(second, Some(&there), Some(edited)))
        .await
        .expect("edited");
    assert_eq!(names(&world), ["resolvables/updateComment"]);

    let begun = card(&read, "111").comments[&first].clone();
    let mut closed = begun.clone();
    closed.thread.as_mut().expect("it begins one").closed = Some(Done::AnyTime);
    let close = edit(first.clone(), Some(&begun), Some(closed.clone()));
    world.apply(close.clone()).await.expect("closed");
    assert_eq!(names(&world), ["resolvables/close"]);
    let read = world.read().await;
    assert_eq!(
        said(&read),
        [
            "review closed by alice: Please look",
            "answer by alice: I did"
        ]
    );
    world.apply(close).await.expect("it is closed already");
    assert_eq!(names(&world), [""; 0]);

    let there = card(&read, "111").comments[&first].clone();
    let reopen = edit(first, Some(&there), Some(begun));
    world.apply(reopen).await.expect("opened again");
    assert_eq!(names(&world), ["resolvables/reopen"]);
    let read = world.read().await;
    assert_eq!(said(&read)[0], "review by alice: Please look");
}

#[tokio::test]
async fn a_thread_that_is_new_and_closed_is_closed_at_once() {
    let world = World::new();
    let mut comment = opening(ThreadKind::Block, "Rain");
    comment.thread = Some(Thread {
        kind: ThreadKind::Block,
        closed: Some(Done::AnyTime),
    });
    world.say(comment).await.expect("it is opened");
    assert_eq!(names(&world), ["resolvables/create", "resolvables/close"]);
    assert_eq!(said(&world.read().await), ["block closed by alice: Rain"]);
}

#[tokio::test]
async fn what_was_said_otherwise_meanwhile_is_not_overwritten() {
    let world = World::new();
    world
        .say(opening(ThreadKind::Comment, "one"))
        .await
        .expect("it is opened");
    let read = world.read().await;
    let (first, there) = card(&read, "111").comments.first_key_value().expect("one");
    let old = Comment {
        text: "another".into(),
        ..there.clone()
    };
    let new = Comment {
        text: "two".into(),
        ..there.clone()
    };
    let error = world
        .apply(edit(first.clone(), Some(&old), Some(new)))
        .await
        .expect_err("it is stale");
    assert!(matches!(error, ApplyError::Stale { .. }), "{error}");
    assert_eq!(names(&world), [""; 0]);
    assert_eq!(said(&world.read().await), ["comment by alice: one"]);
}

#[tokio::test]
async fn a_second_block_on_a_card_is_not_opened_again() {
    let world = World::with(|codecks| {
        let card = codecks.card_of_seq(1).expect("it is there");
        codecks.insert_thread(&card, "alice", "block", "open");
        let then = codecks.now();
        let closed = codecks.insert_empty_thread(&card, "alice", "block", Some(&then));
        codecks.insert_entry(&closed, "alice", "closed", Value::Null);
    });
    let read = world.read().await;
    let comments = &card(&read, "111").comments;
    let (first, there) = comments
        .iter()
        .find(|(_, one)| one.is_closed())
        .expect("one is closed");
    let mut open = there.clone();
    open.thread = Some(Thread::new(ThreadKind::Block));
    let error = world
        .apply(edit(first.clone(), Some(there), Some(open)))
        .await
        .expect_err("the service refuses");
    assert!(
        error
            .to_string()
            .ends_with("Can't reopen this conversation"),
        "{error}"
    );
}

#[tokio::test]
async fn an_opening_whose_answer_is_lost_is_not_sent_again() {
    let world = World::new();
    world.server.faults().plan(
        When::next("POST", "resolvables/create"),
        Fault::CutAfterEffect,
    );
    let error = world.say(opening(ThreadKind::Comment, "once")).await;
    let error = error.expect_err("nobody knows");
    assert!(matches!(error, ApplyError::Unknown { .. }), "{error}");
    assert_eq!(said(&world.read().await), ["comment by alice: once"]);
}

#[tokio::test]
async fn what_happens_in_a_thread_is_seen_in_one_query_though_its_card_did_not_change() {
    let world = World::with(|codecks| {
        let card = codecks.card_of_seq(1).expect("it is there");
        codecks.insert_thread(&card, "alice", "comment", "one");
    });
    let read = world.read().await;
    assert_eq!(said(&read), ["comment by alice: one"]);
    world.clock.advance(600);
    {
        let mut model = world.server.model();
        let thread = model.tables().ids_where("resolvable", |_| true).remove(0);
        let bob = model
            .tables()
            .ids_where("user", |row| row["name"] == "bob")
            .remove(0);
        model.insert_entry(&thread, &bob, "two", Value::Null);
    }
    let again = world.read_after(&read).await.expect("the server answers");
    assert_eq!(world.count(), 1);
    assert_eq!(
        said(&again),
        ["comment by alice: one", "answer by bob: two"]
    );
    world.clock.advance(600);
    let third = world.read_after(&again).await.expect("the server answers");
    assert!(third.unchanged);
    assert_eq!(world.count(), 1);
}

#[tokio::test]
async fn three_thousand_cards_with_as_many_threads_are_at_most_six_queries() {
    let world = World::with(|codecks| {
        let alice = codecks
            .tables()
            .ids_where("user", |row| row["name"] == "alice");
        let cards: Vec<String> = (2001..=5000)
            .map(|seq| {
                let content = format!("card {seq}\ntext");
                let fields = serde_json::json!({ "accountSeq": seq });
                codecks.insert_card(Some("shelf"), &content, fields)
            })
            .collect();
        for card in &cards {
            codecks.insert_thread(card, &alice[0], "comment", "a comment");
        }
    });
    let me = world.provider.who_am_i(&git_board::monitor::Silent).await;
    me.expect("a token");
    let wanted = git_board::provider::Wanted::All;
    let silent = git_board::monitor::Silent;
    let read = world.provider.read(&wanted, None, &silent).await;
    let read = read.expect("the server answers");
    assert!(world.count() <= 6, "{} queries", world.count());
    let cards = read.account.cards();
    let comments: usize = cards.values().map(|at| at.card.comments.len()).sum();
    assert_eq!((cards.len(), comments), (3006, 3000));
    world.clock.advance(600);
    let again = world.read_after(&read).await.expect("the server answers");
    assert_eq!(world.count(), 1);
    assert!(again.unchanged);
}
