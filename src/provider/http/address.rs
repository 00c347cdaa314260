//! Addresses: of the service, of redirects, and as they are shown.

use std::net::IpAddr;

use url::{Host, Url};

use super::answer::on_one_line;
use crate::provider::ProviderError;

pub(super) fn base_address(base_url: &str) -> Result<Url, ProviderError> {
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

pub(super) fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

pub(super) fn shown_address(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    shown.to_string()
}

/// Returns where a redirect leads: the service's base address there if our path is kept.
pub(super) fn redirect_target(from: &str, path: &str, to: &str) -> String {
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
