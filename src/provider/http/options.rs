//! Who logs in, and how requests are sent.

use std::fmt;
use std::time::Duration;

/// Who logs in, with what. Neither is ever shown.
#[derive(Clone)]
pub struct Credentials {
    /// The login name.
    pub user: String,
    /// The password or app password.
    pub secret: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials(…)")
    }
}

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For the connection.
    pub connect: Duration,
    /// Between two pieces of an answer; the first takes longest.
    pub read: Duration,
    /// For a request with its whole answer.
    pub whole: Duration,
}

/// How requests are sent.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Allows plain http to other machines.
    pub allow_http: bool,
    /// Allows tokens of the older kind, which Codecks itself takes no more.
    pub legacy_token: bool,
    /// How long to wait for what.
    pub timeouts: Timeouts,
    /// What we call ourselves: `git-board/0.1.0`.
    pub user_agent: String,
    /// The longest answer that is read, in bytes, unpacked.
    pub longest_answer_bytes: usize,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            allow_http: false,
            legacy_token: false,
            timeouts: Timeouts {
                connect: Duration::from_secs(15),
                read: Duration::from_secs(120),
                whole: Duration::from_secs(20 * 60),
            },
            user_agent: concat!("git-board/", env!("CARGO_PKG_VERSION")).to_owned(),
            longest_answer_bytes: 512 * 1024 * 1024,
        }
    }
}
