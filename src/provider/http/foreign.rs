//! Requests to hosts that are not the service's: they never bear anything that tells who asks.

use std::time::Duration;

use futures_util::stream;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Client, redirect};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use url::Url;

use super::address::{is_loopback, shown_address};
use super::answer::causes;
use super::options::HttpOptions;
use crate::provider::ProviderError;

/// How many bytes are read from a file at once.
const PIECE_BYTES: usize = 64 * 1024;
/// How much of an answer is read that is only looked at for an error.
const ANSWER_BYTES: usize = 16 * 1024;

/// A client without credentials, which follows no redirect.
pub(in crate::provider) struct Foreign {
    client: Client,
}

/// A file of a form, read as it is sent.
pub(in crate::provider) struct FormFile {
    pub(in crate::provider) name: String,
    pub(in crate::provider) content_type: String,
    pub(in crate::provider) length: u64,
    pub(in crate::provider) bytes: Box<dyn AsyncRead + Send + Unpin>,
}

/// What a form was answered: the status and the beginning of the body.
#[derive(Clone, Debug)]
pub(in crate::provider) struct FormAnswer {
    pub(in crate::provider) status: u16,
    pub(in crate::provider) body: String,
}

impl Foreign {
    /// Returns a client; sends nothing.
    ///
    /// # Errors
    /// `Local` if no encrypted connection can be set up on this machine.
    pub(in crate::provider) fn new(options: &HttpOptions) -> Result<Self, ProviderError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // An error says that another thread was faster, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let client = Client::builder()
            .user_agent(options.user_agent.clone())
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(options.timeouts.connect)
            .read_timeout(options.timeouts.read)
            .timeout(options.timeouts.whole.max(Duration::from_secs(60 * 60)))
            .build()
            .map_err(|error| ProviderError::Local(causes(&error)))?;
        Ok(Self { client })
    }

    /// Sends a form: the fields in this order, then the file.
    ///
    /// # Errors
    /// `Local` for an address that is not encrypted; `Unreachable` without an answer.
    pub(in crate::provider) async fn post_form(
        &self,
        url: &str,
        fields: &[(String, String)],
        file: FormFile,
    ) -> Result<FormAnswer, ProviderError> {
        let url = safe(url)?;
        let mut form = Form::new();
        for (name, value) in fields {
            form = form.text(name.clone(), value.clone());
        }
        let pieces = stream::unfold(file.bytes, |mut bytes| async move {
            let mut piece = vec![0; PIECE_BYTES];
            match bytes.read(&mut piece).await {
                Ok(0) => None,
                Ok(length) => {
                    piece.truncate(length);
                    Some((Ok(piece), bytes))
                }
                Err(error) => Some((Err(error), bytes)),
            }
        });
        let part = Part::stream_with_length(Body::wrap_stream(pieces), file.length)
            .file_name(file.name)
            .mime_str(&file.content_type)
            .map_err(|error| ProviderError::Local(causes(&error)))?;
        let shown = shown_address(&url);
        let sent = self
            .client
            .post(url)
            .multipart(form.part("file", part))
            .send()
            .await;
        let mut response = sent.map_err(|error| unreachable("POST", &shown, &error))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Ok(Some(piece)) = response.chunk().await {
            body.extend_from_slice(&piece);
            if body.len() > ANSWER_BYTES {
                break;
            }
        }
        Ok(FormAnswer {
            status,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    /// Copies what stands at an address; returns how many bytes there were.
    ///
    /// # Errors
    /// `Local` for an address that is not encrypted, or where it is to be written; `Refused` for
    /// another answer than 200; `Unreachable`.
    pub(in crate::provider) async fn get(
        &self,
        url: &str,
        into: &mut (dyn AsyncWrite + Send + Unpin),
    ) -> Result<u64, ProviderError> {
        let url = safe(url)?;
        let shown = shown_address(&url);
        let sent = self.client.get(url).send().await;
        let mut response = sent.map_err(|error| unreachable("GET", &shown, &error))?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(ProviderError::Refused {
                method: "GET".to_owned(),
                url: shown,
                status,
                message: "the file is not there".to_owned(),
            });
        }
        let written = |error: std::io::Error| ProviderError::Local(error.to_string());
        let mut bytes = 0;
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|error| unreachable("GET", &shown, &error))?
        {
            into.write_all(&piece).await.map_err(written)?;
            bytes += piece.len() as u64;
        }
        into.flush().await.map_err(written)?;
        Ok(bytes)
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
            "the server wants the file sent over `{}`, which everybody on the way could read or change",
            shown_address(&url)
        ))),
    }
}

fn unreachable(method: &str, url: &str, error: &reqwest::Error) -> ProviderError {
    ProviderError::Unreachable {
        method: method.to_owned(),
        url: url.to_owned(),
        message: causes(error),
        may_have_taken_effect: method != "GET",
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
