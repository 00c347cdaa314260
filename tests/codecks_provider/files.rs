//! Files on cards: signed for, stored elsewhere, hung on the card; and never a token beside them.

use std::io;

use git_board::board::{
    BoardKey, CardId, Change, EditAttachment, Operation, RemoteAttachment, StackKey,
};
use git_board::files::ContentId;
use git_board::lookalike::codecks::Uploads as Uploading;
use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::message::Answer;
use git_board::monitor::Silent;
use git_board::provider::{Applied, ApplyError, Sink};

use super::world::{Always, World, key};

/// Takes in whatever comes.
#[derive(Default)]
struct Kept(Vec<u8>);

impl Sink for Kept {
    fn begin(&mut self) -> io::Result<()> {
        self.0.clear();
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

fn edit(
    name: &str,
    old: Option<&[u8]>,
    new: Option<&[u8]>,
    listed: Option<RemoteAttachment>,
) -> Operation {
    Operation::EditAttachment(Box::new(EditAttachment {
        card: key("111"),
        card_title: "a".to_owned(),
        board: BoardKey::known("garden"),
        stack: StackKey::known("todo"),
        name: name.to_owned(),
        content: Change {
            old: old.map(ContentId::of),
            new: new.map(ContentId::of),
        },
        size: new.map(|bytes| bytes.len() as u64),
        listed,
    }))
}

impl World {
    /// Hangs a new file on the first card.
    async fn hang(&mut self, name: &str, bytes: &[u8]) -> Result<Applied, ApplyError> {
        self.files.0.push(bytes.to_vec());
        self.apply(edit(name, None, Some(bytes), None)).await
    }

    /// Returns what a reading lists on the first card.
    async fn hung(&self) -> Vec<RemoteAttachment> {
        let mut read = self.read().await;
        let listed = read.attachments.remove(&CardId::new("111"));
        listed.unwrap_or_default()
    }

    async fn downloaded(&self, which: &RemoteAttachment) -> Vec<u8> {
        let mut kept = Kept::default();
        let card = CardId::new("111");
        let read = self
            .provider
            .read_attachment(&card, which, &mut kept, &Silent);
        assert_eq!(read.await.expect("it is there"), kept.0.len() as u64);
        kept.0
    }

    /// Returns why a file cannot be read.
    async fn undownloaded(&self, which: &RemoteAttachment) -> String {
        let mut kept = Kept::default();
        let card = CardId::new("111");
        let read = self
            .provider
            .read_attachment(&card, which, &mut kept, &Silent);
        read.await.expect_err("it cannot be read").to_string()
    }

    fn uploading(&self, change: impl FnOnce(&mut Uploading)) {
        change(self.server.model().uploads.as_mut().expect("set"));
    }

    /// Checks that a file is refused, and that nothing is stored or hung on a card; returns why.
    async fn refusal(&mut self) -> String {
        let error = self.hang("note.txt", b"hello").await;
        let error = error.expect_err("a refusal");
        assert!(
            matches!(error, ApplyError::Failed { partly: false, .. }),
            "{error:?}"
        );
        assert!(self.store.model().objects.is_empty());
        assert_eq!(self.written(), [""; 0]);
        error.to_string().replace(self.store.url(), "STORE")
    }

    /// Asserts that no store was told who asks.
    fn assert_store_learnt_nothing(&self) {
        for entry in self.store.log().entries() {
            assert_eq!(entry.user, None, "{}", entry.line());
            assert!(!entry.body.contains("cdxut_") && !entry.target.contains("cdxut_"));
        }
    }
}

#[tokio::test]
async fn a_file_goes_up_comes_down_and_goes_and_the_store_learns_no_token() {
    let mut world = World::new();
    let bytes: Vec<u8> = (0..90_000_u32).map(|byte| byte as u8).collect();
    let applied = world.hang("a b ü.png", &bytes).await.expect("it is stored");
    let written = world.written();
    assert_eq!(written.len(), 1, "{written:?}");
    assert!(written[0].starts_with("cards/addFile "), "{written:?}");
    let hung = world.hung().await;
    assert_eq!(hung.len(), 1);
    assert_eq!(applied.created, Some(hung[0].id.id.clone()));
    assert_eq!((&*hung[0].name, hung[0].size), ("a b ü.png", Some(90_000)));
    assert_eq!(world.downloaded(&hung[0]).await, bytes);
    let types: Vec<String> = {
        let model = world.store.model();
        let objects = model.objects.values();
        objects.map(|object| object.content_type.clone()).collect()
    };
    assert_eq!(types, ["image/png"]);
    world.assert_store_learnt_nothing();
    let listed = hung[0].clone();
    let delete = edit("a b ü.png", Some(&bytes), None, Some(listed.clone()));
    world.apply(delete.clone()).await.expect("it is there");
    let id = &listed.id.id;
    assert_eq!(
        world.written(),
        [format!(
            r#"attachments/delete {{"cardId":"card 1","id":"{id}"}}"#
        )]
    );
    assert_eq!(world.hung().await, []);
    world.apply(delete).await.expect("it is gone already");
    assert_eq!(world.written(), [""; 0]);
}

#[tokio::test]
async fn another_file_is_hung_on_the_card_before_the_old_one_is_taken_off() {
    let mut world = World::new();
    world.hang("note.txt", b"old").await.expect("it is stored");
    let listed = world.hung().await.remove(0);
    world.files.0.push(b"new".to_vec());
    let replace = edit("note.txt", Some(b"old"), Some(b"new"), Some(listed.clone()));
    world.apply(replace.clone()).await.expect("it is replaced");
    let written = world.written();
    let actions: Vec<&str> = written
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(actions, ["cards/addFile", "attachments/delete"]);
    let hung = world.hung().await;
    assert_eq!(hung.len(), 1);
    assert_ne!(hung[0].id, listed.id);
    assert_eq!(world.downloaded(&hung[0]).await, b"new");
    let error = world.apply(replace).await.expect_err("the old one is gone");
    assert!(matches!(error, ApplyError::Stale { .. }), "{error}");
    assert_eq!(world.written(), [""; 0]);
}

#[tokio::test]
async fn a_replacement_whose_upload_fails_leaves_the_old_file() {
    let mut world = World::new();
    world.hang("note.txt", b"old").await.expect("it is stored");
    let listed = world.hung().await.remove(0);
    world.files.0.push(b"new".to_vec());
    world.store.faults().plan(
        When::next("POST", "/"),
        Fault::Fail {
            status: 403,
            body: "<Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_owned(),
        },
    );
    let replace = edit("note.txt", Some(b"old"), Some(b"new"), Some(listed.clone()));
    let error = world.apply(replace).await.expect_err("it is refused");
    assert!(
        error.to_string().ends_with("403: AccessDenied: no"),
        "{error}"
    );
    assert_eq!(world.hung().await, [listed]);
}

#[tokio::test]
async fn a_wrong_signature_is_told_and_nothing_is_hung_on_the_card() {
    let mut world = World::new();
    world.store.model().keys.secret_key = "another".to_owned();
    let words = world.refusal().await;
    assert!(
        words.starts_with("POST STORE/: 403: SignatureDoesNotMatch: The request signature"),
        "{words}"
    );
}

#[tokio::test]
async fn an_expired_policy_is_told() {
    let mut world = World::new();
    let clock = world.clock.clone();
    world
        .store
        .faults()
        .before(When::Request(1), move |_| clock.advance(61));
    assert_eq!(
        world.refusal().await,
        "POST STORE/: 403: AccessDenied: Invalid according to Policy: Policy expired."
    );
}

#[tokio::test]
async fn a_file_over_the_limit_is_not_even_sent() {
    let mut world = World::new();
    world.uploading(|uploads| uploads.longest = 4);
    assert_eq!(
        world.refusal().await,
        "attachment `note.txt` has 5 bytes, and the organization takes 4 at most"
    );
    assert_eq!(world.store.log().count(), 0);
    // A limit that is not told is the store's to enforce.
    world.uploading(|uploads| uploads.tells_limit = false);
    assert_eq!(
        world.refusal().await,
        "POST STORE/: 400: EntityTooLarge: Your proposed upload exceeds the maximum allowed size"
    );
}

#[tokio::test]
async fn a_store_on_another_machine_has_to_be_encrypted() {
    let mut world = World::new();
    world.uploading(|uploads| uploads.signed_url = "http://store.example/".to_owned());
    let words = world.refusal().await;
    assert!(words.contains("everybody on the way could read"), "{words}");
}

#[tokio::test]
async fn a_file_that_is_stored_and_not_hung_on_the_card_is_reported() {
    let mut world = World::new();
    world.server.faults().plan(
        When::next("POST", "addFile"),
        Fault::Fail {
            status: 403,
            body: r#"{"error":"missing_scope","message":"requires card:write","requiredScope":"card:write","statusCode":403}"#.to_owned(),
        },
    );
    let error = world.hang("note.txt", b"hello").await.expect_err("refused");
    let words = error.to_string().replace(world.store.url(), "STORE");
    assert!(
        words.contains("requires card:write; the file is stored at STORE/"),
        "{words}"
    );
    assert!(
        words.ends_with("/note.txt, and no card names it"),
        "{words}"
    );
    assert_eq!(world.store.model().objects.len(), 1);
}

#[tokio::test]
async fn a_file_that_may_be_stored_is_reported_and_not_hung_on_the_card() {
    let mut world = World::new();
    for fault in [Fault::CutAfterEffect, Fault::Cut] {
        world.store.faults().plan(When::next("POST", "/"), fault);
        let error = world
            .hang("note.txt", b"hello")
            .await
            .expect_err("no answer");
        assert!(
            matches!(error, ApplyError::Failed { partly: false, .. }),
            "{error:?}"
        );
        let words = error.to_string();
        assert!(words.contains("it may be stored at"), "{words}");
        assert_eq!(world.written(), [""; 0]);
        assert_eq!(world.hung().await, []);
    }
}

#[tokio::test]
async fn a_file_whose_card_named_it_without_an_answer_is_there_once() {
    let mut world = World::new();
    world
        .server
        .faults()
        .plan(When::next("POST", "addFile"), Fault::CutAfterEffect);
    let applied = world.hang("note.txt", b"hello").await.expect("it is there");
    let hung = world.hung().await;
    assert_eq!(hung.len(), 1);
    assert_eq!(applied.created, Some(hung[0].id.id.clone()));
}

#[tokio::test]
async fn a_download_goes_without_a_token_wherever_it_is_sent_on() {
    let mut world = World::new();
    world
        .hang("note.txt", b"hello")
        .await
        .expect("it is stored");
    let mut listed = world.hung().await.remove(0);
    let there = listed.path.clone().expect("an address");
    let elsewhere = Answer::empty(302).with_header("location", there);
    let elsewhere = Always::start(elsewhere);
    listed.path = Some(format!("{}/moved", elsewhere.url()));
    assert_eq!(world.downloaded(&listed).await, b"hello");
    let entries = elsewhere.log().entries();
    assert_eq!(entries.len(), 1);
    world.assert_store_learnt_nothing();
    listed.path = Some("http://files.example/note.txt".to_owned());
    let words = world.undownloaded(&listed).await;
    assert!(words.contains("everybody on the way could read"), "{words}");
}

#[tokio::test]
async fn a_file_that_is_shorter_than_it_is_listed_is_nonsense() {
    let mut world = World::new();
    world
        .hang("note.txt", b"hello")
        .await
        .expect("it is stored");
    let mut listed = world.hung().await.remove(0);
    listed.size = Some(6);
    let words = world.undownloaded(&listed).await;
    assert!(words.contains("5 bytes came, and 6 were listed"), "{words}");
}

#[tokio::test]
async fn what_hangs_on_cards_is_seen_even_where_the_card_does_not_count_as_changed() {
    let world = World::new();
    let read = world.read().await;
    world.clock.advance(600);
    let hang = |card: i64, name: &str| {
        let mut model = world.server.model();
        let id = model.card_of_seq(card).expect("it is there");
        model.insert_file(&id, "alice", name, "http://127.0.0.1:9/x", 3)
    };
    let id = hang(1, "late.txt");
    let again = world.read_after(&read).await.expect("the server answers");
    assert!(!again.unchanged);
    assert_eq!(again.attachments[&CardId::new("111")].len(), 1);
    world.clock.advance(600);
    let third = world.read_after(&again).await.expect("the server answers");
    assert!(third.unchanged);
    assert_eq!(world.count(), 1);
    assert_eq!(third.attachments, again.attachments);
    // And it is gone without a trace.
    let card = {
        let mut model = world.server.model();
        let card = model.card_of_seq(1).expect("it is there");
        model.remove_attachment(&card, &id);
        card
    };
    assert!(!card.is_empty());
    let fourth = world.read_after(&third).await.expect("the server answers");
    assert!(fourth.attachments.is_empty());
}
