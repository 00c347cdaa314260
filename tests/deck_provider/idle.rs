//! Connections that the server ends while nobody uses them, as web servers do after some seconds.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use git_board::board::{BoardKey, CreateBoard, Operation, Service};
use git_board::provider::{Credentials, HttpOptions, open};

use super::world::World;

/// How long a connection may rest.
const REST: Duration = Duration::from_millis(100);

/// A front on loopback that ends connections which rest. Its thread ends with the process.
struct Impatient {
    url: String,
    ended: Arc<AtomicUsize>,
}

impl Impatient {
    fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let ended = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&ended);
        thread::spawn(move || {
            for line in listener.incoming().flatten() {
                let count = Arc::clone(&count);
                thread::spawn(move || {
                    // Who hangs up early is no matter here.
                    let _ = hand_on(line, server);
                    count.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        Self { url, ended }
    }
}

fn hand_on(mut line: TcpStream, server: SocketAddr) -> io::Result<()> {
    let mut server = TcpStream::connect(server)?;
    let (mut answers, mut back) = (server.try_clone()?, line.try_clone()?);
    thread::spawn(move || io::copy(&mut answers, &mut back));
    line.set_read_timeout(Some(REST))?;
    let mut buffer = vec![0; 64 << 10];
    while let Ok(length @ 1..) = line.read(&mut buffer) {
        server.write_all(&buffer[..length])?;
    }
    line.shutdown(Shutdown::Both)?;
    server.shutdown(Shutdown::Both)
}

// As `cli/running.rs` runs it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_goes_out_once_although_its_connection_was_ended_meanwhile() {
    let mut world = World::new();
    let address = world.server.url().trim_start_matches("http://").to_owned();
    let front = Impatient::before(address.parse().expect("an address"));
    let credentials = Credentials {
        user: "alice".to_owned(),
        secret: "secret".to_owned(),
    };
    world.provider = open(
        Service::Deck,
        &front.url,
        credentials,
        HttpOptions::default(),
    )
    .expect("loopback");
    for number in 1..=3 {
        world.read().await;
        let used = front.ended.load(Ordering::SeqCst);
        // As long as files are read and packed, say.
        thread::sleep(5 * REST);
        assert!(front.ended.load(Ordering::SeqCst) > used);
        let create = Operation::CreateBoard(CreateBoard {
            key: BoardKey::New(number),
            title: format!("New {number}"),
            color: "00ff00".to_owned(),
            archived: false,
            label_names: Vec::new(),
            projects: Vec::new(),
            classes: Vec::new(),
        });
        world.apply(create).await.expect("a new connection is made");
        let sent = world.sent();
        assert!(sent[0].starts_with("POST boards "), "{sent:?}");
        let creates = sent.iter().filter(|line| line.starts_with("POST boards "));
        assert_eq!(creates.count(), 1, "{sent:?}");
    }
}
