//! Files on cards: signed for, stored elsewhere, hung on the card; and never a token beside them.

use git_board::board::{CardId, Service};
use git_board::lookalike::codecks::Uploads;
use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::s3::S3;
use git_board::lookalike::s3::signature::Keys;
use git_board::lookalike::server::{Options, Server};
use git_board::provider::codecks::{Codecks, NewFile, UploadError};
use git_board::provider::{Credentials, HttpOptions};

use super::world::{TOKEN, World};

struct Files {
    world: World,
    store: Server<S3>,
    codecks: Codecks,
}

fn files() -> Files {
    let world = World::new();
    let keys = Keys::default();
    let store = S3::new("uploads", keys.clone(), world.clock.clone());
    let store = Server::start(store, Options::default()).expect("a port is free");
    world.server.model().uploads = Some(Uploads {
        signed_url: store.url().to_owned(),
        public_url: store.url().to_owned(),
        bucket: "uploads".to_owned(),
        keys,
        longest: 100_000,
        good_for: 60,
        tells_limit: true,
    });
    let credentials = Credentials {
        user: "token".to_owned(),
        secret: TOKEN.to_owned(),
    };
    let url = format!("{}/team", world.server.url());
    let codecks = Codecks::open(&url, &credentials, HttpOptions::default()).expect("loopback");
    assert_eq!(Service::Codecks.word(), "codecks");
    Files {
        world,
        store,
        codecks,
    }
}

fn card() -> CardId {
    CardId::new("111")
}

fn new_file(name: &str, bytes: &[u8]) -> NewFile {
    NewFile {
        name: name.to_owned(),
        length: bytes.len() as u64,
        bytes: Box::new(std::io::Cursor::new(bytes.to_vec())),
    }
}

impl Files {
    async fn attach(&self, name: &str, bytes: &[u8]) -> Result<(), UploadError> {
        self.codecks.attach(&card(), new_file(name, bytes)).await
    }

    /// Checks that nothing is stored or hung on a card, and returns why.
    async fn refusal(&self) -> String {
        let error = self.attach("note.txt", b"hello").await;
        let error = error.expect_err("a refusal");
        assert!(matches!(error, UploadError::NotStored(_)), "{error}");
        assert!(self.store.model().objects.is_empty());
        let written = self.world.written();
        assert!(
            !written.iter().any(|line| line.contains("addFile")),
            "{written:?}"
        );
        let store = self.store.url();
        error.to_string().replace(store, "STORE")
    }
}

#[tokio::test]
async fn a_file_goes_up_comes_down_and_goes_and_the_store_learns_no_token() {
    let files = files();
    let bytes: Vec<u8> = (0..90_000_u32).map(|byte| byte as u8).collect();
    files
        .attach("a b ü.png", &bytes)
        .await
        .expect("it is stored");
    let attachments = files
        .codecks
        .attachments(&card())
        .await
        .expect("it is there");
    assert_eq!(attachments.len(), 1);
    let attachment = &attachments[0];
    assert_eq!(
        (attachment.name.as_str(), attachment.size),
        ("a b ü.png", 90_000)
    );
    let mut back = Vec::new();
    let length = files.codecks.download(&attachment.url, &mut back).await;
    assert_eq!(length.expect("it is there"), 90_000);
    assert_eq!(back, bytes);
    let types: Vec<String> = files
        .store
        .model()
        .objects
        .values()
        .map(|object| object.content_type.clone())
        .collect();
    assert_eq!(types, ["image/png"]);
    for entry in files.store.log().entries() {
        assert_eq!(entry.user, None, "{}", entry.line());
        assert!(!entry.body.contains("cdxut_") && !entry.target.contains("cdxut_"));
    }
    files
        .codecks
        .delete_attachment(&card(), &attachment.id)
        .await
        .expect("it is there");
    let left = files.codecks.attachments(&card()).await;
    assert_eq!(left.expect("the card is there"), []);
}

#[tokio::test]
async fn a_wrong_signature_is_told_and_nothing_is_hung_on_the_card() {
    let files = files();
    files.store.model().keys.secret_key = "another".to_owned();
    let words = files.refusal().await;
    assert!(
        words.starts_with("POST STORE: 403: SignatureDoesNotMatch: The request signature"),
        "{words}"
    );
}

#[tokio::test]
async fn an_expired_policy_is_told() {
    let files = files();
    let clock = files.world.clock.clone();
    files
        .store
        .faults()
        .before(When::Request(1), move |_| clock.advance(61));
    assert_eq!(
        files.refusal().await,
        "POST STORE: 403: AccessDenied: Invalid according to Policy: Policy expired."
    );
}

#[tokio::test]
async fn a_file_over_the_limit_is_not_even_sent() {
    let files = files();
    files
        .world
        .server
        .model()
        .uploads
        .as_mut()
        .expect("set")
        .longest = 4;
    assert_eq!(
        files.refusal().await,
        "`note.txt` has 5 bytes, and the organization takes 4 at most"
    );
    assert_eq!(files.store.log().count(), 0);
    // A limit that is not told is the store's to enforce.
    files
        .world
        .server
        .model()
        .uploads
        .as_mut()
        .expect("set")
        .tells_limit = false;
    assert_eq!(
        files.refusal().await,
        "POST STORE: 400: EntityTooLarge: Your proposed upload exceeds the maximum allowed size"
    );
}

#[tokio::test]
async fn a_store_on_another_machine_has_to_be_encrypted() {
    let files = files();
    let signed_url = "http://store.example/".to_owned();
    files
        .world
        .server
        .model()
        .uploads
        .as_mut()
        .expect("set")
        .signed_url = signed_url;
    let words = files.refusal().await;
    assert!(words.contains("everybody on the way could read"), "{words}");
}

#[tokio::test]
async fn a_file_that_is_stored_and_not_hung_on_the_card_is_reported() {
    let files = files();
    files.world.server.faults().plan(
        When::next("POST", "addFile"),
        Fault::Fail {
            status: 403,
            body: r#"{"error":"missing_scope","message":"requires card:write","requiredScope":"card:write","statusCode":403}"#.to_owned(),
        },
    );
    let error = files
        .attach("note.txt", b"hello")
        .await
        .expect_err("refused");
    let UploadError::Orphan { url, .. } = &error else {
        panic!("{error}");
    };
    assert!(url.starts_with(files.store.url()), "{url}");
    assert!(error.to_string().contains("requires card:write"), "{error}");
    assert_eq!(files.store.model().objects.len(), 1);
}
