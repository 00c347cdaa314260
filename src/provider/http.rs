//! One way to send a request; nothing else in the crate uses reqwest.

use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{
    ACCEPT, CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH,
    LOCATION, RETRY_AFTER,
};
use reqwest::{Client, Method, redirect};
use serde_json::Value;
use tokio::sync::{Mutex, Semaphore};
use url::{Host, Url};

use super::ProviderError;
use super::retry::{Again, Trouble, with_retries};
use crate::monitor::{Event, Monitor};

/// How many reads run at the same time.
const PARALLEL_READS: usize = 4;

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

/// A request to the service.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    /// Behind the base address, without a slash first.
    pub(super) path: String,
    pub(super) body: Option<Value>,
    /// `If-None-Match` or `If-Match`, with the tag exactly as the server spelled it.
    pub(super) condition: Option<(HeaderName, String)>,
}

impl Request {
    /// Returns a request that only reads.
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path, None)
    }

    /// Returns a request with a JSON body.
    pub(super) fn new(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self {
            method,
            path: path.into(),
            body,
            condition: None,
        }
    }

    /// Returns the request with the condition that the thing is not in this state any more.
    pub(super) fn unless(mut self, tag: Option<&str>) -> Self {
        self.condition = tag.map(|tag| (IF_NONE_MATCH, tag.to_owned()));
        self
    }

    /// Returns the request with the condition that the thing is still in this state.
    pub(super) fn only_if(mut self, tag: Option<&str>) -> Self {
        self.condition = tag.map(|tag| (IF_MATCH, tag.to_owned()));
        self
    }

    fn is_write(&self) -> bool {
        self.method != Method::GET
    }
}

/// What came back, read to its end.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) method: Method,
    /// The request's address, without secrets and query.
    pub(super) url: String,
    pub(super) status: u16,
    /// The server's clock.
    pub(super) date: Option<Timestamp>,
    /// The tag, with its quotes.
    pub(super) etag: Option<String>,
    /// Where a redirect leads, without secrets and query.
    pub(super) location: Option<String>,
    pub(super) retry_after: Option<Duration>,
    pub(super) in_maintenance: bool,
    pub(super) body: Vec<u8>,
}

/// Turns an answer whose status tells of trouble into that trouble.
pub(super) type Judge = fn(Answer) -> Result<Answer, Trouble>;

/// A server, as one user sees it.
pub(super) struct Http {
    client: Client,
    base: Url,
    credentials: Credentials,
    longest_answer_bytes: usize,
    reads: Semaphore,
    writes: Mutex<()>,
    /// Failed logins are counted by servers, so that there is never a second one.
    is_logged_out: AtomicBool,
}

impl Http {
    /// Sets up connections to `base_url`; sends nothing.
    ///
    /// # Errors
    /// `Local`, see [`super::open`].
    pub(super) fn new(
        base_url: &str,
        credentials: Credentials,
        options: HttpOptions,
    ) -> Result<Self, ProviderError> {
        let base = base_address(base_url)?;
        let is_here = is_loopback(&base);
        let is_plain = base.scheme() == "http";
        if is_plain && !is_here && !options.allow_http {
            return Err(ProviderError::Local(format!(
                "`{base}` is plain http: everybody on the way could read the password; use https, or set `board.allowHttp`"
            )));
        }
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // An error says that another thread was faster, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let mut builder = Client::builder()
            .user_agent(options.user_agent)
            .redirect(redirect::Policy::none())
            .connect_timeout(options.timeouts.connect)
            .read_timeout(options.timeouts.read)
            .timeout(options.timeouts.whole);
        if is_plain {
            builder = builder.tls_certs_only([]);
        }
        if is_here {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| {
            ProviderError::Local(format!(
                "cannot set up encrypted connections: {}; the package `ca-certificates` or the variable `SSL_CERT_FILE` may be missing",
                causes(&error)
            ))
        })?;
        Ok(Self {
            client,
            base,
            credentials,
            longest_answer_bytes: options.longest_answer_bytes,
            reads: Semaphore::new(PARALLEL_READS),
            writes: Mutex::new(()),
            is_logged_out: AtomicBool::new(false),
        })
    }

    /// Returns the server's address.
    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    /// Returns the login name.
    pub(super) fn user(&self) -> &str {
        &self.credentials.user
    }

    /// Sends a request that only reads; again, up to three times, where `judge` allows it.
    ///
    /// # Errors
    /// What `judge` says, `Unreachable` or `Nonsense` without an answer.
    pub(super) async fn read(
        &self,
        request: &Request,
        judge: Judge,
        monitor: &dyn Monitor,
    ) -> Result<Answer, ProviderError> {
        let _turn = self
            .reads
            .acquire()
            .await
            .map_err(|_| ProviderError::Stopped)?;
        with_retries(|| self.send_judged(request, judge, monitor)).await
    }

    /// Sends a request that writes, alone; again only if it could not be sent at all.
    ///
    /// # Errors
    /// As for [`Http::read`]; `may_have_taken_effect` tells whether it may.
    pub(super) async fn write(
        &self,
        request: &Request,
        judge: Judge,
        monitor: &dyn Monitor,
    ) -> Result<Answer, ProviderError> {
        let _turn = self.writes.lock().await;
        with_retries(|| async {
            self.send_judged(request, judge, monitor)
                .await
                .map_err(|trouble| match &trouble.error {
                    ProviderError::Unreachable {
                        may_have_taken_effect: false,
                        ..
                    } => trouble,
                    _ => Trouble::last(trouble.error),
                })
        })
        .await
    }

    async fn send_judged(
        &self,
        request: &Request,
        judge: Judge,
        monitor: &dyn Monitor,
    ) -> Result<Answer, Trouble> {
        if monitor.is_stopping() {
            return Err(Trouble::last(ProviderError::Stopped));
        }
        let answer = self.send(request, monitor).await?;
        if answer.status == 401 {
            self.is_logged_out.store(true, Ordering::SeqCst);
        }
        judge(answer)
    }

    /// Sends a request once and reads the whole answer, whatever its status.
    async fn send(&self, request: &Request, monitor: &dyn Monitor) -> Result<Answer, Trouble> {
        let url = self.address(&request.path)?;
        let shown = shown_address(&url);
        if self.is_logged_out.load(Ordering::SeqCst) {
            return Err(Trouble::last(ProviderError::NotLoggedIn {
                url: shown,
                message:
                    "the server refused these credentials before, and they are not tried twice"
                        .to_owned(),
            }));
        }
        let mut sending = self
            .client
            .request(request.method.clone(), url)
            .basic_auth(&self.credentials.user, Some(&self.credentials.secret))
            .header(ACCEPT, "application/json")
            .header("OCS-APIRequest", "true");
        if let Some((name, tag)) = &request.condition
            && let Ok(value) = HeaderValue::from_str(tag)
        {
            sending = sending.header(name, value);
        }
        if let Some(body) = &request.body {
            sending = sending
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_string());
        }
        let began = Instant::now();
        let response = sending
            .send()
            .await
            .map_err(|error| no_answer(request, &shown, &error))?;
        let mut answer = Answer::of_head(
            request,
            &shown,
            response.status().as_u16(),
            response.headers(),
        );
        answer.body = self.whole_body(response, request, &shown).await?;
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(method = %request.method, path = %request.path, status = answer.status, ms, "answered");
        monitor.report(Event::Request {
            method: request.method.as_str(),
            url: &shown,
            status: answer.status,
        });
        Ok(answer)
    }

    async fn whole_body(
        &self,
        mut response: reqwest::Response,
        request: &Request,
        shown: &str,
    ) -> Result<Vec<u8>, Trouble> {
        let mut body = Vec::new();
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|error| no_answer(request, shown, &error))?
        {
            if body.len().saturating_add(piece.len()) > self.longest_answer_bytes {
                return Err(Trouble::last(ProviderError::Nonsense {
                    method: request.method.to_string(),
                    url: shown.to_owned(),
                    message: format!("it is longer than {} bytes", self.longest_answer_bytes),
                    beginning: beginning(&body),
                    may_have_taken_effect: request.is_write(),
                }));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }

    fn address(&self, path: &str) -> Result<Url, Trouble> {
        self.base
            .join(path)
            .map_err(|error| Trouble::last(ProviderError::Local(format!("`{path}`: {error}"))))
    }
}

impl Answer {
    fn of_head(request: &Request, shown: &str, status: u16, headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            method: request.method.clone(),
            url: shown.to_owned(),
            status,
            date: text(DATE).and_then(|date| DateTimeParser::new().parse_timestamp(date).ok()),
            etag: text(ETAG).map(str::to_owned),
            location: text(LOCATION).map(|to| redirect_target(shown, &request.path, to)),
            retry_after: text(RETRY_AFTER)
                .and_then(|seconds| seconds.trim().parse().ok())
                .map(Duration::from_secs),
            in_maintenance: headers.contains_key("x-nextcloud-maintenance-mode"),
            body: Vec::new(),
        }
    }

    /// Returns true if the request was to change something.
    pub(super) fn is_of_write(&self) -> bool {
        self.method != Method::GET
    }

    /// Returns the error that the body is not what it should be.
    pub(super) fn nonsense(&self, message: impl Into<String>) -> ProviderError {
        ProviderError::Nonsense {
            method: self.method.to_string(),
            url: self.url.clone(),
            message: message.into(),
            beginning: beginning(&self.body),
            may_have_taken_effect: self.is_of_write(),
        }
    }
}

/// Returns text of a server on one line: control and direction characters are escaped.
pub(super) fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        let is_bidi = matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}')
            || ('\u{202a}'..='\u{202e}').contains(&character)
            || ('\u{2066}'..='\u{2069}').contains(&character);
        if character.is_control() || is_bidi {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

fn beginning(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(1200)]);
    on_one_line(&text.chars().take(300).collect::<String>())
}

fn base_address(base_url: &str) -> Result<Url, ProviderError> {
    let problem = |message: &str| ProviderError::Local(message.to_owned());
    let mut base =
        Url::parse(base_url).map_err(|error| problem(&format!("not an address: {error}")))?;
    if !matches!(base.scheme(), "http" | "https") || base.host().is_none() {
        return Err(problem(
            "the address must begin with `https://` and name a server",
        ));
    }
    if !base.username().is_empty() || base.password().is_some() {
        return Err(problem("the address must hold no name and no password"));
    }
    base.set_query(None);
    base.set_fragment(None);
    let path = format!("{}/", base.path().trim_end_matches('/'));
    base.set_path(&path);
    Ok(base)
}

fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn shown_address(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    shown.to_string()
}

/// Returns where a redirect leads: the service's base address there if our path is kept.
fn redirect_target(from: &str, path: &str, to: &str) -> String {
    let Some(mut target) = Url::parse(from).ok().and_then(|from| from.join(to).ok()) else {
        return on_one_line(to);
    };
    target.set_query(None);
    target.set_fragment(None);
    // Neither can fail for an address that has a host; one without has neither.
    let _ = target.set_username("");
    let _ = target.set_password(None);
    let path = path.split('?').next().unwrap_or_default();
    let target = target.to_string();
    on_one_line(target.strip_suffix(path).unwrap_or(&target))
}

fn no_answer(request: &Request, shown: &str, error: &reqwest::Error) -> Trouble {
    let never_sent = error.is_connect() || error.is_builder();
    let message = if error.is_timeout() {
        "no answer in time".to_owned()
    } else if never_sent {
        format!("cannot connect: {}", causes(error))
    } else {
        format!("the connection was cut: {}", causes(error))
    };
    Trouble {
        error: ProviderError::Unreachable {
            method: request.method.to_string(),
            url: shown.to_owned(),
            message,
            may_have_taken_effect: request.is_write() && !never_sent,
        },
        // Who has waited for minutes already should not wait three times as long.
        again: if error.is_timeout() {
            Again::Never
        } else {
            Again::Soon
        },
    }
}

/// Returns the innermost cause, which alone tells something: `Connection refused`.
fn causes(error: &reqwest::Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    if std::ptr::addr_eq(innermost, error) {
        return on_one_line(
            error
                .to_string()
                .split(" for url")
                .next()
                .unwrap_or_default(),
        );
    }
    on_one_line(&innermost.to_string())
}
