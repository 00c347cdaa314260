//! The envelope of Nextcloud's OCS interface, the server's capabilities, the user.

use serde::Deserialize;

use super::scalar::list;

/// What every OCS answer is wrapped in.
///
/// Source: <https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-api-overview.html>
#[derive(Clone, Debug, Deserialize)]
pub struct Envelope<T> {
    pub ocs: Ocs<T>,
}

/// The inside of [`Envelope`]; its `meta` says no more than the HTTP status.
#[derive(Clone, Debug, Deserialize)]
pub struct Ocs<T> {
    pub data: T,
}

/// `GET /ocs/v2.php/cloud/capabilities`.
#[derive(Clone, Debug, Deserialize)]
pub struct Capabilities {
    pub capabilities: Apps,
}

/// The capabilities, of which Deck's are of interest.
#[derive(Clone, Debug, Deserialize)]
pub struct Apps {
    /// Absent where Deck is not installed, or not for this user.
    #[serde(default)]
    pub deck: Option<DeckVersion>,
}

/// Deck's capabilities.
#[derive(Clone, Debug, Deserialize)]
pub struct DeckVersion {
    /// `1.18.3`
    pub version: String,
}

/// `GET /ocs/v2.php/cloud/user`.
#[derive(Clone, Debug, Deserialize)]
pub struct User {
    pub id: String,
    #[serde(default, deserialize_with = "list")]
    pub groups: Vec<String>,
}
