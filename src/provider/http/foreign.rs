//! Requests to hosts that are not the service's: they never bear anything that tells who asks.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use reqwest::header::LOCATION;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response, redirect};
use tokio::sync::{Mutex, Semaphore};
use url::Url;

use super::PARALLEL_DOWNLOADS;
use super::address::{is_loopback, shown_address};
use super::answer::causes;
use super::options::HttpOptions;
use super::transfer::{Came, LONGEST_TRANSFER, body_of, told};
use crate::monitor::{Event, Monitor};
use crate::provider::retry::{Again, Trouble, with_retries};
use crate::provider::{OpenContent, ProviderError, Sink};

/// How much of an answer is read that is only looked at for an error.
const ANSWER_BYTES: usize = 16 * 1024;
/// How often a download is sent on at most.
const MOST_REDIRECTS: usize = 5;

/// Clients without credentials and cookies.
pub(in crate::provider) struct Foreign {
    client: Client,
    /// For this machine, past any proxy.
    here: Client,
    downloads: Semaphore,
}

/// A file of a form, read as it is sent.
pub(in crate::provider) struct FormFile<'f> {
    pub(in crate::provider) name: &'f str,
    pub(in crate::provider) content_type: &'f str,
    pub(in crate::provider) content: OpenContent,
}

/// What a request was answered, with the beginning of the body.
#[derive(Clone, Debug)]
pub(in crate::provider) struct ForeignAnswer {
    /// The address, without secrets and query.
    pub(in crate::provider) url: String,
    pub(in crate::provider) status: u16,
    pub(in crate::provider) body: String,
}

/// Turns an answer that is no file into words.
pub(in crate::provider) type Words = fn(&str) -> String;

impl Foreign {
    /// Returns the clients; sends nothing.
    ///
    /// # Errors
    /// `Local` if no encrypted connection can be set up on this machine.
    pub(in crate::provider) fn new(options: &HttpOptions) -> Result<Self, ProviderError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // An error says that another thread was faster, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let builder = || {
            Client::builder()
                .user_agent(options.user_agent.clone())
                .redirect(redirect::Policy::none())
                .referer(false)
                .connect_timeout(options.timeouts.connect)
                .read_timeout(options.timeouts.read)
                .timeout(options.timeouts.whole.max(Duration::from_secs(60 * 60)))
        };
        let failed = |error: reqwest::Error| ProviderError::Local(causes(&error));
        Ok(Self {
            client: builder().build().map_err(failed)?,
            here: builder().no_proxy().build().map_err(failed)?,
            downloads: Semaphore::new(PARALLEL_DOWNLOADS),
        })
    }

    fn client(&self, url: &Url) -> &Client {
        if is_loopback(url) {
            &self.here
        } else {
            &self.client
        }
    }

    /// Sends a form, once: the fields in this order, then the file.
    ///
    /// # Errors
    /// `Local` for an address that is not encrypted; `Unreachable` without an answer.
    pub(in crate::provider) async fn post_form(
        &self,
        url: &str,
        fields: &[(String, String)],
        file: FormFile<'_>,
        monitor: &dyn Monitor,
    ) -> Result<ForeignAnswer, ProviderError> {
        let url = safe(url)?;
        let mut form = Form::new();
        for (name, value) in fields {
            form = form.text(name.clone(), value.clone());
        }
        let size = file.content.size;
        let went = Arc::new(AtomicU64::new(0));
        let body = body_of(Vec::new(), file.content, Vec::new(), Arc::clone(&went));
        let part = Part::stream_with_length(body, size)
            .file_name(file.name.to_owned())
            .mime_str(file.content_type)
            .map_err(|error| ProviderError::Local(causes(&error)))?;
        let shown = shown_address(&url);
        monitor.report(Event::Transfers { bytes: size });
        let sending = self
            .client(&url)
            .post(url)
            .timeout(LONGEST_TRANSFER)
            .multipart(form.part("file", part))
            .send();
        let sent = told(sending, &went, monitor).await;
        let response = sent.map_err(|error| unreachable("POST", &shown, &error))?;
        Ok(answer_of(response, ("POST", &shown), monitor).await)
    }

    /// Copies what stands at an address; returns how many bytes there were. A redirect is followed:
    /// nothing goes along that could leak.
    ///
    /// # Errors
    /// `Local` for an address that is not encrypted, or where `into` cannot keep the bytes;
    /// `Refused` for another answer than 200; `Unreachable`; `Stopped`.
    pub(in crate::provider) async fn get(
        &self,
        url: &str,
        into: &mut dyn Sink,
        words: Words,
        monitor: &dyn Monitor,
    ) -> Result<u64, ProviderError> {
        let _turn = self
            .downloads
            .acquire()
            .await
            .map_err(|_| ProviderError::Stopped)?;
        let url = safe(url)?;
        let into = Mutex::new(into);
        with_retries(monitor, || async {
            let mut into = into.lock().await;
            self.get_once(url.clone(), *into, words, monitor).await
        })
        .await
    }

    async fn get_once(
        &self,
        mut url: Url,
        into: &mut dyn Sink,
        words: Words,
        monitor: &dyn Monitor,
    ) -> Result<u64, Trouble> {
        let kept = |error: std::io::Error| {
            let message = format!("cannot keep what was downloaded: {error}");
            Trouble::last(ProviderError::Local(message))
        };
        into.begin().map_err(kept)?;
        let mut redirects = 0;
        let (mut response, shown) = loop {
            if monitor.is_stopping() {
                return Err(Trouble::last(ProviderError::Stopped));
            }
            let shown = shown_address(&url);
            let sending = self.client(&url).get(url.clone());
            let sent = sending.timeout(LONGEST_TRANSFER).send().await;
            let response = sent.map_err(|error| again(unreachable("GET", &shown, &error)))?;
            let next = response.headers().get(LOCATION);
            let next = next.and_then(|next| url.join(next.to_str().ok()?).ok());
            let is_sent_on = response.status().is_redirection() && redirects < MOST_REDIRECTS;
            match next.filter(|_| is_sent_on) {
                Some(next) => url = safe(next.as_str()).map_err(Trouble::last)?,
                None => break (response, shown),
            }
            redirects += 1;
        };
        let status = response.status().as_u16();
        if status != 200 {
            let answer = answer_of(response, ("GET", &shown), monitor).await;
            let error = ProviderError::Refused {
                method: "GET".to_owned(),
                url: shown,
                status,
                message: words(&answer.body),
            };
            let may_help = status == 429 || status >= 500;
            return Err(match may_help {
                true => again(error),
                false => Trouble::last(error),
            });
        }
        report(("GET", &shown), status, monitor);
        let mut came = Came::new(monitor);
        let mut bytes = 0;
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|error| again(unreachable("GET", &shown, &error)))?
        {
            if monitor.is_stopping() {
                return Err(Trouble::last(ProviderError::Stopped));
            }
            into.take(&piece).map_err(kept)?;
            came.add(piece.len());
            bytes += piece.len() as u64;
        }
        came.stays = true;
        Ok(bytes)
    }
}

fn again(error: ProviderError) -> Trouble {
    Trouble {
        error,
        again: Again::Soon,
    }
}

fn report((method, url): (&str, &str), status: u16, monitor: &dyn Monitor) {
    monitor.report(Event::Request {
        method,
        url,
        status,
    });
}

async fn answer_of(
    mut response: Response,
    request: (&str, &str),
    monitor: &dyn Monitor,
) -> ForeignAnswer {
    let status = response.status().as_u16();
    report(request, status, monitor);
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() > ANSWER_BYTES {
            break;
        }
    }
    ForeignAnswer {
        url: request.1.to_owned(),
        status,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

/// Returns an address that is encrypted or on this machine.
fn safe(url: &str) -> Result<Url, ProviderError> {
    let url = Url::parse(url)
        .map_err(|error| ProviderError::Local(format!("the server names no address: {error}")))?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(ProviderError::Local(format!(
            "the server wants the file to go over `{}`, which everybody on the way could read or change",
            shown_address(&url)
        ))),
    }
}

fn unreachable(method: &str, url: &str, error: &reqwest::Error) -> ProviderError {
    let never_sent = error.is_connect() || error.is_builder();
    ProviderError::Unreachable {
        method: method.to_owned(),
        url: url.to_owned(),
        message: causes(error),
        may_have_taken_effect: method != "GET" && !never_sent,
    }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn a_file_goes_over_encrypted_lines_only() {
        assert!(safe("https://s3.example/").is_ok());
        assert!(safe("http://127.0.0.1:9000/").is_ok());
        for url in ["http://s3.example/", "ftp://s3.example/", "nonsense"] {
            assert!(safe(url).is_err(), "{url}");
        }
    }
}
