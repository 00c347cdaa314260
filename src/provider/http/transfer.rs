//! Files on their way there and back, never wholly in memory.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Body, Method};
use tokio::sync::Mutex;
use tokio::time::sleep;

use super::answer::{Answer, no_answer};
use super::{Http, Judge, Request, shown_address};
use crate::monitor::{Event, Monitor};
use crate::provider::retry::{Trouble, with_retries};
use crate::provider::{OpenContent, ProviderError, Sink};

/// How much of a file is sent at a time.
const PIECE_BYTES: usize = 64 << 10;
/// A file may take as long as it needs, while something comes or goes.
pub(super) const LONGEST_TRANSFER: Duration = Duration::from_secs(24 * 60 * 60);

/// How long to be silent while a file is sent.
const BETWEEN_REPORTS: Duration = Duration::from_millis(100);

/// What is sent with a file: its field in a form, or nothing around it.
pub(in crate::provider) struct Upload {
    pub(in crate::provider) method: Method,
    /// Behind the base address, without a slash first.
    pub(in crate::provider) path: String,
    pub(in crate::provider) content_type: String,
    /// What stands before the file's bytes.
    pub(in crate::provider) head: Vec<u8>,
    pub(in crate::provider) file: OpenContent,
    /// What stands behind them.
    pub(in crate::provider) tail: Vec<u8>,
}

impl Http {
    /// Reads a file into `sink`, from the first byte each time where `judge` allows another try;
    /// returns how many bytes came.
    ///
    /// # Errors
    /// As for [`Http::read`]; `Local` if `sink` cannot keep them.
    pub(in crate::provider) async fn download(
        &self,
        request: &Request,
        judge: Judge,
        sink: &mut dyn Sink,
        monitor: &dyn Monitor,
    ) -> Result<u64, ProviderError> {
        let _turn = self
            .downloads
            .acquire()
            .await
            .map_err(|_| ProviderError::Stopped)?;
        let sink = Mutex::new(sink);
        with_retries(monitor, || async {
            let mut sink = sink.lock().await;
            self.download_once(request, judge, *sink, monitor).await
        })
        .await
    }

    async fn download_once(
        &self,
        request: &Request,
        judge: Judge,
        sink: &mut dyn Sink,
        monitor: &dyn Monitor,
    ) -> Result<u64, Trouble> {
        self.check_may_send(request, monitor)?;
        let kept = |error: io::Error| {
            let message = format!("cannot keep what was downloaded: {error}");
            Trouble::last(ProviderError::Local(message))
        };
        sink.begin().map_err(kept)?;
        let (sending, shown) = self.prepared(request)?;
        self.enter_gate(monitor).await?;
        let response = sending
            .timeout(LONGEST_TRANSFER)
            .send()
            .await
            .map_err(|error| no_answer(request, &shown, &error))?;
        let status = response.status();
        let mut answer = Answer::of_head(request, &shown, status.as_u16(), response.headers());
        if !status.is_success() {
            answer.body = self.whole_body(response, request, &shown).await?;
            self.note_status(&answer, monitor);
            let answer = self.judged(answer, judge)?;
            return Err(Trouble::last(answer.nonsense("it holds no file")));
        }
        self.note_status(&answer, monitor);
        let mut response = response;
        let mut came = Came::new(monitor);
        let mut count = 0;
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|error| no_answer(request, &shown, &error))?
        {
            if monitor.is_stopping() {
                return Err(Trouble::last(ProviderError::Stopped));
            }
            sink.take(&piece).map_err(kept)?;
            came.add(piece.len());
            count += piece.len() as u64;
        }
        came.stays = true;
        Ok(count)
    }

    /// Sends a file, once.
    ///
    /// # Errors
    /// As for [`Http::write`].
    pub(in crate::provider) async fn upload(
        &self,
        upload: Upload,
        judge: Judge,
        monitor: &dyn Monitor,
    ) -> Result<Answer, ProviderError> {
        let _turn = self.writes.lock().await;
        let Upload {
            method,
            path,
            content_type,
            head,
            file,
            tail,
        } = upload;
        let request = Request::new(method, path, None);
        let answer = async {
            self.check_may_send(&request, monitor)?;
            let (sending, shown) = self.prepared(&request)?;
            let length = head.len() as u64 + file.size + tail.len() as u64;
            self.enter_gate(monitor).await?;
            let went = Arc::new(AtomicU64::new(0));
            monitor.report(Event::Transfers { bytes: file.size });
            let sending = sending
                .timeout(LONGEST_TRANSFER)
                .header(CONTENT_TYPE, content_type)
                .header(CONTENT_LENGTH, length)
                .body(body_of(head, file, tail, Arc::clone(&went)))
                .send();
            let response = told(sending, &went, monitor)
                .await
                .map_err(|error| no_answer(&request, &shown, &error))?;
            let status = response.status().as_u16();
            let mut answer = Answer::of_head(&request, &shown, status, response.headers());
            answer.body = self.whole_body(response, &request, &shown).await?;
            self.note_status(&answer, monitor);
            self.judged(answer, judge)
        };
        answer.await.map_err(|trouble| trouble.error)
    }
}

/// Tells a monitor of bytes that come, and takes them back if they come to nothing.
pub(super) struct Came<'a> {
    monitor: &'a dyn Monitor,
    bytes: i64,
    /// Whether they came to something.
    pub(super) stays: bool,
}

impl<'a> Came<'a> {
    pub(super) fn new(monitor: &'a dyn Monitor) -> Self {
        Self {
            monitor,
            bytes: 0,
            stays: false,
        }
    }

    pub(super) fn add(&mut self, bytes: usize) {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.bytes = self.bytes.saturating_add(bytes);
        self.monitor.report(Event::Transferred(bytes));
    }
}

impl Drop for Came<'_> {
    fn drop(&mut self) {
        if !self.stays && self.bytes > 0 {
            self.monitor.report(Event::Transferred(-self.bytes));
        }
    }
}

/// Waits for an answer, and tells a monitor now and then how much went meanwhile.
pub(super) async fn told<T>(
    sending: impl Future<Output = T>,
    went: &AtomicU64,
    monitor: &dyn Monitor,
) -> T {
    let mut told = 0;
    let mut tell = || {
        let now = went.load(Ordering::Relaxed);
        let more = i64::try_from(now.saturating_sub(told)).unwrap_or(i64::MAX);
        told = now;
        if more > 0 {
            monitor.report(Event::Transferred(more));
        }
    };
    let mut sending = std::pin::pin!(sending);
    loop {
        tokio::select! {
            answer = &mut sending => {
                tell();
                return answer;
            }
            () = sleep(BETWEEN_REPORTS) => tell(),
        }
    }
}

/// Returns the body: head, exactly as many bytes of the file as it has, tail; `went` counts the
/// file's bytes.
pub(super) fn body_of(
    head: Vec<u8>,
    file: OpenContent,
    tail: Vec<u8>,
    went: Arc<AtomicU64>,
) -> Body {
    enum Next {
        Head(Vec<u8>),
        File,
        Done,
    }
    let state = (Next::Head(head), file, tail, went);
    let pieces = stream::try_unfold(state, |(next, mut file, mut tail, went)| async move {
        match next {
            Next::Head(head) => Ok(Some((Bytes::from(head), (Next::File, file, tail, went)))),
            Next::File => {
                let mut piece = vec![0; PIECE_BYTES];
                let count = file.bytes.read(&mut piece)?;
                if count > 0 {
                    piece.truncate(count);
                    went.fetch_add(count as u64, Ordering::Relaxed);
                    return Ok(Some((Bytes::from(piece), (Next::File, file, tail, went))));
                }
                let last = Bytes::from(std::mem::take(&mut tail));
                Ok(Some((last, (Next::Done, file, tail, went))))
            }
            Next::Done => Ok::<_, io::Error>(None),
        }
    });
    Body::wrap_stream(pieces)
}

impl Http {
    /// Returns a request, ready but for its body, and its address as it is shown.
    fn prepared(&self, request: &Request) -> Result<(reqwest::RequestBuilder, String), Trouble> {
        let url = self.address(&request.path)?;
        let shown = shown_address(&url);
        Ok((self.builder(request, url), shown))
    }
}
