//! The HTTP face of a look-alike: a server on 127.0.0.1 with a thread of its own.

use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::body::HttpBody as _;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use futures_util::StreamExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::faults::{Due, Fault, Faults};
use super::line::{Lines, Scissors};
use super::log::{Entry, Log};
use super::message::{Answer, Request};

/// What a model takes it says itself; this is where a machine's memory ends.
const LONGEST_BODY_BYTES: usize = u32::MAX as usize;
/// How much of a file is handed out at a time.
const PIECE_BYTES: usize = 64 << 10;
/// Longer bodies are files, of which the log keeps only how long they were.
const LONGEST_LOGGED_BYTES: usize = 1 << 20;

/// A service as a plain value: it answers requests, one at a time.
pub trait Model: Send + 'static {
    /// Answers a request, and changes as it asks.
    fn answer(&mut self, request: &Request) -> Answer;

    /// Returns the value of the header `Date`.
    fn date(&self) -> String;

    /// Returns whether a request asks for a change; logging in is none.
    fn is_write(&self, request: &Request) -> bool;

    /// Returns the name that a request gives for its sender, right or wrong.
    fn sender(&self, request: &Request) -> Option<String>;
}

/// How a server is run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The port on 127.0.0.1; 0 means any that is free.
    pub port: u16,
    /// How long every answer is held back.
    pub latency: Duration,
}

/// A running server; dropping it ends it and closes its connections.
pub struct Server<M: Model> {
    url: String,
    shared: Arc<Shared<M>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared<M> {
    model: Mutex<M>,
    log: Log,
    faults: Faults<M>,
    latency_ms: AtomicU64,
}

impl<M: Model> Server<M> {
    /// Starts a server in a thread of its own; callers may be inside a runtime or not.
    ///
    /// # Errors
    /// The port is taken, or there can be no more threads or sockets.
    pub fn start(model: M, options: Options) -> io::Result<Server<M>> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            model: Mutex::new(model),
            log: Log::default(),
            faults: Faults::default(),
            latency_ms: AtomicU64::new(0),
        });
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("lookalike".to_owned())
            .spawn(move || {
                runtime.block_on(serve(listener, served, stopped));
                runtime.shutdown_background();
            })?;
        let server = Server {
            url,
            shared,
            stop: Some(stop),
            thread: Some(thread),
        };
        server.set_latency(options.latency);
        Ok(server)
    }

    /// Returns the server's address, such as `http://127.0.0.1:40123`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Gives access to the model; requests wait as long as it is held.
    pub fn model(&self) -> MutexGuard<'_, M> {
        self.shared.lock()
    }

    /// Returns the log of requests.
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// Returns the faults, to plan some.
    pub fn faults(&self) -> &Faults<M> {
        &self.shared.faults
    }

    /// Sets how long every answer is held back from now on, in whole milliseconds.
    pub fn set_latency(&self, latency: Duration) {
        let ms = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        self.shared.latency_ms.store(ms, Ordering::SeqCst);
    }

    /// Waits until the server ends, which it does not by itself.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended, too.
            let _ = thread.join();
        }
    }
}

impl<M: Model> Drop for Server<M> {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may have ended already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl<M: Model> Shared<M> {
    /// Returns whether the connection is to be cut while a request's body comes.
    fn breaks_off(&self, head: &Request) -> bool {
        let is_write = self.lock().is_write(head);
        self.faults.breaks_off(head, is_write)
    }
}

impl<M> Shared<M> {
    fn lock(&self) -> MutexGuard<'_, M> {
        self.model.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn serve<M: Model>(
    listener: std::net::TcpListener,
    shared: Arc<Shared<M>>,
    stopped: oneshot::Receiver<()>,
) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    let router = Router::new().fallback(handle::<M>).with_state(shared);
    let service = router.into_make_service_with_connect_info::<Scissors>();
    tokio::select! {
        // Serving ends only by dropping it; an error would have no one to be told to.
        _ = async { axum::serve(Lines::new(listener), service).await } => {}
        _ = stopped => {}
    }
}

async fn handle<M: Model>(
    State(shared): State<Arc<Shared<M>>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    incoming: axum::extract::Request,
) -> Response<Body> {
    let (mut request, body) = head_of(incoming);
    match shared.breaks_off(&request) {
        // Only what has come by then is read; it is no use to anybody.
        true => read_half(body).await,
        false => match to_bytes(body, LONGEST_BODY_BYTES).await {
            Ok(body) => request.body = body.into(),
            Err(_) => return empty(StatusCode::PAYLOAD_TOO_LARGE),
        },
    }
    let (due, place) = {
        let model = shared.lock();
        let is_write = model.is_write(&request);
        let entry = entry(&request, is_write, model.sender(&request));
        (shared.faults.due(&request, is_write), shared.log.add(entry))
    };
    let latency = Duration::from_millis(shared.latency_ms.load(Ordering::SeqCst));
    let latency = match due.fault {
        Some(Fault::Delay(delay)) => latency + delay,
        _ => latency,
    };
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let (fault, answer, date) = carry_out(&shared, &request, due);
    match fault {
        Some(Fault::Hang | Fault::HangAfterEffect) => std::future::pending().await,
        Some(Fault::Cut | Fault::CutAfterEffect | Fault::HalfSent) => {
            scissors.cut();
            empty(StatusCode::INTERNAL_SERVER_ERROR)
        }
        Some(Fault::Endless) => endless(),
        fault => {
            shared.log.answered(place, &request.target(), answer.status);
            response(answer, &date, fault == Some(Fault::HalfBody))
        }
    }
}

/// Lets the model act, unless the fault prevents that, and words the answer.
fn carry_out<M: Model>(
    shared: &Shared<M>,
    request: &Request,
    due: Due<M>,
) -> (Option<Fault>, Answer, String) {
    let mut model = shared.lock();
    for act in due.before {
        act(&mut model);
    }
    let failed = |status, body: &str| Answer {
        status,
        content_type: Some("application/json; charset=utf-8"),
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    };
    let answer = match &due.fault {
        Some(Fault::Fail { status, body }) => failed(*status, body),
        Some(Fault::TooManyRequests {
            retry_after_seconds,
        }) => {
            let answer = failed(429, "{\"message\":\"Too many requests\"}");
            match retry_after_seconds {
                Some(seconds) => answer.with_header("Retry-After", seconds.to_string()),
                None => answer,
            }
        }
        Some(Fault::Cut | Fault::HalfSent | Fault::Hang | Fault::Endless) => Answer::empty(500),
        Some(Fault::Answer(answer)) => answer.clone(),
        Some(Fault::FailAfterEffect { status, body }) => {
            model.answer(request);
            failed(*status, body)
        }
        Some(Fault::Html) => {
            model.answer(request);
            Answer::html(200, "<!DOCTYPE html>\n<title>Log in</title>\n".to_owned())
        }
        Some(
            Fault::CutAfterEffect | Fault::HangAfterEffect | Fault::Delay(_) | Fault::HalfBody,
        )
        | None => model.answer(request),
    };
    for act in due.after {
        act(&mut model);
    }
    (due.fault, answer, model.date())
}

/// Returns a request without its body, and the body that is still to come.
fn head_of(incoming: axum::extract::Request) -> (Request, Body) {
    let (parts, body) = incoming.into_parts();
    let headers = parts.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    let request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    (request, body)
}

/// Reads a body of known length up to its middle.
async fn read_half(body: Body) {
    let length = body.size_hint().exact().unwrap_or_default();
    let mut pieces = body.into_data_stream();
    let mut came = 0;
    while came < length / 2 {
        match pieces.next().await {
            Some(Ok(piece)) => came += piece.len() as u64,
            _ => return,
        }
    }
}

fn entry(request: &Request, is_write: bool, user: Option<String>) -> Entry {
    let condition = request
        .header("if-none-match")
        .or_else(|| request.header("if-modified-since"));
    Entry {
        method: request.method.clone(),
        target: request.target(),
        body: match request.body.len() {
            0..=LONGEST_LOGGED_BYTES => String::from_utf8_lossy(&request.body).into_owned(),
            length => format!("{length} bytes"),
        },
        user,
        is_write,
        condition: condition.map(str::to_owned),
        status: None,
    }
}

fn response(answer: Answer, date: &str, is_half: bool) -> Response<Body> {
    let mut response = empty(StatusCode::from_u16(answer.status).unwrap_or_default());
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    set("date", date);
    if let Some(kind) = answer.content_type {
        set("content-type", kind);
    }
    for (name, value) in &answer.headers {
        // Header names are fixed; the map wants them in small letters.
        if let Ok(name) = header::HeaderName::from_bytes(name.as_bytes())
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.append(name, value);
        }
    }
    let is_download = answer
        .headers
        .iter()
        .any(|(name, _)| *name == "Content-Disposition");
    if is_half {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(answer.body.len()));
        let half = answer.body.len() / 2;
        let half = Bytes::from(answer.body).slice(..half);
        let half = futures_util::stream::once(async { Ok(half) });
        let failure = futures_util::stream::once(async {
            // Being asked in vain once makes the server send the half that it has.
            tokio::task::yield_now().await;
            Err(io::Error::from(io::ErrorKind::ConnectionReset))
        });
        *response.body_mut() = Body::from_stream(half.chain(failure));
    } else if is_download {
        // In pieces, so that no length is told.
        let mut rest = Bytes::from(answer.body);
        let pieces = std::iter::from_fn(move || {
            let length = rest.len().min(PIECE_BYTES);
            (length > 0).then(|| Ok::<_, io::Error>(rest.split_to(length)))
        });
        *response.body_mut() = Body::from_stream(futures_util::stream::iter(pieces));
    } else {
        *response.body_mut() = Body::from(answer.body);
    }
    response
}

/// Returns an answer whose body is one text that goes on for ever.
fn endless() -> Response<Body> {
    let piece = Bytes::from_static(&[b'a'; 64 << 10]);
    let first = futures_util::stream::once(async { Ok::<_, io::Error>(Bytes::from_static(b"\"")) });
    let rest = futures_util::stream::repeat(piece).map(Ok);
    let mut response = empty(StatusCode::OK);
    *response.body_mut() = Body::from_stream(first.chain(rest));
    response
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests;
