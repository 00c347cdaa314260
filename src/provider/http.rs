//! One way to send a request; nothing else in the crate uses reqwest.

use std::sync::OnceLock;
use std::time::Instant;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use reqwest::{Client, Method, redirect};
use serde_json::Value;
use tokio::sync::{Mutex, Semaphore};
use url::Url;

use super::ProviderError;
use super::gate::Gate;
use super::retry::{Again, Trouble, with_retries};
use crate::monitor::{Event, Monitor};

mod address;
mod answer;
mod foreign;
mod options;
mod transfer;

use address::{base_address, is_loopback, shown_address};
use answer::{beginning, causes, no_answer};

pub(super) use address::{Redirect, is_same_origin, is_sent_in_the_clear};
pub(super) use answer::{Answer, on_one_line};
pub(super) use foreign::{Foreign, FormFile};
pub(super) use transfer::Upload;

pub use options::{Credentials, HttpOptions, Timeouts};

/// What tells a server who asks.
pub(super) enum Login {
    /// Name and password, as Nextcloud takes them.
    Basic(Credentials),
    /// Headers of a service's own.
    Headers(Vec<(HeaderName, HeaderValue)>),
    /// What the requests themselves say.
    InRequests,
}

/// How many reads run at the same time.
const PARALLEL_READS: usize = 4;
/// How many files are read at the same time.
const PARALLEL_DOWNLOADS: usize = 8;

/// A request to the service.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    /// Behind the base address, without a slash first.
    pub(super) path: String,
    pub(super) body: Option<Value>,
    /// A form that is sent instead, as it stands.
    pub(super) form: Option<String>,
    /// True if it only reads, whatever its method.
    pub(super) only_reads: bool,
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
            form: None,
            only_reads: false,
            condition: None,
        }
    }

    /// Returns a request with a form.
    pub(super) fn form(path: impl Into<String>, form: String, only_reads: bool) -> Self {
        Self {
            form: Some(form),
            only_reads,
            ..Self::new(Method::POST, path, None)
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

    /// Returns the request as one that only reads, whatever its method.
    pub(super) fn that_reads(mut self) -> Self {
        self.only_reads = true;
        self
    }

    fn is_write(&self) -> bool {
        self.method != Method::GET && !self.only_reads
    }
}

/// Turns an answer whose status tells of trouble into that trouble.
pub(super) type Judge = fn(Answer) -> Result<Answer, Trouble>;

/// A server, as one user sees it.
pub(super) struct Http {
    client: Client,
    base: Url,
    login: Login,
    gate: Option<Gate>,
    longest_answer_bytes: usize,
    reads: Semaphore,
    downloads: Semaphore,
    writes: Mutex<()>,
    /// What the server said to a login that failed; they are counted by servers, so that there is
    /// never a second one.
    logged_out: OnceLock<String>,
}

impl Http {
    /// Sets up connections to `base_url`; sends nothing.
    ///
    /// # Errors
    /// `Local`, see [`super::open`].
    pub(super) fn new(
        base_url: &str,
        login: Login,
        options: HttpOptions,
    ) -> Result<Self, ProviderError> {
        let base = base_address(base_url)?;
        let is_here = is_loopback(&base);
        let is_plain = base.scheme() == "http";
        if is_plain && !is_here && !options.allow_http {
            return Err(ProviderError::Address(format!(
                "`{base}` is plain http: everybody on the way could read the password"
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
            login,
            gate: None,
            longest_answer_bytes: options.longest_answer_bytes,
            reads: Semaphore::new(PARALLEL_READS),
            downloads: Semaphore::new(PARALLEL_DOWNLOADS),
            writes: Mutex::new(()),
            logged_out: OnceLock::new(),
        })
    }

    /// Returns the server's address.
    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    /// Lets no more requests out than `gate` does.
    pub(super) fn behind(mut self, gate: Gate) -> Self {
        self.gate = Some(gate);
        self
    }

    /// Returns the login name.
    pub(super) fn user(&self) -> &str {
        match &self.login {
            Login::Basic(credentials) => &credentials.user,
            Login::Headers(_) | Login::InRequests => "",
        }
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
        with_retries(monitor, || self.send_judged(request, judge, monitor)).await
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
        with_retries(monitor, || async {
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
        self.check_may_send(request, monitor)?;
        let answer = self.send(request, monitor).await?;
        self.judged(answer, judge)
    }

    /// Judges an answer; a login that failed is the last one.
    fn judged(&self, answer: Answer, judge: Judge) -> Result<Answer, Trouble> {
        judge(answer).inspect_err(|trouble| {
            if let ProviderError::NotLoggedIn { message, .. } = &trouble.error {
                // The first words stay: what follows was never sent.
                let _ = self.logged_out.set(message.clone());
            }
            if let (Some(gate), Again::After(wait)) = (&self.gate, trouble.again) {
                gate.pause(wait);
            }
        })
    }

    /// Refuses to send anything when the person asked to stop, or after a failed login.
    fn check_may_send(&self, request: &Request, monitor: &dyn Monitor) -> Result<(), Trouble> {
        if monitor.is_stopping() {
            return Err(Trouble::last(ProviderError::Stopped));
        }
        if let Some(message) = self.logged_out.get() {
            return Err(Trouble::last(ProviderError::NotLoggedIn {
                url: shown_address(&self.address(&request.path)?),
                message: message.clone(),
            }));
        }
        Ok(())
    }

    /// Waits until the server takes another request; fails if the person asks to stop meanwhile.
    async fn enter_gate(&self, monitor: &dyn Monitor) -> Result<(), Trouble> {
        match &self.gate {
            Some(gate) if !gate.enter(monitor).await => Err(Trouble::last(ProviderError::Stopped)),
            _ => Ok(()),
        }
    }

    /// Tells the monitor of an answer.
    fn note_status(&self, answer: &Answer, monitor: &dyn Monitor) {
        monitor.report(Event::Request {
            method: answer.method.as_str(),
            url: &answer.url,
            status: answer.status,
        });
    }

    /// Returns a request with its login and condition, without a body.
    fn builder(&self, request: &Request, url: Url) -> reqwest::RequestBuilder {
        let mut sending = self
            .client
            .request(request.method.clone(), url)
            .header(ACCEPT, "application/json");
        sending = match &self.login {
            Login::Basic(Credentials { user, secret }) => sending
                .basic_auth(user, Some(secret))
                .header("OCS-APIRequest", "true"),
            Login::Headers(headers) => headers.iter().fold(sending, |sending, (name, value)| {
                sending.header(name.clone(), value.clone())
            }),
            Login::InRequests => sending,
        };
        if let Some((name, tag)) = &request.condition
            && let Ok(value) = HeaderValue::from_str(tag)
        {
            sending = sending.header(name, value);
        }
        sending
    }

    /// Sends a request once and reads the whole answer, whatever its status.
    async fn send(&self, request: &Request, monitor: &dyn Monitor) -> Result<Answer, Trouble> {
        let url = self.address(&request.path)?;
        let shown = shown_address(&url);
        self.enter_gate(monitor).await?;
        let mut sending = self.builder(request, url);
        if let Some(body) = &request.body {
            sending = sending
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_string());
        }
        if let Some(form) = &request.form {
            sending = sending
                .header(
                    CONTENT_TYPE,
                    "application/x-www-form-urlencoded; charset=UTF-8",
                )
                .body(form.clone());
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
        self.note_status(&answer, monitor);
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
                    message: too_long(self.longest_answer_bytes),
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

fn too_long(bytes: usize) -> String {
    match bytes >> 20 {
        0 => format!("it is longer than {bytes} bytes"),
        mega => format!("it is longer than {mega} MB, or never ends"),
    }
}
