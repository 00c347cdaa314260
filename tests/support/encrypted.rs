//! A front with a certificate before a look-alike: it unwraps TLS and hands everything on.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A front on loopback. Its thread ends with the process.
pub struct Encrypted {
    /// The port.
    pub port: u16,
    requests: Arc<AtomicUsize>,
}

/// Returns the path of a file among the tests' certificates.
pub fn certificate(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/certificates")
        .join(name)
}

impl Encrypted {
    /// Starts a front with this certificate before the server at `address`.
    pub fn start(name: &str, address: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let requests = Arc::new(AtomicUsize::new(0));
        let config = Arc::new(config(name));
        let count = Arc::clone(&requests);
        std::thread::spawn(move || {
            for line in listener.incoming().flatten() {
                let (config, count) = (Arc::clone(&config), Arc::clone(&count));
                std::thread::spawn(move || hand_on(line, config, address, &count));
            }
        });
        Self { port, requests }
    }

    /// Returns how many connections carried anything behind the handshake.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn config(name: &str) -> ServerConfig {
    let chain = CertificateDer::from_pem_file(certificate(name)).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(certificate("server.key")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the versions are known")
        .with_no_client_auth()
        .with_single_cert(vec![chain], key)
        .expect("the key fits")
}

/// Hands both directions on until one side ends; who hangs up early is no matter here.
fn hand_on(line: TcpStream, config: Arc<ServerConfig>, to: SocketAddr, count: &AtomicUsize) {
    let Ok(connection) = ServerConnection::new(config) else {
        return;
    };
    let mut inside = StreamOwned::new(connection, line);
    let Ok(mut server) = TcpStream::connect(to) else {
        return;
    };
    let mut buffer = vec![0; 64 << 10];
    let Ok(first) = inside.read(&mut buffer) else {
        return;
    };
    count.fetch_add(1, Ordering::SeqCst);
    if server.write_all(&buffer[..first]).is_err() {
        return;
    }
    // One thread serves both directions, in turns.
    let turn = Some(Duration::from_millis(5));
    if server.set_read_timeout(turn).is_err() || inside.sock.set_read_timeout(turn).is_err() {
        return;
    }
    loop {
        let back = pass(&mut server, &mut inside, &mut buffer);
        let forth = pass(&mut inside, &mut server, &mut buffer);
        if back.is_none() || forth.is_none() {
            return;
        }
    }
}

/// Passes on what has come; none at the end of either side.
fn pass(from: &mut impl Read, to: &mut impl Write, buffer: &mut [u8]) -> Option<()> {
    use std::io::ErrorKind::{TimedOut, WouldBlock};
    match from.read(buffer) {
        Ok(0) => None,
        Ok(length) => to.write_all(&buffer[..length]).ok(),
        Err(error) if matches!(error.kind(), WouldBlock | TimedOut) => Some(()),
        Err(_) => None,
    }
}
