//! Logging in by the browser: Nextcloud's Login Flow v2, and taking an app password back.
//!
//! Source: <https://docs.nextcloud.com/server/latest/developer_manual/client_apis/LoginFlow/>, seen
//! in Nextcloud 32 and 34.

use reqwest::Method;
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::api::{decoded, judge};
use crate::monitor::Monitor;
use crate::provider::discreet::Secrets;
use crate::provider::http::{Answer, Http, Login, Request, is_same_origin, is_sent_in_the_clear};
use crate::provider::retry::Trouble;
use crate::provider::{Credentials, HttpOptions, ProviderError};

/// Begins a login; below the server's address, since not every server has addresses without
/// `index.php`.
const BEGIN: &str = "index.php/login/v2";
/// Tells whether it was granted. The server names this address too, sometimes wrongly where
/// something stands before it; the server that was asked first knows its own logins.
const POLL: &str = "index.php/login/v2/poll";
/// Takes the app password back that it is called with.
const APP_PASSWORD: &str = "ocs/v2.php/core/apppassword?format=json";

/// A login that was begun and waits for a person in a browser.
pub struct LoginFlow {
    http: Http,
    page: Url,
    poll_token: String,
}

#[derive(Deserialize)]
struct Begun {
    poll: Poll,
    login: String,
}

#[derive(Deserialize)]
struct Poll {
    token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Granted {
    login_name: String,
    app_password: String,
}

impl LoginFlow {
    /// Begins a login at a server; nothing is told about the person.
    ///
    /// # Errors
    /// As met; `Local` if the server names a page that no password may be typed into.
    pub async fn begin(
        base_url: &str,
        options: HttpOptions,
        monitor: &dyn Monitor,
    ) -> Result<Self, ProviderError> {
        let http = Http::new(base_url, Login::InRequests, options)?;
        let request = Request::form(BEGIN, String::new(), true);
        let answer = http.read(&request, judge, monitor).await?;
        let begun: Begun = decoded(&answer).map_err(|_| without_body(&answer))?;
        let page = page(http.base(), &begun.login)?;
        Ok(Self {
            http,
            page,
            poll_token: begun.poll.token,
        })
    }

    /// Returns the address of the page on which the person agrees.
    pub fn page(&self) -> &str {
        self.page.as_str()
    }

    /// Asks whether the person agreed; returns what to log in with from then on, once.
    ///
    /// A person who refused, a page that is too old and one that nobody has opened yet are the
    /// same: `None`.
    ///
    /// # Errors
    /// As met.
    pub async fn poll(&self, monitor: &dyn Monitor) -> Result<Option<Credentials>, ProviderError> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("token", &self.poll_token)
            .finish();
        let request = Request::form(POLL, form, true);
        let answer = self.http.read(&request, judge_poll, monitor).await?;
        if answer.status == 404 {
            return Ok(None);
        }
        // The body holds a password, so that no word of it is told.
        let granted: Granted =
            serde_json::from_slice(&answer.body).map_err(|_| without_body(&answer))?;
        Ok(Some(Credentials {
            user: granted.login_name,
            secret: granted.app_password,
        }))
    }
}

/// Takes an app password back at the server; returns false if it is none, but a person's own
/// password, or was taken back before.
///
/// # Errors
/// As met.
pub async fn revoke_app_password(
    base_url: &str,
    credentials: Credentials,
    options: HttpOptions,
    monitor: &dyn Monitor,
) -> Result<bool, ProviderError> {
    let secrets = Secrets::of(&credentials);
    let http = Http::new(base_url, Login::Basic(credentials), options)?;
    let request = Request::new(Method::DELETE, APP_PASSWORD, None);
    match http.write(&request, judge, monitor).await {
        Ok(_) => Ok(true),
        Err(ProviderError::NotLoggedIn { .. } | ProviderError::NotAllowed { status: 403, .. }) => {
            Ok(false)
        }
        Err(error) => Err(secrets.hide_in(error)),
    }
}

/// While nobody has agreed, the answer is 404.
fn judge_poll(answer: Answer) -> Result<Answer, Trouble> {
    match answer.status {
        404 => Ok(answer),
        _ => judge(answer),
    }
}

fn without_body(answer: &Answer) -> ProviderError {
    ProviderError::Nonsense {
        method: answer.method.to_string(),
        url: answer.url.clone(),
        message: "it is none of a login in the browser".to_owned(),
        beginning: String::new(),
        may_have_taken_effect: false,
    }
}

/// Returns the page's address, if a password may be typed into it.
fn page(base: &Url, page: &str) -> Result<Url, ProviderError> {
    let named = || format!("the server names a page to log in at that is none: `{page}`");
    let page = Url::parse(page).map_err(|_| ProviderError::Local(named()))?;
    if !matches!(page.scheme(), "http" | "https") || page.host().is_none() {
        return Err(ProviderError::Local(named()));
    }
    if is_sent_in_the_clear(&page) && !is_same_origin(base, &page) {
        return Err(ProviderError::Local(format!(
            "the server's own page to log in is plain http (`{}`): everybody on the way could read the password; its administrator has to set `overwriteprotocol`",
            page.origin().ascii_serialization()
        )));
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::page;

    fn is_taken(base: &str, address: &str) -> bool {
        page(&Url::parse(base).expect("an address"), address).is_ok()
    }

    #[test]
    fn a_page_is_opened_only_where_a_password_may_be_typed() {
        let base = "https://cloud.example";
        assert!(is_taken(base, "https://cloud.example/login/v2/flow/x"));
        assert!(is_taken(base, "https://login.example/login/v2/flow/x"));
        assert!(!is_taken(base, "http://cloud.example/login/v2/flow/x"));
        // Whoever allowed plain http to this server did so with open eyes.
        assert!(is_taken(
            "http://nas.example",
            "http://nas.example/login/v2/flow/x"
        ));
        assert!(!is_taken(
            "http://nas.example",
            "http://other.example/flow/x"
        ));
        for address in ["file:///etc/passwd", "javascript:alert(1)", "x", "--help"] {
            assert!(!is_taken(base, address), "{address}");
        }
    }
}
