//! What somebody who waits is told of files on their way to the store and back.

use std::io;
use std::sync::Mutex;

use git_board::board::{
    BoardKey, CardId, Change, EditAttachment, Operation, RemoteAttachment, StackKey,
};
use git_board::files::ContentId;
use git_board::lookalike::faults::{Fault, When};
use git_board::monitor::{Event, Monitor};
use git_board::provider::{Record, Sink};

use super::world::{World, key};

/// Counts the bytes that it is told of.
#[derive(Default)]
struct Counted(Mutex<Bytes>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bytes {
    ahead: u64,
    went: i64,
    reports: usize,
}

impl Monitor for Counted {
    fn report(&self, event: Event<'_>) {
        let mut bytes = self.0.lock().expect("no panic here");
        match event {
            Event::Transfers { bytes: ahead } => bytes.ahead += ahead,
            Event::Transferred(more) => {
                bytes.went += more;
                bytes.reports += 1;
            }
            _ => {}
        }
    }
}

impl Record for Counted {
    fn creating(&self) -> io::Result<()> {
        Ok(())
    }

    fn created(&self, _id: &str) -> io::Result<()> {
        Ok(())
    }

    fn monitor(&self) -> &dyn Monitor {
        self
    }
}

impl Counted {
    fn bytes(&self) -> Bytes {
        *self.0.lock().expect("no panic here")
    }
}

/// Forgets whatever comes.
struct Nothing;

impl Sink for Nothing {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn take(&mut self, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// Hangs a file of that many bytes on the first card; returns how it is listed, and what was told.
async fn hang(world: &mut World, size: usize) -> (RemoteAttachment, Bytes) {
    let bytes = vec![7; size];
    let operation = Operation::EditAttachment(Box::new(EditAttachment {
        card: key("111"),
        card_title: "a".to_owned(),
        board: BoardKey::known("garden"),
        stack: StackKey::known("todo"),
        name: "plan.bin".to_owned(),
        content: Change {
            old: None,
            new: Some(ContentId::of(&bytes)),
        },
        size: Some(bytes.len() as u64),
        listed: None,
    }));
    world.files.0.push(bytes);
    world.read().await;
    let counted = Counted::default();
    let applied = world
        .provider
        .apply(&operation, &world.files, &counted)
        .await;
    applied.expect("it is stored");
    let mut read = world.read().await;
    let mut listed = read
        .attachments
        .remove(&CardId::new("111"))
        .expect("it is listed");
    (listed.remove(0), counted.bytes())
}

#[tokio::test]
async fn a_file_is_told_of_by_bytes_on_its_way_up_and_down() {
    let mut world = World::new();
    let (listed, up) = hang(&mut world, 90_000).await;
    assert_eq!((up.ahead, up.went), (90_000, 90_000));
    assert!(up.reports > 0);
    let counted = Counted::default();
    let card = CardId::new("111");
    let read = world
        .provider
        .read_attachment(&card, &listed, &mut Nothing, &counted)
        .await;
    assert_eq!(read.expect("it is there"), 90_000);
    // How much comes is told by who asks for several files at once.
    assert_eq!(counted.bytes().went, 90_000);
}

#[tokio::test]
async fn bytes_of_a_download_that_broke_are_taken_back() {
    let mut world = World::new();
    let (listed, _) = hang(&mut world, 90_000).await;
    let path = listed.path.clone().expect("it lies somewhere");
    let path = path.replace(world.store.url(), "");
    world
        .store
        .faults()
        .plan(When::next("GET", &path), Fault::HalfBody);
    let counted = Counted::default();
    let card = CardId::new("111");
    let read = world
        .provider
        .read_attachment(&card, &listed, &mut Nothing, &counted)
        .await;
    assert_eq!(read.expect("it comes again"), 90_000);
    assert_eq!(counted.bytes().went, 90_000);
}
