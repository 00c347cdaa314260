//! A tag: a label that stands on one card alone, with all it has.

use std::fmt;

/// A tag of a card, on services that keep no list of them (Kanbanik).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Its color, as the service spells it.
    pub color: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The address of a picture.
    pub picture: Option<String>,
    /// Where a click leads.
    pub url: Option<String>,
    /// How the click opens it, as the service counts: 1 for a new window.
    pub target: Option<i64>,
}

impl Tag {
    /// Returns a tag with a name and nothing else.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Returns true if it has nothing but a name.
    pub fn is_plain(&self) -> bool {
        *self == Self::named(self.name.clone())
    }
}

/// The name, and in brackets what there is besides.
impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            color,
            description,
            picture,
            url,
            target,
        } = self;
        formatter.write_str(name)?;
        let target = target.map(|target| target.to_string());
        let parts: Vec<&str> = [color, description, picture, url, &target]
            .into_iter()
            .filter_map(|part| part.as_deref())
            .collect();
        if parts.is_empty() {
            return Ok(());
        }
        write!(formatter, " ({})", parts.join(", "))
    }
}
