//! Addresses: of the service, of redirects, and as they are shown.

use std::net::IpAddr;

use url::{Host, Url};

use super::answer::on_one_line;
use crate::provider::ProviderError;

pub(super) fn base_address(base_url: &str) -> Result<Url, ProviderError> {
    let problem = |message: &str| ProviderError::Address(message.to_owned());
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

pub(super) fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Returns true if what is typed or sent there can be read by everybody on the way.
pub(in crate::provider) fn is_sent_in_the_clear(url: &Url) -> bool {
    url.scheme() == "http" && !is_loopback(url)
}

/// Returns true if both addresses are of one server: scheme, host and port.
pub(in crate::provider) fn is_same_origin(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

pub(super) fn shown_address(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    shown.to_string()
}

/// Where a redirect leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::provider) struct Redirect {
    /// The address, without secrets and query.
    pub(in crate::provider) to: String,
    /// The service's base address there, if our path is kept and it is another than ours.
    pub(in crate::provider) service: Option<String>,
}

/// Returns where a redirect of the request for `path` at the address `from` leads.
pub(super) fn redirect_target(from: &str, path: &str, to: &str) -> Redirect {
    let Some(mut target) = Url::parse(from).ok().and_then(|from| from.join(to).ok()) else {
        return Redirect {
            to: on_one_line(to),
            service: None,
        };
    };
    target.set_query(None);
    target.set_fragment(None);
    // Neither can fail for an address that has a host; one without has neither.
    let _ = target.set_username("");
    let _ = target.set_password(None);
    let path = path.split('?').next().unwrap_or_default();
    let target = target.to_string();
    let service = target.strip_suffix(path).filter(|_| target != from);
    let service = service.map(|base| on_one_line(base.trim_end_matches('/')));
    Redirect {
        service: service.filter(|base| base.starts_with("http")),
        to: on_one_line(&target),
    }
}

#[cfg(test)]
mod tests {
    use super::redirect_target;

    fn target(to: &str) -> (String, Option<String>) {
        let found = redirect_target("http://a.example/nc/ocs/x", "ocs/x?y=1", to);
        (found.to, found.service)
    }

    #[test]
    fn a_redirect_that_keeps_the_path_tells_the_service() {
        assert_eq!(
            target("https://me:pw@b.example/ocs/x?token=1"),
            (
                "https://b.example/ocs/x".to_owned(),
                Some("https://b.example".to_owned())
            )
        );
        assert_eq!(
            target("https://a.example/nc/ocs/x").1.as_deref(),
            Some("https://a.example/nc")
        );
    }

    #[test]
    fn a_redirect_to_a_page_or_in_a_circle_tells_none() {
        for to in [
            "/login",
            "http://a.example/nc/ocs/x",
            "x",
            "javascript:ocs/x",
            "http://[",
        ] {
            assert_eq!(target(to).1, None, "{to}");
        }
    }
}
