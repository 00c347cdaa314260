//! Three versions of a file, and the one that shows their conflict.

use std::sync::Arc;

use crate::repo::{ConflictStyle, MARKER_SIZE, Merged, Repo, RepoError, Sides, merge_text};

/// How conflicts are shown.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// With or without base.
    pub(super) style: ConflictStyle,
    /// What stands behind the markers: base, ours, theirs.
    pub(super) names: [String; 3],
    /// How many characters a marker has.
    pub(super) marker_size: u16,
}

impl Style {
    /// Returns the style that the user has chosen for git, with our words for the sides.
    pub(super) fn of(repo: &Repo) -> Result<Self, RepoError> {
        let setting = repo.setting("merge.conflictstyle")?;
        let style = setting.and_then(|setting| ConflictStyle::of_setting(&setting.value));
        Ok(Self {
            style: style.unwrap_or_default(),
            names: ["before", "here", "there"].map(str::to_owned),
            marker_size: MARKER_SIZE,
        })
    }

    pub(super) fn sides(&self) -> Sides<'_> {
        Sides {
            base: &self.names[0],
            local: &self.names[1],
            remote: &self.names[2],
            marker_size: self.marker_size,
        }
    }
}

/// Three versions of a file that differ in what is in conflict.
#[derive(Clone, Debug)]
pub(super) struct Versions {
    pub(super) base: Option<Arc<[u8]>>,
    pub(super) ours: Option<Arc<[u8]>>,
    pub(super) theirs: Option<Arc<[u8]>>,
    /// Only ours and theirs are compared: what one of them lacks is as it was in base on the other,
    /// which by lines would be no conflict.
    pub(super) is_of_two: bool,
}

impl Versions {
    /// Returns the text with markers; ours if none can be put.
    pub(super) fn shown(&self, style: &Style) -> Result<Vec<u8>, RepoError> {
        let ours = self.ours.as_deref().unwrap_or_default();
        let theirs = self.theirs.as_deref().unwrap_or_default();
        let base = self.base.as_deref().filter(|_| !self.is_of_two);
        for base in base.into_iter().chain([&b""[..]]) {
            if let Merged::Conflict(bytes) =
                merge_text(base, ours, theirs, style.style, style.sides())?
            {
                return Ok(bytes);
            }
        }
        // A text with a NUL is no text by lines.
        Ok(ours.to_vec())
    }
}
