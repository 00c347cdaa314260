//! Where an organization's interface is: from the address that people know it by.

use url::Url;

use crate::provider::ProviderError;

/// The service that Codecks itself runs.
const HOSTED: &str = ".codecks.io";

/// Where to ask, and for which organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// The interface's address.
    pub(super) base: String,
    /// The organization's subdomain; `None` where the token alone tells it.
    pub(super) subdomain: Option<String>,
}

/// Returns where `https://myteam.codecks.io` is asked: at `https://api.codecks.io`, for `myteam`.
///
/// On another server the organization may stand behind the address: `https://api.example.com/myteam`.
///
/// # Errors
/// `Local`: it is no address.
pub(super) fn address(url: &str) -> Result<Address, ProviderError> {
    let parsed = Url::parse(url)
        .map_err(|error| ProviderError::Local(format!("not an address: {error}")))?;
    let host = parsed.host_str().unwrap_or_default();
    if let Some(team) = host.strip_suffix(HOSTED) {
        let is_api = matches!(team, "api" | "www");
        let first = first_segment(&parsed);
        return Ok(Address {
            base: "https://api.codecks.io".to_owned(),
            subdomain: if is_api { first } else { Some(team.to_owned()) },
        });
    }
    Ok(Address {
        subdomain: first_segment(&parsed),
        base: parsed.origin().ascii_serialization(),
    })
}

fn first_segment(url: &Url) -> Option<String> {
    let mut segments = url.path_segments()?;
    let first = segments.next()?;
    (!first.is_empty()).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::address;

    fn at(url: &str) -> (String, Option<String>) {
        let address = address(url).expect("an address");
        (address.base, address.subdomain)
    }

    #[test]
    fn an_organization_is_asked_for_at_the_one_interface() {
        let team = Some("myteam".to_owned());
        let hosted = "https://api.codecks.io".to_owned();
        assert_eq!(
            at("https://myteam.codecks.io"),
            (hosted.clone(), team.clone())
        );
        assert_eq!(at("https://api.codecks.io/myteam"), (hosted, team.clone()));
        assert_eq!(
            at("http://127.0.0.1:9393/myteam"),
            ("http://127.0.0.1:9393".to_owned(), team)
        );
        assert_eq!(at("https://api.codecks.example.com").1, None);
    }
}
